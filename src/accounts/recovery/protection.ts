/** Hint, unlock pattern and security questions, set after the first set-up by a signed-in administrator at the screen. */
import { SIGN_IN_SENTENCES } from '../access/screen.js';
import { signIn } from '../access/sign-in.js';
import { signedIn } from '../access/signed-in.js';
import { screenFault, type Actor } from '../channel.js';
import { done, faulty, refused, type Fault, type Outcome } from '../refusal.js';
import { hintMatchesStored, storeAnswers } from '../secrets/answers.js';
import { hintFaults, saysAnswer } from '../secrets/hint.js';
import { newPattern, patternText } from '../secrets/pattern.js';
import { questionFaults, questionWarnings, type AnsweredQuestion } from '../secrets/questions.js';
import { makeVerifier, type Random } from '../secrets/verifier.js';
import { findAccount, NO_TRIES, withAccount, type AccountsState } from '../state.js';

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

/** The hint of whoever is signed in, beside a password that stays; empty: none from now on. */
export function setHint(state: AccountsState, actor: Actor, input: WithPassword & { readonly hint: string }, now: number): Outcome<null> {
  const who = owner(state, actor, input.password, now);
  if (!who.ok) return who;
  const hint = input.hint.trim();
  const faults = [...hintFaults(hint, input.password), ...hintMatchesStored(hint, state.questions)];
  if (faults.length > 0) return faulty(who.state, faults);
  const account = findAccount(who.state, who.value);
  return done(account === undefined ? who.state : withAccount(who.state, { ...account, hint: hint === '' ? null : hint }), null);
}

/** @returns the name of who is signed in as an administrator at the screen, gave the password once more; a wrong one counts like any other. */
function owner(state: AccountsState, actor: Actor, password: string, now: number): Outcome<string> {
  const elsewhere = screenFault(actor, 'protection');
  if (elsewhere !== undefined) return refused(state, 'wrong-channel', elsewhere);
  const who = signedIn(state, actor, now, 'account');
  if (!who.ok) return who.outcome;
  const { state: after, result } = signIn(state, { user: who.account.name, proof: { kind: 'password', password }, address: actor.address, client: 'Local' }, now);
  return result.accepted ? done(after, who.account.name) : refused(after, result.refusal, SIGN_IN_SENTENCES[result.refusal], result);
}
