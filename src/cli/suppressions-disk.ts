/** The file of `--suppressions`. */
import { DoctorError } from '../errors.js';
import type { Suppression } from '../report/ci/suppression.js';
import { readSuppressions } from '../report/ci/suppressions.js';
import { textOf } from '../report/read/bytes.js';
import { fileBytes } from '../report/read/source.js';
import type { RulePack } from '../rules/types.js';

/** @throws DoctorError that tells everything that is wrong in it */
export async function suppressionsOf(file: string, pack: RulePack): Promise<readonly Suppression[]> {
  const bytes = await fileBytes(file);
  const content = bytes.ok ? textOf(bytes.bytes) : bytes;
  if (!content.ok) throw new DoctorError(content.what, { where: file, hint: content.hint });
  const read = readSuppressions(content.text, new Set([...pack.rules.map(({ id }) => id), 'verdict']));
  if (read.ok) return read.suppressions;
  const [first, ...more] = read.faults;
  if (first !== undefined && more.length === 0) throw new DoctorError(first.what, { where: `${file}:${first.line}`, hint: first.hint });
  throw new DoctorError([`${read.faults.length} things are wrong in this file.`, ...read.faults.map((fault) => `  ${file}:${fault.line}: ${fault.what} ${fault.hint}`)].join('\n'), { where: file });
}
