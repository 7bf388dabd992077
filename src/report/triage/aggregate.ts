/**
 * Everything triage counts, in bounded memory. Adding reports one by one, or adding parts that were counted elsewhere, in any split and
 * any order, gives the same.
 */
import type { ConfidenceWord } from '../../rules/types.js';
import type { Verdict } from '../document.js';
import { Bounded, Counts, type BoundedData, type Cell, type CountsData } from './bounded.js';
import type { Summary } from './summary.js';

/** Distinct firmwares, makes and providers that are counted apart; a large fleet has some hundreds. */
const MOST_NAMES = 2048;
/** The same below one cause, of which there may be `MOST_KEYS`. */
const MOST_NAMES_OF_CAUSE = 256;
/** Distinct causes; the rules have some dozens. */
const MOST_KEYS = 512;
const MOST_EXAMPLES = 3;

/** Where a report stood. */
export interface Place {
  /** Position of the input on the command line, after folders were opened. */
  readonly input: number;
  /** From 1; 0 where the input is one document. */
  readonly line: number;
  /** The name that it had in its stream. */
  readonly id?: string;
}

export interface CauseData {
  readonly count: number;
  /** Reports in which it is the only cause. */
  readonly alone: number;
  readonly words: Readonly<Record<ConfidenceWord, number>>;
  readonly first: string;
  readonly last: string;
  readonly firmware: CountsData;
  readonly brand: CountsData;
  readonly provider: CountsData;
  readonly examples: readonly Place[];
}

export interface MissingData {
  readonly count: number;
  readonly inconclusive: number;
}

export interface AggregateData {
  readonly reports: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly interrupted: number;
  /** Verdict `problem` without a cause. */
  readonly unexplained: number;
  /** Empty before the first report. */
  readonly first: string;
  readonly last: string;
  readonly rules: CountsData;
  readonly firmware: CountsData;
  readonly brand: CountsData;
  readonly provider: CountsData;
  readonly causes: BoundedData<CauseData>;
  /** By fact and reason, joined by a blank. */
  readonly missing: BoundedData<MissingData>;
  /** By probe: reports that lack at least one fact of it. */
  readonly probes: BoundedData<MissingData>;
}

/** Which probe would have told a fact; facts that only a person can tell are missing. */
export type ProbeOfFact = ReadonlyMap<string, string>;

class CauseCount {
  count = 0;
  alone = 0;
  readonly words = { certain: 0, likely: 0, possible: 0 };
  first = '';
  last = '';
  readonly firmware = new Counts(MOST_NAMES_OF_CAUSE);
  readonly brand = new Counts(MOST_NAMES_OF_CAUSE);
  readonly provider = new Counts(MOST_NAMES_OF_CAUSE);
  examples: readonly Place[] = [];

  add(summary: Summary, word: ConfidenceWord, place: Place): void {
    this.count += 1;
    if (summary.causes.length === 1) this.alone += 1;
    this.words[word] += 1;
    this.first = earlier(this.first, summary.at);
    this.last = later(this.last, summary.at);
    addNames(this, summary);
    this.examples = nearest([...this.examples, place]);
  }

  merge(from: CauseData): void {
    this.count += from.count;
    this.alone += from.alone;
    for (const word of ['certain', 'likely', 'possible'] as const) this.words[word] += from.words[word];
    this.first = earlier(this.first, from.first);
    this.last = later(this.last, from.last);
    mergeNames(this, from);
    this.examples = nearest([...this.examples, ...from.examples]);
  }

  data(): CauseData {
    const { count, alone, words, first, last, examples } = this;
    return { count, alone, words: { ...words }, first, last, firmware: this.firmware.data(), brand: this.brand.data(), provider: this.provider.data(), examples };
  }
}

const MISSING: Cell<{ count: number; inconclusive: number }> = {
  empty: () => ({ count: 0, inconclusive: 0 }),
  merge: (into, from) => {
    into.count += from.count;
    into.inconclusive += from.inconclusive;
  },
};

