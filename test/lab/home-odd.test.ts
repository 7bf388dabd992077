/** Stories that once stopped the lab, and the homes that are rarer than a reset router. */
import { afterEach, describe, expect, it } from 'vitest';
import { DoctorError } from '../../src/errors.js';
import { fail } from '../../src/network/seam.js';
import type { EventFixture, NetworkFixture } from '../../src/lab/fixture.js';
import { openHome } from '../../src/lab/index.js';
import { VirtualClock } from '../../src/lab/sim/clock.js';
import { Host } from '../../src/lab/sim/host.js';
import { Segment } from '../../src/lab/sim/segment.js';
import { HostView } from '../../src/lab/sim/view.js';
import { EVERYTHING, fixture, inHome, PHONES, sight, sightAfter } from './home-support.js';

const SECOND: EventFixture = { event: 'second-router' };
const NAMED: NetworkFixture['home'] = {
  router: { reservesRecorder: true, portRules: [{ outside: 37777, to: 'recorder' }] },
  recorder: { ddns: { hostname: 'myhome.ddns.example' } },
  phones: [PHONES.ddns, PHONES.p2p],
};

describe('a chain of routers', () => {
  it('two routers added one behind the other: each has a network of its own, and the cloud still leads in', async () => {
    await inHome(fixture(EVERYTHING, [SECOND, SECOND]), async (home) => {
      expect(home.routers.map((box) => box.lan)).toEqual(['192.168.1.1/24', '192.168.68.1/24', '192.168.69.1/24']);
      expect(home.inner.router.wan.address).toMatch(/^192\.168\.68\./);
      expect(home.recorder.address).toMatch(/^192\.168\.69\./);
      expect(await sight(home)).toMatchObject({ 'p2p away': 'sees', 'p2p home': 'sees', 'wan-ip away': 'connect' });
    });
  });

  it('a power cut and a new first router leave a chain of three in order', async () => {
    const all = await sightAfter(EVERYTHING, SECOND, SECOND, { event: 'power-cut' }, { event: 'new-router', lan: '192.168.0.1/24' });
    expect(all).toMatchObject({ 'p2p away': 'sees', 'wan-ip away': 'connect' });
  });

  it('a second router with the range of the first: nothing gets through, and the story still ends', async () => {
    const all = await sightAfter(EVERYTHING, { event: 'second-router', lan: '192.168.1.1/24' });
    expect(all).toMatchObject({ 'p2p away': 'connect', 'p2p home': 'name', 'lan-ip home': 'sees' });
  });
});

describe('name servers', () => {
  it('a router that is told to ask itself gives no answer instead of asking for ever', async () => {
    const all = await sightAfter(NAMED, { event: 'new-provider', kind: 'public', resolvers: ['192.168.1.1'] });
    expect(all['ddns home']).toBe('name');
  });

  it("a provider that names somebody else's name server: whoever serves there goes on serving", async () => {
    const all = await sightAfter(NAMED, { event: 'new-provider', kind: 'public', resolvers: ['203.0.113.60', '203.0.113.9'] });
    expect(all).toMatchObject({ 'ddns home': 'sees', 'p2p home': 'sees' });
  });

  it('a router with a new outside port for every destination still answers names in the house', async () => {
    const all = await sightAfter({ ...NAMED, router: { ...NAMED.router, natMapping: 'dependent' } });
    expect(all).toEqual({ 'ddns away': 'sees', 'ddns home': 'sees', 'p2p away': 'sees', 'p2p home': 'sees' });
  });
});

describe('a registration with the cloud that is cut short', () => {
  const blocked: EventFixture = { event: 'router-settings', set: { blocksOutbound: ['recorder'] } };
  const off: EventFixture = { event: 'recorder-settings', set: { p2p: false } };

  it.each([
    ['a home with a DDNS name', { ddns: { hostname: 'myhome.ddns.example' } }],
    ['a home with UPnP', { upnp: true }],
  ])('P2P is switched off while the recorder waits for its cloud: %s', async (_title, recorder) => {
    await inHome(fixture({ recorder, phones: [PHONES.p2p] }, [blocked, off, { event: 'wait', seconds: 600 }]), async (home) => {
      expect(home.recorder.state.p2p.online).toBe(false);
      expect(await sight(home)).toEqual({ 'p2p away': 'connect', 'p2p home': 'connect' });
    });
  });

  it('switched on again and let out again, it registers', async () => {
    const all = await sightAfter({ phones: [PHONES.p2p] }, blocked, off, { event: 'router-settings', set: { blocksOutbound: [] } }, { event: 'recorder-settings', set: { p2p: true } });
    expect(all).toEqual({ 'p2p away': 'sees', 'p2p home': 'sees' });
  });
});

