import { rm } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { hostNetwork } from '../../src/network/host/index.js';
import type { Exchange } from '../../src/recorders/exchange.js';
import { bodyText } from '../../src/recorders/http-question.js';
import { identifyWeb } from '../../src/recorders/identify.js';
import { makeCertificates } from '../network/certificates.js';
import { rawServer } from '../network/raw-server.js';

const network = hostNetwork();
const certificates = makeCertificates();
const open: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});
afterAll(() => rm(certificates.folder, { recursive: true }));

/** A web port that answers by target; targets that it does not know are 404. */
async function web(pages: Readonly<Record<string, string>>, otherwise = 'HTTP/1.1 404 Not Found\r\n\r\n'): Promise<{ port: number; heard: readonly string[] }> {
  const server = await rawServer((socket, request) => socket.end(pages[request.split(' ')[1] ?? ''] ?? otherwise));
  open.push(() => server.close());
  return { port: server.port, heard: server.heard };
}

const identify = (port: number, witness?: (exchange: Exchange) => void) => identifyWeb(network, { address: '127.0.0.1', port, tls: false }, new AbortController().signal, witness);

const CGI = '/cgi-bin/magicBox.cgi?action=getMachineName';
const asks = (line: string, more = ''): string => `HTTP/1.1 401 Unauthorized\r\nWWW-AUTHENTICATE: ${line}\r\n\r\n${more}`;

describe('makes are told without a login', () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ['a serial number in the realm', { [CGI]: asks('Digest realm="Login to 4K049EBPAG1D7E7", qop="auth", nonce="n"') }, 'Dahua'],
    ['a salt in the realm', { [CGI]: asks('Digest realm="Login to a0c50bcd05b2f03d067e530d9bf069af", nonce="n"') }, 'Dahua'],
    ['Basic of 2014', { [CGI]: asks('Basic realm="Device_CGI"') }, 'Dahua'],
    ['not set up, or locked for this address', { [CGI]: 'HTTP/1.1 401 X\r\n\r\nError\r\nInvalid Authority!\r\n' }, 'Dahua'],
    ['Hikvision, realm of a camera', { [CGI]: asks('Digest qop="auth", realm="IP Camera(SIM21)", nonce="n", stale="FALSE"') }, 'Hikvision'],
    ['Hikvision, realm of a model', { [CGI]: asks('Digest qop="auth", realm="DS-7616NI-K2", nonce="n"') }, 'Hikvision'],
    ['Hikvision by its server line', { [CGI]: 'HTTP/1.1 404 Not Found\r\nServer: App-webs/\r\n\r\n' }, 'Hikvision'],
    ['Hikvision by its answer to ISAPI', { '/ISAPI/Security/userCheck': asks('Digest realm="0f1e2d", nonce="n"', '<userCheck version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema"><statusValue>401</statusValue></userCheck>') }, 'Hikvision'],
    ['Uniview', { '/LAPI/V1.0/System/DeviceBasicInfo': asks('Digest realm="NVRDVR", nonce="n"') }, 'Uniview'],
    ['Uniview that tells everybody', { '/LAPI/V1.0/System/DeviceBasicInfo': 'HTTP/1.1 200 OK\r\n\r\n{"Response":{"ResponseURL":"/LAPI/V1.0/System/DeviceBasicInfo","ResponseCode":0}}' }, 'Uniview'],
    ['a page that only quotes a recorder', { [CGI]: 'HTTP/1.1 200 OK\r\n\r\n<p>What does "Invalid Authority!" mean?</p>' }, undefined],
    ['shut out as a stranger', { [CGI]: 'HTTP/1.1 403 X\r\n\r\nError\r\nInvalid Authority!\r\n' }, 'Dahua'],
    ['a realm that only sounds alike', { [CGI]: asks('Digest realm="Please Login to me", nonce="n"') }, undefined],
  ])('%s', async (_name, pages, brand) => {
    const server = await web(pages);
    const identity = await identify(server.port);
    expect(identity.ok && identity.value.brand).toBe(brand);
    expect(server.heard.join('')).not.toMatch(/authorization|cookie/i);
  });
});

