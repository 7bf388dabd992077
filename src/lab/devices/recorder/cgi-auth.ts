/** Digest sign-in of the recorder's CGI (RFC 7616, with the recorder's own habits): a new nonce per answer, each good once. */
import { signIn, type AccountGroup } from '../../../accounts/index.js';
import type { HttpExchange } from '../service.js';
import type { RecorderContext } from './context.js';

/** Nonces given out and not used yet; the oldest is forgotten. */
const MAX_NONCES = 256;

export type CgiAuth = { readonly kind: 'accepted'; readonly user: string; readonly group: AccountGroup } | { readonly kind: 'answered' };

export class CgiAuthentication {
  private readonly nonces = new Set<string>();
  constructor(private readonly context: RecorderContext) {}

  /** Either the signed-in user, or the refusal has been sent. */
  check(exchange: HttpExchange, refuse: (exchange: HttpExchange, status: number, body: string, challenge: string | undefined) => void): CgiAuth {
    const { context } = this;
    const deny = (status: number, body: string, stale = false): CgiAuth => {
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
    const user = fields['username'];
    if (fields['scheme'] === 'basic') return this.refuseBasic(exchange, fields['user'] ?? '', deny);
    const { uri, nonce, response } = fields;
    if (fields['scheme'] !== 'digest' || user === undefined || uri === undefined || nonce === undefined || response === undefined) return deny(401, INVALID_AUTHORITY);
    if (uri !== exchange.target) return deny(403, denialText(context));
    if (!this.nonces.delete(nonce)) return deny(context.profile.staleStatus, context.profile.staleStatus === 403 ? denialText(context) : '', true);

    const optional = { ...pick(fields, 'nc'), ...pick(fields, 'cnonce'), ...pick(fields, 'qop'), ...pick(fields, 'algorithm') };
    const proof = { kind: 'digest', method: exchange.method, uri, nonce, response: response.toLowerCase(), ...optional } as const;
    const tried = signIn(context.accounts.state, { user, proof, address: exchange.peer.address, client: 'CGI' }, context.now());
    context.accounts.state = tried.state;
    if (tried.result.accepted) {
      context.counters.cgiAccepted++;
      return { kind: 'accepted', user: tried.result.user, group: tried.result.group };
    }
    context.counters.refusedLogins++;
    if (tried.result.refusal === 'locked') return deny(403, this.lockText(tried.result.lockSeconds));
    return deny(401, INVALID_AUTHORITY);
  }

  /** Text of a WWW-Authenticate header with a fresh nonce. */
  challenge(stale: boolean): string {
    const { context } = this;
    const nonce = context.nonce();
    this.nonces.add(nonce);
    if (this.nonces.size > MAX_NONCES) this.nonces.delete(this.nonces.values().next().value ?? '');
    const form = context.quirks.challenge ?? `Digest realm="{realm}", qop="${context.profile.qop}", nonce="{nonce}", opaque="{opaque}"`;
    const opaque = context.nonce();
    return form.replace('{realm}', context.accounts.state.realm).replace('{nonce}', nonce).replace('{opaque}', opaque) + (stale ? ', stale=TRUE' : '');
  }

  /** A password in clear is not taken, and costs a try like any wrong one. */
  private refuseBasic(exchange: HttpExchange, user: string, deny: (status: number, body: string) => CgiAuth): CgiAuth {
    const { context } = this;
    const proof = { kind: 'digest', method: exchange.method, uri: exchange.target, nonce: '', response: '' } as const;
    const tried = signIn(context.accounts.state, { user, proof, address: exchange.peer.address, client: 'CGI' }, context.now());
    context.accounts.state = tried.state;
    context.counters.refusedLogins++;
    return !tried.result.accepted && tried.result.refusal === 'locked' ? deny(403, this.lockText(tried.result.lockSeconds)) : deny(401, INVALID_AUTHORITY);
  }

  private shutOutText(): string {
    if (this.context.profile.lockForm === 'text') return 'Error\r\nInBlackList\r\n';
    return JSON.stringify({ ErrorCode: 268632073, Result: false });
  }

  private lockText(seconds: number): string {
    if (this.context.profile.lockForm === 'text') return `Error\r\nUser Locked! Please try again after ${Math.ceil(seconds / 60)} minutes.\r\n`;
    return JSON.stringify({ ErrorCode: 268632081, Result: false, RmLock: seconds, RmLogin: 0 });
  }
}

export const INVALID_AUTHORITY = 'Error\r\nInvalid Authority!\r\n';

export function denialText(context: RecorderContext): string {
  if (context.profile.denialForm === 'text') return 'Error\r\nAuthority:check failure.\r\n';
  return JSON.stringify({ error: { code: 403, message: 'Authority:check failure.' }, result: false });
}

/** Fields of an Authorization header, names in lower case, with `scheme`; for Basic the user name alone. */
export function readAuthorization(header: string): Partial<Record<string, string>> {
  const space = header.indexOf(' ');
  const scheme = (space < 0 ? header : header.slice(0, space)).toLowerCase();
  const fields: Partial<Record<string, string>> = Object.create(null) as Partial<Record<string, string>>;
  fields['scheme'] = scheme;
  if (scheme === 'basic') {
    fields['user'] = Buffer.from(header.slice(space + 1), 'base64').toString('utf8').split(':', 1)[0] ?? '';
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
