/** What becomes of the passwords of a run: in each kind of text as much is left out as can be without telling which word it was. */
import { isOurs, mayBeWords } from './common.js';

export const HIDDEN = '(hidden)';
/** A shorter one may stand anywhere by chance. */
const SHORTEST = 4;

export interface Secrets {
  /** Words of a device or a person: all of them. */
  readonly inWords: readonly string[];
  /** Makes, models and versions: what every recorder may be called stays, or its absence would tell it. */
  readonly inMakes: readonly string[];
  /** Sentences of ours with values in them: what can be no word. */
  readonly inSentences: readonly string[];
}

export function secretsBy(secrets: readonly string[]): Secrets {
  const inWords = secrets.filter((secret) => secret.length >= SHORTEST);
  return { inWords, inMakes: inWords.filter((secret) => !isOurs(secret)), inSentences: inWords.filter((secret) => !mayBeWords(secret)) };
}

/** True where a text of ours with a device's words in it may hold a word that is a password: the rest of it would tell the word, so none of it is said. */
export function tellsWord(text: string, { inMakes, inSentences }: Secrets): boolean {
  return inMakes.some((secret) => !inSentences.includes(secret) && new RegExp(`(?<!\\p{L})${escaped(secret)}(?!\\p{L})`, 'iu').test(text));
}

/** In what rules compare it stays the same name, of the same class: `smith.ddns.net` → `hidden.ddns.net`. Addresses hold no passwords. */
export function hideInName(name: string, { inMakes }: Secrets): string {
  if (/^[\d.:/[\], -]*$/.test(name)) return name;
  return inMakes.reduce((text, secret) => text.replace(new RegExp(escaped(secret), 'gi'), (found) => (found === found.toLowerCase() ? 'hidden' : found === found.toUpperCase() ? 'HIDDEN' : 'Hidden')), name);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
