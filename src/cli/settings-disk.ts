/** Settings files on disk: bounded reading, and faults in words. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { DoctorError } from '../errors.js';
import { MAX_FACTS_BYTES, type FileFault } from '../facts/file/format.js';
import { readSettings, type SettingsRead } from '../recorders/settings-file/read.js';

/** A pipe that nobody writes to would hold an ordinary `open` for ever. Windows has no such flag, and no such pipes. */
const AT_ONCE = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0);

/** @throws DoctorError where it is no text file that can be read */
export async function readTextFile(path: string): Promise<{ text: string; changedAt: number }> {
  const refuse = (what: string, hint: string, cause?: unknown): DoctorError => new DoctorError(what, { where: path, hint, ...(cause === undefined ? {} : { cause }) });
  const file = await open(path, AT_ONCE).catch((error: unknown) => {
    const code = (error as { code?: unknown }).code;
    throw code === 'ENOENT' || code === 'ENOTDIR' ? refuse('The file does not exist.', 'Check the path; "nvr-doctor settings ask" makes such a file.', error) : refuse(`The file cannot be read (${typeof code === 'string' ? code : 'unknown reason'}).`, 'Check that you may read it.', error);
  });
  try {
    const found = await file.stat();
    if (found.isDirectory()) throw refuse('This is a folder.', 'Name a file in it.');
    // A device may have no end, and a pipe may never begin.
    if (!found.isFile()) throw refuse('This is a device or a pipe, not a file.', 'Save the settings as a file.');
    if (found.size > MAX_FACTS_BYTES) throw refuse(`The file is too big: ${found.size} bytes; the limit is ${MAX_FACTS_BYTES}.`, 'Check that this is the right file.');
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile()), changedAt: found.mtimeMs };
  } catch (error) {
    if (error instanceof TypeError) throw refuse('The file is not text in UTF-8.', 'Save it as UTF-8.', error);
    throw error;
  } finally {
    await file.close();
  }
}

/** @throws DoctorError that tells every fault with its place */
export async function readSettingsFile(path: string): Promise<SettingsRead & { ok: true }> {
  const { text, changedAt } = await readTextFile(path);
  const read = readSettings(text, Math.floor(changedAt));
  if (!read.ok) throw faultsError(path, read.faults, read.more);
  return read;
}

export function faultsError(path: string, faults: readonly FileFault[], more: number): DoctorError {
  const [first] = faults;
  const place = (fault: FileFault): string => `${path}:${fault.line}:${fault.column}`;
  if (faults.length === 1 && first) return new DoctorError(first.what, { where: place(first), hint: first.hint });
  const lines = faults.map((fault) => `  ${place(fault)}: ${fault.what} ${fault.hint}`);
  return new DoctorError([`${faults.length + more} things are wrong in this file.`, ...lines, ...(more > 0 ? [`  … and ${more} more`] : [])].join('\n'), { where: path });
}
