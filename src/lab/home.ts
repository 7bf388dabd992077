/** A simulated home: line, routers, laptop, phones and recorder in working order. What happens to it then stands in `history.ts`. */
import type { FactPath } from '../facts/dictionary.js';
import type { Json } from '../facts/observation.js';
import type { Network } from '../network/seam.js';
import type { ProbeOptions } from '../probes/probe.js';
import {
  CARRIER_RESOLVER,
  hostAddress,
  HOST_NUMBER,
  macByte,
  MACS,
  OUTSIDE_HELPER,
  PUBLIC_RESOLVER,
  REMOTE_PHONE,
  ROUTER_LAN,
  STUN_ADDRESSES,
  STUN_PORTS,
} from './addresses.js';
import type { LineFixture, NetworkFixture, PhoneFixture, RouterFixture } from './fixture.js';
import { Internet, type Line } from './internet.js';
import type { SdkSignIn } from './devices/recorder/index.js';
import { look, stillPlays, type AppEntry, type PhoneTrial } from './phone.js';
import { answersOf, typedIn } from './household/app-entry.js';
import { RecorderUnit } from './household/recorder-unit.js';
import { RouterBox } from './household/router-box.js';
import type { VirtualClock } from './sim/clock.js';
import { Host } from './sim/host.js';
import { Segment } from './sim/segment.js';
import { HostView } from './sim/view.js';

/** Milliseconds one way on the home network, Wi-Fi included. */
const LAN_LATENCY = 1;
/** How long everything has been running when the story begins: twelve days, in milliseconds. */
const UPTIME = 12 * 86_400_000;
/** Milliseconds until the last word of a phone that hangs up has arrived. */
const HANG_UP = 200;

/** What a fixture is run against: `openHome` gives one. */
export interface Home {
  /** The laptop's view: probes run on it. */
  readonly network: Network;
  readonly options: ProbeOptions;
  /** What the person says, as facts. */
  readonly answers: Readonly<Partial<Record<FactPath, Json>>>;
  /** Every phone tries, on the move and on the home Wi-Fi. The home is afterwards as it was before: no try burnt, no session held. Throws DoctorError where the lab goes round in circles. */
  tryPhones(): Promise<readonly PhoneTrial[]>;
  close(): void;
}

interface Phone {
  entry: AppEntry;
  readonly atHome: Host;
  readonly away: Host;
}

/** A phone that still has the picture open. */
interface HeldSession {
  readonly phone: string;
  readonly from: 'home' | 'away';
  readonly session: SdkSignIn;
  /** What the recorder calls it. */
  readonly id: string;
}

export class LabHome implements Home {
  readonly internet: Internet;
  readonly laptop: Host;
  readonly phones: Phone[] = [];
  /** Outermost first; the house stands behind the last. */
  readonly routers: RouterBox[] = [];
  readonly recorder: RecorderUnit;
  /** Machines that joined later. */
  readonly others: Host[] = [];
  lineFixture: LineFixture;
  line: Line | undefined;
  private readonly held: HeldSession[] = [];
  private boxes = 0;

  constructor(
    readonly clock: VirtualClock,
    private readonly fixture: NetworkFixture,
  ) {
    this.internet = new Internet(clock);
    this.lineFixture = fixture.home.line ?? { kind: 'public' };
    const router = this.addRouter({ lan: ROUTER_LAN, ...fixture.home.router });
    this.laptop = new Host('laptop', clock, 2048);
    this.laptop.plug('wlan0', MACS.laptop);
    this.recorder = new RecorderUnit(this.internet, fixture.home.recorder ?? {}, router);
    for (const host of [this.laptop, this.recorder.host]) host.plugs[0]?.plugInto(this.segment);
  }

  /** The router that the house stands behind, and the one at the line. */
  get inner(): RouterBox {
    return this.routers.at(-1) as RouterBox;
  }

  get outer(): RouterBox {
    return this.routers[0] as RouterBox;
  }

