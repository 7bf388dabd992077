/** A guide on the terminal, step by step, with Back; what is done is kept in a file, so that it can be taken up again. Nothing but the names of the steps is in it. */
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { DoctorError } from '../../errors.js';
import { wrap } from '../../report/text/layout.js';
import { canPrompt, deliver, notice, styleOf, writeWhole } from '../common.js';
import { EXIT } from '../exit.js';
import { flag, text, type Arguments } from '../options.js';
import { readTextFile } from '../settings-disk.js';
import { paperGuide, stepLines, type Guide } from './guide.js';
import { Cancelled } from './cancelled.js';
import { choose, say, sayPage } from './prompts.js';

const PROGRESS = z.strictObject({ schema: z.literal('nvr-doctor/guide@1'), guide: z.string().max(64), done: z.array(z.string().max(64)).max(64) });
const COLUMNS = 76;

/** Printed with `--print`, else asked through on a terminal. @throws DoctorError where there is none, or a file is in the way */
export async function runGuide(args: Arguments, guide: Guide, usualFile: string): Promise<void> {
  if (flag(args, 'print')) {
    const { columns } = await styleOf(args);
    await deliver(args, `${paperGuide(guide, Math.min(columns, 80)).join('\n')}\n`);
    return;
  }
  const command = guide.id.replace('-', ' ');
  if (!canPrompt(args)) throw new DoctorError('The guide needs a terminal.', { hint: `Print it with: nvr-doctor ${command} --print` });
  const file = text(args, 'output') ?? usualFile;
  const done = await earlier(args, guide, file);
  await followGuide(args, guide, { file, done, goOn: `nvr-doctor ${command} --resume${file === usualFile ? '' : ` --output ${file}`}` });
}

/** Where a guide is followed on a terminal: what is done already, the file that keeps it, and the command that takes it up again. */
export async function followGuide(args: Arguments, guide: Guide, { file, done, goOn }: { readonly file: string; readonly done: Set<string>; readonly goOn: string }): Promise<void> {
  try {
    await allSteps(guide, done, () => writeWhole(file, `${JSON.stringify({ schema: 'nvr-doctor/guide@1', guide: guide.id, done: [...done] })}\n`));
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    notice(args, done.size === 0 ? 'Nothing was done, so nothing was written.' : `What is done is kept in ${file}. Go on with: ${goOn}`);
    process.exitCode = EXIT.interrupted;
    return;
  }
  notice(args, `All steps are done; ${file} can be deleted.`);
}

/** Begins at the first step that is not done. `save` after each, so that nothing is lost whatever happens. */
async function allSteps(guide: Guide, done: Set<string>, save: () => Promise<void>): Promise<void> {
  const steps = [...guide.steps, ...guide.checks.map((line, index) => ({ id: `check-${index + 1}`, title: 'Afterwards', steps: [line] }))];
  if (done.size === 0) say(guide.before.flatMap((line) => wrap(line, COLUMNS)).join('\n'));
  for (let index = Math.max(0, steps.findIndex(({ id }) => !done.has(id))); index < steps.length; ) {
    const step = steps[index];
    if (step === undefined || done.has(step.id)) break;
    sayPage([`${index + 1}/${steps.length}  ${step.title}`, ...stepLines(step, COLUMNS)].join('\n'));
    const picked = await choose('At the recorder', [
      { value: 'done', label: 'Done, next' },
      ...(index > 0 ? [{ value: 'back', label: 'Back' } as const] : []),
    ]);
    if (picked === 'back') {
      index -= 1;
      const before = steps[index];
      if (before !== undefined) done.delete(before.id);
    } else {
      done.add(step.id);
      index += 1;
    }
    await save();
  }
}

async function earlier(args: Arguments, guide: Guide, file: string): Promise<Set<string>> {
  const [resume, force] = [flag(args, 'resume'), flag(args, 'force')];
  if (resume && force) throw new DoctorError('--resume and --force contradict each other.', { hint: 'Give one of them.' });
  if ((await stat(file).catch(() => undefined)) === undefined || force) return new Set();
  if (!resume) throw new DoctorError('This file exists already.', { where: file, hint: 'Go on with it (--resume), replace it (--force), or name another with --output FILE.' });
  const read = await guideProgress(file);
  if (read?.guide !== guide.id) throw new DoctorError('This file does not say how far this guide was followed.', { where: file, hint: 'Begin again with --force, or name another with --output FILE.' });
  return read.done;
}

/** How far a guide was followed, and which; undefined where the file does not say. @throws DoctorError where it cannot be read */
export async function guideProgress(file: string): Promise<{ readonly guide: string; readonly done: Set<string> } | undefined> {
  const read = PROGRESS.safeParse(jsonOf((await readTextFile(file)).text));
  return read.success ? { guide: read.data.guide, done: new Set(read.data.done) } : undefined;
}

function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
