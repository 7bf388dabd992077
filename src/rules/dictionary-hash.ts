/** Ties a pack to the facts it was checked against: names, types, and what may be empty or secret. Titles may change freely. */
import { definitionOf, FACT_PATHS } from '../facts/dictionary.js';
import { canonicalJson, sha256 } from './canonical.js';

let ready: string | undefined;

/** SHA-256 in hex; the order of the facts does not matter, since packs name facts by path. */
export function dictionaryHash(): string {
  ready ??= sha256(
    canonicalJson(
      Object.fromEntries(
        FACT_PATHS.map((path) => {
          const { type, nullable = false, sensitivity = 'plain' } = definitionOf(path);
          return [path, { type, nullable, sensitivity }];
        }),
      ),
    ),
  );
  return ready;
}
