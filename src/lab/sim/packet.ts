/** What travels in the lab: TCP handshakes, UDP datagrams and the ICMP errors about them. */
import type { Attempt } from './tcp.js';

export type Transport = 'tcp' | 'udp';
export type PacketKind = 'syn' | 'syn-ack' | 'rst' | 'datagram' | 'port-unreachable' | 'network-unreachable';

/** An ICMP error is a packet whose tuple answers the packet it is about, so a NAT translates it like any answer (RFC 5508 §4). */
export interface Packet {
  readonly proto: Transport;
  readonly kind: PacketKind;
  src: string;
  sport: number;
  dst: string;
  dport: number;
  /** Hops left. */
  ttl: number;
  /** Milliseconds under way. */
  latency: number;
  /** Hardware address of the last sender. */
  mac: string;
  readonly data?: Uint8Array;
  /** TCP only: the connection attempt that this packet belongs to. */
  readonly attempt?: Attempt;
}

/** Hops of a fresh packet, as Linux sends it. */
export const DEFAULT_TTL = 64;

/** An answer with the tuple turned round. */
export function answer(packet: Packet, kind: PacketKind): Packet {
  return {
    proto: packet.proto,
    kind,
    src: packet.dst,
    sport: packet.dport,
    dst: packet.src,
    dport: packet.sport,
    ttl: DEFAULT_TTL,
    latency: 0,
    mac: '',
    ...(packet.attempt === undefined ? {} : { attempt: packet.attempt }),
  };
}
