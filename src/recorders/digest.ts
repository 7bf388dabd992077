/**
 * HTTP authentication challenges and Digest answers (RFC 7616, RFC 7235). Recorders bend the grammar in many ways, and an answer that
 * is built wrongly counts as a wrong password; so a challenge is either answered exactly or not at all.
 */
import { createHash, randomBytes } from 'node:crypto';

export interface Challenge {
  /** Lower case: `digest`, `basic`, … */
  readonly scheme: string;
  /** Parameter names in lower case, values unquoted. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A Digest challenge that can be answered. */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  /** As the device named it, to be echoed letter by letter; undefined where it named none (MD5). */
  readonly algorithm: string | undefined;
  readonly hash: 'md5' | 'sha256';
  readonly session: boolean;
  /** False for the old form of RFC 2069 without `qop`. */
  readonly qop: boolean;
  readonly stale: boolean;
}

const MAX_HEADER = 4096;
const MAX_CHALLENGES = 8;
const ALGORITHMS: Readonly<Record<string, { hash: 'md5' | 'sha256'; session: boolean }>> = {
  md5: { hash: 'md5', session: false },
  'md5-sess': { hash: 'md5', session: true },
  'sha-256': { hash: 'sha256', session: false },
  'sha-256-sess': { hash: 'sha256', session: true },
  sha256: { hash: 'sha256', session: false },
  'sha256-sess': { hash: 'sha256', session: true },
};

/** All challenges of a 401, in the device's order. `rawHeaders` alternates names and values, as Node gives them. */
export function readChallenges(rawHeaders: readonly string[]): Challenge[] {
  const challenges: Challenge[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === 'www-authenticate') challenges.push(...parseChallenges(rawHeaders[i + 1] ?? ''));
  }
  return challenges.slice(0, MAX_CHALLENGES);
}

/** One header line, which may hold several schemes: `Basic realm="a", Digest realm="b, c", nonce=x==`. Damaged parts are left out. */
export function parseChallenges(line: string): Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  for (const part of splitOutsideQuotes(line.slice(0, MAX_HEADER))) {
    const match = /^(?:([!#$%&'*+.^_`|~\w-]+)\s+(?=\S))?([!#$%&'*+.^_`|~\w-]+)\s*=\s*(.*)$/su.exec(part);
    const current = challenges.at(-1);
    if (!match) {
      // `qop=auth,auth-int` without quotes: the second word belongs to the list. Otherwise a lone word is a scheme without parameters.
      const list = /^auth(-int)?$/i.test(part) ? 'qop' : /^(md5|sha-?\d+(-256)?)(-sess)?$/i.test(part) ? 'algorithm' : undefined;
      const soFar = list === undefined ? undefined : current?.parameters.get(list);
      if (current && list !== undefined && soFar !== undefined) current.parameters.set(list, `${soFar},${part}`);
      else if (/^[\w-]+(\s+[\w+/.~-]+=*)?$/.test(part)) challenges.push({ scheme: (part.split(/\s/)[0] ?? '').toLowerCase(), parameters: new Map() });
      continue;
    }
    const [, scheme, name = '', raw = ''] = match;
    const value = unquote(raw);
    if (scheme !== undefined) challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
    const target = challenges.at(-1);
    if (!target || value === undefined) continue;
    if (!target.parameters.has(name.toLowerCase())) target.parameters.set(name.toLowerCase(), value);
  }
  return challenges;
}

function splitOutsideQuotes(line: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i <= line.length; i++) {
    const c = line[i];
    if (quoted && c === '\\') i++;
    else if (c === '"') quoted = !quoted;
    else if (i === line.length || (c === ',' && !quoted)) {
      const part = line.slice(start, i).trim();
      if (part !== '') parts.push(part);
      start = i + 1;
    }
  }
  return parts;
}

function unquote(raw: string): string | undefined {
  const text = raw.trim();
  if (!text.startsWith('"')) return text;
  const match = /^"((?:[^"\\]|\\.)*)"/su.exec(text);
  return match?.[1]?.replace(/\\(.)/gsu, '$1');
}

/**
 * The Digest challenge to answer: the strongest of those that can be answered exactly, whatever the device's order; undefined where there
 * is none (Basic only, `auth-int` only, unknown algorithm).
 */
