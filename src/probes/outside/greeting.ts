/** How a port greets: what it sends to whoever connects. The same service greets alike from inside and from outside. */
import type { Duplex } from 'node:stream';
import { fail, type Failure, type Network, type Outcome } from '../../network/seam.js';
import { HELPER_GREETING, SECOND_TRY } from '../deadlines.js';
import { DONE } from '../../network/done.js';

export const MAX_GREETING = 512;
const HTTP_QUESTION = 'GET / HTTP/1.0\r\n\r\n';

export type Greeting =
  /** `bytes` is empty where the port waits for the other side to speak. */
  | { readonly state: 'open'; readonly bytes: Buffer }
  | { readonly state: 'closed' }
  | { readonly state: 'filtered' }
  | { readonly state: 'failed'; readonly failure: Failure };

export interface GreetingQuestion {
  readonly host: string;
  readonly port: number;
  /** Web servers speak only when spoken to. */
  readonly http: boolean;
  /** Longest wait for the connection, milliseconds. */
  readonly connectMs: number;
  readonly signal: AbortSignal;
}

export async function takeGreeting(network: Network, question: GreetingQuestion): Promise<Greeting> {
  const wait = network.clock.deadline(question.connectMs, question.signal);
  const connection = await connectTwice(network, question, wait.signal);
  const silent = wait.expired;
  wait.clear();
  if (!connection.ok) {
    const { kind } = connection.failure;
    if (kind === 'connection-refused') return { state: 'closed' };
    if (!question.signal.aborted && (silent || kind === 'timed-out' || kind === 'host-unreachable')) return { state: 'filtered' };
    return { state: 'failed', failure: connection.failure };
  }
  const turn = network.clock.deadline(HELPER_GREETING, question.signal);
  try {
    if (question.http) connection.value.write(HTTP_QUESTION);
    return { state: 'open', bytes: await listen(connection.value, question.http, turn.signal) };
  } finally {
    turn.clear();
    connection.value.destroy();
  }
}

/** One lost packet must not look like a filter: systems repeat a SYN only after a second, so a second connection is opened earlier. */
function connectTwice(network: Network, { host, port }: GreetingQuestion, signal: AbortSignal): Promise<Outcome<Duplex>> {
  return new Promise((resolve) => {
    const settled = new AbortController();
    let running = 0;
    let done = false;
    const attempt = async (): Promise<void> => {
      running += 1;
      const outcome = await network.tcp({ host, port, signal });
      running -= 1;
      if (done) {
        if (outcome.ok) outcome.value.destroy();
      } else if (outcome.ok || outcome.failure.kind === 'connection-refused' || running === 0) {
        done = true;
        settled.abort(DONE);
        resolve(outcome);
      }
    };
    void attempt();
    void network.clock.sleep(SECOND_TRY, settled.signal).then(() => {
      if (signal.aborted && !done) return running === 0 ? resolve(fail('aborted')) : undefined;
      return done ? undefined : attempt();
    });
  });
}

/** The first words: one chunk of a banner, or as much of a web page as comes, at most 512 bytes. */
function listen(connection: Duplex, http: boolean, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const finish = (): void => {
      signal.removeEventListener('abort', finish);
      resolve(bytes.subarray(0, MAX_GREETING));
    };
    connection.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk.subarray(0, MAX_GREETING)]);
      if (!http || bytes.length >= MAX_GREETING) finish();
    });
    connection.on('error', finish);
    connection.on('end', finish);
    connection.on('close', finish);
    if (signal.aborted) finish();
    else signal.addEventListener('abort', finish, { once: true });
  });
}

/**
 * Whether two greetings come from the same service. `unclear` where the far one is empty: an answer may just have been late.
 * Web pages are compared by status, server and realm: dates, nonces and cookies differ each time.
 */
export function compareGreetings(inside: Buffer, outside: Buffer): 'same' | 'different' | 'unclear' {
  if (outside.length === 0) return 'unclear';
  if (inside.length === 0) return 'different';
  const [a, b] = [inside.toString('latin1'), outside.toString('latin1')];
  if (a.startsWith('HTTP/') && b.startsWith('HTTP/')) return webSignature(a) === webSignature(b) ? 'same' : 'different';
  const length = Math.min(a.length, b.length, 16);
  return a.slice(0, length) === b.slice(0, length) ? 'same' : 'different';
}

function webSignature(reply: string): string {
  const line = (name: string): string => new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(reply)?.[1]?.trim() ?? '';
  return [reply.slice(9, 12), line('server'), /realm="?([^",\r\n]*)/i.exec(line('www-authenticate'))?.[1] ?? ''].join('|');
}
