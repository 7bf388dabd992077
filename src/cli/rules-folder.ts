/** A folder of rules stands either alone (it has a pack.yaml with paths of its own) or on top of the shipped rules. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DoctorError } from '../errors.js';
import { shippedPack } from '../shipped.js';

/** Ids that exist outside of the folder; none for a folder that is a pack of its own. */
export async function ownIds(folder: string): Promise<ReadonlySet<string>> {
  if (!existsSync(folder)) throw new DoctorError('This folder with rules does not exist.', { where: folder, hint: 'Check the path.' });
  if (existsSync(join(folder, 'paths.yaml'))) return new Set();
  return new Set((await shippedPack()).rules.map((rule) => rule.id));
}
