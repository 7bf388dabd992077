/** From Dahua's user, session and sign-in policy tables to facts (recorder-apis §2.10 to §2.12). */
import { cleanText } from '../../facts/validate.js';
import { field, noField, type Field } from '../reader.js';
import { cell, UNREADABLE } from '../cells.js';
import type { KeyValues } from './key-values.js';

export const LOCK_PATHS = ['recorder.accounts.lockEnabled', 'recorder.accounts.lockTries', 'recorder.accounts.lockMinutes'] as const;
export const USER_PATHS = ['recorder.accounts.users', 'recorder.accounts.appUserReusable'] as const;
export const SESSION_PATHS = ['recorder.accounts.sessions', 'recorder.accounts.appUserSessions'] as const;

/** `General`: the lock policy; the recorder counts seconds, people minutes. */
export function lockFields(table: KeyValues): Field[] {
  const seconds = table.int('General.LoginFailLockTime');
  return [
    cell('recorder.accounts.lockEnabled', table.bool('General.LockLoginEnable')),
    cell('recorder.accounts.lockTries', table.int('General.LockLoginTimes')),
    cell('recorder.accounts.lockMinutes', typeof seconds === 'number' ? Math.ceil(seconds / 60) : seconds),
  ];
}

/** `UserGlobal`: whether ONVIF clients must sign in. */
export function onvifFields(table: KeyValues): Field[] {
  return [cell('recorder.accounts.onvifLogin', table.bool('UserGlobal.OnvifLoginCheck'))];
}

/** `PwdReset`: whether a lost password can be reset; the address for it is not in this table. */
export function recoveryFields(table: KeyValues): Field[] {
  return [cell('recorder.recovery.enabled', table.bool('PwdReset.Enable'))];
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
  else if (complete && named.length > 0 && !named.some((row) => row.name === appUser)) {
    fields.push(noField('recorder.accounts.appUserReusable', 'failed', 'the recorder has no account with the user name of the app'));
  } else fields.push(cell('recorder.accounts.appUserReusable', named.find((row) => row.name === appUser)?.reusable));
  return fields;
}

/** By what our own session is told from the others. */
export interface OwnSession {
  readonly user: string;
  readonly addresses: ReadonlySet<string>;
  /** As the list names this kind of client. */
  readonly client: RegExp;
  /** A transport that keeps a single session open: only the newest such row is ours. Else each of them is. */
  readonly single: boolean;
}

/** `getActiveUserInfoAll`. Our own session is not somebody else. */
export function sessionFields(table: KeyValues, appUser: string | undefined, own: OwnSession): Field[] {
  const rows = rowsOf(table, ['users', 'user']);
  // An empty list is told as one; a reply without rows is something else.
  if (rows.length === 0 && table.text('users') === undefined) return SESSION_PATHS.map((path) => noField(path, 'malformed', UNREADABLE));
  const sessions = rows
    .map((at) => ({
      name: cleanText(table.text(`${at}Name`) ?? '', 64),
      address: cleanText(table.text(`${at}ClientAddress`) ?? '', 64),
      client: cleanText(table.text(`${at}ClientType`) ?? '', 64),
      since: cleanText(table.text(`${at}LoginTime`) ?? '', 32),
    }))
    .filter((s) => s.name !== '');
  const likeOurs = sessions.filter((s) => s.name === cleanText(own.user, 64) && own.client.test(s.client) && own.addresses.has(s.address));
  const newest = likeOurs.reduce<(typeof likeOurs)[number] | undefined>((latest, s) => (latest === undefined || s.since >= latest.since ? s : latest), undefined);
  const others = sessions.filter((s) => (own.single ? s !== newest : !likeOurs.includes(s)));
  return [
    field('recorder.accounts.sessions', others.slice(0, 128)),
    appUser === undefined
      ? noField('recorder.accounts.appUserSessions', 'not-run', 'the user name in the app is not known')
      : field('recorder.accounts.appUserSessions', others.filter((s) => s.name === cleanText(appUser, 64)).length),
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
