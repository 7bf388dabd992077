/** `analyze --ndjson`: line in, line out, in order, nothing remembered between lines. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { analyzeFacts, analyzeLine, analyzeReport, lineOf } from '../analyze.js';
import { DoctorError, isDoctorError } from '../errors.js';
import { MAX_INPUT_BYTES } from '../report/read/limits.js';
import { packedFault, unpackedChunks } from '../report/read/unpack.js';
import type { RulePack } from '../rules/types.js';
import { deliver } from './common.js';
import { flag, type Arguments } from './options.js';
import { inputName, readInput } from './read-input.js';

/** @throws DoctorError where a file of lines cannot be opened; what stands in a line never throws */
export async function analyzeLines(args: Arguments, files: readonly string[], pack: RulePack): Promise<void> {
  await deliver(args, answers(files, pack, flag(args, 'names')));
}

/** @param names a line may name a file; only where the person says so, for lines often come from strangers */
async function* answers(files: readonly string[], pack: RulePack, names: boolean): AsyncGenerator<string> {
  for (const file of files) {
    for await (const line of linesOf(file)) {
      if (line === undefined) yield `${JSON.stringify({ error: `The line is longer than ${MAX_INPUT_BYTES / 1024 / 1024} MiB. No report is that large.` })}\n`;
      else if (line.trim() !== '') yield `${names && !line.trimStart().startsWith('{') ? await answerOfFile(line.trim(), pack) : analyzeLine(line, pack)}\n`;
    }
  }
}

async function answerOfFile(file: string, pack: RulePack): Promise<string> {
  try {
    // A pipe might never end, and the lines themselves come from standard input.
    const about = await stat(file).catch(() => undefined);
    if (file === '-' || (about !== undefined && !about.isFile())) throw new DoctorError('This is not a file.', { hint: 'Name a report, a bundle or a facts file.' });
    const input = await readInput(file);
    return JSON.stringify(lineOf(input.kind === 'report' ? analyzeReport(input.report, pack, { name: file }) : analyzeFacts(input.observations, pack, { name: file })));
  } catch (error) {
    if (isDoctorError(error)) return JSON.stringify({ name: file, error: [error.what, error.hint].filter(Boolean).join(' ') });
    throw error;
  }
}

/** Undefined for a line that is too long, of which no more than the limit was kept. */
async function* linesOf(file: string): AsyncGenerator<string | undefined> {
  const stream = unpackedChunks(file === '-' ? process.stdin : createReadStream(file));
  let parts: Buffer[] = [];
  let length = 0;
  const add = (part: Buffer): void => {
    length += part.length;
    if (length <= MAX_INPUT_BYTES) parts.push(part);
    else parts = [];
  };
  const take = (): string | undefined => {
    const line = length > MAX_INPUT_BYTES ? undefined : Buffer.concat(parts, length).toString('utf8');
    parts = [];
    length = 0;
    return line;
  };
  try {
    for await (const chunk of stream) {
      let from = 0;
      for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, from)) {
        add(chunk.subarray(from, at));
        yield take();
        from = at + 1;
      }
      if (from < chunk.length) add(chunk.subarray(from));
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
    if (code === undefined) throw error;
    const { what, hint } = packedFault(error) ?? { what: code === 'ENOENT' ? 'This file does not exist.' : `The file cannot be read (${code}).`, hint: 'Check the path.' };
    throw new DoctorError(what, { where: inputName(file), hint, cause: error });
  }
  if (length > 0) yield take();
}
