/** Cuts the inputs into pieces of work. The same inputs always give the same pieces, so that a stopped run can go on at one of them. */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { isDocument } from '../report/triage/documents.js';
import { UNIT_BYTES, type Unit } from '../report/triage/units.js';
import { MAX_INPUT_BYTES } from '../report/read/limits.js';
import { MOST_SNIFFED } from '../report/triage/work.js';
import type { TriageInput } from './triage-inputs.js';

const NEWLINE = 10;
const MOST_FILES = 64;

export async function* unitsOf(inputs: readonly TriageInput[], stdin: AsyncIterable<Buffer | string>): AsyncGenerator<Unit> {
  let batch: { input: number; path: string }[] = [];
  let bytes = 0;
  for (const [input, { name, size, regular, trouble }] of inputs.entries()) {
    if (regular && size <= UNIT_BYTES) {
      batch.push({ input, path: name });
      bytes += size;
      if (bytes < UNIT_BYTES && batch.length < MOST_FILES) continue;
    }
    if (batch.length > 0) {
      yield { kind: 'files', bytes, files: batch };
      batch = [];
      bytes = 0;
    }
    if (trouble !== undefined) yield { kind: 'reject', bytes: 0, input, reason: trouble };
    else if (!regular) yield* unitsOfStream(input, name === '-' ? stdin : createReadStream(name));
    else if (size > UNIT_BYTES) yield* unitsOfFile(input, name, size);
  }
  if (batch.length > 0) yield { kind: 'files', bytes, files: batch };
}

function* unitsOfFile(input: number, path: string, size: number): Generator<Unit> {
  const begin = beginOf(path);
  if (typeof begin === 'string') yield { kind: 'reject', bytes: size, input, reason: begin };
  else if (begin[0] === 0x1f && begin[1] === 0x8b) yield { kind: 'reject', bytes: size, input, reason: 'It is packed and large. Unpack it on the way in: gzip -dc FILE | nvr-doctor triage -' };
  else if (!isDocument(path, begin)) for (let start = 0; start < size; start += UNIT_BYTES) yield { kind: 'range', bytes: Math.min(UNIT_BYTES, size - start), input, path, start, end: Math.min(size, start + UNIT_BYTES) };
  else if (size <= MAX_INPUT_BYTES) yield { kind: 'files', bytes: size, files: [{ input, path }] };
  else yield { kind: 'reject', bytes: size, input, reason: `It is larger than ${MAX_INPUT_BYTES / 1024 / 1024} MiB. No report is that large.` };
}

/** Its first bytes, or why there are none. */
function beginOf(path: string): Buffer | string {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const buffer = Buffer.alloc(MOST_SNIFFED);
    return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, 0));
  } catch (error) {
    return `It cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'}).`;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Cut at the last line end of each `UNIT_BYTES`, whatever the sizes in which the bytes arrive. */
async function* unitsOfStream(input: number, stream: AsyncIterable<Buffer | string>): AsyncGenerator<Unit> {
  let parts: Buffer[] = [];
  let held = 0;
  /** Inside a line that is longer than any report. */
  let passing = false;
  let tooLong = false;
  const unit = (content: Buffer): Unit => {
    // A copy of its own, so that it can be handed to a thread without copying it once more.
    const own = new Uint8Array(content);
    const made: Unit = { kind: 'lines', bytes: own.length, input, content: own, tooLong };
    tooLong = false;
    return made;
  };
  const rest = (bytes: Buffer): void => {
    parts = bytes.length === 0 ? [] : [bytes];
    held = bytes.length;
  };
  for await (const chunk of stream) {
    let arrived = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (passing) {
      const end = arrived.indexOf(NEWLINE);
      if (end < 0) continue;
      passing = false;
      tooLong = true;
      arrived = arrived.subarray(end + 1);
    }
    parts.push(arrived);
    held += arrived.length;
    while (held >= UNIT_BYTES && !passing) {
      const whole = Buffer.concat(parts, held);
      // A line that does not end within a piece is waited for, up to the longest that is read.
      const cut = whole.lastIndexOf(NEWLINE, UNIT_BYTES - 1);
      const end = cut >= 0 ? cut : whole.indexOf(NEWLINE, UNIT_BYTES);
      if (end >= 0) {
        yield unit(whole.subarray(0, end + 1));
        rest(whole.subarray(end + 1));
      } else if (held > MAX_INPUT_BYTES) {
        passing = true;
        rest(Buffer.alloc(0));
      } else {
        rest(whole);
        break;
      }
    }
  }
  if (passing) tooLong = true;
  if (held > 0 || tooLong) yield unit(Buffer.concat(parts, held));
}
