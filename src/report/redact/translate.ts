/** What the tokens of a bundle stand for: kept where the bundle was made, so that an answer can be read there with the real names. */
import type { Redacted } from './index.js';
import { isWordToken } from './tokens.js';

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

/** Every token in the text that stands by itself, in every form that the masking writes, in one pass: what comes in is not looked at again. */
export function translate(text: string, tokens: ReadonlyMap<string, string>): string {
  const exact = new Map<string, string>();
  const anyCase = new Map<string, string>();
  const patterns: string[] = [];
  for (const [token, value, [before, after]] of [...tokens].flatMap(([token, value]) => formsOf(token, value)).sort(([a], [b]) => b.length - a.length)) {
    if (exact.has(token)) continue;
    exact.set(token, value);
    if (!isWordToken(token) && (!anyCase.has(token.toLowerCase()) || token === token.toLowerCase())) anyCase.set(token.toLowerCase(), value);
    patterns.push(`${before}${token.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')}${after}`);
  }
  if (patterns.length === 0) return text;
  return text.replace(new RegExp(patterns.join('|'), 'gi'), (found) => exact.get(found) ?? anyCase.get(found.toLowerCase()) ?? found);
}

type Bounds = readonly [before: string, after: string];

/** Where nothing may go on: words with a number, and groups of hex digits. */
const ALONE: Bounds = ['(?<![\\w:-]|\\d\\.)', '(?![\\w:-]*\\w|\\.\\d)'];
/** A name may have a port behind it, and other names, a user or a scheme before it. */
const NAME: Bounds = ['(?<![\\w-])', '(?!-*\\w)'];
const ADDRESS: Bounds = ['(?<!\\w|\\d\\.)', '(?!\\w|\\.\\d)'];
/** In a provider's name for an address: `host-244-0-0-1.example`. */
const DASHED: Bounds = ['(?<!\\d|\\d-)', '(?!\\w|-\\d)'];

/** A token with its value, and both written in the other ways in which the masking finds and leaves them. */
function formsOf(token: string, value: string): (readonly [token: string, value: string, bounds: Bounds])[] {
  if (isWordToken(token)) return [[token, value, ALONE]];
  if (/^[\da-f]{2}(:[\da-f]{2}){5}$/.test(token)) {
    return [(mac: string) => mac, dashes, bare, dotted].map((write) => [write(token), write(value), ALONE] as const);
  }
  if (token.includes(':') && !token.includes('.')) return [[token, value, ALONE]];
  if (/^\d+(\.\d+){3}$/.test(token)) return [[token, value, ADDRESS], [token.replaceAll('.', '-'), value.replaceAll('.', '-'), DASHED]];
  if (/^\d/.test(token)) return [[token, value, ADDRESS]];
  const [label = '', tail] = token.split('.');
  // Only the first label of a name is left alone, and a mail address has none.
  return [[token, value, NAME], ...(tail === undefined || label.includes('@') ? [] : [[label, value.split('.')[0] ?? value, NAME] as const])];
}

function dashes(mac: string): string {
  return mac.replaceAll(':', '-');
}

function bare(mac: string): string {
  return mac.replaceAll(':', '');
}

function dotted(mac: string): string {
  return bare(mac).replace(/(.{4})(.{4})/, '$1.$2.');
}
