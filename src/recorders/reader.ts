/** The vendor-neutral view of "reading a recorder's settings": a list of items, each of which ends in one of four ways. */
import type { FactPath } from '../facts/dictionary.js';
import type { FactValue, Observer } from '../facts/observation.js';
import type { UnknownReason } from '../facts/types.js';

/** One fact out of an item. `missing`: the reply has no such field; absent is never "off". */
export type Field = { readonly path: FactPath; readonly value: unknown } | { readonly path: FactPath; readonly unknown: UnknownReason; readonly detail?: string };

/**
 * `refused`: this account may not read it (or, on some makes, it does not exist: the recorder does not tell which).
 * `not-supported`: this firmware does not have it. `unknown`: asked, and no usable answer came.
 */
export type ItemResult =
  | { readonly state: 'known'; readonly fields: readonly Field[] }
  | { readonly state: 'refused'; readonly detail: string }
  | { readonly state: 'not-supported'; readonly detail: string }
  | { readonly state: 'unknown'; readonly reason: UnknownReason; readonly detail?: string };

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

/** A recorder that can be read; one implementation per family (Dahua CGI, later ISAPI, ONVIF, LAPI, a settings file). */
export interface RecorderReader {
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

/** Reads the items that deliver something wanted, one after the other, and writes every outcome as an observation. */
export async function readItems(reader: RecorderReader, wanted: ReadonlySet<FactPath> | undefined, observe: Observer, signal: AbortSignal): Promise<void> {
  for (const item of reader.items) {
    if (wanted && !item.provides.some((path) => wanted.has(path))) {
      writeItem(item, { state: 'unknown', reason: 'not-run', detail: 'no rule of this run asks for it' }, observe);
      continue;
    }
    const ended = signal.aborted ? { reason: 'not-run' as const, detail: 'the run ended before this was read' } : reader.ended();
    writeItem(item, ended ? { state: 'unknown', ...ended } : await item.read(), observe);
  }
}

export function writeItem(item: Pick<ReaderItem, 'provides'>, result: ItemResult, observe: Observer): void {
  if (result.state !== 'known') {
    const reason = result.state === 'refused' ? 'not-permitted' : result.state === 'not-supported' ? 'not-supported' : result.reason;
    for (const path of item.provides) observe.unknown(path, reason, result.detail);
    return;
  }
  const told = new Set<FactPath>();
  for (const f of result.fields) {
    told.add(f.path);
    if ('unknown' in f) observe.unknown(f.path, f.unknown, f.detail);
    else observe.known(f.path, f.value as never);
  }
  for (const path of item.provides) if (!told.has(path)) observe.unknown(path, 'not-supported', 'the recorder does not tell');
}
