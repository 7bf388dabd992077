/** The guided form: asks for what the rules still need, in the order of the recorder's menus, and writes the settings file after each answer. */
import { stat } from 'node:fs/promises';
import { wantedFacts } from '../doctor.js';
import { DoctorError } from '../errors.js';
import { ACCESS_METHODS } from '../facts/areas/access.js';
import type { FactPath } from '../facts/dictionary.js';
import type { Json, Observation } from '../facts/observation.js';
import { Answers, openQuestions, type PlacedQuestion } from '../recorders/settings-file/form.js';
import type { RulePack } from '../rules/types.js';
import { canPrompt, deliver, notice, packFor, writeWhole } from './common.js';
import { EXIT } from './exit.js';
import { flag, text, type Arguments } from './options.js';
import { readSettingsFile } from './settings-disk.js';
import { knownFrom, lookAround, type Known } from './settings-look.js';
import { paperForm } from './settings-paper.js';
import { promptChoice, promptOnTerminal, type Prompter } from './settings-prompts.js';

const USUAL_FILE = 'recorder-settings.yaml';

export async function runSettingsAsk(args: Arguments): Promise<void> {
  if (flag(args, 'print')) {
    await deliver(args, paperForm(await needed(args, new Set())));
    process.exitCode = EXIT.fine;
    return;
  }
  if (!canPrompt(args)) throw new DoctorError('The questions need a terminal.', { hint: 'Print a form with "nvr-doctor settings ask --print", or write the file by hand (docs/settings-file.md).' });
  const file = text(args, 'output') ?? USUAL_FILE;
  const earlier = await earlierAnswers(args, file);
  const answers = new Answers(earlier, Math.floor(Date.now() / 1000) * 1000);
  const questions = await needed(args, new Set(earlier.flatMap((o) => (o.value === undefined ? [] : [o.path]))));
  if (questions.length === 0) {
    notice(args, "Nothing more is needed from the recorder's screen.");
    process.exitCode = EXIT.fine;
    return;
  }
  notice(args, `${questions.length} question${questions.length === 1 ? '' : 's'}. Only look at the recorder: change nothing there. Every answer is kept in ${file}; Ctrl-C ends.`);
  const ended = await askAll(questions, answers, promptOnTerminal, () => writeWhole(file, answers.toText()));
  const known = questions.filter(({ path }) => answers.isKnown(path)).length;
  if (ended === 'cancelled') {
    notice(args, answers.observations().length === 0 ? 'Nothing was answered, so nothing was written.' : `What was answered is kept. Go on with: nvr-doctor settings ask --resume --output ${file}`);
    process.exitCode = EXIT.interrupted;
    return;
  }
  notice(args, `Written to ${file}: ${known} of ${questions.length} answered. Now run: nvr-doctor --settings ${file}`);
  process.exitCode = EXIT.fine;
}

/** Asks one after the other; `save` after each answer, so that nothing is lost whatever happens. */
export async function askAll(questions: readonly PlacedQuestion[], answers: Answers, prompt: Prompter, save: () => Promise<void>): Promise<'done' | 'cancelled'> {
  const asked: number[] = [];
  let page = '';
  for (let index = 0; index < questions.length; ) {
    const question = questions[index] as PlacedQuestion;
    if (answers.isAnswered(question.path) || answers.isPointless(question)) {
      index += 1;
      continue;
    }
    const reply = await prompt(question, { number: index + 1, of: questions.length, canGoBack: asked.length > 0, newPage: question.menu !== page });
    page = question.menu;
    if (reply === 'cancel') return 'cancelled';
    if (reply === 'back') {
      index = asked.pop() ?? 0;
      // What followed from the taken-back answer falls with it.
      for (const later of questions.slice(index)) answers.forget(later.path);
      continue;
    }
    asked.push(index);
    if (reply === 'skip') answers.setUnknown(question.path);
    else for (const [path, value] of reply.values) answers.set(path, value);
    await save();
  }
  // What follows from the last answers was noted after they were saved.
  await save();
  return 'done';
}

/** @throws DoctorError where a file is in the way */
async function earlierAnswers(args: Arguments, file: string): Promise<readonly Observation[]> {
  const [resume, force] = [flag(args, 'resume'), flag(args, 'force')];
  if (resume && force) throw new DoctorError('--resume and --force contradict each other.', { hint: 'Give one of them.' });
  const there = await stat(file).catch(() => undefined);
  if (there === undefined || force) return [];
  if (!resume) throw new DoctorError('This file exists already.', { where: file, hint: 'Go on with it (--resume), replace it (--force), or name another with --output FILE.' });
  const read = await readSettingsFile(file);
  if (read.form === 'export') throw new DoctorError('This is text that a recorder printed, not a form that was begun.', { where: file, hint: `Give it as --known ${file} and name another file with --output.` });
  return read.observations;
}

/** How the app connects decides what is needed; without an answer everything is asked that any way needs. */
async function askMethod(args: Arguments, pack: RulePack): Promise<Json | undefined> {
  const question = pack.questions.find(({ fact }) => fact === 'access.method');
  if (question === undefined || flag(args, 'print')) return undefined;
  const picked = await promptChoice(question);
  if (picked === 'cancel') process.exit(EXIT.interrupted);
  return picked.value;
}

/** The questions that are open for this way to the cameras, less what is known from elsewhere. */
async function needed(args: Arguments, answered: ReadonlySet<FactPath>): Promise<PlacedQuestion[]> {
  const file = text(args, 'known');
  const known: Known = file === undefined ? { paths: new Set() } : await knownFrom(file);
  const pack = await packFor(args);
  const method = text(args, 'method') ?? known.method ?? (await askMethod(args, pack));
  const wanted = wantedFacts(pack, ACCESS_METHODS.find((name) => name === method));
  const questions = openQuestions(wanted, (path) => known.paths.has(path) || answered.has(path));
  if (questions.length === 0 || !(flag(args, 'look') || text(args, 'network') !== undefined)) return questions;
  const seen = await lookAround(args, new Set(questions.map(({ path }) => path)));
  return questions.filter(({ path }) => seen.get(path).state !== 'known');
}
