/** Counting wrong tries, and the locks that follow. A try during a lock is neither looked at nor counted. */
import { ADMIN, findAccount, NO_TRIES, withAccount, type Account, type AccountsState, type LockPolicy, type TryCounter } from '../state.js';

export interface LockView {
  readonly locked: boolean;
  /** Seconds until the lock ends, rounded up; 0 when not locked. */
  readonly seconds: number;
  /** Null where the policy is off. */
  readonly triesLeft: number | null;
}

/** Wrong answers and wrong unlock codes: five lock admin for five minutes, whatever the policy for passwords says. */
export const RECOVERY_POLICY: LockPolicy = { enabled: true, tries: 5, seconds: 300 };

/** `address`: who asks, which matters where addresses are locked out and not accounts. */
export function lockStatus(state: AccountsState, user: string, now: number, address = ''): LockView | undefined {
  const account = findAccount(state, user);
  return account === undefined ? undefined : passwordLock(state, account, address, now);
}

/** What stands between this account and a password sign-in: its own counter, and for admin the lock after wrong codes or answers. */
export function passwordLock(state: AccountsState, account: Account, address: string, now: number): LockView {
  const own = lockOf(counterOf(state, account, address), state.policy, now);
  const recovery = recoveryLock(state, now);
  if (account.name !== ADMIN || !recovery.locked) return own;
  return { locked: true, seconds: Math.max(own.seconds, recovery.seconds), triesLeft: 0 };
}

export function recoveryLock(state: AccountsState, now: number): LockView {
  return lockOf(state.recoveryTries, RECOVERY_POLICY, now);
}

/** The pattern has the tries and the seconds of passwords, and a count of its own: somebody far away who locks admin does not lock the screen. */
export function patternLock(state: AccountsState, now: number): LockView {
  const recovery = recoveryLock(state, now);
  return recovery.locked ? recovery : lockOf(state.patternTries, state.policy, now);
}

export function countWrongPassword(state: AccountsState, account: Account, address: string, now: number): AccountsState {
  return withCounter(state, account, address, countFailure(counterOf(state, account, address), state.policy, now));
}

export function clearWrongPasswords(state: AccountsState, account: Account, address: string): AccountsState {
  const { failures, lockedUntil } = counterOf(state, account, address);
  return failures === 0 && lockedUntil === null ? state : withCounter(state, account, address, NO_TRIES);
}

export function countWrongRecovery(state: AccountsState, now: number): AccountsState {
  return { ...state, recoveryTries: countFailure(state.recoveryTries, RECOVERY_POLICY, now) };
}

export function countWrongPattern(state: AccountsState, now: number): AccountsState {
  return { ...state, patternTries: countFailure(state.patternTries, state.policy, now) };
}

function counterOf(state: AccountsState, account: Account, address: string): TryCounter {
  if (state.policy.scope !== 'address') return account;
  return (Object.hasOwn(state.addresses, address) ? state.addresses[address] : undefined) ?? NO_TRIES;
}

function withCounter(state: AccountsState, account: Account, address: string, { failures, lockedUntil }: TryCounter): AccountsState {
  if (state.policy.scope !== 'address') return withAccount(state, { ...account, failures, lockedUntil });
  return { ...state, addresses: { ...state.addresses, [address]: { failures, lockedUntil } } };
}

function lockOf(counter: TryCounter, policy: LockPolicy, now: number): LockView {
  if (!policy.enabled) return { locked: false, seconds: 0, triesLeft: null };
  if (counter.lockedUntil !== null && counter.lockedUntil > now) {
    return { locked: true, seconds: Math.ceil((counter.lockedUntil - now) / 1000), triesLeft: 0 };
  }
  return { locked: false, seconds: 0, triesLeft: Math.max(0, policy.tries - counter.failures) };
}

function countFailure(counter: TryCounter, policy: LockPolicy, now: number): TryCounter {
  if (!policy.enabled) return counter;
  const failures = counter.failures + 1;
  if (failures < policy.tries) return { failures, lockedUntil: null };
  // The counter starts anew when the lock ends.
  return { failures: 0, lockedUntil: now + policy.seconds * 1000 };
}
