/** Cuts the inputs into pieces of work. The same inputs always give the same pieces, so that a stopped run can go on at one of them. */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { isPacked, packedFault, unpackedChunks } from '../report/read/unpack.js';
import { isDocument } from '../report/triage/documents.js';
import { UNIT_BYTES, type Unit } from '../report/triage/units.js';
import { MAX_INPUT_BYTES } from '../report/read/limits.js';
import { MOST_SNIFFED } from '../report/triage/work.js';
import type { TriageInput } from './triage-inputs.js';

const NEWLINE = 10;
const MOST_FILES = 64;
/** Bytes of a packed file that are unpacked to see what it is: a thousand times as many come out at most. */
const MOST_SNIFFED_PACKED = 4096;
/** Bytes of one line that are passed over before its input is given up: a small packed file may hold one without an end. */
const MOST_PASSED = 1024 * 1024 * 1024;

export async function* unitsOf(inputs: readonly TriageInput[], stdin: AsyncIterable<Buffer | string>): AsyncGenerator<Unit> {
  let batch: { input: number; path: string }[] = [];
  let bytes = 0;
  for (const [input, { name, size, regular, trouble }] of inputs.entries()) {
    const begin = regular ? beginOf(name, size > UNIT_BYTES ? MOST_SNIFFED : MOST_SNIFFED_PACKED) : '';
    const packedLines = typeof begin !== 'string' && isPacked(begin) && !isDocument(name, unpackedBegin(begin));
    if (regular && size <= UNIT_BYTES && !packedLines) {
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
    else if (packedLines) yield* unitsOfPacked(input, name);
    else if (size > UNIT_BYTES) yield* unitsOfFile(input, name, size, begin);
  }
  if (batch.length > 0) yield { kind: 'files', bytes, files: batch };
}

function* unitsOfFile(input: number, path: string, size: number, begin: Buffer | string): Generator<Unit> {
  if (typeof begin === 'string') yield { kind: 'reject', bytes: size, input, reason: begin };
  else if (!isPacked(begin) && !isDocument(path, begin)) for (let start = 0; start < size; start += UNIT_BYTES) yield { kind: 'range', bytes: Math.min(UNIT_BYTES, size - start), input, path, start, end: Math.min(size, start + UNIT_BYTES) };
  else if (size <= MAX_INPUT_BYTES) yield { kind: 'files', bytes: size, files: [{ input, path }] };
  else yield { kind: 'reject', bytes: size, input, reason: `It is larger than ${MAX_INPUT_BYTES / 1024 / 1024} MiB. No report is that large.` };
}

/** Packed lines can be cut only while they are unpacked; the progress goes by the bytes of the file. */
async function* unitsOfPacked(input: number, path: string): AsyncGenerator<Unit> {
  const file = createReadStream(path);
  let counted = 0;
  for await (const unit of unitsOfStream(input, file)) {
    yield { ...unit, bytes: file.bytesRead - counted };
    counted = file.bytesRead;
  }
}

/** Its first bytes, or why there are none. */
function beginOf(path: string, length: number): Buffer | string {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(file, buffer, 0, length, 0));
  } catch (error) {
    return notRead(error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Empty where nothing can be unpacked: then the name decides. */
function unpackedBegin(begin: Buffer): Buffer {
  try {
    return gunzipSync(begin.subarray(0, MOST_SNIFFED_PACKED), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}

function notRead(error: unknown): string {
  return `It cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'}).`;
}

/** Cut at the last line end of each `UNIT_BYTES`, whatever the sizes in which the bytes arrive. */
async function* unitsOfStream(input: number, stream: AsyncIterable<Buffer | string>): AsyncGenerator<Unit> {
  let parts: Buffer[] = [];
  let held = 0;
  /** There is a line end in what is held. */
  let ends = false;
  /** Bytes that were passed over inside a line that is longer than any report. */
  let passed = 0;
  let tooLong = false;
  let trouble: string | undefined;
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
    ends = bytes.includes(NEWLINE);
  };
  try {
    for await (const chunk of unpackedChunks(stream)) {
      let arrived = chunk;
      if (passed > 0) {
        const end = arrived.indexOf(NEWLINE);
        if (end < 0) {
          passed += arrived.length;
          if (passed <= MOST_PASSED) continue;
          trouble = 'A line in it does not end. What follows was not read.';
          break;
        }
        passed = 0;
        tooLong = true;
        arrived = arrived.subarray(end + 1);
      }
      parts.push(arrived);
      held += arrived.length;
      ends ||= arrived.includes(NEWLINE);
      // A line that does not end within a piece is waited for, up to the longest that is read.
      while (held >= UNIT_BYTES && (ends || held > MAX_INPUT_BYTES)) {
        const whole = Buffer.concat(parts, held);
        const cut = whole.lastIndexOf(NEWLINE, UNIT_BYTES - 1);
        const end = cut >= 0 ? cut : whole.indexOf(NEWLINE, UNIT_BYTES);
        if (end >= 0) {
          yield unit(whole.subarray(0, end + 1));
          rest(whole.subarray(end + 1));
        } else {
          passed = held;
          rest(Buffer.alloc(0));
        }
      }
    }
  } catch (error) {
    // A fault of ours is not a fault of the input.
    if (!(error instanceof Error && 'code' in error)) throw error;
    const fault = packedFault(error);
    trouble = fault === undefined ? notRead(error) : `${fault.what} ${fault.hint}`;
  }
  if (passed > 0) tooLong = true;
  const left = Buffer.concat(parts, held);
  // Of what broke off in the middle of a line only the whole lines count.
  const last = trouble === undefined ? left : left.subarray(0, left.lastIndexOf(NEWLINE) + 1);
  if (last.length > 0 || tooLong) yield unit(last);
  if (trouble !== undefined) yield { kind: 'reject', bytes: 0, input, reason: trouble };
}
