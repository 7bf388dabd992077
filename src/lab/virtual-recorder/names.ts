/** Files that stand beside a virtual recorder's own while it is being changed. Each name says who made it, so that what a dead process left is told from what a living one needs. */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface Owner {
  /** Processes can be looked up on one machine (and within one set of process ids) only. */
  readonly machine: string;
  readonly pid: number;
  /** When the process began, in the kernel's own ticks; 0 where the platform does not tell. A process id comes back, the pair does not. */
  readonly began: string;
  readonly token: string;
}

export type Kind = 'lock' | 'new';

export function thisOwner(): Owner {
  return { machine: MACHINE, pid: process.pid, began: beganAt(process.pid) ?? '0', token: randomBytes(6).toString('hex') };
}

export const nameOf = (base: string, kind: Kind, { machine, pid, began, token }: Owner): string => `.${base}.${kind}-${machine}-${pid}-${began}-${token}`;

/** Undefined for files that are none of ours. */
export function ownerOf(base: string, kind: Kind, name: string): Owner | undefined {
  const prefix = `.${base}.${kind}-`;
  if (!name.startsWith(prefix)) return undefined;
  const found = /^([0-9a-f]{8})-(\d{1,10})-(\d{1,20})-([0-9a-f]{12})$/.exec(name.slice(prefix.length));
  if (found === null) return undefined;
  const [, machine = '', pid, began = '', token = ''] = found;
  return { machine, pid: Number(pid), began, token };
}

/** `cannot-tell`: made on another machine that shares the folder. */
export function lives(owner: Owner): 'yes' | 'no' | 'cannot-tell' {
  if (owner.machine !== MACHINE) return 'cannot-tell';
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return 'no';
  }
  const began = beganAt(owner.pid);
  return began === undefined || owner.began === '0' || began === owner.began ? 'yes' : 'no';
}

/** proc(5): the 22nd field of `stat`; the second may hold blanks and brackets of its own. */
function beganAt(pid: number): string | undefined {
  const stat = quietly(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

const MACHINE = createHash('sha256')
  .update([hostname(), quietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')) ?? '', quietly(() => readlinkSync('/proc/self/ns/pid')) ?? ''].join('\n'))
  .digest('hex')
  .slice(0, 8);

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
