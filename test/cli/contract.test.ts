import { execFileSync, spawn } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/document.js';
import { reportJsonSchema } from '../../src/report/schema.js';
import { nvrDoctor } from './cli.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'nvr-doctor-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const RESET = ['--network', 'router-reset-port-forward'];

describe('exit codes', () => {
  it.each([
    [0, ['--network', 'healthy-p2p']],
    [1, RESET],
    [1, ['--network', 'healthy-p2p', '--fail-on', 'note']],
    [3, ['--network', 'no-credentials-inconclusive']],
    [0, ['lab', 'run', 'healthy-ddns']],
    [0, ['rules', 'lint', 'rules']],
    [0, ['--version']],
    [0, ['--help']],
  ])('%i for %o', async (code, args) => {
    expect((await nvrDoctor(args)).code).toBe(code);
  });
});

describe('a form that does not exist', () => {
  it('is answered with each form that does, once', async () => {
    expect(await nvrDoctor(['--network', 'healthy', '--format', 'xml'])).toMatchObject({ code: 2, stderr: 'nvr-doctor: --format cannot be "xml". It is one of: text, json, junit, sarif, github.\n' });
  });
});

describe('a gate that contradicts itself', () => {
  it('is refused, or an inconclusive answer would pass that must not', async () => {
    const run = await nvrDoctor(['--network', 'no-credentials-inconclusive', '--fail-on', 'never', '--unknown', 'fail']);
    expect(run).toEqual({ stdout: '', stderr: 'nvr-doctor: --fail-on never and --unknown fail contradict each other. Give one of them.\n', code: 2 });
  });
});

describe('the report as JSON', () => {
  it('is the only thing on stdout and is valid', async () => {
    const run = await nvrDoctor([...RESET, '--json']);
    const report = JSON.parse(run.stdout) as Report;
    const validate = new Ajv({ strict: false }).compile(reportJsonSchema());
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    expect(report.causes[0]?.id).toBe('forwards-wiped');
    expect(run.stderr).toBe('');
    expect(run.code).toBe(1);
  });

  it('is the same with --format json', async () => {
    const [one, other] = await Promise.all([nvrDoctor([...RESET, '--json']), nvrDoctor([...RESET, '--format', 'json'])]);
    expect(other.stdout).toBe(one.stdout);
  });
});

