import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { LineReader, linesIn, type Line } from '../../../src/report/triage/lines.js';

const LONGEST = 40;
const folder = mkdtempSync(path.join(tmpdir(), 'lines-'));
afterAll(() => rmSync(folder, { recursive: true }));

function all(lines: Generator<Line, number>, offset = 0): { lines: { number: number; text: string | undefined }[]; ends: number } {
  const found = [];
  for (;;) {
    const next = lines.next();
    if (next.done) return { lines: found, ends: next.value };
    found.push({ number: offset + next.value.before + 1, text: next.value.bytes?.toString('latin1') });
  }
}

/** The same file, read in parts of `size` bytes. */
function inParts(content: string, size: number): { number: number; text: string | undefined }[] {
  const name = path.join(folder, 'file');
  writeFileSync(name, content, 'latin1');
  const file = openSync(name, 'r');
  const reader = new LineReader(LONGEST);
  const found = [];
  let before = 0;
  for (let start = 0; start < content.length; start += size) {
    const part = all(reader.read(file, start, Math.min(content.length, start + size)), before);
    found.push(...part.lines);
    before += part.ends;
  }
  closeSync(file);
  return found;
}

function expected(content: string): { number: number; text: string | undefined }[] {
  const lines = content.split('\n').map((text, index) => ({ number: index + 1, text: text.length > LONGEST ? undefined : text }));
  return content.endsWith('\n') || content === '' ? lines.slice(0, -1) : lines;
}

describe('a file read in parts', () => {
  it('gives every line once and with its number, wherever it is cut', () => {
    const content = fc.array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom('a', 'bc', 'é', '{"x":1}') }, { weight: 3, arbitrary: fc.constant('\n') }, { weight: 1, arbitrary: fc.constant('y'.repeat(30)) }), { maxLength: 60 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(content, fc.integer({ min: 1, max: 70 }), (text, size) => {
        expect(inParts(text, size)).toEqual(expected(text));
      }),
      { numRuns: 500 },
    );
  });

  it('passes over a line that is longer than the limit, and reads on behind it', () => {
    const text = `a\n${'x'.repeat(300)}\nb\n`;
    for (const size of [1, 7, 64, 301, 400]) expect(inParts(text, size)).toEqual([{ number: 1, text: 'a' }, { number: 2, text: undefined }, { number: 3, text: 'b' }]);
  });
});

describe('lines in memory', () => {
  it('are those of the text', () => {
    expect(all(linesIn(Buffer.from('a\n\nb')))).toEqual({ lines: [{ number: 1, text: 'a' }, { number: 2, text: '' }, { number: 3, text: 'b' }], ends: 2 });
    expect(all(linesIn(Buffer.from('')))).toEqual({ lines: [], ends: 0 });
  });
});
