import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { hostNetwork } from '../../src/network/host/index.js';
import { httpRequest } from '../../src/network/http.js';
import { cert, key } from './certificate.js';
import { rawServer } from './raw-server.js';

const network = hostNetwork();
const open: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A recorder's https port. */
async function recorder(options: TlsOptions = {}, answer: (socket: TLSSocket) => void = (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')): Promise<number> {
  const server = createTlsServer({ key, cert, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0', ...options }, (socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function ask(port: number, allowUntrusted: boolean, ms = 2_000) {
  const deadline = network.clock.deadline(ms);
  const reply = await httpRequest(network, { url: `https://127.0.0.1:${port}/`, signal: deadline.signal, tls: { allowUntrusted } });
  deadline.clear();
  return reply;
}

describe("a recorder's https", () => {
  it('is readable with a self-signed certificate where that is allowed', async () => {
    const reply = await ask(await recorder(), true);
    expect(reply.ok && reply.value.body.toString()).toBe('ok');
  });

  it('is refused with a self-signed certificate where it is not, with a reason', async () => {
    expect(await ask(await recorder(), false)).toMatchObject({ ok: false, failure: { kind: 'tls-failed', detail: expect.stringMatching(/certificate/i) } });
  });

  it('is readable with TLS 1.0 only', async () => {
    const reply = await ask(await recorder({ maxVersion: 'TLSv1' }), true);
    expect(reply.ok && reply.value.status).toBe(200);
  });

  it('gives a hang-up inside the reply as closed', async () => {
    const port = await recorder({}, (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'));
    expect(await ask(port, true)).toMatchObject({ ok: false, failure: { kind: 'closed' } });
  });
});

describe('what is not TLS behind an https address', () => {
  for (const [situation, kind, answer] of [
    ['plain HTTP', 'tls-failed', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['a hang-up', 'tls-failed', ''],
    ['silence', 'timed-out', undefined],
  ] as const) {
    it(`${situation}: ${kind}`, async () => {
      const server = await rawServer((socket) => (answer === undefined ? socket.on('data', () => undefined) : socket.end(answer)), 'on-connect');
      open.push(() => server.close());
      const reply = await ask(server.port, true, 300);
      expect(reply).toMatchObject({ ok: false, failure: { kind } });
      if (!reply.ok) expect(reply.failure.detail ?? '').not.toMatch(/\n|[\u0000-\u001f]/);
      await expect.poll(() => server.sockets.size).toBe(0);
    });
  }

  it('is given up at once when the person stops it', async () => {
    const server = await rawServer(() => undefined, 'on-connect');
    open.push(() => server.close());
    const person = new AbortController();
    setTimeout(() => person.abort(), 40);
    expect(await httpRequest(network, { url: `https://127.0.0.1:${server.port}/`, signal: person.signal })).toEqual({ ok: false, failure: { kind: 'aborted' } });
    await expect.poll(() => server.sockets.size).toBe(0);
  });
});
