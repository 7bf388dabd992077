/** `account users …`: on a virtual recorder as an administrator does it at its screen; for a real one, where that is in its menu. */
import { addUser, modifyUser, removeUser, setReusable, showUsers, type UserDetail } from '../../accounts/index.js';
import { padEnd } from '../../report/text/layout.js';
import { DoctorError } from '../../errors.js';
import { canPrompt } from '../common.js';
import { flag, text, type Arguments } from '../options.js';
import { act, acting, recorderOr, USERS_SCHEMA } from './as-administrator.js';
import { ADD_GUIDE, LIST_GUIDE, MODIFY_GUIDE, REMOVE_GUIDE, REUSABLE_GUIDE } from './menu-guides.js';
import { passwordGiven } from './password.js';
import { askSecret } from './prompts.js';
import { rightsGiven } from './rights.js';
import { needText, readSecrets, textOf } from './secrets.js';
import { virtualOf } from './virtual.js';
import { duration } from './words.js';

/** What only a look at a real recorder needs, or a file in place of one. */
const LOOKS = ['settings', 'network', 'recorder', 'recorder-id', 'user'] as const;

export async function listUsersCommand(args: Arguments): Promise<void> {
  if (text(args, 'virtual') === undefined && (LOOKS.some((name) => text(args, name) !== undefined) || flag(args, 'password-stdin'))) {
      await virtualOf(args);
    return (await import('./users-read.js')).listUsersRead(args);
  }
  const store = await recorderOr(args, USERS_SCHEMA, LIST_GUIDE);
  if (store === undefined) return;
  await act(args, store, { schema: USERS_SCHEMA, password: await passwordGiven(args, acting(args)), operation: showUsers, lines: userTable, document: (users) => ({ users }) });
}

export async function addUserCommand(args: Arguments): Promise<void> {
  const store = await recorderOr(args, USERS_SCHEMA, ADD_GUIDE);
  if (store === undefined) return;
  const name = text(args, 'name') ?? '';
  const [group, memo, hint, reusable, rights] = [text(args, 'group') ?? 'user', text(args, 'memo'), text(args, 'hint'), onOff(args), rightsGiven(args)];
  const secrets = await secretsFor(args, name, false);
  const input = { name, group, password: secrets.newPassword, confirm: secrets.confirm, ...(reusable === undefined ? {} : { reusable }), ...(memo === undefined ? {} : { memo }), ...(hint === undefined ? {} : { hint }), ...(rights === undefined ? {} : { rights }) };
  await act(args, store, { schema: USERS_SCHEMA, password: secrets.password, operation: (accounts, actor, now) => addUser(accounts, actor, input, now), lines: () => [`Added ${name} (group ${group}).`], document: () => ({ added: name }) });
}

export async function modifyUserCommand(args: Arguments): Promise<void> {
  const store = await recorderOr(args, USERS_SCHEMA, MODIFY_GUIDE);
  if (store === undefined) return;
  const name = text(args, 'name') ?? '';
  const [group, memo, hint, reusable, rights] = [text(args, 'group'), text(args, 'memo'), text(args, 'hint'), onOff(args), rightsGiven(args)];
  const newPassword = flag(args, 'new-password');
  if (hint !== undefined && !newPassword) throw new DoctorError('A prompt question belongs to a new password.', { where: '--hint', hint: 'Give --new-password as well.' });
  if (group === undefined && memo === undefined && reusable === undefined && rights === undefined && !newPassword) throw new DoctorError('There is nothing to change.', { hint: 'Give --group, --rights, --memo, --reusable or --new-password.' });
  const change = { name, ...(group === undefined ? {} : { group }), ...(memo === undefined ? {} : { memo }), ...(reusable === undefined ? {} : { reusable }), ...(rights === undefined ? {} : { rights }) };
  const secrets = newPassword ? await secretsFor(args, name, true) : { password: await passwordGiven(args, acting(args)), newPassword: '', confirm: '', oldPassword: '' };
  const password = newPassword ? { password: { old: secrets.oldPassword, password: secrets.newPassword, confirm: secrets.confirm, ...(hint === undefined ? {} : { hint }) } } : {};
  await act(args, store, { schema: USERS_SCHEMA, password: secrets.password, operation: (accounts, actor, now) => modifyUser(accounts, actor, { ...change, ...password }, now), lines: () => [`Changed ${name}.`], document: () => ({ changed: name }) });
}

export async function removeUserCommand(args: Arguments): Promise<void> {
  const store = await recorderOr(args, USERS_SCHEMA, REMOVE_GUIDE);
  if (store === undefined) return;
  const name = text(args, 'name') ?? '';
  await act(args, store, { schema: USERS_SCHEMA, password: await passwordGiven(args, acting(args)), operation: (accounts, actor, now) => removeUser(accounts, actor, { name }, now), lines: () => [`Removed ${name}.`], document: () => ({ removed: name }) });
}

export async function reusableCommand(args: Arguments): Promise<void> {
  const store = await recorderOr(args, USERS_SCHEMA, REUSABLE_GUIDE);
  if (store === undefined) return;
  const [user, reusable] = [text(args, 'name') ?? '', text(args, 'state') === 'on'];
  const done = reusable ? `Several clients may use ${user} at once now.` : `One client at a time may use ${user} now.`;
  await act(args, store, { schema: USERS_SCHEMA, password: await passwordGiven(args, acting(args)), operation: (accounts, actor, now) => setReusable(accounts, actor, { user, reusable }, now), lines: () => [done], document: () => ({ changed: user, reusable }) });
}

function onOff(args: Arguments): boolean | undefined {
  const given = text(args, 'reusable');
  return given === undefined ? undefined : given === 'on';
}

interface UserSecrets {
  readonly password: string;
  readonly oldPassword: string;
  readonly newPassword: string;
  readonly confirm: string;
}

async function secretsFor(args: Arguments, name: string, old: boolean): Promise<UserSecrets> {
  if (flag(args, 'secrets-stdin')) {
    const given = await readSecrets(['password', 'newPassword', 'confirm', ...(old ? (['oldPassword'] as const) : [])]);
    const newPassword = needText(given, 'newPassword');
    return { password: needText(given, 'password'), oldPassword: old ? needText(given, 'oldPassword') : '', newPassword, confirm: textOf(given, 'confirm') ?? newPassword };
  }
  if (!canPrompt(args)) throw new DoctorError('Passwords are needed, and nobody can be asked for them.', { hint: `Give them with --secrets-stdin: {"password": "…", ${old ? '"oldPassword": "…", ' : ''}"newPassword": "…"}.` });
  const password = await passwordGiven(args, acting(args));
  const oldPassword = old ? await askSecret(`Old password of "${name}"`) : '';
  return { password, oldPassword, newPassword: await askSecret(`New password of "${name}"`), confirm: await askSecret('The same again') };
}

function userTable(users: readonly UserDetail[], columns: number): string[] {
  const widest = Math.max(4, ...users.map(({ name }) => name.length)) + 2;
  const line = (name: string, group: string, reusable: string, state: string): string => `${padEnd(name, widest)}${padEnd(group, 17)}${padEnd(reusable, 10)}${state}`.trimEnd();
  return [
    line('USER', 'GROUP', 'REUSABLE', 'NOW').slice(0, columns),
    ...users.map(({ name, group, reusable, reserved, signedIn, lock }) =>
      line(name, reserved ? `${group} (built in)` : group, reusable ? 'yes' : 'no', lock?.locked === true ? `locked for ${duration(lock.seconds)}` : signedIn ? 'signed in' : ''),
    ),
  ];
}
