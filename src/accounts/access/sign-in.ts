/** Signing in: password check, the shared counter of wrong passwords, the lock, and the "reusable" rule. */
import type { SignInRefusal } from '../refusal.js';
import { proves, type Proof } from '../secrets/proof.js';
import { findAccount, type AccountGroup, type AccountsState } from '../state.js';
import { clearWrongPasswords, countWrongPassword, passwordLock } from './lock.js';
import { activeSessions, openSession } from './sessions.js';

export interface SignInRequest {
  readonly user: string;
  readonly proof: Proof;
  /** Address of the client. */
  readonly address: string;
  /** Kind of client, for the list of active users. */
  readonly client: string;
  /** Whether a session is opened. A single digest request opens none, and is not subject to "reusable". */
  readonly session?: { readonly seconds: number | null };
}

export type SignInResult =
  | { readonly accepted: true; readonly user: string; readonly group: AccountGroup; readonly session: string | null }
  | {
      readonly accepted: false;
      readonly refusal: SignInRefusal;
      /** Tries left before the lock; null where nothing is counted. */
      readonly triesLeft: number | null;
      /** Seconds until the lock ends, rounded up; 0 when not locked. */
      readonly lockSeconds: number;
    };

/** Counts a wrong password. The proof is not looked at while the account is locked, and a try then does not prolong the lock. */
export function signIn(state: AccountsState, request: SignInRequest, now: number): { readonly state: AccountsState; readonly result: SignInResult } {
  const refuse = (refusal: SignInRefusal, next: AccountsState = state, triesLeft: number | null = null, lockSeconds = 0): ReturnType<typeof signIn> => ({
    state: next,
    result: { accepted: false, refusal, triesLeft, lockSeconds },
  });
  if (!state.initialized) return refuse('not-initialised');
  const found = findAccount(state, request.user);
  if (found === undefined) return refuse('unknown-user');
  const lock = passwordLock(state, found, request.address, now);
  if (lock.locked) return refuse('locked', state, 0, lock.seconds);

  if (!proves(request.proof, found.name, state.realm, found.passwordEquivalent)) {
    const burnt = countWrongPassword(state, found, request.address, now);
    const after = passwordLock(burnt, findAccount(burnt, found.name) ?? found, request.address, now);
    return refuse(after.locked ? 'locked' : 'wrong-password', burnt, after.triesLeft, after.seconds);
  }
  const cleared = clearWrongPasswords(state, found, request.address);
  const accepted = (session: string | null): SignInResult => ({ accepted: true, user: found.name, group: found.group, session });
  if (request.session === undefined) return { state: cleared, result: accepted(null) };
  if (!found.reusable && activeSessions(cleared, now).some((session) => session.user === found.name)) return refuse('in-use', cleared);
  const opened = openSession(cleared, { user: found.name, address: request.address, client: request.client, seconds: request.session.seconds }, now);
  return { state: opened.state, result: accepted(opened.id) };
}

/** What a sign-in would answer now. Nothing is counted, opened or cleared. */
export function peekSignIn(state: AccountsState, request: SignInRequest, now: number): SignInResult {
  return signIn(state, request, now).result;
}
