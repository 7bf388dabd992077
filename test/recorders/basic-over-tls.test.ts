/** Basic where the connection is encrypted. What a certificate proves is told by test/network/tls; here it is given, and nothing is encrypted. */
import type { Duplex } from 'node:stream';
import { expect, it, vi } from 'vitest';
import type * as Tls from '../../src/network/tls.js';
import { BASE, scripted, signedAt } from './scripted.js';

const shown = vi.hoisted(() => ({ certificate: 'trusted' }));
vi.mock('../../src/network/tls.js', async (original) => ({
  ...(await original<typeof Tls>()),
  secure: (socket: Duplex) => Promise.resolve({ ok: true, value: { socket, certificate: shown.certificate } }),
}));

it.each([
  ['trusted', undefined, { outcome: 'accepted' }],
  ['self-signed', undefined, { outcome: 'basic-only' }],
  ['other-name', undefined, { outcome: 'basic-only' }],
  ['expired', undefined, { outcome: 'basic-only' }],
  ['untrusted', undefined, { outcome: 'basic-only' }],
  ['self-signed', true, { outcome: 'accepted' }],
])('a certificate that is %s, consent %s: %j', async (certificate, allowBasic, result) => {
  shown.certificate = certificate;
  const net = scripted((heard) => (heard.authorization === undefined ? { status: 401, headers: ['WWW-Authenticate: Basic realm="Device_CGI"'] } : { status: 200, body: 'name=NVR' }));
  const signed = signedAt(net, { base: { ...BASE, port: 443, tls: true }, credentials: allowBasic === undefined ? {} : { allowBasic } });
  await signed.http.signIn('/question');
  expect(signed.login.result).toEqual(result);
  expect(net.heard.filter((heard) => heard.authorization !== undefined)).toHaveLength(result.outcome === 'accepted' ? 1 : 0);
});
