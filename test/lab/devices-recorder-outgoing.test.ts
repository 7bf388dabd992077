/** What the virtual recorder does of itself: P2P registration, DDNS update, UPnP port rules. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { cloudSignIn, startCloud, type Cloud } from '../../src/lab/devices/cloud.js';
import { readCloudMessage } from '../../src/lab/devices/cloud-wire.js';
import { createZone, startResolver } from '../../src/lab/devices/dns.js';
import { startDdnsProvider, type DdnsAccount } from '../../src/lab/devices/ddns-provider.js';
import { startIgd } from '../../src/lab/devices/igd.js';
import type { RecorderOptions, RecorderSettings, SdkSignIn } from '../../src/lab/devices/recorder/index.js';
import type { HostView } from '../../src/lab/sim/view.js';
import { memoryRouter, recorderHouse, type RecorderHouse } from './devices-support.js';
import { smallHome } from './sim-support.js';

const SERIAL = '9Z0AAAAPAZ00001';
const CLOUD = '203.0.113.80';
const NAME = 'home.ddns.example';

interface Street extends RecorderHouse {
  readonly cloud: Cloud;
  readonly phone: HostView;
  readonly account: DdnsAccount;
  readonly zone: ReturnType<typeof createZone>;
}

/** A house with a recorder, and outside it a resolver, the cloud, a DDNS provider and a phone. */
async function street(settings: RecorderSettings = {}, options: Partial<RecorderOptions> = {}): Promise<Street> {
  const home = smallHome();
  const outside = (address: string): HostView => home.host(address, address, { segment: home.internet }).network;
  const zone = createZone('ddns.example', [{ name: 'ns1.ddns.example', address: '203.0.113.60' }]);
  const account: DdnsAccount = { user: 'home', password: 'secret', hostnames: [NAME] };
  const hosts: Record<string, string> = { 'www.easy4ipcloud.com': CLOUD, 'members.ddns.example': '203.0.113.61' };
  await startResolver(outside('203.0.113.53'), {
    resolve: async (name) => (Object.hasOwn(hosts, name) ? { rcode: 'NOERROR', answers: [{ type: 'A', name, ttl: 60, data: hosts[name] ?? '' }] } : { rcode: 'NXDOMAIN', answers: [] }),
  });
  await startDdnsProvider(outside('203.0.113.61'), { zone, accounts: [account] });
  const cloud = await startCloud(outside(CLOUD));
  const phone = outside('198.51.100.50');
  const house = await recorderHouse({ home, settings: { ...settings, network: { dns: ['203.0.113.53'], ...settings.network } }, options });
  return { ...house, cloud, phone, account, zone };
}

async function viaCloud(network: HostView, user: string, password: string, serial = SERIAL): Promise<SdkSignIn | string> {
  const deadline = network.clock.deadline(5_000);
  const signedIn = await cloudSignIn(network, { cloud: { address: CLOUD, port: 8800 }, serial, user, password, signal: deadline.signal });
  deadline.clear();
  return signedIn.ok ? signedIn.value : signedIn.failure.kind;
}

describe('P2P', () => {
  it('a registered recorder is found by its serial number, and a phone signs in through the cloud', async () => {
    const { recorder, state, cloud, phone, accounts } = await street();
    await recorder.refresh();
    expect([state.p2p.online, cloud.isRegistered(SERIAL)]).toEqual([true, true]);
    const session = await viaCloud(phone, 'viewer', 'View-1234');
    if (typeof session === 'string') throw new Error(session);
    expect(session).toMatchObject({ outcome: 'accepted', serial: SERIAL });
    expect(await session.play(new AbortController().signal)).toBe(true);
    expect(accounts.state.sessions).toMatchObject([{ user: 'viewer', client: 'P2P', address: '198.51.100.50' }]);
    expect(await viaCloud(phone, 'viewer', 'View-1234')).toMatchObject({ outcome: 'in-use' });
    session.close();
    await phone.clock.sleep(100);
    expect(accounts.state.sessions).toEqual([]);
  });

  it('a wrong password through the cloud costs a try of the same account', async () => {
    const { recorder, phone } = await street();
    await recorder.refresh();
    expect(await viaCloud(phone, 'admin', 'wrong')).toMatchObject({ outcome: 'wrong-password', triesLeft: 4 });
  });

  it('unknown serial numbers and a switched-off P2P are not found', async () => {
    const { recorder, state, phone } = await street({ p2p: { enabled: false } });
    await recorder.refresh();
    expect(state.p2p.online).toBe(false);
    expect(await viaCloud(phone, 'admin', 'Test-1234')).toBe('name-not-found');
    expect(await viaCloud(phone, 'admin', 'Test-1234', 'SOMEBODYELSE')).toBe('name-not-found');
  });

  it('without a working name server or a gateway the recorder stays offline', async () => {
    for (const network of [{ dns: ['203.0.113.99'] }, { dns: ['0.0.0.0'] }]) {
      const { recorder, state } = await street({ network });
      await recorder.refresh();
      expect(state.p2p.online).toBe(false);
    }
  });

  it('a registration without keepalive lapses', async () => {
    const { recorder, cloud, home } = await street();
    await recorder.refresh();
    home.clock.jump(89_000);
    expect(cloud.isRegistered(SERIAL)).toBe(true);
    home.clock.jump(2_000);
    expect(cloud.isRegistered(SERIAL)).toBe(false);
  });

  it('keepalives keep it for hours, through the router’s NAT', async () => {
    const { recorder, cloud, phone } = await street({}, { keepaliveSeconds: 30 });
    await recorder.refresh();
    await phone.clock.sleep(3 * 3_600_000);
    expect(cloud.isRegistered(SERIAL)).toBe(true);
    expect(await viaCloud(phone, 'admin', 'Test-1234')).toMatchObject({ outcome: 'accepted' });
    recorder.close();
  });

  it('when the cloud is gone the recorder notices, and a phone waits in vain', async () => {
    const { recorder, state, cloud, phone } = await street();
    await recorder.refresh();
    cloud.close();
    await recorder.refresh();
    expect(state.p2p.online).toBe(false);
    expect(await viaCloud(phone, 'admin', 'Test-1234')).toBe('connection-refused');
  });

  it('when the recorder is gone the phone hears nothing', async () => {
    const { recorder, phone } = await street();
    await recorder.refresh();
    recorder.close();
    expect(await viaCloud(phone, 'admin', 'Test-1234')).toBe('timed-out');
  });

  it('the probe of the cloud is answered for anybody; noise is not', async () => {
    const { laptop } = await street();
    const socket = await laptop.udp({ connect: { address: CLOUD, port: 8800 } });
    if (!socket.ok) throw new Error(socket.failure.kind);
    for (const text of ['', 'GET / HTTP/1.1\r\n\r\n', 'DHGET /probe/p2psrv HTTP/1.1\r\n', 'DHGET /probe/p2psrv HTTP/1.1\r\nCSeq: 1\r\n\r\n']) await socket.value.send(Buffer.from(text));
    const deadline = laptop.clock.deadline(500);
    const heard: string[] = [];
    for (let next = await socket.value.receive(deadline.signal); next.ok; next = await socket.value.receive(deadline.signal)) heard.push(Buffer.from(next.value.data).toString());
    expect(heard).toEqual(['HTTP/1.1 200 OK\r\nCSeq: 1\r\n\r\n']);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readCloudMessage(bytes)));
  });
});

