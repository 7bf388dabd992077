/** The same store on a file system that stops at any single operation, as for a process that is killed there: nothing after it happens, clean-up neither. */
import type * as Files from 'node:fs/promises';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

/** Operations that are still done before the process is dead; infinite: it lives. */
const life = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY, done: 0, tearsWrites: false }));
class Killed extends Error {}

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof Files>();
  const mortal =
    <Args extends unknown[], T>(operation: (...args: Args) => Promise<T>, last?: (...args: Args) => Promise<unknown>) =>
    async (...args: Args): Promise<T> => {
      if (life.left <= 0) {
        // The operation that is cut off may have been done in part.
        if (life.left === 0 && last !== undefined && life.tearsWrites) await last(...args);
        life.left = -1;
        throw new Killed('killed');
      }
      life.left--;
      life.done++;
      return operation(...args);
    };
  const open = mortal(async (...args: Parameters<typeof real.open>) => {
    const handle = await real.open(...args);
    const half = async (data: string): Promise<unknown> => handle.writeFile(data.slice(0, data.length / 2));
    return {
      writeFile: mortal((data: string) => handle.writeFile(data), half),
      sync: mortal(() => handle.sync()),
      // A dead process holds nothing open either.
      close: () => handle.close(),
    };
  });
  return { ...real, open, link: mortal(real.link), rename: mortal(real.rename), unlink: mortal(real.unlink), readFile: mortal(real.readFile as (file: string) => Promise<Buffer>), readdir: mortal(real.readdir as (folder: string) => Promise<string[]>), stat: mortal(real.stat as (file: string) => Promise<unknown>) };
});

const { createVirtualRecorder, openVirtualRecorder } = await import('../../src/lab/virtual-recorder/index.js');

/** Above what Linux gives to processes, so that none of these is alive. */
const NO_PROCESS = 5_000_000;
let generation = 0;
const ownPid = process.pid;

/** Runs as a process of its own that dies after so many operations; true where it lived. */
async function as(operations: number, tearsWrites: boolean, work: () => Promise<unknown>): Promise<boolean> {
  Object.defineProperty(process, 'pid', { value: NO_PROCESS + ++generation, configurable: true });
  Object.assign(life, { left: operations, done: 0, tearsWrites });
  try {
    await work();
    return life.left >= 0;
  } catch {
    return false;
  } finally {
    life.left = Number.POSITIVE_INFINITY;
  }
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'nvr-doctor-crash-'));
});
afterAll(async () => {
  Object.defineProperty(process, 'pid', { value: ownPid, configurable: true });
  await rm(folder, { recursive: true, force: true });
});

/** The next process: it reads the old or the new state, and can change it. Gives what it read. */
async function successor(file: string): Promise<{ revision: number; ahead: number }> {
  const seen = { revision: -1, ahead: -1 };
  expect(
    await as(Number.POSITIVE_INFINITY, false, async () => {
      const store = await openVirtualRecorder(file);
      const { revision, ahead } = await store.read();
      Object.assign(seen, { revision, ahead });
    }),
  ).toBe(true);
  return seen;
}

const bump = async (file: string): Promise<void> => {
  const store = await openVirtualRecorder(file);
  await store.update((recorder) => ({ recorder: { ...recorder, ahead: recorder.ahead + 7 }, value: undefined }));
};

describe('a process that dies at one operation of the file system', { timeout: 60_000 }, () => {
  it('leaves the old or the new state at each of 600 points, and never stands in the way of the next', async () => {
    const file = path.join(folder, 'update.json');
    await as(Number.POSITIVE_INFINITY, false, () => createVirtualRecorder(file));
    await as(Number.POSITIVE_INFINITY, false, () => bump(file));
    const operations = life.done;
    expect(operations).toBeGreaterThan(8);
    let before = await successor(file);
    const outcomes = { old: 0, new: 0 };
    for (let point = 0; point < 600; point++) {
      // Every point in turn, and what the dead left behind is still there for the next.
      const lived = await as(point % operations, point % 2 === 0, () => bump(file));
      const after = await successor(file);
      expect(after.ahead).toBe(after.revision * 7);
      expect([before.revision, before.revision + 1]).toContain(after.revision);
      if (lived) expect(after.revision).toBe(before.revision + 1);
      outcomes[after.revision === before.revision ? 'old' : 'new']++;
      before = after;
    }
    expect(outcomes.old).toBeGreaterThan(100);
    expect(outcomes.new).toBeGreaterThan(30);
    await as(Number.POSITIVE_INFINITY, false, () => bump(file));
    expect((await readdir(folder)).filter((name) => name.includes('update.json'))).toEqual(['update.json']);
  });

  it('leaves a whole new recorder or none, at every point of making it', async () => {
    await as(Number.POSITIVE_INFINITY, false, () => createVirtualRecorder(path.join(folder, 'whole.json')));
    const operations = life.done;
    const born: boolean[] = [];
    for (let point = 0; point < operations; point++) {
      const file = path.join(folder, `new-${point}.json`);
      await as(point, true, () => createVirtualRecorder(file));
      const content = await readFile(file, 'utf8').catch(() => undefined);
      born.push(content !== undefined);
      if (content !== undefined) expect(await successor(file)).toMatchObject({ revision: 0 });
      else expect(await as(Number.POSITIVE_INFINITY, false, () => createVirtualRecorder(file))).toBe(true);
    }
    // Absent up to one point, whole from there on.
    expect(born).toEqual([...born].sort());
    expect(born).toContain(true);
    expect(born).toContain(false);
  });
});
