/** Signing in: password check, the shared counter of wrong passwords, the lock, and the "reusable" rule. */
import { proves, type Proof } from './proof.js';
import { findAccount, withAccount, type Account, type AccountGroup, type AccountsState } from './state.js';
import { activeSessions, openSession } from './sessions.js';

export const REFUSALS = ['not-initialised', 'unknown-user', 'wrong-password', 'locked', 'in-use'] as const;
export type Refusal = (typeof REFUSALS)[number];

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
      readonly refusal: Refusal;
      /** Tries left before the lock; null where nothing is counted. */
      readonly triesLeft: number | null;
      /** Seconds until the lock ends, rounded up; 0 when not locked. */
      readonly lockSeconds: number;
    };

/** Counts a wrong password. The proof is not looked at while the account is locked, and a try then does not prolong the lock. */
export function signIn(state: AccountsState, request: SignInRequest, now: number): { readonly state: AccountsState; readonly result: SignInResult } {
  const refuse = (refusal: Refusal, next: AccountsState = state, triesLeft: number | null = null, lockSeconds = 0): ReturnType<typeof signIn> => ({
    state: next,
    result: { accepted: false, refusal, triesLeft, lockSeconds },
  });
  if (!state.initialized) return refuse('not-initialised');
  const found = findAccount(state, request.user);
  if (found === undefined) return refuse('unknown-user');
  const lock = lockOf(found, state, now);
  if (lock.locked) return refuse('locked', state, 0, lock.seconds);

  if (!proves(request.proof, found.name, state.realm, found.ha1)) {
    const burnt = countFailure(found, state, now);
    const after = lockOf(burnt, state, now);
    return refuse(after.locked ? 'locked' : 'wrong-password', withAccount(state, burnt), after.triesLeft, after.seconds);
  }
  const cleared = found.failures === 0 && found.lockedUntil === null ? state : withAccount(state, { ...found, failures: 0, lockedUntil: null });
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

export interface LockView {
  readonly locked: boolean;
  /** Seconds until the lock ends, rounded up; 0 when not locked. */
  readonly seconds: number;
  /** Null where the policy is off. */
  readonly triesLeft: number | null;
}

export function lockStatus(state: AccountsState, user: string, now: number): LockView | undefined {
  const account = findAccount(state, user);
  return account === undefined ? undefined : lockOf(account, state, now);
}

function lockOf(account: Account, state: AccountsState, now: number): LockView {
  if (!state.policy.enabled) return { locked: false, seconds: 0, triesLeft: null };
  if (account.lockedUntil !== null && account.lockedUntil > now) {
    return { locked: true, seconds: Math.ceil((account.lockedUntil - now) / 1000), triesLeft: 0 };
  }
  return { locked: false, seconds: 0, triesLeft: Math.max(0, state.policy.tries - account.failures) };
}

function countFailure(account: Account, state: AccountsState, now: number): Account {
  if (!state.policy.enabled) return account;
  const failures = account.failures + 1;
  if (failures < state.policy.tries) return { ...account, failures, lockedUntil: null };
  // The counter starts anew when the lock ends.
  return { ...account, failures: 0, lockedUntil: now + state.policy.seconds * 1000 };
}
