/** WS-UsernameToken (OASIS WSS UsernameToken 1.1): Base64(SHA-1(nonce + created + password)), good only near the device's own clock. */
import { createHash } from 'node:crypto';

export interface UsernameToken {
  readonly user: string;
  readonly password: string;
  readonly nonce: Buffer;
  readonly created: string;
  /** Whether the password stands in it as it is. */
  readonly inClear: boolean;
}

/** Seconds that a client's clock may differ from the device's. */
const MAX_SKEW_SECONDS = 30;

/** Undefined where the request carries none. */
export function readUsernameToken(body: string): UsernameToken | undefined {
  const element = (name: string): string | undefined => new RegExp(`<(?:[\\w-]+:)?${name}\\b[^>]*>\\s*([^<]*?)\\s*<`).exec(body)?.[1];
  const user = element('Username');
  const password = element('Password');
  if (!body.includes('UsernameToken') || user === undefined || password === undefined) return undefined;
  return { user, password, nonce: Buffer.from(element('Nonce') ?? '', 'base64'), created: element('Created') ?? '', inClear: !/#PasswordDigest/.test(body) };
}

/** `now`: the device's clock, milliseconds since 1970. */
export function tokenProves(token: UsernameToken, password: string, now: number): boolean {
  if (token.inClear) return token.password === password;
  const digest = createHash('sha1').update(token.nonce).update(token.created, 'utf8').update(password, 'utf8').digest('base64');
  return token.password === digest && Math.abs(Date.parse(token.created) - now) <= MAX_SKEW_SECONDS * 1000;
}
