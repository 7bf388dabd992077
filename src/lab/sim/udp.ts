/** UDP sockets of a simulated host, with groups, broadcast, shared ports and the errors that ICMP brings to connected ones. */
import { abortedBy } from '../../network/failures.js';
import { fail, ok } from '../../network/seam.js';
import type { Datagram, FailureKind, Outcome, UdpOptions, UdpSocket } from '../../network/seam.js';
import type { Host } from './host.js';
import { answer, DEFAULT_TTL, type Packet } from './packet.js';
import { isMulticast, type Plug } from './segment.js';
import { ARP_GIVES_UP_MS } from './tcp.js';

/** Datagrams a socket keeps for a slow reader; further ones are lost, as in a full socket buffer. */
const QUEUE = 256;
/** Largest UDP payload over IPv4, bytes. */
const MAX_PAYLOAD = 65_507;

export class SimUdp implements UdpSocket {
  private readonly queue: Outcome<Datagram>[] = [];
  private readonly waiters: ((outcome: Outcome<Datagram>) => void)[] = [];
  private closed = false;

  constructor(
    private readonly host: Host,
    readonly port: number,
    readonly options: UdpOptions,
  ) {}

  get bound(): string | undefined {
    return this.options.address === '0.0.0.0' ? undefined : this.options.address;
  }

  get local(): { address: string; port: number } {
    const peer = this.options.connect;
    return { address: this.bound ?? (peer ? this.host.sourceFor(peer.address) : undefined) ?? '0.0.0.0', port: this.port };
  }

  async send(data: Uint8Array, port?: number, address?: string): Promise<Outcome<void>> {
    if (this.closed) return fail('closed');
    const peer = this.options.connect;
    const dst = address ?? peer?.address;
    const dport = port ?? peer?.port;
    if (dst === undefined || dport === undefined) return fail('malformed', 'no destination');
    if (data.length > MAX_PAYLOAD) return fail('too-big');
    if (dst === '255.255.255.255' && !this.options.broadcast) return fail('not-permitted');
    const sent = this.host.send(
      {
        proto: 'udp',
        kind: 'datagram',
        src: '',
        sport: this.port,
        dst,
        dport,
        ttl: isMulticast(dst) ? (this.options.multicastTtl ?? 1) : DEFAULT_TTL,
        latency: 0,
        mac: '',
        data: Uint8Array.prototype.slice.call(data),
      },
      this.bound,
    );
    if (sent === 'no-route') return fail('network-unreachable');
    if (sent === 'no-neighbour' && peer) this.host.clock.after(ARP_GIVES_UP_MS, () => this.put(fail('host-unreachable')), true);
    return ok(undefined);
  }

  receive(signal: AbortSignal): Promise<Outcome<Datagram>> {
    const waiting = this.queue.shift();
    if (waiting) return Promise.resolve(waiting);
    if (this.closed) return Promise.resolve(fail('closed'));
    if (signal.aborted) return Promise.resolve(abortedBy(signal));
    return new Promise((resolve) => {
      const stop = (): void => {
        this.waiters.splice(this.waiters.indexOf(waiter), 1);
        resolve(abortedBy(signal));
      };
      const waiter = (outcome: Outcome<Datagram>): void => {
        signal.removeEventListener('abort', stop);
        resolve(outcome);
      };
      this.waiters.push(waiter);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    const others = (this.host.udpSockets.get(this.port) ?? []).filter((socket) => socket !== this);
    if (others.length > 0) this.host.udpSockets.set(this.port, others);
    else this.host.udpSockets.delete(this.port);
    for (const waiter of this.waiters.splice(0)) waiter(fail('closed'));
  }

  put(outcome: Outcome<Datagram>): void {
    if (this.closed) return;
    this.host.clock.touch();
    const waiter = this.waiters.shift();
    if (waiter) waiter(outcome);
    else if (this.queue.length < QUEUE) this.queue.push(outcome);
  }

  /** Whether a datagram that reached this host is for this socket. */
  hears(packet: Packet, plug: Plug | undefined, kind: 'unicast' | 'broadcast' | 'multicast'): boolean {
    const peer = this.options.connect;
    if (peer && (peer.address !== packet.src || peer.port !== packet.sport)) return false;
    if (kind === 'unicast') return this.bound === undefined || this.bound === packet.dst;
    if (this.bound !== undefined && this.bound !== plug?.address) return false;
    return kind === 'multicast' ? (this.options.groups?.includes(packet.dst) ?? false) : this.bound === undefined || this.options.broadcast === true;
  }
}

export function openUdp(host: Host, options: UdpOptions): Outcome<UdpSocket> {
  const { address, port = 0, reuse = false } = options;
  if (address !== undefined && address !== '0.0.0.0' && !host.owns(address)) return fail('address-unavailable');
  const actual = port === 0 ? host.ephemeralPort((candidate) => host.udpSockets.has(candidate)) : port;
  if (actual === undefined) return fail('address-in-use');
  const present = host.udpSockets.get(actual) ?? [];
  const socket = new SimUdp(host, actual, options);
  const clash = (other: SimUdp): boolean => !(reuse && other.options.reuse) && (other.bound === undefined || socket.bound === undefined || other.bound === socket.bound);
  if (present.some(clash)) return fail('address-in-use');
  host.udpSockets.set(actual, [...present, socket]);
  return ok(socket);
}

const ICMP: Readonly<Partial<Record<Packet['kind'], FailureKind>>> = { 'port-unreachable': 'connection-refused', 'network-unreachable': 'network-unreachable' };

/** A UDP packet, or an ICMP error about one, reached the host it was meant for. */
export function deliverUdp(host: Host, packet: Packet, plug: Plug | undefined): void {
  const sockets = host.udpSockets.get(packet.dport) ?? [];
  const error = ICMP[packet.kind];
  if (error !== undefined) {
    // Only a connected socket learns of it (RFC 1122 §4.1.3.3 as Linux does it).
    sockets.find((socket) => socket.options.connect?.address === packet.src && socket.options.connect.port === packet.sport)?.put(fail(error));
    return;
  }
  const kind = isMulticast(packet.dst) ? 'multicast' : host.owns(packet.dst) ? 'unicast' : 'broadcast';
  const ready = sockets.filter((socket) => socket.hears(packet, plug, kind));
  const datagram = ok<Datagram>({ data: packet.data ?? new Uint8Array(0), address: packet.src, port: packet.sport });
  if (kind !== 'unicast') for (const socket of ready) socket.put(datagram);
  else if (ready.length > 0) best(ready)?.put(datagram);
  else host.send(answer(packet, 'port-unreachable'), packet.dst);
}

/** The most specific socket; among equals the one opened last, as Linux has it for shared ports. */
function best(sockets: readonly SimUdp[]): SimUdp | undefined {
  return sockets.findLast((socket) => socket.options.connect) ?? sockets.findLast((socket) => socket.bound !== undefined) ?? sockets.at(-1);
}
