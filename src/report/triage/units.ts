/** Pieces of work that any thread can do by itself, and what comes back. Plain data. */
import type { AggregateData } from './aggregate.js';

/** Bytes of a piece: some dozens of reports, so that handing it over costs nothing beside reading it. */
export const UNIT_BYTES = 4 * 1024 * 1024;

export type Unit =
  /** Whole small files. */
  | { readonly kind: 'files'; readonly bytes: number; readonly files: readonly { readonly input: number; readonly path: string }[] }
  /** The lines that begin in this part of a file. */
  | { readonly kind: 'range'; readonly bytes: number; readonly input: number; readonly path: string; readonly start: number; readonly end: number }
  /** Whole lines that came from a pipe. */
  | { readonly kind: 'lines'; readonly bytes: number; readonly input: number; readonly content: Uint8Array; /** A line in front of these was too long and was passed over; it counts as one line. */ readonly tooLong: boolean }
  /** An input that could not even be opened. */
  | { readonly kind: 'reject'; readonly bytes: number; readonly input: number; readonly reason: string };

/** Why an input, or a line of one, is not in the table. */
export interface Reject {
  readonly input: number;
  /** From 1; 0 for an input that is one document. Until the parts are put together it counts from the part's begin. */
  readonly line: number;
  /** More than 1 where a part held so many that the rest is told together. */
  readonly lines: number;
  /** One sentence, or more. */
  readonly reason: string;
}

export interface UnitResult {
  readonly data: AggregateData;
  readonly rejects: readonly Reject[];
  /** Line ends in the part, so that the next part knows where it begins. */
  readonly lines: number;
}
