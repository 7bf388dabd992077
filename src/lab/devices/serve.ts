/** The lab's router, STUN server and recorder on loopback sockets, so that clients nobody here wrote can talk to them (`lab serve`). */
import { createHash } from 'node:crypto';
import { createAccounts } from '../../accounts/index.js';
import { hostNetwork } from '../../network/host/index.js';
import type { ServerNetwork } from '../../network/seam.js';
import { DoctorError } from '../../errors.js';
import { CGNAT_LINES, PUBLIC_LINES } from '../addresses.js';
import type { Device } from '../device.js';
import type { Brand, NetworkFixture } from '../fixture.js';
import { applySettings, policyOf, quirksOf } from '../household/recorder-settings.js';
import { startIgd, type Igd } from './igd.js';
import { makeOf } from './makes.js';
import { MemoryRouter } from './memory-router.js';
import { NAT_PMP_PORT, startNatPmp } from './nat-pmp.js';
import { createRecorderState, realmOf, startRecorder, type AccountsBook, type Recorder, type RecorderState } from './recorder/index.js';
import { startStun, type StunServer } from './stun.js';

const DEFAULT_ADDRESS = '127.0.0.1';

export interface ServeOptions {
  /** What stands in the home; default a healthy recorder with the account `admin` / `Test-1234`. */
  readonly home?: NetworkFixture['home'];
  /** A loopback address, default 127.0.0.1. */
  readonly address?: string;
  /** 0, the default, picks a free one; `natPmp` defaults to 5351, the only one its clients know; `false` leaves it out. */
  readonly ports?: { readonly igd?: number; readonly natPmp?: number | false; readonly stun?: number; readonly http?: number; readonly tcp?: number; readonly discovery?: number | false };
  /** Also answer UPnP searches on port 1900, default false. */
  readonly ssdp?: boolean;
  /** The recorder also answers discovery on the ports that its clients know, default false; by multicast nobody hears it on loopback. */
  readonly discovery?: boolean;
  /** Default: this machine's sockets. */
  readonly network?: ServerNetwork;
}

export interface ServedHome extends Device {
  readonly address: string;
  readonly router: MemoryRouter;
  readonly igd: Igd;
  /** Undefined where it was left out. */
  readonly natPmpPort: number | undefined;
  readonly stun: StunServer;
  readonly recorder: Recorder;
  readonly brand: Brand;
  readonly state: RecorderState;
  readonly accounts: AccountsBook;
  /** Somebody who can sign in; undefined where nobody can. The password is the lab's own. */
  readonly login: { readonly name: string; readonly password: string } | undefined;
}

/** Opens everything or nothing. Throws DoctorError for an address that is not loopback and for ports that are taken. */
export async function serveHomeOnLoopback(options: ServeOptions = {}): Promise<ServedHome> {
  const { home = {}, ports = {}, address = DEFAULT_ADDRESS, network = hostNetwork() } = options;
  if (!/^127(\.\d{1,3}){3}$/.test(address)) throw new DoctorError('The lab is served on loopback only.', { where: address, hint: 'Use an address that begins with 127.' });
  const fixture = home.recorder ?? {};
  const brand = fixture.brand ?? 'dahua';
  const make = makeOf(brand, fixture.model);
  const state = createRecorderState({
    ...make.settings,
    ...(fixture.serial === undefined ? {} : { serial: fixture.serial }),
    ...(fixture.mac === undefined ? {} : { mac: fixture.mac }),
    network: { address, gateway: address, dns: [address], prefix: 8, dhcp: fixture.dhcp ?? false },
    ddns: fixture.ddns === undefined ? {} : { enabled: fixture.ddns.enabled ?? true, hostname: fixture.ddns.hostname },
  });
  applySettings(state, fixture);
  const initialized = fixture.initialized ?? true;
  const users = fixture.users ?? [{ name: 'admin', password: 'Test-1234' }];
  const accounts: AccountsBook = {
    state: createAccounts({ realm: make.realm ?? realmOf(state.firmware, state.serial, md5), users: initialized ? users : [], policy: policyOf(fixture.lock), initialized }),
  };
  const face = await make.face?.((name) => users.find((user) => user.name === name)?.password);
  const router = new MemoryRouter({
    clock: network.clock,
    lanAddress: address,
    wanAddress: wanAddress(home.line),
    // Every client on loopback asks from the same address, for whichever host it likes.
    secure: false,
    ...(home.router?.model === undefined ? {} : { model: home.router.model }),
    ...(home.router?.igdVersion === undefined ? {} : { igdVersion: home.router.igdVersion }),
  });

  const opened: Device[] = [];
  const open = async <D extends Device>(starting: Promise<D>): Promise<D> => {
    const device = await starting;
    opened.push(device);
    return device;
  };
  const close = (): void => {
    for (const device of opened) device.close();
  };
  try {
    const igd = await open(startIgd(network, { router, address, httpPort: ports.igd ?? 0, ssdp: options.ssdp ?? false }));
    const natPmpPort = ports.natPmp === false ? undefined : (ports.natPmp ?? NAT_PMP_PORT);
    if (natPmpPort !== undefined) await open(startNatPmp(network, { router, address, port: natPmpPort }));
    const stun = await open(startStun(network, { address, port: ports.stun ?? 0 }));
    const recorder = await open(
      startRecorder(network, { state, accounts, quirks: quirksOf(fixture), address, ports: { http: ports.http ?? 0, https: 0, tcp: ports.tcp ?? 0, ...(options.discovery ? {} : { discovery: ports.discovery ?? false }) }, keepaliveSeconds: 0, ...(face === undefined ? {} : { face }) }),
    );
    state.ports.http = recorder.httpPort;
    state.ports.tcp = recorder.tcpPort;
    if (state.https.enabled) state.ports.https = recorder.httpsPort;
    return { address, router, igd, natPmpPort, stun, recorder, brand, state, accounts, login: initialized ? users[0] : undefined, close };
  } catch (error) {
    close();
    throw error;
  }
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** By default a global address: clients such as upnpc take documentation ranges for "not connected". */
function wanAddress(line: NonNullable<ServeOptions['home']>['line']): string | null {
  if (line?.kind === 'down') return null;
  return line?.address ?? (line?.kind === 'cgnat' ? CGNAT_LINES[0] : PUBLIC_LINES[0]);
}
