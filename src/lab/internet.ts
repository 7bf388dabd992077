/** The internet around the home: name servers, STUN, the DDNS provider, the vendor's cloud, the outside helper, and the providers' lines. */
import { networkOf } from '../facts/validate.js';
import type { ServerNetwork } from '../network/seam.js';
import { startOutsideHelper } from '../probes/outside-helper.js';
import {
  CARRIER_RESOLVER,
  CGNAT_GATEWAY,
  CGNAT_LINES,
  CGNAT_PUBLIC,
  CLOUD_HOST,
  DDNS_NAME_SERVER,
  DDNS_UPDATE_HOST,
  DDNS_ZONE,
  hostAddress,
  macByte,
  NEXT_PROVIDER_RESOLVER,
  OUTSIDE_HELPER,
  PROVIDER_RESOLVER,
  PUBLIC_LINES,
  PUBLIC_RESOLVER,
  STUN_ADDRESSES,
  STUN_PORTS,
} from './addresses.js';
import type { Device } from './device.js';
import type { LineFixture } from './fixture.js';
import { REGISTRATION_SECONDS, startCloud, type Cloud } from './devices/cloud.js';
import { startDdnsProvider, type DdnsAccount } from './devices/ddns-provider.js';
import { DNS_PORT } from './devices/dns-wire.js';
import { createZone, recursive, startAuthoritativeDns, startResolver } from './devices/dns.js';
import { startStun } from './devices/stun.js';
import type { VirtualClock } from './sim/clock.js';
import { Host } from './sim/host.js';
import { Router } from './sim/router.js';
import { Segment } from './sim/segment.js';
import { HostView } from './sim/view.js';

/** Milliseconds one way: across the internet, and inside a provider's network. */
const INTERNET_LATENCY = 8;
const ACCESS_LATENCY = 3;

/** Networks of the customers' side: carrier-grade NAT (RFC 6598), and the end of a tunnel (RFC 6333). */
const CGNAT_PREFIX = 10;
const TUNNEL_PREFIX = 29;

/** What a router gets from its line; no address while the line is down. */
export interface Line {
  readonly segment: Segment | undefined;
  readonly address: string | null;
  readonly prefix: number;
  readonly gateway: string | null;
  readonly resolvers: readonly string[];
  /** Address under which the internet sees this home. */
  readonly publicAddress: string | null;
  readonly blocksInbound: readonly number[];
}

export class Internet {
  readonly segment = new Segment('internet', INTERNET_LATENCY);
  readonly zone = createZone(DDNS_ZONE, [DDNS_NAME_SERVER]);
  readonly ddnsAccount: DdnsAccount = { user: 'home', password: 'ddns-of-this-home', hostnames: [] };
  private readonly devices: Device[] = [];
  private readonly hosts = new Map<string, Host>();
  /** Name server → addresses of its customers; others are refused. */
  private readonly customers = new Map<string, Set<string>>();
  private cloud: Cloud | undefined;
  private readonly ddns: Device[] = [];
  /** The providers' translators, by their address on the customers' side. */
  private readonly carrierNats = new Map<string, Router>();
  private usedLines = 0;
  private usedShared = 0;

  constructor(readonly clock: VirtualClock) {}

  /** Everything but the lines. */
  async start(): Promise<void> {
    for (const address of STUN_ADDRESSES) {
      for (const port of STUN_PORTS) {
        const other = { address: address === STUN_ADDRESSES[0] ? STUN_ADDRESSES[1] : STUN_ADDRESSES[0], port: port === STUN_PORTS[0] ? STUN_PORTS[1] : STUN_PORTS[0] };
        this.devices.push(await startStun(this.network(address), { port, otherAddress: other }));
      }
    }
    this.ddns.push(await startAuthoritativeDns(this.network(DDNS_NAME_SERVER.address), { zones: [this.zone] }));
    this.ddns.push(await startDdnsProvider(this.network(DDNS_UPDATE_HOST.address), { zone: this.zone, accounts: [this.ddnsAccount] }));
    for (const address of [PUBLIC_RESOLVER, CARRIER_RESOLVER]) await this.startResolver(address);
    this.cloud = await startCloud(this.network(CLOUD_HOST.address));
    this.devices.push(await startOutsideHelper(this.network(OUTSIDE_HELPER.address), { port: OUTSIDE_HELPER.port }));
  }

  /** The machine at an address of the internet; it is there from the first time it is asked for. */
  host(address: string): Host {
    let host = this.hosts.get(address);
    if (!host) {
      host = new Host(address, this.clock, this.hosts.size * 512);
      // The internet is one flat network here: everybody is next door to everybody.
      host.plug('eth0', `02:00:00:00:ff:${(this.hosts.size + 16).toString(16)}`, this.segment, address, 0);
      this.hosts.set(address, host);
    }
    return host;
  }

