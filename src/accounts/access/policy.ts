/** The lock after wrong passwords, as an administrator sets it. */
import type { Actor } from '../channel.js';
import { done, faulty, type Fault, type Outcome } from '../refusal.js';
import { DEFAULT_POLICY, type AccountsState, type LockPolicy } from '../state.js';
import { signedIn } from './signed-in.js';

/** Tries from 1 to 10, seconds from 60 to a day. Running counts and locks stay. */
export function setLockPolicy(state: AccountsState, actor: Actor, input: Partial<Pick<LockPolicy, 'enabled' | 'tries' | 'seconds'>>, now: number): Outcome<null> {
  const who = signedIn(state, actor, now, 'account');
  if (!who.ok) return who.outcome;
  const policy = { ...DEFAULT_POLICY, ...state.policy, ...input };
  const faults = [...within('tries', policy.tries, 1, 10), ...within('seconds', policy.seconds, 60, 86_400)];
  return faults.length > 0 ? faulty(state, faults) : done({ ...state, policy }, null);
}

function within(field: string, value: number, min: number, max: number): readonly Fault[] {
  return Number.isInteger(value) && value >= min && value <= max ? [] : [{ field, code: 'invalid-input', reason: `A whole number from ${min} to ${max} is needed.` }];
}
