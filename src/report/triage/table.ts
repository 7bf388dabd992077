/** From counts to what support reads: causes by number, what stands out, and what could not be told. The document `nvr-doctor/triage@1`. */
import { definitionOf, isFactPath } from '../../facts/dictionary.js';
import type { ConfidenceWord } from '../../rules/types.js';
import type { Verdict } from '../document.js';
import type { AggregateData, CauseData, Place } from './aggregate.js';
import type { CountsData } from './bounded.js';

export const TRIAGE_SCHEMA = 'nvr-doctor/triage@1';

/** Names shown for each cause, the most frequent first. */
const MOST_SHOWN = 5;
/** Below so many reports nothing is called rare: each cause is. */
const FEWEST_FOR_RARE = 20;
/** A cause in fewer reports than this share, or in one, is rare. */
const RARE_SHARE = 0.005;
/** A name stands out where a cause is this many times as frequent with it as without regard to it, … */
const LIFT = 3;
/** … that is no chance (standard deviations of the binomial), … */
const DEVIATIONS = 5;
/** … and it is not a handful. */
const FEWEST_TOGETHER = 5;

export interface Share {
  readonly name: string;
  readonly count: number;
}

export interface CauseRow {
  readonly id: string;
  readonly title: string | null;
  readonly count: number;
  /** Of all reports, 0 to 1. The shares of all causes may add up to more than 1: a report can have several. */
  readonly share: number;
  readonly alone: number;
  readonly confidence: Readonly<Record<ConfidenceWord, number>>;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly firmware: readonly Share[];
  readonly brand: readonly Share[];
  readonly provider: readonly Share[];
  /** `file:line`, or the name it had in its stream; the first three. */
  readonly examples: readonly string[];
}

export interface Outlier {
  readonly kind: 'rare' | 'firmware' | 'brand' | 'provider';
  readonly cause: string;
  /** The firmware, make or provider that stands out; null for a rare cause. */
  readonly name: string | null;
  readonly count: number;
  /** Times as frequent as among all reports; null for a rare cause. */
  readonly lift: number | null;
  readonly examples: readonly string[];
}

export interface MissingRow {
  readonly fact: string;
  readonly title: string;
  readonly reports: number;
  readonly inconclusive: number;
  readonly reasons: readonly Share[];
}

export interface MissingProbe {
  /** Null: only a person can tell these. */
  readonly probe: string | null;
  readonly reports: number;
  readonly inconclusive: number;
  readonly facts: readonly MissingRow[];
}

export interface Triage {
  readonly schema: typeof TRIAGE_SCHEMA;
  readonly reports: number;
  readonly rejected: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly interrupted: number;
  readonly unexplained: number;
  /** Null where nothing was read. */
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  /** Hashes of the rules that judged the reports. More than one: their causes are not quite comparable. */
  readonly rules: readonly Share[];
  readonly firmware: readonly Share[];
  readonly brand: readonly Share[];
  readonly provider: readonly Share[];
  readonly causes: readonly CauseRow[];
  readonly outliers: readonly Outlier[];
  readonly missing: readonly MissingProbe[];
  /** What had more different names than are counted apart; the counts of those that are shown are exact. */
  readonly cut: readonly string[];
}

export interface TableInput {
  readonly data: AggregateData;
  readonly rejected: number;
  readonly inputName: (input: number) => string;
  readonly titleOf: (cause: string) => string | undefined;
  readonly probeOf: ReadonlyMap<string, string>;
}

