/** The file of a virtual recorder: read whole, changed by one process at a time, replaced at once. A crash at any point leaves the old or the new state. */
import type { Stats } from 'node:fs';
import { link, open, readdir, readFile, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DoctorError } from '../../errors.js';
import { parseRecorder, printRecorder, type VirtualRecorder } from './document.js';
import { takeLock, type Held } from './lock.js';
import { nameOf, ownerOf, type Owner } from './names.js';
import { timeOf } from './clock.js';

/** Bytes; 64 users with everything set are a tenth of it. */
const MAX_FILE = 1_048_576;
const PATIENCE_MS = 10_000;

/** What a change gives: the new state (the old one: nothing is written) and whatever the caller wants to know. */
export interface Change<T> {
  readonly recorder: VirtualRecorder;
  readonly value: T;
}

export class VirtualRecorderFile {
  private constructor(
    /** As it was given, for messages. */
    readonly file: string,
    private readonly target: string,
    private readonly patience: number,
  ) {}

  /** @throws DoctorError where there is no such file, or none of a virtual recorder */
  static async open(file: string, patience = PATIENCE_MS): Promise<VirtualRecorderFile> {
    const target = await realpath(file).catch(() => resolve(file));
    const opened = new VirtualRecorderFile(file, target, patience);
    await opened.read();
    return opened;
  }

  /** @throws DoctorError where something of that name is there already: it is never replaced */
  static async create(file: string, recorder: VirtualRecorder, patience = PATIENCE_MS): Promise<VirtualRecorderFile> {
    const folder = await realpath(dirname(resolve(file))).catch((error: unknown) => {
      throw new DoctorError('The folder of this file does not exist.', { where: file, hint: 'Make the folder first, or name another with --virtual.', cause: error });
    });
    const created = new VirtualRecorderFile(file, join(folder, basename(file)), patience);
    await created.locked(async (held) => {
      await created.write(held, recorder, 'must-be-new');
    });
    return created;
  }

  /** No lock is needed: what stands under the name is always whole. */
  async read(): Promise<VirtualRecorder> {
    return parseRecorder(await this.content(), this.file);
  }

  /**
   * `change` sees the newest state and the time in the recorder's life; it may be called again where the change could not be finished. Nothing slow may
   * happen in it, since other processes wait. What it throws is passed on, and nothing is written.
   */
  async update<T>(change: (recorder: VirtualRecorder, now: number) => Change<T>): Promise<T> {
    return this.locked(async (held) => {
      const before = await this.read();
      const { recorder, value } = change(before, timeOf(before));
      if (recorder !== before) await this.write(held, { ...recorder, revision: before.revision + 1 }, 'replace');
      return value;
    });
  }

  private async locked<T>(work: (held: Held) => Promise<T>): Promise<T> {
    const held = await takeLock(dirname(this.target), basename(this.target), this.patience).catch((error: unknown) => {
      throw cannotWrite(this.file, error);
    });
    if ('busy' in held) throw new DoctorError(`Another process (${held.busy}) is changing this virtual recorder.`, { where: this.file, hint: 'Try again when it has ended; nothing was changed.' });
    try {
      await this.clearLeftovers(held.owner);
      return await work(held);
    } finally {
      await held.release();
    }
  }

  private async write(held: Held, recorder: VirtualRecorder, how: 'replace' | 'must-be-new'): Promise<void> {
    const folder = dirname(this.target);
    const draft = join(folder, nameOf(basename(this.target), 'new', held.owner));
    try {
      const out = await open(draft, 'wx', 0o600);
      try {
        await out.writeFile(printRecorder(recorder));
        await out.sync();
      } finally {
        await out.close();
      }
      if (!(await held.stillMine())) throw new DoctorError('Another process took this one for dead, so nothing was changed.', { where: this.file, hint: 'Try again.' });
      if (how === 'replace') await rename(draft, this.target);
      else await link(draft, this.target);
      await syncFolder(folder);
    } catch (error) {
      if (error instanceof DoctorError) throw error;
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new DoctorError('This file exists already.', { where: this.file, hint: 'Name another with --virtual.' });
      throw cannotWrite(this.file, error);
    } finally {
      // After a rename there is none.
      await unlink(draft).catch(() => undefined);
    }
  }

  /** Only the holder of the lock writes drafts, so those of others are of the dead. */
  private async clearLeftovers(own: Owner): Promise<void> {
    const folder = dirname(this.target);
    for (const name of await readdir(folder)) {
      const owner = ownerOf(basename(this.target), 'new', name);
      if (owner !== undefined && owner.token !== own.token) await unlink(join(folder, name)).catch(() => undefined);
    }
  }

  private async content(): Promise<string> {
    const refuse = (what: string, hint: string, cause?: unknown): DoctorError => new DoctorError(what, { where: this.file, hint, cause });
    let found: Stats;
    let bytes: Buffer;
    try {
      found = await stat(this.target);
      if (!found.isFile()) throw refuse(found.isDirectory() ? 'This is a folder, not the file of a virtual recorder.' : 'This is a device or a pipe, not a file.', 'Name a file with --virtual.');
      if (found.size > MAX_FILE) throw refuse(`The file is too big for a virtual recorder: ${found.size} bytes; the limit is ${MAX_FILE}.`, 'Check that this is the right file; it is left as it is.');
      bytes = await readFile(this.target);
    } catch (error) {
      if (error instanceof DoctorError) throw error;
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw refuse('There is no virtual recorder in this file.', 'Begin one with: nvr-doctor account init --virtual FILE', error);
      throw refuse(`The file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}).`, 'Check that you may read it.', error);
    }
    return bytes.toString('utf8');
  }
}

/** The new name must outlive a power failure as well; not every platform lets a folder be synced. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

function cannotWrite(file: string, cause: unknown): DoctorError {
  return new DoctorError(`The file cannot be written (${(cause as NodeJS.ErrnoException).code ?? 'unknown reason'}).`, { where: file, hint: 'Check that the folder exists and that you may write there.', cause });
}
