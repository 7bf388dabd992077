/** The recorder of a home as a living machine: its settings, its cable, its accounts, and what it does by itself after every event. */
import { createAccounts, endAllSessions, setPassword, signOut, type AccountsState, type LockPolicy } from '../../accounts/index.js';
import { DDNS_UPDATE_HOST, FACTORY_ADDRESS, hostAddress, HOST_NUMBER, MACS, RECORDER_SERIAL } from '../addresses.js';
import { createCounters, createRecorderState, startRecorder, type AccountsBook, type Recorder, type RecorderState } from '../devices/recorder/index.js';
import type { RecorderFixture } from '../fixture.js';
import type { Internet } from '../internet.js';
import type { RouterBox } from './router-box.js';
import { Host } from '../sim/host.js';
import type { Plug } from '../sim/segment.js';
import { HostView } from '../sim/view.js';

/** Goes into every password proof; fixed, so that a home runs the same way twice. */
const REALM = 'Login to 5e1a7c0d9b2f4836';
const DEFAULT_PASSWORD = 'lab-Passw0rd';
const NO_ADDRESS = '0.0.0.0';

/** Address settings as a person would type them; `auto` by DHCP. */
interface NetworkSettings {
  dhcp: boolean;
  address: string;
  prefix: number;
  gateway: string;
  dns: 'auto' | readonly string[];
}

export class RecorderUnit {
  readonly host: Host;
  readonly plug: Plug;
  readonly state: RecorderState;
  readonly book: AccountsBook;
  readonly counters = createCounters();
  /** Passwords in the clear, as their owners know them. */
  readonly passwords = new Map<string, string>();
  private readonly settings: NetworkSettings;
  /** Another box that answers DHCP before the router does. */
  otherDhcp: string | undefined;
  /** The way out that came with the lease, where it is not the router. */
  private wrongWayOut: string | undefined;
  private leased = false;
  private device: Recorder | undefined;

  constructor(
    private readonly internet: Internet,
    fixture: RecorderFixture,
    router: RouterBox,
  ) {
    const { clock } = internet;
    const mac = fixture.mac ?? MACS.recorder;
    this.host = new Host('recorder', clock, 1024);
    this.plug = this.host.plug('eth0', mac);
    const dhcp = fixture.dhcp ?? true;
    const lan = router.lan;
    this.settings = {
      dhcp,
      address: fixture.address ?? hostAddress(lan, HOST_NUMBER.recorder),
      prefix: fixture.prefix ?? router.router.lan.prefix,
      gateway: fixture.gateway ?? router.router.lan.address ?? NO_ADDRESS,
      dns: fixture.dns ?? (dhcp ? 'auto' : [router.router.lan.address ?? NO_ADDRESS]),
    };
    this.state = createRecorderState({
      ...(fixture.model === undefined ? {} : { model: fixture.model }),
      ...(fixture.firmware === undefined ? {} : { firmware: fixture.firmware }),
      serial: fixture.serial ?? RECORDER_SERIAL,
      mac,
      ports: { ...fixture.ports, ...(fixture.maxConnections === undefined ? {} : { maxConnections: fixture.maxConnections }) },
      tcpService: fixture.tcpService ?? true,
      allowsOnly: fixture.allowsOnly ?? [],
      p2p: { enabled: fixture.p2p ?? true },
      upnp: { enabled: fixture.upnp ?? false },
    });
    this.setDdns(fixture.ddns);
    const users = fixture.users ?? [{ name: 'admin', password: DEFAULT_PASSWORD }];
    for (const user of users) this.passwords.set(user.name, user.password);
    const initialized = fixture.initialized ?? true;
    this.book = { state: createAccounts({ realm: REALM, users: initialized ? users : [], policy: policyOf(fixture.lock), initialized }) };
  }

  /** Its address on the home network; null while it has none. */
  get address(): string | null {
    return this.plug.up ? this.plug.address : null;
  }

  /** The address that a rule or reservation for it names now. */
  get wantedAddress(): string {
    return this.plug.address ?? this.settings.address;
  }

  /** Takes its address: by DHCP from the router it is plugged to, or as it is set. `forgets`: it was off and does not ask for its old one. */
  takeAddress(router: RouterBox, forgets = false): void {
    const { settings, state, plug, host } = this;
    const own = router.router;
    const before = plug.address;
    if (settings.dhcp) {
      const wish = forgets ? null : (before ?? settings.address);
      const lease = plug.up ? own.leases.lease(plug.mac, wish) : null;
      // Whoever has a lease prolongs it where it got it; who asks anew takes the first answer.
      if (forgets || !this.leased || lease !== before) this.wrongWayOut = this.otherDhcp !== undefined && own.lan.onLink(this.otherDhcp) ? this.otherDhcp : undefined;
      plug.configure(lease, own.lan.prefix);
      host.gateway = lease === null ? null : (this.wrongWayOut ?? own.lan.address);
      this.leased = lease !== null;
    } else {
      this.leased = false;
      own.leases.release(plug.mac);
      plug.configure(settings.address, settings.prefix);
      host.gateway = settings.gateway === NO_ADDRESS ? null : settings.gateway;
    }
    const auto = settings.dns === 'auto';
    host.dns = settings.dns === 'auto' ? (settings.dhcp && host.gateway !== null ? [host.gateway] : []) : settings.dns;
    if (before !== plug.address) host.forgetNeighbours();
    Object.assign(state.network, {
      dhcp: settings.dhcp,
      address: plug.address ?? NO_ADDRESS,
      prefix: plug.prefix,
      gateway: host.gateway ?? NO_ADDRESS,
      dnsAuto: auto,
      dns: [...host.dns],
      linkUp: plug.up,
    });
  }

