/** `account protect`: what a recorder is given against a lost password after its set-up, at a virtual one as at a real one's screen. */
import { randomBytes } from 'node:crypto';
import { done, QUESTIONS, setHint, setLockPolicy, setPattern, setQuestions, type AccountsState, type AnsweredQuestion, type Fault, type LockPolicy, type Outcome } from '../../accounts/index.js';
import { DoctorError } from '../../errors.js';
import { wrap } from '../../report/text/layout.js';
import { canPrompt } from '../common.js';
import { flag, text, texts, type Arguments } from '../options.js';
import { badValue } from '../usage.js';
import { act, acting, PROTECT_SCHEMA, recorderOr, type Operation } from './as-administrator.js';
import { askNewPattern, askQuestions } from './init-pages.js';
import { PROTECT_GUIDE } from './menu-guides.js';
import { passwordGiven } from './password.js';
import { readPattern } from './pattern-text.js';
import { askText, choose } from './prompts.js';
import { needText, readSecrets, textOf } from './secrets.js';

type Questions = { readonly off: true } | { readonly answers: readonly AnsweredQuestion[] };
type Pattern = { readonly clear: true } | { readonly first: readonly number[]; readonly second: readonly number[] };
type Lock = Partial<Pick<LockPolicy, 'enabled' | 'tries' | 'seconds'>>;

/** What shall be set; what is absent stays as it is. */
interface Protection {
  readonly password: string;
  readonly hint?: string;
  readonly questions?: Questions;
  readonly pattern?: Pattern;
  readonly lock?: Lock;
}

const PARTS = ['questions', 'pattern', 'hint', 'lock', 'lock-tries', 'lock-minutes'] as const;

export async function runAccountProtect(args: Arguments): Promise<void> {
  const store = await recorderOr(args, PROTECT_SCHEMA, PROTECT_GUIDE);
  if (store === undefined) return;
  const named = PARTS.some((name) => text(args, name) !== undefined);
  if (!named && !canPrompt(args)) throw new DoctorError('There is nothing to set.', { hint: 'Give --questions, --pattern, --hint, --lock, --lock-tries or --lock-minutes.' });
  const wanted = named ? await fromOptions(args) : await fromPrompts(args);
  const { password, ...parts } = wanted;
  const names = Object.keys(parts);
  await act(args, store, {
    schema: PROTECT_SCHEMA,
    password,
    operation: allOf(wanted),
    lines: (warnings, columns) => [names.length === 0 ? 'Nothing was changed.' : `Set: ${names.join(', ')}.`, ...warnings.flatMap(({ reason }) => wrap(`Note: ${reason}`, columns))],
    document: (warnings) => ({ set: names, warnings }),
  });
}

/** All of it or nothing. */
function allOf({ password, hint, questions, pattern, lock }: Protection): Operation<readonly Fault[]> {
  return (accounts, actor, now) => {
    const warnings: Fault[] = [];
    const random = (bytes: number): Uint8Array => randomBytes(bytes);
    // The old hint may say a new answer, so it goes first.
    const steps: readonly ((state: AccountsState) => Outcome<unknown>)[] = [
      ...(hint === undefined ? [] : [(state: AccountsState) => setHint(state, actor, { password, hint }, now)]),
      ...(questions === undefined ? [] : [(state: AccountsState) => noting(setQuestions(state, actor, { password, ...questions }, random, now), warnings)]),
      ...(pattern === undefined ? [] : [(state: AccountsState) => setPattern(state, actor, { password, ...pattern }, random, now)]),
      ...(lock === undefined ? [] : [(state: AccountsState) => setLockPolicy(state, actor, lock, now)]),
    ];
    let state = accounts;
    for (const step of steps) {
      const outcome = step(state);
      if (!outcome.ok) return { ...outcome, state: accounts };
      state = outcome.state;
    }
    return done(state, warnings);
  };
}

function noting(outcome: ReturnType<typeof setQuestions>, warnings: Fault[]): Outcome<unknown> {
  if (outcome.ok) warnings.push(...outcome.value.warnings);
  return outcome;
}

