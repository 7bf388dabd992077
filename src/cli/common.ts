/** What commands do with the options that several of them have. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DoctorError } from '../errors.js';
import { renderAnswer } from '../report/text/answer.js';
import type { Report } from '../report/document.js';
import { NO_PAINT, styleFor, UNICODE_SIGNS, DEFAULT_COLUMNS, type Style } from '../report/text/style.js';
import { shippedPack } from '../shipped.js';
import type { RulePack } from '../rules/types.js';
import { flag, text, type Arguments } from './options.js';
import { badValue } from './usage.js';

const LANGUAGES = ['en'] as const;

/** Of every command: values of the common options that cannot be, and options that contradict each other. @throws DoctorError */
export function checkCommon(args: Arguments): void {
  const language = text(args, 'language');
  if (language !== undefined && !LANGUAGES.some((known) => language === known || language.startsWith(`${known}-`))) throw badValue('language', language, LANGUAGES);
  const format = text(args, 'format');
  if (flag(args, 'json') && format !== undefined && format !== 'json') throw new DoctorError(`--json and --format ${format} contradict each other.`, { hint: 'Give one of them.' });
  timeoutOf(args);
}

export function formatOf(args: Arguments): 'text' | 'json' {
  return flag(args, 'json') || text(args, 'format') === 'json' ? 'json' : 'text';
}

/** Milliseconds; undefined where no limit was given. At least 100 ms, at most an hour. */
export function timeoutOf(args: Arguments): number | undefined {
  const given = text(args, 'timeout');
  if (given === undefined) return undefined;
  const seconds = Number(given);
  if (!Number.isFinite(seconds) || seconds < 0.1 || seconds > 3600) throw new DoctorError(`--timeout cannot be "${given.slice(0, 40)}".`, { hint: 'It is a number of seconds from 0.1 to 3600.' });
  return seconds * 1000;
}

export async function styleOf(args: Arguments): Promise<Style> {
  if (text(args, 'output') !== undefined) return { columns: DEFAULT_COLUMNS, signs: UNICODE_SIGNS, paint: NO_PAINT };
  return styleFor({ isTty: process.stdout.isTTY, columns: process.stdout.columns, env: process.env, noColor: flag(args, 'no-color') });
}

/**
 * Refuses an output file that cannot be written before anything is looked at: a run may spend a sign-in, and its answer must not be lost.
 * @throws DoctorError
 */
export async function checkOutput(file: unknown): Promise<void> {
  if (typeof file !== 'string') return;
  const { access, constants, stat } = await import('node:fs/promises');
  const there = await stat(file).catch(() => undefined);
  if (there?.isDirectory()) throw new DoctorError('This is a folder.', { where: file, hint: 'Name a file in it with --output.' });
  // The finished file takes the place of an old one, so the folder has to be writable; a device or a pipe is written as it is.
  await access(there === undefined || there.isFile() ? dirname(file) : file, constants.W_OK).catch((error: unknown) => {
    throw cannotWrite(file, error);
  });
}

/** The answer, at once or in parts as they come, goes to stdout, or whole into the file: a reader never sees half of it. */
export async function deliver(args: Arguments, answer: string | AsyncIterable<string>): Promise<void> {
  const file = text(args, 'output');
  if (file === undefined) {
    if (typeof answer === 'string') process.stdout.write(answer);
    else await pipeline(answer, process.stdout, { end: false });
    return;
  }
  await writeWhole(file, answer);
  notice(args, `Written to ${file}`);
}

export async function writeWhole(file: string, content: string | AsyncIterable<string>): Promise<void> {
  const { realpath, rename, rm, stat, writeFile } = await import('node:fs/promises');
  const there = await stat(file).catch(() => undefined);
  // A device or a pipe has a name that is not ours to replace; behind a link it is the file that is replaced.
  const inPlace = there !== undefined && !there.isFile();
  const target = there?.isFile() ? await realpath(file).catch(() => file) : file;
  const unfinished = `${target}.${process.pid}.part`;
  try {
    await writeFile(inPlace ? target : unfinished, content, { mode: 0o600 });
    if (!inPlace) await rename(unfinished, target);
  } catch (error) {
    if (!inPlace) await rm(unfinished, { force: true });
    // Parts that come may fail to come, for a reason of their own.
    throw error instanceof Error && 'syscall' in error ? cannotWrite(file, error) : error;
  }
}

function cannotWrite(file: string, cause: unknown): DoctorError {
  return new DoctorError('The file cannot be written.', { where: file, hint: 'Check that the folder exists and that you may write there.', cause });
}

/** Somebody sits in front: keyboard and screen are both a terminal, and one whose cursor can be moved, as the questions do. */
export function canPrompt(args: Arguments): boolean {
  return process.stdin.isTTY && process.stderr.isTTY && process.env['TERM'] !== 'dumb' && !flag(args, 'no-input');
}

export function notice(args: Arguments, line: string): void {
  if (!flag(args, 'quiet')) process.stderr.write(`${line}\n`);
}

/** @param accepted rule ids that the suppressions in force name */
export async function renderReport(report: Report, args: Arguments, accepted?: ReadonlySet<string>): Promise<string> {
  if (formatOf(args) === 'json') return `${JSON.stringify(report, null, 2)}\n`;
  const style = await styleOf(args);
  const answer = await answerFor(report, args, style, accepted);
  if (!flag(args, 'verbose')) return answer;
  const { renderVerbose } = await import('../report/text/verbose.js');
  return `${answer}\n${renderVerbose(report, style)}`;
}

async function answerFor(report: Report, args: Arguments, style: Style, accepted?: ReadonlySet<string>): Promise<string> {
  const audience = text(args, 'audience');
  if (audience === undefined || audience === 'homeowner') return renderAnswer(report, style, accepted);
  const { AUDIENCES, renderLetter } = await import('../report/letters/index.js');
  return renderLetter(report, AUDIENCES.find((known) => known === audience) ?? 'homeowner', style);
}

/** The shipped pack, with the rules of `--rules` on top. Findings in that folder are told and do not stop the run. */
export async function packFor(args: Arguments): Promise<RulePack> {
  const own = text(args, 'rules');
  if (own === undefined) return shippedPack();
  if (own.endsWith('.json')) {
    const { readPackFile } = await import('../shipped.js');
    return readPackFile(own);
  }
  const folder = statSync(own, { throwIfNoEntry: false });
  if (!folder?.isDirectory()) throw new DoctorError(folder ? 'This is not a folder with rules.' : 'This folder with rules does not exist.', { where: own, hint: 'Check the path given with --rules.' });
  const { extendPack } = await import('../rules/build.js');
  const { renderFinding } = await import('../rules/lint.js');
  const { pack, added, findings } = await extendPack(await shippedPack(), own);
  const { inFolder, ownRulesTrouble } = await import('./rules-folder.js');
  // Warnings are notices; errors are told with --quiet too, or a team would take its own rules for checked.
  const shown = flag(args, 'quiet') ? findings.filter((finding) => finding.level === 'error') : findings;
  const trouble = ownRulesTrouble({ folder: own, findings, rendered: inFolder(shown, own).map(renderFinding), strict: flag(args, 'strict') });
  for (const line of trouble) process.stderr.write(`${line}\n`);
  if (added.length === 0 && trouble.length === 0) notice(args, `${own}: there is no rule in this folder.`);
  return pack;
}
