/** Lines as they come, to stdout or into a file that appears when it is whole. */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { notice } from './common.js';
import { text, type Arguments } from './options.js';

export async function deliverLines(args: Arguments, lines: AsyncIterable<string>): Promise<void> {
  const file = text(args, 'output');
  const ended = Readable.from(withEnds(lines));
  if (file === undefined) return pipeline(ended, process.stdout, { end: false });
  const unfinished = `${file}.${process.pid}.part`;
  try {
    await pipeline(ended, createWriteStream(unfinished, { mode: 0o600 }));
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  notice(args, `Written to ${file}`);
}

async function* withEnds(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}
