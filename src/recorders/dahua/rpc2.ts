/**
 * Dahua's JSON RPC: a sign-in in two steps, calls from the allow-list, and always a sign-out. It is either the run's one sign-in (for
 * firmware whose CGI takes nobody) or a second one with a password that CGI has just accepted; `Login` says which may be sent.
 */
import { createHash } from 'node:crypto';
import type { Outcome } from '../../network/seam.js';
import { reasonOf } from '../../probes/failure.js';
import type { Exchange } from '../exchange.js';
import { plainRequest, TO_THE_END, type HttpReply } from '../http-question.js';
import { isSignIn, TOO_LATE, unsettled, type SignIn, type SignInResult } from '../login.js';
import type { NoSession, ReaderContext } from '../reader.js';
import { RPC_LOGIN, rpcCall, type RpcQuestion } from './allowed.js';
import { CHALLENGE_CODES, errorCode, isSessionLost, NO_OBJECT_CODE, NOT_ASKED, outcomeOfCode, signIn, type Unread } from './codes.js';
import { member, parseJson } from './json-reply.js';

const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex').toUpperCase();

/** The second step's password: both hashes in upper case, or the recorder counts a wrong one. */
export function rpcPassword(user: string, realm: string, password: string, random: string): string {
  return md5(`${user}:${random}:${md5(`${user}:${realm}:${password}`)}`);
}

export type RpcReply = { readonly ok: true; readonly reply: unknown; readonly exchange: Exchange } | { readonly ok: false; readonly result: Unread };

/** Milliseconds for the sign-out of a run that is out of time. */
const SIGN_OUT_MS = 500;

interface Sending {
  /** Default the run's. */
  readonly signal?: AbortSignal;
  readonly onSent?: () => void;
}

interface Challenge {
  readonly realm: string;
  readonly random: string;
}
/** `absent`: nobody speaks RPC there. */
type FirstStep = { readonly challenge: Challenge } | { readonly ended: SignInResult } | { readonly absent: Unread };

export class RpcSession {
  private id = 0;
  private session: string | number | undefined;
  private readonly cookies = new Map<string, string>();
  private open = false;
  private over: NoSession | undefined;
  private second: Promise<Unread | undefined> | undefined;
  private object: number | undefined;

  constructor(
    private readonly context: ReaderContext,
    private readonly trusts: (realm: string) => boolean,
  ) {}

  /** Why nothing more may be asked here; undefined while questions are welcome. */
  ended(): NoSession | undefined {
    return this.over ?? (this.context.budget.exhausted ? { reason: 'not-run', detail: 'the recorder was not asked any further' } : undefined);
  }

  /** The run's one sign-in. `absent`: nothing was sent, since the recorder has no RPC; otherwise `login.result` tells how it ended. */
  async signIn(): Promise<boolean | 'absent'> {
    const { login } = this.context;
    const first = await this.firstStep();
    if ('absent' in first) return 'absent';
    if ('ended' in first) return this.refused(first.ended);
    const { challenge } = first;
    if (!this.trusts(challenge.realm)) return this.refused({ unknown: 'not-supported', detail: 'what asks for a password there is not a recorder that is known' });
    if (!(await login.mayAnswer(challenge.realm, { byRpc: true }))) return this.refused();
    const result = await this.secondStep(challenge);
    if (!isSignIn(result) || result.outcome !== 'accepted') return this.refused(result);
    await login.accept();
    return true;
  }

  private async refused(result?: SignInResult): Promise<false> {
    this.over = { reason: 'refused', detail: 'the recorder did not let nvr-doctor in' };
    if (result) await this.context.login.fail(result);
    return false;
  }

  /** Asks one thing, signing in first where that has not been done. */
  async call(question: RpcQuestion): Promise<RpcReply> {
    const refusal = this.open ? undefined : await (this.second ??= this.signInAgain());
    return refusal ? { ok: false, result: refusal } : this.send(question);
  }

  /** As `call`, for methods that some firmware answers only through an object: made once, taken back at the end. */
  async callObject(question: 'netApp.getUPnPStatus' | 'netApp.getNetInterfaces'): Promise<RpcReply> {
    const plain = await this.call(question);
    if (!plain.ok || this.object !== undefined || errorCode(plain.reply) !== NO_OBJECT_CODE) return plain;
    const made = await this.send('netApp.factory.instance');
    const handle = made.ok ? member(made.reply, 'result') : undefined;
    if (typeof handle !== 'number' || !Number.isSafeInteger(handle)) return plain;
    this.object = handle;
    return this.send(question);
  }

