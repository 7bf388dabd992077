/** `account users …`: on a virtual recorder as an administrator does it at its screen; for a real one, where that is in its menu. */
import { addUser, modifyUser, removeUser, setReusable, showUsers, shownTime, signInAt, signOutActor, type AccountsState, type Actor, type Outcome, type UserDetail } from '../../accounts/index.js';
import { padEnd } from '../../report/text/layout.js';
import { DoctorError } from '../../errors.js';
import { canPrompt, checkCommon } from '../common.js';
import { EXIT } from '../exit.js';
import { flag, text, type Arguments } from '../options.js';
import type { VirtualRecorderFile } from '../../lab/virtual-recorder/index.js';
import { channelOf } from './login.js';
import { paperGuide, type Guide } from './guide.js';
import { ADD_GUIDE, LIST_GUIDE, MODIFY_GUIDE, REMOVE_GUIDE, REUSABLE_GUIDE } from './menu-guides.js';
import { passwordGiven } from './password.js';
import { askSecret } from './prompts.js';
import { needText, readSecrets, textOf } from './secrets.js';
import { actorOf, operate, virtualOf } from './virtual.js';
import { answer, duration, refusalJson, refusalLines } from './words.js';

const SCHEMA = 'nvr-doctor/account-users@1';

type Operation<T> = (accounts: AccountsState, actor: Actor, now: number) => Outcome<T>;

export async function listUsersCommand(args: Arguments): Promise<void> {
  const store = await begin(args);
  if (store === undefined) {
    if (text(args, 'settings') !== undefined || text(args, 'network') !== undefined || text(args, 'recorder') !== undefined) return (await import('./users-read.js')).listUsersRead(args);
    return guide(args, LIST_GUIDE);
  }
  const password = await passwordGiven(args, acting(args));
  await act(args, store, password, showUsers, (users, columns) => userTable(users, columns), (users) => ({ users }));
}

export async function addUserCommand(args: Arguments): Promise<void> {
  const store = await begin(args);
  if (store === undefined) return guide(args, ADD_GUIDE);
  const name = text(args, 'name') ?? '';
  const secrets = await secretsFor(args, name, false);
  const reusable = onOff(args);
  const [group, memo] = [text(args, 'group') ?? 'user', text(args, 'memo')];
  const input = { name, group, password: secrets.newPassword, confirm: secrets.confirm, ...(reusable === undefined ? {} : { reusable }), ...(memo === undefined ? {} : { memo }) };
  await act(args, store, secrets.password, (accounts, actor, now) => addUser(accounts, actor, input, now), () => [`Added ${name} (group ${group}).`], () => ({ added: name }));
}

export async function modifyUserCommand(args: Arguments): Promise<void> {
  const store = await begin(args);
  if (store === undefined) return guide(args, MODIFY_GUIDE);
  const name = text(args, 'name') ?? '';
  const [group, memo, hint, reusable] = [text(args, 'group'), text(args, 'memo'), text(args, 'hint'), onOff(args)];
  const newPassword = flag(args, 'new-password');
  if (hint !== undefined && !newPassword) throw new DoctorError('A prompt question belongs to a new password.', { where: '--hint', hint: 'Give --new-password as well.' });
  if (group === undefined && memo === undefined && reusable === undefined && !newPassword) throw new DoctorError('There is nothing to change.', { hint: 'Give --group, --memo, --reusable or --new-password.' });
  const change = { name, ...(group === undefined ? {} : { group }), ...(memo === undefined ? {} : { memo }), ...(reusable === undefined ? {} : { reusable }) };
  const secrets = newPassword ? await secretsFor(args, name, true) : { password: await passwordGiven(args, acting(args)), newPassword: '', confirm: '', oldPassword: '' };
  const password = newPassword ? { password: { old: secrets.oldPassword, password: secrets.newPassword, confirm: secrets.confirm, ...(hint === undefined ? {} : { hint }) } } : {};
  await act(args, store, secrets.password, (accounts, actor, now) => modifyUser(accounts, actor, { ...change, ...password }, now), () => [`Changed ${name}.`], () => ({ changed: name }));
}

export async function removeUserCommand(args: Arguments): Promise<void> {
  const store = await begin(args);
  if (store === undefined) return guide(args, REMOVE_GUIDE);
  const name = text(args, 'name') ?? '';
  await act(args, store, await passwordGiven(args, acting(args)), (accounts, actor, now) => removeUser(accounts, actor, { name }, now), () => [`Removed ${name}.`], () => ({ removed: name }));
}

export async function reusableCommand(args: Arguments): Promise<void> {
  const store = await begin(args);
  if (store === undefined) return guide(args, REUSABLE_GUIDE);
  const [user, reusable] = [text(args, 'name') ?? '', text(args, 'state') === 'on'];
  const done = reusable ? `Several clients may use ${user} at once now.` : `One client at a time may use ${user} now.`;
  await act(args, store, await passwordGiven(args, acting(args)), (accounts, actor, now) => setReusable(accounts, actor, { user, reusable }, now), () => [done], () => ({ changed: user, reusable }));
}

async function begin(args: Arguments): Promise<VirtualRecorderFile | undefined> {
  await checkCommon(args);
  return virtualOf(args);
}

/** Signs in, does it and signs out again, in one step of the file: nobody stays at the screen whatever happens. */
async function act<T>(
  args: Arguments,
  store: VirtualRecorderFile,
  password: string,
  operation: Operation<T>,
  lines: (value: T, columns: number) => readonly string[],
  document: (value: T) => object,
): Promise<void> {
  const who = actorOf(args, channelOf(args));
  const tried = await operate(store, (accounts, now) => {
    const entered = signInAt(accounts, { ...who, session: null }, { user: acting(args), password }, now);
    if (!entered.ok) return entered;
    const actor = { ...who, session: entered.value.session };
    const outcome = operation(entered.state, actor, now);
    return { ...outcome, state: signOutActor(outcome.state, actor, now).state };
  });
  const at = shownTime(tried.at.accounts, tried.at.now);
  process.exitCode = tried.ok ? EXIT.fine : EXIT.problem;
  if (tried.ok) {
    const { value } = tried;
    return answer(args, { schema: SCHEMA, at, done: true, ...document(value) }, (_style, columns) => lines(value, columns));
  }
  const { refusal } = tried;
  return answer(args, { schema: SCHEMA, at, done: false, refusal: refusalJson(refusal, tried.at) }, (_style, columns) => refusalLines(refusal, tried.at, columns));
}

const guide = (args: Arguments, what: Guide): Promise<void> => answer(args, { schema: SCHEMA, guide: what }, (_style, columns) => paperGuide(what, columns));

const acting = (args: Arguments): string => text(args, 'user') ?? 'admin';

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