  /** Starts the services, anew where they run: a restart ends every session. */
  async boot(): Promise<void> {
    this.device?.close();
    const network = new HostView(this.host, this.internet.clock.background);
    this.device = await startRecorder(network, { state: this.state, accounts: this.book, counters: this.counters });
  }

  /**
   * What it does by itself: registers with its cloud and updates its DDNS name. It asks the router for its ports only when it starts,
   * gets another address or is set anew (`asksForPorts`), as many recorders do: a mapping that the router forgets stays lost.
   */
  async refresh(asksForPorts: boolean): Promise<void> {
    if (this.device) await this.internet.clock.whileWaiting(this.device.refresh({ asksForPorts }));
  }

  setCable(plugged: boolean): void {
    this.plug.up = plugged;
    this.state.network.linkUp = plugged;
  }

  /** Settings changed at its screen. True where the services must be started anew. */
  change(set: Partial<RecorderFixture>): boolean {
    const { settings, state } = this;
    if (set.model !== undefined) state.model = set.model;
    if (set.firmware !== undefined) state.firmware = set.firmware;
    if (set.initialized !== undefined) this.book.state = { ...this.book.state, initialized: set.initialized };
    if (set.lock !== undefined) this.book.state = { ...this.book.state, policy: { ...this.book.state.policy, ...policyOf(set.lock) } };
    settings.dhcp = set.dhcp ?? settings.dhcp;
    settings.address = set.address ?? settings.address;
    settings.prefix = set.prefix ?? settings.prefix;
    settings.gateway = set.gateway ?? settings.gateway;
    settings.dns = set.dns ?? settings.dns;
    // New address settings make it start its network anew: connections and the registration with the cloud are gone.
    const network = (['dhcp', 'address', 'prefix', 'gateway', 'dns'] as const).some((key) => set[key] !== undefined);
    if (set.maxConnections !== undefined) state.ports.maxConnections = set.maxConnections;
    if (set.allowsOnly !== undefined) state.allowsOnly = set.allowsOnly;
    const service = set.tcpService !== undefined && set.tcpService !== state.tcpService;
    if (service) state.tcpService = !state.tcpService;
    if (set.upnp !== undefined) state.upnp.enabled = set.upnp;
    if (set.p2p !== undefined) state.p2p.enabled = set.p2p;
    if (set.ddns !== undefined) this.setDdns(set.ddns);
    return this.setPorts({ ...state.ports, ...set.ports }) || network || service || set.firmware !== undefined;
  }

  /** Everything as it left the factory: no password, no names, its own fixed address. */
  factoryReset(): void {
    const fresh = createRecorderState();
    this.setPorts(fresh.ports);
    Object.assign(this.settings, { dhcp: false, address: FACTORY_ADDRESS, prefix: 24, gateway: '192.168.1.1', dns: ['8.8.8.8', '8.8.4.4'] });
    Object.assign(this.state, { tcpService: true, allowsOnly: [] });
    this.state.p2p.enabled = false;
    this.state.upnp = { ...fresh.upnp, enabled: false };
    this.setDdns(undefined);
    this.passwords.clear();
    this.book.state = createAccounts({ realm: REALM, users: [], initialized: false });
  }

  changePassword(user: string, password: string): void {
    this.passwords.set(user, password);
    this.book.state = setPassword(this.book.state, user, password);
  }

  /** Nobody is signed in any more, as after a power cut. */
  endSessions(): void {
    this.book.state = endAllSessions(this.book.state);
  }

  endSession(id: string): void {
    this.book.state = signOut(this.book.state, id);
  }

  /** Runs something with the account book and puts the book back as it was. */
  async unchanged<T>(work: () => Promise<T>): Promise<T> {
    const book: AccountsState = this.book.state;
    const counters = { ...this.counters };
    try {
      return await work();
    } finally {
      this.book.state = book;
      Object.assign(this.counters, counters);
    }
  }

  close(): void {
    this.device?.close();
  }

  private setDdns(ddns: RecorderFixture['ddns']): void {
    const { ddnsAccount } = this.internet;
    if (ddns && !ddnsAccount.hostnames.includes(ddns.hostname)) ddnsAccount.hostnames.push(ddns.hostname);
    Object.assign(this.state.ddns, {
      enabled: ddns !== undefined && (ddns.enabled ?? true),
      hostname: ddns?.hostname ?? '',
      server: DDNS_UPDATE_HOST.name,
      user: ddnsAccount.user,
      password: ddnsAccount.password,
      sendsOwnAddress: ddns?.sendsOwnAddress ?? false,
      ...(ddns?.provider === undefined ? {} : { provider: ddns.provider }),
    });
  }

  /** The port table of UPnP follows the ports, inside and outside. */
  private setPorts(ports: RecorderState['ports']): boolean {
    const before = this.state.ports;
    const changed = (Object.keys(ports) as (keyof RecorderState['ports'])[]).filter((key) => ports[key] !== before[key]);
    for (const mapping of this.state.upnp.mappings) {
      const key = changed.find((name) => before[name] === mapping.inside);
      if (key !== undefined) Object.assign(mapping, { inside: ports[key], outside: ports[key] });
    }
    this.state.ports = { ...ports };
    return changed.length > 0;
  }
}

function policyOf(lock: RecorderFixture['lock']): Partial<LockPolicy> {
  return {
    ...(lock?.enabled === undefined ? {} : { enabled: lock.enabled }),
    ...(lock?.tries === undefined ? {} : { tries: lock.tries }),
    ...(lock?.minutes === undefined ? {} : { seconds: lock.minutes * 60 }),
  };
}
