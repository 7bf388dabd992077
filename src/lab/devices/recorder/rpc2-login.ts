/** Signing in by JSON calls: a challenge, then an answer; the session of the second step is what the other calls need. */
import { lockStatus, signIn, activeSessions } from '../../../accounts/index.js';
import type { RecorderContext } from './context.js';
import { CODE, failure, type RpcRequest } from './rpc2-wire.js';

/** Seconds a session lives without keepAlive. */
export const SESSION_SECONDS = 300;
/** Sign-ins begun and not finished; the oldest is forgotten. */
const MAX_CHALLENGES = 64;
const DEFAULT_SESSION_LIMIT = 32;
export const SESSION_COOKIE = 'WebClientHttpSessionID';

export interface LoginAnswer {
  readonly body: object;
  /** To be kept by the client, where the firmware has one. */
  readonly cookie?: string;
}

export class RpcLogin {
  private readonly challenges = new Map<string, { readonly user: string; readonly random: string }>();
  /** Session of the account book by the one that the client was told. */
  private readonly sessions = new Map<string, string>();
  constructor(private readonly context: RecorderContext) {}

  /** The account book's session behind the one in a request. */
  sessionOf(told: string): string | undefined {
    return this.sessions.get(told);
  }

  answer(request: RpcRequest, address: string): LoginAnswer {
    const { context } = this;
    const { accounts, counters, quirks } = context;
    const refuse = (code: number, params: object = {}, session: string | number = request.session): LoginAnswer => ({ body: failure(request.id, session, code, params) });
    if (request.method !== 'global.login') return refuse(CODE.noMethod);
    const text = (name: string): string => (typeof request.params[name] === 'string' ? request.params[name] : '');
    const user = text('userName');
    // Firmware with this hole lets such a client in without a password.
    if (text('loginType') === 'Loopback' || text('clientType') === 'NetKeyboard') {
      counters.bypassBait++;
      return quirks.bypassable === true ? { body: { id: request.id, params: { keepAliveInterval: 60 }, result: true, session: context.nonce() } } : refuse(CODE.refused, {}, '');
    }
    if (context.shutsOut(address)) return refuse(CODE.shutOut, {}, '');
    if (!accounts.state.initialized) return refuse(CODE.notInitialised, {}, '');
    if (text('password') === '') return { body: this.challenge(request.id, user, address) };

    const begun = this.challenges.get(request.session);
    this.challenges.delete(request.session);
    if (begun === undefined || begun.user !== user) return refuse(CODE.badSession);
    if (activeSessions(accounts.state, context.now()).length >= (quirks.sessionLimit ?? DEFAULT_SESSION_LIMIT)) return refuse(CODE.busy);
    const proof = { kind: 'rpc2', random: begun.random, response: text('password') } as const;
    const tried = signIn(accounts.state, { user, proof, address, client: text('clientType') || 'Web3.0', session: { seconds: SESSION_SECONDS } }, context.now());
    accounts.state = tried.state;
    const { result } = tried;
    if (result.accepted) return this.welcome(request, result.session ?? '');
    counters.refusedLogins++;
    const code = result.refusal === 'locked' ? CODE.locked : result.refusal === 'in-use' ? CODE.inUse : CODE.refused;
    return refuse(code, { remainLockSecond: result.lockSeconds, ...(result.triesLeft === null ? {} : { remainLoginTimes: result.triesLeft }) }, numberIfOne(request.session));
  }

  private welcome(request: RpcRequest, session: string): LoginAnswer {
    const { context } = this;
    context.counters.rpcLogins++;
    const withCookie = context.profile.rpc === 'cookie';
    // Older firmware goes on with the session of the first step, as text.
    const told = withCookie ? session : request.session;
    this.sessions.set(told, session);
    return { body: { id: request.id, params: { keepAliveInterval: 60 }, result: true, session: told }, ...(withCookie ? { cookie: `${SESSION_COOKIE}=${told}` } : {}) };
  }

  /** The first step costs no try, but a locked account is told so already here. */
  private challenge(id: number, user: string, address: string): object {
    const { context } = this;
    const lock = lockStatus(context.accounts.state, user, context.now(), address);
    if (lock?.locked === true) return failure(id, 0, CODE.locked, { remainLockSecond: lock.seconds, remainLoginTimes: 0 });
    // A number, where the next step and every call after it carry it as text.
    const session = Number.parseInt(context.nonce().slice(0, 7), 16) + 2_000_000_000;
    const random = String(Number.parseInt(context.nonce().slice(0, 8), 16)).padStart(10, '1');
    const oldest = this.challenges.size >= MAX_CHALLENGES ? this.challenges.keys().next().value : undefined;
    if (oldest !== undefined) this.challenges.delete(oldest);
    this.challenges.set(String(session), { user, random });
    const params = { encryption: context.quirks.rpcEncryption ?? 'Default', mac: '', random, realm: context.accounts.state.realm, authorization: '' };
    return failure(id, session, CODE.challenge, params, 'Component error: login challenge!');
  }
}

const numberIfOne = (session: string): string | number => (/^\d{1,15}$/.test(session) ? Number(session) : session);