describe('--output', () => {
  it('writes the whole answer to the file and nothing to stdout', async () => {
    const file = path.join(folder, 'answer.txt');
    const run = await nvrDoctor([...RESET, '--output', file]);
    expect(run).toMatchObject({ stdout: '', stderr: `Written to ${file}\n`, code: 1 });
    expect(await readFile(file, 'utf8')).toContain('✗ broken');
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('refuses a place that cannot be written before it looks at anything', async () => {
    for (const place of [folder, path.join(folder, 'missing', 'answer.txt')]) {
      const run = await nvrDoctor(['--network', 'nowhere', '--output', place]);
      expect(run).toMatchObject({ stdout: '', code: 2 });
      expect(run.stderr).toMatch(/^nvr-doctor: [^\n]*(This is a folder|cannot be written)[^\n]*\n$/);
    }
  });

  it.each([
    ['an answer', RESET, '✗ broken'],
    ['lines as they come', ['analyze', '--ndjson'], '"verdict"'],
  ])('writes %s through a link, and into a pipe as it is', async (name, args, holds) => {
    const input = JSON.stringify(JSON.parse((await nvrDoctor([...RESET, '--json'])).stdout));
    const [target, link, pipe] = ['target.txt', 'link.txt', 'pipe'].map((file) => path.join(folder, `${name} ${file}`)) as [string, string, string];
    await writeFile(target, 'old');
    await symlink(target, link);
    await nvrDoctor([...args, '--output', link], { input });
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(target, 'utf8')).toContain(holds);
    execFileSync('mkfifo', [pipe]);
    const [read] = await Promise.all([readFile(pipe, 'utf8'), nvrDoctor([...args, '--output', pipe], { input })]);
    expect(read).toContain(holds);
    expect((await lstat(pipe)).isFIFO()).toBe(true);
  });

  it('is never a file that is to be read, by whatever name', async () => {
    const [bundle, link] = [path.join(folder, 'bundle.json'), path.join(folder, 'link.json')];
    const content = await readFile('fixtures/reports/changed-by-rules.json', 'utf8');
    await writeFile(bundle, content);
    await symlink(bundle, link);
    const runs = [
      ['analyze', bundle, '-o', link],
      ['analyze', '--ndjson', bundle, '-o', bundle],
      ['compare', link, 'fixtures/reports/changed-by-rules.json', '-o', bundle],
      [...RESET, '--settings', bundle, '-o', bundle],
      ['report', '--translate', bundle, '-o', `${folder}/./bundle.json`],
    ];
    for (const args of runs) {
      const run = await nvrDoctor(args);
      expect(run, args.join(' ')).toMatchObject({ stdout: '', code: 2 });
      expect(run.stderr).toMatch(/This file is to be read, and --output would write over it/);
      expect(await readFile(bundle, 'utf8')).toBe(content);
    }
  });

  it('leaves an old file as it was when the new one cannot be made', async () => {
    const file = path.join(folder, 'kept.txt');
    await writeFile(file, 'old');
    expect((await nvrDoctor(['--network', 'nowhere', '--output', file])).code).toBe(2);
    expect(await readFile(file, 'utf8')).toBe('old');
  });
});

describe('the terminal', () => {
  it('gets no colour and no progress where there is none', async () => {
    const run = await nvrDoctor(RESET);
    expect(run.stdout + run.stderr).not.toContain('\u001b');
    expect(run.stderr).toBe('');
  });

  it('gets ASCII signs in the C locale', async () => {
    const run = await nvrDoctor(RESET, { env: { LANG: 'C' } });
    expect(run.stdout).toMatch(/^[\x20-\x7e\n]*$/);
    expect(run.stdout).toContain('x broken');
  });

  it('gets a line per probe on stderr with --verbose, and none with --quiet', async () => {
    expect((await nvrDoctor([...RESET, '--verbose'])).stderr).toMatch(/^Looking at this computer: done/);
    expect((await nvrDoctor([...RESET, '--verbose', '--quiet'])).stderr).toBe('');
  });
});

describe('a reader that goes away', () => {
  it('ends the program without a complaint', async () => {
    const command = `"${process.execPath}" "${path.resolve(process.env['NVR_DOCTOR_CLI'] ?? 'dist/cli.js')}" rules list | head -n 1`;
    const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.stdout.resume();
    await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toBe('');
  });
});

describe('completion', () => {
  it('prints its script and nothing else', async () => {
    const run = await nvrDoctor(['completion']);
    expect(run).toMatchObject({ stderr: '', code: 0 });
    expect(run.stdout).toContain('nvr-doctor');
  });
});

describe('rules of a team', () => {
  it('must be a folder', async () => {
    const run = await nvrDoctor(['--network', 'healthy-p2p', '--rules', '/dev/null']);
    expect(run).toMatchObject({ stdout: '', stderr: 'nvr-doctor: /dev/null: This is not a folder with rules. Check the path given with --rules.\n', code: 2 });
  });

  it('that are none are told', async () => {
    const rules = path.join(folder, 'none');
    await mkdir(rules);
    expect(await nvrDoctor(['--network', 'healthy-p2p', '--rules', rules])).toMatchObject({ stderr: `${rules}: there is no rule in this folder.\n`, code: 0 });
  });

  it('that are broken are named by file, line and column, and the rest runs', async () => {
    const rules = path.join(folder, 'broken');
    await mkdir(path.join(rules, 'team'), { recursive: true });
    await writeFile(path.join(rules, 'team', 'half.yaml'), 'id: [');
    const run = await nvrDoctor(['--network', 'healthy-p2p', '--rules', rules]);
    expect(run.stderr).toMatch(/team\/half\.yaml:\d+:\d+ /);
    expect(run.stdout).toContain('✓ The way');
    expect(run.code).toBe(0);
  });

  it('run on top of the shipped ones', async () => {
    const rules = path.join(folder, 'rules');
    await mkdir(path.join(rules, 'team'), { recursive: true });
    await writeFile(path.join(rules, 'team', 'port-is-usual.yaml'), TEAM_RULE);
    const run = await nvrDoctor(['--network', 'healthy-p2p', '--rules', rules, '--json']);
    const report = JSON.parse(run.stdout) as Report;
    expect(report.notes.map((note) => note.id)).toContain('port-is-usual');
  });
});

const TEAM_RULE = `id: port-is-usual
kind: check
status: stable
title: The recorder uses its usual port
paths: [p2p]
when:
  all:
    - is: the TCP port is 37777
      cel: recorder.ports.tcp == 37777
severity: info
confidence: certain
explains: {}
evidence:
  problem: "The TCP port is {recorder.ports.tcp}."
remedies: []
recheck: []
references: []
tests:
  - name: fires on the usual port
    facts: { recorder.ports.tcp: 37777 }
    expect: problem
  - name: quiet on another one
    facts: { recorder.ports.tcp: 40000 }
    expect: ok
  - name: cannot tell without the port
    facts: {}
    expect: unknown
    missing: [recorder.ports.tcp]
`;
