/** The facts file `nvr-doctor/facts@1`: what people write by hand, what `settings ask` writes, and what can be analysed later. */
import type { Source } from '../types.js';
import type { Vantage } from '../observation.js';

export const FACTS_SCHEMA = 'nvr-doctor/facts@1';

/** Bytes. Every list of the dictionary filled to its limit stays far below. */
export const MAX_FACTS_BYTES = 1_048_576;

/** More faults than this are not told one by one. */
export const MAX_FAULTS = 20;

/** One thing that is wrong with a file. Values of secrets are never in it. */
export interface FileFault {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** What is wrong: one sentence. */
  readonly what: string;
  /** What to do about it: one sentence. */
  readonly hint: string;
}

/** Where a source looks from, unless the file says otherwise. */
export function usualVantage(source: Source): Vantage {
  return source === 'user' || source === 'inferred' || source === 'settings-file' ? 'person' : 'home';
}

const SECRET = /pass\s*_?-?(?:word|phrase|code)|passwd|pwd|secret|token|credential|verification|security.?(?:answer|code)|unlock.?code|(?:^|[._\s-])(?:pin|key|uuid|answers?|hash|auth)(?:$|[._\s=:-])/i;
/** `p2pKey`, `deviceUuid`. */
const SECRET_TAIL = /[a-z0-9](?:Key|Uuid|UUID|Pin|Hash|Answer)$/;

/** The part of a name that says that a secret stands behind it; undefined where nothing does. Only this part may be shown. */
export function secretWord(name: string): string | undefined {
  const found = SECRET.exec(name.slice(0, 256)) ?? SECRET_TAIL.exec(name.slice(0, 256));
  return found?.[0].replace(/[^A-Za-z0-9]+/g, ' ').trim().toLowerCase();
}
