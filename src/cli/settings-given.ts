/** `doctor --settings FILE`: what was read off the recorder's screen goes into the run as observations. */
import type { Observation } from '../facts/observation.js';
import { notice } from './common.js';
import type { Arguments } from './options.js';
import { readSettingsFile } from './settings-disk.js';

/** @throws DoctorError for a file that cannot be read or holds a fault */
export async function givenSettings(args: Arguments, path: string): Promise<readonly Observation[]> {
  const { observations, notices } = await readSettingsFile(path);
  for (const line of notices) notice(args, `${path}: ${line}`);
  return observations;
}
