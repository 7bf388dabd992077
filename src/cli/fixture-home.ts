/** `--network`: a YAML file, or the bare name of a home that comes with the package. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { DoctorError } from '../errors.js';
import type { Home } from '../lab/index.js';
import type { NetworkFixture } from '../lab/fixture.js';
import { didYouMean } from '../facts/suggest.js';
import { cleanText } from '../facts/validate.js';
import { shippedFixtures } from '../shipped.js';

export async function fixtureHome(name: string): Promise<{ home: Home; fixture: NetworkFixture; file: string }> {
  const { openHome, readFixture } = await import('../lab/index.js');
  const file = await fixtureFile(name);
  const fixture = await readFixture(file);
  // Where a folder lies on somebody's computer is nobody else's business.
  return { home: await openHome(fixture), fixture, file: isAbsolute(name) ? basename(name) : name };
}

/** A file comes first, then the shipped home of that name. @throws DoctorError where there is neither */
export async function fixtureFile(name: string): Promise<string> {
  if (existsSync(name)) return name;
  const known = await shippedNames();
  const folder = shippedFixtures();
  if (folder !== undefined && known.includes(name)) return join(folder, `${name}.yaml`);
  // People write the name as a file, in a folder, or in capitals.
  const meant = basename(name.replaceAll('\\', '/')).replace(/\.ya?ml$/i, '').toLowerCase();
  throw new DoctorError(`There is no fixture network "${cleanText(name, 120)}".`, { hint: didYouMean(meant, known) ?? 'Run "nvr-doctor lab list" to see those that come with nvr-doctor, or check the path.' });
}

/** Names of the shipped homes, in order. */
export async function shippedNames(): Promise<string[]> {
  const folder = shippedFixtures();
  if (folder === undefined) return [];
  return (await readdir(folder)).filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length)).toSorted();
}
