/**
 * Refused passwords are remembered, because the recorder counts every wrong one and the homeowner's app shares that counter: what was
 * refused once is never sent again to that recorder (recorder-apis §16.9). Only a salted hash is kept, in a file of mode 0600.
 */
import { createHash, randomBytes, scryptSync } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Network } from '../network/seam.js';

/** Everything that can tell one recorder from another; the strongest that both sides know decides. */
export interface DeviceIdentity {
  readonly serial?: string;
  readonly mac?: string;
  /** `address:port`. */
  readonly endpoint: string;
}

/** `digest`: the one sign-in of a run, which goes by RPC2 where the firmware wants it so. `rpc2`: the second one, with a password just accepted. */
export type Protocol = 'digest' | 'rpc2';

/**
 * Why a try that may have been counted does not prove the password wrong. `unanswered`: nothing that settles it came back. `bare`: a 401
 * over HTTP without a reason, which some firmware gives to the right password too.
 */
export type Doubt = 'unanswered' | 'bare';

export interface Refusal {
  readonly device: DeviceIdentity;
  readonly user: string;
  /** A recorder can refuse by RPC2 what it accepts by HTTP digest. */
  readonly protocol: Protocol;
  /** The challenge's realm: many firmwares salt it anew when the password changes, which voids the refusal. */
  readonly realm: string;
  /** Absent where the answer was a lock, which says nothing about the password. */
  readonly password?: { readonly salt: string; readonly hash: string };
  /** Absent where the recorder said that the password is wrong. */
  readonly doubt?: Doubt;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly triesLeft?: number;
  readonly lockedUntil?: number;
}

export interface RefusalStore {
  /** Refusals of this user at this recorder, newest first; undefined where a record exists and cannot be read: nobody knows then what was refused. */
  recall(device: DeviceIdentity, user: string): Promise<readonly Refusal[] | undefined>;
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
/** A run that has not ended after a minute is dead, whatever its process number says: another program may have that by now. */
const CLAIM_MS = 60_000;

export function sameDevice(a: DeviceIdentity, b: DeviceIdentity): boolean {
  if (a.serial !== undefined && b.serial !== undefined) return a.serial === b.serial;
  if (a.mac !== undefined && b.mac !== undefined) return a.mac === b.mac;
  return a.endpoint === b.endpoint;
}

export function newSalt(): string {
  return randomBytes(16).toString('hex');
}

const about = (device: DeviceIdentity, user: string, protocol?: Protocol) => (r: Refusal): boolean => r.user === user && (protocol === undefined || r.protocol === protocol) && sameDevice(r.device, device);

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

/** `refused-logins-<time>-<random>.json`; whatever else begins so (an earlier version kept all refusals in one file) is read as well. */
const RECORD = 'refused-logins';
const isRecord = (name: string): boolean => name.startsWith(RECORD) && name.endsWith('.json');

/**
 * In the directory, which is made with mode 0700 where it is missing. Every refusal is a file of its own: runs at several recorders end at
 * the same moment, and of two that change one file one would undo what the other wrote.
 */
export function fileRefusals(directory: string): RefusalStore {
  const names = async (): Promise<readonly string[] | undefined> => {
    try {
      return (await readdir(directory)).filter(isRecord).sort();
    } catch (error) {
      return isMissing(error) ? [] : undefined;
    }
  };
  // A damaged record is not an empty one: what it held may be the very password that is about to be sent.
  const load = async (name: string): Promise<readonly Refusal[] | undefined> => {
    const path = join(directory, name);
    try {
      if ((await stat(path)).size > MAX_FILE) return undefined;
      const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
      return Array.isArray(parsed) && parsed.every(isRefusal) ? parsed : undefined;
    } catch (error) {
      return isMissing(error) ? [] : undefined;
    }
  };
  const save = async (name: string, refusals: readonly Refusal[]): Promise<boolean> => {
    const path = join(directory, name);
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await writeFile(draft, `${JSON.stringify(refusals, null, 1)}\n`, { mode: 0o600 });
      await rename(draft, path);
      return true;
    } catch {
      await remove(draft);
      return false;
    }
  };
  return {
    recall: async (...key) => {
      const found = await names();
      const all = await Promise.all((found ?? []).map(load));
      if (!found || all.includes(undefined)) return undefined;
      return all.flatMap((refusals) => refusals ?? []).filter(about(...key)).sort((a, b) => b.at - a.at);
    },
    remember: async (refusal) => {
      const name = `${RECORD}-${String(Math.round(refusal.at)).padStart(15, '0')}-${randomBytes(4).toString('hex')}.json`;
      if (!(await save(name, [refusal]))) return false;
      // By name is by time.
      for (const old of ((await names()) ?? []).slice(0, -MAX_REFUSALS)) await remove(join(directory, old));
      return true;
    },
    forget: async (...key) => {
      const gone = about(...key);
      for (const name of (await names()) ?? []) {
        const refusals = (await load(name)) ?? [];
        const rest = refusals.filter((r) => !gone(r));
        if (rest.length === refusals.length) continue;
        if (rest.length === 0) await remove(join(directory, name));
        else await save(name, rest);
      }
    },
    hash: (password, salt) => scryptSync(password, salt, 32, { N: 16_384, r: 8, p: 1 }).toString('hex'),
    claim: (device, now) => claimFile(directory, device, now),
  };
}

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
const remove = (path: string): Promise<void> => unlink(path).catch(() => undefined);

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
      const holder = `${process.pid} ${hostname()}\n${randomBytes(6).toString('hex')}\n`;
      // Without its holder it is a claim all the same, until it is a minute old.
      await file.writeFile(holder).catch(() => undefined);
      await file.close();
      return () => releaseFile(path, holder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return unguarded;
      if (!(await removeDead(path, now))) return undefined;
    }
  }
  return undefined;
}