  /** The network that laptop, phones and recorder are on. */
  get segment(): Segment {
    return this.inner.router.lan.segment as Segment;
  }

  addRouter(fixture: RouterFixture): RouterBox {
    const number = ++this.boxes;
    const mac = (side: string): string => `02:00:00:00:${side}:${macByte(number)}`;
    const home = new Segment(`home ${number}`, LAN_LATENCY);
    const box = new RouterBox({ name: `router ${number}`, clock: this.clock, home, macs: { lan: number === 1 ? MACS.router : mac('00'), wan: mac('01') } }, fixture);
    this.routers.push(box);
    return box;
  }

  /** From nothing to a home in working order, phones set up. */
  async build(): Promise<void> {
    await this.internet.start();
    await this.connectLine(this.lineFixture, true);
    const wanted = this.recorder.wantedAddress;
    this.applyRouterSettings(this.outer, wanted);
    this.takeAddresses();
    this.outer.setRules(this.outer.settings.portRules ?? [], this.recorder.address);
    await this.outer.start();
    await this.recorder.boot();
    await this.recorder.refresh(true);
    for (const phone of this.fixture.home.phones ?? []) this.addPhone(phone);
    this.takeAddresses();
    for (const { router } of this.routers) {
      router.startedAt -= UPTIME;
      router.lineUpAt -= UPTIME;
    }
  }

  async connectLine(fixture: LineFixture, sameProvider: boolean): Promise<void> {
    this.lineFixture = fixture;
    this.line = await this.internet.line(fixture, sameProvider);
    this.outer.connect(this.line);
  }

  /** Reservation and blocks of a router, as its settings name them. */
  applyRouterSettings(box: RouterBox, recorderAddress: string): void {
    const { settings } = box;
    if (settings.reservesRecorder) {
      const fits = box.router.lan.onLink(recorderAddress) ? recorderAddress : hostAddress(box.lan, HOST_NUMBER.recorder);
      box.router.leases.reserve(this.recorder.plug.mac, fits);
    }
    box.setBlocked((settings.blocksOutbound ?? []).map((who) => (who === 'recorder' ? this.recorder.plug.mac : MACS.laptop)));
  }

  /** Everybody asks for an address where one is handed out. `forgets`: the recorder was off and takes what it gets. */
  takeAddresses(forgets = false): void {
    for (const [index, box] of this.routers.entries()) {
      const front = this.routers[index - 1]?.router;
      if (!front) continue;
      const { wan } = box.router;
      const lease = front.leases.lease(wan.mac, wan.address);
      box.connect({ segment: front.lan.segment, address: lease, prefix: front.lan.prefix, gateway: front.lan.address, resolvers: front.lan.address === null ? [] : [front.lan.address], blocksInbound: [] });
    }
    this.lease(this.laptop, HOST_NUMBER.laptop);
    for (const [index, phone] of this.phones.entries()) this.lease(phone.atHome, HOST_NUMBER.phone + index);
    this.recorder.takeAddress(this.inner, forgets);
  }

  /** The recorder notices what happened, and acts. It asks for its ports again when its address is another one, or as told. */
  async recorderActs(options: { asksForPorts?: boolean; addressBefore?: string | null } = {}): Promise<void> {
    const moved = options.addressBefore !== undefined && options.addressBefore !== this.recorder.address;
    await this.recorder.refresh(options.asksForPorts ?? moved);
  }

  view(host: Host): HostView {
    return new HostView(host, this.clock);
  }

  /** A phone opens its app, for real. `keep`: the session stays open. */
  async openApp(name: string, from: 'home' | 'away', keep: boolean): Promise<PhoneTrial | undefined> {
    const phone = this.phones.find((candidate) => candidate.entry.phone === name);
    if (!phone) return undefined;
    const known = new Set(this.recorder.book.state.sessions.map((session) => session.id));
    const { step, session } = await look(this.view(from === 'home' ? phone.atHome : phone.away), phone.entry);
    const id = this.recorder.book.state.sessions.find((candidate) => !known.has(candidate.id))?.id;
    if (session && keep && id !== undefined) this.held.push({ phone: name, from, session, id });
    else session?.close();
    await this.clock.sleep(HANG_UP);
    return { phone: name, method: phone.entry.method, from, ...step };
  }

