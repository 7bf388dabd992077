/** What probes deliver: one value, or one failure, of one quantity, with source, vantage and time. */
import type { FactPath } from './dictionary.js';
import type { FactDefinition, Source, UnknownReason } from './types.js';
import type { DICTIONARY } from './dictionary.js';

type FieldValue<T> = T extends 'bool' ? boolean : T extends 'int' | 'port' ? number : T extends readonly (infer E)[] ? E : string;
type RecordValue<R> = { readonly [K in keyof R]?: FieldValue<R[K]> | null };
type ValueOf<T> = T extends { kind: 'bool' }
  ? boolean
  : T extends { kind: 'int' | 'port' }
    ? number
    : T extends { kind: 'enum'; values: readonly (infer E)[] }
      ? E
      : T extends { kind: 'list'; of: infer O }
        ? O extends { record: infer R }
          ? readonly RecordValue<R>[]
          : readonly FieldValue<O>[]
        : string;
type Nullable<D extends FactDefinition> = D extends { nullable: true } ? null : never;

/** The TypeScript type of a fact, from the dictionary. */
export type FactValue<P extends FactPath> = ValueOf<(typeof DICTIONARY)[P]['type']> | Nullable<(typeof DICTIONARY)[P]>;

/** Any fact value as plain JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** From where a thing was looked at. */
export type Vantage = 'home' | 'recorder' | 'router' | 'outside' | 'person';

export interface Observation {
  readonly path: FactPath;
  readonly source: Source;
  readonly vantage: Vantage;
  /** Milliseconds since 1970, by the network's clock. */
  readonly at: number;
  readonly value?: Json;
  readonly unknown?: { readonly reason: UnknownReason; readonly detail?: string };
}

/** Collects the observations of one probe run; every probe writes through one of these. */
export class Observer {
  readonly observations: Observation[] = [];
  constructor(
    private readonly source: Source,
    private readonly vantage: Vantage,
    private readonly now: () => number,
  ) {}

  /** A value that was seen. `from` overrides the source where one probe hears several (a login also tells settings). */
  known<P extends FactPath>(path: P, value: FactValue<P>, from: Source = this.source): void {
    this.observations.push({ path, source: from, vantage: this.vantage, at: this.now(), value: value });
  }

  /** The quantity was asked for and could not be told, with the reason. */
  unknown(path: FactPath, reason: UnknownReason, detail?: string, from: Source = this.source): void {
    this.observations.push({ path, source: from, vantage: this.vantage, at: this.now(), unknown: { reason, ...(detail === undefined ? {} : { detail }) } });
  }
}
