/** Ties a pack to the facts it was checked against: names, types, and what may be empty or secret. Titles may change freely. */
import { createHash } from 'node:crypto';
import { definitionOf, FACT_PATHS } from '../facts/dictionary.js';

let ready: string | undefined;

/** SHA-256 in hex; the order of the facts does not matter, since packs name facts by path. */
export function dictionaryHash(): string {
  return (ready ??= sha256(
    JSON.stringify(
      FACT_PATHS.toSorted().map((path) => {
        const { type, nullable = false, sensitivity = 'plain' } = definitionOf(path);
        return [path, type, nullable, sensitivity];
      }),
    ),
  ));
}

/** SHA-256 in lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
