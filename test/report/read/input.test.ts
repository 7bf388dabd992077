import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../../../src/report/html/page.js';
import { textOf } from '../../../src/report/read/bytes.js';
import { MAX_INPUT_BYTES } from '../../../src/report/read/limits.js';
import { parseInput } from '../../../src/report/read/parse.js';
import { fileBytes, streamBytes } from '../../../src/report/read/source.js';
import { report } from '../sample.js';

const AT = Date.parse('2026-11-22T10:00:00Z');
const JSON_REPORT = JSON.stringify(report());
const folder = mkdtempSync(join(tmpdir(), 'nvr-doctor-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string): ReturnType<typeof parseInput> {
  return parseInput(text, AT);
}

describe('an input', () => {
  it.each([
    ['a report', JSON_REPORT],
    ['a report written for people', JSON.stringify(report(), null, 2)],
    ['a report behind a byte order mark', `\ufeff${JSON_REPORT}`],
    ['the page of a report', renderHtml(report())],
  ])('that is %s is read as it was', (_name, text) => {
    expect(read(text)).toEqual({ ok: true, kind: 'report', report: report(), notices: [] });
  });

  it.each([
    ['YAML', 'schema: nvr-doctor/facts@1\nfacts:\n  wan.online: true\n'],
    ['YAML with a comment', '# from the customer\nschema: nvr-doctor/facts@1\nfacts: { wan.online: true }\n'],
    ['JSON', '{"schema": "nvr-doctor/facts@1", "facts": {"wan.online": true}}'],
    ['JSON with the schema at its end', '{"facts": {"wan.online": true}, "schema": "nvr-doctor/facts@1"}'],
  ])('that is a facts file in %s is read with the time of the file', (_name, text) => {
    expect(read(text)).toMatchObject({ ok: true, kind: 'facts', observations: [{ path: 'wan.online', value: true, at: AT }] });
  });

  it('packed with gzip is unpacked', () => {
    expect(textOf(gzipSync(JSON_REPORT))).toEqual({ ok: true, text: JSON_REPORT });
  });
});

describe('a file that cannot be used', () => {
  it.each([
    ['empty', '  \n', /^The file is empty/],
    ['cut off', JSON_REPORT.slice(0, -100), /ends too early/],
    ['cut off in a text', JSON_REPORT.slice(0, JSON_REPORT.indexOf('ddns')), /ends too early/],
    ['not JSON', '{"schema": nvr}', /The JSON is damaged/],
    ['foreign', '{"name": "something"}', /This is not a report of nvr-doctor/],
    ['a foreign schema', '{"schema": "other/thing@1\\u001b[31m"}', /its schema is "other\/thing@1 \[31m"/],
    ['of a later version', '{"schema": "nvr-doctor/report@2"}', /reads nvr-doctor\/report@1.*npm install/s],
    ['another document of ours', '{"schema": "nvr-doctor/tokens@1"}', /This is "nvr-doctor\/tokens@1" and no report/],
    ['a list', '[1, 2]', /neither a report nor a facts file/],
    ['text', 'hello\n', /neither a report nor a facts file/],
    ['a page without a report', '<!DOCTYPE html><html><body>hello</body></html>', /This page is not a bundle: it holds no report/],
    ['a page cut off', renderHtml(report()).replace(/<\/script>[^]*$/, ''), /not a bundle: it (ends in the middle of|holds no) /],
    ['damaged in one place', JSON_REPORT.replace('"verdict":"problem","summary"', '"verdict":"perfect","summary"'), /damaged at "verdict"/],
    ['a facts file with a fault', 'schema: nvr-doctor/facts@1\nfacts:\n  wan.onlin: true\n', /Line 3, column 3: There is no fact "wan.onlin".*wan\.online/s],
  ])('%s', (_name, text, said) => {
    const input = read(text);
    if (input.ok) throw new Error('it was taken');
    expect(`${input.what} ${input.hint}`).toMatch(said);
    expect(`${input.what}${input.hint}`).not.toMatch(/[\u0000-\u001f]/);
  });

  it('of a gigabyte is not read at all', async () => {
    const file = join(folder, 'large.json');
    writeFileSync(file, '{');
    truncateSync(file, 1024 ** 3);
    const before = process.memoryUsage().rss;
    // What this process has asked the kernel to read so far, where the kernel counts it.
    const read = (): number => (existsSync('/proc/self/io') ? Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]) : 0);
    const readBefore = read();
    expect(await fileBytes(file)).toMatchObject({ ok: false, what: `It is larger than ${MAX_INPUT_BYTES / 1024 / 1024} MiB.` });
    expect(read() - readBefore, 'refused by its size alone').toBeLessThan(MAX_INPUT_BYTES / 2);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it('without end on a pipe is left at the limit', async () => {
    let given = 0;
    const endless = Readable.from((function* () {
      for (;;) {
        given += 65_536;
        yield Buffer.alloc(65_536, ' ');
      }
    })());
    expect(await streamBytes(endless)).toMatchObject({ ok: false });
    expect(given).toBeLessThan(MAX_INPUT_BYTES + 2 * 1024 * 1024);
  });

  it('that is a bomb is unpacked to the limit and no further', () => {
    const bomb = gzipSync(Buffer.alloc(MAX_INPUT_BYTES * 8));
    expect(bomb.length).toBeLessThan(MAX_INPUT_BYTES / 100);
    expect(textOf(bomb)).toMatchObject({ ok: false, what: expect.stringMatching(/^Unpacked it is larger than/) as string });
  });

  it.each([
    ['packed and cut off', gzipSync(JSON_REPORT).subarray(0, 200), /ends too early/],
    ['packed and damaged', Buffer.from([0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]), /damaged/],
    ['a ZIP archive', Buffer.from('PK\u0003\u0004abc'), /Unpack it/],
    ['not text', Buffer.from([0xff, 0xfe, 0x00, 0x41]), /not text in UTF-8/],
  ])('%s', (_name, bytes, said) => {
    const text = textOf(bytes);
    expect(text.ok ? 'taken' : `${text.what} ${text.hint}`).toMatch(said);
  });

  it.each([
    ['missing', join(folder, 'nothing.json'), /does not exist/],
    ['a folder', folder, /This is a folder/],
  ])('%s', async (_name, file, said) => {
    const bytes = await fileBytes(file);
    expect(bytes.ok ? 'taken' : bytes.what).toMatch(said);
  });
});

describe('a hostile report', () => {
  it('cannot reach a prototype', () => {
    const polluted = JSON_REPORT.replace('"facts":{', '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"facts":{"__proto__":{"value":1,"others":[]},"constructor":{"value":1,"others":[]},');
    const input = read(polluted);
    expect(input.ok).toBe(true);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    if (!input.ok || input.kind !== 'report') return;
    expect(Object.keys(input.report.facts)).toEqual(Object.keys(report().facts));
    expect(Object.getPrototypeOf(input.report.facts)).toBe(Object.prototype);
  });

  it('nested deeper than a stack is refused or read without its depth', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(() => read(deep)).not.toThrow();
    expect(read(JSON_REPORT.replace('{', `{"later":${deep},`))).toMatchObject({ ok: true });
    const whatIf = `"analysis":{"tool":{"version":"1","rules":{"version":"1","sha256":"a"}},"whatIf":{"facts":{"wan.online":${deep}},"change":{"appeared":[],"gone":[]}}},`;
    expect(read(JSON_REPORT.replace('{', `{${whatIf}`))).toMatchObject({ ok: false });
    expect(read(JSON_REPORT.replace('"summary":"', `"summary":${deep},"other":"`))).toMatchObject({ ok: false });
  });

  it('is clean before it reaches a terminal, and its texts are bounded', () => {
    const input = read(JSON.stringify(report({ summary: `\u001b]0;owned\u0007 ${'x'.repeat(1_000_000)}\u202e` })));
    if (!input.ok || input.kind !== 'report') throw new Error('refused');
    expect(input.report.summary).not.toMatch(/[\u0000-\u001f\u202e]/);
    expect(input.report.summary.length).toBeLessThanOrEqual(4096);
  });

  it('with a fact in a form of another version keeps the others and says so', () => {
    const facts = { ...report().facts, 'wan.colour': { value: 'blue', others: [] }, 'recorder.ports.tcp': { value: 'many', source: 'crystal-ball', others: [] } };
    const input = read(JSON.stringify({ ...report(), facts, later: { any: 'thing' } }));
    if (!input.ok || input.kind !== 'report') throw new Error('refused');
    expect(Object.keys(input.report.facts)).toEqual(['lan.address']);
    expect(input.notices).toEqual([
      '1 fact is not known to this version and left out: a newer nvr-doctor wrote it.',
      '1 fact does not have the form that this version knows and is left out.',
    ]);
  });

  it('may hold anything at all: nothing throws', () => {
    const document = JSON.parse(JSON_REPORT) as Record<string, unknown>;
    fc.assert(fc.property(fc.constantFrom(...Object.keys(document)), fc.jsonValue({ maxDepth: 4 }), (key, value) => {
      expect(read(JSON.stringify({ ...document, [key]: value })).ok).toEqual(expect.any(Boolean));
    }));
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom('', '{', '<', 'schema: nvr-doctor/facts@1\n'), (text, head) => {
      expect(read(head + text)).toHaveProperty('ok');
    }));
  });
});
