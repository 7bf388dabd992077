/** A capture: what one recorder answered, redacted, and what was read from it. The form in memory; `folder.ts` knows the one on disk. */
import type { FactPath } from '../../facts/dictionary.js';
import type { Json, Observation } from '../../facts/observation.js';
import type { UnknownReason } from '../../facts/types.js';
import type { Exchange } from '../exchange.js';
import type { Family } from '../reader.js';

/**
 * `field`: a recorder in somebody's house. `virtual`: the lab's. `described`: written by hand from a description of the wire, so it
 * proves how a reply is read and not that a recorder sends it.
 */
export const ORIGINS = ['field', 'virtual', 'described'] as const;
export type Origin = (typeof ORIGINS)[number];

/** How one fact ended. */
export type Ending = { readonly value: Json } | { readonly unknown: UnknownReason };

export interface TimedExchange {
  readonly exchange: Exchange;
  /** Milliseconds since the capture began. */
  readonly after: number;
}

export interface Capture {
  readonly origin: Origin;
  readonly brand: string;
  readonly family: Family;
  readonly model: string;
  readonly firmware: string;
  /** Milliseconds since 1970. */
  readonly takenAt: number;
  /** Of the computer that took it, as `Date.getTimezoneOffset` gives it: recorders tell their wall clock only. */
  readonly zoneMinutes: number;
  /** Version of nvr-doctor. */
  readonly tool: string;
  /** Whom it signed in as; names of persons are replaced. */
  readonly user: string;
  /** This computer's IPv4 addresses, with prefix length in bits. */
  readonly own: readonly { readonly address: string; readonly prefix: number }[];
  /** What was known before the settings were read: found on the wire and said by the person. */
  readonly given: readonly Pick<Observation, 'path' | 'source' | 'vantage' | 'value'>[];
  /** In the order in which they took place. */
  readonly exchanges: readonly TimedExchange[];
  /** What the reader made of them, in dictionary order. */
  readonly facts: ReadonlyMap<FactPath, Ending>;
}

/** Facts that come out differently, in words; empty where both say the same. */
export function differences(expected: ReadonlyMap<FactPath, Ending>, actual: ReadonlyMap<FactPath, Ending>): string[] {
  const paths = new Set([...expected.keys(), ...actual.keys()]);
  return [...paths].flatMap((path) => {
    const [before, now] = [wordsOf(expected.get(path)), wordsOf(actual.get(path))];
    return before === now ? [] : [`${path}: ${before} became ${now}`];
  });
}

function wordsOf(ending: Ending | undefined): string {
  if (ending === undefined) return 'nothing';
  return 'unknown' in ending ? `unknown (${ending.unknown})` : JSON.stringify(ending.value);
}
