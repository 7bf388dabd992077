/** A quantity after merging: known with its source, or unknown with a reason. */
import type { Json, Vantage } from './observation.js';
import type { Source, UnknownReason } from './types.js';

/** What another source said about the same quantity. */
export interface OtherSource {
  readonly source: Source;
  readonly vantage: Vantage;
  readonly value?: Json;
  readonly unknown?: { readonly reason: UnknownReason; readonly detail?: string };
  readonly at: number;
}

export type Fact =
  | { readonly state: 'known'; readonly value: Json; readonly source: Source; readonly vantage: Vantage; readonly at: number; readonly others: readonly OtherSource[] }
  | {
      readonly state: 'unknown';
      readonly reason: UnknownReason;
      readonly detail?: string;
      readonly source?: Source;
      readonly vantage?: Vantage;
      readonly at?: number;
      /** For `contested`: every source with its value. */
      readonly others: readonly OtherSource[];
    };