describe('DDNS', () => {
  const ddns = { enabled: true, hostname: NAME, user: 'home', password: 'secret' };

  it('the name is set to the address of the line', async () => {
    const { recorder, state, zone } = await street({ ddns });
    await recorder.refresh();
    expect(zone.records[NAME]?.address).toBe('192.88.98.7');
    expect([state.ddns.lastResult, state.ddns.lastAddress]).toEqual(['good', '192.88.98.7']);
    await recorder.refresh();
    expect(state.ddns.lastResult).toBe('nochg');
  });

  it('firmware that sends its own address puts a private one into the name', async () => {
    const { recorder, zone } = await street({ ddns: { ...ddns, sendsOwnAddress: true } });
    await recorder.refresh();
    expect(zone.records[NAME]?.address).toBe('192.168.1.64');
  });

  it('refused account, dead name server, switched off', async () => {
    const refused = await street({ ddns });
    refused.account.refused = true;
    await refused.recorder.refresh();
    expect([refused.state.ddns.lastResult, refused.zone.records]).toEqual(['badauth', {}]);
    const dead = await street({ ddns, network: { dns: ['203.0.113.99'] } });
    await dead.recorder.refresh();
    expect(dead.state.ddns.lastResult).toBe('unreachable');
    const off = await street({ ddns: { ...ddns, enabled: false } });
    await off.recorder.refresh();
    expect([off.state.ddns.lastResult, off.zone.records]).toEqual(['', {}]);
  });
});

describe('UPnP', () => {
  it('the recorder asks the router for its ports and knows which it got', async () => {
    const { recorder, state, home } = await street({ upnp: { enabled: true } });
    const router = memoryRouter();
    router.addByHand({ protocol: 'tcp', outside: 80, host: '192.168.1.9', inside: 80, description: 'by hand' });
    await startIgd(home.host('box', '192.168.1.2').network, { router, address: '192.168.1.2' });
    await recorder.refresh();
    expect(router.mappings().filter((m) => m.host === '192.168.1.64').map((m) => `${m.protocol} ${m.outside}`)).toEqual(['udp 37778', 'tcp 37777']);
    expect(state.upnp).toMatchObject({ inner: '192.168.1.2', outer: '192.88.98.7' });
    expect(state.upnp.mappings.map((m) => m.status)).toEqual(['Failed', 'Success', 'Success']);
  });

  it('without a router that answers every row is Failed; switched off nothing is asked', async () => {
    const silent = await street({ upnp: { enabled: true } });
    await silent.recorder.refresh();
    expect(silent.state.upnp.mappings.map((m) => m.status)).toEqual(['Failed', 'Failed', 'Failed']);
    const off = await street();
    await off.recorder.refresh();
    expect(off.state.upnp.mappings.map((m) => m.status)).toEqual(['Unknown', 'Unknown', 'Unknown']);
  });

  it('a router that leads elsewhere or answers nonsense gives no rule', async () => {
    for (const quirks of [{ location: 'http://example.net/x' }, { description: { text: 'nonsense' } }, { controlUrl: 'http://203.0.113.1/ctl' }]) {
      const { recorder, state, home } = await street({ upnp: { enabled: true } });
      const router = memoryRouter();
      await startIgd(home.host('box', '192.168.1.2').network, { router, address: '192.168.1.2', quirks });
      await recorder.refresh();
      expect([router.mappings(), state.upnp.mappings[0]?.status]).toEqual([[], 'Failed']);
    }
  });
});
