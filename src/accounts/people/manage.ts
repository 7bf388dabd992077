/** Adding, changing and removing users: by a signed-in administrator, never on an account that is signed in, and never the last administrator. */
import { passwordLock } from '../access/lock.js';
import { isSignedIn } from '../access/sessions.js';
import { signedIn } from '../access/signed-in.js';
import { signIn } from '../access/sign-in.js';
import { SIGN_IN_SENTENCES } from '../access/screen.js';
import { isAtScreen, type Actor } from '../channel.js';
import type { CodeCheck } from '../recovery/code.js';
import { done, faulty, refused, type Outcome } from '../refusal.js';
import { newSecretFaults } from '../secrets/new-secret.js';
import { passwordEquivalent, proves } from '../secrets/proof.js';
import { ADMIN, findAccount, newAccount, NO_TRIES, withAccount, type Account, type AccountsState } from '../state.js';
import { MAX_USERS, type Right } from './groups.js';
import { memoFaults, nameFaults, sameName } from './names.js';
import { administrators, findGroup, rightsOf } from './rights.js';

export interface NewUser {
  readonly name: string;
  readonly password: string;
  readonly confirm: string;
  readonly group: string;
  /** Default: false, one client at a time. */
  readonly reusable?: boolean;
  readonly memo?: string;
  /** Default: all of the group's. */
  readonly rights?: readonly Right[];
  readonly hint?: string;
}

export function addUser(state: AccountsState, actor: Actor, input: NewUser, now: number): Outcome<null> {
  const who = signedIn(state, actor, now, 'account');
  if (!who.ok) return who.outcome;
  const hint = input.hint?.trim() ?? '';
  const faults = [...nameFaults(input.name), ...memoFaults(input.memo ?? ''), ...newSecretFaults({ ...input, hint }, actor.channel, state.questions)];
  if (faults.length > 0) return faulty(state, faults);
  if (state.accounts.some(({ name }) => sameName(name, input.name))) return refused(state, 'name-taken', 'There is a user of that name already.');
  if (state.accounts.length >= MAX_USERS) return refused(state, 'too-many-users', `The recorder has room for ${MAX_USERS} users.`);
  const granted = grantFault(state, who.account, input.group, input.rights ?? null);
  if (granted !== undefined) return granted;
  const { name, password, group, memo = '' } = input;
  const account: Account = { ...newAccount({ name, password, group, memo, reusable: input.reusable ?? false }, state.realm, now), rights: input.rights ?? null, hint: hint === '' ? null : hint };
  return done({ ...state, accounts: [...state.accounts, account] }, null);
}

export interface UserChange {
  readonly name: string;
  readonly group?: string;
  /** Null: all of the group's. */
  readonly rights?: readonly Right[] | null;
  readonly reusable?: boolean;
  readonly memo?: string;
  readonly password?: { readonly old: string; readonly password: string; readonly confirm: string; readonly hint?: string };
  /** At the screen the unlock code of the day is taken for the old password of the built-in admin. */
  readonly accepts?: CodeCheck;
}

/** Modify and Save: all of the change or nothing. A wrong old password counts as a wrong password of that user. */
export function modifyUser(state: AccountsState, actor: Actor, input: UserChange, now: number): Outcome<null> {
  const target = changeable(state, actor, input.name, now);
  if (!target.ok) return target.outcome;
  const { account, by } = target;
  const changed: Account = {
    ...account,
    group: input.group ?? account.group,
    rights: input.rights === undefined ? account.rights : input.rights,
    reusable: input.reusable ?? account.reusable,
    memo: input.memo ?? account.memo,
  };
  const faults = memoFaults(changed.memo);
  if (faults.length > 0) return faulty(state, faults);
  if (changed.group !== account.group || changed.rights !== account.rights) {
    if (account.reserved) return refused(state, 'reserved', 'The built-in admin keeps its group and its rights.');
    const granted = grantFault(state, by, changed.group, changed.rights);
    if (granted !== undefined) return granted;
  }
  const next = withAccount(state, changed);
  if (administrators(next).length === 0) return refused(state, 'last-administrator', 'That is the last administrator; without one nobody could manage the recorder.');
  return input.password === undefined ? done(next, null) : withNewPassword(state, actor, changed, { ...input.password, accepts: input.accepts }, now);
}

type PasswordChange = NonNullable<UserChange['password']> & { readonly accepts: CodeCheck | undefined };

