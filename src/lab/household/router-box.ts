/** A home router as bought: the NAT router with its UPnP, NAT-PMP and name server, set up from a fixture. */
import { networkOf, parseCidr } from '../../facts/validate.js';
import { CLOUD_HOST, ROUTER_DEFAULT_LAN, ROUTER_LAN } from '../addresses.js';
import type { Device } from '../device.js';
import { startForwarder } from '../devices/dns.js';
import { startIgd } from '../devices/igd.js';
import { startNatPmp } from '../devices/nat-pmp.js';
import { startRouterPage } from '../devices/router-page.js';
import type { PortRuleFixture, RouterFixture } from '../fixture.js';
import type { Line } from '../internet.js';
import type { VirtualClock } from '../sim/clock.js';
import { SimRouterControl } from '../sim/control.js';
import { Router } from '../sim/router.js';
import type { Segment } from '../sim/segment.js';
import { HostView } from '../sim/view.js';

export interface RouterPlace {
  readonly name: string;
  readonly clock: VirtualClock;
  /** Network of the home side. */
  readonly home: Segment;
  readonly macs: { readonly lan: string; readonly wan: string };
}

export class RouterBox {
  readonly router: Router;
  private services: Device[] = [];
  private upstreams: readonly string[] = [];

  constructor(
    place: RouterPlace,
    private fixture: RouterFixture,
  ) {
    this.router = new Router(place.name, place.clock, place.home, { ...splitLan(fixture.lan ?? ROUTER_LAN), hairpin: fixture.hairpin ?? true, natMapping: fixture.natMapping ?? 'independent' }, place.macs);
  }

  get control(): SimRouterControl {
    return new SimRouterControl(this.router, this.model, this.fixture.igdVersion ?? 2, this.fixture.listsManualRules ?? true);
  }

  get model(): string {
    return this.fixture.model ?? 'Home Router EX-1000';
  }

  get settings(): RouterFixture {
    return this.fixture;
  }

  /** Home address with prefix length, as in a fixture. */
  get lan(): string {
    return `${this.router.lan.address}/${this.router.lan.prefix}`;
  }

  get upnp(): boolean {
    return this.fixture.upnp ?? true;
  }

  /** Line of the provider, or the network of the router in front. */
  connect(line: Pick<Line, 'segment' | 'address' | 'prefix' | 'gateway' | 'resolvers' | 'blocksInbound'>): void {
    this.router.connect(line.segment, line.address, line.prefix, line.gateway);
    this.router.dns = line.resolvers;
    this.router.filteredInbound = line.blocksInbound;
    this.upstreams = line.resolvers;
  }

  /** Rules made by hand, as the fixture tells; `recorder` stands for the address it has now. */
  setRules(rules: readonly PortRuleFixture[], recorder: string | null): void {
    this.router.rules = this.router.rules.filter((rule) => rule.owner !== 'hand');
    for (const rule of rules) {
      const host = rule.to === 'recorder' ? recorder : rule.to;
      if (host === null) continue;
      this.router.rules.push({
        proto: rule.protocol ?? 'tcp',
        outside: rule.outside,
        host,
        inside: rule.inside ?? rule.outside,
        owner: 'hand',
        description: 'by hand',
        expires: null,
      });
    }
  }

  setBlocked(macs: readonly string[]): void {
    this.router.blocked.clear();
    for (const mac of macs) this.router.blocked.add(mac);
  }

  /** Starts the services on the home side, anew where they run. */
  async start(): Promise<void> {
    this.stop();
    const { router } = this;
    const address = router.lan.address;
    if (address === null) return;
    const network = new HostView(router, router.clock.background, router.lan);
    if (this.upnp) this.services.push(await startIgd(network, { router: this.control, address }));
    if (this.fixture.natpmp ?? this.upnp) this.services.push(await startNatPmp(network, { router: this.control, address }));
    router.remotePage = this.fixture.remotePage;
    if (router.remotePage !== undefined) this.services.push(await startRouterPage(new HostView(router, router.clock.background), { model: this.model, port: router.remotePage }));
    // A name server with a block list, as family filters and advertisement blockers are.
    const own = this.fixture.filtersCloudName ? { [CLOUD_HOST.name]: '0.0.0.0' } : {};
    this.services.push(await startForwarder(network, { address, upstreams: () => this.upstreams, own: () => own }));
  }

  stop(): void {
    for (const service of this.services.splice(0)) service.close();
  }

  /** Off and on again: what lives in memory is gone, what was set up by hand stays. */
  restart(): void {
    const { router } = this;
    router.rules = router.rules.filter((rule) => rule.owner === 'hand');
    router.nat.clear();
    router.forgetNeighbours();
    router.startedAt = router.clock.now();
    router.lineUpAt = router.clock.now();
  }

  /** The small hole with the pin: everything that somebody set up is gone. */
  reset(): void {
    const { defaults = {} } = this.fixture;
    this.router.rules = [];
    this.restart();
    this.router.blocked.clear();
    const { natMapping, model, igdVersion, listsManualRules } = this.fixture;
    this.change({
      ...(natMapping === undefined ? {} : { natMapping }),
      ...(model === undefined ? {} : { model }),
      ...(igdVersion === undefined ? {} : { igdVersion }),
      ...(listsManualRules === undefined ? {} : { listsManualRules }),
      lan: defaults.lan ?? ROUTER_DEFAULT_LAN,
      upnp: defaults.upnp ?? false,
      natpmp: defaults.natpmp ?? false,
      hairpin: defaults.hairpin ?? this.router.hairpin,
      defaults,
    });
    const lan = splitLan(this.fixture.lan ?? ROUTER_LAN);
    this.router.leases.restart(lan.address, lan.prefix);
  }

  /** Some settings are changed by hand. Rules and reservations stay unless the change names them. */
  merge(set: RouterFixture): void {
    this.change({ ...this.fixture, ...set });
  }

  private change(fixture: RouterFixture): void {
    this.fixture = fixture;
    const lan = splitLan(fixture.lan ?? ROUTER_LAN);
    const { router } = this;
    const moved = networkOf(lan.address, lan.prefix) !== networkOf(router.lan.address ?? '', router.lan.prefix) || lan.address !== router.lan.address;
    router.hairpin = fixture.hairpin ?? true;
    router.nat.mapping = fixture.natMapping ?? 'independent';
    if (!moved) return;
    router.lan.configure(lan.address, lan.prefix);
    router.leases.restart(lan.address, lan.prefix);
    router.nat.clear();
  }
}

/** `192.168.1.1/24` as address and prefix length; the usual one where the text is no such thing. */
export function splitLan(text: string): { readonly address: string; readonly prefix: number } {
  const prefix = parseCidr(text)?.prefix;
  return prefix === undefined ? splitLan(ROUTER_LAN) : { address: text.slice(0, text.indexOf('/')), prefix };
}
