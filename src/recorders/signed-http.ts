/** Digest over HTTP, one request at a time: every request asks for its own challenge first, as recorders hand out a new nonce each time. */
import { cleanText } from '../facts/validate.js';
import { httpRequest, type HttpResponse } from '../network/http.js';
import type { Failure, Network, Outcome } from '../network/seam.js';
import { reasonOf } from '../probes/failure.js';
import { answerable, digestAnswer, readChallenges, type DigestChallenge } from './digest.js';
import type { Login, SignIn, SignInResult } from './login.js';

/** Where a recorder's web service answers. */
export interface WebBase {
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
}

export interface HttpReply {
  readonly status: number;
  readonly body: string;
  readonly rawHeaders: readonly string[];
}

export type Signed =
  | { readonly kind: 'reply'; readonly reply: HttpReply }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** The sign-in is over, or the recorder ended the session: nothing more may be asked. */
  | { readonly kind: 'stopped' };

/** Milliseconds for one request; old recorders take 100 to 500 for a table. */
const REQUEST_MS = 1200;
/** A recorder's table is some kilobytes; users with all rights of 64 channels are the largest at about 100 KiB. */
const MAX_BYTES = 262_144;

export function baseUrl({ address, port, tls }: WebBase): string {
  return `${tls ? 'https' : 'http'}://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** One request without a redirect or a retry, the body as text. */
export async function plainRequest(
  network: Network,
  base: WebBase,
  request: { target: string; method?: 'GET' | 'POST'; headers?: Record<string, string>; body?: string },
  signal: AbortSignal,
): Promise<Outcome<HttpReply>> {
  const deadline = network.clock.deadline(REQUEST_MS, signal);
  try {
    const { target, ...rest } = request;
    const result: Outcome<HttpResponse> = await httpRequest(network, {
      ...rest,
      url: baseUrl(base) + target,
      signal: deadline.signal,
      maxBytes: MAX_BYTES,
      // Recorders carry a certificate of their own making; the digest protects the password, the certificate never could.
      ...(base.tls ? { tls: { allowUntrusted: true } } : {}),
    });
    if (result.ok) return { ok: true, value: { status: result.value.status, rawHeaders: result.value.rawHeaders, body: result.value.body.toString('utf8') } };
    return result;
  } finally {
    deadline.clear();
  }
}

export interface SignedHttpOptions {
  readonly network: Network;
  readonly base: WebBase;
  readonly login: Login;
  readonly signal: AbortSignal;
  /** What a refusal's body says in this vendor's words. */
  readonly readRefusal: (body: string) => SignIn | undefined;
  /** True for a 403 that speaks about one item and not about the sign-in. */
  readonly isNoRight: (body: string) => boolean;
  /** True where a challenge with this realm comes from a recorder of this family; nothing is sent to anyone else. */
  readonly trusts: (realm: string) => boolean;
}

export class SignedHttp {
  private over = false;
  private silences = 0;
  constructor(private readonly options: SignedHttpOptions) {}

  get stopped(): boolean {
    return this.over;
  }

  /** GET of a target (path and query, ASCII, exactly as it goes on the wire). */
  async get(target: string): Promise<Signed> {
    const { login, readRefusal } = this.options;
    // Second round only for a nonce that went stale, or once for a 401 in the middle of an accepted session (§16.3, §16.11).
    for (let round = 0; round < 2; round++) {
      if (this.over) return { kind: 'stopped' };
      const first = await this.send(target);
      if (!first.ok) return this.failed(first.failure);
      if (first.value.status !== 401) {
        const refusal = first.value.status === 403 ? readRefusal(first.value.body) : undefined;
        return refusal ? this.stop(refusal) : { kind: 'reply', reply: first.value };
      }
      const refusedAtOnce = readRefusal(first.value.body);
      if (refusedAtOnce && refusedAtOnce.outcome !== 'refused') return this.stop(refusedAtOnce);
      const challenge = answerable(readChallenges(first.value.rawHeaders));
      if (!challenge) return this.stop({ outcome: 'unsupported' });
      if (!login.accepted && !this.options.trusts(challenge.realm)) {
        return this.stop({ unknown: 'not-supported', detail: 'what asks for a password there is not a recorder that is known' });
      }
      if (!(await login.mayAnswer(challenge.realm))) return this.stop();
      const second = await this.send(target, this.answer(challenge, target));
      if (!second.ok) return login.accepted ? this.failed(second.failure) : this.stop(unsettled(second.failure));
      const { status, body } = second.value;
      if (status !== 401 && status !== 403) {
        await login.accept();
        return { kind: 'reply', reply: second.value };
      }
      if (status === 403 && this.options.isNoRight(body)) {
        await login.accept();
        return { kind: 'reply', reply: second.value };
      }
      const refusal = readRefusal(body);
      if (refusal) return this.stop(refusal);
      if (status === 403) {
        if (login.accepted) return { kind: 'reply', reply: second.value };
        return this.stop({ unknown: 'refused', detail: `the recorder answered 403 ${cleanText(body, 80)}`.trim() });
      }
      if (login.accepted) continue;
      if (round === 0 && answerable(readChallenges(second.value.rawHeaders))?.stale === true) login.renew();
      else return this.stop({ outcome: 'refused' });
    }
    return this.stop(login.accepted ? undefined : { outcome: 'refused' });
  }

  private answer(challenge: DigestChallenge, target: string): string {
    return digestAnswer({ challenge, method: 'GET', target, user: this.options.login.credentials.user, password: this.options.login.credentials.password });
  }

  private send(target: string, authorization?: string): Promise<Outcome<HttpReply>> {
    const { network, base, signal } = this.options;
    return plainRequest(network, base, { target, ...(authorization === undefined ? {} : { headers: { authorization } }) }, signal);
  }

  private failed(failure: Failure): Signed {
    // Two silent requests in a row: the recorder is busy or gone, and more questions would only keep it so.
    this.silences = failure.kind === 'timed-out' ? this.silences + 1 : 0;
    if (this.silences >= 2 || this.options.signal.aborted) this.over = true;
    return { kind: 'failed', failure };
  }

  private async stop(result?: SignInResult): Promise<Signed> {
    this.over = true;
    if (result && !this.options.login.accepted) await this.options.login.fail(result);
    return { kind: 'stopped' };
  }
}

function unsettled(failure: Failure): SignInResult {
  return { unknown: reasonOf(failure), detail: 'the password was sent once and no answer came; it is not sent again' };
}
