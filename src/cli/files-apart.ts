/** A run that wrote over what it reads, or twice into one file, would lose what was in it and say that all is well. */
import { fstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { DoctorError } from '../errors.js';
import { each, type Arguments } from './options.js';

/** Options and words of all commands that name a file to read. A name that is no file, such as that of a home, is none here either. */
const READ = ['files', 'old', 'new', 'file', 'report', 'request', 'home', 'network', 'rules', 'settings', 'known', 'suppressions', 'translate', 'answers', 'clients', 'virtual'] as const;

/** Standard input is among them: where it comes from a file, that file must not be lost either. */
export function filesRead(args: Arguments): readonly string[] {
  return ['-', ...READ.flatMap((name) => each(args, name))];
}

/**
 * @param written names of files by the option that gives them
 * @param read names of files; `-` for standard input
 * @throws DoctorError where two of them are one file, by whatever names
 */
export function keepApart(written: Readonly<Record<string, string | undefined>>, read: readonly string[]): void {
  const taken = new Map<string | undefined, string>(read.map((file) => [identityOf(file), 'is to be read']));
  for (const [option, file] of Object.entries(written)) {
    if (file === undefined) continue;
    const identity = identityOf(file) ?? nameOfNew(file);
    const other = identity === undefined ? undefined : taken.get(identity);
    if (other !== undefined) throw new DoctorError(`This file ${other}, and --${option} would write over it.`, { where: file, hint: `Name another file with --${option}.` });
    taken.set(identity, `is written by --${option}`);
  }
}

/** Of a file that is there; undefined for a folder, and for a pipe or a device, in which nothing can be written over. */
function identityOf(file: string): string | undefined {
  try {
    const about = file === '-' ? fstatSync(0, { bigint: true }) : statSync(file, { bigint: true });
    return about.isFile() ? `${about.dev}:${about.ino}` : undefined;
  } catch {
    return undefined;
  }
}

/** Of a file that is still to be made, links followed; undefined where something is there already. */
function nameOfNew(file: string, depth = 0): string | undefined {
  try {
    statSync(file);
    return undefined;
  } catch {
    const [folder, name] = [path.dirname(path.resolve(file)), path.basename(file)];
    try {
      const link = readlinkSync(file);
      return depth > 32 ? undefined : nameOfNew(path.resolve(folder, link), depth + 1);
    } catch {
      return path.join(real(folder), name);
    }
  }
}

function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
