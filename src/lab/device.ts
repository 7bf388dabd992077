/**
 * What a lab device stands on and what it may ask of the machine it lives in. A device speaks its real wire protocol over a
 * `ServerNetwork`, so the same code answers in the simulated home, on loopback (`lab serve`) and inside a network namespace.
 */
import type { ServerNetwork } from '../network/seam.js';

/** A running device. `close` ends every listener, socket and timer it opened. */
export interface Device {
  close(): void;
}

export interface PortMapping {
  readonly protocol: 'tcp' | 'udp';
  readonly outside: number;
  readonly host: string;
  readonly inside: number;
  readonly enabled: boolean;
  readonly description: string;
  /** Remaining seconds; 0 = until deleted. */
  readonly leaseSeconds: number;
}

/** UPnP error codes a mapping request can end with (WANIPConnection:2 §2.5). */
export type MappingResult = 'ok' | 402 | 501 | 606 | 714 | 718 | 725 | 729;

/** The router's own state, as its UPnP and NAT-PMP daemons see it. */
export interface RouterControl {
  readonly model: string;
  readonly igdVersion: 1 | 2;
  /** WAN address, or null while the line is down. */
  wanAddress(): string | null;
  lanAddress(): string;
  connected(): boolean;
  /** Seconds since the line came up. */
  uptimeSeconds(): number;
  /** Seconds since the mapping table was last empty by a restart (RFC 6886 §3.6). */
  epochSeconds(): number;
  mappings(): readonly PortMapping[];
  addMapping(requester: string, mapping: Omit<PortMapping, 'enabled'>): MappingResult;
  deleteMapping(requester: string, protocol: 'tcp' | 'udp', outside: number): MappingResult;
}

export type DeviceStart<Options> = (network: ServerNetwork, options: Options) => Promise<Device>;
