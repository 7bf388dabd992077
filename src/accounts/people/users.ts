/** The list of users, and what the owner of the machine may do to it from outside. */
import { isSignedIn } from '../access/sessions.js';
import { signedIn } from '../access/signed-in.js';
import { userLocks, type UserLock } from '../access/screen.js';
import type { Actor } from '../channel.js';
import { done, type Outcome } from '../refusal.js';
import { passwordEquivalent } from '../secrets/proof.js';
import { findAccount, NO_TRIES, withAccount, type Account, type AccountsState } from '../state.js';
import type { Right } from './groups.js';
import { isAdministrator, rightsOf } from './rights.js';

export type UserView = Pick<Account, 'name' | 'group' | 'reusable' | 'reserved' | 'memo'>;

/** Without anything that could stand in for a password. */
export function listUsers(state: AccountsState): readonly UserView[] {
  return state.accounts.map(({ name, group, reusable, reserved, memo }) => ({ name, group, reusable, reserved, memo }));
}

export interface UserDetail extends UserView {
  readonly rights: readonly Right[];
  readonly administrator: boolean;
  readonly signedIn: boolean;
  readonly lock: UserLock | null;
  readonly passwordSetAt: number | null;
}

/** What the account page shows to an administrator. */
export function showUsers(state: AccountsState, actor: Actor, now: number): Outcome<readonly UserDetail[]> {
  const who = signedIn(state, actor, now, 'account');
  if (!who.ok) return who.outcome;
  const locks = userLocks(state, now, actor.address);
  const users = state.accounts.map((account, index) => ({
    ...(listUsers({ ...state, accounts: [account] })[0] ?? account),
    rights: rightsOf(state, account),
    administrator: isAdministrator(state, account),
    signedIn: isSignedIn(state, account.name, now),
    lock: locks[index] ?? null,
    passwordSetAt: account.passwordSetAt,
  }));
  return done(state, users);
}

/** The password as a fixture's history says it was set; unknown users leave the state unchanged. Any text is taken. Sessions of the user end. */
export function setPassword(state: AccountsState, user: string, password: string): AccountsState {
  const account = findAccount(state, user);
  if (account === undefined) return state;
  const next = withAccount(state, { ...account, passwordEquivalent: passwordEquivalent(user, state.realm, password), ...NO_TRIES });
  return { ...next, sessions: next.sessions.filter((session) => session.user !== user) };
}

/** Another realm, as some firmware takes one with every new password: whatever was hashed with the old one is worth nothing any more. Users without a password here keep their old proof, which nothing can match. */
export function changeRealm(state: AccountsState, realm: string, passwords: ReadonlyMap<string, string>): AccountsState {
  const accounts = state.accounts.map((account) => {
    const password = passwords.get(account.name);
    return password === undefined ? account : { ...account, passwordEquivalent: passwordEquivalent(account.name, realm, password) };
  });
  return { ...state, realm, accounts };
}
