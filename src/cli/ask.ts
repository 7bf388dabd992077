/** At most three plain questions and one offer to sign in. Each can be skipped; what was given as an option is not asked. Prompts go to stderr: stdout is for the answer. */
import { isCancel, multiselect, password, select } from '@clack/prompts';
import type { FactPath } from '../facts/dictionary.js';
import type { Json } from '../facts/observation.js';
import type { ProbeOptions } from '../probes/probe.js';
import { canBeSent, credentialConcerns } from '../recorders/login.js';
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
  /** From options, environment or standard input. */
  readonly login: ProbeOptions['login'];
}

export async function askPerson({ answers, questions, user, login }: AskInput): Promise<{ answers: Answers; login?: ProbeOptions['login'] }> {
  const said: Answers = { ...answers };
  const byFact = (path: FactPath): Question | undefined => (said[path] === undefined ? questions.find((question) => question.fact === path) : undefined);

  const method = byFact('access.method');
  if (method) await askOne(method, said);
  if (said['access.worksAtHome'] === undefined && said['access.worksAway'] === undefined) Object.assign(said, await askWhere());
  const changed = byFact('access.changed');
  if (changed) await askChanged(changed, byFact('access.password'), said);
  // A password that nobody knows is not asked for: a guess would only cost a try.
  if (said['access.password'] === 'forgotten') return { answers: said };

  if (login) return { answers: said, login: await settleOddities(login) };
  const name = user ?? USUAL_USER;
  const secret = taken(
    await password({ ...OUTPUT, message: `Password of "${name}" at the recorder, to read its settings once (Enter: skip)` }),
  );
  return secret ? { answers: said, login: await settleOddities({ user: name, password: secret }) } : { answers: said };
}

/**
 * A blank that came along with a copy is the top reason for a refusal, and each one is counted: the person decides before anything is
 * sent. Without a decision the password stays unconfirmed, and an unconfirmed one is never sent.
 */
async function settleOddities(login: NonNullable<ProbeOptions['login']>): Promise<NonNullable<ProbeOptions['login']>> {
  const concerns = credentialConcerns(login);
  if (login.confirmed === true || concerns.length === 0) return login;
  const trimmed = { ...login, user: login.user.trim(), password: login.password.trim() };
  const options = [
    ...(canBeSent(login) ? [{ value: 'typed', label: 'It is right: send it as it is' }] : []),
    ...(credentialConcerns(trimmed).length === 0 ? [{ value: 'trimmed', label: 'Send it without the blanks and line ends around it' }] : []),
    { value: 'no', label: 'Do not sign in' },
  ];
  const message = `Before it is sent: ${concerns.join('; ')}. The recorder counts wrong passwords.`;
  const picked = taken(await select({ ...OUTPUT, message, options }));
  return picked === 'typed' ? { ...login, confirmed: true } : picked === 'trimmed' ? trimmed : login;
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

/** A lost password is something that happened, too; it stands in the same list and is a fact of its own. */
async function askChanged(question: Question, password: Question | undefined, said: Answers): Promise<void> {
  const lost = password?.choices.find((choice) => choice.value === 'forgotten');
  const options = [...question.choices.map((choice, index) => ({ value: String(index), label: choice.text })), ...(lost ? [{ value: 'lost', label: lost.text }] : [])];
  const picked = taken(await multiselect({ ...OUTPUT, message: `${question.text} (nothing marked: skip)`, options, required: false }));
  if (picked.includes('lost')) said['access.password'] = 'forgotten';
  const values = picked.flatMap((index) => question.choices[Number(index)]?.value ?? []).filter((value) => typeof value === 'string');
  if (values.length > 0) said[question.fact] = values;
}

/** Ctrl-C or Esc in a prompt ends the program: nothing was looked at yet, so there is nothing to report. */
function taken<T>(value: T): Exclude<T, symbol> {
  if (isCancel(value)) process.exit(EXIT.interrupted);
  return value as Exclude<T, symbol>;
}
