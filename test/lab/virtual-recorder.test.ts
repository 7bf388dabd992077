import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shownTime } from '../../src/accounts/index.js';
import { createVirtualRecorder, factoryNew, moveClock, openVirtualRecorder, timeOf, type VirtualRecorder } from '../../src/lab/virtual-recorder/index.js';
import { nameOf, thisOwner } from '../../src/lab/virtual-recorder/names.js';
import { VirtualRecorderFile } from '../../src/lab/virtual-recorder/store.js';

let folder: string;
let child: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'nvr-doctor-recorder-'));
  child = path.join(folder, 'child.mjs');
  await build({ entryPoints: [path.join(import.meta.dirname, 'virtual-recorder-child.ts')], outfile: child, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const inFolder = async (name: string): Promise<string> => {
  const own = path.join(folder, name);
  await mkdir(own, { recursive: true });
  return path.join(own, 'recorder.json');
};
const count = (recorder: VirtualRecorder): number => {
  const { nextSession, realm } = recorder.accounts;
  // Both parts of one change, or neither.
  if (nextSession > 1) expect(realm).toBe(`Login to ${nextSession}`.padEnd(200, '.'));
  return nextSession - 1;
};
const bump = (recorder: VirtualRecorder): { recorder: VirtualRecorder; value: undefined } => ({ recorder: { ...recorder, ahead: recorder.ahead + 1 }, value: undefined });

describe('the file of a virtual recorder', () => {
  it('is for its owner only, and is never replaced by a new recorder', async () => {
    const file = await inFolder('new');
    await createVirtualRecorder(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const before = await readFile(file);
    await expect(createVirtualRecorder(file)).rejects.toMatchObject({ what: 'This file exists already.', where: file });
    expect(await readFile(file)).toEqual(before);
  });

  it('keeps what was changed, and leaves no other file behind', async () => {
    const file = await inFolder('kept');
    await (await createVirtualRecorder(file)).update(bump);
    expect(await (await openVirtualRecorder(file)).read()).toMatchObject({ ahead: 1, revision: 1 });
    expect(await readdir(path.dirname(file))).toEqual(['recorder.json']);
  });

  it('is not written where nothing changed, or the change threw', async () => {
    const file = await inFolder('same');
    const store = await createVirtualRecorder(file);
    const before = await stat(file);
    await store.update((recorder) => ({ recorder, value: 1 }));
    await expect(store.update(() => { throw new Error('no'); })).rejects.toThrow('no');
    expect((await stat(file)).ino).toBe(before.ino);
    expect(await readdir(path.dirname(file))).toEqual(['recorder.json']);
  });

  it('behind a link is the file that the link names', async () => {
    const file = await inFolder('link');
    await createVirtualRecorder(file);
    const link = path.join(folder, 'link.json');
    await symlink(file, link);
    await (await openVirtualRecorder(link)).update(bump);
    expect(await (await openVirtualRecorder(file)).read()).toMatchObject({ revision: 1 });
  });

  const whole = (): string => JSON.stringify(factoryNew());
  it.each([
    ['empty', '', /damaged: it is empty/],
    ['cut off', () => whole().slice(0, -20), /damaged: it is not whole JSON/],
    ['of something else', '{"schema":"nvr-doctor/report@1"}', /not the file of a virtual recorder/],
    ['of another program', '[1, 2]', /not the file of a virtual recorder/],
    ['of a later version', () => whole().replace('recorder@1', 'recorder@2'), /written by another version of nvr-doctor \(nvr-doctor\/virtual-recorder@2\)/],
    ['without its accounts', () => whole().replace(/"accounts":\{.*\},"drafts"/, '"drafts"'), /damaged: `accounts` is missing/],
    ['with a lock of no tries', () => whole().replace('"tries":5', '"tries":0'), /damaged: `accounts\.policy\.tries`/],
    ['set up and without an account', () => whole().replace('"initialized":false', '"initialized":true'), /no administrator of the name admin/],
    ['with an unknown field', () => whole().replace('"drafts"', '"extra":1,"drafts"'), /damaged: `the document`/],
  ] as const)('that is %s is told with its name and what to do, and left as it is', async (name, content, message) => {
    const file = await inFolder(`bad-${name.replaceAll(' ', '-')}`);
    const text = typeof content === 'string' ? content : content();
    await writeFile(file, text);
    await expect(openVirtualRecorder(file)).rejects.toMatchObject({ what: expect.stringMatching(message), where: file, hint: expect.stringMatching(/\w/), exitCode: 2 });
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('that is damaged while it is in use is not overwritten by the next change', async () => {
    const file = await inFolder('damaged-later');
    const store = await createVirtualRecorder(file);
    await writeFile(file, '{');
    await expect(store.update(bump)).rejects.toMatchObject({ where: file });
    expect(await readFile(file, 'utf8')).toBe('{');
    expect(await readdir(path.dirname(file))).toEqual(['recorder.json']);
  });

  it('that is missing, a folder, a device or too big is told', async () => {
    const big = await inFolder('big');
    await writeFile(big, ' '.repeat(1_048_577));
    await expect(openVirtualRecorder(path.join(folder, 'nothing.json'))).rejects.toMatchObject({ what: 'There is no virtual recorder in this file.', hint: expect.stringContaining('account init') });
    await expect(openVirtualRecorder(folder)).rejects.toMatchObject({ what: expect.stringMatching(/folder/) });
    await expect(openVirtualRecorder('/dev/zero')).rejects.toMatchObject({ what: expect.stringMatching(/device/) });
    await expect(openVirtualRecorder(big)).rejects.toMatchObject({ what: expect.stringMatching(/too big/) });
    await expect(createVirtualRecorder(path.join(folder, 'nowhere', 'r.json'))).rejects.toMatchObject({ what: expect.stringMatching(/folder/) });
  });

  it.skipIf(process.getuid?.() === 0)('in a folder that may not be written stays as it is', async () => {
    const file = await inFolder('shut');
    const store = await createVirtualRecorder(file);
    await chmod(path.dirname(file), 0o500);
    await expect(store.update(bump)).rejects.toMatchObject({ where: file });
    await chmod(path.dirname(file), 0o700);
  });
});

describe('its clock', () => {
  const at = (shown: string): VirtualRecorder => factoryNew({ at: shown });
  const shows = (recorder: VirtualRecorder, real: number): string => shownTime(recorder.accounts, timeOf(recorder, real));

  it('goes on with the clock of the machine, as far ahead as it was moved', () => {
    const recorder = at('2026-11-22T14:30:00');
    // Read after the recorder's clock was set: a millisecond before, it shows another minute.
    const real = Date.now();
    expect(shows(recorder, real + 60_000).slice(0, 16)).toBe('2026-11-22T14:31');
    expect(shows(moveClock(recorder, '+31m', { real }), real).slice(0, 16)).toBe('2026-11-22T15:01');
    expect(shows(moveClock(recorder, '+1d', { real }), real).slice(0, 10)).toBe('2026-11-23');
    expect(shows(moveClock(recorder, '2026-12-01T08:00', { real }), real)).toBe('2026-12-01T08:00:00');
  });

  it('may be told the minute that it shows, and then stands as it is', () => {
    const recorder = at('2026-11-22T14:30:55');
    const real = Date.now();
    const shown = shows(recorder, real);
    expect(moveClock(recorder, shown.slice(0, 16), { real })).toBe(recorder);
    expect(() => moveClock(recorder, `${shown.slice(0, 16)}:00`, { real })).toThrow(/does not go back/);
  });

  it.each(['2026-11-22T14:30:50', '2026-11-22T14:29', '2026-11-21T23:59:59'])('does not go back by seconds to "%s", however often', (to) => {
    const recorder = at('2026-11-22T14:30:55');
    expect(() => moveClock(recorder, to)).toThrow(/does not go back/);
  });

  it('ends with the year that a recorder can show', () => {
    const late = at('2037-12-01T00:00:00');
    expect(() => moveClock(late, '+60d')).toThrow(/ends with the year 2037/);
  });

  it('follows the date that the set-up gave it', () => {
    const fresh = factoryNew();
    const recorder: VirtualRecorder = { ...fresh, accounts: { ...fresh.accounts, setup: { country: 'US', language: 'en', videoStandard: 'NTSC', timeZone: 'America/New_York', clockOffset: -86_400_000, initialisedAt: 0 } } };
    const real = Date.UTC(2026, 10, 22, 12);
    expect(shows(recorder, real)).toBe('2026-11-21T12:00:00');
    expect(timeOf(moveClock(recorder, '2026-11-21T13:00', { real }), real)).toBe(real + 3_600_000);
  });

  it.each(['2026-11-22T14:00', '+400d', 'soon', '-5m', '+5', '2026-02-30T10:00', ''])('does not go to "%s"', (to) => {
    expect(() => moveClock(at('2026-11-22T14:30:00'), to)).toThrow();
  });
});

/** Every process that a test began, so that none outlives it. */
const started = new Set<ChildProcess>();
afterAll(() => {
  for (const process of started) process.kill('SIGKILL');
});

interface Worker {
  readonly process: ChildProcess;
  /** Lines so far. */
  readonly said: readonly string[];
  readonly first: Promise<void>;
  readonly ended: Promise<number | null>;
}

function begin(...args: string[]): Worker {
  const worker = spawn(process.execPath, [child, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  started.add(worker);
  const said: string[] = [];
  let left = '';
  const ended = new Promise<number | null>((resolve) => worker.on('close', (code) => (started.delete(worker), resolve(code))));
  const first = new Promise<void>((resolve) => {
    worker.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (left + chunk).split('\n');
      left = lines.pop() ?? '';
      said.push(...lines);
      resolve();
    });
    worker.on('close', () => resolve());
  });
  return { process: worker, said, first, ended };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('two processes at once', { timeout: 120_000 }, () => {
  it('lose no change of each other', async () => {
    const file = await inFolder('hammer');
    await createVirtualRecorder(file);
    const workers = [begin('update', file, '200'), begin('update', file, '200')];
    expect(await Promise.all(workers.map(({ ended }) => ended))).toEqual([0, 0]);
    const recorder = await (await openVirtualRecorder(file)).read();
    expect(recorder.revision).toBe(400);
    expect(count(recorder)).toBe(400);
    // Nobody was told of the same change twice.
    expect(new Set(workers.flatMap(({ said }) => said)).size).toBe(400);
    expect(await readdir(path.dirname(file))).toEqual(['recorder.json']);
  });

  it('a stopped one keeps its lock: the other says who is in the way, and changes nothing', async () => {
    const file = await inFolder('stopped');
    await createVirtualRecorder(file);
    const { pid } = process;
    const held = await holdLock(file, pid);
    await expect((await VirtualRecorderFile.open(file, 50)).update(bump)).rejects.toMatchObject({ what: `Another process (${pid}) is changing this virtual recorder.` });
    await rm(held);
    expect(await (await openVirtualRecorder(file)).read()).toMatchObject({ revision: 0 });
  });

  it('a lock of a process whose number came back and an old one of another machine hold nobody up', async () => {
    const file = await inFolder('stale');
    const store = await createVirtualRecorder(file);
    await holdLock(file, process.pid, '1');
    const foreign = path.join(path.dirname(file), `.recorder.json.lock-00000000-1-1-${'a'.repeat(12)}`);
    await writeFile(foreign, '');
    await utimes(foreign, new Date(Date.now() - 120_000), new Date(Date.now() - 120_000));
    await store.update(bump);
    expect(await readdir(path.dirname(file))).toEqual(['recorder.json']);
  });
});

/** The name that a process of this machine gives its lock. */
async function holdLock(file: string, pid: number, began = thisOwner().began): Promise<string> {
  const held = path.join(path.dirname(file), nameOf(path.basename(file), 'lock', { ...thisOwner(), pid, began }));
  await writeFile(held, '');
  return held;
}

/** By the kernel, at random times; 600 more at every single operation are in virtual-recorder-crash.test.ts. */
const KILLS = 100;
const LANES = 2;

describe('killed at any point', { timeout: 240_000 }, () => {
  it(`${KILLS} times while it changes the file: the old or the new state, nothing lost, nothing torn`, async () => {
    const lane = async (number: number): Promise<number> => {
      const file = await inFolder(`kill-${number}`);
      await createVirtualRecorder(file);
      let kills = 0;
      let told = 0;
      while (kills < KILLS / LANES) {
        const workers = [begin('update', file), begin('update', file)];
        await Promise.all(workers.map(({ first }) => first));
        for (const { process: victim, ended, said } of workers) {
          await pause(Math.random() * 6);
          victim.kill('SIGKILL');
          await ended;
          kills++;
          told = Math.max(told, ...said.map(Number));
        }
        const recorder = await (await openVirtualRecorder(file)).read();
        // What a process said it saved is there; what it was killed over may be.
        expect(recorder.revision).toBeGreaterThanOrEqual(told);
        expect(recorder.revision).toBeLessThanOrEqual(told + workers.length);
        expect(count(recorder)).toBe(recorder.revision);
      }
      const store = await openVirtualRecorder(file);
      await store.update(bump);
      expect(await readdir(path.dirname(file))).toEqual(['recorder.json']);
      return kills;
    };
    const kills = await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
    expect(kills.reduce((sum, own) => sum + own)).toBeGreaterThanOrEqual(KILLS);
  });

  it('while it makes a new one: a whole recorder, or none', async () => {
    const file = await inFolder('born');
    for (let n = 0; n < 10; n++) {
      const worker = begin('create', file);
      await worker.first;
      await pause(Math.random() * 6);
      worker.process.kill('SIGKILL');
      await worker.ended;
      for (const name of worker.said) await openVirtualRecorder(name);
    }
    const born = (await readdir(path.dirname(file))).filter((name) => !name.startsWith('.'));
    for (const name of born) expect((await (await openVirtualRecorder(path.join(path.dirname(file), name))).read()).revision).toBe(0);
    expect(born.length).toBeGreaterThan(10);
  });
});