export function tableOf({ data, rejected, inputName, titleOf, probeOf }: TableInput): Triage {
  const placeName = ({ input, line, id }: Place): string => id ?? (line === 0 ? inputName(input) : `${inputName(input)}:${line}`);
  const causes = data.causes.entries.map(([id, cause]) => causeRow(id, cause, data, titleOf(id) ?? null, placeName)).toSorted((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
  const { reports, verdicts, interrupted, unexplained } = data;
  return {
    schema: TRIAGE_SCHEMA,
    ...{ reports, rejected, verdicts, interrupted, unexplained },
    firstSeen: data.first === '' ? null : data.first,
    lastSeen: data.last === '' ? null : data.last,
    ...{ rules: ranked(data.rules), firmware: ranked(data.firmware), brand: ranked(data.brand), provider: ranked(data.provider) },
    causes,
    outliers: outliersOf(data, causes),
    missing: missingOf(data, probeOf),
    cut: [
      ...(['rules', 'firmware', 'brand', 'provider', 'causes'] as const).filter((name) => data[name].over),
      ...data.causes.entries.flatMap(([id, cause]) => (['firmware', 'brand', 'provider'] as const).filter((name) => cause[name].over).map((name) => `${name} of ${id}`)),
    ],
  };
}

function causeRow(id: string, cause: CauseData, data: AggregateData, title: string | null, placeName: (place: Place) => string): CauseRow {
  return {
    ...{ id, title, count: cause.count, share: cause.count / data.reports, alone: cause.alone, confidence: cause.words },
    ...{ firstSeen: cause.first, lastSeen: cause.last },
    ...{ firmware: ranked(cause.firmware), brand: ranked(cause.brand), provider: ranked(cause.provider) },
    examples: cause.examples.map(placeName),
  };
}

function ranked({ entries }: CountsData, most = MOST_SHOWN): Share[] {
  return entries.map(([name, count]) => ({ name, count })).toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, most);
}

function outliersOf(data: AggregateData, causes: readonly CauseRow[]): Outlier[] {
  const examples = new Map(causes.map((cause) => [cause.id, cause.examples]));
  const rare = data.reports < FEWEST_FOR_RARE ? [] : causes.filter((cause) => cause.count === 1 || cause.share < RARE_SHARE);
  const tied = data.causes.entries.flatMap(([id, cause]) => (['firmware', 'brand', 'provider'] as const).flatMap((kind) => tiedTo(kind, id, cause, data)));
  return [
    ...tied.toSorted((a, b) => (b.lift ?? 0) - (a.lift ?? 0) || b.count - a.count || (a.cause < b.cause ? -1 : 1)),
    ...rare.map((cause): Outlier => ({ kind: 'rare', cause: cause.id, name: null, count: cause.count, lift: null, examples: [] })).toSorted((a, b) => a.count - b.count || (a.cause < b.cause ? -1 : 1)),
  ].map((outlier) => ({ ...outlier, examples: outlier.kind === 'rare' ? (examples.get(outlier.cause) ?? []) : [] }));
}

/** Names with which the cause is far more frequent than chance allows, measured against all reports. */
function tiedTo(kind: 'firmware' | 'brand' | 'provider', id: string, cause: CauseData, data: AggregateData): Outlier[] {
  const totals = new Map(data[kind].entries);
  const share = cause.count / data.reports;
  return cause[kind].entries.flatMap(([name, count]) => {
    const all = totals.get(name);
    // Where too many names were seen, the total of this one may not have been kept.
    if (all === undefined || count < FEWEST_TOGETHER) return [];
    const expected = all * share;
    const deviation = Math.sqrt(Math.max(expected * (1 - share), Number.EPSILON));
    const lift = count / expected;
    return lift >= LIFT && (count - expected) / deviation >= DEVIATIONS ? [{ kind, cause: id, name, count, lift: Math.round(lift * 10) / 10, examples: [] }] : [];
  });
}

function missingOf(data: AggregateData, probeOf: ReadonlyMap<string, string>): MissingProbe[] {
  const facts = new Map<string, { reports: number; inconclusive: number; reasons: Share[] }>();
  for (const [key, { count, inconclusive }] of data.missing.entries) {
    const [fact = '', reason = ''] = key.split(' ');
    const row = facts.get(fact) ?? { reports: 0, inconclusive: 0, reasons: [] };
    row.reports += count;
    row.inconclusive += inconclusive;
    row.reasons.push({ name: reason, count });
    facts.set(fact, row);
  }
  const rows = [...facts].map(([fact, row]): MissingRow => ({ fact, title: isFactPath(fact) ? definitionOf(fact).title : fact, ...row, reasons: row.reasons.toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)) }));
  const byNeed = rows.toSorted((a, b) => b.inconclusive - a.inconclusive || b.reports - a.reports || (a.fact < b.fact ? -1 : 1));
  const probes = data.probes.entries.map(([probe, { count, inconclusive }]): MissingProbe => ({ probe, reports: count, inconclusive, facts: byNeed.filter(({ fact }) => probeOf.get(fact) === probe) }));
  const byPerson = byNeed.filter(({ fact }) => !probeOf.has(fact));
  const most = (pick: (row: MissingRow) => number): number => Math.max(0, ...byPerson.map(pick));
  return [
    ...probes.toSorted((a, b) => b.inconclusive - a.inconclusive || b.reports - a.reports || ((a.probe ?? '') < (b.probe ?? '') ? -1 : 1)),
    // At least so many: how many reports lack one or another of them is not counted.
    ...(byPerson.length > 0 ? [{ probe: null, reports: most((row) => row.reports), inconclusive: most((row) => row.inconclusive), facts: byPerson }] : []),
  ];
}
