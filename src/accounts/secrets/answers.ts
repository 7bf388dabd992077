/** Stored answers to the security questions. */
import type { Fault } from '../refusal.js';
import type { StoredQuestion } from '../state.js';
import { hintPieces } from './hint.js';
import { questionOf, type AnsweredQuestion } from './questions.js';
import { makeVerifier, verifies, type Random } from './verifier.js';

/** For answers without faults. */
export function storeAnswers(answers: readonly AnsweredQuestion[], cost: number, random: Random): readonly StoredQuestion[] {
  return answers.flatMap(({ question, answer }, slot) => {
    const id = questionOf(slot, question);
    return id === undefined ? [] : [{ question: id, answer: makeVerifier(answer, cost, random) }];
  });
}

/** All are compared whatever the first ones give, so that the time taken tells nothing. */
export function answersMatch(stored: readonly StoredQuestion[], given: readonly string[]): boolean {
  const matches = stored.map(({ answer }, slot) => verifies(given[slot] ?? '', answer));
  return given.length === stored.length && matches.every(Boolean);
}

/** Whether a hint says an answer that only its verifier is left of: whole words in the letter case of the answer. */
export function hintMatchesStored(hint: string, stored: readonly StoredQuestion[] | null): readonly Fault[] {
  if (stored === null || hint.trim() === '') return [];
  const said = hintPieces(hint).some((piece) => stored.some(({ answer }) => verifies(piece, answer)));
  return said ? [{ field: 'hint', code: 'gives-answer', reason: 'Anybody at the screen can read the hint, and it says the answer to a security question.' }] : [];
}
