/** The vendor-neutral view of "reading a recorder's settings": a list of items, each of which ends in one of four ways. */
import type { RECORDER_FAMILIES } from '../facts/areas/lan.js';
import { definitionOf, type FactPath } from '../facts/dictionary.js';
import type { FactValue, Observer } from '../facts/observation.js';
import type { Source, UnknownReason } from '../facts/types.js';
import type { Facts } from '../facts/merge.js';
import type { Network } from '../network/seam.js';
import type { CallBudget } from './call-budget.js';
import type { Exchange, Witness } from './exchange.js';
import type { Login } from './login.js';
import type { WebBase } from './http-question.js';

/** One fact out of an item. `missing`: the reply has no such field; absent is never "off". */
export type Field = { readonly path: FactPath; readonly value: unknown } | { readonly path: FactPath; readonly unknown: UnknownReason; readonly detail?: string };

/**
 * `refused`: this account may not read it (or, on some makes, it does not exist: the recorder does not tell which).
 * `not-supported`: this firmware does not have it. `unknown`: asked, and no usable answer came.
 */
export type ItemResult = (
  | { readonly state: 'known'; readonly fields: readonly Field[] }
  | { readonly state: 'refused'; readonly detail: string }
  | { readonly state: 'not-supported'; readonly detail: string }
  | { readonly state: 'unknown'; readonly reason: UnknownReason; readonly detail?: string }
) & {
  /** The exchange it was read from, so that a reply that could not be read can be kept for support. */
  readonly exchange?: Exchange;
};

/** One thing that can be read in one go, with the facts it tells. */
export interface ReaderItem {
  readonly id: string;
  readonly provides: readonly FactPath[];
  read(): Promise<ItemResult>;
}

/** How the sign-in of this run ended, where it did not end in a session. */
export interface NoSession {
  readonly reason: UnknownReason;
  readonly detail: string;
}

export type Family = (typeof RECORDER_FAMILIES)[number];

/** What a reader stands on. */
export interface ReaderContext {
  readonly network: Network;
  readonly base: WebBase;
  readonly login: Login;
  /** Shared by all transports of the run. */
  readonly budget: CallBudget;
  readonly signal: AbortSignal;
  /** What discovery and the person told so far. */
  readonly facts: Facts;
  /** This computer's addresses, by which our own session is told from the others. */
  readonly ownAddresses: ReadonlySet<string>;
  /** Discovery answered from this very address, so whatever realm it names, it is the recorder. */
  readonly discovered: boolean;
  /** Told of every exchange; for captures. */
  readonly witness?: Witness;
}

export interface ReaderFamily {
  readonly family: Family;
  /** Everything that this family's reader can tell. */
  readonly provides: readonly FactPath[];
  open(context: ReaderContext): RecorderReader;
}

/** A recorder that can be read; one implementation per family. */
export interface RecorderReader {
  /** What it tells without a sign-in, read first: whether it has been set up, whether the account is locked, its clock. */
  readonly openItems: readonly ReaderItem[];
  /** The one sign-in, by the cheapest question there is. True when `items` may be read; else the login's result tells why not. */
  signIn(): Promise<boolean>;
  /** In the order in which they should be read: the ones that explain most come first, since a run can end early. */
  readonly items: readonly ReaderItem[];
  /** Set once the recorder has ended the session (refused again, limit of calls reached, gone): nothing more is asked. */
  ended(): NoSession | undefined;
  /** Ends whatever session is left open at the recorder. */
  close(): Promise<void>;
}

/** A value of the right type for the path. */
export function field<P extends FactPath>(path: P, value: FactValue<P>): Field {
  return { path, value };
}

export function noField(path: FactPath, unknown: UnknownReason, detail?: string): Field {
  return { path, unknown, ...(detail === undefined ? {} : { detail }) };
}

/** Told of a reply that is worth keeping for support. */
export type Keep = (item: string, exchange: Exchange) => void;

/**
 * Reads the items that deliver something wanted (undefined: all), one after the other, and writes every outcome as an observation.
 * `keep` gets the reply of every item that did not end as known or that has a part which could not be read.
 */
export async function readItems(
  reader: RecorderReader,
  wanted: ReadonlySet<FactPath> | undefined,
  observe: Observer,
  signal: AbortSignal,
  keep?: Keep,
  items: readonly ReaderItem[] = reader.items,
): Promise<void> {
  for (const item of items) {
    if (wanted && !item.provides.some((path) => wanted.has(path))) {
      writeItem(item, { state: 'unknown', reason: 'not-run', detail: 'no rule of this run asks for it' }, observe);
      continue;
    }
    const ended = signal.aborted ? { reason: 'not-run' as const, detail: 'the run ended before this was read' } : reader.ended();
    const result: ItemResult = ended ? { state: 'unknown', ...ended } : await item.read();
    keepUnread(item, result, keep);
    writeItem(item, result, observe);
  }
}

/**
 * Asks a second reader, without a sign-in, for what the first could not tell. Only values are written: where this one cannot tell either, the first one's
 * reason stands. Ends with the first item that brings nothing, since a recorder without this protocol would be asked in vain.
 */
export async function readMissing(reader: RecorderReader, missing: ReadonlySet<FactPath>, observe: Observer, signal: AbortSignal, keep?: Keep): Promise<void> {
  let told = false;
  for (const item of reader.openItems) {
    if (!item.provides.some((path) => missing.has(path))) continue;
    if (signal.aborted || reader.ended()) break;
    const result = await item.read();
    if (result.state !== 'known') {
      if (told) keepUnread(item, result, keep);
      if (!told) break;
      continue;
    }
    told = true;
    for (const f of result.fields) if ('value' in f && missing.has(f.path)) observe.known(f.path, f.value as never, sourceOf(f.path));
  }
}

function keepUnread(item: ReaderItem, result: ItemResult, keep: Keep | undefined): void {
  const whole = result.state === 'known' && !result.fields.some((f) => 'unknown' in f && f.unknown === 'malformed');
  if (!whole && result.exchange) keep?.(item.id, result.exchange);
}

/** Some facts are not settings: whether it has been set up is seen from outside, and the counters come with the sign-in. */
function sourceOf(path: FactPath): Source {
  const { sources } = definitionOf(path);
  return (['recorder-settings', 'recorder-probe', 'recorder-login'] as const).find((source) => sources.includes(source)) ?? 'recorder-settings';
}

export function writeItem(item: Pick<ReaderItem, 'provides'>, result: ItemResult, observe: Observer): void {
  if (result.state !== 'known') {
    const reason = result.state === 'refused' ? 'not-permitted' : result.state === 'not-supported' ? 'not-supported' : result.reason;
    for (const path of item.provides) observe.unknown(path, reason, result.detail, sourceOf(path));
    return;
  }
  const told = new Set<FactPath>();
  for (const f of result.fields) {
    told.add(f.path);
    if ('unknown' in f) observe.unknown(f.path, f.unknown, f.detail, sourceOf(f.path));
    else observe.known(f.path, f.value as never, sourceOf(f.path));
  }
  for (const path of item.provides) if (!told.has(path)) observe.unknown(path, 'not-supported', 'the recorder does not tell', sourceOf(path));
}
