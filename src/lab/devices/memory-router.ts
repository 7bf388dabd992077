/** A router's mapping table in memory, without the network behind it: for devices that stand alone on loopback. */
import type { Clock } from '../../network/seam.js';
import type { MappingResult, PortMapping, RouterControl } from '../device.js';

const MAX_MAPPINGS = 128;

interface Entry extends PortMapping {
  readonly expiresAt: number | null;
  /** Made by hand: clients may not change it. */
  readonly byHand: boolean;
}

export interface MemoryRouterOptions {
  readonly clock: Clock;
  readonly model?: string;
  readonly igdVersion?: 1 | 2;
  readonly lanAddress: string;
  readonly wanAddress?: string | null;
  /** A host may ask only for itself, default true. */
  readonly secure?: boolean;
}

export class MemoryRouter implements RouterControl {
  readonly model: string;
  readonly igdVersion: 1 | 2;
  private entries: readonly Entry[] = [];
  private readonly startedAt: number;

  constructor(private readonly options: MemoryRouterOptions) {
    this.model = options.model ?? 'Home Router EX-1000';
    this.igdVersion = options.igdVersion ?? 2;
    this.startedAt = options.clock.now();
  }

  wanAddress(): string | null {
    return this.options.wanAddress ?? null;
  }

  lanAddress(): string {
    return this.options.lanAddress;
  }

  connected(): boolean {
    return this.wanAddress() !== null;
  }

  uptimeSeconds(): number {
    return Math.floor((this.options.clock.now() - this.startedAt) / 1000);
  }

  epochSeconds(): number {
    return this.uptimeSeconds();
  }

  mappings(): readonly PortMapping[] {
    const now = this.options.clock.now();
    return this.live().map(({ expiresAt, byHand: _, ...mapping }) => ({ ...mapping, leaseSeconds: expiresAt === null ? 0 : Math.ceil((expiresAt - now) / 1000) }));
  }

  /** A rule made on the router's own pages. */
  addByHand(mapping: Omit<PortMapping, 'enabled' | 'leaseSeconds'>): void {
    this.entries = [{ ...mapping, enabled: true, leaseSeconds: 0, expiresAt: null, byHand: true }, ...this.entries];
  }

  addMapping(requester: string, mapping: Omit<PortMapping, 'enabled'>): MappingResult {
    if (!this.connected()) return 501;
    // miniupnpd answers a wish for another host with the code for a conflict.
    if (this.options.secure !== false && mapping.host !== requester) return 718;
    const present = this.find(mapping.protocol, mapping.outside);
    if (present?.byHand === true) return this.igdVersion === 2 ? 729 : 718;
    if (present !== undefined && present.host !== mapping.host) return 718;
    if (present === undefined && this.entries.length >= MAX_MAPPINGS) return 501;
    const expiresAt = mapping.leaseSeconds === 0 ? null : this.options.clock.now() + mapping.leaseSeconds * 1000;
    this.entries = [{ ...mapping, enabled: true, expiresAt, byHand: false }, ...this.entries.filter((entry) => entry !== present)];
    return 'ok';
  }

  deleteMapping(requester: string, protocol: 'tcp' | 'udp', outside: number): MappingResult {
    const present = this.find(protocol, outside);
    if (present === undefined) return 714;
    if (present.byHand || (this.options.secure !== false && present.host !== requester)) return 606;
    this.entries = this.entries.filter((entry) => entry !== present);
    return 'ok';
  }

  private live(): readonly Entry[] {
    const now = this.options.clock.now();
    this.entries = this.entries.filter((entry) => entry.expiresAt === null || entry.expiresAt > now);
    return this.entries;
  }

  private find(protocol: 'tcp' | 'udp', outside: number): Entry | undefined {
    return this.live().find((entry) => entry.protocol === protocol && entry.outside === outside);
  }
}
