/** TLS over a connection of the seam. Recorders carry self-signed, expired or wrong-name certificates and protocols of 2012. */
import { constants } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { connect, createSecureContext } from 'node:tls';
import type { SecureContext, TLSSocket } from 'node:tls';
import { abortedBy, failureOf } from './failures.js';
import { fail, ok } from './seam.js';
import type { Outcome } from './seam.js';

export interface TlsOptions {
  /** IP literal that the certificate must name, unless untrusted ones are allowed. */
  readonly host: string;
  /** Accept any certificate and old protocols: for devices on the home's own network, where the alternative is plain HTTP. */
  readonly allowUntrusted: boolean;
  readonly signal: AbortSignal;
}

/**
 * What the certificate proves about the other side. Only `trusted` proves who it is; the others are the faults that a device has as it
 * comes from the factory. `expired`: outside its dates, also where this computer's clock is wrong. `untrusted`: anything else.
 */
export const CERTIFICATE_STATES = ['trusted', 'self-signed', 'expired', 'other-name', 'untrusted'] as const;
export type CertificateState = (typeof CERTIFICATE_STATES)[number];

export interface Secured {
  readonly socket: Duplex;
  readonly certificate: CertificateState;
}

/** OpenSSL's verdicts (X509_V_ERR_… without the prefix) and Node's own for the name. */
const FAULTS: ReadonlyMap<string, CertificateState> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed'],
  ['CERT_HAS_EXPIRED', 'expired'],
  ['CERT_NOT_YET_VALID', 'expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'other-name'],
]);

function certificateOf(socket: TLSSocket): CertificateState {
  if (socket.authorized) return 'trusted';
  // Typed as an error; at run time it is the code alone where OpenSSL found the fault.
  const fault: unknown = socket.authorizationError;
  const code = typeof fault === 'string' ? fault : fault instanceof Error ? (fault as NodeJS.ErrnoException).code : undefined;
  return FAULTS.get(code ?? '') ?? 'untrusted';
}

/** Reading the root certificates costs milliseconds, so each context is made once. */
let strict: SecureContext | undefined;
let tolerant: SecureContext | undefined;

function contextFor(allowUntrusted: boolean): SecureContext {
  if (!allowUntrusted) return (strict ??= createSecureContext());
  return (tolerant ??= createSecureContext({ minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0', secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT }));
}

/** Handshake; fails with `tls-failed` and a short reason, or with what the signal says. The plain connection stays the caller's to destroy. */
export function secure(plain: Duplex, { host, allowUntrusted, signal }: TlsOptions): Promise<Outcome<Secured>> {
  if (signal.aborted) return Promise.resolve(abortedBy(signal));
  return new Promise((resolve) => {
    const socket = connect({ socket: plain, host, rejectUnauthorized: !allowUntrusted, secureContext: contextFor(allowUntrusted) });
    const finish = (outcome: Outcome<Secured>): void => {
      signal.removeEventListener('abort', onAbort);
      plain.off('close', onClose);
      resolve(outcome);
      if (!outcome.ok) socket.destroy();
    };
    const onAbort = (): void => finish(abortedBy(signal));
    const onClose = (): void => finish(fail('tls-failed', 'hung up during the handshake'));
    signal.addEventListener('abort', onAbort, { once: true });
    plain.once('close', onClose);
    socket.once('secureConnect', () => finish(ok({ socket, certificate: certificateOf(socket) })));
    // Stays for the life of the socket: an error after the handshake must not end the process.
    socket.on('error', (error) => finish(fail('tls-failed', failureOf(error).failure.detail)));
  });
}