describe('what was refused at a visit to the settings page stays readable there', () => {
  it('the port table shows the last try while the recorder does not ask again', async () => {
    await inHome(fixture({ recorder: { upnp: true }, phones: [PHONES.wan] }, [{ event: 'router-restart' }]), async (home) => {
      expect(home.outer.control.mappings()).toEqual([]);
      expect(home.recorder.state.upnp.enabled).toBe(true);
      expect(home.recorder.state.upnp.mappings.map((mapping) => mapping.status)).toEqual(['Success', 'Success', 'Success']);
    });
  });
});

describe('the recorder turns people away', () => {
  it('the service on the TCP port is off: the page opens, the app finds nobody, the cloud still leads in', async () => {
    const all = await sightAfter(NAMED, { event: 'recorder-settings', set: { tcpService: false } });
    expect(all).toEqual({ 'ddns away': 'connect', 'ddns home': 'connect', 'p2p away': 'sees', 'p2p home': 'sees' });
    const again = await sightAfter(NAMED, { event: 'recorder-settings', set: { tcpService: false } }, { event: 'recorder-settings', set: { tcpService: true } });
    expect(again['ddns away']).toBe('sees');
  });

  it('all connections are in use: every way in is refused at the sign-in, and free again after a restart', async () => {
    const home = { ...NAMED, recorder: { ...NAMED.recorder, maxConnections: 4 } };
    const filled: EventFixture = { event: 'other-device', address: '192.168.1.30', listens: [], holds: 4 };
    expect(Object.values(await sightAfter(home, filled))).toEqual(['login', 'login', 'login', 'login']);
    expect(Object.values(await sightAfter(home, { ...filled, holds: 3 }))).toEqual(['sees', 'sees', 'sees', 'sees']);
    expect((await sightAfter(home, filled, { event: 'power-cut' }))['ddns away']).toBe('sees');
  });

  it('the access filter lets in whom it names and nobody else, and costs no try', async () => {
    const only = (...allowsOnly: string[]): EventFixture => ({ event: 'recorder-settings', set: { allowsOnly } });
    const lan: NetworkFixture['home'] = { ...NAMED, phones: [PHONES.lan, PHONES.ddns] };
    expect(await sightAfter(lan, only('192.168.1.0/24'))).toMatchObject({ 'lan-ip home': 'sees', 'ddns away': 'login' });
    expect(await sightAfter(lan, only('198.51.100.200'))).toMatchObject({ 'lan-ip home': 'login', 'ddns away': 'login' });
    expect(await sightAfter(lan, only('198.51.100.200'), only())).toMatchObject({ 'lan-ip home': 'sees', 'ddns away': 'sees' });
    await inHome(fixture(lan, [only('198.51.100.200'), { event: 'phone-opens-app', phone: 'ddns phone', times: 9 }]), async (home) => {
      expect(home.recorder.counters.refusedLogins).toBe(0);
      expect(home.recorder.book.state.accounts[0]?.failures).toBe(0);
    });
  });
});

