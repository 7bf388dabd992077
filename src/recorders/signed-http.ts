/**
 * Signed questions over HTTP, one at a time: every question asks for its own challenge first, as recorders hand out a new nonce each
 * time. Whether an answer made from the password may go out is for `Login` alone to say.
 */
import { cleanText } from '../facts/validate.js';
import type { Failure, Network, Outcome } from '../network/seam.js';
import { reasonOf, wordsOf } from '../probes/failure.js';
import type { CallBudget } from './call-budget.js';
import { answerable, basicAnswer, basicRealm, digestAnswer, readChallenges, type Challenge, type DigestChallenge } from './digest.js';
import type { Witness, WireProtocol } from './exchange.js';
import { plainRequest, TO_THE_END, type HttpQuestion, type HttpReply, type WebBase } from './http-question.js';
import { isSignIn, TOO_LATE, unsettled, type Login, type SignIn, type SignInResult } from './login.js';
import type { NoSession } from './reader.js';

export type Signed =
  | { readonly kind: 'reply'; readonly reply: HttpReply }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** The sign-in is over, or the recorder ended the session, or the budget is spent: nothing more may be asked. */
  | { readonly kind: 'stopped' };

export interface SignedHttpOptions {
  readonly network: Network;
  readonly base: WebBase;
  readonly login: Login;
  /** Shared by all transports of the run. */
  readonly budget: CallBudget;
  readonly signal: AbortSignal;
  readonly protocol: WireProtocol;
  readonly witness?: Witness | undefined;
  /** What the body of a reply says about the sign-in in this vendor's words, with the counters beside it; asked for `refusalStatuses`. */
  readonly readRefusal: (body: string, status: number) => SignIn | undefined;
  /** Statuses whose body may hold a refusal; default 401 and 403. */
  readonly refusalStatuses?: readonly number[];
  /** What a refusal without a word of explanation means; default a wrong user name or password. */
  readonly plainRefusal?: SignInResult | undefined;
  /** True for a 403 that speaks about one item and not about the sign-in. */
  readonly isNoRight: (body: string) => boolean;
  /** True where a challenge with this realm comes from a recorder of this family; nothing is sent to anyone else. */
  readonly trusts: (realm: string) => boolean;
  /** Milliseconds between a question that was not answered properly and the next; a busy recorder recovers in it. Default 100. */
  readonly gapMs?: number;
}

const REFUSAL_STATUSES = [401, 403] as const;
const GAP_MS = 100;

/** An answer to a challenge, ready to be sent. */
interface Answer {
  readonly header: string;
  /** For digest: what it answers. */
  readonly challenge: DigestChallenge | undefined;
}

export class SignedHttp {
  private over: NoSession | undefined;
  private silences = 0;
  constructor(private readonly options: SignedHttpOptions) {}

  get stopped(): boolean {
    return this.ended() !== undefined;
  }

  /** Why nothing more may be asked; undefined while questions are welcome. */
  ended(): NoSession | undefined {
    return this.over ?? (this.options.budget.exhausted ? { reason: 'not-run', detail: 'the recorder was not asked any further' } : undefined);
  }

  /** GET of a target (path and query, ASCII, exactly as it goes on the wire). */
  get(target: string): Promise<Signed> {
    return this.ask({ target });
  }

  /** POST that only reads (RPC, SOAP): the caller's allow-list answers for that. */
  post(target: string, body: string, contentType: string): Promise<Signed> {
    return this.ask({ target, method: 'POST', body, headers: { 'content-type': contentType } });
  }

  /** The one sign-in by the cheapest question there is. True when the password was taken; else `login.result` tells why not. */
  async signIn(target: string): Promise<boolean> {
    const { login } = this.options;
    const signed = await this.get(target);
    if (login.accepted) return true;
    if (login.result === undefined) await login.fail(notAsked(signed));
    return false;
  }

