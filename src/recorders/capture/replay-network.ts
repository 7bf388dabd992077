/**
 * A network in which one recorder stands that answers what it answered once. It cannot check a password, so any answer to its challenge
 * counts as the right one where that was so at the time; it counts the answers, so that a reader which signs in twice is seen.
 */
import { duplexPair, type Duplex } from 'node:stream';
import { ok, type Clock, type Deadline, type FailureKind, type Network } from '../../network/seam.js';
import { fail } from '../../network/seam.js';
import type { Exchange } from '../exchange.js';
import { MASK } from '../redact/secrets.js';
import type { Capture, TimedExchange } from './capture.js';

export interface ReplayCounts {
  /** Requests that carried an answer to a challenge. */
  answers: number;
  /** Of these, the ones that were answered with 401. */
  refused: number;
  rpcLogins: number;
  rpcLogouts: number;
  /** The most connections that were open at a time. */
  sockets: number;
  /** Requests for which the capture has no reply. */
  readonly unanswered: string[];
}

/** How a connection ends for each failure; what is not here ends by hanging up. */
const ERRNO: Readonly<Partial<Record<FailureKind, string>>> = {
  'connection-refused': 'ECONNREFUSED',
  'connection-reset': 'ECONNRESET',
  'host-unreachable': 'EHOSTUNREACH',
  'network-unreachable': 'ENETUNREACH',
  'tls-failed': 'EPROTO',
  'too-big': 'HPE_HEADER_OVERFLOW',
  malformed: 'HPE_INVALID_CONSTANT',
};
const LONGEST_REQUEST = 65_536;

export class ReplayNetwork implements Network {
  readonly clock: Clock;
  readonly counts: ReplayCounts = { answers: 0, refused: 0, rpcLogins: 0, rpcLogouts: 0, sockets: 0, unanswered: [] };
  private readonly byRequest = new Map<string, TimedExchange[]>();
  private readonly deadlines = new Set<{ readonly ms: number; readonly expire: () => void }>();
  private readonly lastServed = new Map<string, number>();
  private now: number;
  private open = 0;

  constructor(private readonly capture: Capture) {
    this.now = capture.takenAt;
    for (const timed of capture.exchanges) this.byRequest.set(timed.exchange.request, [...(this.byRequest.get(timed.exchange.request) ?? []), timed]);
    this.clock = { now: () => this.now, sleep: () => Promise.resolve(), deadline: (ms, parent) => this.deadline(ms, parent), pending: (work) => work };
  }

  interfaces = (): ReturnType<Network['interfaces']> => Promise.resolve(this.capture.own.map(({ address, prefix }, index) => ({ interface: `eth${index}`, mac: '00:00:5e:00:53:fe', address, prefix, family: 4 as const })));
  defaultGateway = (): ReturnType<Network['defaultGateway']> => Promise.resolve(ok(null));
  resolvers = (): ReturnType<Network['resolvers']> => Promise.resolve(ok([]));
  neighbours = (): ReturnType<Network['neighbours']> => Promise.resolve(ok([]));
  udp = (): ReturnType<Network['udp']> => Promise.resolve(fail('not-permitted', 'a replay has no datagrams'));

  tcp(): ReturnType<Network['tcp']> {
    const [client, server] = duplexPair();
    this.counts.sockets = Math.max(this.counts.sockets, ++this.open);
    client.once('close', () => {
      this.open -= 1;
      server.destroy();
    });
    server.on('error', () => undefined);
    let received = '';
    server.setEncoding('utf8').on('data', (chunk: string) => {
      received += chunk;
      const request = received.length > LONGEST_REQUEST ? undefined : completeRequest(received);
      if (!request) return;
      received = '';
      this.serve(request, client, server);
    });
    return Promise.resolve(ok(client));
  }

