/** From Dahua's identity, clock, user and session tables to facts (recorder-apis §2.4, §2.10, §2.11). */
import { cleanText } from '../../facts/validate.js';
import { field, noField, type Field } from '../reader.js';
import type { KeyValues } from './key-values.js';

const NOT_TOLD = 'the recorder does not tell';
const UNREADABLE = 'the recorder gives no usable value';

/** `getSystemInfo`: recorders give a number as device type and their model as the type to update. */
export function identityFields(table: KeyValues): Field[] {
  const type = cleanText(table.text('deviceType') ?? '', 64);
  const model = type === '' || /^\d+$/.test(type) ? cleanText(table.text('updateSerial') ?? '', 64) : type;
  const serial = cleanText(table.text('serialNumber') ?? '', 64);
  return [
    model === '' ? noField('recorder.model', 'not-supported', NOT_TOLD) : field('recorder.model', model),
    serial === '' ? noField('recorder.serial', 'not-supported', NOT_TOLD) : field('recorder.serial', serial),
  ];
}

/** `getSoftwareVersion`: `version=4.001.0000000.14,build:2021-03-06 10:32:02`. */
export function firmwareFields(table: KeyValues): Field[] {
  const version = cleanText(table.text('version') ?? '', 96);
  return [version === '' ? noField('recorder.firmware', 'not-supported', NOT_TOLD) : field('recorder.firmware', version)];
}

/**
 * `getCurrentTime`: a wall clock without offset (`2026-11-22 11:59:58`, also unpadded, also with AM/PM), compared with this computer's
 * wall clock. `now`: milliseconds since 1970; `zoneMinutes`: as `Date.getTimezoneOffset` gives it.
 */
export function clockFields(table: KeyValues, now: number, zoneMinutes: number): Field[] {
  const text = table.text('result') ?? table.text('time');
  if (text === undefined) return [noField('recorder.time.offsetSeconds', 'not-supported', NOT_TOLD)];
  const match = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2}):(\d{1,2}):(\d{1,2})\s*([AP]M)?\s*$/i.exec(text);
  if (!match) return [noField('recorder.time.offsetSeconds', 'malformed', UNREADABLE)];
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const half = match[7]?.toUpperCase();
  const hour24 = half === undefined ? hour : (hour % 12) + (half === 'PM' ? 12 : 0);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour24 > 23 || minute > 59 || second > 60) return [noField('recorder.time.offsetSeconds', 'malformed', UNREADABLE)];
  const theirs = Date.UTC(year, month - 1, day, hour24, minute, second);
  const ours = Math.floor(now / 1000) * 1000 - zoneMinutes * 60_000;
  return [field('recorder.time.offsetSeconds', Math.round((theirs - ours) / 1000))];
}

/** `General`: the lock policy; the recorder counts seconds, people minutes. */
export function lockFields(table: KeyValues): Field[] {
  const enabled = table.bool('General.LockLoginEnable');
  const tries = table.int('General.LockLoginTimes');
  const seconds = table.int('General.LoginFailLockTime');
  const told = <T>(path: 'recorder.accounts.lockEnabled' | 'recorder.accounts.lockTries' | 'recorder.accounts.lockMinutes', value: T | 'malformed' | undefined): Field =>
    value === undefined ? noField(path, 'not-supported', NOT_TOLD) : value === 'malformed' ? noField(path, 'malformed', UNREADABLE) : { path, value };
  return [
    told('recorder.accounts.lockEnabled', enabled),
    told('recorder.accounts.lockTries', tries),
    told('recorder.accounts.lockMinutes', typeof seconds === 'number' ? Math.ceil(seconds / 60) : seconds),
  ];
}

/** `getUserInfoAll`, or `getUserInfo` of one account (whose keys may lack the index). `Sharable` is the box named "reusable". */
export function userFields(table: KeyValues, appUser: string | undefined, complete: boolean): Field[] {
  const rows = rowsOf(table, ['users', 'user']).map((at) => ({
    name: table.text(`${at}Name`),
    group: table.text(`${at}Group`),
    reusable: table.bool(`${at}Sharable`),
    reserved: table.bool(`${at}Reserved`),
  }));
  const named = rows.filter((row) => row.name !== undefined);
  const fields: Field[] = [];
  if (complete) {
    const users = named.map(({ name, group, reusable, reserved }) => ({
      name: cleanText(name ?? '', 64),
      group: group === undefined ? null : cleanText(group, 64),
      reusable: typeof reusable === 'boolean' ? reusable : null,
      reserved: typeof reserved === 'boolean' ? reserved : null,
    }));
    fields.push(named.length === 0 ? noField('recorder.accounts.users', 'malformed', UNREADABLE) : field('recorder.accounts.users', users.slice(0, 64)));
  }
  if (appUser === undefined) fields.push(noField('recorder.accounts.appUserReusable', 'not-run', 'the user name in the app is not known'));
  else {
    const reusable = named.find((row) => row.name === appUser)?.reusable;
    if (typeof reusable === 'boolean') fields.push(field('recorder.accounts.appUserReusable', reusable));
    else if (complete && named.length > 0 && !named.some((row) => row.name === appUser)) fields.push(noField('recorder.accounts.appUserReusable', 'failed', 'the recorder has no account with the user name of the app'));
    else fields.push(reusable === 'malformed' ? noField('recorder.accounts.appUserReusable', 'malformed', UNREADABLE) : noField('recorder.accounts.appUserReusable', 'not-supported', NOT_TOLD));
  }
  return fields;
}

/** `getActiveUserInfoAll`. Our own CGI session from one of `ownAddresses` is not somebody else. */
export function sessionFields(table: KeyValues, appUser: string | undefined, ownAddresses: ReadonlySet<string>): Field[] {
  const sessions = rowsOf(table, ['users', 'user'])
    .map((at) => ({
      name: cleanText(table.text(`${at}Name`) ?? '', 64),
      address: cleanText(table.text(`${at}ClientAddress`) ?? '', 64),
      client: cleanText(table.text(`${at}ClientType`) ?? '', 64),
      since: cleanText(table.text(`${at}LoginTime`) ?? '', 32),
    }))
    .filter((s) => s.name !== '' && !(/CGI/i.test(s.client) && ownAddresses.has(s.address)));
  const others = sessions.filter((s) => s.name === cleanText(appUser ?? '', 64)).length;
  return [
    field('recorder.accounts.sessions', sessions.slice(0, 128)),
    appUser === undefined ? noField('recorder.accounts.appUserSessions', 'not-run', 'the user name in the app is not known') : field('recorder.accounts.appUserSessions', others),
  ];
}

/** Prefixes of the rows of a list, or of the single record. */
function rowsOf(table: KeyValues, names: readonly string[]): string[] {
  for (const name of names) {
    const indices = table.indices(name);
    if (indices.length > 0) return indices.map((i) => `${name}[${i}].`);
    if (table.has(`${name}.`)) return [`${name}.`];
  }
  return table.text('Name') === undefined ? [] : [''];
}
