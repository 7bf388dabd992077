/** What only RPC tells (recorder-apis §3.5). Words and numbers that nobody has explained are shown as they are, or left unknown; none is guessed. */
import { cleanText } from '../../facts/validate.js';
import { field, noField, type Field } from '../reader.js';
import { address, cell, NOT_TOLD, type Cell } from '../cells.js';
import { member } from './json-reply.js';
import type { Mapping } from './service-tables.js';

export const P2P_STATUS_PATHS = ['recorder.p2p.status'] as const;
export const UPNP_STATUS_PATHS = ['recorder.upnp.granted', 'recorder.upnp.routerAddress', 'recorder.upnp.outsideAddress'] as const;
export const DDNS_STATUS_PATHS = ['recorder.ddns.lastResult', 'recorder.ddns.lastAddress'] as const;
export const CONTACT_PATHS = ['recorder.recovery.contact'] as const;

const MAX_ROWS = 32;

/** `Nat.getTurnStatus`: only words whose meaning cannot be mistaken are taken. */
export function turnFields(reply: unknown): Field[] {
  const told = member(member(member(reply, 'params'), 'Status'), 'Status');
  const word = typeof told === 'string' ? cleanText(told, 48).toLowerCase() : '';
  if (/^(online|connected|registered|success)/.test(word)) return [field('recorder.p2p.status', 'online')];
  if (/^(offline|not online|disconnect|connecting|unregistered|fail)/.test(word)) return [field('recorder.p2p.status', 'offline')];
  return [noField('recorder.p2p.status', 'malformed', word === '' ? NOT_TOLD : `the recorder says "${word}"`)];
}

/** `netApp.getUPnPStatus`: its rows have no ports of their own, they stand in the order of the port table. */
export function upnpStatusFields(reply: unknown, mappings: Cell<ReadonlyMap<number, Mapping>>): Field[] {
  const parameters = member(reply, 'params');
  return [
    grantedField(member(parameters, 'PortMapStatus'), mappings),
    cell('recorder.upnp.routerAddress', addressOf(member(parameters, 'InnerAddress'))),
    cell('recorder.upnp.outsideAddress', addressOf(member(parameters, 'OuterAddress'))),
  ];
}

function grantedField(rows: unknown, mappings: Cell<ReadonlyMap<number, Mapping>>): Field {
  const path = 'recorder.upnp.granted';
  if (rows === undefined) return noField(path, 'not-supported', NOT_TOLD);
  if (typeof mappings !== 'object') return noField(path, 'not-supported', 'the port table to which the states belong could not be read');
  if (!Array.isArray(rows)) return noField(path, 'malformed', 'the states of the ports are not a list');
  // One state more or less than ports, and nobody knows which belongs to which.
  if (rows.length !== mappings.size || [...mappings.keys()].some((index) => index >= rows.length)) return noField(path, 'malformed', 'the states of the ports do not fit the port table');
  const granted = [...mappings].slice(0, MAX_ROWS).map(([index, { protocol, inside, outside }]) => ({ protocol, inside, outside, granted: grant(rows[index]) }));
  return field(path, granted);
}

function grant(word: unknown): boolean | null {
  const told = typeof word === 'string' ? word.trim().toLowerCase() : '';
  return told === 'success' ? true : told === 'failed' ? false : null;
}

/** `ddnsClient.getStatus`: one row per provider. `Status` is a number without a known meaning. */
export function ddnsStatusFields(reply: unknown, providers: readonly string[]): Field[] {
  const list = member(member(reply, 'params'), 'status');
  if (!Array.isArray(list)) return DDNS_STATUS_PATHS.map((path) => noField(path, 'not-supported', NOT_TOLD));
  const rows: readonly unknown[] = list;
  const named = rows.filter((row) => providers.includes(textOf(member(row, 'Protocol'))));
  const [row, second] = named.length > 0 ? named : rows;
  if (row === undefined || second !== undefined) return DDNS_STATUS_PATHS.map((path) => noField(path, 'not-supported', 'the recorder does not tell it for the provider that is on'));
  return [cell('recorder.ddns.lastResult', textOf(member(row, 'Status')) || undefined), cell('recorder.ddns.lastAddress', addressOf(member(row, 'ConIp')))];
}

/** `PasswdFind.getContact`: whether an address is on file. The address itself, masked as it is, goes no further than this function. */
export function contactFields(reply: unknown): Field[] {
  const path = 'recorder.recovery.contact';
  const parameters = member(reply, 'params');
  const names = typeof parameters === 'object' && parameters !== null ? Object.keys(parameters).filter((name) => /mail|phone|contact/i.test(name)) : [];
  const values = names.map((name) => member(parameters, name));
  if (values.some((value) => typeof value === 'string' && value.trim() !== '')) return [field(path, true)];
  // Only fields that are there and empty say that there is none.
  if (values.length > 0 && values.every((value) => value === '')) return [field(path, false)];
  return [noField(path, 'not-supported', NOT_TOLD)];
}

function textOf(value: unknown): string {
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? cleanText(value, 96) : '';
}

function addressOf(value: unknown): Cell<string | null> {
  return typeof value === 'string' ? address(value) : value === undefined ? undefined : 'malformed';
}
