import { constants } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abortedBy, BY_CODE, failureOf, kindOfCode } from '../../src/network/failures.js';
import { FAILURES } from '../../src/network/seam.js';

const withCode = (code: string): Error => Object.assign(new Error('text'), { code });

describe('errors become failures', () => {
  it.each([
    ['ECONNREFUSED', 'connection-refused'],
    ['ECONNRESET', 'connection-reset'],
    ['EPIPE', 'connection-reset'],
    ['ETIMEDOUT', 'timed-out'],
    ['EHOSTUNREACH', 'host-unreachable'],
    ['ENETUNREACH', 'network-unreachable'],
    ['ENETDOWN', 'network-unreachable'],
    ['EADDRNOTAVAIL', 'address-unavailable'],
    ['EADDRINUSE', 'address-in-use'],
    ['EACCES', 'not-permitted'],
    ['EPERM', 'not-permitted'],
    ['ENOTFOUND', 'name-not-found'],
    ['HPE_INVALID_CONSTANT', 'malformed'],
    ['HPE_HEADER_OVERFLOW', 'too-big'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls-failed'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-failed'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-failed'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls-failed'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls-failed'],
    ['CERT_HAS_EXPIRED', 'tls-failed'],
    ['EPROTO', 'tls-failed'],
    ['ABORT_ERR', 'aborted'],
    ['EMFILE', 'unknown-failure'],
  ] as const)('%s is %s', (code, kind) => {
    expect(failureOf(withCode(code)).failure.kind).toBe(kind);
  });

  it('every network errno of this system has a meaning of its own', () => {
    const network = Object.keys(constants.errno).filter((code) => /^E(CONN|NET|HOST|ADDR|TIMEDOUT|PIPE|ACCES|PERM|MSGSIZE|NOTCONN|PROTO$)/.test(code));
    expect(network.length).toBeGreaterThan(12);
    expect(network.filter((code) => kindOfCode(code) === 'unknown-failure')).toEqual([]);
  });

  it('every code, known or not, has exactly one kind of the closed list', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...Object.keys(BY_CODE), ...Object.keys(constants.errno)), fc.string()), (code) => {
        const kinds = FAILURES.filter((kind) => kind === kindOfCode(code));
        expect(kinds).toHaveLength(1);
      }),
    );
  });

  it('anything thrown becomes a failure with a short detail on one line', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string({ maxLength: 2000 }), (thing, text) => {
        for (const error of [thing, new Error(text), withCode(text)]) {
          const { kind, detail } = failureOf(error).failure;
          expect(FAILURES).toContain(kind);
          expect((detail ?? '').length).toBeLessThanOrEqual(160);
          expect(detail).not.toMatch(/[\u0000-\u001f\u007f]/);
        }
      }),
    );
  });

  it('what cannot be turned into text is a failure too', () => {
    expect(failureOf({ toString: false }).failure).toMatchObject({ kind: 'unknown-failure', detail: 'something that is not an error was thrown' });
    expect(failureOf('a plain sentence').failure.detail).toBe('a plain sentence');
  });

  it('an abort without a code is an abort', () => {
    expect(failureOf(new DOMException('stopped', 'AbortError')).failure.kind).toBe('aborted');
  });
});

describe('a signal that fired', () => {
  it('tells a deadline from a person', () => {
    expect(abortedBy(AbortSignal.abort(new DOMException('late', 'TimeoutError')))).toEqual({ ok: false, failure: { kind: 'timed-out' } });
    expect(abortedBy(AbortSignal.abort())).toEqual({ ok: false, failure: { kind: 'aborted' } });
    expect(abortedBy(AbortSignal.abort('Ctrl-C'))).toEqual({ ok: false, failure: { kind: 'aborted' } });
  });
});
