import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/document.js';
import { nvrDoctor, transcript, type Run } from './cli.js';

const folder = mkdtempSync(join(tmpdir(), 'nvr-doctor-report-'));
const state = join(folder, 'state');
const env = { XDG_STATE_HOME: state };
const HOME = 'app-has-old-name';
const run = (args: readonly string[], input?: string): Promise<Run> => nvrDoctor(args, { cwd: folder, env, ...(input === undefined ? {} : { input }) });

let written: Run;
beforeAll(async () => {
  written = await run(['report', '--network', HOME, '--yes', '--output', 'customer.html']);
});
afterAll(() => rmSync(folder, { recursive: true }));

const bundle = async (): Promise<Report> => JSON.parse((await run(['analyze', 'customer.html', '--json'])).stdout) as Report;

describe('a bundle', () => {
  it('is told before it is written, and written whole', () => {
    expect(written).toMatchObject({ code: 0, stdout: 'customer.html\n' });
    expect(written.stderr).toMatch(/^customer\.html, \d+ KiB, will hold:\n {2}Answer .*\n[^]*Replaced .*serial number[^]*each by a token[^]*stays on this computer/);
    expect(readdirSync(folder).filter((file) => file.endsWith('.part'))).toEqual([]);
    expect(statSync(join(folder, 'customer.html')).mode & 0o077).toBe(0);
  });

  it('keeps what its tokens stand for on this computer, for this user only', async () => {
    const id = (await bundle()).redaction?.id ?? '';
    const file = join(state, 'nvr-doctor', 'bundles', `${id}.json`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ schema: 'nvr-doctor/tokens@1', bundle: id });
  });

  it('goes from the customer to support and back', async () => {
    const direct = await run(['--network', HOME]);
    const answer = await run(['analyze', 'customer.html']);
    const back = await run(['report', '--translate', '-'], answer.stdout);
    expect(answer.code).toBe(direct.code);
    const words = (text: string): string => text.replace(/Bundle [0-9a-f]{12}:[^]*/, '').replace(/\s+/g, ' ').trim();
    expect(words(back.stdout)).toBe(words(direct.stdout));
    const id = /Bundle ([0-9a-f]{12})/.exec(answer.stdout)?.[1] ?? '';
    const steady = (text: string): string => text.replaceAll(id, 'BUNDLE').replace(/\d+ KiB/g, 'N KiB').replace(/\d+ known, \d+ not known; \d+ checks/, 'N known, N not known; N checks').replaceAll(state, 'STATE');
    const shown = (args: readonly string[], of: Run): string => steady(transcript(args, of));
    await expect(
      [shown(['report', '--network', HOME, '--yes', '--output', 'customer.html'], written), shown(['analyze', 'customer.html'], answer), shown(['report', '--translate', 'answer.txt'], back)].join('\n'),
    ).toMatchFileSnapshot('transcripts/support-case.txt');
  });

  it('is not written without agreement, not over another file, and not where it cannot be', async () => {
    expect(await run(['report', '--network', HOME])).toMatchObject({ code: 2, stdout: '' });
    expect(await run(['report', '--network', HOME, '--yes', '--output', 'customer.html'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/exists already.*--force/) as string });
    expect(await run(['report', '--network', HOME, '--yes', '--output', 'nowhere/x.html'])).toMatchObject({ code: 2 });
    expect(await run(['report', '--network', HOME, '--yes', '--force', '--output', 'customer.html', '--quiet'])).toMatchObject({ code: 0, stderr: '' });
  });

  it('is not written in a form that it does not have', async () => {
    const refused = await run(['report', '--network', HOME, '--yes', '--format', 'text', '--output', 'as-text.html']);
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/--format.*text[^]*html, json/) as string });
    expect(existsSync(join(folder, 'as-text.html'))).toBe(false);
  });

  it('has the date in its name where none is given', async () => {
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    const { stdout } = await nvrDoctor(['report', '--network', HOME, '--yes', '--format', 'json'], { cwd: elsewhere, env });
    expect(stdout.trim()).toMatch(/^nvr-doctor-\d{4}-\d\d-\d\d\.json$/);
    expect(existsSync(join(elsewhere, stdout.trim()))).toBe(true);
  });

  it('at the internal level keeps names and no token map', async () => {
    const before = readdirSync(join(state, 'nvr-doctor', 'bundles')).length;
    expect((await run(['report', '--network', HOME, '--yes', '--level', 'internal', '--format', 'json', '--output', 'internal.json'])).stderr).toMatch(/send it only to people you trust/);
    expect(JSON.parse(readFileSync(join(folder, 'internal.json'), 'utf8'))).toMatchObject({ redaction: { level: 'internal' } });
    expect(readdirSync(join(state, 'nvr-doctor', 'bundles'))).toHaveLength(before);
  });

  it('that was made elsewhere cannot be translated here', async () => {
    const { code, stderr } = await nvrDoctor(['report', '--translate', '-'], { env: { XDG_STATE_HOME: join(folder, 'empty') }, input: 'name-1.example' });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/No bundle was made on this computer/)]);
  });
});

