/** What the sign-in window offers to somebody without the password: the hint, and the security questions. */
import { countWrongRecovery, recoveryLock } from '../access/lock.js';
import { leavePrompt, seatTaken } from '../access/screen.js';
import { screenFault, type Actor } from '../channel.js';
import { done, refused, type Outcome } from '../refusal.js';
import { answersMatch } from '../secrets/answers.js';
import { questionText, type QuestionId } from '../secrets/questions.js';
import { ADMIN, findAccount, NO_TRIES, type AccountsState, type StoredQuestion } from '../state.js';
import { resetAdmin, type ResetInput, type ResetValue } from './reset.js';

/** Mouse over the icon beside the user name. Costs nothing, and needs no sign-in; but the sign-in window is not there while somebody is signed in. */
export function readHint(state: AccountsState, actor: Actor, now: number, user: string = ADMIN): Outcome<{ readonly hint: string | null }> {
  const elsewhere = screenFault(actor, 'hint');
  if (elsewhere !== undefined) return refused(state, 'wrong-channel', elsewhere);
  const taken = seatTaken(state, actor, now);
  if (taken !== undefined) return taken;
  const account = findAccount(state, user);
  if (!state.initialized) return refused(state, 'not-initialised', 'The recorder is not set up yet: it has no admin password.');
  return account === undefined ? refused(state, 'unknown-user', 'There is no such user; capitals and small letters count.') : done(state, { hint: account.hint });
}

export interface AskedQuestion {
  readonly question: QuestionId;
  readonly text: string;
}

/** The questions that were chosen, after a click on the icon for a forgotten password. */
export function recoveryQuestions(state: AccountsState, actor: Actor, now: number): Outcome<readonly AskedQuestion[]> {
  const ready = whatIsAsked(state, actor, now);
  return ready.ok ? done(state, ready.stored.map(({ question }) => ({ question, text: questionText(question) }))) : ready.outcome;
}

/** Next. Letter case counts. Wrong answers are counted; which one was wrong is not told. */
export function checkAnswers(state: AccountsState, actor: Actor, input: { readonly answers: readonly string[] }, now: number): Outcome<null> {
  const ready = whatIsAsked(state, actor, now);
  if (!ready.ok) return ready.outcome;
  const shown = leavePrompt(state);
  const lock = recoveryLock(state, now);
  if (lock.locked) return refused(shown, 'locked', 'Too many wrong answers or codes; wait until the lock ends.', { triesLeft: 0, lockSeconds: lock.seconds });
  if (answersMatch(ready.stored, input.answers)) return done(shown, null);
  const burnt = countWrongRecovery(shown, now);
  const after = recoveryLock(burnt, now);
  const reason = after.locked ? 'Those were wrong answers once too often; admin is locked for five minutes.' : 'At least one answer is wrong; capitals and small letters count.';
  return refused(burnt, after.locked ? 'locked' : 'wrong-answers', reason, { triesLeft: after.triesLeft, lockSeconds: after.seconds });
}

/** Answers and new password; Save. A password that breaks a rule costs no try. */
export function resetByQuestions(state: AccountsState, actor: Actor, input: ResetInput & { readonly answers: readonly string[] }, now: number): Outcome<ResetValue> {
  const checked = checkAnswers(state, actor, input, now);
  if (!checked.ok) return checked;
  return resetAdmin({ ...checked.state, recoveryTries: NO_TRIES }, actor, input, now);
}

type Ready = { readonly ok: true; readonly stored: readonly StoredQuestion[] } | { readonly ok: false; readonly outcome: Outcome<never> };

function whatIsAsked(state: AccountsState, actor: Actor, now: number): Ready {
  const elsewhere = screenFault(actor, 'questions');
  if (elsewhere !== undefined) return { ok: false, outcome: refused(state, 'wrong-channel', elsewhere) };
  const taken = seatTaken(state, actor, now);
  if (taken !== undefined) return { ok: false, outcome: taken };
  if (!state.initialized) return { ok: false, outcome: refused(state, 'not-initialised', 'The recorder is not set up yet: it has no admin password.') };
  if (state.questions === null) return { ok: false, outcome: refused(state, 'not-set-up', 'No security questions were set on this recorder, so only an unlock code from its vendor helps.') };
  return { ok: true, stored: state.questions };
}
