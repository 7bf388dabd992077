/** Shared by the tests of tables: lines in, facts out. */
import { parseKeyValues, type KeyValues } from '../../../src/recorders/dahua/key-values.js';
import { definitionOf, FACT_PATHS } from '../../../src/facts/dictionary.js';
import { validate } from '../../../src/facts/validate.js';
import type { Field } from '../../../src/recorders/reader.js';

export function table(...lines: string[]): KeyValues {
  const parsed = parseKeyValues(lines.join('\r\n'));
  if (!parsed) throw new Error('not a table');
  return parsed;
}

/** Values as they are, unknown ones as `?reason`. */
export function told(fields: readonly Field[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((f) => [f.path, 'unknown' in f ? `?${f.unknown}` : f.value]));
}

/** A path of the dictionary, with a value that its definition takes as it is, or with a reason. */
export function isWellFormed(f: Field): boolean {
  if (!FACT_PATHS.includes(f.path)) return false;
  return 'unknown' in f || JSON.stringify(validate(definitionOf(f.path), f.value)) === JSON.stringify(f.value);
}
