/** `triage` as a process: many inputs, bad inputs, an end in the middle. */
import { spawn } from 'node:child_process';
import { closeSync, createReadStream, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_INPUT_BYTES } from '../../src/report/read/limits.js';
import { triageJsonSchema } from '../../src/report/triage/schema.js';
import type { Triage } from '../../src/report/triage/table.js';
import { nvrDoctor } from './cli.js';
import { HAS_TERMINAL, talk } from './terminal.js';

const CLI = path.resolve(process.env['NVR_DOCTOR_CLI'] ?? 'dist/cli.js');
const folder = mkdtempSync(path.join(tmpdir(), 'triage-'));
const at = (name: string): string => path.join(folder, name);
let problem: string;
let healthy: string;

beforeAll(async () => {
  const line = async (home: string): Promise<string> => JSON.stringify(JSON.parse((await nvrDoctor(['--network', home, '--json'])).stdout));
  [problem, healthy] = await Promise.all([line('router-reset-port-forward'), line('healthy-p2p')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const ofSchema = new Ajv({ allErrors: true, strict: false }).compile(triageJsonSchema());

/** What is printed, held against the published schema. */
async function table(args: readonly string[], input?: string): Promise<{ triage: Triage; stderr: string; code: number | null }> {
  const run = await nvrDoctor(['triage', ...args, '--format', 'json'], input === undefined ? {} : { input });
  const triage = JSON.parse(run.stdout) as Triage;
  expect(ofSchema(triage), JSON.stringify(ofSchema.errors)).toBe(true);
  return { triage, stderr: run.stderr, code: run.code };
}

/** The table where a file stands on standard input; no text of the test's own would be so large. */
function fromPipe(file: string, args: readonly string[]): Promise<Triage> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], { stdio: [openSync(file, 'r'), 'pipe', 'ignore'] });
    let out = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
    child.on('error', reject).on('close', () => resolve(JSON.parse(out) as Triage));
  });
}

/** A file of lines; a report is about 50 kB. */
function big(name: string, lines: number, bad: ReadonlyMap<number, string>): string {
  const file = openSync(at(name), 'w');
  for (let line = 1; line <= lines; line += 1) writeSync(file, `${bad.get(line) ?? (line % 3 === 0 ? healthy : problem)}\n`);
  closeSync(file);
  return at(name);
}

describe('reports from anywhere', () => {
  it('give the same table as files, as a folder, as lines and from a pipe', async () => {
    mkdirSync(at('in/deep'), { recursive: true });
    writeFileSync(at('in/a.json'), JSON.stringify(JSON.parse(problem), null, 2));
    writeFileSync(at('in/deep/b.json'), healthy);
    writeFileSync(at('in/deep/c.ndjson.gz'), gzipSync(`${problem}\n`));
    writeFileSync(at('in/notes.txt'), 'not looked at');
    writeFileSync(at('lines.ndjson'), `${problem}\n${healthy}\r\n\n{"id":"case 7","report":${problem}}`);
    const counts = ({ triage }: { triage: Triage }) => ({ ...triage, causes: triage.causes.map(({ examples: _examples, ...cause }) => cause) });
    const fromFolder = await table([at('in')]);
    const fromLines = await table([at('lines.ndjson')]);
    const fromPipe = await table(['-'], readFileSync(at('lines.ndjson'), 'utf8'));
    expect(fromFolder.code).toBe(0);
    expect(fromFolder.triage).toMatchObject({ reports: 3, rejected: 0, verdicts: { problem: 2, healthy: 1 } });
    expect(counts(fromLines)).toEqual(counts(fromFolder));
    expect(counts(fromPipe)).toEqual(counts(fromFolder));
    expect(fromLines.triage.causes[0]?.examples).toEqual([`${at('lines.ndjson')}:1`, 'case 7']);
    expect(fromFolder.stderr).toContain('1 file in a folder is neither JSON nor HTML');
  });

  it('count when they are packed, one a line, although unpacked they are larger than any document', async () => {
    const lines = `${problem}\n`.repeat(300);
    expect(lines.length).toBeGreaterThan(MAX_INPUT_BYTES);
    writeFileSync(at('many.ndjson.gz'), Buffer.concat([gzipSync(lines.slice(0, 1_000_000)), gzipSync(lines.slice(1_000_000))]));
    const fromFile = await table([at('many.ndjson.gz')]);
    expect(fromFile).toMatchObject({ code: 0, triage: { reports: 300, rejected: 0 } });
    expect(await fromPipe(at('many.ndjson.gz'), ['triage', '-', '--format', 'json', '-q'])).toMatchObject({ reports: 300, rejected: 0 });
    writeFileSync(at('half.ndjson.gz'), readFileSync(at('many.ndjson.gz')).subarray(0, -2000));
    const cut = await table([at('half.ndjson.gz')]);
    expect(cut.code).toBe(2);
    expect(cut.triage.reports).toBeGreaterThan(200);
    expect(cut.stderr).toContain('half.ndjson.gz: The packed file ends too early.');
  });

  it('that are none give no table, which would look like nothing but healthy homes', async () => {
    mkdirSync(at('none'));
    writeFileSync(at('none/x.txt'), problem);
    writeFileSync(at('blank.ndjson'), '\n\n');
    for (const [name, input] of [['none'], ['blank.ndjson'], ['-', '']] as const) {
      const run = await nvrDoctor(['triage', input === undefined ? at(name) : name, '-q', '-o', at('no-table'), '--checkpoint', at('no-point')], input === undefined ? {} : { input });
      expect(run, name).toMatchObject({ stdout: '', code: 2, stderr: expect.stringContaining('There is no report in ') as string });
      expect([existsSync(at('no-table')), existsSync(at('no-point'))]).toEqual([false, false]);
    }
  });

  it('are judged by the rules of this version where that is asked for', async () => {
    const old = JSON.parse(problem) as { causes: unknown[]; verdict: string };
    writeFileSync(at('old.ndjson'), JSON.stringify({ ...old, causes: [], verdict: 'healthy' }));
    expect((await table([at('old.ndjson')])).triage.verdicts).toMatchObject({ healthy: 1, problem: 0 });
    expect((await table([at('old.ndjson'), '--reanalyze'])).triage.verdicts).toMatchObject({ healthy: 0, problem: 1 });
  });
});

