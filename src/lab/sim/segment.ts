/** One layer-2 network: whoever is plugged in hears broadcast and multicast, whatever its address; unicast goes by ARP. */
import { ipv4Number, ipv4Text, prefixMask } from '../../facts/validate.js';
import type { Host } from './host.js';
import type { Packet } from './packet.js';

/** Addresses as numbers, remembered: the same few are looked at with every packet. */
const numbers = new Map<string, number | undefined>();
const REMEMBERED = 4096;

function numberOf(address: string): number | undefined {
  if (numbers.has(address)) return numbers.get(address);
  if (numbers.size >= REMEMBERED) numbers.clear();
  const number = ipv4Number(address);
  numbers.set(address, number);
  return number;
}

export class Plug {
  up = true;
  segment: Segment | undefined;
  private number = 0;
  private mask = 0;
  private text: string | null = null;
  /** Prefix length in bits; set with the address. */
  prefix = 24;

  constructor(
    readonly host: Host,
    readonly name: string,
    readonly mac: string,
  ) {}

  /** IPv4 address, or null while there is none. */
  get address(): string | null {
    return this.text;
  }

  configure(address: string | null, prefix: number): void {
    this.text = address;
    this.prefix = prefix;
    this.mask = prefixMask(prefix);
    this.number = address === null ? 0 : (ipv4Number(address) ?? 0);
  }

  /** Whether an address lies in this plug's own network. */
  onLink(address: string): boolean {
    if (this.text === null || !this.up || !this.segment) return false;
    const other = numberOf(address);
    return other !== undefined && ((other & this.mask) >>> 0) === ((this.number & this.mask) >>> 0);
  }

  get broadcast(): string {
    return ipv4Text((this.number | (~this.mask >>> 0)) >>> 0);
  }

  plugInto(segment: Segment | undefined): void {
    this.segment?.plugs.splice(this.segment.plugs.indexOf(this), 1);
    this.segment = segment;
    segment?.plugs.push(this);
  }
}

/** One hop as the tests and `--verbose` traces see it. */
export interface TraceEntry {
  readonly at: number;
  readonly segment: string;
  readonly from: string;
  /** Receiving host; `*` for everybody, `-` where nobody answered ARP. */
  readonly to: string;
  readonly packet: string;
}

export class Segment {
  readonly plugs: Plug[] = [];
  trace: ((entry: TraceEntry) => void) | undefined;

  constructor(
    readonly name: string,
    /** One way, milliseconds. */
    readonly latency: number,
  ) {}

  /** Who answers ARP for an address; with two claimants the one that was plugged in first, as a quick answer wins. */
  find(address: string): Plug | undefined {
    for (const plug of this.plugs) if (plug.address === address && plug.up) return plug;
    return undefined;
  }

  /** Sends to the host that owns `nextHop`; false where ARP stays without answer. */
  unicast(packet: Packet, from: Plug, nextHop: string): boolean {
    const to = this.find(nextHop);
    this.note(packet, from, to && to !== from ? to.host.name : '-');
    if (!to || to === from) return false;
    packet.latency += this.latency;
    packet.mac = from.mac;
    from.host.learn(nextHop, to.mac, from);
    if (from.address !== null) to.host.learn(from.address, from.mac, to);
    to.host.receive(packet, to);
    return true;
  }

  /** Broadcast and multicast: every other host, and the sender's own sockets. */
  flood(packet: Packet, from: Plug): void {
    this.note(packet, from, '*');
    for (const plug of [...this.plugs]) {
      if (!plug.up) continue;
      plug.host.receive({ ...packet, latency: packet.latency + this.latency, mac: from.mac }, plug);
    }
  }

  private note(packet: Packet, from: Plug, to: string): void {
    this.trace?.({
      at: from.host.clock.now(),
      segment: this.name,
      from: from.host.name,
      to,
      packet: `${packet.proto} ${packet.kind} ${packet.src}:${packet.sport} > ${packet.dst}:${packet.dport}`,
    });
  }
}

export function isMulticast(address: string): boolean {
  const first = Number(address.slice(0, address.indexOf('.')));
  return first >= 224 && first <= 239;
}
