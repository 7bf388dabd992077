import { rm } from 'node:fs/promises';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { hostNetwork } from '../../src/network/host/index.js';
import { httpRequest } from '../../src/network/http.js';
import { cert, key } from './certificate.js';
import { makeCertificates } from './certificates.js';
import { buildChild } from './child.js';
import { pour, rawServer } from './raw-server.js';

const network = hostNetwork();
const open: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** The first bytes of a ServerHello of 90 bytes. */
const HALF_HELLO = Buffer.from([0x16, 3, 3, 0, 90, 2, 0, 0, 86, 3, 3]);

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

describe('a certificate that proves nothing is accepted where that is allowed, and its fault is named', () => {
  const certificates = makeCertificates();
  afterAll(() => rm(certificates.folder, { recursive: true }));

  it.each([
    ['made by the device itself', () => certificates.selfSigned(), 'self-signed'],
    ['by itself and too old', () => certificates.signed({ self: true, to: '20200201000000Z' }), 'expired'],
    ['by itself and not yet valid', () => certificates.signed({ self: true, from: '20990101000000Z' }), 'expired'],
    ['by an authority that nobody knows', () => certificates.signed(), 'untrusted'],
    ['of 1024 bits and SHA-1', () => ({ key, cert }), 'self-signed'],
  ])('%s: %s', async (_name, make, fault) => {
    const reply = await ask(await recorder(make()), true);
    expect(reply).toMatchObject({ ok: true, value: { status: 200, certificate: fault } });
  });

  it('by an authority that this computer trusts: good, for another name, or too old', async () => {
    const child = await buildChild();
    open.push(() => child.remove());
    const ports = [await recorder(certificates.signed()), await recorder(certificates.signed({ name: 'DNS:nvr.example' })), await recorder(certificates.signed({ to: '20200201000000Z' })), await recorder(certificates.selfSigned())];
    const { lines } = await child.run(['env', `NODE_EXTRA_CA_CERTS=${certificates.authority}`], 'certificate', ...ports.map(String));
    expect(lines).toEqual([['trusted', 'other-name', 'expired', 'self-signed']]);
  });

  it('plain HTTP has none', async () => {
    const server = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nok'));
    open.push(() => server.close());
    const reply = await httpRequest(network, { url: `http://127.0.0.1:${server.port}/`, signal: new AbortController().signal });
    expect(reply.ok && 'certificate' in reply.value).toBe(false);
  });
});

describe('a recorder that breaks off', () => {
  it.each<[string, string, (socket: Socket) => void]>([
    ['half a handshake, then silence', 'timed-out', (socket) => socket.write(HALF_HELLO)],
    ['half a handshake, then a hang-up', 'tls-failed', (socket) => socket.end(HALF_HELLO)],
    ['half a handshake, then a reset', 'tls-failed', (socket) => socket.write(HALF_HELLO, () => socket.resetAndDestroy())],
    ['an alert', 'tls-failed', (socket) => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, 40]))],
  ])('%s: %s', async (_name, kind, answer) => {
    const server = await rawServer((socket) => socket.once('data', () => answer(socket)), 'on-connect');
    open.push(() => server.close());
    expect(await ask(server.port, true, 300)).toMatchObject({ ok: false, failure: { kind } });
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  it('a body that never ends inside TLS is too big, and the connection is dropped', async () => {
    const dropped: boolean[] = [];
    const port = await recorder({}, (socket) => {
      socket.on('close', () => dropped.push(true));
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      pour(socket, Buffer.alloc(65_536, 'x'));
    });
    expect(await ask(port, true)).toMatchObject({ ok: false, failure: { kind: 'too-big' } });
    await expect.poll(() => dropped.length).toBe(1);
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
