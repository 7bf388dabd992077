/** The recorder's JSON calls: `/RPC2_Login` (two steps), `/RPC2` with a session, `/OutsideCmd` without one. */
import { activeSessions, lockStatus, signIn, signOut, touchSession } from '../../../accounts/index.js';
import type { HttpExchange } from '../service.js';
import { readConfig } from './cgi.js';
import type { RecorderContext } from './context.js';

const CODE = { shutOut: 268632073, inUse: 268632074, challenge: 268632079, locked: 268632081, refused: 268632085, notInitialised: 268632086, parse: 268894208, noMethod: 268894210, badSession: 287637504, denied: 285278249 } as const;
/** Seconds a session lives without keepAlive. */
const SESSION_SECONDS = 300;
/** Sign-ins begun and not finished; the oldest is forgotten. */
const MAX_CHALLENGES = 64;
const WRITES = /\.(set|add|modify|delete|remove|reboot|shutdown|reset|upgrade|restore|account|access|test)/i;

interface RpcRequest {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly id: number;
  readonly session: string;
}
interface RpcCall extends RpcRequest {
  readonly context: RecorderContext;
}
/** The `params` of a success, or an error code. */
type RpcResult = { readonly [key: string]: unknown } | number;

const METHODS: Readonly<Record<string, (call: RpcCall) => RpcResult>> = {
  'Nat.getTurnStatus': ({ context: { state } }) => ({ Status: { IsTurnChannel: state.p2p.enabled, Status: state.p2p.enabled && state.p2p.online ? 'Online' : 'Offline', Detail: '' } }),
  'netApp.getUPnPStatus': ({ context: { state } }) => {
    const rows = state.upnp.mappings.map((m) => m.status);
    const working = state.upnp.enabled && rows.includes('Success');
    return { Status: working ? 'Success' : 'Failed', Working: working, InnerAddress: state.upnp.inner, OuterAddress: state.upnp.outer, PortMapStatus: rows };
  },
  'ddnsClient.getStatus': ({ context: { state } }) => ({
    status: state.ddns.enabled ? [{ Protocol: state.ddns.provider, Value: '', ConIp: state.ddns.lastAddress, Status: ['good', 'nochg'].includes(state.ddns.lastResult) ? 0 : 1 }] : [],
  }),
  'configManager.getConfig': ({ context, params }) => {
    const table = typeof params['name'] === 'string' ? readConfig(context, params['name']) : undefined;
    return table === undefined ? CODE.denied : { table };
  },
  'magicBox.getSerialNo': ({ context }) => ({ sn: context.state.serial }),
  'magicBox.getDeviceType': ({ context }) => ({ type: context.state.model }),
  'global.getCurrentTime': ({ context }) => ({ time: context.wallClock() }),
};

export class Rpc2 {
  private readonly challenges = new Map<string, { readonly user: string; readonly random: string }>();
  constructor(private readonly context: RecorderContext) {}

  answer(exchange: HttpExchange, path: string): void {
    const send = (body: object): void => exchange.reply(200, `${JSON.stringify(body)}\n`, ['Content-type', 'text/html', 'CONNECTION', 'close']);
    const request = exchange.method === 'POST' ? readRequest(exchange.body) : undefined;
    if (request === undefined) return send(failure(0, '', CODE.parse));
    if (path === '/OutsideCmd') return send(this.outside(request));
    if (path === '/RPC2_Login') return send(this.login(request, exchange.peer.address));
    send(this.call(request));
  }

  private outside(request: RpcRequest): object {
    if (WRITES.test(request.method) || request.method.startsWith('PasswdFind.')) this.context.counters.writes++;
    if (request.method !== 'DevInit.getStatus') return failure(request.id, '', CODE.noMethod);
    return { id: request.id, params: { Init: this.context.accounts.state.initialized ? 2 : 1, Find: 'BC' }, result: true };
  }

