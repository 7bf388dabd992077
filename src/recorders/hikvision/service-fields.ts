/** From ISAPI's other documents to facts (recorder-apis §7.3): names, cloud, identity, users, clock. Codes and credentials in them are not read. */
import { allNamed, textOf, type XmlElement } from '../../network/xml.js';
import { address, boolText, cell, hostName, ntpMode, NOT_TOLD, UNREADABLE, words, type Cell } from '../cells.js';
import { field, noField, type Field } from '../reader.js';
import { clockFields } from '../wall-clock.js';

export const DDNS_PATHS = ['recorder.ddns.enabled', 'recorder.ddns.provider', 'recorder.ddns.hostname', 'recorder.ddns.providers', 'recorder.ddns.lastResult'] as const;
export const CLOUD_PATHS = ['recorder.p2p.enabled', 'recorder.p2p.status', 'recorder.p2p.host'] as const;
export const TIME_PATHS = ['recorder.time.offsetSeconds', 'recorder.time.shownDate', 'recorder.time.ntpEnabled', 'recorder.time.zone', 'recorder.time.dstEnabled'] as const;

const MAX_PROVIDERS = 16;
const MAX_USERS = 64;

/** `DDNSList`: one entry per provider; the one in use need not be the first. */
export function ddnsFields(root: XmlElement): Field[] {
  const entries = allNamed(root, 'DDNS').map((entry) => ({ entry, on: boolText(textOf(entry, 'enabled')) }));
  const on = entries.filter((e) => e.on === true).map((e) => e.entry);
  const settled = entries.every((e) => typeof e.on === 'boolean');
  if (on.length === 0) {
    if (entries.length === 0 || !settled) return DDNS_PATHS.map((path) => (entries.some((e) => e.on === 'malformed') ? noField(path, 'malformed', UNREADABLE) : noField(path, 'not-supported', NOT_TOLD)));
    return [field('recorder.ddns.enabled', false), field('recorder.ddns.provider', null), field('recorder.ddns.hostname', null), field('recorder.ddns.providers', [])];
  }
  // Of several the one that has a name to keep up to date.
  const chosen = on.find((entry) => textOf(entry, 'deviceDomainName')) ?? on[0];
  const names = on.map((entry) => words(textOf(entry, 'provider'), 64));
  const known = names.filter((name) => name !== undefined);
  return [
    field('recorder.ddns.enabled', true),
    cell('recorder.ddns.provider', words(textOf(chosen, 'provider'), 64)),
    cell('recorder.ddns.hostname', hostName(textOf(chosen, 'deviceDomainName'))),
    cell('recorder.ddns.providers', settled && known.length === names.length ? known.slice(0, MAX_PROVIDERS) : undefined),
    cell('recorder.ddns.lastResult', words(textOf(chosen, 'status'), 96)),
  ];
}

/** `EZVIZ`, the cloud behind Hik-Connect. */
export function cloudFields(root: XmlElement): Field[] {
  return [cell('recorder.p2p.enabled', boolText(textOf(root, 'enabled'))), cell('recorder.p2p.status', registered(textOf(root, 'registerStatus'))), cell('recorder.p2p.host', server(root, 'serverAddress'))];
}

function registered(text: string | undefined): Cell<'online' | 'offline'> {
  const word = text?.toLowerCase();
  if (word === undefined || word === '') return undefined;
  return word === 'true' || word === 'online' ? 'online' : word === 'false' || word === 'offline' ? 'offline' : 'malformed';
}

/** A server named by host name or by address; null where both fields are empty. */
function server(element: XmlElement, ...at: readonly string[]): Cell<string | null> {
  const name = hostName(textOf(element, ...at, 'hostName'));
  const ip = address(textOf(element, ...at, 'ipAddress'));
  const byAddress = textOf(element, ...at, 'addressingFormatType')?.toLowerCase() === 'ipaddress';
  const [first, second] = byAddress ? [ip, name] : [name, ip];
  return first === undefined || first === null ? (second ?? first) : first;
}

export function deviceFields(root: XmlElement): Field[] {
  const version = words(textOf(root, 'firmwareVersion'), 64);
  const built = words(textOf(root, 'firmwareReleasedDate'), 31);
  return [
    cell('recorder.model', words(textOf(root, 'model'), 64)),
    cell('recorder.serial', words(textOf(root, 'serialNumber'), 64)),
    cell('recorder.firmware', typeof version === 'string' && typeof built === 'string' ? `${version} ${built}` : version),
  ];
}

/** `UserList`. Whether an account may be used by several people at once is a switch that these recorders do not have. */
export function userFields(root: XmlElement): Field[] {
  const path = 'recorder.accounts.users';
  const rows = allNamed(root, 'User').map((user) => ({ name: words(textOf(user, 'userName'), 64), group: words(textOf(user, 'userLevel'), 64) ?? null, reusable: null, reserved: null }));
  // Whoever reads it has signed in, so that an empty list is not the list of users.
  if (rows.length === 0 || rows.some(({ name }) => name === undefined)) return [noField(path, 'malformed', UNREADABLE)];
  return [{ path, value: rows.slice(0, MAX_USERS) }];
}

/** `Time`. `now` and `zoneMinutes` as in `clockFields`. The offset behind `localTime` stays at winter time on some firmware (§7.3). */
export function timeFields(root: XmlElement, now: number, zoneMinutes: number): Field[] {
  const shown = textOf(root, 'localTime')?.replace(/(\.\d{1,9})?\s*(Z|[+-]\d{2}:?\d{2})?$/i, '');
  const zone = words(textOf(root, 'timeZone'), 64);
  return [...clockFields(shown || undefined, now, zoneMinutes), cell('recorder.time.ntpEnabled', ntpMode(textOf(root, 'timeMode'))), cell('recorder.time.zone', zone), cell('recorder.time.dstEnabled', summerTime(textOf(root, 'timeZone')))];
}

/** `CST+5:00:00DST01:00:00,M3.2.0/02:00:00,M11.1.0/02:00:00`: the part from `DST` on is there where daylight saving is followed. */
function summerTime(zone: string | undefined): Cell<boolean> {
  const match = /^[A-Za-z]{1,8}[+-]?\d{1,2}(?::\d{2}){1,2}(DST.*)?$/s.exec(zone ?? '');
  return match ? match[1] !== undefined : undefined;
}

/** `NTPServerList`: the first that is filled in. */
export function ntpFields(root: XmlElement): Field[] {
  const servers = allNamed(root, 'NTPServer').map((entry) => server(entry));
  return [cell('recorder.time.ntpServer', servers.find((name) => typeof name === 'string') ?? servers[0])];
}
