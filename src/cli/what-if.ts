/** `--what-if FACT=VALUE`: checked by the dictionary, as in a facts file. */
import type { WhatIf } from '../analyze.js';
import { DoctorError } from '../errors.js';
import { definitionOf, FACT_PATHS, isFactPath, type FactPath } from '../facts/dictionary.js';
import { FACTS_SCHEMA } from '../facts/file/format.js';
import { readFactsFile } from '../facts/file/read.js';
import type { Json } from '../facts/observation.js';
import { didYouMean } from '../facts/suggest.js';
import { cleanText } from '../facts/validate.js';

const LONGEST = 16_384;

/** @throws DoctorError for what is no fact or cannot have that value */
export async function whatIfFrom(given: readonly string[]): Promise<WhatIf> {
  const changes: Partial<Record<FactPath, Json>> = {};
  for (const text of given) {
    const equals = text.indexOf('=');
    const path = (equals < 0 ? text : text.slice(0, equals)).trim();
    const shown = `--what-if ${cleanText(text, 60)}`;
    if (!isFactPath(path)) throw new DoctorError(`There is no fact "${cleanText(path, 60)}".`, { where: shown, hint: didYouMean(path, FACT_PATHS) ?? 'The names stand in a report written with --json, under "facts".' });
    if (equals < 0) throw new DoctorError('The value is missing.', { where: shown, hint: `Write --what-if ${path}=VALUE.` });
    if (Object.hasOwn(changes, path)) throw new DoctorError(`"${path}" is given twice.`, { where: shown, hint: 'Leave one of the two.' });
    changes[path] = valueOf(path, text.slice(equals + 1), shown);
  }
  return changes;
}

/** The value goes the way of a facts file, so that both take the same spellings. */
function valueOf(path: FactPath, value: string, where: string): Json {
  if (value.length > LONGEST || /[\r\n]/.test(value)) throw new DoctorError('The value is too long, or has line ends.', { where, hint: 'Write the changed facts into a facts file.' });
  const read = readFactsFile(`schema: ${FACTS_SCHEMA}\nfacts:\n  ${path}: ${value}\n`, { source: definitionOf(path).sources[0] ?? 'user', at: 0 });
  if (!read.ok) throw new DoctorError(read.faults[0]?.what ?? 'The value cannot be read.', { where, ...(read.faults[0] === undefined ? {} : { hint: read.faults[0].hint }) });
  const observation = read.observations[0];
  if (observation?.value === undefined) throw new DoctorError('A value is needed.', { where, hint: `Write --what-if ${path}=VALUE.` });
  return observation.value;
}
