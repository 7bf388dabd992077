/** Digest sign-in (RFC 7616) in front of a device's web services, for makes whose challenge is plain: one header per algorithm, each nonce good once. */
import { lockStatus, signIn, type AccountGroup, type SignInRefusal } from '../../accounts/index.js';
import { readAuthorization } from './recorder/cgi-auth.js';
import type { RecorderContext } from './recorder/context.js';
import type { HttpExchange } from './service.js';

/** Nonces given out and not used yet; the oldest is forgotten. */
const MAX_NONCES = 256;

export interface GuardStyle {
  /** One challenge each, in this order. `none` names no algorithm at all, which stands for MD5. */
  readonly algorithms: readonly ('none' | 'MD5' | 'SHA-256')[];
  /** Text of the WWW-Authenticate header; `{realm}`, `{nonce}`, `{stale}` and `{algorithm}` are filled in. */
  readonly challenge: string;
}

export type Guarded =
  | { readonly accepted: true; readonly user: string; readonly group: AccountGroup }
  | {
      readonly accepted: false;
      /** `asked`: nothing was offered yet. `unusable`: an answer that is not one to this challenge; nothing is counted. */
      readonly why: 'asked' | 'stale' | 'unusable' | 'shut-out' | SignInRefusal;
      /** Null where nothing is counted. */
      readonly triesLeft: number | null;
      readonly lockSeconds: number;
      /** WWW-Authenticate headers in pairs. */
      readonly challenges: readonly string[];
    };

export class DigestGuard {
  private readonly nonces = new Set<string>();
  constructor(
    private readonly context: RecorderContext,
    private readonly style: GuardStyle,
  ) {}

  check(exchange: HttpExchange): Guarded {
    const { context } = this;
    const header = exchange.headers.authorization;
    if (header === undefined) return this.deny('asked', this.openLock(exchange.peer.address));
    if (context.shutsOut(exchange.peer.address)) return this.deny('shut-out');
    const fields = readAuthorization(header);
    const { username, uri, nonce, response, nc, cnonce, qop, algorithm } = fields;
    // A password in clear is not taken, and costs a try like any wrong one.
    if (fields['scheme'] === 'basic') return this.try(exchange, fields['user'] ?? '', { uri: exchange.target, nonce: '', response: '' });
    if (fields['scheme'] !== 'digest' || username === undefined || nonce === undefined || response === undefined || uri !== exchange.target) return this.deny('unusable');
    // A weaker algorithm than any that was offered is no answer to this challenge.
    if (!this.style.algorithms.some((offered) => (offered === 'none' ? 'MD5' : offered) === (algorithm ?? 'MD5').toUpperCase())) return this.deny('unusable');
    if (!this.nonces.delete(nonce)) return this.deny('stale');
    const optional = { ...(nc === undefined ? {} : { nc }), ...(cnonce === undefined ? {} : { cnonce }), ...(qop === undefined ? {} : { qop }), ...(algorithm === undefined ? {} : { algorithm }) };
    return this.try(exchange, username, { uri, nonce, response: response.toLowerCase(), ...optional });
  }

  private try(exchange: HttpExchange, user: string, fields: { readonly uri: string; readonly nonce: string; readonly response: string }): Guarded {
    const { context } = this;
    const proof = { kind: 'digest', method: exchange.method, ...fields } as const;
    const { state, result } = signIn(context.accounts.state, { user, proof, address: exchange.peer.address, client: 'Web' }, context.now());
    context.accounts.state = state;
    if (result.accepted) {
      context.counters.cgiAccepted++;
      return { accepted: true, user: result.user, group: result.group };
    }
    context.counters.refusedLogins++;
    return this.deny(result.refusal, result);
  }

  private deny(why: Exclude<Guarded, { accepted: true }>['why'], lock: { readonly triesLeft: number | null; readonly lockSeconds: number } = { triesLeft: null, lockSeconds: 0 }): Guarded {
    const nonces = this.style.algorithms.map(() => this.context.nonce());
    for (const nonce of nonces) this.nonces.add(nonce);
    while (this.nonces.size > MAX_NONCES) this.nonces.delete(this.nonces.values().next().value ?? '');
    const challenges = this.style.algorithms.flatMap((algorithm, index) => [
      'WWW-Authenticate',
      this.style.challenge
        .replace('{algorithm}', algorithm === 'none' ? '' : `, algorithm=${algorithm}`)
        .replace('{realm}', this.context.accounts.state.realm)
        .replace('{nonce}', nonces[index] ?? '')
        .replace('{stale}', why === 'stale' ? 'TRUE' : 'FALSE'),
    ]);
    return { accepted: false, why, triesLeft: lock.triesLeft, lockSeconds: lock.lockSeconds, challenges };
  }

  /** What anyone may know before signing in: how the first account stands. */
  private openLock(address: string): { readonly triesLeft: number | null; readonly lockSeconds: number } {
    const { state } = this.context.accounts;
    const lock = lockStatus(state, state.accounts[0]?.name ?? '', this.context.now(), address);
    return { triesLeft: lock?.triesLeft ?? null, lockSeconds: lock?.seconds ?? 0 };
  }
}