  /** A line of the kind the fixture names. `first` false: another provider than before. */
  async line(fixture: LineFixture, first: boolean): Promise<Line> {
    const resolvers = fixture.resolvers ?? [first ? PROVIDER_RESOLVER : NEXT_PROVIDER_RESOLVER];
    for (const set of this.customers.values()) set.clear();
    const blocksInbound = fixture.blocksInbound ?? [];
    if (fixture.kind === 'down') return { segment: undefined, address: null, prefix: 24, gateway: null, resolvers, publicAddress: null, blocksInbound };
    const line = fixture.kind === 'cgnat' ? this.sharedLine(fixture.address) : this.ownLine(fixture.address);
    for (const resolver of resolvers) {
      const known = this.customers.get(resolver) ?? new Set<string>();
      if (!this.customers.has(resolver)) {
        this.customers.set(resolver, known);
        // A name that is served there already stays; what else lives at the address does not mind.
        if (!this.host(resolver).udpSockets.has(DNS_PORT)) await this.startResolver(resolver, known);
      }
      known.add(line.publicAddress ?? '');
    }
    return { ...line, resolvers, blocksInbound };
  }

  /** Seconds until the cloud forgets a recorder that no longer renews its registration; 0 where it holds none. */
  registrationLeft(serial: string): number {
    return this.cloud?.isRegistered(serial) ? REGISTRATION_SECONDS : 0;
  }

  /** The vendor's cloud stops answering. */
  stopCloud(): void {
    this.cloud?.close();
    this.cloud = undefined;
    this.takeDown(CLOUD_HOST.address);
  }

  /** The DDNS provider is gone: name servers, update host, and the domain itself. */
  stopDdns(): void {
    for (const device of this.ddns.splice(0)) device.close();
    for (const address of [DDNS_NAME_SERVER.address, DDNS_UPDATE_HOST.address]) this.takeDown(address);
  }

  private takeDown(address: string): void {
    for (const plug of this.hosts.get(address)?.plugs ?? []) plug.up = false;
  }

  close(): void {
    this.cloud?.close();
    for (const device of [...this.devices, ...this.ddns]) device.close();
  }

  network(address: string): ServerNetwork {
    return new HostView(this.host(address), this.clock.background);
  }

  private ownLine(wish: string | undefined): Pick<Line, 'segment' | 'address' | 'prefix' | 'gateway' | 'publicAddress'> {
    const address = wish ?? PUBLIC_LINES[this.usedLines++ % PUBLIC_LINES.length] ?? PUBLIC_LINES[0];
    return { segment: this.segment, address, prefix: 0, gateway: null, publicAddress: address };
  }

  /** An address of 100.64.0.0/10, or one that the fixture names: 192.0.0.2 makes it the tunnel of a DS-Lite line (RFC 6333 §5.7). */
  private sharedLine(wish: string | undefined): Pick<Line, 'segment' | 'address' | 'prefix' | 'gateway' | 'publicAddress'> {
    const address = wish ?? CGNAT_LINES[this.usedShared++ % CGNAT_LINES.length] ?? CGNAT_LINES[0];
    const usual = networkOf(address, CGNAT_PREFIX) === networkOf(CGNAT_GATEWAY, CGNAT_PREFIX);
    const prefix = usual ? CGNAT_PREFIX : TUNNEL_PREFIX;
    const gateway = usual ? CGNAT_GATEWAY : hostAddress(networkOf(address, TUNNEL_PREFIX) ?? `${address}/${TUNNEL_PREFIX}`, 1);
    return { segment: this.carrierNat(gateway, prefix), address, prefix, gateway, publicAddress: CGNAT_PUBLIC };
  }

  /** The provider's own translation for many customers: no rule ever lets anything in. */
  private carrierNat(gateway: string, prefix: number): Segment {
    const box = this.carrierNats.get(gateway) ?? this.buildCarrierNat(gateway, prefix);
    // Only the translator in use holds the shared address.
    for (const other of this.carrierNats.values()) other.wan.up = other === box;
    return box.lan.segment as Segment;
  }

  private buildCarrierNat(gateway: string, prefix: number): Router {
    const number = macByte(this.carrierNats.size);
    const settings = { address: gateway, prefix, hairpin: false, natMapping: 'independent' as const };
    const box = new Router('provider NAT', this.clock, new Segment('provider', ACCESS_LATENCY), settings, { lan: `02:00:00:00:fe:${number}`, wan: `02:00:00:00:fd:${number}` });
    box.connect(this.segment, CGNAT_PUBLIC, 0, null);
    this.carrierNats.set(gateway, box);
    return box;
  }

  private async startResolver(address: string, customers?: ReadonlySet<string>): Promise<void> {
    const network = this.network(address);
    const resolve = recursive(network, {
      delegations: () => (this.ddns.length > 0 ? { [DDNS_ZONE]: DDNS_NAME_SERVER.address } : {}),
      hosts: () => ({ [CLOUD_HOST.name]: CLOUD_HOST.address, ...(this.ddns.length > 0 ? { [DDNS_UPDATE_HOST.name]: DDNS_UPDATE_HOST.address } : {}) }),
    });
    this.devices.push(await startResolver(network, customers ? { resolve, allow: (client) => customers.has(client) } : { resolve }));
  }
}