describe('analyze', () => {
  it('reads several inputs of every kind, tells each, and ends with the worst', async () => {
    const { stdout } = await run(['--network', 'healthy-p2p', '--json']);
    writeFileSync(join(folder, 'healthy.json'), stdout);
    writeFileSync(join(folder, 'healthy.json.gz'), gzipSync(stdout));
    writeFileSync(join(folder, 'paper.yaml'), 'schema: nvr-doctor/facts@1\nfacts:\n  access.method: ddns\n');
    expect(await run(['analyze', 'healthy.json', 'healthy.json.gz'])).toMatchObject({ code: 0, stderr: '', stdout: 'healthy.json: healthy\nhealthy.json.gz: healthy\n2 read: 0 problem, 0 inconclusive, 2 healthy\n' });
    expect(await run(['analyze', 'healthy.json', 'paper.yaml'])).toMatchObject({ code: 3 });
    expect(await run(['analyze', 'customer.html', 'paper.yaml', '-'], stdout)).toMatchObject({ code: 1, stdout: expect.stringMatching(/^customer\.html: problem, \S+ \(\w+\)\npaper\.yaml: inconclusive.*\nstandard input: healthy\n3 read/) as string });
  });

  it('gives one clear message for each input that cannot be used, and goes on with the others', async () => {
    const bad: readonly (readonly [string, string | Buffer])[] = [
      ['cut.json', readFileSync(join(folder, 'healthy.json')).subarray(0, 5000)],
      ['foreign.json', '{"a":1}'],
      ['future.json', '{"schema":"nvr-doctor/report@2"}'],
      ['page.html', '<html><script>alert(1)</script></html>'],
      ['bomb.gz', gzipSync(Buffer.alloc(64 * 1024 * 1024))],
      ['binary.bin', Buffer.from([0xff, 0xfe, 0, 1])],
      ['empty.json', ''],
    ];
    for (const [name, content] of bad) writeFileSync(join(folder, name), content);
    writeFileSync(join(folder, 'huge.json'), '{');
    truncateSync(join(folder, 'huge.json'), 1024 ** 3);
    const names = [...bad.map(([name]) => name), 'huge.json', 'missing.json', '.'];
    const all = await run(['analyze', ...names, 'healthy.json']);
    expect(all.code).toBe(2);
    expect(all.stdout).toBe('healthy.json: healthy\n1 read: 0 problem, 0 inconclusive, 1 healthy\n');
    expect(all.stderr.trimEnd().split('\n')).toHaveLength(names.length);
    for (const name of names) expect(await run(['analyze', name])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^nvr-doctor: [^\n]+\n$/) as string });
    await expect(`${all.stderr}`).toMatchFileSnapshot('transcripts/analyze-bad-input.txt');
  });

  it('answers what if, and says what is no fact', async () => {
    expect((await run(['analyze', 'healthy.json', '--what-if', 'recorder.p2p.enabled=off', '--what-if=recorder.p2p.status=offline'])).stdout.replace(/\s+/g, ' ')).toMatch(/This is the answer if recorder\.p2p\.enabled = off and recorder\.p2p\.status = offline\. Then: • verdict: healthy without it, (problem|inconclusive) with it/);
    expect(await run(['analyze', 'healthy.json', '--what-if', 'recorder.p2p.enabeld=no'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/Did you mean "recorder\.p2p\.enabled"\?/) as string });
    expect(await run(['analyze', 'healthy.json', '--what-if', 'recorder.p2p.status=maybe'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/It is one of online, offline/) as string });
    expect(await run(['analyze', 'healthy.json', '--what-if', 'recorder.p2p.status'])).toMatchObject({ code: 2 });
  });

  it('is a worker: line in, line out, in order, whatever the line', async () => {
    const report = JSON.stringify(JSON.parse(readFileSync(join(folder, 'healthy.json'), 'utf8')));
    const given = `${report}\n{"broken\n\ncustomer.html\nmissing.html\n-\n.\n${report}`;
    const answers = async (...options: string[]): Promise<{ verdict?: string; error?: string }[]> => {
      const { code, stdout } = await run(['analyze', '--ndjson', ...options], given);
      expect(code).toBe(0);
      return stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as { verdict?: string; error?: string });
    };
    const told = (lines: { verdict?: string; error?: string }[]): (string | undefined)[] => lines.map(({ verdict, error }) => verdict ?? error?.split('.')[0]);
    // A line comes from anybody: it opens no file of this computer unless the person says so, and never a pipe, which might not end.
    const lines = await answers();
    expect(told(lines)).toEqual(['healthy', 'The JSON ends too early: the file is cut off', 'This is not JSON', 'This is not JSON', expect.any(String), 'This is not JSON', 'healthy']);
    expect(lines[6]).toEqual(lines[0]);
    expect(told(await answers('--names'))).toEqual(['healthy', 'The JSON ends too early: the file is cut off', 'problem', 'This file does not exist', 'This is not a file', 'This is not a file', 'healthy']);
    expect((await run(['analyze', '--ndjson', '--output', 'lines.ndjson', '-'], `${report}\n`)).code).toBe(0);
    expect(readFileSync(join(folder, 'lines.ndjson'), 'utf8').split('\n')).toHaveLength(2);
    expect(await run(['analyze', '--names', 'healthy.json'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/--names is about the lines of --ndjson/) as string });
  });

  it('reads packed lines too', async () => {
    const report = JSON.stringify(JSON.parse(readFileSync(join(folder, 'healthy.json'), 'utf8')));
    writeFileSync(join(folder, 'packed.ndjson.gz'), gzipSync(`${report}\n${report}\n`));
    expect((await run(['analyze', '--ndjson', 'packed.ndjson.gz'])).stdout).toMatch(/^(\{"name".*"healthy".*\n){2}$/);
    writeFileSync(join(folder, 'cut.ndjson.gz'), gzipSync(`${report}\n`).subarray(0, -20));
    expect(await run(['analyze', '--ndjson', 'cut.ndjson.gz', '-o', 'cut.ndjson'])).toMatchObject({ code: 2, stderr: 'nvr-doctor: cut.ndjson.gz: The packed file ends too early. Ask for it again.\n' });
    expect(existsSync(join(folder, 'cut.ndjson'))).toBe(false);
  });
});

