/**
 * Refused passwords are remembered, because the recorder counts every wrong one and the homeowner's app shares that counter: what was
 * refused once is never sent again to that recorder (recorder-apis §16.9). Only a salted hash is kept, in a file of mode 0600.
 */
import { createHash, randomBytes, scryptSync } from 'node:crypto';
import type { Stats } from 'node:fs';
import { link, mkdir, open, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Network } from '../network/seam.js';

/** Everything that can tell one recorder from another; the strongest that both sides know decides. */
export interface DeviceIdentity {
  readonly serial?: string;
  readonly mac?: string;
  /** `address:port`. */
  readonly endpoint: string;
}

export type Protocol = 'digest' | 'rpc2';

export interface Refusal {
  readonly device: DeviceIdentity;
  readonly user: string;
  /** A recorder can refuse by RPC2 what it accepts by HTTP digest. */
  readonly protocol: Protocol;
  /** The challenge's realm: many firmwares salt it anew when the password changes, which voids the refusal. */
  readonly realm: string;
  /** Absent where the answer was a lock, which says nothing about the password. */
  readonly password?: { readonly salt: string; readonly hash: string };
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly triesLeft?: number;
  readonly lockedUntil?: number;
}

export interface RefusalStore {
  /** Refusals of this user at this recorder, newest first; undefined where the record exists and cannot be read: nobody knows then what was refused. */
  recall(device: DeviceIdentity, user: string, protocol: Protocol): Promise<readonly Refusal[] | undefined>;
  /** False where it could not be kept. */
  remember(refusal: Refusal): Promise<boolean>;
  /** After an accepted password: the recorder's counter starts anew. */
  forget(device: DeviceIdentity, user: string, protocol: Protocol): Promise<void>;
  hash(password: string, salt: string): string;
  /** Keeps a second run from spending a try at the same time; undefined while another run holds it. `now` in milliseconds since 1970. */
  claim(device: DeviceIdentity, now: number): Promise<(() => Promise<void>) | undefined>;
}

const MAX_REFUSALS = 200;
const MAX_FILE = 262_144;
/** A run that has not ended after a minute is dead. */
const CLAIM_MS = 60_000;

export function sameDevice(a: DeviceIdentity, b: DeviceIdentity): boolean {
  if (a.serial !== undefined && b.serial !== undefined) return a.serial === b.serial;
  if (a.mac !== undefined && b.mac !== undefined) return a.mac === b.mac;
  return a.endpoint === b.endpoint;
}

export function newSalt(): string {
  return randomBytes(16).toString('hex');
}

const about = (device: DeviceIdentity, user: string, protocol: Protocol) => (r: Refusal): boolean => r.user === user && r.protocol === protocol && sameDevice(r.device, device);

/** Lives as long as the process; for the lab and where no state directory is given. */
export function memoryRefusals(): RefusalStore {
  let refusals: readonly Refusal[] = [];
  const claims: DeviceIdentity[] = [];
  return {
    recall: (...key) => Promise.resolve(refusals.filter(about(...key))),
    remember: (refusal) => {
      refusals = [refusal, ...refusals].slice(0, MAX_REFUSALS);
      return Promise.resolve(true);
    },
    forget: (...key) => {
      const gone = about(...key);
      refusals = refusals.filter((r) => !gone(r));
      return Promise.resolve();
    },
    // Never leaves the process, so the quick hash does.
    hash: (password, salt) => createHash('sha256').update(`${salt}:${password}`).digest('hex'),
    claim: (device) => {
      if (claims.some((c) => sameDevice(c, device))) return Promise.resolve(undefined);
      claims.push(device);
      return Promise.resolve(() => {
        claims.splice(claims.indexOf(device), 1);
        return Promise.resolve();
      });
    },
  };
}

/** One memory per network: two simulated homes have recorders with the same serial number, and nothing to do with each other. */
const inMemory = new WeakMap<Network, RefusalStore>();

/** In the directory where one is given, else as long as the process lives. */
export function refusalsOf(network: Network, directory: string | undefined): RefusalStore {
  if (directory !== undefined) return fileRefusals(directory);
  const store = inMemory.get(network) ?? memoryRefusals();
  inMemory.set(network, store);
  return store;
}

