/** The router's state as its UPnP and NAT-PMP daemons see and change it. Error codes as miniupnpd 2.3 gives them. */
import { addressClass } from '../../facts/address-class.js';
import { cleanText } from '../../facts/validate.js';
import type { MappingResult, PortMapping, RouterControl } from '../device.js';
import type { ForwardRule, Router } from './router.js';

/** Rules a small router has room for. */
const MAX_RULES = 128;

export class SimRouterControl implements RouterControl {
  constructor(
    private readonly router: Router,
    readonly model: string,
    readonly igdVersion: 1 | 2,
    /** Whether rules made by hand are in the list; on many routers they are not. */
    private readonly listsManualRules: boolean,
  ) {}

  wanAddress(): string | null {
    return this.router.wan.address;
  }

  lanAddress(): string {
    return this.router.lan.address ?? '0.0.0.0';
  }

  connected(): boolean {
    return this.router.wan.address !== null;
  }

  uptimeSeconds(): number {
    return this.connected() ? this.since(this.router.lineUpAt) : 0;
  }

  epochSeconds(): number {
    return this.since(this.router.startedAt);
  }

  mappings(): readonly PortMapping[] {
    const now = this.router.clock.now();
    return this.router.rules
      .filter((rule) => (rule.expires === null || rule.expires > now) && (rule.owner !== 'hand' || this.listsManualRules))
      .toReversed()
      .map((rule) => ({
        protocol: rule.proto,
        outside: rule.outside,
        host: rule.host,
        inside: rule.inside,
        enabled: true,
        description: rule.description,
        leaseSeconds: rule.expires === null ? 0 : Math.ceil((rule.expires - now) / 1000),
      }));
  }

  addMapping(requester: string, mapping: Omit<PortMapping, 'enabled'>): MappingResult {
    // Behind another NAT a rule would lead nowhere, and a careful router says so.
    const wan = this.router.wan.address;
    if (wan === null || addressClass(wan) !== 'public') return 501;
    // Secure mode: a host may ask only for itself; miniupnpd answers with the code for a conflict.
    if (mapping.host !== requester) return 718;
    if (mapping.inside < 1 || mapping.inside > 65_535 || mapping.outside < 1 || mapping.outside > 65_535) return 402;
    const present = this.router.rule(mapping.protocol, mapping.outside);
    if (present?.owner === 'hand') return this.igdVersion === 2 ? 729 : 718;
    if (present && present.host !== mapping.host) return 718;
    if (!present && this.router.rules.length >= MAX_RULES) return 501;
    const rule: ForwardRule = {
      proto: mapping.protocol,
      outside: mapping.outside,
      host: mapping.host,
      inside: mapping.inside,
      owner: requester,
      description: cleanText(mapping.description, 64),
      expires: mapping.leaseSeconds === 0 ? null : this.router.clock.now() + mapping.leaseSeconds * 1000,
    };
    this.router.rules = [...this.router.rules.filter((other) => other !== present), rule];
    return 'ok';
  }

  deleteMapping(requester: string, protocol: 'tcp' | 'udp', outside: number): MappingResult {
    const present = this.router.rule(protocol, outside);
    if (!present) return 714;
    if (present.owner === 'hand' || present.host !== requester) return 606;
    this.router.rules = this.router.rules.filter((rule) => rule !== present);
    return 'ok';
  }

  private since(start: number): number {
    return Math.floor((this.router.clock.now() - start) / 1000);
  }
}
