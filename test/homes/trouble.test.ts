/**
 * Homes in which something is wrong with the answers themselves: a password that is refused, addresses that belong to nobody or to
 * something else, no network, and routers that lie, babble or never end. Each run ends soon, says one thing, and sends nothing twice.
 */
import { execFile } from 'node:child_process';
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/document.js';
import { LAN } from './namespaces.js';
import { CLI, program } from './programs.js';
import { PASSWORD, setStage, whyNoHome, type Stage } from './stage.js';
import { feed } from '../feed.js';

const why = whyNoHome();
if (why) console.log(`skipped: homes with trouble (${why})`);

/** Milliseconds for the whole program, from its start to its exit. */
const LONGEST_RUN = 3000;
const WRONG = 'Canary-0815';
const PRINTER = '192.168.1.70';

interface Done {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

const counted = (said: string): unknown => JSON.parse(said.slice(said.indexOf('{')));

function expectDecent({ stdout, stderr, ms }: Done): void {
  const said = stdout + stderr;
  expect(said).not.toMatch(/^\s+at .*:\d+:\d+/m);
  expect(said).not.toContain('internal failure');
  expect(said).not.toContain(PASSWORD);
  expect(said).not.toContain(WRONG);
  expect(ms).toBeLessThan(LONGEST_RUN);
}

function reportOf(done: Done): Report {
  expectDecent(done);
  expect(done.stderr).toBe('');
  return JSON.parse(done.stdout) as Report;
}

/** The answer as flowing text: where lines break is not the point here. */
const flowing = (done: Done): string => done.stdout.replace(/\s+/g, ' ');

describe.skipIf(why !== undefined)('a home in which what was given is wrong', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage({ forwarded: true, works: 'no' });
  });
  afterAll(() => stage?.home.close());

  it('tries a wrong password once, and in the next run not at all', async () => {
    const first = await stage.doctor([], WRONG);
    expectDecent(first);
    expect(first.code).toBe(3);
    expect(flowing(first)).toContain('The recorder refused the user name or password that was given. It was tried once and is not sent again.');

    const second = await stage.doctor([], WRONG);
    expectDecent(second);
    expect(second.code).toBe(3);
    expect(flowing(second)).toMatch(/Nobody could sign in to the recorder: the recorder refused this password on [\d-]+ [\d:]+ UTC; it is not sent again\./);
  });

  it('remembers the refused password as a fingerprint that only its owner can read', async () => {
    const folder = path.join(stage.home.scratch(), 'nvr-doctor');
    const names = await readdir(folder);
    expect(names).toEqual([expect.stringMatching(/^refused-logins-[\w-]+\.json$/)]);
    const file = path.join(folder, names[0] ?? '');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(await readFile(file, 'utf8')).not.toContain(WRONG);
  });

  it('says that nobody is at the address that was given, and where the recorder is', async () => {
    const done = await stage.doctor(['--recorder', '192.168.1.99']);
    expectDecent(done);
    expect(flowing(done)).toContain(`Nothing answers at 192.168.1.99, the recorder address that was given. A recorder answers at ${LAN.recorder}.`);
    expect(done.code).not.toBe(0);
  });

  it('shows no password to what is not a recorder, and says what it is not', async () => {
    await stage.home.run('recorder', 'ip', ['addr', 'add', `${PRINTER}/24`, 'dev', 'eth0']);
    const printer = await stage.home.program('recorder', program('web-process'), [PRINTER, '80']);
    const done = await stage.doctor(['--recorder', PRINTER]);
    const { requests } = counted(await printer.stop()) as { requests: { url: string; authorization?: string }[] };
    expectDecent(done);
    expect(done.code).toBe(3);
    expect(flowing(done)).toContain(`What answers at ${PRINTER}, the address that was given, is not a recorder that nvr-doctor knows.`);
    expect(requests.length).toBeGreaterThan(0);
    expect(requests.filter((request) => request.authorization !== undefined)).toEqual([]);
    expect(new Set(requests.map((request) => request.url)).size).toBe(requests.length);
  });

  it('had one refused sign-in at the recorder after all of this', async () => {
    expect(await stage.recorderCounters()).toMatchObject({ refusedLogins: 1, writes: 0, bypassBait: 0 });
  });

  it('keeps what is known on Ctrl-C, while a recorder that is gone is still looked for', async () => {
    const done = await stage.interruptedDoctor(/Looking at this computer: done/);
    const report = JSON.parse(done.stdout) as Report;
    expect(done.code).toBe(130);
    expect(report).toMatchObject({ interrupted: true, verdict: 'inconclusive' });
    expect(report.facts['host.address']).toMatchObject({ value: LAN.laptop });
    expect(report.probes.some((probe) => probe.outcome === 'interrupted')).toBe(true);
    expect(report.next.map((next) => next.text).join()).not.toContain('in time');
  });
});