  /** The app's maker does not know this phone any more. */
  loseAppAccount(name: string): void {
    const phone = this.phones.find((candidate) => candidate.entry.phone === name);
    if (phone) phone.entry = { ...phone.entry, appAccountLost: true };
  }

  get network(): Network {
    return this.view(this.laptop);
  }

  async tryPhones(): Promise<readonly PhoneTrial[]> {
    const trials: PhoneTrial[] = [];
    for (const { entry } of this.phones) {
      for (const from of ['away', 'home'] as const) {
        const trial = await this.clock.bounded(this.recorder.unchanged(() => this.tryPhone(entry, from)));
        if (trial) trials.push(trial);
      }
    }
    return trials;
  }

  /** A phone with an open picture shows it; carried elsewhere it hangs up first and tries anew. */
  private async tryPhone(entry: AppEntry, from: 'home' | 'away'): Promise<PhoneTrial | undefined> {
    const own = this.held.filter((held) => held.phone === entry.phone);
    const here = own.find((held) => held.from === from);
    if (here && (await stillPlays(this.network, here.session))) return { phone: entry.phone, method: entry.method, from, sees: true, stage: 'video', detail: 'the picture is still open' };
    for (const { id } of own) this.recorder.endSession(id);
    return this.openApp(entry.phone, from, false);
  }

  get options(): ProbeOptions {
    const { person } = this.fixture;
    const password = this.recorder.passwords.get('admin');
    const forgotten = person?.answers?.['access.password'] === 'forgotten';
    const login = person?.login === undefined ? (password === undefined || forgotten ? undefined : { user: 'admin', password }) : (person.login ?? undefined);
    return {
      ...(login === undefined ? {} : { login }),
      ...(person?.recorder === undefined ? {} : { recorder: person.recorder }),
      stunServers: STUN_ADDRESSES.map((address) => `${address}:${STUN_PORTS[0]}`),
      publicResolvers: [PUBLIC_RESOLVER],
      ...(person?.outside === false ? {} : { outside: `http://${OUTSIDE_HELPER.address}:${OUTSIDE_HELPER.port}` }),
    };
  }

  get answers(): Readonly<Partial<Record<FactPath, Json>>> {
    const { person } = this.fixture;
    const entry = (this.phones.find((phone) => phone.entry.phone === person?.phone) ?? this.phones[0])?.entry;
    return answersOf(entry, person);
  }

  close(): void {
    this.clock.close();
    this.recorder.close();
    for (const box of this.routers) box.stop();
    this.internet.close();
  }

  /** The app entry is typed in now, while all is well. */
  private addPhone(fixture: PhoneFixture): void {
    const index = this.phones.length;
    const atHome = new Host(`${fixture.name} at home`, this.clock, 4096 + index * 512);
    atHome.plug('wlan0', `02:00:00:00:02:${macByte(index + 1)}`, this.segment);
    const away = this.internet.host(`${REMOTE_PHONE.network}.${REMOTE_PHONE.first + index}`);
    away.dns = [CARRIER_RESOLVER];
    this.phones.push({
      entry: typedIn(fixture, { recorder: this.recorder, router: this.outer, publicAddress: this.line?.publicAddress ?? '' }),
      atHome,
      away,
    });
  }

  private lease(host: Host, wishedNumber: number): void {
    const plug = host.plugs[0];
    const { router } = this.inner;
    if (!plug) return;
    const before = plug.address;
    const address = router.leases.lease(plug.mac, before ?? hostAddress(this.inner.lan, wishedNumber));
    plug.configure(address, router.lan.prefix);
    host.gateway = address === null ? null : router.lan.address;
    host.dns = address === null || router.lan.address === null ? [] : [router.lan.address];
    if (before !== address) host.forgetNeighbours();
  }
}