  async close(): Promise<void> {
    if (!this.open) return;
    this.open = false;
    const { network } = this.context;
    // A session that is left open fills one of the recorder's places, so this is sent even when time is up.
    const deadline = network.clock.deadline(SIGN_OUT_MS);
    try {
      if (this.object !== undefined) await this.post('netApp.destroy', null, deadline);
      this.object = undefined;
      await this.post('global.logout', null, deadline);
    } finally {
      deadline.clear();
    }
  }

  /** One more sign-in with the password that was accepted; undefined when it worked. */
  private async signInAgain(): Promise<Unread | undefined> {
    const { login } = this.context;
    if (!login.accepted) return { state: 'unknown', reason: 'not-run', detail: 'not signed in' };
    const first = await this.firstStep();
    if ('absent' in first) return first.absent;
    if ('ended' in first) return secondRefused(first.ended);
    const { challenge } = first;
    if (!(await login.mayAnswerRpc(challenge.realm))) return { state: 'unknown', reason: 'stale', detail: 'the recorder refused this second sign-in before; it is not tried again' };
    const result = await this.secondStep(challenge);
    if (isSignIn(result) && result.outcome === 'accepted') return undefined;
    // No answer is not remembered here: the password has just been accepted, which starts the recorder's counter anew in every run.
    if (isSignIn(result) && result.outcome === 'refused') await login.rpcRefused(challenge.realm);
    return secondRefused(result);
  }

  /** Asks for the challenge: carries the user name and no password. */
  private async firstStep(): Promise<FirstStep> {
    const sent = await this.login({ password: '' });
    if (!sent.ok) {
      const { result } = sent;
      return result.state === 'unknown' && result.reason !== 'malformed' ? { ended: { unknown: result.reason, detail: 'the recorder did not answer' } } : { absent: result };
    }
    const code = errorCode(sent.reply);
    if (code === undefined || !CHALLENGE_CODES.includes(code)) return { ended: signInResult(sent.reply) };
    const asked = member(sent.reply, 'params');
    const [realm, random, encryption] = ['realm', 'random', 'encryption'].map((name) => member(asked, name));
    const randomText = typeof random === 'number' ? String(random) : random;
    // Any other `encryption` wants the password weaker or in clear, which somebody in between could ask for as well.
    if (encryption !== 'Default' || typeof realm !== 'string' || typeof randomText !== 'string') return { ended: { outcome: 'unsupported' } };
    this.adopt(sent.reply);
    return { challenge: { realm, random: randomText } };
  }

  private async secondStep({ realm, random }: Challenge): Promise<SignInResult> {
    const { login, signal } = this.context;
    const { user, password } = login.credentials;
    if (signal.aborted) return TOO_LATE;
    let isOut = false;
    const sent = await this.login({ password: rpcPassword(user, realm, password, random), authorityType: 'Default', passwordType: 'Default' }, { signal: TO_THE_END, onSent: () => (isOut = true) });
    if (!sent.ok) {
      const reason = sent.result.state === 'unknown' ? sent.result.reason : 'failed';
      return isOut ? unsettled(reason, 'no answer came') : { unknown: reason, detail: `nothing was sent: ${sent.result.detail ?? 'the recorder did not answer'}` };
    }
    if (!isSuccess(sent.reply)) {
      const result = signInResult(sent.reply);
      return isSignIn(result) ? result : unsettled(result.unknown, result.detail);
    }
    this.adopt(sent.reply);
    this.open = true;
    return { outcome: 'accepted' };
  }

  private login(parameters: object, sending: Sending = {}): Promise<RpcReply> {
    const { method, ...common } = RPC_LOGIN;
    return this.budgeted(() => this.post(method, { userName: this.context.login.credentials.user, ...common, ...parameters }, sending));
  }

  private async send(question: RpcQuestion): Promise<RpcReply> {
    const call = rpcCall(question);
    if (!call) return { ok: false, result: NOT_ASKED };
    const sent = await this.budgeted(() => this.post(call.method, call.params));
    if (sent.ok && isSessionLost(errorCode(sent.reply))) {
      this.open = false;
      this.over = { reason: 'refused', detail: 'the recorder ended the session' };
    }
    return sent;
  }

