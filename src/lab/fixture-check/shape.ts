/** What a fixture may contain, as data: one small language of shapes, checked against the YAML tree so that every fault has a line and a column. */
import type { Json } from '../../facts/observation.js';

export type Shape =
  | { readonly kind: 'text'; readonly max: number; readonly pattern?: RegExp; readonly means?: string }
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'bool' }
  | { readonly kind: 'enum'; readonly values: readonly (string | number)[] }
  | { readonly kind: 'list'; readonly of: Shape; readonly max: number }
  | { readonly kind: 'object'; readonly fields: Fields; readonly required: readonly string[] }
  /** An object whose `by` field says which fields it has. */
  | { readonly kind: 'variants'; readonly by: string; readonly of: Readonly<Record<string, { readonly fields: Fields; readonly required: readonly string[] }>> }
  /** Free keys with values of any plain kind; `key` says which keys there are. */
  | { readonly kind: 'answers'; readonly key: (name: string) => boolean; readonly known: readonly string[]; readonly valid: (name: string, value: Json) => boolean; readonly means: (name: string) => string }
  | { readonly kind: 'either'; readonly of: readonly Shape[]; readonly means: string }
  | { readonly kind: 'null' };

export type Fields = Readonly<Record<string, Shape>>;

export const text = (max = 256): Shape => ({ kind: 'text', max });
export const match = (pattern: RegExp, means: string, max = 64): Shape => ({ kind: 'text', max, pattern, means });
export const number = (min: number, max: number): Shape => ({ kind: 'number', min, max });
export const oneOf = (...values: (string | number)[]): Shape => ({ kind: 'enum', values });
export const list = (of: Shape, max = 32): Shape => ({ kind: 'list', of, max });
export const object = (fields: Fields, required: readonly string[] = []): Shape => ({ kind: 'object', fields, required });
export const either = (means: string, ...of: Shape[]): Shape => ({ kind: 'either', of, means });
export const bool: Shape = { kind: 'bool' };
export const nothing: Shape = { kind: 'null' };
export const port = number(1, 65_535);

/** What a shape is called in a message: "a whole number from 1 to 65535". */
export function describe(shape: Shape): string {
  switch (shape.kind) {
    case 'text':
      return shape.means ?? `text of at most ${shape.max} characters`;
    case 'number':
      return `a whole number from ${shape.min} to ${shape.max}`;
    case 'bool':
      return 'true or false';
    case 'enum':
      return shape.values.length === 1 ? `\`${shape.values[0]}\`` : `one of ${shape.values.join(', ')}`;
    case 'list':
      return `a list of at most ${shape.max} items`;
    case 'object':
    case 'variants':
    case 'answers':
      return 'a group of settings (`name: value` lines)';
    case 'either':
      return shape.means;
    case 'null':
      return 'null';
  }
}

/** The closest known word, where one is close enough to be meant. */
export function closest(word: string, known: readonly string[]): string | undefined {
  const ranked = known.map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) })).toSorted((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(1, Math.floor(best.candidate.length / 3)) ? best.candidate : undefined;
}

/** Edits between two words; words of a fixture are short. */
function distance(a: string, b: string): number {
  if (a.length > 64) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