async function fromOptions(args: Arguments): Promise<Protection> {
  const [hint, lock] = [text(args, 'hint'), lockFrom(args)];
  const [ids, pattern] = [questionsFrom(args), text(args, 'pattern')];
  const given = flag(args, 'secrets-stdin') ? await readSecrets(['password', 'answers', 'pattern', 'patternAgain']) : undefined;
  if (given === undefined && !canPrompt(args) && (Array.isArray(ids) || pattern === 'draw')) {
    throw new DoctorError('Answers and patterns are secrets, and nobody can be asked for them.', { hint: 'Give them with --secrets-stdin: {"password": "…", "answers": ["…", "…", "…"], "pattern": "…"}.' });
  }
  const password = given === undefined ? await passwordGiven(args, acting(args)) : needText(given, 'password');
  const drawn = async (): Promise<Pattern> => {
    if (given === undefined) return askNewPattern();
    const first = needText(given, 'pattern');
    // What is no pattern is one dot too few for the recorder, which says so.
    return { first: readPattern(first) ?? [], second: readPattern(textOf(given, 'patternAgain') ?? first) ?? [] };
  };
  const answered = async (chosen: readonly string[]): Promise<Questions> => {
    if (given === undefined) return { answers: await askQuestions(chosen) };
    const { answers } = given;
    if (answers === undefined || typeof answers === 'string') throw new DoctorError('"answers" must be a list.', { where: '--secrets-stdin', hint: 'Write the answers to the three questions as a list of texts.' });
    return { answers: chosen.map((question, slot) => ({ question, answer: answers[slot] ?? '' })) };
  };
  return {
    password,
    ...(hint === undefined ? {} : { hint }),
    ...(ids === undefined ? {} : { questions: ids === 'off' ? { off: true } : await answered(ids) }),
    ...(pattern === undefined ? {} : { pattern: pattern === 'off' ? { clear: true } : await drawn() }),
    ...(lock === undefined ? {} : { lock }),
  };
}

function questionsFrom(args: Arguments): 'off' | readonly string[] | undefined {
  if (text(args, 'questions') === undefined) return undefined;
  const words = texts(args, 'questions');
  if (words.length === 1 && words[0] === 'off') return 'off';
  const known = QUESTIONS.flat().map(({ id }) => id as string);
  for (const word of words) if (!known.includes(word)) throw badValue('questions', word, [...known, 'off']);
  if (words.length !== QUESTIONS.length) throw new DoctorError('Three questions must be chosen, one from each list.', { where: '--questions', hint: `${QUESTIONS.map((list) => list.map(({ id }) => id).join(' | ')).join('; then ')}; or off` });
  return words;
}

function lockFrom(args: Arguments): Lock | undefined {
  const [lock, tries, minutes] = [text(args, 'lock'), whole(args, 'lock-tries'), whole(args, 'lock-minutes')];
  if (lock === undefined && tries === undefined && minutes === undefined) return undefined;
  return { ...(lock === undefined ? {} : { enabled: lock === 'on' }), ...(tries === undefined ? {} : { tries }), ...(minutes === undefined ? {} : { seconds: minutes * 60 }) };
}

/** What is too much or too little is for the recorder to say. */
function whole(args: Arguments, name: string): number | undefined {
  const given = text(args, name);
  if (given === undefined) return undefined;
  if (!/^\d{1,5}$/.test(given)) throw new DoctorError(`--${name} cannot be "${given.slice(0, 40)}".`, { hint: 'It is a whole number.' });
  return Number(given);
}

async function fromPrompts(args: Arguments): Promise<Protection> {
  const password = await passwordGiven(args, acting(args));
  const keep = { value: 'keep', label: 'Leave it as it is' } as const;
  const questions = await choose('Security questions', [keep, { value: 'set', label: 'Choose and answer three questions' }, { value: 'off', label: 'Switch them off' }]);
  const answered = questions === 'set' ? { questions: { answers: await askQuestions() } } : questions === 'off' ? { questions: { off: true } as const } : {};
  const pattern = await choose('Unlock pattern', [keep, { value: 'draw', label: 'Draw a pattern' }, { value: 'off', label: 'Have none' }]);
  const drawn = pattern === 'draw' ? { pattern: await askNewPattern() } : pattern === 'off' ? { pattern: { clear: true } as const } : {};
  const hint = await choose('Prompt Question at the sign-in window', [keep, { value: 'set', label: 'Write one' }, { value: 'off', label: 'Have none' }]);
  const reminded = hint === 'keep' ? {} : { hint: hint === 'off' ? '' : await askText('Prompt Question: reminds you of the password; anybody at the screen can read it', '') };
  const lock = await choose('Lock after wrong passwords', [keep, { value: 'on', label: 'Switch it on' }, { value: 'off', label: 'Switch it off' }]);
  return { password, ...answered, ...drawn, ...reminded, ...(lock === 'keep' ? {} : { lock: { enabled: lock === 'on' } }) };
}
