/** The questions of the guided form on a terminal. They go to stderr, as everywhere: stdout is for the answer. */
import { isCancel, log, select, text } from '@clack/prompts';
import type { FactPath } from '../facts/dictionary.js';
import type { Json } from '../facts/observation.js';
import { NONE, readAnswer } from '../recorders/settings-file/answer.js';
import { choicesOf, type PlacedQuestion } from '../recorders/settings-file/form.js';
import type { Question } from '../rules/types.js';

const OUTPUT = { output: process.stderr } as const;
const BACK = 'back';

export type Reply = 'back' | 'skip' | 'cancel' | { readonly values: readonly (readonly [FactPath, Json])[] };

export interface Position {
  /** From 1. */
  readonly number: number;
  readonly of: number;
  readonly canGoBack: boolean;
  /** The first question of a page of the menu. */
  readonly newPage: boolean;
}

export type Prompter = (question: PlacedQuestion, position: Position) => Promise<Reply>;

export const promptOnTerminal: Prompter = (question, position) => {
  if (position.newPage) log.step(`At the recorder open: ${question.menu}`, OUTPUT);
  const choices = choicesOf(question);
  return choices ? choose(question, position, choices) : type(question, position);
};

/** How the app connects decides what is needed; no value where the person does not know. */
export async function promptChoice(question: Question): Promise<'cancel' | { readonly value?: Json }> {
  const options = [...question.choices.map((choice, index) => ({ value: String(index), label: choice.text })), { value: 'skip', label: 'I do not know' }];
  const picked = await select({ ...OUTPUT, message: question.text, options });
  if (isCancel(picked)) return 'cancel';
  const choice = question.choices[Number(picked)];
  return choice === undefined ? {} : { value: choice.value };
}

async function choose(question: PlacedQuestion, position: Position, choices: NonNullable<ReturnType<typeof choicesOf>>): Promise<Reply> {
  const options = [
    ...choices.map(({ label }, index) => ({ value: String(index), label })),
    { value: 'skip', label: 'I do not know, or cannot see it' },
    ...(position.canGoBack ? [{ value: BACK, label: 'Back to the question before' }] : []),
  ];
  const picked = await select({ ...OUTPUT, message: messageOf(question, position, []), options });
  if (isCancel(picked)) return 'cancel';
  if (picked === BACK || picked === 'skip') return picked;
  const choice = choices[Number(picked)];
  return choice === undefined ? 'skip' : { values: [[question.path, choice.value]] };
}

async function type(question: PlacedQuestion, position: Position): Promise<Reply> {
  const read = (typed: string): ReturnType<typeof readAnswer> => {
    const now = Date.now();
    return readAnswer(question, typed, { now, zoneMinutes: new Date(now).getTimezoneOffset() });
  };
  const keys = [
    ...(question.form === 'clock' ? ['as it shows now; from paper, with what your watch showed then: 2026-11-22 17:05 / 2026-11-22 17:08'] : []),
    'Enter alone: cannot see it',
    ...(question.empty === undefined ? [] : [`"${NONE}": ${question.empty}`]), ...(position.canGoBack ? [`"${BACK}": the question before`] : []),
  ];
  const typed = await text({
    ...OUTPUT,
    message: messageOf(question, position, keys),
    ...(question.example === undefined ? {} : { placeholder: `such as ${question.example}` }),
    validate: (value) => {
      const given = (value ?? '').trim();
      if (given === '' || (given === BACK && position.canGoBack)) return undefined;
      const answer = read(given);
      return 'problem' in answer ? answer.problem : undefined;
    },
  });
  if (isCancel(typed)) return 'cancel';
  const given = typed.trim();
  if (given === '') return 'skip';
  if (given === BACK && position.canGoBack) return BACK;
  const answer = read(given);
  return 'problem' in answer ? 'skip' : answer;
}

function messageOf({ label, how }: PlacedQuestion, { number, of }: Position, keys: readonly string[]): string {
  return [`${number}/${of}  ${label}`, how, ...(keys.length === 0 ? [] : [`(${keys.join('; ')})`])].join('\n');
}
