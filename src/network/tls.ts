/** TLS over a connection of the seam. Recorders carry self-signed, expired or wrong-name certificates and protocols of 2012. */
import { constants } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { connect, createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';
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

/** Reading the root certificates costs milliseconds, so each context is made once. */
let strict: SecureContext | undefined;
let tolerant: SecureContext | undefined;

function contextFor(allowUntrusted: boolean): SecureContext {
  if (!allowUntrusted) return (strict ??= createSecureContext());
  return (tolerant ??= createSecureContext({ minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0', secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT }));
}

/** Handshake; fails with `tls-failed` and a short reason, or with what the signal says. The plain connection stays the caller's to destroy. */
export function secure(plain: Duplex, { host, allowUntrusted, signal }: TlsOptions): Promise<Outcome<Duplex>> {
  if (signal.aborted) return Promise.resolve(abortedBy(signal));
  return new Promise((resolve) => {
    const socket = connect({ socket: plain, host, rejectUnauthorized: !allowUntrusted, secureContext: contextFor(allowUntrusted) });
    const finish = (outcome: Outcome<Duplex>): void => {
      signal.removeEventListener('abort', onAbort);
      plain.off('close', onClose);
      resolve(outcome);
      if (!outcome.ok) socket.destroy();
    };
    const onAbort = (): void => finish(abortedBy(signal));
    const onClose = (): void => finish(fail('tls-failed', 'hung up during the handshake'));
    signal.addEventListener('abort', onAbort, { once: true });
    plain.once('close', onClose);
    socket.once('secureConnect', () => finish(ok(socket)));
    // Stays for the life of the socket: an error after the handshake must not end the process.
    socket.on('error', (error) => finish(fail('tls-failed', failureOf(error).failure.detail)));
  });
}
