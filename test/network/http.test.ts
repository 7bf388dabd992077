import { afterEach, describe, expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { hostNetwork } from '../../src/network/host/index.js';
import { httpRequest, type HttpRequest } from '../../src/network/http.js';
import { rawServer, type RawServer } from './raw-server.js';
import type { Socket } from 'node:net';

const network = hostNetwork();
const servers: RawServer[] = [];

async function serve(answer: string | ((socket: Socket, request: string) => void)): Promise<RawServer> {
  const server = await rawServer(typeof answer === 'string' ? (socket) => socket.end(answer, 'latin1') : answer);
  servers.push(server);
  return server;
}

async function ask(server: RawServer, path = '/', more: Partial<HttpRequest> = {}, ms = 2_000) {
  const deadline = network.clock.deadline(ms);
  try {
    return await httpRequest(network, { url: `http://127.0.0.1:${server.port}${path}`, signal: deadline.signal, ...more });
  } finally {
    deadline.clear();
  }
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

describe('an honest device', () => {
  it('gives status, headers and body', async () => {
    const server = await serve('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello');
    const reply = await ask(server);
    expect(reply).toMatchObject({ ok: true, value: { status: 200, headers: { 'content-type': 'text/plain' } } });
    expect(reply.ok && reply.value.body.toString()).toBe('hello');
  });

  it('sees the path exactly as the caller wrote it, and headers in the letter case given', async () => {
    const server = await serve('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    await ask(server, "/cgi-bin/configManager.cgi?action=getConfig&name=Network%5B0%5D&raw[0]='a|b'", { headers: { SOAPAction: '"x#y"', 'user-agent': 'other' } });
    const [line, ...headers] = server.heard[0]?.split('\r\n') ?? [];
    expect(line).toBe("GET /cgi-bin/configManager.cgi?action=getConfig&name=Network%5B0%5D&raw[0]='a|b' HTTP/1.1");
    expect(headers.filter(Boolean)).toEqual([`Host: 127.0.0.1:${server.port}`, 'Accept: */*', 'Accept-Encoding: identity', 'Connection: close', 'SOAPAction: "x#y"', 'user-agent: other']);
  });

  it('gets a body with its length in bytes', async () => {
    const server = await serve('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    await ask(server, '/RPC2', { method: 'POST', body: '{"name":"Tür"}', headers: { 'Content-Type': 'application/json' } });
    expect(server.heard[0]).toMatch(/^POST \/RPC2 HTTP\/1\.1\r\n/);
    expect(server.heard[0]).toContain('\r\nContent-Length: 15\r\n');
    expect(Buffer.from(server.heard[0]?.split('\r\n\r\n')[1] ?? '', 'latin1').toString()).toBe('{"name":"Tür"}');
  });

  it('gets a POST without a body with length 0', async () => {
    const server = await serve('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    expect(await ask(server, '/', { method: 'POST' })).toMatchObject({ ok: true });
    expect(server.heard[0]).toContain('\r\nContent-Length: 0\r\n');
  });

  it('keeps every challenge in order with its letter case', async () => {
    const server = await serve('HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="a"\r\nWWW-AUTHENTICATE: Digest realm="Login to 9Z0, x", nonce="="\r\nCONTENT-LENGTH: 0\r\n\r\n');
    const reply = await ask(server);
    expect(reply.ok && reply.value.status).toBe(401);
    expect(reply.ok && reply.value.rawHeaders.slice(0, 4)).toEqual(['WWW-Authenticate', 'Basic realm="a"', 'WWW-AUTHENTICATE', 'Digest realm="Login to 9Z0, x", nonce="="']);
  });
});

describe('a device with bad manners', () => {
  const cases: [string, string, string][] = [
    ['no content length, ended by the close', 'HTTP/1.0 200 OK\r\n\r\nhello', 'hello'],
    ['a content length one byte short', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhello', 'hell'],
    ['odd header case and a broken cookie', 'HTTP/1.1 200 OK\r\ncOnTent-LENGTH: 5\r\nCONNECTION: close\r\nSet-Cookie:secure; HttpOnly\r\n\r\nhello', 'hello'],
    ['line feeds only', 'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello', 'hello'],
    ['no reason phrase', 'HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello', 'hello'],
    ['bytes beyond ASCII in a header', 'HTTP/1.1 200 OK\r\nServer: \xe9\x01\r\nContent-Length: 5\r\n\r\nhello', 'hello'],
    ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n', 'hello'],
    ['length and chunks at once', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 99\r\n\r\n5\r\nhello\r\n0\r\n\r\n', 'hello'],
    ['a body announced as empty', 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\nInvalid Authority!\r\n', ''],
    ['a long body, a longer truth', `HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(100001)}`, 'x'.repeat(100000)],
    ['an interim answer first', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', 'hello'],
  ];
  for (const [situation, answer, body] of cases) {
    it(`is understood: ${situation}`, async () => {
      const reply = await ask(await serve(answer));
      expect(reply.ok ? reply.value.body.toString() : reply.failure).toBe(body);
    });
  }

  it('is not unpacked: gzip stays as sent', async () => {
    const reply = await ask(await serve('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08'));
    expect(reply.ok && [...reply.value.body]).toEqual([0x1f, 0x8b, 8]);
  });

  it('answers in many small pieces', async () => {
    const reply = await ask(
      await serve((socket) => {
        const text = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
        [...text].forEach((letter, i) => setTimeout(() => (i === text.length - 1 ? socket.end(letter) : socket.write(letter)), i * 2));
      }),
    );
    expect(reply.ok && reply.value.body.toString()).toBe('hello');
  });
});

describe('where the request may go', () => {
  it('never follows a redirect, not even to another port of the same host', async () => {
    const victim = await serve('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    for (const status of [301, 302, 303, 307, 308]) {
      const server = await serve(`HTTP/1.1 ${status} Moved\r\nLocation: http://127.0.0.1:${victim.port}/\r\nContent-Length: 0\r\n\r\n`);
      const reply = await ask(server, '/', { method: status === 307 ? 'POST' : 'GET' });
      expect(reply).toMatchObject({ ok: true, value: { status, headers: { location: `http://127.0.0.1:${victim.port}/` } } });
    }
    expect(victim.heard).toEqual([]);
  });

  it('does not ask twice, whatever the answer', async () => {
    for (const answer of ['HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n', 'HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm="x"\r\nContent-Length: 0\r\n\r\n', '']) {
      const server = await serve(answer);
      await ask(server);
      expect(server.heard).toHaveLength(1);
    }
  });

  for (const url of ['http://router.local/', 'ftp://127.0.0.1/', 'http://user:pw@127.0.0.1/', 'http://127.0.0.1\\@192.0.2.1/', 'http:///x', 'http://127.0.0.1:99999/', '', 'file:///etc/passwd', 'http://[fe80::1%25eth0]/', 'http:127.0.0.1']) {
    it(`refuses "${url}" without connecting`, async () => {
      const signal = new AbortController().signal;
      const reply = await httpRequest({ ...network, tcp: () => Promise.reject(new Error('connected')) }, { url, signal });
      expect(reply).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
    });
  }

  it('refuses a header that would break the request', async () => {
    const server = await serve('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    expect(await ask(server, '/', { headers: { 'X-A': 'b\r\nEvil: 1' } })).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
    expect(server.heard.join('')).toBe('');
  });

  it('sends nothing when the caller has already given up', async () => {
    const server = await serve('HTTP/1.1 200 OK\r\n\r\n');
    expect(await ask(server, '/', { signal: AbortSignal.abort() })).toMatchObject({ ok: false, failure: { kind: 'aborted' } });
    expect(server.heard).toEqual([]);
  });
});

describe('a connection that is handed over', () => {
  it('is destroyed when the reply is there', async () => {
    const server = await serve((socket) => socket.write('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok'));
    expect(await ask(server)).toMatchObject({ ok: true });
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  it('gives bodies apart under load', async () => {
    const server = await serve((socket, request) => socket.end(`HTTP/1.1 200 OK\r\n\r\n${createHash('md5').update(request.split(' ')[1] ?? '').digest('hex')}`));
    const replies = await Promise.all(Array.from({ length: 40 }, (_, i) => ask(server, `/${i}`)));
    expect(replies.map((reply) => reply.ok && reply.value.body.toString())).toEqual(Array.from({ length: 40 }, (_, i) => createHash('md5').update(`/${i}`).digest('hex')));
  });
});
