/** The table of causes for a terminal. */
import { padEnd, safe, truncate, wrap } from '../text/layout.js';
import { forTerminal, type Style } from '../text/style.js';
import type { CauseRow, MissingProbe, Outlier, Share, Triage } from './table.js';

/** Rows of a part that are shown; the other formats have all of them. */
const MOST_ROWS = 40;
const MOST_FACTS = 4;
const INDENT = '  ';

export function renderTriage(triage: Triage, style: Style): string {
  const parts = [head(triage, style), causes(triage, style), outliers(triage, style), missing(triage, style), remarks(triage, style)];
  return forTerminal(`${parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`, style);
}

function head({ reports, rejected, verdicts, firstSeen, lastSeen }: Triage, style: Style): string[] {
  const span = firstSeen === null || lastSeen === null ? '' : `, ${day(firstSeen)} to ${day(lastSeen)}`;
  const refused = rejected === 0 ? '' : `; ${number(rejected)} could not be read`;
  const { good, bad, open } = style.paint;
  return [
    style.paint.strong(`${number(reports)} ${reports === 1 ? 'report' : 'reports'}${span}${refused}`),
    `${INDENT}${bad(`${style.signs.bad} problem`)} ${of(verdicts.problem, reports)}   ${open(`${style.signs.open} inconclusive`)} ${of(verdicts.inconclusive, reports)}   ${good(`${style.signs.good} healthy`)} ${of(verdicts.healthy, reports)}`,
  ];
}

function causes(triage: Triage, style: Style): string[] {
  if (triage.causes.length === 0) return [];
  const shown = triage.causes.slice(0, MOST_ROWS);
  const width = Math.min(30, Math.max(5, ...shown.map((cause) => cause.id.length)));
  const title = `${padEnd('Cause', width)}  ${'Reports'.padStart(9)}  ${'Share'.padStart(6)}  First seen  Last seen`;
  const more = triage.causes.length - shown.length;
  return [
    style.paint.strong(title),
    ...shown.flatMap((cause) => [
      `${padEnd(truncate(cause.id, width, style.signs.ellipsis), width)}  ${number(cause.count).padStart(9)}  ${percent(cause.share).padStart(6)}  ${day(cause.firstSeen)}  ${day(cause.lastSeen)}`,
      ...wrap(details(cause), style.columns, INDENT + INDENT).map(style.paint.quiet),
    ]),
    ...(more > 0 ? [`${INDENT}and ${more} more: --format csv or json has all of them`] : []),
  ];
}

function details({ title, confidence, firmware, brand, provider, examples }: CauseRow): string {
  const words = Object.entries(confidence).flatMap(([word, count]) => (count > 0 ? [`${word} ${number(count)}`] : []));
  const named = [
    ['firmware', firmware],
    ['make', brand],
    ['DDNS', provider],
  ] as const;
  return [title ?? '', words.join(', '), ...named.map(([label, shares]) => (shares.length > 0 ? `${label} ${top(shares, 2)}` : '')), examples[0] === undefined ? '' : `such as ${examples[0]}`].filter(Boolean).join(' · ');
}

function outliers({ outliers: found }: Triage, style: Style): string[] {
  if (found.length === 0) return [];
  const shown = found.slice(0, MOST_ROWS);
  return [style.paint.strong('Stands out'), ...shown.flatMap((outlier) => wrap(outlierWords(outlier), style.columns, INDENT, INDENT + INDENT)), ...(found.length > shown.length ? [`${INDENT}and ${found.length - shown.length} more`] : [])];
}

const KINDS = { firmware: 'firmware', brand: 'make', provider: 'DDNS provider' } as const;

export function outlierWords({ kind, cause, name, count, lift, examples }: Outlier): string {
  if (kind === 'rare') return `${cause}: rare, ${number(count)} ${count === 1 ? 'report' : 'reports'}${examples.length > 0 ? ` (${examples.join(', ')})` : ''}`;
  return `${cause}: ${lift} times as frequent with ${KINDS[kind]} ${name ?? ''} (${number(count)} reports)`;
}

function missing({ missing: probes, reports }: Triage, style: Style): string[] {
  if (probes.length === 0) return [];
  return [style.paint.strong('What could not be told, by what would tell it'), ...probes.flatMap((probe) => missingLines(probe, reports, style))];
}

function missingLines({ probe, reports, inconclusive, facts }: MissingProbe, all: number, style: Style): string[] {
  const rest = facts.length - MOST_FACTS;
  const named = facts.slice(0, MOST_FACTS).map((fact) => `${fact.fact} (${top(fact.reasons, 2)})`);
  const lead = probe === null ? `asked of the person: at least ${of(reports, all)}` : `${probe}: ${of(reports, all)}`;
  return [...wrap(`${lead}, ${number(inconclusive)} of them inconclusive`, style.columns, INDENT), ...wrap(`${named.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`, style.columns, INDENT + INDENT).map(style.paint.quiet)];
}

function remarks({ rules, cut, unexplained, interrupted }: Triage, style: Style): string[] {
  return [
    ...(unexplained > 0 ? [`${number(unexplained)} with verdict problem name no cause.`] : []),
    ...(interrupted > 0 ? [`${number(interrupted)} were ended early.`] : []),
    ...(rules.length > 1 ? [`Judged by different rules (${top(rules, 5)}): --reanalyze judges all of them by the rules of this version.`] : []),
    ...(cut.length > 0 ? [`More different names than are counted apart: ${cut.slice(0, 5).join(', ')}. Counts that are shown are exact.`] : []),
  ].flatMap((line) => wrap(line, style.columns));
}

function top(shares: readonly Share[], most: number): string {
  return shares.slice(0, most).map(({ name, count }) => `${safe(name)} ${number(count)}`).join(', ');
}

function of(count: number, all: number): string {
  return `${number(count)} (${percent(all === 0 ? 0 : count / all)})`;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

export function number(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function day(time: string): string {
  return time.slice(0, 10);
}
