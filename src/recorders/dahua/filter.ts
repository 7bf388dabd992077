/**
 * `AccessFilter`: who may sign in at all (recorder-apis §2.11). The names of its lists are documented nowhere, so they are told by what
 * they mean; a name without a sure meaning leaves the fact unknown.
 */
import { canonicalIp, maskToPrefix, validate } from '../../facts/validate.js';
import { noField, field, type Field } from '../reader.js';
import { cell, NOT_TOLD, UNREADABLE, type Cell } from '../cells.js';
import type { KeyValues } from './key-values.js';

export const FILTER_PATHS = ['recorder.filter.mode', 'recorder.filter.addresses'] as const;

const ALLOWS = /^(trust|white|allow|permit)/i;
const DENIES = /^(ban|black|deny|block|forbid)/i;
/** Names under which the address of a row stands where a row has fields of its own. */
const ADDRESS_KEYS = ['Address', 'IPAddress', 'IP', 'Ip', 'MacAddress', 'Mac', 'MAC'] as const;
const RANGE_KEYS = [
  ['StartAddress', 'EndAddress'],
  ['StartIP', 'EndIP'],
  ['BeginIP', 'EndIP'],
] as const;
const MAX_ADDRESSES = 64;

type Mode = 'allow' | 'deny';

export function filterFields(table: KeyValues): Field[] {
  const type = modeOf(table.text('AccessFilter.Type'));
  const enabled = table.bool('AccessFilter.Enable');
  const mode: Cell<'off' | Mode> = enabled === false ? 'off' : enabled === true ? type : enabled;
  return [cell('recorder.filter.mode', mode), addressesField(table, type, mode)];
}

/** `TrustList`, `BannedList` and their like; a number says nothing sure. */
function modeOf(text: string | undefined): Cell<Mode> {
  if (text === undefined) return undefined;
  const word = text.trim();
  return ALLOWS.test(word) ? 'allow' : DENIES.test(word) ? 'deny' : 'malformed';
}

/** The list that counts: the one of the kind that is chosen. */
function addressesField(table: KeyValues, type: Cell<Mode>, mode: Cell<'off' | Mode>): Field {
  const path = 'recorder.filter.addresses';
  if (type !== 'allow' && type !== 'deny') {
    if (mode === 'off') return noField(path, 'not-supported', 'the filter is off, and which of its lists would count is not told');
    return cell<never>(path, type);
  }
  const meaning = type === 'allow' ? ALLOWS : DENIES;
  const lists = table.names('AccessFilter').filter((name) => meaning.test(name) && isList(table, `AccessFilter.${name}`));
  const [list, second] = lists.map((name) => `AccessFilter.${name}`);
  if (list === undefined) return noField(path, 'not-supported', NOT_TOLD);
  if (second !== undefined) return noField(path, 'malformed', UNREADABLE);
  const found: string[] = [];
  for (const index of table.indices(list)) {
    const entry = entryAt(table, `${list}[${index}]`);
    if (entry === 'malformed') return noField(path, 'malformed', UNREADABLE);
    if (entry !== undefined) found.push(entry);
  }
  return field(path, [...new Set(found)].slice(0, MAX_ADDRESSES));
}

function isList(table: KeyValues, at: string): boolean {
  return table.indices(at).length > 0 || table.text(at)?.trim() === '';
}

/** One row: plain text, or fields. undefined where the row is empty or switched off. */
function entryAt(table: KeyValues, at: string): Cell<string> {
  if (table.bool(`${at}.Enable`) === false) return undefined;
  const ends = RANGE_KEYS.map(([from, to]) => [table.text(`${at}.${from}`), table.text(`${at}.${to}`)]).find(([from, to]) => from !== undefined && to !== undefined);
  const fields = [table.text(at), ...ADDRESS_KEYS.map((key) => table.text(`${at}.${key}`)), ends?.join('-')].filter((text) => text !== undefined).map((text) => text.trim());
  if (fields.length === 0) return 'malformed';
  const entry = fields.find((text) => text !== '' && text !== '0.0.0.0');
  if (entry === undefined) return undefined;
  return isEntry(entry) ? entry : 'malformed';
}

/** An address, a network in slash form, a range, or a hardware address. */
function isEntry(text: string): boolean {
  if (validate({ type: { kind: 'mac' }, title: '', sources: [] }, text) !== undefined && !/^\d+$/.test(text)) return true;
  const [first = '', last] = text.split('-', 2).map((part) => part.trim());
  if (last !== undefined) return canonicalIp(first) !== undefined && canonicalIp(last) !== undefined;
  const [base = '', bits] = first.split('/', 2);
  return canonicalIp(base) !== undefined && (bits === undefined || /^\d{1,3}$/.test(bits) || maskToPrefix(bits) !== undefined);
}
