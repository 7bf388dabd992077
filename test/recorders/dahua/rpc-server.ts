/** A recorder's JSON calls on loopback that answer exactly what a test wants. */
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';

export type Body = Readonly<Record<string, unknown>>;
/** `step`: how often this method has been called, from 1. A string is sent as it is. */
/** In place of an answer: the connection is cut. */
export const CUT = Symbol('cut');

export type Answers = Readonly<Record<string, (body: Body, step: number) => unknown>>;

export interface RpcServer {
  readonly port: number;
  readonly calls: { readonly path: string; readonly body: Body; readonly cookie: string }[];
  methods(): string[];
  close(): Promise<void>;
}

export const REALM = 'Login to 9Z0AAAAPAZ00001';
export const RANDOM = '1234567890';

/** `hangUp`: methods at which the connection is cut. */
export async function rpcServer(answers: Answers, options: { readonly cookie?: string; readonly hangUp?: readonly string[]; readonly status?: number } = {}): Promise<RpcServer> {
  const calls: RpcServer['calls'] = [];
  const server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (data: Buffer) => (text += data.toString()));
    request.on('end', () => {
      const body = (request.method === 'POST' ? JSON.parse(text) : { method: `GET ${request.url ?? ''}` }) as Body;
      calls.push({ path: request.url ?? '', body, cookie: request.headers.cookie ?? '' });
      const method = String(body['method']);
      if (options.hangUp?.includes(method)) return void request.socket.destroy();
      const answer = answers[method]?.(body, calls.filter((c) => c.body['method'] === method).length) ?? { error: { code: 268894210 }, result: false };
      if (answer === CUT) return void request.socket.destroy();
      response.writeHead(options.status ?? 200, { 'Content-Type': 'text/html', Connection: 'close', ...(options.cookie === undefined ? {} : { 'Set-Cookie': options.cookie }) });
      response.end(typeof answer === 'string' ? answer : `${JSON.stringify(answer)}\n\0`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    calls,
    methods: () => calls.map((c) => String(c.body['method'])),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export const challenge = (extra: object = {}): object => ({
  error: { code: 268632079, message: 'Component error: login challenge!' },
  params: { encryption: 'Default', mac: '', realm: REALM, random: RANDOM, authorization: '', ...extra },
  result: false,
  session: 2147483643,
});

export const SIGNED_IN = { params: { keepAliveInterval: 60 }, result: true, session: 'abc123' };

/** `global.login`: a challenge first, then `done`. */
export const login = (done: unknown = SIGNED_IN, first: unknown = challenge()) => (_body: Body, step: number): unknown => (step % 2 === 1 ? first : done);

export const told = (params: unknown, result: unknown = true) => (): object => ({ ...(params === undefined ? {} : { params }), result });
