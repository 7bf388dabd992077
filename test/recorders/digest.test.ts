import { describe, expect, it } from 'vitest';
import { answerable, basicAnswer, basicRealm, digestAnswer, parseChallenges, readChallenges, type DigestChallenge } from '../../src/recorders/digest.js';
import { rpcPassword } from '../../src/recorders/dahua/rpc2.js';
import { cpuTime } from '../cpu-time.js';

const challenge = (line: string): DigestChallenge => {
  const found = answerable(parseChallenges(line));
  if (!found) throw new Error(`not answerable: ${line}`);
  return found;
};
const responseOf = (header: string): string | undefined => /response="([0-9a-f]+)"/.exec(header)?.[1];
const fieldOf = (header: string, name: string): string | undefined => new RegExp(`[ ,]${name}=("[^"]*"|[^,]+)`).exec(header)?.[1];

describe('digest answers', () => {
  const rfc = { method: 'GET', target: '/dir/index.html', user: 'Mufasa', password: 'Circle of Life', cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' };
  const rfcLine = (algorithm: string): string =>
    `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;

  it('the examples of RFC 7616 §3.9.1, MD5 and SHA-256', () => {
    expect(responseOf(digestAnswer({ ...rfc, challenge: challenge(rfcLine('MD5')) }))).toBe('8ca523f5e9506fed4657c9700eebdbec');
    expect(responseOf(digestAnswer({ ...rfc, challenge: challenge(rfcLine('SHA-256')) }))).toBe('753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1');
  });

  it('the example of RFC 2069 without qop, in its corrected form', () => {
    const line = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"';
    const header = digestAnswer({ challenge: challenge(line), method: 'GET', target: '/dir/index.html', user: 'Mufasa', password: 'CircleOfLife' });
    expect(responseOf(header)).toBe('1949323746fe6a43ef61f9606e7febea');
    expect(header).not.toMatch(/qop|nc=|cnonce/);
  });

  it('the example of RFC 2617 §3.5', () => {
    const line = 'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"';
    const header = digestAnswer({ challenge: challenge(line), method: 'GET', target: '/dir/index.html', user: 'Mufasa', password: 'Circle Of Life', cnonce: '0a4f113b' });
    expect(responseOf(header)).toBe('6629fae49393a05397450978507c4ef1');
    expect(header).toContain('qop=auth, nc=00000001, cnonce="0a4f113b"');
  });

  it('a recorder in its usual form', () => {
    const line = 'Digest realm="Login to 9Z0AAAAPAZ00001", qop="auth", nonce="0123456789abcdef0123456789abcdef", opaque="0b"';
    const known = { challenge: challenge(line), method: 'GET', user: 'admin', password: 'Test-1234', cnonce: 'fedcba9876543210' };
    expect(responseOf(digestAnswer({ ...known, target: '/cgi-bin/configManager.cgi?action=getConfig&name=Network' }))).toBe('42739cdc9aacb1dd1b09f2cc230da34b');
    expect(responseOf(digestAnswer({ ...known, target: '/cgi-bin/configManager.cgi?action=getConfig&name=T2UServer%5B0%5D' }))).toBe('fba9d77439cca30b1b904e96bb3d6d1a');
  });

  it('session algorithms mix in both nonces, and need the client nonce even without qop', () => {
    const md5 = digestAnswer({ ...rfc, challenge: challenge(rfcLine('MD5-sess')) });
    const sha = digestAnswer({ ...rfc, challenge: challenge(rfcLine('sha-256-SESS')) });
    expect(responseOf(md5)).toBe('e783283f46242139c486a698fec7211d');
    expect(responseOf(sha)).toBe('2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7');
    expect(fieldOf(sha, 'algorithm')).toBe('sha-256-SESS');
    expect(digestAnswer({ ...rfc, challenge: challenge('Digest realm="r", nonce="n", algorithm=MD5-sess') })).toContain('cnonce=');
  });

  it('two answers never share a client nonce', () => {
    const line = challenge('Digest realm="r", nonce="n", qop="auth"');
    const cnonces = Array.from({ length: 20 }, () => fieldOf(digestAnswer({ challenge: line, method: 'GET', target: '/', user: 'u', password: 'p' }), 'cnonce'));
    expect(new Set(cnonces).size).toBe(20);
  });

  it('quotes in a user name cannot break out of their field', () => {
    const header = digestAnswer({ challenge: challenge('Digest realm="a \\"b\\"", nonce="n"'), method: 'GET', target: '/', user: 'x", uri="/evil', password: 'p' });
    expect(header).toContain('username="x\\", uri=\\"/evil", realm="a \\"b\\""');
  });
});

describe('challenges as devices write them', () => {
  it.each([
    ['a realm with a comma', 'Digest realm="Login to NVR, hall", qop="auth", nonce="n"', { realm: 'Login to NVR, hall', qop: true }],
    ['Basic first in the same header', 'Basic realm="x, y", Digest realm="r", nonce="n", qop="auth"', { realm: 'r', nonce: 'n' }],
    ['Basic last in the same header', 'Digest realm="r", nonce="n", qop="auth", Basic realm="x"', { realm: 'r' }],
    ['values without quotes, with =', 'Digest realm=Login to 9Z0, nonce=ab==, opaque=c=d=, qop=auth,auth-int', { realm: 'Login to 9Z0', nonce: 'ab==', opaque: 'c=d=', qop: true }],
    ['a list with blanks', 'Digest realm="r", nonce="n", qop="auth, auth-int"', { qop: true }],
    ['a lower-case algorithm', 'digest realm="r", nonce="n", algorithm="md5"', { algorithm: 'md5', hash: 'md5', session: false }],
    ['SHA-256 first of two', 'Digest realm="r", nonce="1", algorithm=SHA-256, qop="auth", Digest realm="r", nonce="2", algorithm=MD5, qop="auth"', { nonce: '1', hash: 'sha256' }],
    ['an unknown algorithm before a known one', 'Digest realm="r", nonce="1", algorithm=SHA-512-256, Digest realm="r", nonce="2"', { nonce: '2', hash: 'md5' }],
    ['MD5 first of two, as with the setting MD5/SHA256', 'Digest realm="r", nonce="1", algorithm=MD5, qop="auth", Digest realm="r", nonce="2", algorithm=SHA-256, qop="auth"', { nonce: '2', hash: 'sha256', algorithm: 'SHA-256' }],
    ['a stronger one that cannot be answered', 'Digest realm="r", nonce="1", algorithm=MD5, Digest realm="r", nonce="2", algorithm=SHA-256, qop="auth-int"', { nonce: '1', hash: 'md5' }],
    ['a list of algorithms in quotes', 'Digest realm="r", nonce="n", algorithm="MD5,SHA-256", qop="auth"', { hash: 'sha256', algorithm: 'SHA-256' }],
    ['a list of algorithms without quotes', 'Digest realm="r", nonce="n", algorithm=MD5, MD5-sess, qop=auth', { hash: 'md5', session: false, algorithm: 'MD5', qop: true }],
    ['SHA-256 without its hyphen', 'Digest realm="r", nonce="n", algorithm=SHA256-sess', { hash: 'sha256', session: true, algorithm: 'SHA256-sess' }],
    ['stale in capitals', 'Digest realm="r", nonce="n", STALE=TRUE', { stale: true }],
    ['no qop', 'Digest realm="r", nonce="n"', { qop: false }],
    ['blanks around =', 'Digest realm = "r" , nonce = "n"', { realm: 'r', nonce: 'n' }],
  ])('%s', (_name, line, expected) => {
    expect(challenge(line)).toMatchObject(expected);
  });

  it.each([
    ['Basic only', 'Basic realm="Device_CGI"'],
    ['auth-int only', 'Digest realm="r", nonce="n", qop="auth-int"'],
    ['an empty qop', 'Digest realm="r", nonce="n", qop=""'],
    ['an unknown algorithm', 'Digest realm="r", nonce="n", algorithm=MD5-2'],
    ['an algorithm named like a property', 'Digest realm="r", nonce="n", algorithm=constructor'],
    ['no nonce', 'Digest realm="r", qop="auth"'],
    ['no realm', 'Digest nonce="n", qop="auth"'],
    ['another scheme with a token', 'Negotiate YII==, Bearer realm="r"'],
    ['a control byte in the realm', 'Digest realm="a\u0007b", nonce="n"'],
    ['an unterminated quote', 'Digest realm="r, nonce="n'],
    ['nothing', ''],
    ['commas', ',,, ,=,"'],
  ])('%s is not answered', (_name, line) => {
    expect(answerable(parseChallenges(line))).toBeUndefined();
  });

  it('several header lines are read in order, in any letter case', () => {
    const raw = ['WWW-AUTHENTICATE', 'Basic realm="b"', 'Date', 'Digest realm="no", nonce="no"', 'www-authenticate', 'Digest realm="r", nonce="n"'];
    expect(readChallenges(raw).map((c) => c.scheme)).toEqual(['basic', 'digest']);
    expect(answerable(readChallenges(raw))?.realm).toBe('r');
  });

  it('a header of a megabyte is read in no time', () => {
    const ms = cpuTime(() => {
      expect(readChallenges(['WWW-Authenticate', `Digest ${'a="b", '.repeat(150_000)}`]).length).toBeLessThan(9);
      expect(answerable(parseChallenges(`Digest realm="${'\\'.repeat(1_000_000)}`))).toBeUndefined();
    });
    expect(ms).toBeLessThan(300);
  });
});

