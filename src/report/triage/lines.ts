/** Lines of a part of a file, in bounded memory: parts can be read side by side, and each line belongs to the part in which it begins. */
import { readSync } from 'node:fs';

const NEWLINE = 10;
const MORE = 256 * 1024;

export interface Line {
  /** Lines of the part that end before this one. */
  readonly before: number;
  /** Without its end; only good until the next line is asked for. Undefined where the line is longer than the limit. */
  readonly bytes: Buffer | undefined;
}

/** Keeps one buffer for all parts that it reads. */
export class LineReader {
  private buffer = Buffer.alloc(0);

  /** @param longest bytes of a line */
  constructor(private readonly longest: number) {}

  /** Lines that begin at `start` or after it and before `end` (bytes). Returns how many line ends lie in between. */
  *read(file: number, start: number, end: number): Generator<Line, number> {
    // One byte earlier shows whether a line begins exactly at `start`.
    const from = Math.max(0, start - 1);
    let filled = this.fill(file, from, 0, end - from);
    const limit = Math.min(end - from, filled);
    let at = 0;
    let ends = 0;
    if (start > 0) {
      const found = this.find(0, filled);
      if (found < 0 || found >= limit) return 0;
      if (found > 0) ends += 1;
      at = found + 1;
    }
    while (at < limit) {
      let stop = this.find(at, filled);
      while (stop < 0 && filled - at <= this.longest) {
        const more = this.fill(file, from + filled, filled, MORE);
        if (more === 0) break;
        filled += more;
        stop = this.find(Math.max(at, filled - more), filled);
      }
      const to = stop < 0 ? filled : stop;
      yield { before: ends, bytes: to - at > this.longest ? undefined : this.buffer.subarray(at, to) };
      if (stop < 0) break;
      if (stop < limit) ends += 1;
      at = stop + 1;
    }
    return ends;
  }

  private find(from: number, to: number): number {
    const found = this.buffer.subarray(0, to).indexOf(NEWLINE, from);
    return found;
  }

  /** Reads up to `length` bytes to place `into`; fewer only at the end of the file. */
  private fill(file: number, position: number, into: number, length: number): number {
    if (this.buffer.length < into + length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(into + length, Math.min(this.buffer.length * 2, this.longest * 2)));
      this.buffer.copy(larger, 0, 0, into);
      this.buffer = larger;
    }
    let read = 0;
    while (read < length) {
      const bytes = readSync(file, this.buffer, into + read, length - read, position + read);
      if (bytes === 0) break;
      read += bytes;
    }
    return read;
  }
}

/** Lines of bytes that lie in memory; the last may lack its end. */
export function* linesIn(bytes: Buffer): Generator<Line, number> {
  let before = 0;
  for (let at = 0; at < bytes.length; ) {
    const stop = bytes.indexOf(NEWLINE, at);
    yield { before, bytes: bytes.subarray(at, stop < 0 ? bytes.length : stop) };
    if (stop < 0) return before;
    before += 1;
    at = stop + 1;
  }
  return before;
}
