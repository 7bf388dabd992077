/** One field of a recorder's reply, whatever the make: its value, `malformed`, or undefined where the reply lacks it. Absent is never "off". */
import type { FactPath } from '../facts/dictionary.js';
import { canonicalIp, cleanText, maskToPrefix } from '../facts/validate.js';
import { noField, type Field } from './reader.js';

export const NOT_TOLD = 'the recorder does not tell';
export const UNREADABLE = 'the recorder gives no usable value';

export type Cell<T> = T | 'malformed' | undefined;

export function cell<T>(path: FactPath, value: Cell<T>): Field {
  if (value === undefined) return noField(path, 'not-supported', NOT_TOLD);
  return value === 'malformed' ? noField(path, 'malformed', UNREADABLE) : { path, value };
}

/** Address field: `0.0.0.0` and empty mean "none set". */
export function address(text: string | undefined): Cell<string | null> {
  if (text === undefined) return undefined;
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === '0.0.0.0' || trimmed === '::') return null;
  return canonicalIp(trimmed) ?? 'malformed';
}

/** Bits of a dotted mask. */
export function prefix(mask: string | undefined): Cell<number> {
  return mask === undefined ? undefined : (maskToPrefix(mask.trim()) ?? 'malformed');
}

/** What is filled in of several address fields, in order; undefined where the reply has none of them. */
export function addressList(texts: readonly (string | undefined)[]): Cell<readonly string[]> {
  const cells = texts.filter((text) => text !== undefined).map(address);
  if (cells.length === 0) return undefined;
  if (cells.includes('malformed')) return 'malformed';
  return [...new Set(cells.filter((c) => typeof c === 'string'))];
}

export function port(value: Cell<number>): Cell<number> {
  return typeof value === 'number' && (value < 1 || value > 65535) ? 'malformed' : value;
}

/** Bytes, as the header of an IP packet can count them; zero stands for "not set". */
export function mtu(value: Cell<number>): Cell<number> {
  return typeof value === 'number' && value > 65535 ? 'malformed' : value === 0 ? undefined : value;
}

/** Mbit/s; zero stands for "whatever the other side can do". */
export function linkSpeed(value: Cell<number>): Cell<number> {
  return value === 0 ? undefined : value;
}

/** A name fit for a question to a name server, or an IPv4 address; empty is "none set". */
export function hostName(text: string | undefined): Cell<string | null> {
  if (text === undefined) return undefined;
  const name = text.trim().replace(/\.$/, '').toLowerCase();
  if (name === '') return null;
  return /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/.test(name) ? name : 'malformed';
}

/** `true` and `false` in any letter case, `1` and `0`; an empty field tells nothing. */
export function boolText(text: string | undefined): Cell<boolean> {
  const word = text?.trim().toLowerCase();
  if (word === undefined || word === '') return undefined;
  return word === 'true' || word === '1' ? true : word === 'false' || word === '0' ? false : 'malformed';
}

/** A whole number that is not negative, up to nine digits; an empty field tells nothing. */
export function countText(text: string | undefined): Cell<number> {
  const digits = text?.trim();
  if (digits === undefined || digits === '') return undefined;
  return /^\d{1,9}$/.test(digits) ? Number(digits) : 'malformed';
}

/** Free text of the device, made safe; an empty field tells nothing. */
export function words(text: string | undefined, max: number): Cell<string> {
  return cleanText(text ?? '', max) || undefined;
}

/** Whether the clock is set by a time server, from the word for how it is set. */
export function ntpMode(text: string | undefined): Cell<boolean> {
  const word = text?.trim().toLowerCase();
  if (word === undefined || word === '') return undefined;
  return word === 'ntp' ? true : word === 'manual' ? false : 'malformed';
}

/** A list with a hole is not the list that was there. */
export function rows<T extends object>(cells: readonly Cell<T>[], max: number): Cell<readonly T[]> {
  if (cells.includes('malformed')) return 'malformed';
  const told = cells.filter((row) => typeof row === 'object');
  return told.length === 0 || told.length < cells.length ? undefined : told.slice(0, max);
}