  private login(request: RpcRequest, address: string): object {
    const { context } = this;
    const { accounts, counters } = context;
    if (request.method !== 'global.login') return failure(request.id, request.session, CODE.noMethod);
    const text = (name: string): string => (typeof request.params[name] === 'string' ? request.params[name] : '');
    const user = text('userName');
    // Firmware with this hole lets such a client in without a password. Ours only notes that somebody tried.
    if (text('loginType') === 'Loopback' || text('clientType') === 'NetKeyboard') {
      counters.bypassBait++;
      return failure(request.id, '', CODE.refused);
    }
    if (context.shutsOut(address)) return failure(request.id, '', CODE.shutOut);
    if (!accounts.state.initialized) return failure(request.id, '', CODE.notInitialised);
    if (text('password') === '') return this.challenge(request.id, user);

    const begun = this.challenges.get(request.session);
    this.challenges.delete(request.session);
    if (begun === undefined || begun.user !== user) return failure(request.id, request.session, CODE.badSession);
    const tried = signIn(
      accounts.state,
      { user, proof: { kind: 'rpc2', random: begun.random, response: text('password') }, address, client: text('clientType') || 'Web3.0', session: { seconds: SESSION_SECONDS } },
      context.now(),
    );
    accounts.state = tried.state;
    const { result } = tried;
    if (result.accepted) {
      counters.rpcLogins++;
      return { id: request.id, params: { keepAliveInterval: 60 }, result: true, session: result.session };
    }
    counters.refusedLogins++;
    const code = result.refusal === 'locked' ? CODE.locked : result.refusal === 'in-use' ? CODE.inUse : CODE.refused;
    return failure(request.id, request.session, code, { remainLockSecond: result.lockSeconds, ...(result.triesLeft === null ? {} : { remainLoginTimes: result.triesLeft }) });
  }

  /** The first step costs no try, but a locked account is told so already here. */
  private challenge(id: number, user: string): object {
    const { context } = this;
    const lock = lockStatus(context.accounts.state, user, context.now());
    if (lock?.locked === true) return failure(id, '', CODE.locked, { remainLockSecond: lock.seconds, remainLoginTimes: 0 });
    const session = context.nonce();
    const random = String(Number.parseInt(context.nonce().slice(0, 8), 16)).padStart(10, '1');
    const oldest = this.challenges.size >= MAX_CHALLENGES ? this.challenges.keys().next().value : undefined;
    if (oldest !== undefined) this.challenges.delete(oldest);
    this.challenges.set(session, { user, random });
    const params = { encryption: context.quirks.rpcEncryption ?? 'Default', mac: '', random, realm: context.accounts.state.realm, authorization: '' };
    return { error: { code: CODE.challenge, message: 'Component error: login challenge!' }, id, params, result: false, session };
  }

  private call(request: RpcRequest): object {
    const { context } = this;
    const { accounts, counters } = context;
    const session = activeSessions(accounts.state, context.now()).find((s) => s.id === request.session);
    if (session === undefined) return failure(request.id, request.session, CODE.badSession);
    const done = (params: object): object => ({ id: request.id, params, result: true, session: request.session });
    if (request.method === 'global.logout') {
      counters.rpcLogouts++;
      accounts.state = signOut(accounts.state, session.id);
      return done({});
    }
    if (request.method === 'global.keepAlive') {
      accounts.state = touchSession(accounts.state, session.id, SESSION_SECONDS, context.now());
      return done({ timeout: SESSION_SECONDS });
    }
    if (WRITES.test(request.method)) {
      counters.writes++;
      return done({});
    }
    const method = Object.hasOwn(METHODS, request.method) ? METHODS[request.method] : undefined;
    if (method === undefined) return failure(request.id, request.session, CODE.noMethod);
    const result = method({ ...request, context });
    return typeof result === 'number' ? failure(request.id, request.session, result) : done(result);
  }
}

function readRequest(body: string): RpcRequest | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (parsed === null || typeof parsed !== 'object') return undefined;
  const { method, params, id, session } = parsed as Record<string, unknown>;
  if (typeof method !== 'string') return undefined;
  return {
    method,
    params: params !== null && typeof params === 'object' ? (params as Record<string, unknown>) : {},
    id: typeof id === 'number' ? id : 0,
    session: typeof session === 'string' || typeof session === 'number' ? String(session) : '',
  };
}

function failure(id: number, session: string, code: number, params: object = {}): object {
  return { error: { code, message: 'Component error' }, id, params, result: false, session };
}
