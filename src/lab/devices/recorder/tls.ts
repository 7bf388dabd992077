/** The recorder's HTTPS: TLS over accepted connections, with the certificates and the age that recorders have. */
import type { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Clock } from '../../../network/seam.js';
import { LAB_CERTIFICATES } from './lab-certificates.js';
import type { RecorderState } from './state.js';

/** Milliseconds. TLS needs more turns of the event loop per message than virtual time waits for; small steps give them to both sides. */
const STEP_MS = 0.25;
/** Milliseconds after which a connection that is still open is left to itself. */
const LONGEST_MS = 2_000;

/** Gives the encrypted side of an accepted connection. Old and short keys are refused by newer OpenSSL unless its level is lowered. */
export function tlsOver({ certificate, oldTls }: RecorderState['https'], clock: Clock): (connection: Duplex) => Duplex {
  const context = createSecureContext({
    ...LAB_CERTIFICATES[certificate],
    ciphers: 'DEFAULT@SECLEVEL=0',
    minVersion: 'TLSv1',
    maxVersion: oldTls ? 'TLSv1' : 'TLSv1.2',
  });
  return (connection) => {
    // The encrypted side tells of the error.
    connection.on('error', () => connection.destroy());
    void goSlowly(clock, connection);
    return new TLSSocket(connection, { isServer: true, secureContext: context });
  };
}

async function goSlowly(clock: Clock, connection: Duplex): Promise<void> {
  for (let passed = 0; passed < LONGEST_MS && !connection.destroyed; passed += STEP_MS) await clock.sleep(STEP_MS);
}
