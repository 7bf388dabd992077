/** At most three plain questions and one offer to sign in. Each can be skipped; what was given as an option is not asked. Prompts go to stderr: stdout is for the answer. */
import { isCancel, multiselect, password, select } from '@clack/prompts';
import type { FactPath } from '../facts/dictionary.js';
import type { Json } from '../facts/observation.js';
import type { ProbeOptions } from '../probes/probe.js';
import type { Question } from '../rules/types.js';
import type { Answers } from './answers.js';
import { EXIT } from './exit.js';

const OUTPUT = { output: process.stderr } as const;
const SKIP = { value: 'skip', label: 'I do not know (skip)' } as const;

/** The name that recorders of this family come with. */
const USUAL_USER = 'admin';

export interface AskInput {
  readonly answers: Answers;
  /** Wording and choices of the questions, from the rule pack. */
  readonly questions: readonly Question[];
  readonly user: string | undefined;
  readonly hasLogin: boolean;
}

export async function askPerson({ answers, questions, user, hasLogin }: AskInput): Promise<{ answers: Answers; login?: ProbeOptions['login'] }> {
  const said: Answers = { ...answers };
  const byFact = (path: FactPath): Question | undefined => (said[path] === undefined ? questions.find((question) => question.fact === path) : undefined);

  const method = byFact('access.method');
  if (method) await askOne(method, said);
  if (said['access.worksAtHome'] === undefined && said['access.worksAway'] === undefined) Object.assign(said, await askWhere());
  const changed = byFact('access.changed');
  if (changed) await askChanged(changed, said);

  if (hasLogin) return { answers: said };
  const name = user ?? USUAL_USER;
  const secret = taken(
    await password({ ...OUTPUT, message: `Password of "${name}" at the recorder, to read its settings once (Enter: skip)` }),
  );
  return secret ? { answers: said, login: { user: name, password: secret } } : { answers: said };
}

async function askOne(question: Question, said: Answers): Promise<void> {
  const options = [...question.choices.map((choice, index) => ({ value: String(index), label: choice.text })), SKIP];
  const picked = taken(await select({ ...OUTPUT, message: question.text, options }));
  const value: Json | undefined = question.choices[Number(picked)]?.value;
  if (value !== undefined) said[question.fact] = value;
}

const WHERE: readonly { readonly value: string; readonly label: string; readonly answers: Answers }[] = [
  { value: 'home', label: 'Only at home', answers: { 'access.worksAtHome': true, 'access.worksAway': false } },
  { value: 'away', label: 'Only away from home', answers: { 'access.worksAtHome': false, 'access.worksAway': true } },
  { value: 'nowhere', label: 'Nowhere', answers: { 'access.worksAtHome': false, 'access.worksAway': false } },
  { value: 'other', label: 'Not on this phone, but on another phone or computer', answers: { 'access.worksAway': false, 'access.worksOnOtherDevice': true } },
  { value: 'everywhere', label: 'Everywhere; I only want to check', answers: { 'access.worksAtHome': true, 'access.worksAway': true } },
];

async function askWhere(): Promise<Answers> {
  const picked = taken(await select({ ...OUTPUT, message: 'Where do you see your cameras now?', options: [...WHERE.map(({ value, label }) => ({ value, label })), SKIP] }));
  return WHERE.find((choice) => choice.value === picked)?.answers ?? {};
}

async function askChanged(question: Question, said: Answers): Promise<void> {
  const options = question.choices.map((choice, index) => ({ value: String(index), label: choice.text }));
  const picked = taken(await multiselect({ ...OUTPUT, message: `${question.text} (nothing marked: skip)`, options, required: false }));
  const values = picked.flatMap((index) => question.choices[Number(index)]?.value ?? []).filter((value) => typeof value === 'string');
  if (values.length > 0) said[question.fact] = values;
}

/** Ctrl-C or Esc in a prompt ends the program: nothing was looked at yet, so there is nothing to report. */
function taken<T>(value: T): Exclude<T, symbol> {
  if (isCancel(value)) process.exit(EXIT.interrupted);
  return value as Exclude<T, symbol>;
}