function withNewPassword(state: AccountsState, actor: Actor, account: Account, input: PasswordChange, now: number): Outcome<null> {
  const hint = input.hint?.trim() ?? '';
  const faults = newSecretFaults({ ...input, hint }, actor.channel, state.questions);
  if (faults.length > 0) return faulty(state, faults);
  const proved = oldPassword(state, actor, account.name, input, now);
  if (!proved.ok) return proved;
  if (proves({ kind: 'password', password: input.password }, account.name, state.realm, account.passwordEquivalent)) return refused(proved.state, 'same-password', 'The new password is the old one.');
  const changed = { ...account, passwordEquivalent: passwordEquivalent(account.name, state.realm, input.password), hint: hint === '' ? null : hint, passwordSetAt: now, ...NO_TRIES };
  return done(withAccount(proved.state, changed), null);
}

function oldPassword(state: AccountsState, actor: Actor, name: string, { old, accepts }: PasswordChange, now: number): Outcome<null> {
  const target = findAccount(state, name);
  // A code is looked at under the same lock as a password, and a right one costs no try.
  const open = target !== undefined && !passwordLock(state, target, actor.address, now).locked;
  if (open && name === ADMIN && isAtScreen(actor) && accepts?.(old) === true) return done(state, null);
  const { state: after, result } = signIn(state, { user: name, proof: { kind: 'password', password: old }, address: actor.address, client: 'Local' }, now);
  if (result.accepted) return done(after, null);
  if (result.refusal === 'wrong-password') return refused(after, 'old-password', 'The old password is wrong; capitals and small letters count.', result);
  return refused(after, result.refusal, SIGN_IN_SENTENCES[result.refusal], result);
}

export function changePassword(
  state: AccountsState,
  actor: Actor,
  input: { readonly user: string; readonly old: string; readonly password: string; readonly confirm: string; readonly hint?: string; readonly accepts?: CodeCheck },
  now: number,
): Outcome<null> {
  const { user, accepts, ...password } = input;
  return modifyUser(state, actor, { name: user, password, ...(accepts === undefined ? {} : { accepts }) }, now);
}

export function setReusable(state: AccountsState, actor: Actor, input: { readonly user: string; readonly reusable: boolean }, now: number): Outcome<null> {
  return modifyUser(state, actor, { name: input.user, reusable: input.reusable }, now);
}

export function removeUser(state: AccountsState, actor: Actor, input: { readonly name: string }, now: number): Outcome<null> {
  const who = signedIn(state, actor, now, 'account');
  if (!who.ok) return who.outcome;
  if (findAccount(state, input.name)?.reserved === true) return refused(state, 'reserved', 'The built-in admin cannot be removed.');
  const left = { ...state, accounts: state.accounts.filter(({ name }) => name !== input.name) };
  if (administrators(left).length === 0) return refused(state, 'last-administrator', 'That is the last administrator; without one nobody could manage the recorder.');
  const target = changeable(state, actor, input.name, now);
  // Sessions that ended by their time may still stand in the list.
  return target.ok ? done({ ...left, sessions: left.sessions.filter(({ user }) => user !== input.name) }, null) : target.outcome;
}

type Changeable = { readonly ok: true; readonly account: Account; readonly by: Account } | { readonly ok: false; readonly outcome: Outcome<never> };

function changeable(state: AccountsState, actor: Actor, name: string, now: number): Changeable {
  const who = signedIn(state, actor, now, 'account');
  if (!who.ok) return who;
  const account = findAccount(state, name);
  if (account === undefined) return { ok: false, outcome: refused(state, 'unknown-user', 'There is no such user; capitals and small letters count.') };
  if (!isSignedIn(state, name, now)) return { ok: true, account, by: who.account };
  const reason =
    who.account.name === name
      ? 'You are signed in with this account, and accounts that are signed in cannot be changed. Add a second administrator, log out, and sign in with that one.'
      : 'This account is signed in, and accounts that are signed in cannot be changed. Let its clients sign out first.';
  return { ok: false, outcome: refused(state, 'signed-in', reason) };
}

/** A user has no more than the group, and nobody gives what he does not have himself. */
function grantFault(state: AccountsState, by: Account, groupName: string, rights: readonly Right[] | null): Outcome<never> | undefined {
  const group = findGroup(state, groupName);
  if (group === undefined) return refused(state, 'unknown-group', 'There is no such group.');
  if (rights?.some((right) => !group.rights.includes(right)) === true) return refused(state, 'no-right', 'A user may not have more rights than its group.');
  const own = rightsOf(state, by);
  const given = rightsOf(state, { group: groupName, rights });
  return given.every((right) => own.includes(right)) ? undefined : refused(state, 'no-right', 'You may not give rights that your own account does not have.');
}
