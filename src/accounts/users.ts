/** The list of users, and changing a password. */
import { ha1Of, type Proof } from './proof.js';
import { signIn } from './sign-in.js';
import { findAccount, withAccount, type Account, type AccountsState } from './state.js';

export type UserView = Pick<Account, 'name' | 'group' | 'reusable' | 'reserved' | 'memo'>;

/** Without anything that could stand in for a password. */
export function listUsers(state: AccountsState): readonly UserView[] {
  return state.accounts.map(({ name, group, reusable, reserved, memo }) => ({ name, group, reusable, reserved, memo }));
}

/** Dahua-family rule for new passwords: 8 to 32 printable ASCII characters, two kinds of letters, digits and signs, none of `' " ; : &`. */
export function passwordFault(password: string): 'too-short' | 'too-long' | 'bad-character' | 'too-simple' | undefined {
  if (password.length < 8) return 'too-short';
  if (password.length > 32) return 'too-long';
  if (!/^[\x21-\x7e]+$/.test(password) || /['";:&]/.test(password)) return 'bad-character';
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/].filter((kind) => kind.test(password)).length;
  return kinds < 2 ? 'too-simple' : undefined;
}

export type ChangeResult =
  | { readonly changed: true }
  | { readonly changed: false; readonly refusal: 'unknown-user' | 'wrong-password' | 'locked' | 'not-initialised' | NonNullable<ReturnType<typeof passwordFault>>; readonly triesLeft: number | null };

/** Changes a password with the old one as proof; a wrong old password counts like any other. Sessions of the user end. */
export function changePassword(
  state: AccountsState,
  request: { readonly user: string; readonly proof: Proof; readonly newPassword: string; readonly address: string },
  now: number,
): { readonly state: AccountsState; readonly result: ChangeResult } {
  const fault = passwordFault(request.newPassword);
  if (fault !== undefined) return { state, result: { changed: false, refusal: fault, triesLeft: null } };
  const tried = signIn(state, { user: request.user, proof: request.proof, address: request.address, client: 'Local' }, now);
  if (!tried.result.accepted) {
    const { refusal, triesLeft } = tried.result;
    // Without a session nobody can be refused for being signed in elsewhere.
    return { state: tried.state, result: { changed: false, refusal: refusal === 'in-use' ? 'locked' : refusal, triesLeft } };
  }
  return { state: setPassword(tried.state, request.user, request.newPassword), result: { changed: true } };
}

/** The password set by whoever owns the recorder (its screen, a fixture); unknown users leave the state unchanged. Any text is taken. */
export function setPassword(state: AccountsState, user: string, password: string): AccountsState {
  const account = findAccount(state, user);
  if (account === undefined) return state;
  const next = withAccount(state, { ...account, ha1: ha1Of(user, state.realm, password), failures: 0, lockedUntil: null });
  return { ...next, sessions: next.sessions.filter((session) => session.user !== user) };
}
