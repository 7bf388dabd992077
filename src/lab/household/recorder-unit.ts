/** The recorder of a home as a living machine: its settings, its cable, its accounts, and what it does by itself after every event. */
import { createHash } from 'node:crypto';
import { changeRealm, createAccounts, endAllSessions, rightsOf, setPassword, signOut, type AccountsState } from '../../accounts/index.js';
import { DDNS_UPDATE_HOST, FACTORY_ADDRESS, hostAddress, HOST_NUMBER, MACS, RECORDER_SERIAL } from '../addresses.js';
import { makeOf, type Make } from '../devices/makes.js';
import { createCounters, createRecorderState, profileOf, realmOf, startRecorder, type AccountsBook, type Recorder, type RecorderQuirks, type RecorderState } from '../devices/recorder/index.js';
import type { RecorderFixture } from '../fixture.js';
import type { Internet } from '../internet.js';
import { applySettings, policyOf, quirksOf } from './recorder-settings.js';
import type { RouterBox } from './router-box.js';
import { Host } from '../sim/host.js';
import { Segment, type Plug } from '../sim/segment.js';
import { HostView } from '../sim/view.js';

/** Goes into every password proof; fixed, so that a home runs the same way twice. */
const REALM = 'Login to 5e1a7c0d9b2f4836';
const DEFAULT_PASSWORD = 'lab-Passw0rd';
const NO_ADDRESS = '0.0.0.0';