describe('analyze, asked for what it cannot give', () => {
  it.each([
    [['--ndjson', '--what-if', 'recorder.p2p.enabled=off'], /--what-if does nothing with --ndjson/],
    [['--ndjson', '--format', 'sarif'], /--format does nothing with --ndjson/],
    [['--ndjson', '--suppressions', 'nofile'], /--suppressions does nothing/],
    [['--ndjson', '--fail-on', 'note'], /--fail-on does nothing/],
    [['--ndjson', '--audience', 'provider'], /--audience does nothing/],
    [['healthy.json', 'paper.yaml', '--audience', 'provider'], /--audience does nothing with several files/],
  ])('refuses %j', async (options, said) => {
    expect(await run(['analyze', ...options], '')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(said) as string });
  });

  it('says over several answers that they are supposed', async () => {
    const what = ['analyze', 'healthy.json', 'paper.yaml', '--what-if', 'recorder.p2p.enabled=off'];
    expect((await run(what)).stdout).toMatch(/^This is the answer if recorder\.p2p\.enabled = off\.\n\nhealthy\.json: /);
    expect((await run([...what, '--format', 'github'])).stderr).toMatch(/This is the answer if recorder\.p2p\.enabled = off\./);
  });

  it('writes a letter to the provider that ends with its greeting', async () => {
    await run(['report', '--network', 'provider-blocks-port', '--yes', '--output', 'blocked.html']);
    const { stdout, stderr } = await run(['analyze', 'blocked.html', '--audience', 'provider']);
    expect(stdout).toMatch(/Kind regards\n_+\n$/);
    expect(stderr).toMatch(/^Bundle [0-9a-f]{12}: /);
  });
});