  private serve(request: Request, client: Duplex, server: Duplex): void {
    const found = this.find(request);
    if (!found) {
      this.counts.unanswered.push(request.names[0] ?? '');
      server.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const { exchange, after } = found;
    // ONVIF tells UTC and the makers' own protocols a wall clock, which is compared with ours: the same distance in any time zone.
    const zone = exchange.protocol === 'onvif' ? 0 : (new Date(this.capture.takenAt).getTimezoneOffset() - this.capture.zoneMinutes) * 60_000;
    this.now = this.capture.takenAt + after + zone;
    this.count(request, exchange);
    if (exchange.status !== undefined) server.end(replyText(exchange, request));
    else if (exchange.failure === 'timed-out') this.expireNext();
    else if (ERRNO[exchange.failure ?? 'closed'] !== undefined) client.destroy(Object.assign(new Error('replayed'), { code: ERRNO[exchange.failure ?? 'closed'] }));
    else server.end();
  }

  /** Without an answer the challenge is repeated; with one, what came after it, in order, the last for ever. */
  private find({ names, signed }: Request): TimedExchange | undefined {
    for (const name of names) {
      const all = this.byRequest.get(name) ?? [];
      const challenge = all.find(({ exchange }) => exchange.status === 401);
      if (challenge && !signed) return challenge;
      const rest = challenge && signed ? all.filter((timed) => timed !== challenge) : all;
      const next = this.lastServed.get(name) ?? 0;
      // A question that was asked without a challenge between others: only what is no bare challenge counts.
      const usable = signed ? withoutChallenges(rest) : rest;
      const served = usable[Math.min(next, usable.length - 1)] ?? challenge;
      if (!served) continue;
      this.lastServed.set(name, next + 1);
      return served;
    }
    return undefined;
  }

  private count({ signed, names }: Request, { status }: Exchange): void {
    if (signed) this.counts.answers += 1;
    if (signed && status === 401) this.counts.refused += 1;
    if (names.includes('global.login:answer')) this.counts.rpcLogins += 1;
    if (names.includes('global.logout')) this.counts.rpcLogouts += 1;
  }

  private deadline(ms: number, parent?: AbortSignal): Deadline {
    const controller = new AbortController();
    let expired = false;
    const entry = {
      ms,
      expire: (): void => {
        expired = true;
        controller.abort(new DOMException('The replay says so.', 'TimeoutError'));
      },
    };
    const withParent = (): void => controller.abort(parent?.reason);
    if (parent?.aborted) withParent();
    else parent?.addEventListener('abort', withParent, { once: true });
    this.deadlines.add(entry);
    const clear = (): void => {
      this.deadlines.delete(entry);
      parent?.removeEventListener('abort', withParent);
    };
    return {
      signal: controller.signal,
      get expired() {
        return expired;
      },
      clear,
    };
  }

  /** The shortest deadline is the one of the request that is waiting. */
  private expireNext(): void {
    const next = [...this.deadlines].sort((a, b) => a.ms - b.ms)[0];
    next?.expire();
  }
}

/** Where an answer was refused, the second 401 is the reply to it; else the 401s are challenges. */
function withoutChallenges(exchanges: readonly TimedExchange[]): readonly TimedExchange[] {
  const answered = exchanges.filter(({ exchange }) => exchange.status !== 401);
  return answered.length > 0 ? answered : exchanges;
}

interface Request {
  /** How the exchange may be named, the likeliest first. */
  readonly names: readonly string[];
  readonly signed: boolean;
  /** `id` of a JSON call, which its reply repeats. */
  readonly id: string | undefined;
}

function completeRequest(text: string): Request | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const body = text.slice(end + 4);
  const length = Number(/^content-length:\s*(\d{1,6})/im.exec(head)?.[1] ?? 0);
  if (Buffer.byteLength(body) < length) return undefined;
  const [, method = 'GET', target = '/'] = /^(\S+) (\S+)/.exec(head) ?? [];
  return {
    names: [...callNames(body), `${method} ${target}`],
    signed: /^authorization:/im.test(head),
    id: /"id"\s*:\s*(\d{1,9})/.exec(body)?.[1],
  };
}

/** JSON calls and SOAP operations share one target; what is asked stands in the body. */
function callNames(body: string): string[] {
  const method = /"method"\s*:\s*"([\w.]{1,64})"/.exec(body)?.[1];
  if (method === 'global.login') return /"password"\s*:\s*"[^"]/.test(body) ? ['global.login', 'global.login:answer'] : ['global.login'];
  if (method === 'configManager.getConfig') return [`${method} ${/"name"\s*:\s*"([\w.[\]]{1,64})"/.exec(body)?.[1] ?? ''}`];
  if (method !== undefined) return [method];
  const operation = /<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w{1,64})/.exec(body)?.[1];
  return operation === undefined ? [] : [operation];
}

function replyText({ status, rawHeaders, body }: Exchange, { id }: Request): string {
  const lines: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    // The lengths are those of a body that has been redacted since.
    if (!/^(content-length|transfer-encoding|connection|content-encoding)$/i.test(name)) lines.push(`${name}: ${(rawHeaders[i + 1] ?? '').replaceAll(MASK, 'replayed')}`);
  }
  const answered = id === undefined ? body : body.replace(/("id"\s*:\s*)\d{1,9}/, `$1${id}`);
  return `HTTP/1.1 ${status} Replayed\r\n${lines.map((line) => `${line}\r\n`).join('')}Content-Length: ${Buffer.byteLength(answered)}\r\nConnection: close\r\n\r\n${answered}`;
}