describe('what is no recorder is named in words, and nothing is sent to it', () => {
  it("a router's login page", async () => {
    const page = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><head><title>FRITZ!Box\u0007</title></head><form><input type="password"></form></html>';
    const identity = await identify((await web({}, page)).port);
    expect(identity.ok && identity.value).toMatchObject({ brand: undefined, stranger: 'what answers there is not a recorder that is known; it calls itself "FRITZ!Box"' });
  });

  it('a printer that asks for a password', async () => {
    const identity = await identify((await web({}, asks('Basic realm="Printer"'))).port);
    expect(identity.ok && identity.value.stranger).toBe('what answers there is not a recorder that is known; it calls itself "Printer"');
  });

  it('a page without a name', async () => {
    const identity = await identify((await web({}, 'HTTP/1.0 200 OK\r\n\r\nhello')).port);
    expect(identity.ok && identity.value.stranger).toBe('what answers there is not a recorder that is known');
  });

  it('a redirect to another host is not followed', async () => {
    const identity = await identify((await web({}, 'HTTP/1.1 302 Found\r\nLocation: http://evil.example:8080/cgi-bin/\r\n\r\n')).port);
    expect(identity.ok && identity.value).toMatchObject({ brand: undefined, stranger: 'the web page there sends its visitors to another address (evil.example), where nothing was sent' });
  });

  it('a redirect to a port of another address over HTTPS is not followed either', async () => {
    const identity = await identify((await web({}, 'HTTP/1.1 301 Moved\r\nLocation: https://127.0.0.2/\r\n\r\n')).port);
    expect(identity.ok && identity.value).toMatchObject({ base: { tls: false }, stranger: expect.stringContaining('127.0.0.2') as unknown });
  });

  it('who falls silent at the second question is not asked a third', async () => {
    const server = await rawServer((socket, request) => request.startsWith(`GET ${CGI} `) && socket.end('HTTP/1.1 404 Not Found\r\n\r\n'));
    open.push(() => server.close());
    const identity = await identify(server.port);
    expect(identity.ok && identity.value.brand).toBe(undefined);
    expect(server.heard.map((request) => request.split(' ')[1])).toEqual([CGI, '/ISAPI/Security/userCheck']);
  });

  it('a page that never ends, or that never comes', async () => {
    const flood = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n');
      socket.write(Buffer.alloc(300_000, 'x'));
    });
    open.push(() => flood.close());
    expect(await identify(flood.port)).toMatchObject({ ok: false, failure: { kind: 'too-big' } });
    const silent = await rawServer(() => undefined);
    open.push(() => silent.close());
    expect(await identify(silent.port)).toMatchObject({ ok: false, failure: { kind: 'timed-out' } });
    await expect.poll(() => silent.sockets.size + flood.sockets.size).toBe(0);
  });
});

describe('a recorder that sends its visitors to its own HTTPS', () => {
  it('is read there, and the fault of its certificate is named', async () => {
    const secure = createTlsServer({ ...certificates.selfSigned() }, (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(asks('Digest realm="Login to 9Z0", nonce="n"')));
    });
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    open.push(() => void secure.close());
    const { port } = secure.address() as AddressInfo;
    const plain = await web({}, `HTTP/1.1 301 Moved\r\nlocation: https://127.0.0.1:${port}/\r\n\r\n`);
    expect(await identify(plain.port)).toEqual({ ok: true, value: { base: { address: '127.0.0.1', port, tls: true }, brand: 'Dahua', certificate: 'self-signed', stranger: '' } });
  });
});

describe('replies in other alphabets and forms', () => {
  it('Latin-1 is read letter by letter, UTF-8 as UTF-8, with its mark', () => {
    expect(bodyText(Buffer.from('name=Küche', 'latin1'))).toBe('name=Küche');
    expect(bodyText(Buffer.from('name=Küche 録画', 'utf8'))).toBe('name=Küche 録画');
    expect(bodyText(Buffer.from('\ufeffa=1', 'utf8'))).toBe('\ufeffa=1');
    expect(bodyText(Buffer.from([0xff, 0x00, 0x80]))).toBe('\u00ff\u0000\u0080');
  });

  it('without a length, with names in any letter case and with LF alone', async () => {
    const seen: Exchange[] = [];
    const server = await web({}, 'HTTP/1.1 401 No\nwww-AUTHENTICATE: Digest realm="Login to 9Z0", nonce="n"\nSet-Cookie:secure; HttpOnly\nCONNECTION: close\n\nError\nK\u00fcche');
    const identity = await identify(server.port, (exchange) => seen.push(exchange));
    expect(identity.ok && identity.value.brand).toBe('Dahua');
    expect(seen).toMatchObject([{ protocol: 'web', request: `GET ${CGI}`, status: 401, body: 'Error\nK\u00fcche' }]);
    expect(seen[0]?.rawHeaders.slice(0, 1)).toEqual(['www-AUTHENTICATE']);
  });
});
