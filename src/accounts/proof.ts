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

export const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex');

export const ha1Of = (user: string, realm: string, password: string): string => md5(`${user}:${realm}:${password}`);

/** The response of a digest client, lower-case hex; undefined where the algorithm or the quality of protection is not one we can check. */
export function digestResponse(
  ha1: string,
  input: { readonly method: string; readonly uri: string; readonly nonce: string; readonly nc?: string; readonly cnonce?: string; readonly qop?: string; readonly algorithm?: string },
): string | undefined {
  const algorithm = (input.algorithm ?? 'MD5').toUpperCase();
  if (algorithm !== 'MD5' && algorithm !== 'MD5-SESS') return undefined;
  const key = algorithm === 'MD5' ? ha1 : md5(`${ha1}:${input.nonce}:${input.cnonce ?? ''}`);
  const ha2 = md5(`${input.method}:${input.uri}`);
  if (input.qop === undefined) return md5(`${key}:${input.nonce}:${ha2}`);
  if (input.qop !== 'auth') return undefined;
  return md5(`${key}:${input.nonce}:${input.nc ?? ''}:${input.cnonce ?? ''}:${input.qop}:${ha2}`);
}

/** The password field of the second RPC2 step. HA1 goes in upper case; in lower case the recorder counts a wrong password. */
export function rpc2Response(user: string, random: string, ha1: string): string {
  return md5(`${user}:${random}:${ha1.toUpperCase()}`).toUpperCase();
}

export function proves(proof: Proof, user: string, realm: string, ha1: string): boolean {
  switch (proof.kind) {
    case 'digest':
      return same(proof.response, digestResponse(ha1, proof));
    case 'rpc2':
      return same(proof.response, rpc2Response(user, proof.random, ha1));
    case 'password':
      return same(ha1Of(user, realm, proof.password), ha1);
  }
}

function same(given: string, expected: string | undefined): boolean {
  if (expected === undefined) return false;
  const a = Buffer.from(given, 'utf8');
  const b = Buffer.from(expected, 'utf8');
  return a.length === b.length && timingSafeEqual(a, b);
}
