/** The recorder's JSON calls: `/RPC2_Login` (two steps), `/RPC2` with a session, `/OutsideCmd` without one. */
import { activeSessions, listUsers, signOut, touchSession } from '../../../accounts/index.js';
import type { HttpExchange } from '../service.js';
import type { RecorderContext } from './context.js';
import { RpcLogin, SESSION_COOKIE, SESSION_SECONDS } from './rpc2-login.js';
import { outsideCall, RPC_METHODS } from './rpc2-methods.js';
import { CODE, failure, readRequest, requestOf, type RpcRequest } from './rpc2-wire.js';

const WRITES = /\.(set|add|modify|delete|remove|reboot|shutdown|reset|upgrade|restore|account|access|test)|^PasswdFind\.(?!getContact$)/i;
/** Calls inside one `system.multicall`. */
const MAX_CALLS = 64;

export class Rpc2 {
  private readonly login: RpcLogin;
  constructor(private readonly context: RecorderContext) {
    this.login = new RpcLogin(context);
  }

  /** Whether this firmware answers at a path. */
  serves(path: string): boolean {
    const { rpc, outsideCmd } = this.context.profile;
    return path === '/OutsideCmd' ? outsideCmd : rpc !== 'none' && (path === '/RPC2' || path === '/RPC2_Login');
  }

  answer(exchange: HttpExchange, path: string): void {
    const { jsonEnd = '\n' } = this.context.quirks;
    const send = (body: object, cookie?: string): void =>
      exchange.reply(200, `${JSON.stringify(body)}${jsonEnd}`, ['Content-type', 'text/html', 'CONNECTION', 'close', ...(cookie === undefined ? [] : ['Set-Cookie', `${cookie}; path=/; HttpOnly`])]);
    const request = exchange.method === 'POST' ? readRequest(exchange.body) : undefined;
    if (request === undefined) return send(failure(0, '', CODE.parse));
    if (path === '/OutsideCmd') return send(this.outside(request));
    if (path === '/RPC2_Login') {
      const { body, cookie } = this.login.answer(request, exchange.peer.address);
      return send(body, cookie);
    }
    if (this.context.profile.rpc === 'cookie' && !hasCookie(exchange, request.session)) return send(failure(request.id, request.session, CODE.noCookie));
    send(this.call(request));
  }

  private outside(request: RpcRequest): object {
    if (WRITES.test(request.method) || request.method.startsWith('PasswdFind.')) this.context.counters.writes++;
    const params = outsideCall(this.context, request.method);
    return params === undefined ? failure(request.id, '', CODE.noMethod) : { id: request.id, params, result: true };
  }

  private call(request: RpcRequest): object {
    const { context } = this;
    const { accounts, counters, profile } = context;
    const id = this.login.sessionOf(request.session);
    const session = activeSessions(accounts.state, context.now()).find((s) => s.id === id);
    if (session === undefined) return failure(request.id, request.session, CODE.badSession);
    const done = (params: object | undefined, handle?: number): object => ({ id: request.id, ...(params === undefined ? {} : { params }), result: handle ?? (profile.rpcResult === 'number' ? 1 : true), session: request.session });
    if (request.method === 'global.logout') {
      counters.rpcLogouts++;
      accounts.state = signOut(accounts.state, session.id);
      return done(undefined);
    }
    if (request.method === 'global.keepAlive') {
      accounts.state = touchSession(accounts.state, session.id, SESSION_SECONDS, context.now());
      return done({ timeout: SESSION_SECONDS });
    }
    if (request.method === 'system.multicall') return done(request.list.slice(0, MAX_CALLS).map((inner) => this.inner(inner, request)));
    if (WRITES.test(request.method)) {
      counters.writes++;
      return failure(request.id, request.session, CODE.denied);
    }
    const method = Object.hasOwn(RPC_METHODS, request.method) ? RPC_METHODS[request.method] : undefined;
    if (method === undefined) return failure(request.id, request.session, CODE.noMethod);
    const group = listUsers(accounts.state).find((user) => user.name === session.user)?.group ?? 'user';
    const result = method({ ...request, context, group });
    if ('code' in result) return failure(request.id, request.session, result.code);
    return 'handle' in result ? done(undefined, result.handle) : done(result.params);
  }

  /** Newer firmware takes the bundle and does nothing of it. */
  private inner(call: unknown, outer: RpcRequest): object {
    const request = requestOf(call);
    if (request === undefined || request.method === 'system.multicall') return failure(0, outer.session, CODE.parse);
    return this.context.profile.multicall ? this.call({ ...request, session: outer.session }) : { id: request.id, result: false, session: outer.session };
  }
}

function hasCookie(exchange: HttpExchange, session: string): boolean {
  return (exchange.headers.cookie ?? '').split(';').some((pair) => pair.trim() === `${SESSION_COOKIE}=${session}`);
}