  private async ask(question: HttpQuestion): Promise<Signed> {
    const { budget, network, signal } = this.options;
    if (this.stopped || !budget.take()) return { kind: 'stopped' };
    if (this.silences > 0) await network.clock.sleep(this.options.gapMs ?? GAP_MS, signal);
    // The second round is for a 401 in the middle of an accepted session (§16.11): a nonce that aged, or a cap that was reached for a moment.
    // It is no second try in the sense of the law: this password has just been taken, which starts the recorder's counter anew in every run.
    for (let round = 0; round < 2; round++) {
      const first = await this.send(question);
      if (!first.ok) return this.failed(first.failure);
      if (first.value.status !== 401) return this.unasked(first.value);
      const counters = this.refusalIn(first.value);
      if (counters && counters.outcome !== 'refused') return this.stop(counters);
      const answered = await this.answer(question, first.value, counters);
      if (answered !== 'again') return answered;
    }
    return this.stop({ outcome: 'refused' });
  }

  /** A reply without a challenge: whatever it is, the password played no part in it. */
  private unasked(reply: HttpReply): Signed | Promise<Signed> {
    const refusal = this.refusalIn(reply);
    if (refusal && !this.options.isNoRight(reply.body)) return this.stop(refusal.outcome === 'refused' ? TURNED_AWAY : refusal);
    this.silences = 0;
    return { kind: 'reply', reply };
  }

  /** Answers the challenge of a 401, and once more where the answer was stale. `again`: the session is fine, this one answer was not taken. */
  private async answer(question: HttpQuestion, challenged: HttpReply, counters: SignIn | undefined): Promise<Signed | 'again'> {
    const { login, isNoRight, signal } = this.options;
    let asked = challenged;
    let previous: DigestChallenge | undefined;
    // Bounded by `login`, which lets one answer through, and a second one only after `renew`.
    for (;;) {
      const answer = this.prepare(question, asked);
      if ('result' in answer) return this.stop(answer.result);
      if (previous && !login.renew(previous, answer.challenge)) return this.stop(this.plainRefusal());
      if (!(await login.mayAnswer(answer.challenge?.realm ?? '', { triesLeft: counters?.triesLeft }))) return this.stop();
      if (!previous && !login.accepted && signal.aborted) return this.stop(TOO_LATE);
      let isOut = previous !== undefined;
      const sent = await this.send(question, { authorization: answer.header, onSent: () => (isOut = true) });
      if (!sent.ok) return login.accepted ? this.failed(sent.failure) : this.stop(isOut ? unsettled(reasonOf(sent.failure), 'no answer came') : notSent(sent.failure));
      const reply = sent.value;
      const refusal = this.refusalIn(reply);
      if (reply.status !== 401 && !(refusal && !isNoRight(reply.body))) return this.taken(reply);
      if (refusal && (refusal.outcome !== 'refused' || refusal.triesLeft !== undefined)) return this.stop(refusal);
      if (login.accepted) return 'again';
      const next = answerable(readChallenges(reply.rawHeaders));
      if (previous || !answer.challenge || next?.stale !== true) return this.stop(refusal ?? this.plainRefusal());
      previous = answer.challenge;
      asked = reply;
    }
  }

  /** The answer to a 401, or why none is given. */
  private prepare(question: HttpQuestion, reply: HttpReply): Answer | { readonly result: SignInResult } {
    const { user, password } = this.options.login.credentials;
    const challenges = readChallenges(reply.rawHeaders);
    const challenge = answerable(challenges);
    if (!challenge) return this.prepareBasic(challenges, reply);
    if (!this.knows(challenge.realm)) return STRANGER;
    return { challenge, header: digestAnswer({ challenge, method: question.method ?? 'GET', target: question.target, user, password }) };
  }

  /** Basic hands the password over as it is, so it is only given where the person said so, and never where digest was offered. */
  private prepareBasic(challenges: readonly Challenge[], reply: HttpReply): Answer | { readonly result: SignInResult } {
    const { login } = this.options;
    const realm = basicRealm(challenges);
    if (realm === undefined) return { result: { outcome: 'unsupported' } };
    if (!this.knows(realm)) return STRANGER;
    if (reply.certificate !== 'trusted' && login.credentials.allowBasic !== true) return { result: { outcome: 'basic-only' } };
    return { challenge: undefined, header: basicAnswer(login.credentials) };
  }

