/**
 * One process at a time, on any file system, without anything that a dead process could leave shut. Whoever wants in puts up a file of its
 * own name and then looks who else has one: of two that come at once each sees the other, or one saw nobody and is in. As every name is its
 * maker's own, what the dead left is removed without a race, which a single lock file with a stale owner cannot give.
 */
import { open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { lives, nameOf, ownerOf, thisOwner, type Owner } from './names.js';

export interface Held {
  readonly owner: Owner;
  /** False where somebody took it for dead: what was begun must not be finished. */
  stillMine(): Promise<boolean>;
  release(): Promise<void>;
}

/** Holders of another machine cannot be looked up; a change takes milliseconds, so after a minute they are gone. */
const FOREIGN_MS = 60_000;
const WAIT_MS = { first: 2, most: 40 } as const;

/** @returns undefined, with the process that was in the way, after `patience` milliseconds */
export async function takeLock(folder: string, base: string, patience: number): Promise<Held | { readonly busy: number }> {
  const until = performance.now() + patience;
  for (let wait: number = WAIT_MS.first; ; wait = Math.min(wait * 2, WAIT_MS.most)) {
    const owner = thisOwner();
    const path = join(folder, nameOf(base, 'lock', owner));
    await (await open(path, 'wx', 0o600)).close();
    const other = await inTheWay(folder, base, owner).catch(async (error: unknown) => {
      await gone(path);
      throw error;
    });
    if (other === undefined) return { owner, stillMine: async () => (await stat(path).catch(() => undefined)) !== undefined, release: () => gone(path) };
    await gone(path);
    if (performance.now() >= until) return { busy: other.pid };
    // By chance, or two that came at once would meet again.
    await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random())));
  }
}

async function inTheWay(folder: string, base: string, own: Owner): Promise<Owner | undefined> {
  for (const name of await readdir(folder)) {
    const owner = ownerOf(base, 'lock', name);
    if (owner === undefined || owner.token === own.token) continue;
    const path = join(folder, name);
    if (!(await isDead(owner, path))) return owner;
    await gone(path);
  }
  return undefined;
}

async function isDead(owner: Owner, path: string): Promise<boolean> {
  const answer = lives(owner);
  if (answer !== 'cannot-tell') return answer === 'no';
  const made = await stat(path).catch(() => undefined);
  return made === undefined || Date.now() - made.mtimeMs > FOREIGN_MS;
}

/** Somebody else may have removed it first. */
const gone = (path: string): Promise<void> => unlink(path).catch(() => undefined);
