/** What happens to a home, and what it does to it in life: a reset wipes rules and restores the old range, a new provider brings another address. */
import { DoctorError } from '../errors.js';
import { networkOf } from '../facts/validate.js';
import { hostAddress, HOST_NUMBER, macByte, MESH_LANS } from './addresses.js';
import { expireHostname } from './devices/ddns-provider.js';
import type { EventFixture, RouterFixture } from './fixture.js';
import type { LabHome } from './home.js';
import type { Network } from '../network/seam.js';
import { splitLan } from './household/router-box.js';
import { Host } from './sim/host.js';

/** Milliseconds between two tries of an app that is opened again and again. */
const BETWEEN_TRIES = 5000;
/** Milliseconds after a long wait in which devices do what fell into it. */
const CATCH_UP = 2000;
/** Milliseconds that a device waits for a connection to the recorder. */
const CONNECT_TIMEOUT = 3000;
const CHANGED_PASSWORD = 'changed-Passw0rd';

type Event<K extends EventFixture['event']> = Extract<EventFixture, { readonly event: K }>;
type Handlers = { readonly [K in EventFixture['event']]: (home: LabHome, event: Event<K>) => Promise<void> };

/** Lets the events happen one after the other. Throws DoctorError, which names the event, where the lab cannot play it. */
export async function live(home: LabHome, history: readonly EventFixture[]): Promise<void> {
  for (const [index, event] of history.entries()) await playable(home, `history[${index}] ${event.event}`, happen(home, event));
}

/** Adds to a DoctorError which part of the story it is about. */
export async function playable(home: LabHome, where: string, work: Promise<void>): Promise<void> {
  try {
    await home.clock.bounded(work);
  } catch (error) {
    if (!(error instanceof DoctorError)) throw error;
    const { what, hint, exitCode } = error;
    throw new DoctorError(what, { where, ...(hint === undefined ? {} : { hint }), exitCode, cause: error });
  }
}

/** Lets one event happen, and gives the recorder the time to notice. */
async function happen(home: LabHome, event: EventFixture): Promise<void> {
  await (HANDLERS[event.event] as (home: LabHome, event: EventFixture) => Promise<void>)(home, event);
  // A recorder that cannot renew its registration is still known to the cloud for a while; nobody calls for help that fast.
  const { state } = home.recorder;
  const left = state.p2p.online ? 0 : home.internet.registrationLeft(state.serial);
  if (left > 0) await home.clock.sleep(left * 1000);
}