  private plainRefusal(): SignInResult {
    return this.options.plainRefusal ?? { outcome: 'refused' };
  }

  private knows(realm: string): boolean {
    return this.options.login.accepted || this.options.trusts(realm);
  }

  /** Not a refusal. Which replies prove that the password was taken? All that the recorder gives only after it has looked at it. */
  private async taken(reply: HttpReply): Promise<Signed> {
    const { login, isNoRight } = this.options;
    const { status, body } = reply;
    this.silences = 0;
    if (!login.accepted) {
      if (status === 403 && !isNoRight(body)) return this.stop(unsettled('refused', `the answer was ${`403 ${cleanText(body, 80)}`.trim()}`));
      if (status === 429) return this.stop({ outcome: 'busy' });
      const proves = (status >= 200 && status < 300) || [400, 403, 404, 405, 501].includes(status);
      if (!proves) return this.stop(unsettled('failed', `the answer was status ${status}, which settles nothing`));
      await login.accept();
    }
    return { kind: 'reply', reply };
  }

  private refusalIn({ status, body }: HttpReply): SignIn | undefined {
    return (this.options.refusalStatuses ?? REFUSAL_STATUSES).includes(status) ? this.options.readRefusal(body, status) : undefined;
  }

  private send(question: HttpQuestion, signed?: { readonly authorization: string; readonly onSent: () => void }): Promise<Outcome<HttpReply>> {
    const { network, base, login, signal, protocol, witness, budget } = this.options;
    const headers = { ...question.headers, ...(signed === undefined ? {} : { authorization: signed.authorization }) };
    // Whoever cuts off the answer to the password never learns that a try was spent, and the next run spends another.
    const until = signed === undefined || login.accepted ? signal : TO_THE_END;
    return plainRequest(network, base, { ...question, headers }, until, { protocol, witness, budget, onSent: signed?.onSent });
  }

  private failed(failure: Failure): Signed {
    // Two silent requests in a row: the recorder is busy or gone, and more questions would only keep it so.
    this.silences++;
    if (this.options.signal.aborted) this.over = { reason: 'not-run', detail: 'the run ended before this was read' };
    else if (this.silences >= 2) this.over = { reason: reasonOf(failure), detail: `the recorder stopped answering: ${wordsOf(failure)}` };
    return { kind: 'failed', failure };
  }

  private async stop(result?: SignInResult): Promise<Signed> {
    this.over = { reason: 'refused', detail: result && isSignIn(result) && result.outcome === 'busy' ? 'the recorder had too many connections' : 'the recorder ended the session' };
    if (result && !this.options.login.accepted) await this.options.login.fail(result);
    return { kind: 'stopped' };
  }
}

const STRANGER = { result: { unknown: 'not-supported', detail: 'what asks for a password there is not a recorder that is known; nothing was sent' } } as const;

/** "Wrong password" to somebody who sent none says nothing about the password. */
const TURNED_AWAY: SignInResult = { unknown: 'refused', detail: 'nothing was sent: the recorder turned the question away without asking for a password' };

function notSent(failure: Failure): SignInResult {
  return { unknown: reasonOf(failure), detail: `nothing was sent: ${wordsOf(failure)}` };
}

/** Why no password was sent: nothing asked for one. */
function notAsked(signed: Signed): SignInResult {
  if (signed.kind === 'failed') return notSent(signed.failure);
  if (signed.kind === 'stopped') return { unknown: 'not-run', detail: 'the recorder was not asked any further' };
  const { status } = signed.reply;
  if (status === 503) return { outcome: 'busy' };
  if (status >= 500) return { unknown: 'failed', detail: `nothing was sent: the recorder answered with status ${status}` };
  return { unknown: 'not-supported', detail: 'what answers there is not a recorder that is known' };
}
