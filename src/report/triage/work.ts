/** What a thread does with a piece of work. No shared state: pieces may be done anywhere and in any order. */
import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { textOf } from '../read/bytes.js';
import { MAX_INPUT_BYTES } from '../read/limits.js';
import { parseInput } from '../read/parse.js';
import type { Input, InputFault } from '../read/types.js';
import { isPacked } from '../read/unpack.js';
import { checkReport } from '../read/validate.js';
import { cleanText } from '../../facts/validate.js';
import { Aggregate, type ProbeOfFact } from './aggregate.js';
import { isDocument } from './documents.js';
import { LineReader, linesIn, type Line } from './lines.js';
import { isRecord, summarize, type Summarized } from './summary.js';
import type { Reject, Unit, UnitResult } from './units.js';

/** Rejects of one piece that are told one by one; a piece of nothing but line ends must not become a million sentences. */
const MOST_REJECTS = 1000;
const MAX_MIB = MAX_INPUT_BYTES / 1024 / 1024;

export interface Worker {
  readonly probeOf: ProbeOfFact;
  /** Judges once more by the rules at hand; absent where the stored answers count. */
  readonly again?: (input: Input) => unknown;
  /** A facts file has no stored answer, so it is judged in any case. */
  readonly judgeFacts: (input: Input & { readonly kind: 'facts' }) => unknown;
}

export class UnitReader {
  private readonly reader = new LineReader(MAX_INPUT_BYTES);

  constructor(private readonly worker: Worker) {}

  /** Never throws for what is in the files. */
  read(unit: Unit): UnitResult {
    const count = new Count(this.worker);
    switch (unit.kind) {
      case 'files':
        for (const { input, path } of unit.files) this.file(input, path, count);
        return count.result(0);
      case 'range':
        return count.result(withFile(unit.path, (file) => count.lines(unit.input, this.reader.read(file, unit.start, unit.end)), (reason) => count.reject(unit.input, 0, reason)) ?? 0);
      case 'lines': {
        if (unit.tooLong) count.reject(unit.input, 1, tooLong());
        const bytes = Buffer.from(unit.content.buffer, unit.content.byteOffset, unit.content.byteLength);
        const skipped = unit.tooLong ? 1 : 0;
        return count.result(skipped + count.lines(unit.input, linesIn(bytes), skipped));
      }
      case 'reject':
        count.reject(unit.input, 0, unit.reason);
        return count.result(0);
    }
  }

  /** One document, packed or not, or lines; packed lines come as a stream. */
  private file(input: number, path: string, count: Count): void {
    withFile(
      path,
      (file) => {
        const about = fstatSync(file);
        const bytes = about.size <= MAX_INPUT_BYTES ? readWhole(file, about.size) : undefined;
        if (bytes === undefined) return count.reject(input, 0, tooLong());
        if (isPacked(bytes) || isDocument(path, bytes.subarray(0, MOST_SNIFFED))) return count.document(input, bytes, about.mtimeMs);
        count.lines(input, linesIn(bytes));
      },
      (reason) => count.reject(input, 0, reason),
    );
  }
}

export const MOST_SNIFFED = 64 * 1024;

class Count {
  private readonly aggregate = new Aggregate();
  private readonly rejects: Reject[] = [];

  constructor(private readonly worker: Worker) {}

  lines(input: number, lines: Generator<Line, number>, offset = 0): number {
    for (;;) {
      const next = lines.next();
      if (next.done) return next.value;
      const { before, bytes } = next.value;
      this.line(input, offset + before + 1, bytes);
    }
  }

  private line(input: number, line: number, bytes: Buffer | undefined): void {
    if (bytes === undefined || bytes.length > MAX_INPUT_BYTES) return this.reject(input, line, tooLong());
    if (isBlank(bytes)) return;
    if (!isUtf8(bytes)) return this.reject(input, line, 'This is not text in UTF-8.');
    const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    const text = bytes.toString('utf8', marked ? 3 : 0);
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch (error) {
      const cut = error instanceof SyntaxError && /end of JSON|Unterminated/.test(error.message);
      return this.reject(input, line, cut ? 'The JSON ends too early: the line is cut off.' : 'This is not JSON.');
    }
    const wrapped = isRecord(document) && document['schema'] === undefined && isRecord(document['report']) ? document : undefined;
    const id = wrapped && typeof wrapped['id'] === 'string' ? cleanText(wrapped['id'], 120) : undefined;
    const report = wrapped ? wrapped['report'] : document;
    const { again } = this.worker;
    const summarized = again ? summarizeInput(checkReport(report), again) : summarize(report);
    this.add(summarized, input, line, id);
  }

  document(input: number, bytes: Buffer, changedAt: number): void {
    const content = textOf(bytes);
    const parsed = content.ok ? parseInput(content.text, Math.floor(changedAt)) : content;
    const judged = parsed.ok && parsed.kind === 'facts' ? this.worker.judgeFacts(parsed) : undefined;
    const stored = (one: Input): unknown => (one.kind === 'report' ? one.report : judged);
    this.add(judged === undefined ? summarizeInput(parsed, this.worker.again ?? stored) : summarize(judged), input, 0, undefined);
  }

  private add(summarized: Summarized, input: number, line: number, id: string | undefined): void {
    if ('reason' in summarized) this.reject(input, line, summarized.reason, id);
    else this.aggregate.add(summarized.summary, { input, line, ...(id === undefined ? {} : { id }) }, this.worker.probeOf);
  }

  reject(input: number, line: number, reason: string, id?: string): void {
    const last = this.rejects.at(-1);
    if (this.rejects.length < MOST_REJECTS || last === undefined) this.rejects.push({ input, line, lines: 1, reason: id === undefined ? reason : `${id}: ${reason}` });
    else this.rejects[this.rejects.length - 1] = { ...last, lines: last.lines + 1, reason: 'These cannot be read, for several reasons.' };
  }

  result(lines: number): UnitResult {
    return { data: this.aggregate.data(), rejects: this.rejects, lines };
  }
}

function summarizeInput(input: Input | InputFault, judge: (input: Input) => unknown): Summarized {
  return input.ok ? summarize(judge(input)) : { reason: `${input.what} ${input.hint}` };
}

function tooLong(): string {
  return `It is longer than ${MAX_MIB} MiB. No report is that long.`;
}

/** JSON's own white space. */
function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 32 && byte !== 9 && byte !== 13) return false;
  return true;
}

function withFile<T>(path: string, use: (file: number) => T, failed: (reason: string) => void): T | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return use(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
    // A fault of ours is not a fault of the file.
    if (code === undefined) throw error;
    failed(code === 'ENOENT' ? 'This file does not exist.' : `It cannot be read (${code}).`);
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readWhole(file: number, size: number): Buffer {
  const buffer = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const read = readSync(file, buffer, length, size - length, length);
    if (read === 0) break;
    length += read;
  }
  return buffer.subarray(0, length);
}