  private budgeted(ask: () => Promise<RpcReply>): Promise<RpcReply> {
    const ended = this.ended();
    if (ended || !this.context.budget.take()) return Promise.resolve({ ok: false, result: { state: 'unknown', reason: 'not-run', detail: 'the recorder was not asked any further', ...ended } });
    return ask();
  }

  private async post(method: string, params: unknown, { signal = this.context.signal, onSent }: Sending = {}): Promise<RpcReply> {
    const { network, base, witness, budget } = this.context;
    const name = method === 'configManager.getConfig' ? `${method} ${String(member(params, 'name'))}` : method;
    const object = this.object !== undefined && method.startsWith('netApp.') ? { object: this.object } : {};
    const body = JSON.stringify({ method, params, id: ++this.id, ...(this.session === undefined ? {} : { session: this.session }), ...object });
    const cookie = [...this.cookies].map(([key, value]) => `${key}=${value}`).join('; ');
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8', ...(cookie === '' ? {} : { cookie }) };
    const target = method === RPC_LOGIN.method ? '/RPC2_Login' : '/RPC2';
    const sent = await plainRequest(network, base, { target, method: 'POST', headers, body }, signal, { protocol: 'rpc2', witness, budget, name, onSent });
    return this.readSent(sent, name);
  }

  private readSent(sent: Outcome<HttpReply>, request: string): RpcReply {
    if (!sent.ok) {
      // One silence is enough: the tables are read by another transport, or there is nobody left to ask.
      this.over = { reason: reasonOf(sent.failure), detail: 'the recorder did not answer properly' };
      const exchange: Exchange = { protocol: 'rpc2', request, rawHeaders: [], body: '', failure: sent.failure.kind };
      return { ok: false, result: { state: 'unknown', ...this.over, exchange } };
    }
    const { status, body, exchange, rawHeaders } = sent.value;
    this.keepCookies(rawHeaders);
    if (status === 404 || status === 501) return { ok: false, result: { state: 'not-supported', detail: 'this firmware does not have it', exchange } };
    if (status >= 500) return { ok: false, result: { state: 'unknown', reason: 'failed', detail: `the recorder answered with status ${status}`, exchange } };
    const reply = parseJson(body);
    return reply === undefined ? { ok: false, result: { state: 'unknown', reason: 'malformed', detail: 'the reply is not what was asked for', exchange } } : { ok: true, reply, exchange };
  }

  /** The second step's session may be another one than the first's, and text instead of a number. */
  private adopt(reply: unknown): void {
    const session = member(reply, 'session');
    if (typeof session === 'number' || (typeof session === 'string' && /^[\w-]{1,64}$/.test(session))) {
      this.session = session;
      this.cookies.set('DWebClientSessionID', String(session));
    }
  }

  /** Newer firmware demands its own cookie beside the session. */
  private keepCookies(rawHeaders: readonly string[]): void {
    for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
      if (rawHeaders[i]?.toLowerCase() !== 'set-cookie') continue;
      const pair = /^\s*([\w-]{1,64})=([\w.~+/=-]{0,256})(;|$)/.exec(rawHeaders[i + 1] ?? '');
      if (pair?.[1] !== undefined && pair[2] !== undefined && (this.cookies.size < 8 || this.cookies.has(pair[1]))) this.cookies.set(pair[1], pair[2]);
    }
  }
}

/** `result` is true, or the number of an object. */
export function isSuccess(reply: unknown): boolean {
  const result = member(reply, 'result');
  return result === true || (typeof result === 'number' && result !== 0);
}

function signInResult(reply: unknown): SignInResult {
  const code = errorCode(reply);
  const outcome = code === undefined ? undefined : outcomeOfCode(code);
  if (outcome !== undefined) return signIn(outcome, reply);
  return { unknown: 'malformed', detail: code === undefined ? 'the reply is not what was asked for' : `the recorder answered the sign-in with code ${code}` };
}

function secondRefused(result: SignInResult): Unread {
  if (!isSignIn(result)) return { state: 'unknown', reason: result.unknown, detail: result.detail };
  if (result.outcome === 'unsupported') return { state: 'not-supported', detail: 'the recorder asks for a sign-in that is not answered' };
  const word: SignIn['outcome'] = result.outcome;
  return { state: 'unknown', reason: 'refused', detail: `the recorder did not allow a second sign-in (${word})` };
}
