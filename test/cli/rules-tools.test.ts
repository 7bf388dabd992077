/** The tools of rule authors, as a person or a script meets them. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/document.js';
import { sealPack } from '../../src/rules/pack.js';
import type { RulePack } from '../../src/rules/types.js';
import { nvrDoctor, type Run } from './cli.js';

let folder: string;
let round = 0;
let cwd: string;
let report: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'nvr-doctor-rules-'));
  report = path.join(folder, 'report.json');
  expect((await nvrDoctor(['--network', 'router-reset-port-forward', '--json', '--output', report])).code).toBe(1);
});
beforeEach(async () => {
  cwd = path.join(folder, `round-${(round += 1)}`);
  await mkdir(cwd);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (args: string): Promise<Run> => nvrDoctor(args.split(' '), { cwd });

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(cwd, name)), { recursive: true });
    await writeFile(path.join(cwd, name), text);
  }
}

function oneLine({ code, stdout, stderr }: Run): string {
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).not.toMatch(/ {4}at |internal failure/);
  return stderr.trimEnd();
}

describe('rules new', () => {
  it.each([
    'rules new recorder/disk-full my-rules',
    'rules new router/new-router --rules my-rules --kind symptom',
    'rules new team/habit my-rules --kind check --paths p2p',
    'rules new team/line my-rules --link provider-line --applies',
  ])('%s: lints clean, and its tests pass', async (command) => {
    const made = await run(command);
    expect(made).toMatchObject({ code: 0, stderr: 'A draft. Write it, then: nvr-doctor rules lint my-rules\n' });
    expect(await run('rules lint my-rules')).toMatchObject({ code: 0, stdout: '', stderr: 'No findings.\n' });
    expect(await run('rules test my-rules --mutate')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1 rule, \d+ checks, 0 failed; \d mutants, 0 survived\n$/) as string });
    expect(await readFile(path.join(cwd, made.stdout.trim()), 'utf8')).toContain('\nstatus: draft ');
  });

  it('never writes over a file, and takes no id twice', async () => {
    await put({ 'my-rules/lan/mine.yaml': 'broken: [' });
    expect(oneLine(await run('rules new recorder/mine my-rules'))).toBe('nvr-doctor: The id "mine" is already used in my-rules/lan/mine.yaml. Ids are unique across all areas and never change their meaning: choose another one.');
    expect(oneLine(await run('rules new recorder/cgnat my-rules'))).toContain('The id "cgnat" is already used in the shipped rules.');
    expect(await readdir(path.join(cwd, 'my-rules'))).toEqual(['lan']);
  });

  it.each([
    ['rules new Recorder/Disk_Full.yaml my-rules', 'Did you mean "recorder/disk-full"?'],
    ['rules new disk-full my-rules', 'For example: recorder/disk-full'],
    ['rules new ../disk-full my-rules', 'For example: recorder/disk-full'],
    ['rules new a/b/c my-rules', 'For example: recorder/disk-full'],
    [`rules new a/${'b'.repeat(65)} my-rules`, 'For example: recorder/disk-full'],
    ['rules new recorder/disk-full', 'Name the folder for the rule.'],
    ['rules new team/habit my-rules', '--link: A cause names the link that it breaks.'],
    ['rules new team/habit my-rules --link rooter', '--link cannot be "rooter".'],
    ['rules new team/habit my-rules --kind cuase', '--kind cannot be "cuase". Did you mean "cause"?'],
    ['rules new recorder/habit my-rules --paths p2p,dns', '--paths cannot be "dns". Did you mean "ddns"?'],
  ])('%s is refused', async (command, message) => {
    expect(oneLine(await run(command))).toContain(message);
    expect(await readdir(cwd)).toEqual([]);
  });
});

describe('rules lint', () => {
  const BROKEN = 'id: one\nkind: cause\nstatus: stabel\n';

  it('gives its findings as text, JSON, SARIF and annotations, with paths that can be followed', async () => {
    await put({ 'my-rules/a/one.yaml': BROKEN });
    expect((await run('rules lint my-rules')).stdout).toMatch(/^my-rules\/a\/one\.yaml:3:9 R002 status: .*\n {2}status: stabel\n {10}\^{6}\n {2}Did you mean "stable"\?$/m);
    const json = await run('rules lint --rules my-rules --json');
    expect([json.code, JSON.parse(json.stdout)]).toMatchObject([2, [{ code: 'R002', file: 'my-rules/a/one.yaml' }, { line: 3, column: 9 }]]);
    expect(JSON.parse((await run('rules lint my-rules --format sarif')).stdout)).toMatchObject({ version: '2.1.0', runs: [{ results: [{}, { ruleId: 'R002' }] }] });
    expect((await run('rules lint my-rules --format github')).stdout).toMatch(/^::error file=my-rules\/a\/one\.yaml,line=3,col=9,/m);
  });

  it.each([
    ['rules lint', 'Name the folder with the rules.'],
    ['rules test missing', 'missing: This folder with rules does not exist.'],
    ['rules build file', 'file: This is not a folder with rules.'],
    ['rules docs missing', 'missing: This folder with rules does not exist.'],
    ['rules lint my-rules --format yaml', '--format cannot be "yaml".'],
  ])('%s is refused', async (command, message) => {
    await put({ file: '' });
    expect(oneLine(await run(command))).toContain(message);
  });

  it('hostile files are refused fast, each with one clear line, and exit code 2', async () => {
    const rule = (cel: string): string => `id: x\nkind: cause\nstatus: draft\ntitle: T\nlink: lan\npaths: [p2p]\nwhen: { all: [{ is: i, cel: ${JSON.stringify(cel)} }] }\nseverity: minor\nconfidence: likely\nevidence: { problem: P }\ntests:\n  - { name: a, facts: {}, expect: problem }\n  - { name: b, facts: {}, expect: ok }\n  - { name: c, facts: {}, expect: unknown }\n`;
    const texts: Readonly<Record<string, readonly [text: string, message: RegExp]>> = {
      'big-literal': [rule(`"${'a'.repeat(10_000_000)}" == recorder.model`), /larger than 32 KiB/],
      parentheses: [rule(`${'('.repeat(10_000)}wan.online${')'.repeat(10_000)}`), /R005/],
      nested: [rule('lan.openPorts.all(a, lan.openPorts.all(b, a == b))'), /R005 .*nested/],
      prototype: [rule('wan.__proto__ == 1'), /R00[345]/],
      constructed: [rule('constructor.constructor("return process")()'), /R00[345]/],
      regex: [rule('recorder.model.matches("^(a+)+$")'), /R005/],
      control: [rule('wan.online \u001b[2J\u202e'), /R00[35]/],
      brackets: ['['.repeat(10_000), /R001 Lists are nested too deeply/],
      deep: [Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n').slice(0, 30_000), /R001 A line is indented/],
      marks: [`${'- '.repeat(10_000)}a`, /R001 Lists are nested too deeply/],
      tag: ['id: !!js/function "x"\n', /R001 .*tag/],
      alias: ['a: &a [x, x]\nb: [*a, *a]\n', /R001 .*anchor/],
      'key-twice': ['id: a\nid: b\n', /R001 .*unique/],
      binary: ['\u0000\u0001\u001b[2J\ufffd'.repeat(500), /R00[12]/],
    };
    await put(Object.fromEntries(Object.entries(texts).map(([name, [text]]) => [`my-rules/x/${name}.yaml`, text.replace('id: x', `id: ${name}`)])));
    const started = performance.now();
    const { code, stdout, stderr } = await run('rules lint my-rules');
    // Of a bomb that goes off the end is not seen; a busy machine only makes the start of the program slow.
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^\d+ errors, 0 warnings\n$/);
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    const lines = stdout.split('\n').filter((line) => line.startsWith('my-rules/'));
    for (const [name, [, message]] of Object.entries(texts)) {
      const own = lines.filter((line) => line.startsWith(`my-rules/x/${name}.yaml:`));
      expect(own, name).toHaveLength(1);
      expect(own[0]).toMatch(message);
      expect(own[0]?.length, name).toBeLessThan(250);
    }
  });
});

describe('rules test', () => {
  it('runs one rule, and says when there is none of that name', async () => {
    await run('rules new recorder/first my-rules');
    await run('rules new recorder/second my-rules');
    expect((await run('rules test my-rules second')).stdout).toMatch(/^1 rule, /);
    expect((await run('rules test --rules my-rules second')).stdout).toMatch(/^1 rule, /);
    expect(await run('rules test my-rules third')).toMatchObject({ code: 2, stdout: expect.stringMatching(/^my-rules: there is no rule "third" here\./) as string });
  });

  it('a test that fails is a finding, a rule that is broken is bad input', async () => {
    await run('rules new recorder/first my-rules');
    const file = path.join(cwd, 'my-rules/recorder/first.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('recorder.network.dhcp: true }\n    expect: ok', 'recorder.network.dhcp: false }\n    expect: ok'));
    const failed = await run('rules test my-rules');
    expect([failed.code, failed.stdout.split('\n')[0]]).toEqual([1, 'my-rules/recorder/first.yaml:33:5 first: "quiet where it is not so": expected ok, got problem: + DHCP is switched off on the recorder']);
    await writeFile(file, text.replace('severity: minor\n', ''));
    expect(await run('rules test my-rules')).toMatchObject({ code: 2, stdout: expect.stringContaining('R002 The key "severity" is missing.') as string });
  });
});

describe('rules explain', () => {
  it('without a home says what is looked at, by whom, and with what consent', async () => {
    const { stdout } = await nvrDoctor(['rules', 'explain', 'forwards-wiped', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      rule: { id: 'forwards-wiped' },
      explainedBy: expect.arrayContaining(['cgnat', 'double-nat']) as string[],
      reads: expect.arrayContaining([{ path: 'outside.answers', title: expect.any(String) as string, from: [{ from: 'outside', consent: 'a helper outside tries one port; only with --outside' }, { from: 'you', consent: 'a question, or an option' }] }]) as unknown[],
    });
  });

  it('with a report gives the same verdict and clauses as the report did', async () => {
    const { rules } = JSON.parse(await readFile(report, 'utf8')) as Report;
    for (const id of ['forwards-wiped', 'cgnat', 'p2p-disabled', 'port-closed-outside']) {
      const { stdout, code } = await nvrDoctor(['rules', 'explain', id, report, '--json']);
      const { explanation, since } = JSON.parse(stdout) as { explanation: { verdict: string; lines: { part: string; mark: string; is: string }[] }; since: string[] };
      const then = rules.find((rule) => rule.id === id);
      const marks = { true: '+', false: '−', unknown: '?', error: '!' };
      expect([code, explanation.verdict, since]).toEqual([0, then?.verdict, []]);
      expect(explanation.lines.filter((line) => line.part === 'when').map(({ mark, is }) => [is, mark])).toEqual(then?.clauses.map(({ is, value }) => [is, marks[String(value) as keyof typeof marks]]));
    }
  });

  it('says where the report of old rules said something else', async () => {
    const old = JSON.parse(await readFile(report, 'utf8')) as { tool: { rules: { version: string; sha256: string } }; rules: { id: string; verdict: string }[] };
    old.tool.rules = { version: '0.0.9', sha256: '12'.repeat(32) };
    old.rules = old.rules.map((rule) => (rule.id === 'forwards-wiped' ? { ...rule, verdict: 'unknown' } : rule));
    await put({ 'old.json': JSON.stringify(old) });
    expect((await run('rules explain forwards-wiped old.json')).stdout.replace(/\s+/g, ' ')).toMatch(/The report said unknown\. It was made with rules 0\.0\.9 \(121212121212\); these are /);
  });

  it.each([
    ['missing.json', 'missing.json: This file does not exist.'],
    ['folder', 'folder: This is a folder.'],
    ['text.json', 'text.json: This is neither a report nor a facts file of nvr-doctor.'],
    ['empty.json', 'empty.json: The file is empty.'],
    ['list.json', 'list.json: This is neither a report nor a facts file of nvr-doctor.'],
    ['deep.json', 'deep.json: This is neither a report nor a facts file of nvr-doctor.'],
    ['other.json', 'other.json: The report has the form "nvr-doctor/report@2", and this version reads nvr-doctor/report@1.'],
    ['large.json', 'large.json: It is larger than 16 MiB.'],
  ])('%s is refused', async (name, message) => {
    await put({ 'folder/x': '', 'text.json': 'schema: x', 'empty.json': '', 'list.json': '[1]', 'deep.json': '['.repeat(5000) + ']'.repeat(5000), 'other.json': '{"schema":"nvr-doctor/report@2"}' });
    if (name === 'large.json') await put({ 'large.json': ' '.repeat(16 * 1024 * 1024 + 1) });
    expect(oneLine(await run(`rules explain cgnat ${name}`))).toContain(message);
  });

  it.each([
    [['cgnat', '--why-not'], '--why-not needs a home to look at.'],
    [['cgnat', 'report.json', '--network', 'healthy-p2p'], 'A report and --network are two homes.'],
  ])('%o is refused', async (args, message) => {
    expect(oneLine(await nvrDoctor(['rules', 'explain', ...args], { cwd }))).toContain(message);
  });
});

describe('--rules', () => {
  it('keeps warnings back with --quiet', async () => {
    await run('rules new recorder/sound my-rules --kind check');
    const file = path.join(cwd, 'my-rules/recorder/sound.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"Draft: what to press, and where."', '"Do a factory reset."'));
    expect((await run('--network healthy-p2p --rules my-rules')).stderr).toContain('warning R018 A factory reset deletes');
    expect(await run('--network healthy-p2p --rules my-rules --quiet --strict')).toMatchObject({ code: 0, stderr: '' });
  });

  it('names a broken rule even with --quiet, runs the others, and ends with --strict', async () => {
    await run('rules new recorder/sound my-rules --kind check');
    await put({ 'my-rules/recorder/broken.yaml': 'id: broken\n' });
    const loud = await run('--network healthy-p2p --rules my-rules --quiet --json');
    expect(loud.code).toBe(0);
    expect(loud.stderr).toMatch(/^my-rules\/recorder\/broken\.yaml:1:1 R002 .*\n(.*\n)*nvr-doctor: 1 file of my-rules is left out because of errors; everything else runs\./);
    expect((JSON.parse(loud.stdout) as Report).rules.map((rule) => rule.id)).toContain('sound');
    expect(await run('--network healthy-p2p --rules my-rules --strict')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('1 file of my-rules is left out because of errors, and --strict was given.') as string });
    await rm(path.join(cwd, 'my-rules/recorder/broken.yaml'));
    expect(await run('--network healthy-p2p --rules my-rules --strict --quiet')).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('a pack', () => {
  it('is the shipped rules and the stable ones of the folder', async () => {
    await run('rules new recorder/sound my-rules --kind check');
    const file = path.join(cwd, 'my-rules/recorder/sound.yaml');
    const draft = JSON.parse((await run('rules build my-rules')).stdout) as RulePack;
    await writeFile(file, (await readFile(file, 'utf8')).replace('status: draft', 'status: stable'));
    const stable = JSON.parse((await run('rules build my-rules')).stdout) as RulePack;
    expect(stable.rules.map((rule) => rule.id).filter((id) => !draft.rules.some((rule) => rule.id === id))).toEqual(['sound']);
    expect(stable.paths.length).toBeGreaterThan(3);
  });

  it('of a broken folder is not built', async () => {
    await put({ 'my-rules/recorder/broken.yaml': 'id: broken\n' });
    expect(await run('rules build my-rules --output pack.json')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^nvr-doctor: The rules have 1 error:\n/) as string });
    expect(await readdir(cwd)).toEqual(['my-rules']);
  });

  it.each<[string, (pack: RulePack) => unknown, string]>([
    ['damaged', (pack) => ({ ...pack, version: '9.9.9' }), 'its content was changed after it was built (sha256 is '],
    ['built for other facts', (pack) => ({ ...pack, dictionary: 'f'.repeat(64) }), 'it was built for other facts (dictionary ffffffffffff, this version has '],
    ['of a later format', (pack) => ({ ...pack, format: 2 }), 'its format is 2, and this version reads format 1.'],
    ['something else', () => ({ hello: 'world' }), 'it is not a rule pack.'],
    ['sealed, with an operator that does not exist', (pack) => sealPack({ ...pack, rules: pack.rules.map((rule) => ({ ...rule, when: rule.when.map((clause) => ({ ...clause, ast: ['eval', 'x'] })) })) }), 'the operator "eval" is not known.'],
  ])('that is %s is refused and says what differs', async (_name, change, message) => {
    const pack = JSON.parse((await nvrDoctor(['rules', 'build', 'rules', '--quiet'])).stdout) as RulePack;
    await put({ 'pack.json': JSON.stringify(change(pack)) });
    expect(oneLine(await run('--network healthy-p2p --rules pack.json'))).toContain(`nvr-doctor: The rule pack is refused: ${message}`);
  });
});

describe('rules docs', () => {
  it('writes, finds what is stale, removes what is left over, and spares what it did not write', async () => {
    await run('rules new recorder/first my-rules');
    expect((await run('rules docs my-rules')).stderr).toBe('2 pages in docs/causes: 2 written, 0 removed\n');
    expect(await run('rules docs my-rules --check')).toMatchObject({ code: 0, stdout: '' });
    await put({ 'docs/causes/mine.md': 'by hand' });
    await run('rules new recorder/second my-rules');
    await rm(path.join(cwd, 'my-rules/recorder/first.yaml'));
    expect(await run('rules docs my-rules --check')).toMatchObject({ code: 1, stdout: 'docs/causes/second.md is not what the rules say.\ndocs/causes/README.md is not what the rules say.\ndocs/causes/first.md is not what the rules say.\n' });
    expect((await run('rules docs my-rules')).stderr).toBe('2 pages in docs/causes: 2 written, 1 removed\n');
    expect((await readdir(path.join(cwd, 'docs/causes'))).sort()).toEqual(['README.md', 'mine.md', 'second.md']);
    await put({ 'site/README.md': '# Ours' });
    expect(oneLine(await run('rules docs my-rules --output site'))).toBe('nvr-doctor: site/README.md: This page was not written by "rules docs", so it is not replaced. Choose another folder with --output.');
  });
});
