/** TCP on the machine's own sockets. */
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ipFamily, literalOnly } from '../addresses.js';
import { abortedBy, failureOf } from '../failures.js';
import { fail, ok } from '../seam.js';
import type { Listener, Outcome, ServerNetwork, TcpOptions } from '../seam.js';

/** Connects, or says why not; an aborted attempt leaves no socket behind. The connection is the caller's to destroy. */
export function tcp({ host, port, signal }: TcpOptions): Promise<Outcome<Duplex>> {
  if (ipFamily(host) === 0 || !isPort(port)) return Promise.resolve(fail('malformed', 'not an address and port'));
  if (signal.aborted) return Promise.resolve(abortedBy(signal));
  return new Promise((resolve) => {
    const socket = connect({ host, port, lookup: literalOnly, autoSelectFamily: false, noDelay: true });
    const finish = (outcome: Outcome<Duplex>): void => {
      signal.removeEventListener('abort', onAbort);
      socket.off('connect', onConnect);
      if (!outcome.ok) socket.destroy();
      resolve(outcome);
    };
    const onAbort = (): void => finish(abortedBy(signal));
    const onConnect = (): void => finish(ok(socket));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', onConnect);
    // Stays for the life of the socket: a reset while nobody listens must not end the process.
    socket.on('error', (error) => finish(failureOf(error)));
  });
}

/** Accepts connections until closed; closing also ends the connections that were accepted. */
export const listen: ServerNetwork['listen'] = (port, handler, address = '0.0.0.0') => {
  if (ipFamily(address) === 0) return Promise.resolve(fail('malformed', 'not an address'));
  return new Promise<Outcome<Listener>>((resolve) => {
    const accepted = new Set<Socket>();
    const server = createServer({ noDelay: true }, (socket) => {
      accepted.add(socket);
      socket.once('close', () => accepted.delete(socket));
      socket.on('error', () => socket.destroy());
      const { remoteAddress, remotePort } = socket;
      // Gone again before it was accepted.
      if (remoteAddress === undefined || remotePort === undefined) socket.destroy();
      else handler(socket, { address: remoteAddress.replace(/^::ffff:(?=\d+\.)/, ''), port: remotePort });
    });
    server.on('error', (error) => resolve(failureOf(error)));
    server.listen({ port, host: address, exclusive: true }, () => {
      const bound = server.address();
      if (bound === null || typeof bound === 'string') return resolve(fail('unknown-failure', 'no address after listen'));
      resolve(
        ok({
          address: bound.address,
          port: bound.port,
          close: () => {
            server.close();
            for (const socket of accepted) socket.destroy();
          },
        }),
      );
    });
  });
};

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65535;
}
