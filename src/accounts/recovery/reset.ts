/** A new password for the built-in admin, after something else than the old one has proved the owner. */
import type { Actor } from '../channel.js';
import { done, faulty, refused, type Outcome } from '../refusal.js';
import { newSecretFaults } from '../secrets/new-secret.js';
import { passwordEquivalent } from '../secrets/proof.js';
import { ADMIN, findAccount, NO_TRIES, withAccount, type AccountsState } from '../state.js';

export interface ResetInput {
  readonly password: string;
  readonly confirm: string;
  /** Absent: none from now on, since the old one was for the old password. */
  readonly hint?: string;
}

export interface ResetValue {
  readonly message: string;
}

export const RESET_DONE = 'Successfully reset password';

/** Every session of the recorder ends, counters and locks start anew. Nobody is signed in afterwards. */
export function resetAdmin(state: AccountsState, actor: Actor, input: ResetInput, now: number): Outcome<ResetValue> {
  const admin = findAccount(state, ADMIN);
  if (admin === undefined) return refused(state, 'unknown-user', 'This recorder has no built-in admin.');
  const hint = input.hint?.trim() ?? '';
  const faults = newSecretFaults({ ...input, hint }, actor.channel, state.questions);
  if (faults.length > 0) return faulty(state, faults);
  const changed = { ...admin, passwordEquivalent: passwordEquivalent(ADMIN, state.realm, input.password), hint: hint === '' ? null : hint, passwordSetAt: now, ...NO_TRIES };
  return done({ ...withAccount(state, changed), sessions: [], recoveryTries: NO_TRIES, patternTries: NO_TRIES, promptUntil: null }, { message: RESET_DONE });
}