describe('a password that is an ordinary word', () => {
  it.each(['share', 'internal'])('changes no id and no answer in a bundle: %s', async (level) => {
    const file = `word-${level}.json`;
    const wrote = await run(['report', '--network', 'password-changed-app-refused', '--user', 'admin', '--password-stdin', '--yes', '--format', 'json', '--level', level, '--output', file], 'password\n');
    expect(wrote.code).toBe(0);
    expect(wrote.stderr).not.toMatch(/another answer/);
    const text = readFileSync(join(folder, file), 'utf8');
    expect(text).not.toContain('(hidden)');
    const { verdict, causes } = JSON.parse(text) as Report;
    const again = JSON.parse((await run(['analyze', file, '--json'])).stdout) as Report;
    expect([again.verdict, again.causes.map(({ id }) => id)]).toEqual([verdict, causes.map(({ id }) => id)]);
  });
});

describe('in a pipeline', () => {
  const problem = ['--network', 'router-reset-port-forward'] as const;

  it.each([
    [['--fail-on', 'never'], 0],
    [[], 1],
    [['--fail-on', 'note'], 1],
  ])('a problem ends under %j with %i', async (options, code) => {
    expect((await run([...problem, ...options])).code).toBe(code);
  });

  it.each([
    [[], 3],
    [['--unknown', 'fail'], 1],
    [['--unknown', 'pass'], 0],
  ])('an open answer ends under %j with %i, live and analysed', async (options, code) => {
    expect((await run(['--network', 'no-credentials-inconclusive', ...options])).code).toBe(code);
    expect((await run(['analyze', 'paper.yaml', ...options])).code).toBe(code);
  });

  it('an accepted problem passes, and entries that did nothing are told', async () => {
    const entry = (rule: string, expires: string): string => `  - rule: ${rule}\n    reason: known\n    expires: ${expires}\n`;
    writeFileSync(join(folder, 'accepted.yaml'), `schema: nvr-doctor/suppressions@1\nsuppressions:\n${entry('forwards-wiped', '2999-12-31')}${entry('recorder-down', '2999-12-31')}${entry('no-viewer', '2020-01-01')}`);
    const { code, stdout, stderr } = await run([...problem, '--suppressions', 'accepted.yaml']);
    expect(code).toBe(0);
    expect(stderr).toBe('accepted.yaml:9: "no-viewer" was accepted until 2020-01-01 and counts again.\naccepted.yaml:6: "recorder-down" was not found, so this entry is not needed any more.\n');
    expect(stdout).toMatch(/\nAccepted until 2999-12-31: .*port rule.*\.\n$/);
    writeFileSync(join(folder, 'wrong.yaml'), `schema: nvr-doctor/suppressions@1\nsuppressions:\n${entry('forwards-wipd', '2999-12-31')}`);
    expect(await run([...problem, '--suppressions', 'wrong.yaml'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/wrong\.yaml:3: .*Did you mean "forwards-wiped"/) as string });
  });

  it.each([
    ['junit', /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="nvr-doctor" tests="\d+" failures="[1-9]/],
    ['sarif', /"version": "2\.1\.0"/],
    ['github', /^::error title=/],
  ])('--format %s, live and analysed', async (format, said) => {
    const live = await run([...problem, '--format', format]);
    expect(live).toMatchObject({ code: 1, stdout: expect.stringMatching(said) as string, stderr: '' });
    expect(await run(['analyze', 'customer.html', 'healthy.json', '--format', format])).toMatchObject({ code: 1, stdout: expect.stringMatching(said) as string });
    expect(await run([...problem, '--format', format, '--json'])).toMatchObject({ code: 2 });
  });
});
