/**
 * The only door to the world. Probes, readers and remedies see a `Network`; behind it stands the real machine (`host/`) or a
 * simulated home (`src/lab`). Nothing else in the product opens a socket, asks a name server or starts a timer.
 */
import type { Duplex } from 'node:stream';

/** What can go wrong between two machines: a closed list, so that every failure has one meaning everywhere. */
export const FAILURES = [
  'connection-refused',
  'connection-reset',
  'timed-out',
  'host-unreachable',
  'network-unreachable',
  'address-unavailable',
  'address-in-use',
  'not-permitted',
  'name-not-found',
  'tls-failed',
  'closed',
  'too-big',
  'malformed',
  'aborted',
  'unknown-failure',
] as const;
export type FailureKind = (typeof FAILURES)[number];

export interface Failure {
  readonly kind: FailureKind;
  /** For support; never shown to a homeowner, free of secrets, control characters stripped. */
  readonly detail?: string;
}

/** Errors across rooms are values. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const fail = (kind: FailureKind, detail?: string): { readonly ok: false; readonly failure: Failure } => ({ ok: false, failure: { kind, ...(detail === undefined ? {} : { detail }) } });

/** Time as the network sees it: the machine's clock, or the lab's virtual one. All durations are milliseconds. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A signal that aborts after `ms` or with `parent`; `clear()` when the work is done, so that no timer is left behind. */
  deadline(ms: number, parent?: AbortSignal): Deadline;
  /** Real work (a lazy import, a file read): virtual time stands still until it is done. */
  pending<T>(work: Promise<T>): Promise<T>;
}

export interface Deadline {
  readonly signal: AbortSignal;
  /** True when time ran out, false when the parent aborted or nothing has happened yet. */
  readonly expired: boolean;
  clear(): void;
}

export interface InterfaceAddress {
  readonly interface: string;
  readonly mac: string;
  readonly address: string;
  /** Prefix length in bits. */
  readonly prefix: number;
  readonly family: 4 | 6;
}

export interface Gateway {
  /** The house's router, also where traffic leaves through a tunnel; `0.0.0.0` where none is named (on-link: dial-up, a tunnel without another way). */
  readonly address: string;
  /** The interface that traffic to the internet really takes: a VPN's, where one stands in front of the LAN's default route. */
  readonly interface: string;
  /** True where the default route leaves through a tunnel (tun, wg, ppp, utun …). */
  readonly tunnel: boolean;
}

export interface Neighbour {
  readonly address: string;
  readonly mac: string;
  readonly interface: string;
}

export interface TcpOptions {
  readonly host: string;
  readonly port: number;
  readonly signal: AbortSignal;
}

export interface UdpOptions {
  /** Local address to bind; the interface for multicast and broadcast. Default: all. */
  readonly address?: string;
  /** Local port; default ephemeral. */
  readonly port?: number;
  /** Share the port with other programs (SO_REUSEADDR). */
  readonly reuse?: boolean;
  /** Connected socket: only this peer is heard, and a closed port is reported as `connection-refused`. */
  readonly connect?: { readonly address: string; readonly port: number };
  /** Groups to join on `address`. */
  readonly groups?: readonly string[];
  readonly broadcast?: boolean;
  /** Hops a multicast datagram may travel, default 1. */
  readonly multicastTtl?: number;
}

export interface Datagram {
  readonly data: Uint8Array;
  readonly address: string;
  readonly port: number;
}

export interface UdpSocket {
  readonly local: { readonly address: string; readonly port: number };
  /** For a connected socket port and address are left out. */
  send(data: Uint8Array, port?: number, address?: string): Promise<Outcome<void>>;
  /** The next datagram; fails with `aborted` when the signal fires (`timed-out` where that was a deadline), `connection-refused` on a connected socket, `closed` after close(). */
  receive(signal: AbortSignal): Promise<Outcome<Datagram>>;
  close(): void;
}

export interface Network {
  readonly clock: Clock;
  /** Interfaces that are up, with every address; loopback left out. */
  interfaces(): Promise<readonly InterfaceAddress[]>;
  /** IPv4 default gateway; null where there is no default route. */
  defaultGateway(): Promise<Outcome<Gateway | null>>;
  /** The machine's name servers in order. */
  resolvers(): Promise<Outcome<readonly string[]>>;
  /** What the ARP table knows now; sends nothing. */
  neighbours(): Promise<Outcome<readonly Neighbour[]>>;
  /** `host` is an IP address: names are resolved by the caller through `dns.ts`. */
  tcp(options: TcpOptions): Promise<Outcome<Duplex>>;
  udp(options: UdpOptions): Promise<Outcome<UdpSocket>>;
}

/** A machine that can also be connected to: devices of the lab stand on one of these, simulated or on real sockets. */
export interface ServerNetwork extends Network {
  /** Port 0 picks a free one. The handler gets each accepted connection. */
  listen(port: number, handler: (connection: Duplex, peer: { address: string; port: number }) => void, address?: string): Promise<Outcome<Listener>>;
}

export interface Listener {
  readonly address: string;
  readonly port: number;
  close(): void;
}