describe('somebody else answers', () => {
  it("remote management on the app's port: the router's own page goes before the rule, from outside and from inside", async () => {
    const home: NetworkFixture['home'] = { ...NAMED, router: { reservesRecorder: true, portRules: [{ outside: 8080, to: 'recorder', inside: 37777 }] } };
    expect(await sightAfter(home)).toMatchObject({ 'ddns away': 'sees', 'ddns home': 'sees' });
    const taken = await sightAfter(home, { event: 'router-settings', set: { remotePage: 8080 } });
    expect(taken).toMatchObject({ 'ddns away': 'identity', 'ddns home': 'identity', 'p2p away': 'sees' });
  });

  it('a second box hands out addresses: the recorder believes it only when it asks anew', async () => {
    const old: EventFixture = { event: 'other-device', address: '192.168.1.200', listens: [], handsOutAddresses: true };
    expect(await sightAfter(NAMED, old)).toMatchObject({ 'p2p away': 'sees' });
    await inHome(fixture(NAMED, [old, { event: 'power-cut' }]), async (home) => {
      expect(home.recorder.state.network).toMatchObject({ dhcp: true, gateway: '192.168.1.200', dns: ['192.168.1.200'] });
      expect(await sight(home)).toMatchObject({ 'p2p away': 'connect', 'ddns away': 'connect' });
    });
    // A router with another range drowns the old box out: its answers do not fit any more.
    expect(await sightAfter(NAMED, old, { event: 'power-cut' }, { event: 'router-reset' })).toMatchObject({ 'p2p away': 'sees' });
  });

  it('the DDNS provider closes: the name is gone once it is forgotten, the cloud does not mind', async () => {
    const all = await sightAfter(NAMED, { event: 'ddns-provider-closed' }, { event: 'wait', seconds: 7200 });
    expect(all).toEqual({ 'ddns away': 'name', 'ddns home': 'name', 'p2p away': 'sees', 'p2p home': 'sees' });
  });

  it('from a shared line into a tunnel and back: each line works for whoever calls out', async () => {
    const shared: EventFixture = { event: 'new-provider', kind: 'cgnat' };
    const tunnel: EventFixture = { event: 'new-provider', kind: 'cgnat', address: '192.0.0.2' };
    expect(await sightAfter(NAMED, shared, tunnel)).toMatchObject({ 'p2p away': 'sees', 'ddns away': 'connect' });
    expect(await sightAfter(NAMED, shared, tunnel, shared)).toMatchObject({ 'p2p away': 'sees', 'ddns away': 'connect' });
  });
});

describe('a lab that goes round in circles', () => {
  let clock = new VirtualClock();
  afterEach(() => {
    clock.close();
    clock = new VirtualClock();
  });

  /** Two sockets of one machine that throw a datagram back and forth without any time passing. */
  async function storm(): Promise<HostView> {
    const host = new Host('here', clock);
    host.plug('eth0', '02:00:00:00:00:01', new Segment('net', 1), '10.0.0.1');
    const view = new HostView(host, clock);
    for (const [port, other] of [[1000, 2000], [2000, 1000]] as const) {
      const socket = await view.udp({ port, address: '10.0.0.1' });
      if (!socket.ok) throw new Error('no socket');
      const bounce = async (): Promise<void> => {
        for (;;) {
          const got = await socket.value.receive(new AbortController().signal);
          if (!got.ok) return;
          await socket.value.send(got.value.data, other, '10.0.0.1');
        }
      };
      void bounce();
      if (port === 1000) await socket.value.send(Buffer.from('ball'), other, '10.0.0.1');
    }
    return view;
  }

  it('is stopped with a word about it, and whoever waits is told that time ran out', async () => {
    const view = await storm();
    const work = async (): Promise<unknown> => {
      const deadline = view.clock.deadline(5000);
      return view.tcp({ host: '10.0.0.77', port: 1, signal: deadline.signal });
    };
    const waiting = work();
    await expect(clock.bounded(clock.sleep(60_000))).rejects.toThrow(DoctorError);
    expect(await waiting).toEqual(fail('timed-out'));
    expect(await work()).toEqual(fail('timed-out'));
    await clock.sleep(1000);
    await expect(clock.bounded(Promise.resolve())).rejects.toThrow('round in circles');
  });

  it("a device whose work never ends is given up after minutes of the lab's time", async () => {
    await expect(clock.whileWaiting(new Promise(() => undefined))).rejects.toThrow('never ends');
    expect(clock.now() - new VirtualClock().now()).toBe(600_000);
  });

  it('a story that the lab cannot play is refused with the event that stopped it', async () => {
    const clash: EventFixture = { event: 'recorder-settings', set: { https: { enabled: true }, ports: { http: 8080, https: 8080 } } };
    const opening = openHome(fixture(EVERYTHING, [{ event: 'wait', seconds: 60 }, clash]));
    await expect(opening).rejects.toMatchObject({ name: 'DoctorError', where: 'history[1] recorder-settings' });
    await expect(openHome(fixture({ router: { remotePage: 5000 } }))).rejects.toMatchObject({ name: 'DoctorError', where: 'home' });
  });
});

it('a host with all its ports in use says so', async () => {
  const clock = new VirtualClock();
  const host = new Host('here', clock);
  host.plug('eth0', '02:00:00:00:00:01', new Segment('net', 1), '10.0.0.1');
  const view = new HostView(host, clock);
  for (let port = 49_152; port < 65_536; port++) await view.udp({ port });
  expect(await view.udp({})).toEqual(fail('address-in-use'));
  clock.close();
});
