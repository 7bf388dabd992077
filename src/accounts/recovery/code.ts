/** The vendor's unlock code as admin's password at the screen. This room can neither make nor verify a code: the check is passed in. */
import { countWrongRecovery, passwordLock, recoveryLock } from '../access/lock.js';
import { enterAsAdmin, leavePrompt, seatTaken } from '../access/screen.js';
import { screenFault, type Actor } from '../channel.js';
import { done, refused, type Outcome } from '../refusal.js';
import { ADMIN, findAccount, NO_TRIES, type AccountsState } from '../state.js';
import { resetAdmin, type ResetInput, type ResetValue } from './reset.js';

/** Whether a code is good for this recorder and the date that it shows. */
export type CodeCheck = (code: string) => boolean;

export type CodeValue = { readonly prompt: true; readonly session: null } | { readonly prompt: false; readonly session: string };

/** How long the new-password prompt stays on the screen, in milliseconds. */
const PROMPT_MS = 10 * 60_000;

/** Wrong codes are counted together with wrong answers. With `prompt` nobody is signed in yet: `finishCodePrompt` sets the new password. */
export function signInWithCode(state: AccountsState, actor: Actor, input: { readonly user?: string; readonly code: string; readonly accepts: CodeCheck }, now: number): Outcome<CodeValue> {
  const elsewhere = screenFault(actor, 'unlock-code');
  if (elsewhere !== undefined) return refused(state, 'wrong-channel', elsewhere);
  const taken = seatTaken(state, actor, now);
  if (taken !== undefined) return taken;
  const admin = findAccount(state, ADMIN);
  if (!state.initialized || admin === undefined) return refused(state, 'not-initialised', 'The recorder is not set up yet, so there is no password to unlock.');
  // The code goes into the sign-in window, where a locked account is refused whatever is typed.
  const lock = passwordLock(state, admin, actor.address, now);
  if (lock.locked) return refused(state, 'locked', 'Admin is locked after too many wrong tries; wait until the lock ends, and keep the code.', { triesLeft: 0, lockSeconds: lock.seconds });
  if ((input.user ?? ADMIN) !== ADMIN || !input.accepts(input.code)) {
    const burnt = countWrongRecovery(leavePrompt(state), now);
    const after = recoveryLock(burnt, now);
    const reason = after.locked
      ? 'That was one wrong code too many; admin is locked for five minutes.'
      : 'The code was refused: it works with user admin, for this serial number, and on the date that the recorder showed when it was asked for.';
    return refused(burnt, after.locked ? 'locked' : 'wrong-code', reason, { triesLeft: after.triesLeft, lockSeconds: after.seconds });
  }
  const accepted = { ...state, recoveryTries: NO_TRIES };
  if (state.firmware.promptAfterCode) return done({ ...accepted, promptUntil: now + PROMPT_MS }, { prompt: true, session: null });
  const entered = enterAsAdmin(leavePrompt(accepted), actor, now);
  return entered.ok ? done(entered.state, { prompt: false, session: entered.value.session }) : entered;
}

/** New password, the same again, and a hint if wanted; Save. */
export function finishCodePrompt(state: AccountsState, actor: Actor, input: ResetInput, now: number): Outcome<ResetValue> {
  const elsewhere = screenFault(actor, 'unlock-code');
  if (elsewhere !== undefined) return refused(state, 'wrong-channel', elsewhere);
  if (state.promptUntil === null || state.promptUntil <= now) return refused(leavePrompt(state), 'no-prompt', 'No unlock code was accepted at the screen in the last ten minutes.');
  return resetAdmin(state, actor, input, now);
}

/** Cancel: the code was used, and nothing is changed. */
export function cancelCodePrompt(state: AccountsState): AccountsState {
  return leavePrompt(state);
}
