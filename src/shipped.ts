/** Files that come with the package: the rule pack and the fixture networks. Found from this file's own place, wherever it is installed. */
import { readFile, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DoctorError } from './errors.js';
import { loadPack } from './rules/pack.js';
import type { RulePack } from './rules/types.js';

/** The built code lies in dist/ or dist/chunks/, the sources in src/. */
const CANDIDATES = ['./', '../', '../dist/'];
const PACK = 'rules.pack.json';

/** A pack larger than this was not written by us. Bytes. */
const LARGEST_PACK = 16 * 1024 * 1024;

/** @throws DoctorError where the installation is damaged */
export async function shippedPack(): Promise<RulePack> {
  const file = CANDIDATES.map((folder) => fileURLToPath(new URL(folder + PACK, import.meta.url))).find((candidate) => existsSync(candidate));
  if (file === undefined) throw new DoctorError('The rules that belong to nvr-doctor are missing.', { where: PACK, hint: 'Install nvr-doctor again.', exitCode: 4 });
  return readPackFile(file);
}

/** @throws DoctorError where the file is not a rule pack of this version */
export async function readPackFile(file: string): Promise<RulePack> {
  if (((await stat(file).catch(() => undefined))?.size ?? 0) > LARGEST_PACK) throw new DoctorError('The rule pack is too big.', { where: file });
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new DoctorError('The rule pack cannot be read.', { where: file, hint: 'Check the path.', cause: error });
  });
  try {
    return loadPack(JSON.parse(text));
  } catch (error) {
    if (error instanceof DoctorError) throw error;
    throw new DoctorError('The rule pack is not JSON.', { where: file, cause: error });
  }
}

/** Folder of the shipped homes, or undefined where they were left out. */
export function shippedFixtures(): string | undefined {
  return ['../fixtures/networks', '../../fixtures/networks'].map((folder) => fileURLToPath(new URL(folder, import.meta.url))).find((folder) => existsSync(folder));
}