/** New settings of these make it start its services anew: connections and the registration with the cloud are gone. */
const RESTARTING = ['dhcp', 'address', 'prefix', 'gateway', 'dns', 'tcpService', 'firmware', 'https', 'refuses', 'webFault', 'cards', 'defaultInterface', 'pppoe'] as const;

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

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
  private quirks: RecorderQuirks;
  private passwordChanges = 0;
  /** Another box that answers DHCP before the router does. */
  otherDhcp: string | undefined;
  /** The way out that came with the lease, where it is not the router. */
  private wrongWayOut: string | undefined;
  private leased = false;
  private device: Recorder | undefined;
  private readonly make: Make;

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
    this.make = makeOf(fixture.brand ?? 'dahua', fixture.model);
    this.state = createRecorderState({
      ...this.make.settings,
      serial: fixture.serial ?? this.make.settings.serial ?? RECORDER_SERIAL,
      mac,
      ports: { ...this.make.settings.ports, ...fixture.ports },
    });
    applySettings(this.state, fixture);
    this.quirks = quirksOf(fixture);
    this.plugCards(fixture.cards);
    this.setDdns(fixture.ddns);
    const users = fixture.users ?? [{ name: 'admin', password: DEFAULT_PASSWORD }];
    for (const user of users) this.passwords.set(user.name, user.password);
    const initialized = fixture.initialized ?? true;
    this.book = { state: createAccounts({ realm: this.realm, users: initialized ? users : [], policy: policyOf(fixture.lock), initialized }) };
    for (const user of initialized ? users : []) if (user.mayWatch === false) this.setMayWatch(user.name, false);
  }

  /** Firmware with a salt in its realm takes a new one with every new password. */
  private get realm(): string {
    const { firmware, serial } = this.state;
    return this.make.realm ?? (profileOf(firmware).realm === 'salt' ? realmOf(firmware, serial, md5, this.passwordChanges) : REALM);
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
    /** What the first card is told or set to. */
    let gateway: string | null;
    if (settings.dhcp) {
      const wish = forgets ? null : (before ?? settings.address);
      const lease = plug.up ? own.leases.lease(plug.mac, wish) : null;
      // Whoever has a lease prolongs it where it got it; who asks anew takes the first answer.
      if (forgets || !this.leased || lease !== before) this.wrongWayOut = this.otherDhcp !== undefined && own.lan.onLink(this.otherDhcp) ? this.otherDhcp : undefined;
      plug.configure(lease, own.lan.prefix);
      gateway = lease === null ? null : (this.wrongWayOut ?? own.lan.address);
      this.leased = lease !== null;
    } else {
      this.leased = false;
      own.leases.release(plug.mac);
      plug.configure(settings.address, settings.prefix);
      gateway = settings.gateway === NO_ADDRESS ? null : settings.gateway;
    }
    const other = state.network.cards.find((card) => card.name === state.network.defaultInterface);
    if (other !== undefined) gateway = null;
    host.gateway = other === undefined ? this.wayOut(gateway) : other.gateway === NO_ADDRESS ? null : other.gateway;
    const auto = settings.dns === 'auto';
    host.dns = settings.dns === 'auto' ? (settings.dhcp && gateway !== null ? [gateway] : []) : settings.dns;
    if (before !== plug.address) host.forgetNeighbours();
    Object.assign(state.network, {
      dhcp: settings.dhcp,
      address: plug.address ?? NO_ADDRESS,
      prefix: plug.prefix,
      gateway: gateway ?? NO_ADDRESS,
      dnsAuto: auto,
      dns: [...host.dns],
      linkUp: plug.up,
    });
  }

  /** Where its packets for the internet go: not out where it dials, nor where a card of its own has the gateway's address. */
  private wayOut(gateway: string | null): string | null {
    const { pppoe, cards } = this.state.network;
    return pppoe || cards.some((card) => card.address === gateway) ? null : gateway;
  }

  /** The further cards are cables of their own; what hangs on them is nobody's concern here. */
  private plugCards(cards: RecorderFixture['cards']): void {
    if (cards === undefined) return;
    for (const plug of this.host.plugs.splice(1)) plug.plugInto(undefined);
    for (const card of this.state.network.cards) {
      const plug = this.host.plug(card.name, card.mac, new Segment(card.name, 0), card.address, card.prefix);
      plug.up = card.up;
    }
  }

  /** Starts the services, anew where they run: a restart ends every session. */
  async boot(): Promise<void> {
    this.device?.close();
    const { clock } = this.internet;
    const network = new HostView(this.host, clock.background);
    const face = this.make.face && (await clock.pending(this.make.face((user) => this.passwords.get(user))));
    this.device = await startRecorder(network, { state: this.state, accounts: this.book, counters: this.counters, quirks: this.quirks, ...(face === undefined ? {} : { face }) });
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
    if (set.initialized !== undefined) this.book.state = { ...this.book.state, initialized: set.initialized };
    if (set.lock !== undefined) this.book.state = { ...this.book.state, policy: { ...this.book.state.policy, ...policyOf(set.lock) } };
    settings.dhcp = set.dhcp ?? settings.dhcp;
    settings.address = set.address ?? settings.address;
    settings.prefix = set.prefix ?? settings.prefix;
    settings.gateway = set.gateway ?? settings.gateway;
    settings.dns = set.dns ?? settings.dns;
    applySettings(state, set);
    this.quirks = { ...this.quirks, ...quirksOf(set) };
    this.plugCards(set.cards);
    if (set.ddns !== undefined) this.setDdns(set.ddns);
    return this.setPorts({ ...state.ports, ...set.ports }) || RESTARTING.some((key) => set[key] !== undefined);
  }

  /** Everything as it left the factory: no password, no names, its own fixed address. */
  factoryReset(): void {
    const fresh = createRecorderState(this.make.settings);
    this.setPorts(fresh.ports);
    Object.assign(this.settings, { dhcp: false, address: FACTORY_ADDRESS, prefix: 24, gateway: '192.168.1.1', dns: ['8.8.8.8', '8.8.4.4'] });
    const { tcpService, allowsOnly, bans, https, rtspService, otherDdns, time, recovery } = fresh;
    Object.assign(this.state, { tcpService, allowsOnly, bans, https, rtspService, otherDdns, time, recovery: { ...recovery, contact: '' } });
    Object.assign(this.state.network, { defaultInterface: 'eth0', pppoe: false });
    this.state.p2p.enabled = false;
    this.state.upnp = fresh.upnp;
    this.setDdns(undefined);
    this.passwords.clear();
    this.book.state = createAccounts({ realm: this.realm, users: [], initialized: false });
  }

  changePassword(user: string, password: string): void {
    this.passwords.set(user, password);
    this.book.state = setPassword(this.book.state, user, password);
    this.passwordChanges++;
    if (this.realm !== this.book.state.realm) this.book.state = changeRealm(this.book.state, this.realm, this.passwords);
  }

  /** What an administrator ticks at the account: the right to show the cameras. */
  setMayWatch(user: string, mayWatch: boolean): void {
    const { state } = this.book;
    const rights = (account: AccountsState['accounts'][number]): AccountsState['accounts'][number]['rights'] => (mayWatch ? null : rightsOf(state, account).filter((right) => right !== 'live' && right !== 'playback'));
    this.book.state = { ...state, accounts: state.accounts.map((account) => (account.name === user ? { ...account, rights: rights(account) } : account)) };
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
    if (ddns && ddns.hostname !== '' && !ddnsAccount.hostnames.includes(ddns.hostname)) ddnsAccount.hostnames.push(ddns.hostname);
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
