/** A machine in the lab: plugs into segments, one default gateway, sockets. It does not forward. */
import type { VirtualClock } from './clock.js';
import type { Packet } from './packet.js';
import { isMulticast, Plug, type Segment } from './segment.js';
import { deliverTcp, type Attempt, type SimListener } from './tcp.js';
import { deliverUdp, type SimUdp } from './udp.js';

/** `no-neighbour`: the next hop did not answer ARP. */
export type Sent = 'sent' | 'no-route' | 'no-neighbour';

const FIRST_EPHEMERAL = 49_152;
const EPHEMERAL_SPAN = 16_384;

export class Host {
  readonly plugs: Plug[] = [];
  gateway: string | null = null;
  dns: readonly string[] = [];
  readonly udpSockets = new Map<number, SimUdp[]>();
  readonly listeners = new Map<number, SimListener[]>();
  readonly attempts = new Map<number, Attempt>();
  private readonly arp = new Map<string, { mac: string; plug: Plug }>();
  private nextPort: number;

  constructor(
    readonly name: string,
    readonly clock: VirtualClock,
    /** Where its own ports begin, so that two hosts behind one router seldom use the same. */
    portOffset = 0,
  ) {
    this.nextPort = portOffset % EPHEMERAL_SPAN;
  }

  plug(name: string, mac: string, segment?: Segment, address?: string, prefix = 24): Plug {
    const plug = new Plug(this, name, mac);
    if (address !== undefined) plug.configure(address, prefix);
    plug.plugInto(segment);
    this.plugs.push(plug);
    return plug;
  }

  addresses(): string[] {
    return this.plugs.flatMap((plug) => (plug.up && plug.address !== null ? [plug.address] : []));
  }

  owns(address: string): boolean {
    return address.startsWith('127.') || this.plugs.some((plug) => plug.address === address);
  }

  /** A free port of its own; undefined where all are taken. */
  ephemeralPort(used: (port: number) => boolean): number | undefined {
    for (let tries = 0; tries < EPHEMERAL_SPAN; tries++) {
      const port = FIRST_EPHEMERAL + this.nextPort;
      this.nextPort = (this.nextPort + 1) % EPHEMERAL_SPAN;
      if (!used(port)) return port;
    }
    return undefined;
  }

  /** The address this host would send from. */
  sourceFor(destination: string): string | undefined {
    return this.owns(destination) ? destination : (this.route(destination)?.plug.address ?? undefined);
  }

  /** Sends a packet of this host's own; `bound` is the address its socket is bound to. */
  send(packet: Packet, bound?: string): Sent {
    this.clock.touch();
    if (this.owns(packet.dst)) {
      if (packet.src === '') packet.src = bound ?? packet.dst;
      this.arrive(packet, undefined);
      return 'sent';
    }
    const route = this.route(packet.dst, bound);
    const source = route?.plug.address;
    if (!route?.plug.segment || typeof source !== 'string') return 'no-route';
    if (packet.src === '') packet.src = bound ?? source;
    if (route.everybody) {
      route.plug.segment.flood(packet, route.plug);
      return 'sent';
    }
    return this.transmit(packet, route.plug, route.nextHop) ? 'sent' : 'no-neighbour';
  }

  /** A packet comes in at a plug. A plain host keeps what is its own and drops the rest. */
  receive(packet: Packet, plug: Plug): void {
    if (this.owns(packet.dst) || packet.dst === '255.255.255.255' || packet.dst === plug.broadcast || isMulticast(packet.dst)) this.arrive(packet, plug);
  }

  learn(address: string, mac: string, plug: Plug): void {
    if (this.arp.get(address)?.mac !== mac) this.arp.set(address, { mac, plug });
  }

  /** The ARP table, in the order it was learned. */
  neighbours(): { address: string; mac: string; plug: Plug }[] {
    return [...this.arp].map(([address, entry]) => ({ address, ...entry }));
  }

  /** Forgets the ARP table: the host was moved or restarted. */
  forgetNeighbours(): void {
    this.arp.clear();
  }

  protected transmit(packet: Packet, plug: Plug, nextHop: string): boolean {
    return plug.segment?.unicast(packet, plug, nextHop) ?? false;
  }

  /** The packet is for this host: it is handed to a socket when it has travelled its time. */
  protected arrive(packet: Packet, plug: Plug | undefined): void {
    this.clock.after(packet.latency, () => {
      if (plug && !plug.up) return;
      if (packet.proto === 'tcp') deliverTcp(this, packet);
      else deliverUdp(this, packet, plug);
    });
  }

  protected route(destination: string, bound?: string): { plug: Plug; nextHop: string; everybody: boolean } | undefined {
    if (destination === '255.255.255.255' || isMulticast(destination)) {
      const plug = this.plugs.find((candidate) => candidate.up && candidate.segment && (bound === undefined || candidate.address === bound));
      return plug && { plug, nextHop: destination, everybody: true };
    }
    let direct: Plug | undefined;
    for (const plug of this.plugs) {
      if (!plug.onLink(destination)) continue;
      // The most specific network wins, and among equals the plug whose address the socket has chosen.
      if (!direct || plug.prefix > direct.prefix || (plug.prefix === direct.prefix && plug.address === bound)) direct = plug;
    }
    if (direct) return { plug: direct, nextHop: destination, everybody: destination === direct.broadcast && direct.prefix < 31 };
    const gateway = this.gateway;
    if (gateway === null) return undefined;
    // A gateway outside the host's own network is no route: no kernel takes it.
    const plug = this.plugs.find((candidate) => candidate.onLink(gateway));
    return plug && { plug, nextHop: gateway, everybody: false };
  }
}
