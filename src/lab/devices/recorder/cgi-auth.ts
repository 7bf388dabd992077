/** Digest sign-in of the recorder's CGI (RFC 7616, with the recorder's own habits): a new nonce per answer, each good once. */
import { signIn, type AccountGroup, type Proof } from '../../../accounts/index.js';
import type { HttpExchange } from '../service.js';
import type { RecorderContext } from './context.js';

/** Nonces given out and not used yet; the oldest is forgotten. */
const MAX_NONCES = 256;

export type CgiAuth = { readonly kind: 'accepted'; readonly user: string; readonly group: AccountGroup } | { readonly kind: 'answered' };

type Deny = (status: number, body: string, stale?: boolean) => CgiAuth;

/** What no password answers to. */
const NO_PROOF: Proof = { kind: 'digest', method: '', uri: '', nonce: '', response: '' };

export class CgiAuthentication {
  private readonly nonces = new Set<string>();
  constructor(private readonly context: RecorderContext) {}

  /** Either the signed-in user, or the refusal has been sent. */
  check(exchange: HttpExchange, refuse: (exchange: HttpExchange, status: number, body: string, challenge: string | undefined) => void): CgiAuth {
    const { context } = this;
    const { profile } = context;
    const deny: Deny = (status, body, stale = false) => {
      refuse(exchange, status, body, status === 401 ? this.challenge(stale) : undefined);
      return { kind: 'answered' };
    };
    const header = exchange.headers.authorization;
    // An uninitialised recorder has no account that a password could be wrong for.
    if (!context.accounts.state.initialized) return deny(401, INVALID_AUTHORITY);
    if (header === undefined) return deny(401, '');

    // Everybody is told the challenge; the filter looks at who signs in, and no try is counted.
    if (context.shutsOut(exchange.peer.address)) return deny(403, this.shutOutText());
    const fields = readAuthorization(header);
    // A password in clear is not taken where it was not asked for, and costs a try like any wrong one.
    if (fields['scheme'] === 'basic') {
      const password = profile.scheme === 'basic' ? (fields['password'] ?? '') : undefined;
      return this.try(exchange, fields['user'] ?? '', password === undefined ? NO_PROOF : { kind: 'password', password }, deny);
    }
    const { username: user, uri, nonce, response } = fields;
    if (profile.scheme === 'basic' || fields['scheme'] !== 'digest' || user === undefined || uri === undefined || nonce === undefined || response === undefined) return deny(401, INVALID_AUTHORITY);
    if (uri !== exchange.target) return deny(403, denialText(context));
    const stale = context.quirks.staleStatus ?? profile.staleStatus;
    if (!this.nonces.delete(nonce)) return deny(stale, stale === 403 ? denialText(context) : '', true);

    if ((fields['algorithm'] ?? 'MD5').toUpperCase() !== this.algorithm()) return this.try(exchange, user, NO_PROOF, deny);
    const optional = { ...pick(fields, 'nc'), ...pick(fields, 'cnonce'), ...pick(fields, 'qop'), ...pick(fields, 'algorithm') };
    return this.try(exchange, user, { kind: 'digest', method: exchange.method, uri, nonce, response: response.toLowerCase(), ...optional }, deny);
  }

  /** Text of a WWW-Authenticate header with a fresh nonce. */
  challenge(stale: boolean): string {
    const { context } = this;
    const { profile, quirks } = context;
    if (profile.scheme === 'basic' && quirks.challenge === undefined) return 'Basic realm="Device_CGI"';
    const nonce = context.nonce();
    this.nonces.add(nonce);
    if (this.nonces.size > MAX_NONCES) this.nonces.delete(this.nonces.values().next().value ?? '');
    const qop = quirks.qop === undefined ? profile.qop : quirks.qop;
    const algorithm = quirks.digest ?? profile.algorithm;
    const form =
      quirks.challenge ??
      `Digest realm="{realm}", ${qop === null ? '' : `qop="${qop}", `}nonce="{nonce}", opaque="{opaque}"${algorithm === undefined ? '' : `, algorithm=${algorithm}`}`;
    const opaque = context.nonce();
    return form.replace('{realm}', context.accounts.state.realm).replace('{nonce}', nonce).replace('{opaque}', opaque) + (stale ? ', stale=TRUE' : '');
  }

