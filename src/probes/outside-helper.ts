/**
 * The outside helper: a program on the internet that tells how a port of the caller looks from there. It connects back to the
 * address the request came from and to nothing else, so it cannot be turned against a third party.
 */
import type { Duplex } from 'node:stream';
import { DoctorError } from '../errors.js';
import type { Clock, ServerNetwork } from '../network/seam.js';
import { HELPER_CONNECT, HELPER_REQUEST } from './deadlines.js';
import { wordsOf } from './failure.js';
import { takeGreeting } from './outside/greeting.js';
import { type CheckAnswer, readCheckRequest } from './outside/request.js';

const MAX_HEAD = 4096;
const MAX_BODY = 1024;
const MAX_CONNECTIONS = 32;
/** Checks that one address may ask for in a minute: a person tries a few ports, a scanner many. */
const PER_MINUTE = 20;
const MINUTE = 60_000;

export interface OutsideHelper {
  readonly port: number;
  close(): void;
}

export interface OutsideHelperOptions {
  /** 0 picks a free one. */
  readonly port: number;
  /** Local address; default all. */
  readonly address?: string;
}

/** Listens until `close()`. Throws a DoctorError where the port cannot be opened. */
export async function startOutsideHelper(network: ServerNetwork, options: OutsideHelperOptions): Promise<OutsideHelper> {
  const limit = new RateLimit(network.clock);
  const open = new Set<Duplex>();
  const listener = await network.listen(
    options.port,
    (connection, peer) => {
      connection.on('error', () => connection.destroy());
      connection.on('close', () => open.delete(connection));
      if (open.size >= MAX_CONNECTIONS) {
        connection.destroy();
        return;
      }
      open.add(connection);
      void serve(network, connection, peer.address.replace(/^::ffff:/, ''), limit);
    },
    options.address,
  );
  if (!listener.ok) {
    throw new DoctorError(`The outside helper cannot listen on port ${options.port}.`, {
      where: wordsOf(listener.failure),
      hint: 'Choose another port, or end the program that uses it.',
    });
  }
  return {
    port: listener.value.port,
    close() {
      listener.value.close();
      for (const connection of open) connection.destroy();
    },
  };
}

/** One request, one answer, then the connection ends. */
async function serve(network: ServerNetwork, connection: Duplex, peer: string, limit: RateLimit): Promise<void> {
  const deadline = network.clock.deadline(HELPER_REQUEST);
  try {
    const request = await readRequest(connection, deadline.signal);
    if (request === undefined) return void connection.destroy();
    if (request.line !== 'POST /check') return reply(connection, request.line.endsWith(' /check') ? 405 : 404);
    const check = request.body === undefined ? undefined : readCheckRequest(request.body);
    if (!check || !request.isJson) return reply(connection, 400);
    if (!limit.allows(peer)) return reply(connection, 429);
    const seen = await takeGreeting(network, { host: peer, port: check.port, http: check.http ?? false, connectMs: HELPER_CONNECT, signal: deadline.signal });
    if (seen.state === 'failed') return reply(connection, 502);
    const answer: CheckAnswer = { address: peer, port: check.port, nonce: check.nonce, state: seen.state, greeting: seen.state === 'open' ? seen.bytes.toString('hex') : '' };
    reply(connection, 200, answer);
  } finally {
    deadline.clear();
  }
}

interface Request {
  /** Method and path. */
  readonly line: string;
  readonly isJson: boolean;
  /** Undefined where it is missing or too long. */
  readonly body: string | undefined;
}

/** Undefined for what is not HTTP, too big, or too slow. */
function readRequest(connection: Duplex, signal: AbortSignal): Promise<Request | undefined> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const finish = (request: Request | undefined): void => {
      connection.off('data', onData);
      connection.resume();
      resolve(request);
    };
    const onData = (chunk: Buffer): void => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return bytes.length > MAX_HEAD ? finish(undefined) : undefined;
      const head = bytes.subarray(0, Math.min(end, MAX_HEAD)).toString('latin1');
      const line = /^([A-Z]+ [^\s?]+)(\?\S*)? HTTP\/1\.[01]$/m.exec(head.split('\r\n')[0] ?? '')?.[1];
      if (end > MAX_HEAD || line === undefined) return finish(undefined);
      const length = Number(/^content-length:[ \t]*(\d{1,9})[ \t]*$/im.exec(head)?.[1] ?? Number.NaN);
      const isJson = /^content-type:[ \t]*application\/json\b/im.test(head);
      if (!(length <= MAX_BODY)) return finish({ line, isJson, body: undefined });
      if (bytes.length >= end + 4 + length) finish({ line, isJson, body: bytes.subarray(end + 4, end + 4 + length).toString('utf8') });
    };
    connection.on('data', onData);
    connection.once('end', () => finish(undefined));
    connection.once('close', () => finish(undefined));
    signal.addEventListener('abort', () => finish(undefined), { once: true });
  });
}

const STATUS = { 200: 'OK', 400: 'Bad Request', 404: 'Not Found', 405: 'Method Not Allowed', 429: 'Too Many Requests', 502: 'Bad Gateway' } as const;

function reply(connection: Duplex, status: keyof typeof STATUS, answer?: CheckAnswer): void {
  const body = answer ? JSON.stringify(answer) : '';
  connection.end(`HTTP/1.1 ${status} ${STATUS[status]}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
}

class RateLimit {
  private readonly used = new Map<string, number>();
  private until = 0;

  constructor(private readonly clock: Clock) {}

  /** Counts per minute for all addresses together, so that the table cannot outgrow a minute's callers. */
  allows(address: string): boolean {
    const now = this.clock.now();
    if (now >= this.until) {
      this.used.clear();
      this.until = now + MINUTE;
    }
    const count = (this.used.get(address) ?? 0) + 1;
    this.used.set(address, count);
    return count <= PER_MINUTE;
  }
}
