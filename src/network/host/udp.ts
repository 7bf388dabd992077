/** UDP on the machine's own sockets: multicast on a chosen interface, broadcast, connected sockets, and a bounded queue. */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { ipFamily, literalOnly } from '../addresses.js';
import { abortedBy, failureOf } from '../failures.js';
import { fail, ok } from '../seam.js';
import type { Datagram, Outcome, UdpOptions, UdpSocket } from '../seam.js';

/** What waits to be read at most; beyond it the oldest goes, so that a flood cannot grow the process. */
const MAX_QUEUED = 512;
const MAX_QUEUED_BYTES = 2 * 1024 * 1024;

/** Opens a socket as asked; the caller closes it. */
export function udp(options: UdpOptions): Promise<Outcome<UdpSocket>> {
  const named = [options.address, options.connect?.address, ...(options.groups ?? [])].filter((address) => address !== undefined);
  if (named.some((address) => ipFamily(address) === 0)) return Promise.resolve(fail('malformed', 'not an address'));
  const six = named.some((address) => ipFamily(address) === 6);
  return new Promise((resolve) => {
    const socket = createSocket({ type: six ? 'udp6' : 'udp4', reuseAddr: options.reuse ?? false, lookup: literalOnly as never });
    const refuse = (error: unknown): void => {
      socket.on('error', () => undefined);
      socket.close();
      resolve(failureOf(error));
    };
    const ready = (): void => {
      socket.off('error', refuse);
      resolve(ok(new HostUdpSocket(socket, options.connect !== undefined)));
    };
    socket.once('error', refuse);
    // A socket that hears groups must not be bound to the unicast address: the kernel would filter the group's datagrams out.
    const bindTo = options.groups?.length ? undefined : options.address;
    socket.bind({ port: options.port ?? 0, ...(bindTo === undefined ? {} : { address: bindTo }), exclusive: !options.reuse }, () => {
      try {
        configure(socket, options);
        if (options.connect === undefined) return ready();
        socket.connect(options.connect.port, options.connect.address, (error?: Error) => (error === undefined || error === null ? ready() : refuse(error)));
      } catch (error) {
        refuse(error);
      }
    });
  });
}

function configure(socket: Socket, { address, groups, broadcast, multicastTtl }: UdpOptions): void {
  if (broadcast) socket.setBroadcast(true);
  if (multicastTtl !== undefined) socket.setMulticastTTL(multicastTtl);
  // Without this multicast leaves by the default route: through the VPN, or nowhere.
  if (address !== undefined && ipFamily(address) === 4) socket.setMulticastInterface(address);
  for (const group of groups ?? []) socket.addMembership(group, address);
}

class HostUdpSocket implements UdpSocket {
  readonly local: { readonly address: string; readonly port: number };
  private readonly queue: Datagram[] = [];
  private queuedBytes = 0;
  private readonly errors: Outcome<never>[] = [];
  private readonly waiting: ((outcome: Outcome<Datagram>) => void)[] = [];
  private closed = false;

  constructor(
    private readonly socket: Socket,
    private readonly connected: boolean,
  ) {
    const { address, port } = socket.address();
    this.local = { address, port };
    socket.on('message', (data, from) => this.heard({ data, address: from.address, port: from.port }));
    socket.on('error', (error) => this.failed(failureOf(error)));
  }

  send(data: Uint8Array, port?: number, address?: string): Promise<Outcome<void>> {
    if (this.closed) return Promise.resolve(fail('closed'));
    return new Promise((resolve) => {
      const done = (error: Error | null): void => resolve(error === null ? ok(undefined) : failureOf(error));
      try {
        if (this.connected) this.socket.send(data, done);
        else if (port === undefined || address === undefined || ipFamily(address) === 0) resolve(fail('malformed', 'no address and port to send to'));
        else this.socket.send(data, port, address, done);
      } catch (error) {
        resolve(failureOf(error));
      }
    });
  }

  receive(signal: AbortSignal): Promise<Outcome<Datagram>> {
    // The signal first: in a flood there is always one more datagram.
    if (signal.aborted) return Promise.resolve(abortedBy(signal));
    const datagram = this.queue.shift();
    if (datagram !== undefined) {
      this.queuedBytes -= datagram.data.length;
      return Promise.resolve(ok(datagram));
    }
    const error = this.errors.shift();
    if (error !== undefined) return Promise.resolve(error);
    if (this.closed) return Promise.resolve(fail('closed'));
    return new Promise((resolve) => {
      const settle = (outcome: Outcome<Datagram>): void => {
        signal.removeEventListener('abort', onAbort);
        resolve(outcome);
      };
      const onAbort = (): void => {
        this.waiting.splice(this.waiting.indexOf(settle), 1);
        resolve(abortedBy(signal));
      };
      this.waiting.push(settle);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.socket.close();
    for (const settle of this.waiting.splice(0)) settle(fail('closed'));
  }

  private heard(datagram: Datagram): void {
    const settle = this.waiting.shift();
    if (settle !== undefined) return settle(ok(datagram));
    this.queue.push(datagram);
    this.queuedBytes += datagram.data.length;
    while (this.queue.length > MAX_QUEUED || this.queuedBytes > MAX_QUEUED_BYTES) this.queuedBytes -= this.queue.shift()?.data.length ?? 0;
  }

  private failed(failure: Outcome<never>): void {
    const settle = this.waiting.shift();
    if (settle !== undefined) settle(failure);
    // One is enough to tell the next reader; a closed port answers every datagram with the same.
    else if (this.errors.length === 0) this.errors.push(failure);
  }
}
