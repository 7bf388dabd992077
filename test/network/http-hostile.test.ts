/** Servers that mean harm, or are broken: each must end within the deadline, with the right failure, in little memory. */
import { gzipSync } from 'node:zlib';
import type { Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { hostNetwork } from '../../src/network/host/index.js';
import { httpRequest } from '../../src/network/http.js';
import type { FailureKind } from '../../src/network/seam.js';
import { inTime } from './in-time.js';
import { pour, rawServer, type RawServer } from './raw-server.js';

const network = hostNetwork();
let server: RawServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Milliseconds: for what ends by the deadline alone, and for what must have another end, on the busiest machine too. */
const LIMIT = 400;
const PATIENCE = 10_000;
const MEMORY = 80 * 1024 * 1024;

async function attack(answer: (socket: Socket, request: string) => void, when: 'on-connect' | 'on-request' = 'on-request', { maxBytes, limit = PATIENCE }: { maxBytes?: number; limit?: number } = {}) {
  server = await rawServer(answer, when);
  const before = process.memoryUsage.rss();
  const deadline = network.clock.deadline(limit);
  const reply = await inTime(httpRequest(network, { url: `http://127.0.0.1:${server.port}/`, signal: deadline.signal, ...(maxBytes === undefined ? {} : { maxBytes }) }), deadline);
  deadline.clear();
  expect(process.memoryUsage.rss() - before).toBeLessThan(MEMORY);
  const { sockets } = server;
  await expect.poll(() => sockets.size).toBe(0);
  return reply.ok ? `status ${reply.value.status}, ${reply.value.body.length} bytes` : reply.failure.kind;
}

const HEAD = 'HTTP/1.1 200 OK\r\n';
const MEGABYTE = Buffer.alloc(1024 * 1024, 'x');

const cases: [string, FailureKind, (socket: Socket) => void, ('on-connect' | 'on-request')?][] = [
  ['a body of 1 GB, announced', 'too-big', (socket) => (socket.write(`${HEAD}Content-Length: 1073741824\r\n\r\n`), pour(socket, MEGABYTE))],
  ['a body without end, not announced', 'too-big', (socket) => (socket.write(`${HEAD}\r\n`), pour(socket, MEGABYTE))],
  ['chunks without end', 'too-big', (socket) => (socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`), pour(socket, `10000\r\n${'x'.repeat(65536)}\r\n`))],
  ['a chunk of 2^63 bytes', 'too-big', (socket) => (socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n`), pour(socket, MEGABYTE))],
  ['headers without end', 'too-big', (socket) => (socket.write(HEAD), pour(socket, `X-Filler: ${'y'.repeat(1000)}\r\n`))],
  ['one header line without end', 'too-big', (socket) => (socket.write(`${HEAD}X-Filler: `), pour(socket, 'y'.repeat(1000)))],
  ['trailers without end', 'too-big', (socket) => (socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n0\r\n`), pour(socket, `X-Filler: ${'y'.repeat(1000)}\r\n`))],
  ['a chunk extension without end', 'too-big', (socket) => (socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n5;a=`), pour(socket, 'y'.repeat(1000)))],
  ['interim answers without end', 'timed-out', (socket) => pour(socket, 'HTTP/1.1 100 Continue\r\n\r\n')],
  ['silence', 'timed-out', () => undefined],
  ['a slow header', 'timed-out', (socket) => trickle(socket, `${HEAD}X-Slow: `)],
  ['a slow body', 'timed-out', (socket) => trickle(socket, `${HEAD}Content-Length: 100000\r\n\r\n`)],
  ['a body that stops half-way', 'timed-out', (socket) => socket.write(`${HEAD}Content-Length: 100\r\n\r\nhalf`)],
  ['a hang-up half-way', 'closed', (socket) => socket.end(`${HEAD}Content-Length: 100\r\n\r\nhalf`)],
  ['a hang-up inside a chunk', 'closed', (socket) => socket.end(`${HEAD}Transfer-Encoding: chunked\r\n\r\n64\r\nhalf`)],
  ['a hang-up without a word', 'closed', (socket) => socket.end()],
  ['a hang-up on connect', 'closed', (socket) => socket.end(), 'on-connect'],
  ['a reset', 'connection-reset', (socket) => socket.resetAndDestroy()],
  ['a reset half-way', 'connection-reset', (socket) => socket.write(`${HEAD}Content-Length: 100\r\n\r\nhalf`, () => setTimeout(() => socket.resetAndDestroy(), 20))],
  ['garbage', 'malformed', (socket) => socket.end(Buffer.from([0xf7, 0, 0, 0, 0x58, 1, 2, 3, 13, 10]))],
  ['another protocol', 'malformed', (socket) => socket.end('SSH-2.0-dropbear\r\n'), 'on-connect'],
  ['HTTP/0.9', 'malformed', (socket) => socket.end('<html></html>')],
  ['a switch of protocols', 'malformed', (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')],
  ['a status that is none', 'malformed', (socket) => socket.end('HTTP/1.1 abc OK\r\n\r\n')],
  ['a chunk size that is none', 'malformed', (socket) => socket.end(`${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n`)],
  ['two content lengths', 'malformed', (socket) => socket.end(`${HEAD}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`)],
];

for (const [situation, expected, answer, when] of cases) {
  it(`${situation}: ${expected}`, async () => {
    expect(await attack(answer, when, expected === 'timed-out' ? { limit: LIMIT } : {})).toBe(expected);
  });
}

it('a gzip bomb stays packed', async () => {
  const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024));
  expect(await attack((socket) => (socket.write(`${HEAD}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`), socket.end(bomb)))).toBe(`status 200, ${bomb.length} bytes`);
});

it('the limit is the last byte that passes', async () => {
  const answer = (bytes: number) => (socket: Socket) => socket.end(`${HEAD}\r\n${'x'.repeat(bytes)}`);
  expect(await attack(answer(1000), 'on-request', { maxBytes: 1000 })).toBe('status 200, 1000 bytes');
  await server?.close();
  expect(await attack(answer(1001), 'on-request', { maxBytes: 1000 })).toBe('too-big');
});

it('a person who stops the work is told apart from a deadline', async () => {
  server = await rawServer(() => undefined);
  const person = new AbortController();
  setTimeout(() => person.abort(), 30);
  const deadline = network.clock.deadline(5_000, person.signal);
  const reply = await httpRequest(network, { url: `http://127.0.0.1:${server.port}/`, signal: deadline.signal });
  expect(reply).toEqual({ ok: false, failure: { kind: 'aborted' } });
  expect(deadline.expired).toBe(false);
});

it('a closed port is refused at once', async () => {
  server = await rawServer(() => undefined);
  const { port } = server;
  await server.close();
  const deadline = network.clock.deadline(PATIENCE);
  expect(await httpRequest(network, { url: `http://127.0.0.1:${port}/`, signal: deadline.signal })).toMatchObject({ ok: false, failure: { kind: 'connection-refused' } });
  deadline.clear();
});

function trickle(socket: Socket, start: string): void {
  socket.write(start);
  const timer = setInterval(() => socket.write('z'), 20);
  socket.on('close', () => clearInterval(timer));
}
