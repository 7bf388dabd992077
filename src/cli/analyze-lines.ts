/** `analyze --ndjson`: line in, line out, in order, nothing remembered between lines. */
import { createReadStream } from 'node:fs';
import { analyzeFacts, analyzeLine, analyzeReport, lineOf } from '../analyze.js';
import { DoctorError, isDoctorError } from '../errors.js';
import { MAX_INPUT_BYTES } from '../report/read/limits.js';
import type { RulePack } from '../rules/types.js';
import { deliverLines } from './deliver-lines.js';
import type { Arguments } from './options.js';
import { readInput } from './read-input.js';

/** @throws DoctorError where a file of lines cannot be opened; what stands in a line never throws */
export async function analyzeLines(args: Arguments, files: readonly string[], pack: RulePack): Promise<void> {
  await deliverLines(args, answers(files, pack));
}

async function* answers(files: readonly string[], pack: RulePack): AsyncGenerator<string> {
  for (const file of files) {
    for await (const line of linesOf(file)) {
      if (line === undefined) yield JSON.stringify({ error: `The line is longer than ${MAX_INPUT_BYTES / 1024 / 1024} MiB. No report is that large.` });
      else if (line.trim() !== '') yield line.trimStart().startsWith('{') ? analyzeLine(line, pack) : await answerOfFile(line.trim(), pack);
    }
  }
}

async function answerOfFile(file: string, pack: RulePack): Promise<string> {
  try {
    // The lines themselves come from there.
    if (file === '-') throw new DoctorError('A line cannot be standard input.', { hint: 'Name a file.' });
    const input = await readInput(file);
    return JSON.stringify(lineOf(input.kind === 'report' ? analyzeReport(input.report, pack, { name: file }) : analyzeFacts(input.observations, pack, { name: file })));
  } catch (error) {
    if (isDoctorError(error)) return JSON.stringify({ name: file, error: [error.what, error.hint].filter(Boolean).join(' ') });
    throw error;
  }
}

/** Undefined for a line that is too long, of which no more than the limit was kept. */
async function* linesOf(file: string): AsyncGenerator<string | undefined> {
  const stream: AsyncIterable<Buffer> = file === '-' ? process.stdin : createReadStream(file);
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
    throw new DoctorError(code === 'ENOENT' ? 'This file does not exist.' : `The file cannot be read (${code}).`, { where: file, hint: 'Check the path.', cause: error });
  }
  if (length > 0) yield take();
}
