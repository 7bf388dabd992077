import { describe, expect, it } from 'vitest';
import { answerable, basicRealm, digestAnswer, readChallenges } from '../../../src/recorders/digest.js';
import { challengeHeaders } from './seeds.js';
import { fuzz, LONG_RUNS, SLOW_MS } from './support.js';

const SEEDS = [
  ...challengeHeaders(),
  'Digest realm="Login to 9Z0AAAAPAZ00001", qop="auth", nonce="0123456789abcdef0123456789abcdef", opaque="de=f=="',
  'Digest realm="Login to a, b", qop="auth,auth-int", nonce="x", algorithm=SHA-256-sess, stale=true',
  'Digest realm=NVRDVR,nonce=abc==,qop=auth, Basic realm="Device_CGI"',
  'Basic realm="Device_CGI"',
  'Digest qop="auth", realm="IP Camera(SIM21)", nonce="4d6a", stale="FALSE"',
  'Negotiate, NTLM TlRMTVNTUAAB, Digest realm="\\"quoted\\"", nonce="\\\\"',
];

/** One header line: what a request must never become by an echo of the device's words. */
function check(text: string): void {
  const challenges = readChallenges(['WWW-Authenticate', text, 'www-authenticate', text.slice(7)]);
  basicRealm(challenges);
  const challenge = answerable(challenges);
  if (!challenge) return;
  const header = digestAnswer({ challenge, method: 'GET', target: '/cgi-bin/magicBox.cgi?action=getMachineName', user: 'admin', password: 'canary-5ecret' });
  if (/[\u0000-\u001f\u007f]/.test(header)) throw new Error(`a control character in ${JSON.stringify(header)}`);
  if (header.includes('canary-5ecret')) throw new Error('the password in clear');
  if (!/^Digest /.test(header) || !/response="[0-9a-f]{32,64}"/.test(header)) throw new Error(`no answer: ${header}`);
}

describe('challenges, bent at random', () => {
  it('break nothing, and an answer to one is a single line without the password', { timeout: 300_000 }, () => {
    const { count, slowest } = fuzz(SEEDS, check);
    expect(count).toBe(100_000);
    expect(slowest.ms, slowest.input).toBeLessThan(SLOW_MS);
  });

  it('of 100 KiB are done with in a moment', () => {
    for (const text of [...LONG_RUNS, `Digest ${'a="b",'.repeat(16_000)}`, `Digest realm="${'\\"'.repeat(50_000)}`]) {
      const begin = performance.now();
      check(text);
      expect(performance.now() - begin, text.slice(0, 40)).toBeLessThan(SLOW_MS);
    }
  });
});
