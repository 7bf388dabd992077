/** How inputs are cut into pieces: always the same, so that a stopped run can go on, and never more than a few in memory. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { findInputs } from '../../src/cli/triage-inputs.js';
import { fingerprint } from '../../src/cli/triage-checkpoint.js';
import { unitsOf } from '../../src/cli/triage-units.js';
import type { Unit } from '../../src/report/triage/units.js';

const folder = mkdtempSync(path.join(tmpdir(), 'units-'));
const MIB = 1024 * 1024;
afterAll(() => rmSync(folder, { recursive: true }));

async function cut(name: string, content: Buffer): Promise<Unit[]> {
  writeFileSync(path.join(folder, name), content);
  const units: Unit[] = [];
  for await (const unit of unitsOf(findInputs([path.join(folder, name)], []).inputs, Readable.from([]))) units.push(unit);
  return units;
}

async function piped(chunks: Iterable<Buffer>): Promise<Unit[]> {
  const units: Unit[] = [];
  for await (const unit of unitsOf([{ name: '-', size: 0, changedAt: 0, regular: false }], Readable.from(chunks))) units.push(unit);
  return units;
}

function* chunksOf(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const contentOf = (units: readonly Unit[]): Buffer => Buffer.concat(units.map((unit) => (unit.kind === 'lines' ? unit.content : Buffer.alloc(0))));
const LINES = Buffer.from(Array.from({ length: 20_000 }, (_, index) => `{"n":${index},"x":"${'y'.repeat(900)}"}\n`).join(''));

describe('packed lines', () => {
  it('are cut as the same lines from a pipe are, however they arrive', async () => {
    const units = await cut('a.ndjson.gz', gzipSync(LINES));
    expect(units.length).toBeGreaterThan(3);
    expect(contentOf(units).equals(LINES)).toBe(true);
    for (const other of [await piped(chunksOf(LINES, 65_536)), await piped(chunksOf(gzipSync(LINES), 1000))]) expect(other.map(fingerprint)).toEqual(units.map(fingerprint));
    expect(units.reduce((sum, unit) => sum + unit.bytes, 0), 'bytes of the file, for the progress').toBe(gzipSync(LINES).length);
  });

  it('are told from a packed document by name or begin', async () => {
    const pretty = Buffer.from(JSON.stringify({ a: 1 }, null, 2));
    expect((await cut('a.json.gz', gzipSync(pretty))).map(({ kind }) => kind)).toEqual(['files']);
    expect((await cut('a.html.gz', gzipSync(LINES))).map(({ kind }) => kind)).toEqual(['files']);
    expect((await cut('b.json.gz', gzipSync(LINES))).map(({ kind }) => kind)).toContain('lines');
    expect((await cut('c.ndjson.gz', gzipSync(pretty))).map(({ kind }) => kind)).toEqual(['lines']);
  });

  it('that break off count as far as they are whole, with the reason behind them', async () => {
    const units = await cut('cut.ndjson.gz', gzipSync(LINES).subarray(0, -1000));
    expect(units.at(-1)).toMatchObject({ kind: 'reject', reason: 'The packed file ends too early. Ask for it again.' });
    const content = contentOf(units);
    expect(content.at(-1)).toBe(10);
    expect(LINES.subarray(0, content.length).equals(content)).toBe(true);
  });

  it('of which one is too long go on behind it', async () => {
    const long = Buffer.alloc(40 * MIB, 0x5b);
    const units = await cut('long.ndjson.gz', gzipSync(Buffer.concat([Buffer.from('a\n'), long, Buffer.from('\nb\n')])));
    expect(units).toMatchObject([{ kind: 'lines', tooLong: false }, { kind: 'lines', tooLong: true }]);
    expect(contentOf(units).toString()).toBe('a\nb\n');
  });
});

describe('a line without an end', () => {
  it('is given up after a while', async () => {
    const block = Buffer.alloc(16 * MIB, 0x5b);
    let read = 0;
    const endless = (function* () {
      for (;;) {
        read += block.length;
        yield block;
      }
    })();
    expect(await piped(endless)).toMatchObject([{ kind: 'lines', tooLong: true, bytes: 0 }, { kind: 'reject', reason: 'A line in it does not end. What follows was not read.' }]);
    expect(read).toBeLessThan(1500 * MIB);
  });
});

describe('a pipe that cannot be read', () => {
  it('is one reject, behind what came before', async () => {
    const failing = (function* () {
      yield Buffer.from('a\nb');
      throw Object.assign(new Error('gone'), { code: 'EIO' });
    })();
    const units = await piped(failing);
    expect(contentOf(units).toString()).toBe('a\n');
    expect(units.at(-1)).toMatchObject({ kind: 'reject', reason: 'It cannot be read (EIO).' });
  });
});
