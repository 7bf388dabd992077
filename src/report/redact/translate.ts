/** What the tokens of a bundle stand for: kept where the bundle was made, so that an answer can be read there with the real names. */
import type { Redacted } from './index.js';

export const TOKENS_SCHEMA = 'nvr-doctor/tokens@1';

export interface TokenFile {
  readonly schema: typeof TOKENS_SCHEMA;
  /** The id in the header of the bundle. */
  readonly bundle: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly tokens: Readonly<Record<string, string>>;
}

export function tokenFile({ report, tokens }: Redacted): TokenFile {
  return { schema: TOKENS_SCHEMA, bundle: report.redaction.id, at: report.redaction.at, tokens: Object.fromEntries(tokens) };
}

/** Token → value, or undefined where the text is no token file. */
export function readTokenFile(text: string): ReadonlyMap<string, string> | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof document !== 'object' || document === null || !('schema' in document) || document.schema !== TOKENS_SCHEMA) return undefined;
  const tokens: unknown = 'tokens' in document ? document.tokens : undefined;
  if (typeof tokens !== 'object' || tokens === null) return undefined;
  return new Map(Object.entries(tokens).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Every token in the text that stands by itself, in one pass: what comes in is not looked at again. */
export function translate(text: string, tokens: ReadonlyMap<string, string>): string {
  const words = [...tokens.keys()].sort((a, b) => b.length - a.length).map((token) => token.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  if (words.length === 0) return text;
  return text.replace(new RegExp(`(?<![\\w:-]|\\d\\.)(?:${words.join('|')})(?![\\w:-]*\\w|\\.\\d)`, 'g'), (token) => tokens.get(token) ?? token);
}
