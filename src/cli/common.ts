/** What every command does with the options that stand everywhere. */
import { existsSync } from 'node:fs';
import { DoctorError } from '../errors.js';
import { renderAnswer } from '../report/text/answer.js';
import type { Report } from '../report/document.js';
import { NO_PAINT, styleFor, UNICODE_SIGNS, DEFAULT_COLUMNS, type Style } from '../report/text/style.js';
import { shippedPack } from '../shipped.js';
import type { RulePack } from '../rules/types.js';
import { flag, text, type Arguments } from './options.js';
import { badValue } from './usage.js';

const LANGUAGES = ['en'] as const;

/** @throws DoctorError for a language that does not exist yet */
export function checkLanguage(args: Arguments): void {
  const language = text(args, 'language');
  if (language !== undefined && !LANGUAGES.some((known) => language === known || language.startsWith(`${known}-`))) throw badValue('language', language, LANGUAGES);
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

/** The answer goes to stdout, or whole into the file: a reader never sees half of it. */
export async function deliver(args: Arguments, answer: string): Promise<void> {
  const file = text(args, 'output');
  if (file === undefined) {
    process.stdout.write(answer);
    return;
  }
  await writeWhole(file, answer);
  notice(args, `Written to ${file}`);
}

export async function writeWhole(file: string, content: string): Promise<void> {
  const { rename, rm, writeFile } = await import('node:fs/promises');
  const unfinished = `${file}.${process.pid}.part`;
  try {
    await writeFile(unfinished, content, { mode: 0o600 });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw new DoctorError('The file cannot be written.', { where: file, hint: 'Check that the folder exists and that you may write there.', cause: error });
  }
}

export function notice(args: Arguments, line: string): void {
  if (!flag(args, 'quiet')) process.stderr.write(`${line}\n`);
}

export async function renderReport(report: Report, args: Arguments): Promise<string> {
  if (formatOf(args) === 'json') return `${JSON.stringify(report, null, 2)}\n`;
  const style = await styleOf(args);
  const answer = renderAnswer(report, style);
  if (!flag(args, 'verbose')) return answer;
  const { renderVerbose } = await import('../report/text/verbose.js');
  return `${answer}\n${renderVerbose(report, style)}`;
}

/** The shipped pack, with the rules of `--rules` on top. Findings in that folder are told and do not stop the run. */
export async function packFor(args: Arguments): Promise<RulePack> {
  const own = text(args, 'rules');
  if (own === undefined) return shippedPack();
  if (own.endsWith('.json')) {
    const { readPackFile } = await import('../shipped.js');
    return readPackFile(own);
  }
  if (!existsSync(own)) throw new DoctorError('This folder with rules does not exist.', { where: own, hint: 'Check the path given with --rules.' });
  const { extendPack } = await import('../rules/build.js');
  const { renderFinding } = await import('../rules/lint.js');
  const { pack, findings } = await extendPack(await shippedPack(), own);
  for (const finding of findings) notice(args, renderFinding(finding));
  return pack;
}