/** A run that was thought dead must not take the lock of its successor with it, which may have got the same inode. */
async function releaseFile(path: string, holder: string): Promise<void> {
  const there = await readFile(path, 'utf8').catch(() => undefined);
  if (there === holder) await remove(path);
}

/** True where the way is free: the lock was left behind by a run that ended without a word, or is gone by now. */
async function removeDead(path: string, now: number): Promise<boolean> {
  const left = await isLeft(path, now);
  if (left !== true) return left === undefined;
  // Moved aside before it is removed: of two runs that find it at once, one may already hold a lock of its own under this name.
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(path, aside);
    const wasLeft = await isLeft(aside, now);
    if (wasLeft === false) await link(aside, path);
    await unlink(aside);
    return wasLeft === true;
  } catch {
    return false;
  }
}

/** True for the claim of a run that is no more, undefined where there is none. A second Ctrl-C ends a run before it can let go of it. */
async function isLeft(path: string, now: number): Promise<boolean | undefined> {
  try {
    const { mtimeMs } = await stat(path);
    const [, pid = '', host] = /^(\d{1,10}) (.*)$/m.exec(await readFile(path, 'utf8')) ?? [];
    return now - mtimeMs >= CLAIM_MS || (host === hostname() && !isRunning(Number(pid)));
  } catch (error) {
    return isMissing(error) ? undefined : false;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function isRefusal(value: unknown): value is Refusal {
  if (typeof value !== 'object' || value === null) return false;
  const { device, user, protocol, realm, at, password, doubt, triesLeft, lockedUntil } = value as Record<string, unknown>;
  const numberOrNone = (n: unknown): boolean => n === undefined || typeof n === 'number';
  return (
    typeof device === 'object' &&
    device !== null &&
    typeof (device as DeviceIdentity).endpoint === 'string' &&
    typeof user === 'string' &&
    (protocol === 'digest' || protocol === 'rpc2') &&
    typeof realm === 'string' &&
    typeof at === 'number' &&
    [undefined, 'unanswered', 'bare'].includes(doubt as Doubt | undefined) &&
    numberOrNone(triesLeft) &&
    numberOrNone(lockedUntil) &&
    (password === undefined || (typeof password === 'object' && password !== null && typeof (password as { hash?: unknown }).hash === 'string' && typeof (password as { salt?: unknown }).salt === 'string'))
  );
}
