/** CSV after RFC 4180, in which no cell is a formula for the program that opens it. */
import type { CauseRow, Share, Triage } from './table.js';

type CellValue = string | number | null;

const HEAD = ['table', 'name', 'title', 'count', 'share', 'certain', 'likely', 'possible', 'first_seen', 'last_seen', 'firmware', 'brand', 'ddns_provider', 'detail', 'examples'] as const;
type Row = Partial<Record<(typeof HEAD)[number], CellValue>>;

/** One table for all: `table` says what a row is (verdict, cause, outlier, missing). Lines end with CR LF. */
export function triageCsv(triage: Triage): string {
  return [HEAD.join(','), ...rowsOf(triage).map((row) => HEAD.map((name) => csvCell(row[name] ?? null)).join(',')), ''].join('\r\n');
}

function rowsOf({ reports, verdicts, rejected, causes, outliers, missing }: Triage): Row[] {
  const share = (count: number): number => (reports === 0 ? 0 : round(count / reports));
  return [
    ...Object.entries(verdicts).map(([name, count]): Row => ({ table: 'verdict', name, count, share: share(count) })),
    { table: 'rejected', count: rejected },
    ...causes.map(causeCells),
    ...outliers.map((outlier): Row => ({ table: 'outlier', name: outlier.cause, count: outlier.count, ...(outlier.kind === 'rare' ? { detail: 'rare' } : { [outlier.kind === 'provider' ? 'ddns_provider' : outlier.kind]: outlier.name, detail: `${outlier.lift} times as frequent` }), examples: outlier.examples.join('; ') })),
    ...missing.flatMap(({ probe, facts }) => facts.map((fact): Row => ({ table: 'missing', name: fact.fact, title: fact.title, count: fact.reports, share: share(fact.reports), detail: [`probe: ${probe ?? 'asked of the person'}`, `inconclusive: ${fact.inconclusive}`, names(fact.reasons)].join('; ') }))),
  ];
}

function causeCells(cause: CauseRow): Row {
  const { id, title, count, confidence, firstSeen, lastSeen, firmware, brand, provider, examples } = cause;
  return { table: 'cause', name: id, title, count, share: round(cause.share), ...confidence, first_seen: firstSeen, last_seen: lastSeen, firmware: names(firmware), brand: names(brand), ddns_provider: names(provider), examples: examples.join('; ') };
}

function names(shares: readonly Share[]): string {
  return shares.map(({ name, count }) => `${name} (${count})`).join('; ');
}

function round(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}

/** After it begins a cell for a program that takes something else than the comma for the separator, whatever stands in quotation marks. */
const AFTER_SEPARATOR = /([;|\t\r\n](?:[^\S\t\r\n]|")*)(?=[=+\-@＝＋－＠])/gu;

/**
 * A cell that begins like a formula gets an apostrophe before it (OWASP, CSV injection): `=`, `+`, `-`, `@`, tab, CR, and their full-width
 * forms, which some programs take for the same. Blanks before the sign do not help it.
 */
export function csvCell(value: CellValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const within = value.replace(AFTER_SEPARATOR, "$1'");
  const inert = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/u.test(value) ? `'${within}` : within;
  return /[",\r\n']/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
