import { describe, expect, it } from 'vitest';
import { digestResponse, ha1Of, rpc2Response } from '../../src/accounts/index.js';

const REALM = 'Login to 9Z0AAAAPAZ00001';
const HA1 = ha1Of('admin', REALM, 'Test-1234');
const digest = { method: 'GET', nonce: '0123456789abcdef0123456789abcdef', nc: '00000001', cnonce: 'fedcba9876543210', qop: 'auth' } as const;

describe('what a client sends to prove its password', () => {
  it('HA1 of the reference account', () => {
    expect(HA1).toBe('694dd6ff4f928b27274647b43c02992d');
  });

  it('digest of a plain query', () => {
    expect(digestResponse(HA1, { ...digest, uri: '/cgi-bin/configManager.cgi?action=getConfig&name=Network' })).toBe('42739cdc9aacb1dd1b09f2cc230da34b');
  });

  it('digest of a query with encoded brackets, byte for byte', () => {
    expect(digestResponse(HA1, { ...digest, uri: '/cgi-bin/configManager.cgi?action=getConfig&name=T2UServer%5B0%5D' })).toBe('fba9d77439cca30b1b904e96bb3d6d1a');
  });

  it('the example of RFC 7616, MD5', () => {
    const response = digestResponse(ha1Of('Mufasa', 'http-auth@example.org', 'Circle of Life'), {
      method: 'GET',
      uri: '/dir/index.html',
      nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      nc: '00000001',
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
      qop: 'auth',
      algorithm: 'MD5',
    });
    expect(response).toBe('8ca523f5e9506fed4657c9700eebdbec');
  });

  it('the example of RFC 7616, SHA-256', () => {
    const response = digestResponse(ha1Of('Mufasa', 'http-auth@example.org', 'Circle of Life', 'sha256'), {
      method: 'GET',
      uri: '/dir/index.html',
      nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      nc: '00000001',
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
      qop: 'auth',
      algorithm: 'SHA-256',
    });
    expect(response).toBe('753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1');
  });

  it('second step of an RPC2 login', () => {
    expect(rpc2Response('admin', '1234567890', HA1)).toBe('88898BFB69C32242F8D7693A0A273146');
  });

  it('published RPC2 vector', () => {
    expect(rpc2Response('admin', '1172275829', ha1Of('admin', 'Login to a0c50bcd05b2f03d067e530d9bf069af', '123'))).toBe('2E9AD6D2DB08E0882F376A622BC76B9A');
  });

  it('an algorithm or quality of protection that cannot be checked proves nothing', () => {
    expect(digestResponse(HA1, { ...digest, uri: '/', algorithm: 'SHA-512-256' })).toBeUndefined();
    expect(digestResponse(HA1, { ...digest, uri: '/', qop: 'auth-int' })).toBeUndefined();
  });
});
