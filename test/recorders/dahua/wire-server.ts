/** A recorder's web port on loopback that answers exactly what a test wants, with a real digest check. */
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { hostNetwork } from '../../../src/network/host/index.js';
import type { Network } from '../../../src/network/seam.js';
import type { FactPath } from '../../../src/facts/dictionary.js';
import { Facts } from '../../../src/facts/merge.js';
import type { Json } from '../../../src/facts/observation.js';
import { CallBudget } from '../../../src/recorders/call-budget.js';
import { DAHUA } from '../../../src/recorders/dahua/reader.js';
import type { Exchange } from '../../../src/recorders/exchange.js';
import { Login, type SignInResult } from '../../../src/recorders/login.js';
import type { RecorderReader } from '../../../src/recorders/reader.js';
import { memoryRefusals, type RefusalStore } from '../../../src/recorders/refusals.js';

export const USER = 'admin';
export const SECRET = 'canary-5ecret-2';

export interface WireOptions {
  /** WWW-Authenticate lines; `{nonce}` is filled in. */
  readonly challenge?: readonly string[];
  readonly hash?: 'md5' | 'sha256';
  readonly session?: boolean;
  readonly realm?: string;
  /** Answers a request that carries a right digest, or none at all with `before`. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse, count: number) => void;
  /** Answers before any digest is looked at; true when it did. `issue` makes a nonce that will be taken. */
  readonly before?: (request: IncomingMessage, response: ServerResponse, authorized: boolean, issue: () => string) => boolean;
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface WireServer {
  readonly port: number;
  readonly requests: { readonly target: string; readonly authorization: string | undefined; readonly method: string }[];
  /** Right and wrong answers to a challenge. */
  readonly answers: { right: number; wrong: number };
  readonly sockets: { now: number; most: number };
  close(): Promise<void>;
}

export async function wireServer(options: WireOptions = {}): Promise<WireServer> {
  const realm = options.realm ?? 'Login to 9Z0AAAAPAZ00001';
  const challenge = options.challenge ?? [`Digest realm="${realm}", qop="auth", nonce="{nonce}", opaque="0pa=que"`];
  const requests: WireServer['requests'] = [];
  const answers = { right: 0, wrong: 0 };
  const sockets = { now: 0, most: 0 };
  const nonces = new Set<string>();
  const issue = (): string => {
    const nonce = randomBytes(16).toString('hex');
    nonces.add(nonce);
    return nonce;
  };
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const { authorization } = request.headers;
    requests.push({ target: request.url ?? '', authorization, method: request.method ?? '' });
    response.setHeader('Connection', 'close');
    if (options.before?.(request, response, authorization !== undefined, issue)) return;
    if (authorization === undefined || !isRight(authorization, request, options, realm, nonces)) {
      if (authorization !== undefined) answers.wrong++;
      const nonce = issue();
      response.setHeader('WWW-Authenticate', challenge.map((line) => line.replaceAll('{nonce}', nonce)));
      response.statusCode = 401;
      response.end(authorization === undefined ? '' : 'Error\r\nInvalid Authority!\r\n');
      return;
    }
    answers.right++;
    if (options.answer) options.answer(request, response, answers.right);
    else response.end('name=NVR\r\n');
  };
  // As old recorders do: newer OpenSSL refuses their short keys by default.
  const server = options.tls ? createTlsServer({ ...options.tls, ciphers: 'DEFAULT@SECLEVEL=0' }, handle) : createServer(handle);
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    sockets.most = Math.max(sockets.most, ++sockets.now);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.now--;
      open.delete(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    answers,
    sockets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

function isRight(authorization: string, request: IncomingMessage, options: WireOptions, realm: string, nonces: Set<string>): boolean {
  const field = (name: string): string => new RegExp(`[ ,]${name}="((?:[^"\\\\]|\\\\.)*)"`).exec(authorization)?.[1]?.replace(/\\(.)/g, '$1') ?? new RegExp(`[ ,]${name}=([^",]+)`).exec(authorization)?.[1] ?? '';
  const hash = (text: string): string => createHash(options.hash ?? 'md5').update(text).digest('hex');
  if (!nonces.delete(field('nonce')) || field('uri') !== request.url || field('realm') !== realm) return false;
  const plain = hash(`${USER}:${realm}:${SECRET}`);
  const a1 = options.session ? hash(`${plain}:${field('nonce')}:${field('cnonce')}`) : plain;
  const a2 = hash(`${request.method ?? ''}:${request.url}`);
  const qop = field('qop');
  return field('response') === hash(qop === '' ? `${a1}:${field('nonce')}:${a2}` : `${a1}:${field('nonce')}:${field('nc')}:${field('cnonce')}:${qop}:${a2}`);
}

export interface Session {
  readonly reader: RecorderReader;
  readonly login: Login;
  readonly network: Network;
  readonly budget: CallBudget;
  readonly witnessed: Exchange[];
  result(): SignInResult | undefined;
}

export interface SessionOptions {
  readonly password?: string;
  readonly spendTry?: boolean;
  /** The port under which the memory of refusals knows the recorder, in place of the server's. */
  readonly at?: number;
  readonly store?: RefusalStore;
  readonly tls?: boolean;
  readonly discovered?: boolean;
  readonly signal?: AbortSignal;
  /** What discovery and the person told. */
  readonly facts?: Readonly<Partial<Record<FactPath, Json>>>;
  readonly limit?: number;
}

/** A reader for whatever answers on a loopback port. */
export function sessionWith(server: { readonly port: number }, options: SessionOptions = {}): Session {
  const network = hostNetwork();
  const base = { address: '127.0.0.1', port: server.port, tls: options.tls ?? false };
  const login = new Login({ endpoint: `127.0.0.1:${options.at ?? server.port}` }, { user: USER, password: options.password ?? SECRET, spendTry: options.spendTry ?? false }, options.store ?? memoryRefusals(), network.clock);
  const budget = new CallBudget(options.limit);
  const witnessed: Exchange[] = [];
  const reader = DAHUA.open({
    network,
    base,
    login,
    budget,
    signal: options.signal ?? new AbortController().signal,
    facts: new Facts(new Map()).with({ 'recorder.accounts.appUser': USER, ...options.facts }),
    ownAddresses: new Set(['127.0.0.1']),
    discovered: options.discovered ?? false,
    witness: (exchange) => witnessed.push(exchange),
  });
  return { reader, login, network, budget, witnessed, result: () => login.result };
}