describe('Basic', () => {
  it('is answered as RFC 7617 §2 does it, with UTF-8 for letters outside ASCII', () => {
    expect(basicAnswer({ user: 'Aladdin', password: 'open sesame' })).toBe('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==');
    expect(basicAnswer({ user: 'test', password: '123\u00a3' })).toBe('Basic dGVzdDoxMjPCow==');
  });

  it.each([
    ['alone', 'Basic realm="Device_CGI"', 'Device_CGI'],
    ['beside Digest', 'Basic realm="a", Digest realm="b", nonce="n"', undefined],
    ['beside a Digest that cannot be answered', 'Basic realm="a", Digest realm="b", nonce="n", qop="auth-int"', undefined],
    ['without a realm', 'Basic', undefined],
  ])('%s: realm %s', (_name, line, realm) => {
    expect(basicRealm(parseChallenges(line))).toBe(realm);
  });
});

describe('the RPC2 hash', () => {
  it('both published and own vectors, inner hash in upper case', () => {
    expect(rpcPassword('admin', 'Login to a0c50bcd05b2f03d067e530d9bf069af', '123', '1172275829')).toBe('2E9AD6D2DB08E0882F376A622BC76B9A');
    expect(rpcPassword('admin', 'Login to 9Z0AAAAPAZ00001', 'Test-1234', '1234567890')).toBe('88898BFB69C32242F8D7693A0A273146');
  });
});
