/** A secret that only the screen needs (answer, pattern) as a salted slow hash (scrypt, RFC 7914). Compared in constant time. */
import { scryptSync, timingSafeEqual } from 'node:crypto';

/** Gives that many random bytes; passed in, so that this room stays deterministic. */
export type Random = (bytes: number) => Uint8Array;

export interface Verifier {
  readonly kind: 'scrypt';
  /** log2 of N, 1 to 17; r = 8, p = 1. */
  readonly cost: number;
  /** Hex. */
  readonly salt: string;
  /** Hex, 32 bytes. */
  readonly hash: string;
}

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const BLOCK = 8;

export function makeVerifier(secret: string, cost: number, random: Random): Verifier {
  const salt = Buffer.from(random(SALT_BYTES));
  if (salt.length !== SALT_BYTES) throw new RangeError(`a salt of ${salt.length} bytes instead of ${SALT_BYTES}`);
  return { kind: 'scrypt', cost, salt: salt.toString('hex'), hash: derive(secret, cost, salt).toString('hex') };
}

export function verifies(secret: string, verifier: Verifier): boolean {
  const expected = Buffer.from(verifier.hash, 'hex');
  const given = derive(secret, verifier.cost, Buffer.from(verifier.salt, 'hex'));
  return expected.length === given.length && timingSafeEqual(given, expected);
}

function derive(secret: string, cost: number, salt: Uint8Array): Buffer {
  const N = 2 ** cost;
  return scryptSync(Buffer.from(secret, 'utf8'), salt, HASH_BYTES, { N, r: BLOCK, p: 1, maxmem: 128 * N * BLOCK * 2 + (1 << 20) });
}