describe.skipIf(why !== undefined)('a router that does not behave', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage({ home: { withoutMiniupnpd: true }, works: 'no' });
  });
  afterAll(() => stage?.home.close());

  const meet = async (how: 'elsewhere' | 'garbage' | 'endless'): Promise<{ report: Report; code: number | null; router: Record<string, number> }> => {
    const router = await stage.home.program('router', program('strange-router-process'), [how, LAN.router, '198.51.100.50']);
    const done = await stage.doctor();
    return { report: reportOf(done), code: done.code, router: counted(await router.stop()) as Record<string, number> };
  };

  it('gets its description fetched from nowhere when it points to another host', async () => {
    const witness = await stage.home.program('remote', program('web-process'), ['198.51.100.50', '80']);
    const { report, code, router } = await meet('elsewhere');
    expect(counted(await witness.stop())).toEqual({ requests: [] });
    expect(router).toMatchObject({ descriptions: 0 });
    expect(router['searches']).toBeGreaterThan(0);
    expect(report.facts['router.mappings']?.unknown).toEqual({ reason: 'not-permitted', detail: 'the router points its description at another host' });
    expect(report.verdict).not.toBe('healthy');
    expect(code).not.toBe(0);
  });

  it('is unknown when it answers garbage, and is asked once', async () => {
    const { report, code, router } = await meet('garbage');
    expect(router).toMatchObject({ descriptions: 1 });
    expect(report.facts['router.mappings']?.unknown?.reason).toBe('malformed');
    expect(report.facts['router.natpmp.found']?.unknown?.reason).toBe('malformed');
    expect(report.verdict).not.toBe('healthy');
    expect(code).not.toBe(0);
  });

  it('is cut off when its description never ends, and is asked once', async () => {
    const { report, code, router } = await meet('endless');
    expect(router).toMatchObject({ descriptions: 1 });
    expect(report.facts['router.mappings']?.unknown?.reason).toBe('timed-out');
    expect(report.verdict).not.toBe('healthy');
    expect(code).not.toBe(0);
  });
});

describe.skipIf(why !== undefined)('a computer without any network', () => {
  const alone = (args: readonly string[]): Promise<Done> => {
    const started = performance.now();
    return new Promise((resolve) => {
      const child = execFile('unshare', ['-n', process.execPath, CLI, ...args], (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr, ms: performance.now() - started }));
      feed(child);
    });
  };

  it('is told so in one sentence', async () => {
    const done = await alone([]);
    expectDecent(done);
    expect(done.stdout.split('\n')[0]).toBe('? This computer is not connected to any network, so nothing could be checked.');
    expect(done.stderr).toBe('');
    expect(done.code).toBe(3);
  });

  it('is a report like any other with --json', async () => {
    const report = reportOf(await alone(['--json']));
    expect(report).toMatchObject({ verdict: 'inconclusive', causes: [] });
    expect(report.facts['host.address']?.value).toBeNull();
  });
});
