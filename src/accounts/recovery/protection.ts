/** Unlock pattern and security questions, set after the first set-up by a signed-in administrator at the screen. */
import { SIGN_IN_SENTENCES } from '../access/screen.js';
import { signIn } from '../access/sign-in.js';
import { signedIn } from '../access/signed-in.js';
import { screenFault, type Actor } from '../channel.js';
import { done, faulty, refused, type Fault, type Outcome } from '../refusal.js';
import { storeAnswers } from '../secrets/answers.js';
import { saysAnswer } from '../secrets/hint.js';
import { newPattern, patternText } from '../secrets/pattern.js';
import { questionFaults, questionWarnings, type AnsweredQuestion } from '../secrets/questions.js';
import { makeVerifier, type Random } from '../secrets/verifier.js';
import { NO_TRIES, type AccountsState } from '../state.js';

export interface Warned {
  readonly warnings: readonly Fault[];
}

/** The own password is asked for, because whoever finds the menu open could otherwise make a way in for later. */
export type WithPassword = { readonly password: string };

/** `off`: the switch beside the questions. */
export function setQuestions(state: AccountsState, actor: Actor, input: WithPassword & ({ readonly off: true } | { readonly answers: readonly AnsweredQuestion[] }), random: Random, now: number): Outcome<Warned> {
  const who = owner(state, actor, input.password, now);
  if (!who.ok) return who;
  if ('off' in input) return done({ ...who.state, questions: null }, { warnings: [] });
  const faults = questionFaults(input.answers);
  if (faults.length > 0) return faulty(who.state, faults);
  if (state.accounts.some(({ hint }) => input.answers.some(({ answer }) => saysAnswer(hint ?? '', answer)))) {
    return faulty(who.state, [{ field: 'answers', code: 'gives-answer', reason: 'A password hint, which anybody at the screen can read, says one of these answers.' }]);
  }
  return done({ ...who.state, questions: storeAnswers(input.answers, state.kdfCost, random) }, { warnings: questionWarnings(input.answers) });
}

/** `clear`: no pattern from now on. */
export function setPattern(state: AccountsState, actor: Actor, input: WithPassword & ({ readonly clear: true } | { readonly first: readonly number[]; readonly second: readonly number[] }), random: Random, now: number): Outcome<null> {
  const who = owner(state, actor, input.password, now);
  if (!who.ok) return who;
  if ('clear' in input) return done({ ...who.state, pattern: null, patternTries: NO_TRIES }, null);
  const drawn = newPattern(input.first, input.second);
  if (!drawn.ok) return faulty(who.state, drawn.faults);
  return done({ ...who.state, pattern: makeVerifier(patternText(drawn.dots), state.kdfCost, random), patternTries: NO_TRIES }, null);
}

/** Signed in as an administrator at the screen, and the password once more; a wrong one counts like any other. */
function owner(state: AccountsState, actor: Actor, password: string, now: number): Outcome<null> {
  const elsewhere = screenFault(actor, 'protection');
  if (elsewhere !== undefined) return refused(state, 'wrong-channel', elsewhere);
  const who = signedIn(state, actor, now, 'account');
  if (!who.ok) return who.outcome;
  const { state: after, result } = signIn(state, { user: who.account.name, proof: { kind: 'password', password }, address: actor.address, client: 'Local' }, now);
  return result.accepted ? done(after, null) : refused(after, result.refusal, SIGN_IN_SENTENCES[result.refusal], result);
}
