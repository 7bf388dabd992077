/** A NAT router: forwards between its home side and its internet side, with port rules, turning back (hairpin), leases and blocks. */
import type { VirtualClock } from './clock.js';
import { Host } from './host.js';
import { LeaseBook } from './leases.js';
import { NatTable } from './nat.js';
import { answer, type Packet, type Transport } from './packet.js';
import { isMulticast, type Plug, type Segment } from './segment.js';

/** A rule that lets connections in: made by hand, or over UPnP or NAT-PMP. */
export interface ForwardRule {
  readonly proto: Transport;
  readonly outside: number;
  readonly host: string;
  readonly inside: number;
  /** Who made it: `hand`, or the address that asked over UPnP or NAT-PMP. */
  readonly owner: string;
  readonly description: string;
  /** Virtual time at which it ends; null: stays. */
  readonly expires: number | null;
}

export interface RouterSettings {
  readonly address: string;
  readonly prefix: number;
  readonly hairpin: boolean;
  readonly natMapping: 'independent' | 'dependent';
}

export class Router extends Host {
  readonly lan: Plug;
  readonly wan: Plug;
  readonly nat: NatTable;
  readonly leases: LeaseBook;
  /** Newest last. */
  rules: ForwardRule[] = [];
  /** Hardware addresses that may not send to the internet. */
  readonly blocked = new Set<string>();
  /** TCP ports that the line's provider lets nothing in to. */
  filteredInbound: readonly number[] = [];
  hairpin: boolean;
  /** TCP port on which its own page answers the internet; it goes before every rule. */
  remotePage: number | undefined;
  /** When it was last started, and since when its line is up; virtual milliseconds. */
  startedAt: number;
  lineUpAt: number;

  constructor(name: string, clock: VirtualClock, home: Segment, settings: RouterSettings, macs: { readonly lan: string; readonly wan: string }) {
    super(name, clock, 8192);
    this.lan = this.plug('lan0', macs.lan, home, settings.address, settings.prefix);
    this.wan = this.plug('wan0', macs.wan);
    this.nat = new NatTable(clock, settings.natMapping);
    this.leases = new LeaseBook(settings.address, settings.prefix);
    this.hairpin = settings.hairpin;
    this.startedAt = clock.now();
    this.lineUpAt = clock.now();
  }

  /** Address on the internet side and the next router there; null while the line is down. */
  connect(segment: Segment | undefined, address: string | null, prefix: number, gateway: string | null): void {
    if (this.wan.segment !== segment) this.wan.plugInto(segment);
    this.wan.configure(address, prefix);
    this.gateway = gateway;
    this.nat.clear();
    this.lineUpAt = this.clock.now();
  }

  rule(proto: Transport, outside: number): ForwardRule | undefined {
    const now = this.clock.now();
    return this.rules.findLast((rule) => rule.proto === proto && rule.outside === outside && (rule.expires === null || rule.expires > now));
  }

  override receive(packet: Packet, plug: Plug): void {
    if (plug === this.wan) this.fromInternet(packet);
    else this.fromHome(packet);
  }

  /** The router's own packets leave through the same table, so that the answers find their way in. */
  protected override transmit(packet: Packet, plug: Plug, nextHop: string): boolean {
    if (plug === this.wan && packet.src === this.wan.address) packet.sport = this.nat.outbound(packet.proto, packet.src, packet.sport, packet.dst, packet.dport);
    return super.transmit(packet, plug, nextHop);
  }

  private fromHome(packet: Packet): void {
    if (isMulticast(packet.dst) || packet.dst === '255.255.255.255' || packet.dst === this.lan.broadcast) return this.arrive(packet, this.lan);
    if (packet.dst === this.lan.address) {
      const turned = this.nat.hairpin(packet.proto, packet.dport, packet.src, packet.sport);
      if (!turned) return this.arrive(packet, this.lan);
      packet.src = this.wan.address ?? packet.dst;
      packet.sport = turned.outsidePort;
      packet.dst = turned.client;
      packet.dport = turned.clientPort;
      return this.forward(packet, this.lan, packet.dst);
    }
    if (packet.dst === this.wan.address) return this.turnBack(packet);
    if (this.lan.onLink(packet.dst)) return this.forward(packet, this.lan, packet.dst);
    if (!this.blocked.has(packet.mac)) this.toInternet(packet);
  }

  private toInternet(packet: Packet): void {
    const own = this.wan.address;
    const nextHop = this.wan.onLink(packet.dst) ? packet.dst : this.gateway;
    if (own === null || nextHop === null) {
      // No line: the home hears "network unreachable" (RFC 1812 §5.2.7.1). An error about an error is never sent.
      if (packet.kind === 'syn' || packet.kind === 'datagram') this.forward(answer(packet, 'network-unreachable'), this.lan, packet.src);
      return;
    }
    packet.sport = this.nat.outbound(packet.proto, packet.src, packet.sport, packet.dst, packet.dport);
    packet.src = own;
    this.forward(packet, this.wan, nextHop);
  }

  /** Only answers, and what a rule lets in. The rest is dropped without a word: from outside such a port looks filtered. */
  private fromInternet(packet: Packet): void {
    if (packet.dst !== this.wan.address) return;
    const binding = this.nat.inbound(packet.proto, packet.dport, packet.src, packet.sport);
    if (binding) {
      packet.dst = binding.inside;
      packet.dport = binding.insidePort;
      return binding.inside === this.wan.address ? this.arrive(packet, this.wan) : this.deliverInside(packet);
    }
    if (packet.proto === 'tcp' && this.filteredInbound.includes(packet.dport)) return;
    if (this.isOwnPage(packet)) {
      this.nat.open({ proto: packet.proto, inside: packet.dst, insidePort: packet.dport, outsidePort: packet.dport, remote: packet.src, remotePort: packet.sport });
      return this.arrive(packet, this.wan);
    }
    const rule = this.rule(packet.proto, packet.dport);
    if (!rule || (packet.kind !== 'syn' && packet.kind !== 'datagram')) return;
    this.nat.open({ proto: packet.proto, inside: rule.host, insidePort: rule.inside, outsidePort: packet.dport, remote: packet.src, remotePort: packet.sport });
    packet.dst = rule.host;
    packet.dport = rule.inside;
    this.deliverInside(packet);
  }

  /** A host at home calls the public address. */
  private turnBack(packet: Packet): void {
    if (this.isOwnPage(packet)) return this.arrive(packet, this.lan);
    const rule = this.rule(packet.proto, packet.dport);
    const own = this.lan.address;
    if (!rule || !this.hairpin || own === null) {
      // Without turning back the call ends at the router itself, where nothing listens.
      this.forward(answer(packet, packet.proto === 'tcp' ? 'rst' : 'port-unreachable'), this.lan, packet.src);
      return;
    }
    packet.sport = this.nat.openHairpin(packet.proto, rule.host, rule.inside, { client: packet.src, clientPort: packet.sport, outsidePort: packet.dport });
    packet.src = own;
    packet.dst = rule.host;
    packet.dport = rule.inside;
    this.deliverInside(packet);
  }

  private isOwnPage(packet: Packet): boolean {
    return packet.proto === 'tcp' && packet.dport === this.remotePage;
  }

  /** An inside address that is not in the home network is looked for on the internet side, and lost. */
  private deliverInside(packet: Packet): void {
    if (this.lan.onLink(packet.dst)) this.forward(packet, this.lan, packet.dst);
  }

  private forward(packet: Packet, plug: Plug, nextHop: string): void {
    packet.ttl--;
    if (packet.ttl > 0) plug.segment?.unicast(packet, plug, nextHop);
  }
}
