/** Security questions: three slots, each with a list of its own to choose from. Answers keep their letter case. */
import type { Fault } from '../refusal.js';

export const QUESTIONS = [
  [
    { id: 'first-pet', text: 'What was the name of your first pet?' },
    { id: 'birth-town', text: 'In which town were you born?' },
    { id: 'first-school', text: 'What was the name of your first school?' },
    { id: 'childhood-street', text: 'In which street did you live as a child?' },
  ],
  [
    { id: 'mother-name', text: 'What was the family name of your mother before she married?' },
    { id: 'father-birthday', text: 'On which day was your father born?' },
    { id: 'childhood-friend', text: 'Who was your best friend when you were a child?' },
    { id: 'first-teacher', text: 'What was the name of your first teacher?' },
  ],
  [
    { id: 'first-car', text: 'What was the make of your first car?' },
    { id: 'favourite-dish', text: 'Which dish do you like best?' },
    { id: 'favourite-book', text: 'Which book do you like best?' },
    { id: 'first-job', text: 'Where was your first job?' },
  ],
] as const;
export type QuestionId = (typeof QUESTIONS)[number][number]['id'];

export const QUESTION_COUNT = QUESTIONS.length;
/** Characters. */
const MAX_ANSWER = 32;

export interface AnsweredQuestion {
  readonly question: string;
  readonly answer: string;
}

export function questionText(id: QuestionId): string {
  return QUESTIONS.flat().find((question) => question.id === id)?.text ?? id;
}

/** The question where it stands in the list of this slot (0 to 2). */
export function questionOf(slot: number, id: string): QuestionId | undefined {
  return QUESTIONS[slot]?.find((question) => question.id === id)?.id;
}

/** Lists do not overlap, so questions from their own lists are distinct. */
export function questionFaults(answers: readonly AnsweredQuestion[]): readonly Fault[] {
  if (answers.length !== QUESTION_COUNT) return [{ field: 'answers', code: 'three-needed', reason: 'Three questions must be chosen and answered, or the questions switched off.' }];
  return answers.flatMap(({ question, answer }, slot) => [
    ...(questionOf(slot, question) === undefined ? [{ field: `answers.${slot}.question`, code: 'unknown-question', reason: `Question ${slot + 1} must be chosen from its list.` }] : []),
    ...answerFault(slot, answer),
  ]);
}

function answerFault(slot: number, answer: string): readonly Fault[] {
  const fault = (code: string, reason: string): Fault[] => [{ field: `answers.${slot}.answer`, code, reason }];
  if (answer.trim() === '') return fault('blank', `Answer ${slot + 1} is empty.`);
  if (answer !== answer.trim()) return fault('edge-space', `Answer ${slot + 1} begins or ends with a space, which nobody remembers later.`);
  if (answer.length > MAX_ANSWER) return fault('too-long', `Answer ${slot + 1} is longer than ${MAX_ANSWER} characters.`);
  return /^[\x20-\x7e]+$/.test(answer) ? [] : fault('bad-character', `Answer ${slot + 1} has a character that the keyboard on the screen does not offer.`);
}

/** Allowed, but worth saying. */
export function questionWarnings(answers: readonly AnsweredQuestion[]): readonly Fault[] {
  const given = answers.map(({ answer }) => answer.toLowerCase());
  if (new Set(given).size === given.length) return [];
  return [{ field: 'answers', code: 'same-answer', reason: 'Some answers are the same. That is allowed, and easier to remember, but whoever knows one answer knows the others.' }];
}
