/** `--network`: a YAML file, or the bare name of a home that comes with the package. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { DoctorError } from '../errors.js';
import type { Home } from '../lab/index.js';
import type { NetworkFixture } from '../lab/fixture.js';
import { didYouMean } from '../facts/suggest.js';
import { shippedFixtures } from '../shipped.js';

const BARE_NAME = /^[a-z0-9][a-z0-9-]*$/;

export async function fixtureHome(name: string): Promise<{ home: Home; fixture: NetworkFixture; file: string }> {
  const { openHome, readFixture } = await import('../lab/index.js');
  const file = await fixtureFile(name);
  const fixture = await readFixture(file);
  // Where a folder lies on somebody's computer is nobody else's business.
  return { home: await openHome(fixture), fixture, file: isAbsolute(name) ? basename(name) : name };
}

/** @throws DoctorError where a bare name is not one of the shipped homes */
export async function fixtureFile(name: string): Promise<string> {
  if (existsSync(name) || !BARE_NAME.test(name)) return name;
  const folder = shippedFixtures();
  const file = folder && join(folder, `${name}.yaml`);
  if (file !== undefined && existsSync(file)) return file;
  throw new DoctorError(`There is no fixture network "${name}".`, { hint: didYouMean(name, await shippedNames()) ?? 'Run "nvr-doctor lab list" to see them all.' });
}

/** Names of the shipped homes, in order. */
export async function shippedNames(): Promise<string[]> {
  const folder = shippedFixtures();
  if (folder === undefined) return [];
  return (await readdir(folder)).filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length)).toSorted();
}
