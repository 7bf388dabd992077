/** Observations → facts: the trusted source wins, agreement is counted, disagreement is a finding of its own (`contested`). */
import { derive, DERIVED_PATHS, inputsOf } from './derived.js';
import type { Fact, OtherSource } from './fact.js';
import { definitionOf, FACT_PATHS, type FactPath } from './dictionary.js';
import type { FactValue, Json, Observation } from './observation.js';
import type { Source } from './types.js';
import { validate } from './validate.js';

const NOT_RUN: Fact = { state: 'unknown', reason: 'not-run', others: [] };

/** The merged facts of one run. A path that nobody observed is unknown(`not-run`); there is no other way to be absent. */
export class Facts {
  constructor(private readonly cells: ReadonlyMap<FactPath, Fact>) {}

  get(path: FactPath): Fact {
    return this.cells.get(path) ?? derive(path, (input) => this.get(input)) ?? NOT_RUN;
  }

  /** The value where it is known, else undefined. For code that handles the unknown case itself. */
  value<P extends FactPath>(path: P): FactValue<P> | undefined {
    const fact = this.get(path);
    return fact.state === 'known' ? (fact.value as FactValue<P>) : undefined;
  }

  /** Only the paths that somebody observed, and what follows from them, in dictionary order. */
  observed(): [FactPath, Fact][] {
    return FACT_PATHS.flatMap((path) => {
      const seen = inputsOf(path).some((input) => this.cells.has(input)) || this.cells.has(path);
      return seen ? [[path, this.get(path)] as [FactPath, Fact]] : [];
    });
  }

  /** A copy in which one fact is hidden and everything that was derived with its help stays as it was. */
  without(path: FactPath): Facts {
    const cells = new Map(this.cells);
    for (const derived of DERIVED_PATHS) if (!cells.has(derived)) cells.set(derived, this.get(derived));
    cells.set(path, NOT_RUN);
    return new Facts(cells);
  }

  /** A copy in which some facts are known to have other values (what-if); `undefined`: they change, and nobody can say to what. */
  with(changes: Readonly<Partial<Record<FactPath, Json | undefined>>>): Facts {
    const cells = new Map(this.cells);
    for (const [path, value] of Object.entries(changes) as [FactPath, Json | undefined][]) {
      cells.set(path, value === undefined ? NOT_RUN : { state: 'known', value, source: 'inferred', vantage: 'home', at: 0, others: [] });
    }
    return new Facts(cells);
  }
}

/** Merges by the dictionary's order of trust. Order of the observations does not matter, except that a later one of the same source replaces an earlier one. */
export function mergeObservations(observations: readonly Observation[]): Facts {
  const byPath = new Map<FactPath, Map<Source, Observation>>();
  for (const observation of observations) {
    const sources = byPath.get(observation.path) ?? new Map<Source, Observation>();
    const earlier = sources.get(observation.source);
    // A failure never erases what the same source saw before.
    if (!(earlier?.value !== undefined && observation.value === undefined)) sources.set(observation.source, checked(observation));
    byPath.set(observation.path, sources);
  }
  const cells = new Map<FactPath, Fact>();
  for (const [path, sources] of byPath) cells.set(path, mergeOne(path, [...sources.values()]));
  return new Facts(cells);
}

/** A run merges again whenever a probe ends, and observations never change: each is validated once. */
const CHECKED = new WeakMap<Observation, Observation>();

function checked(observation: Observation): Observation {
  if (observation.value === undefined) return observation;
  const before = CHECKED.get(observation);
  if (before) return before;
  const value = validate(definitionOf(observation.path), observation.value);
  const { value: _raw, ...rest } = observation;
  const result: Observation = value === undefined ? { ...rest, unknown: { reason: 'malformed', detail: 'the value does not have the form it should have' } } : { ...rest, value };
  CHECKED.set(observation, result);
  return result;
}

function mergeOne(path: FactPath, observations: Observation[]): Fact {
  const definition = definitionOf(path);
  const trust = (o: Observation): number => {
    const index = definition.sources.indexOf(o.source);
    return index < 0 ? definition.sources.length : index;
  };
  const sorted = observations.toSorted((a, b) => trust(a) - trust(b) || a.source.localeCompare(b.source));
  const known = sorted.filter((o) => o.value !== undefined);
  const first = known[0];
  if (!first) {
    const best = sorted[0] as Observation;
    return {
      state: 'unknown',
      reason: best.unknown?.reason ?? 'failed',
      ...(best.unknown?.detail === undefined ? {} : { detail: best.unknown.detail }),
      source: best.source,
      vantage: best.vantage,
      at: best.at,
      others: sorted.slice(1).map(other),
    };
  }
  const agreed = known.every((o) => sameValue(o.value as Json, first.value as Json));
  if (!agreed && definition.merge !== 'first') {
    return { state: 'unknown', reason: 'contested', detail: `${known.length} sources disagree`, at: first.at, others: sorted.map(other) };
  }
  return {
    state: 'known',
    value: first.value as Json,
    source: first.source,
    vantage: first.vantage,
    at: first.at,
    others: sorted.filter((o) => o !== first).map(other),
  };
}

function other(o: Observation): OtherSource {
  return { source: o.source, vantage: o.vantage, at: o.at, ...(o.value === undefined ? {} : { value: o.value }), ...(o.unknown === undefined ? {} : { unknown: o.unknown }) };
}

/** Equality of plain JSON values; record keys are in dictionary order after validation, so text comparison is exact. */
export function sameValue(a: Json, b: Json): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