/** In `refused-logins.json` of the directory, which is made with mode 0700 where it is missing. */
export function fileRefusals(directory: string): RefusalStore {
  const path = join(directory, 'refused-logins.json');
  // A damaged record is not an empty one: what it held may be the very password that is about to be sent.
  const load = async (): Promise<readonly Refusal[] | undefined> => {
    try {
      if ((await stat(path)).size > MAX_FILE) return undefined;
      const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
      return Array.isArray(parsed) && parsed.every(isRefusal) ? parsed : undefined;
    } catch (error) {
      return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '') ? [] : undefined;
    }
  };
  const save = async (refusals: readonly Refusal[]): Promise<boolean> => {
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await writeFile(draft, `${JSON.stringify(refusals.slice(0, MAX_REFUSALS), null, 1)}\n`, { mode: 0o600 });
      await rename(draft, path);
      return true;
    } catch {
      await unlink(draft).catch(() => undefined);
      return false;
    }
  };
  return {
    recall: async (...key) => (await load())?.filter(about(...key)),
    remember: async (refusal) => save([refusal, ...((await load()) ?? [])]),
    forget: async (...key) => {
      const all = (await load()) ?? [];
      const gone = about(...key);
      const rest = all.filter((r) => !gone(r));
      if (rest.length !== all.length) await save(rest);
    },
    hash: (password, salt) => scryptSync(password, salt, 32, { N: 16_384, r: 8, p: 1 }).toString('hex'),
    claim: (device, now) => claimFile(directory, device, now),
  };
}

async function claimFile(directory: string, device: DeviceIdentity, now: number): Promise<(() => Promise<void>) | undefined> {
  // By address, which every run knows; a serial number may have been told to one run and not to the other.
  const address = device.endpoint.replace(/:\d+$/, '');
  const path = join(directory, `sign-in-${createHash('sha256').update(address).digest('hex').slice(0, 16)}.lock`);
  // A directory that cannot be written protects from nothing, but it must not keep the person from a diagnosis either.
  const unguarded = (): Promise<void> => Promise.resolve();
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch {
    return unguarded;
  }
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = await open(path, 'wx', 0o600);
      const { ino } = await file.stat();
      await file.close();
      return () => releaseFile(path, ino);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return unguarded;
      if (!(await removeDead(path, now))) return undefined;
    }
  }
  return undefined;
}

/** A run that was thought dead must not take the lock of its successor with it. */
async function releaseFile(path: string, ino: number): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there?.ino === ino) await unlink(path).catch(() => undefined);
}

/** True where the way is free: the lock was left behind by a run that ended without a word, or is gone by now. */
async function removeDead(path: string, now: number): Promise<boolean> {
  const isDead = (s: Stats): boolean => now - s.mtimeMs >= CLAIM_MS;
  const seen = await stat(path).catch(() => undefined);
  if (!seen) return true;
  if (!isDead(seen)) return false;
  // Moved aside before it is removed: of two runs that find it at once, one may already hold a lock of its own under this name.
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(path, aside);
    const moved = await stat(aside);
    if (!isDead(moved)) await link(aside, path);
    await unlink(aside);
    return isDead(moved);
  } catch {
    return false;
  }
}

function isRefusal(value: unknown): value is Refusal {
  if (typeof value !== 'object' || value === null) return false;
  const { device, user, protocol, realm, at, password, triesLeft, lockedUntil } = value as Record<string, unknown>;
  const numberOrNone = (n: unknown): boolean => n === undefined || typeof n === 'number';
  return (
    typeof device === 'object' &&
    device !== null &&
    typeof (device as DeviceIdentity).endpoint === 'string' &&
    typeof user === 'string' &&
    (protocol === 'digest' || protocol === 'rpc2') &&
    typeof realm === 'string' &&
    typeof at === 'number' &&
    numberOrNone(triesLeft) &&
    numberOrNone(lockedUntil) &&
    (password === undefined || (typeof password === 'object' && password !== null && typeof (password as { hash?: unknown }).hash === 'string' && typeof (password as { salt?: unknown }).salt === 'string'))
  );
}