  /** The hash that the challenge names, in capitals. */
  private algorithm(): string {
    const { quirks, profile } = this.context;
    const named = quirks.challenge === undefined ? (quirks.digest ?? profile.algorithm) : /algorithm="?([\w-]+)/i.exec(quirks.challenge)?.[1];
    return (named ?? 'MD5').toUpperCase();
  }

  private try(exchange: HttpExchange, user: string, proof: Proof, deny: Deny): CgiAuth {
    const { context } = this;
    const tried = signIn(context.accounts.state, { user, proof, address: exchange.peer.address, client: 'CGI' }, context.now());
    context.accounts.state = tried.state;
    if (tried.result.accepted) {
      if (context.profile.cgiClosed) return deny(401, INVALID_AUTHORITY);
      context.counters.cgiAccepted++;
      return { kind: 'accepted', user: tried.result.user, group: tried.result.group };
    }
    context.counters.refusedLogins++;
    return tried.result.refusal === 'locked' ? deny(403, this.lockText(tried.result.lockSeconds)) : deny(401, INVALID_AUTHORITY);
  }

  private shutOutText(): string {
    if (this.context.profile.lockForm === 'text') return 'Error\r\nInBlackList\r\n';
    return JSON.stringify({ ErrorCode: 268632073, Result: false });
  }

  private lockText(seconds: number): string {
    const form = this.context.quirks.lockForm ?? this.context.profile.lockForm;
    if (form === 'seconds') return `Error\r\nremainLockSecond: ${seconds}\r\n`;
    if (form === 'text') return `Error\r\nUser Locked! Please try again after ${Math.ceil(seconds / 60)} minutes.\r\n`;
    return JSON.stringify({ ErrorCode: 268632081, Result: false, RmLock: seconds, RmLogin: 0 });
  }
}

export const INVALID_AUTHORITY = 'Error\r\nInvalid Authority!\r\n';

export function denialText(context: RecorderContext): string {
  if (context.profile.denialForm === 'text') return 'Error\r\nAuthority:check failure.\r\n';
  return JSON.stringify({ error: { code: 403, message: 'Authority:check failure.' }, result: false });
}

/** Fields of an Authorization header, names in lower case, with `scheme`; for Basic `user` and `password`. */
export function readAuthorization(header: string): Partial<Record<string, string>> {
  const space = header.indexOf(' ');
  const scheme = (space < 0 ? header : header.slice(0, space)).toLowerCase();
  const fields: Partial<Record<string, string>> = Object.create(null) as Partial<Record<string, string>>;
  fields['scheme'] = scheme;
  if (scheme === 'basic') {
    const pair = Buffer.from(header.slice(space + 1), 'base64').toString('utf8');
    const colon = pair.indexOf(':');
    fields['user'] = colon < 0 ? pair : pair.slice(0, colon);
    fields['password'] = colon < 0 ? '' : pair.slice(colon + 1);
    return fields;
  }
  for (const match of header.slice(space + 1).matchAll(/([A-Za-z][A-Za-z0-9_-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g)) {
    const name = (match[1] ?? '').toLowerCase();
    if (name !== 'scheme') fields[name] ??= match[2] === undefined ? match[3] : match[2].replace(/\\(.)/g, '$1');
  }
  return fields;
}

function pick<K extends string>(fields: Partial<Record<string, string>>, name: K): { [key in K]?: string } {
  const value = fields[name];
  return value === undefined ? {} : ({ [name]: value } as { [key in K]?: string });
}
