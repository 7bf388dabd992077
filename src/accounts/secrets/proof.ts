/** How a client proves that it knows the password, and how that is checked against HA1 (RFC 7616 §3.4.1; Dahua RPC2 two-step login). */
import { createHash, timingSafeEqual } from 'node:crypto';

export type Proof =
  /** HTTP digest with the fields of the client's Authorization header, unquoted. */
  | {
      readonly kind: 'digest';
      readonly method: string;
      readonly uri: string;
      readonly nonce: string;
      readonly response: string;
      readonly nc?: string;
      readonly cnonce?: string;
      readonly qop?: string;
      readonly algorithm?: string;
    }
  /** Second step of an RPC2 login: MD5(user:random:HA1), every MD5 in upper-case hex. */
  | { readonly kind: 'rpc2'; readonly random: string; readonly response: string }
  | { readonly kind: 'password'; readonly password: string };

type DigestHash = 'md5' | 'sha256';

const hash = (name: DigestHash, text: string): string => createHash(name).update(text, 'utf8').digest('hex');
export const md5 = (text: string): string => hash('md5', text);

export const ha1Of = (user: string, realm: string, password: string, algorithm: DigestHash = 'md5'): string => hash(algorithm, `${user}:${realm}:${password}`);

const HASH_OF: ReadonlyMap<string, { readonly hash: DigestHash; readonly session: boolean }> = new Map([
  ['MD5', { hash: 'md5', session: false }],
  ['MD5-SESS', { hash: 'md5', session: true }],
  ['SHA-256', { hash: 'sha256', session: false }],
  ['SHA-256-SESS', { hash: 'sha256', session: true }],
] as const);

/** The response of a digest client, lower-case hex; undefined where the algorithm or the quality of protection is not one we can check. `ha1` is of the algorithm's own hash. */
export function digestResponse(
  ha1: string,
  input: { readonly method: string; readonly uri: string; readonly nonce: string; readonly nc?: string; readonly cnonce?: string; readonly qop?: string; readonly algorithm?: string },
): string | undefined {
  const algorithm = HASH_OF.get((input.algorithm ?? 'MD5').toUpperCase());
  if (algorithm === undefined) return undefined;
  const digest = (text: string): string => hash(algorithm.hash, text);
  const key = algorithm.session ? digest(`${ha1}:${input.nonce}:${input.cnonce ?? ''}`) : ha1;
  const ha2 = digest(`${input.method}:${input.uri}`);
  if (input.qop === undefined) return digest(`${key}:${input.nonce}:${ha2}`);
  if (input.qop !== 'auth') return undefined;
  return digest(`${key}:${input.nonce}:${input.nc ?? ''}:${input.cnonce ?? ''}:${input.qop}:${ha2}`);
}

/** The password field of the second RPC2 step. HA1 goes in upper case; in lower case the recorder counts a wrong password. */
export function rpc2Response(user: string, random: string, ha1: string): string {
  return md5(`${user}:${random}:${ha1.toUpperCase()}`).toUpperCase();
}

/** What stands in the account book for a password: one HA1 for each hash that a digest may use. */
export interface PasswordEquivalent {
  readonly ha1: string;
  readonly ha1Sha256: string;
}

export function passwordEquivalent(user: string, realm: string, password: string): PasswordEquivalent {
  return { ha1: ha1Of(user, realm, password), ha1Sha256: ha1Of(user, realm, password, 'sha256') };
}

export function proves(proof: Proof, user: string, realm: string, stored: PasswordEquivalent): boolean {
  switch (proof.kind) {
    case 'digest':
      return same(proof.response, digestResponse(HASH_OF.get((proof.algorithm ?? 'MD5').toUpperCase())?.hash === 'sha256' ? stored.ha1Sha256 : stored.ha1, proof));
    case 'rpc2':
      return same(proof.response, rpc2Response(user, proof.random, stored.ha1));
    case 'password':
      return same(ha1Of(user, realm, proof.password), stored.ha1);
  }
}

function same(given: string, expected: string | undefined): boolean {
  if (expected === undefined) return false;
  const a = Buffer.from(given, 'utf8');
  const b = Buffer.from(expected, 'utf8');
  return a.length === b.length && timingSafeEqual(a, b);
}