export function answerable(challenges: readonly Challenge[]): DigestChallenge | undefined {
  const possible = challenges.flatMap((challenge) => readDigest(challenge) ?? []);
  return possible.find(({ hash }) => hash === 'sha256') ?? possible[0];
}

function readDigest({ scheme, parameters }: Challenge): DigestChallenge | undefined {
  if (scheme !== 'digest') return undefined;
  const realm = parameters.get('realm');
  const nonce = parameters.get('nonce');
  const opaque = parameters.get('opaque');
  const chosen = chooseAlgorithm(parameters.get('algorithm'));
  const offers = words(parameters.get('qop'))?.map((word) => word.toLowerCase());
  if (realm === undefined || !nonce || !chosen || (offers && !offers.includes('auth'))) return undefined;
  if (/[^\x20-\x7e]/.test(realm + nonce + (opaque ?? ''))) return undefined;
  return { realm, nonce, opaque, ...chosen, qop: offers !== undefined, stale: parameters.get('stale')?.toLowerCase() === 'true' };
}

/** One algorithm, or the strongest of a list such as `MD5,SHA-256`; undefined where none is known. */
function chooseAlgorithm(given: string | undefined): Pick<DigestChallenge, 'algorithm' | 'hash' | 'session'> | undefined {
  const possible = (words(given) ?? [undefined]).flatMap((algorithm) => {
    const key = (algorithm ?? 'md5').toLowerCase();
    const kind = Object.hasOwn(ALGORITHMS, key) ? ALGORITHMS[key] : undefined;
    return kind ? [{ algorithm, ...kind }] : [];
  });
  return possible.find(({ hash }) => hash === 'sha256') ?? possible[0];
}

/** The words of a list parameter; none for an empty one, which is no offer. */
function words(list: string | undefined): string[] | undefined {
  return list?.split(/[,;\s]+/).filter((word) => word !== '');
}

/** The realm of a Basic challenge where nothing but Basic is offered; undefined where Digest is among the offers, answerable or not. */
export function basicRealm(challenges: readonly Challenge[]): string | undefined {
  if (challenges.some(({ scheme }) => scheme === 'digest')) return undefined;
  return challenges.find(({ scheme }) => scheme === 'basic')?.parameters.get('realm');
}

/** The value of the Authorization header for Basic (RFC 7617): the password as it is, for anybody on the way to read. */
export function basicAnswer({ user, password }: { readonly user: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

export interface DigestInput {
  readonly challenge: DigestChallenge;
  readonly method: string;
  /** The request target byte for byte as it is sent, with query. */
  readonly target: string;
  readonly user: string;
  readonly password: string;
  /** For tests; default 16 random bytes in hex. */
  readonly cnonce?: string;
}

/** The value of the Authorization header for one request with this challenge (nonce count 1: every request asks for a fresh nonce). */
export function digestAnswer(input: DigestInput): string {
  const { challenge, method, target, user, password } = input;
  const hash = (text: string): string => createHash(challenge.hash).update(text, 'utf8').digest('hex');
  const cnonce = input.cnonce ?? randomBytes(16).toString('hex');
  const nc = '00000001';
  const plain = hash(`${user}:${challenge.realm}:${password}`);
  const a1 = challenge.session ? hash(`${plain}:${challenge.nonce}:${cnonce}`) : plain;
  const a2 = hash(`${method}:${target}`);
  const response = hash(challenge.qop ? `${a1}:${challenge.nonce}:${nc}:${cnonce}:auth:${a2}` : `${a1}:${challenge.nonce}:${a2}`);
  const fields = [
    // Headers go out in Latin-1: each byte of the UTF-8 that was hashed is one character of it.
    `username=${quote(Buffer.from(user, 'utf8').toString('latin1'))}`,
    `realm=${quote(challenge.realm)}`,
    `nonce=${quote(challenge.nonce)}`,
    `uri=${quote(target)}`,
    `response="${response}"`,
  ];
  if (challenge.algorithm !== undefined) fields.push(`algorithm=${challenge.algorithm}`);
  if (challenge.opaque !== undefined) fields.push(`opaque=${quote(challenge.opaque)}`);
  if (challenge.qop) fields.push('qop=auth', `nc=${nc}`);
  if (challenge.qop || challenge.session) fields.push(`cnonce="${cnonce}"`);
  return `Digest ${fields.join(', ')}`;
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