describe('files of a run', () => {
  it('that are one and the same are refused before any of them is opened to write', async () => {
    writeFileSync(at('kept.ndjson'), problem);
    writeFileSync(at('out.rejects.ndjson'), problem);
    const [kept, out] = [at('kept.ndjson'), at('out')];
    for (const options of [['--rejects', kept], ['-o', kept], ['--checkpoint', kept], ['-o', out, '--checkpoint', out], ['-o', out, '--rejects', out], ['-o', out]]) {
      const run = await nvrDoctor(['triage', kept, at('out.rejects.ndjson'), ...options]);
      expect(run, options.join(' ')).toMatchObject({ stdout: '', code: 2, stderr: expect.stringContaining('would write over it') as string });
      expect([readFileSync(kept, 'utf8'), readFileSync(at('out.rejects.ndjson'), 'utf8'), existsSync(out)]).toEqual([problem, problem, false]);
    }
  });
});

describe.skipIf(!HAS_TERMINAL)('on a terminal', () => {
  it('one line tells how far it is, and none where quiet is asked for', async () => {
    writeFileSync(at('few.ndjson'), `${problem}\n${healthy}\nx\n`);
    const line = /\[#{24}\] 100% 2 reports, 1 not readable, [\d,]+\/s/;
    expect((await talk(['triage', at('few.ndjson')], [], folder)).screen).toMatch(line);
    expect((await talk(['triage', at('few.ndjson'), '-q'], [], folder)).screen).not.toMatch(line);
  });
});

describe('inputs that cannot be read', () => {
  it('are one line each in the rejects file, with place and reason, and do not stop the rest', async () => {
    const lines = [problem, problem.slice(0, 400), 'null', '{"a":1}', `{"schema":"nvr-doctor/report@9"}`, '\ufeff' + healthy, 'x\u0000y', '[[[['.repeat(1000), problem];
    writeFileSync(at('mixed.ndjson'), Buffer.concat([Buffer.from(`${lines.join('\n')}\n`), Buffer.from([0xff, 0xfe, 10])]));
    writeFileSync(at('empty.json'), '');
    writeFileSync(at('page.html'), '<!doctype html><p>no report');
    writeFileSync(at('packed.json.gz'), gzipSync('nonsense').subarray(0, 12));
    const run = await table([at('mixed.ndjson'), at('empty.json'), at('page.html'), at('packed.json.gz'), at('absent.json'), '--rejects', at('rejects')]);
    expect(run.code).toBe(2);
    expect(run.triage).toMatchObject({ reports: 3, verdicts: { problem: 2, healthy: 1 } });
    const rejects = readFileSync(at('rejects'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { input: string; line?: number; reason: string });
    expect(rejects).toHaveLength(run.triage.rejected);
    expect(rejects.map(({ input, line }) => `${path.basename(input)}:${line ?? ''}`)).toEqual(['mixed.ndjson:2', 'mixed.ndjson:3', 'mixed.ndjson:4', 'mixed.ndjson:5', 'mixed.ndjson:7', 'mixed.ndjson:8', 'mixed.ndjson:10', 'page.html:', 'packed.json.gz:', 'absent.json:']);
    expect(rejects.map(({ reason }) => reason).join('\n')).toMatch(/cut off[^]*report@9[^]*not JSON[^]*UTF-8[^]*page is not a bundle[^]*does not exist/);
  });

  it('that are one endless line cost no memory, from a file and from a pipe', async () => {
    const file = openSync(at('endless.ndjson'), 'w');
    writeSync(file, `${problem}\n`);
    const block = Buffer.alloc(8 * 1024 * 1024, 0x5b);
    for (let index = 0; index < 16; index += 1) writeSync(file, block);
    writeSync(file, `\n${problem}\n`);
    closeSync(file);
    const run = await table([at('endless.ndjson'), '--rejects', at('endless-rejects')]);
    expect(run.triage).toMatchObject({ reports: 2, rejected: 1 });
    expect(JSON.parse(readFileSync(at('endless-rejects'), 'utf8'))).toMatchObject({ line: 2, reason: expect.stringContaining('longer than') as string });
    expect(await fromPipe(at('endless.ndjson'), ['triage', '-', '--format', 'json', '-q'])).toMatchObject({ reports: 2, rejected: 1 });
  });
});

describe('a run that is ended in the middle', () => {
  it.each(['lines', 'packed lines'])('goes on at its checkpoint and gives the same table and the same rejects as one go: %s', async (kind) => {
    const plain = big('big.ndjson', 1000, new Map([[5, 'x'], [500, '{'], [999, 'null']]));
    const name = kind === 'lines' ? plain : `${plain}.gz`;
    if (kind !== 'lines') writeFileSync(name, gzipSync(readFileSync(plain), { level: 1 }));
    const once = await fromPipe(name, ['triage', '-', '--format', 'json', '--rejects', at('once'), '-q']);
    expect(once).toMatchObject({ reports: 997, rejected: 3 });
    const args = ['triage', '-', '--format', 'json', '--workers', '1', '--rejects', at('twice'), '--checkpoint', at('point'), '-q'];
    const child = spawn(process.execPath, [CLI, ...args], { stdio: ['pipe', 'ignore', 'ignore'] });
    const ended = new Promise((resolve) => child.on('close', resolve));
    // Most of it, and the pipe stays open: it cannot come to its end before it is stopped.
    child.stdin.on('error', () => undefined);
    createReadStream(name, { end: Math.floor(statSync(name).size * 0.7) }).pipe(child.stdin, { end: false });
    while (!existsSync(at('point')) && child.exitCode === null) await sleep(5);
    expect(child.exitCode, 'the run ended before it could be stopped').toBe(null);
    child.kill('SIGKILL');
    await ended;
    // What was written after the checkpoint must not count twice.
    writeFileSync(at('twice'), 'half a li', { flag: 'a' });
    expect(await fromPipe(name, args)).toEqual(once);
    expect(readFileSync(at('twice'), 'utf8')).toBe(readFileSync(at('once'), 'utf8'));
    expect(existsSync(at('point'))).toBe(false);
  });

  it('does not go on with other inputs', async () => {
    writeFileSync(at('foreign'), JSON.stringify({ schema: 'nvr-doctor/triage-checkpoint@1', mark: 'other', progress: {} }));
    writeFileSync(at('one.ndjson'), problem);
    const run = await nvrDoctor(['triage', at('one.ndjson'), '--checkpoint', at('foreign')]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('belongs to other inputs');
    writeFileSync(at('foreign'), '{');
    expect((await nvrDoctor(['triage', at('one.ndjson'), '--checkpoint', at('foreign')])).stderr).toContain('not a checkpoint');
  });
});