export class Aggregate {
  private reports = 0;
  private readonly verdicts = { healthy: 0, problem: 0, inconclusive: 0 };
  private interrupted = 0;
  private unexplained = 0;
  private first = '';
  private last = '';
  private readonly rules = new Counts(MOST_KEYS);
  readonly firmware = new Counts(MOST_NAMES);
  readonly brand = new Counts(MOST_NAMES);
  readonly provider = new Counts(MOST_NAMES);
  private readonly causes = new Bounded<CauseCount>(MOST_KEYS, { empty: () => new CauseCount(), merge: (into, from) => into.merge(from.data()) });
  private readonly missing = new Bounded(MOST_NAMES, MISSING);
  private readonly probes = new Bounded(MOST_KEYS, MISSING);

  add(summary: Summary, place: Place, probeOf: ProbeOfFact): void {
    this.reports += 1;
    this.verdicts[summary.verdict] += 1;
    if (summary.interrupted) this.interrupted += 1;
    if (summary.verdict === 'problem' && summary.causes.length === 0) this.unexplained += 1;
    this.first = earlier(this.first, summary.at);
    this.last = later(this.last, summary.at);
    this.rules.add(summary.rules);
    addNames(this, summary);
    for (const { id, word } of summary.causes) this.causes.at(id).add(summary, word, place);
    const open = summary.verdict === 'inconclusive' ? 1 : 0;
    const probes = new Set<string>();
    for (const { fact, reason } of summary.missing) {
      MISSING.merge(this.missing.at(`${fact} ${reason}`), { count: 1, inconclusive: open });
      const probe = probeOf.get(fact);
      if (probe !== undefined) probes.add(probe);
    }
    for (const probe of probes) MISSING.merge(this.probes.at(probe), { count: 1, inconclusive: open });
  }

  /** @param lines lines of the input that stand before those of `from` */
  merge(from: AggregateData, lines = 0): void {
    this.reports += from.reports;
    for (const verdict of ['healthy', 'problem', 'inconclusive'] as const) this.verdicts[verdict] += from.verdicts[verdict];
    this.interrupted += from.interrupted;
    this.unexplained += from.unexplained;
    this.first = earlier(this.first, from.first);
    this.last = later(this.last, from.last);
    this.rules.merge(from.rules);
    mergeNames(this, from);
    for (const [id, cause] of from.causes.entries) this.causes.at(id).merge({ ...cause, examples: cause.examples.map((place) => (place.line === 0 ? place : { ...place, line: place.line + lines })) });
    this.causes.merge({ over: from.causes.over, entries: [] });
    this.missing.merge(from.missing);
    this.probes.merge(from.probes);
  }

  data(): AggregateData {
    const { reports, verdicts, interrupted, unexplained, first, last } = this;
    const causes = this.causes.data();
    return {
      ...{ reports, verdicts: { ...verdicts }, interrupted, unexplained, first, last },
      ...{ rules: this.rules.data(), firmware: this.firmware.data(), brand: this.brand.data(), provider: this.provider.data() },
      causes: { over: causes.over, entries: causes.entries.map(([id, cause]) => [id, cause.data()]) },
      missing: this.missing.data(),
      probes: this.probes.data(),
    };
  }
}

interface Named<T> {
  readonly firmware: T;
  readonly brand: T;
  readonly provider: T;
}

function addNames(to: Named<Counts>, { firmware, brand, provider }: Summary): void {
  if (firmware !== undefined) to.firmware.add(firmware);
  if (brand !== undefined) to.brand.add(brand);
  if (provider !== undefined) to.provider.add(provider);
}

function mergeNames(to: Named<Counts>, from: Named<CountsData>): void {
  to.firmware.merge(from.firmware);
  to.brand.merge(from.brand);
  to.provider.merge(from.provider);
}

function earlier(a: string, b: string): string {
  return a === '' || (b !== '' && b < a) ? b : a;
}

function later(a: string, b: string): string {
  return b > a ? b : a;
}

function nearest(places: readonly Place[]): readonly Place[] {
  return places.length <= 1 ? places : places.toSorted((a, b) => a.input - b.input || a.line - b.line).slice(0, MOST_EXAMPLES);
}
