/** A recorder's web port inside the process: every request is answered by the test, and nothing of it ever leaves. */
import { duplexPair } from 'node:stream';
import { VirtualClock } from '../../src/lab/sim/clock.js';
import { ok, type Network } from '../../src/network/seam.js';
import { CallBudget } from '../../src/recorders/call-budget.js';
import type { Exchange } from '../../src/recorders/exchange.js';
import { Login, type Credentials } from '../../src/recorders/login.js';
import { memoryRefusals, type RefusalStore } from '../../src/recorders/refusals.js';
import { SignedHttp, type SignedHttpOptions } from '../../src/recorders/signed-http.js';

export interface Heard {
  readonly method: string;
  readonly target: string;
  /** The value of the Authorization header. */
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface Said {
  readonly status: number;
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** `hang-up`: the connection ends without a word. */
export type Script = (heard: Heard, count: number) => Said | 'hang-up';

export interface ScriptedNetwork {
  readonly network: Network;
  readonly clock: VirtualClock;
  readonly heard: Heard[];
  readonly said: (Said | 'hang-up')[];
  /** Most connections at once. */
  readonly most: () => number;
}

export function scripted(script: Script): ScriptedNetwork {
  const clock = new VirtualClock();
  const heard: Heard[] = [];
  const said: (Said | 'hang-up')[] = [];
  let now = 0;
  let most = 0;
  const tcp: Network['tcp'] = () => {
    const [ours, theirs] = duplexPair();
    most = Math.max(most, ++now);
    ours.on('error', () => undefined);
    theirs.on('error', () => undefined);
    ours.once('close', () => now--);
    let text = '';
    theirs.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (end < 0 || text.length < end + 4 + length) return;
      const [method = '', target = ''] = text.split(' ');
      const request = { method, target, authorization: /\r\nauthorization: ([^\r]*)/i.exec(text.slice(0, end))?.[1], body: text.slice(end + 4) };
      text = '';
      const reply = script(request, heard.length);
      heard.push(request);
      said.push(reply);
      if (typeof reply === 'string') theirs.end();
      else theirs.end(`HTTP/1.1 ${reply.status} X\r\n${(reply.headers ?? []).map((line) => `${line}\r\n`).join('')}Content-Length: ${Buffer.byteLength(reply.body ?? '')}\r\n\r\n${reply.body ?? ''}`);
    });
    return Promise.resolve(ok(ours));
  };
  const refused = (): Promise<never> => Promise.reject(new Error('not used here'));
  const network: Network = {
    clock,
    interfaces: () => Promise.resolve([]),
    defaultGateway: refused,
    resolvers: refused,
    neighbours: refused,
    udp: refused,
    tcp,
  };
  return { network, clock, heard, said, most: () => most };
}

export const BASE = { address: '192.168.1.64', port: 80, tls: false } as const;
export const CREDENTIALS: Credentials = { user: 'admin', password: 'canary-5ecret-7' };

export interface Signed {
  readonly http: SignedHttp;
  readonly login: Login;
  readonly budget: CallBudget;
  readonly exchanges: Exchange[];
}

export function signedAt(net: ScriptedNetwork, options: Partial<SignedHttpOptions> & { credentials?: Partial<Credentials>; store?: RefusalStore } = {}): Signed {
  const { credentials, store, ...rest } = options;
  const login = rest.login ?? new Login({ endpoint: '192.168.1.64:80' }, { ...CREDENTIALS, ...credentials }, store ?? memoryRefusals(), net.clock);
  const budget = rest.budget ?? new CallBudget();
  const exchanges: Exchange[] = [];
  const http = new SignedHttp({
    network: net.network,
    base: BASE,
    signal: new AbortController().signal,
    protocol: 'cgi',
    witness: (exchange) => exchanges.push(exchange),
    readRefusal: () => undefined,
    isNoRight: (body) => body.includes('check failure'),
    trusts: () => true,
    gapMs: 0,
    ...rest,
    login,
    budget,
  });
  return { http, login, budget, exchanges };
}
