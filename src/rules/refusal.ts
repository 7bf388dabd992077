import { DoctorError } from '../errors.js';

/** A pack that is not used, and why; exit code 2, since the pack is input. */
export function packRefusal(why: string, hint = 'Build it again with this version: nvr-doctor rules build.'): DoctorError {
  return new DoctorError(`The rule pack is refused: ${why}.`, { hint });
}