const HANDLERS: Handlers = {
  'router-reset': async (home) => {
    home.outer.reset();
    await afterRouterChange(home);
  },
  'router-restart': async (home) => {
    home.outer.restart();
    await home.recorderActs();
  },
  'new-router': async (home, { event: _event, ...fixture }) => {
    await replaceRouter(home, fixture);
    await afterRouterChange(home, true);
  },
  'second-router': async (home, { event: _event, ...fixture }) => {
    const { inner: front, segment: before } = home;
    const box = home.addRouter({ lan: freeLan(home), ...fixture });
    for (const plug of [...before.plugs]) if (plug !== front.router.lan) plug.plugInto(home.segment);
    home.applyRouterSettings(box, home.recorder.wantedAddress);
    home.takeAddresses();
    box.setRules(fixture.portRules ?? [], home.recorder.address);
    await box.start();
    await home.recorderActs({ asksForPorts: true });
  },
  'new-provider': async (home, { event: _event, ...line }) => {
    await home.connectLine(line, false);
    home.takeAddresses();
    await home.recorderActs();
  },
  'new-address': async (home, { address }) => {
    const { address: _old, ...rest } = home.lineFixture;
    await home.connectLine({ ...rest, resolvers: home.line?.resolvers ?? [], ...(address === undefined ? {} : { address }) }, true);
    home.takeAddresses();
    await home.recorderActs();
  },
  'line-down': async (home) => {
    await home.connectLine({ kind: 'down', resolvers: home.line?.resolvers ?? [] }, true);
    home.takeAddresses();
    await home.recorderActs();
  },
  'power-cut': async (home) => {
    for (const box of home.routers) {
      box.restart();
      box.router.leases.forgetLeases();
    }
    home.recorder.endSessions();
    home.takeAddresses(true);
    for (const box of home.routers) await box.start();
    await home.recorder.boot();
    await home.recorderActs({ asksForPorts: true });
  },
  'recorder-unplugged': async (home) => {
    home.recorder.setCable(false);
    await home.recorderActs();
  },
  'recorder-settings': async (home, { set }) => {
    const restart = home.recorder.change(set);
    home.recorder.takeAddress(home.inner);
    if (restart) await home.recorder.boot();
    await home.recorderActs({ asksForPorts: true });
  },
  'router-settings': async (home, { set }) => {
    const box = home.outer;
    const before = home.recorder.address;
    box.merge(set);
    if (set.upnp === false) box.router.rules = box.router.rules.filter((rule) => rule.owner === 'hand');
    home.applyRouterSettings(box, home.recorder.wantedAddress);
    home.takeAddresses();
    if (set.portRules) box.setRules(set.portRules, home.recorder.address);
    await box.start();
    await home.recorderActs({ addressBefore: before });
  },
  'recorder-factory-reset': async (home) => {
    home.recorder.factoryReset();
    home.recorder.takeAddress(home.inner);
    await home.recorder.boot();
    await home.recorderActs({ asksForPorts: true });
  },
  'password-changed': async (home, { user = 'admin', password = CHANGED_PASSWORD }) => {
    home.recorder.changePassword(user, password);
  },
  'phone-opens-app': async (home, { phone, from = 'away', times = 1, keepsOpen = false }) => {
    for (let time = 0; time < times; time++) {
      if (time > 0) await home.clock.sleep(BETWEEN_TRIES);
      await home.openApp(phone, from, keepsOpen);
    }
  },
  'user-rights': async (home, { user, mayWatch }) => {
    home.recorder.setMayWatch(user, mayWatch);
  },
  'app-account-lost': async (home, { phone }) => {
    home.loseAppAccount(phone);
  },
  'ddns-account-refused': async (home) => {
    home.internet.ddnsAccount.refused = true;
    await home.recorderActs();
  },
  'ddns-name-expired': async (home) => {
    const { zone, ddnsAccount } = home.internet;
    for (const hostname of ddnsAccount.hostnames) expireHostname(zone, ddnsAccount, hostname);
    await home.recorderActs();
  },
  'ddns-provider-closed': async (home) => {
    home.internet.stopDdns();
    await home.recorderActs();
  },
  'cloud-down': async (home) => {
    home.internet.stopCloud();
    await home.recorderActs();
  },
  'other-device': async (home, event) => {
    const host = new Host(`device at ${event.address}`, home.clock, 12_288 + home.others.length * 256);
    const { router } = home.inner;
    host.plug('eth0', `02:00:00:00:03:${macByte(home.others.length + 1)}`, home.segment, event.address, router.lan.prefix);
    host.gateway = router.lan.address;
    home.others.push(host);
    const network = home.view(host);
    for (const port of event.listens) {
      await network.listen(port, (connection) => {
        connection.on('error', () => connection.destroy());
        connection.resume();
      });
    }
    for (let held = 0; held < (event.holds ?? 0) && home.recorder.address !== null; held++) await hold(home, network, home.recorder.address);
    if (event.handsOutAddresses) home.recorder.otherDhcp = event.address;
    if (!event.upnp || !home.inner.upnp) return;
    for (const port of event.listens) {
      home.inner.control.addMapping(event.address, { protocol: 'tcp', outside: port, host: event.address, inside: port, description: 'other device', leaseSeconds: 0 });
    }
  },
  wait: async (home, { seconds }) => {
    home.clock.jump(seconds * 1000);
    await home.clock.sleep(CATCH_UP);
    await home.recorderActs();
  },
};

/** Another home range, other services: everybody asks for an address, and the recorder acts. */
async function afterRouterChange(home: LabHome, asksForPorts = false): Promise<void> {
  const before = home.recorder.address;
  home.takeAddresses();
  home.outer.setRules(home.outer.settings.portRules ?? [], home.recorder.address);
  await home.outer.start();
  await home.recorderActs(asksForPorts ? { asksForPorts } : { addressBefore: before });
}

/** Opens a connection to the recorder that stays until one of the two ends. */
async function hold(home: LabHome, network: Network, recorder: string): Promise<void> {
  const deadline = network.clock.deadline(CONNECT_TIMEOUT);
  const connected = await network.tcp({ host: recorder, port: home.recorder.state.ports.tcp, signal: deadline.signal });
  deadline.clear();
  if (!connected.ok) return;
  const connection = connected.value;
  connection.on('error', () => connection.destroy());
  connection.resume();
}

/** The old box is unplugged, the new one takes its cables. */
async function replaceRouter(home: LabHome, fixture: RouterFixture): Promise<void> {
  const old = home.outer;
  const segment = old.router.lan.segment;
  old.stop();
  const box = home.addRouter(fixture);
  // `addRouter` puts it last; it takes the place of the first.
  home.routers.pop();
  home.routers[0] = box;
  old.router.lan.plugInto(undefined);
  old.router.connect(undefined, null, 24, null);
  box.router.lan.plugInto(segment);
  if (home.line) box.connect(home.line);
  home.applyRouterSettings(box, hostAddress(box.lan, HOST_NUMBER.recorder));
}

/** The home range of a router that comes in between: clear of those in front of it. */
function freeLan(home: LabHome): string {
  const taken = home.routers.map(({ router }) => networkOf(router.lan.address ?? '', router.lan.prefix));
  return MESH_LANS.find((lan) => !taken.includes(networkOf(splitLan(lan).address, splitLan(lan).prefix))) ?? MESH_LANS[0];
}
