import { afterEach, describe, expect, it } from 'vitest';
import { hikvisionFace } from '../../../src/lab/devices/hikvision/index.js';
import { onvifFace, withOnvif } from '../../../src/lab/devices/onvif/index.js';
import type { Exchange } from '../../../src/recorders/exchange.js';
import type { UdpSocket } from '../../../src/network/seam.js';
import { DISCOVERY_GROUP, DISCOVERY_PORT } from '../../../src/recorders/discovery/dahua.js';
import type { Discovered } from '../../../src/recorders/discovery/device.js';
import { SADP_GROUP, SADP_PORT } from '../../../src/recorders/discovery/sadp.js';
import { SEARCH_TIMES, searchRecorders, type SearchOptions, type SearchResult } from '../../../src/recorders/discovery/search.js';
import { WS_DISCOVERY_GROUP, WS_DISCOVERY_PORT } from '../../../src/recorders/discovery/ws-discovery.js';
import { diagnose, house, LOGIN, placeRecorder, type House } from '../support.js';
import { findRecorder } from '../../../src/probes/find-recorder.js';

async function search(home: House, options: Partial<SearchOptions> = {}): Promise<SearchResult & { ms: number }> {
  const begin = home.clock.now();
  const result = await searchRecorders(home.laptop, { signal: new AbortController().signal, ...options });
  return { ...result, ms: home.clock.now() - begin };
}

const HIKVISION = { model: 'DS-7608NXI-I2', serial: 'DS-7608NXI-I20820230101CCRRC12345678WCVU', mac: '02:00:00:00:00:70', network: { address: '192.168.1.70' } };
const ANOTHER = { ...HIKVISION, serial: 'DS-7608NXI-I20820230101CCRRC87654321WCVU', mac: '02:00:00:00:00:71', network: { address: '192.168.1.71' } };
const ONVIF = { model: 'NVR-1016', serial: 'NVR1016000001', mac: '02:00:00:00:00:80', network: { address: '192.168.1.80' } };

const open: UdpSocket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

/** A machine that answers what it hears on a port with whatever `answers` makes of it. */
async function answering(home: House, address: string, port: number, group: string, answers: (text: string) => readonly { data: string; to?: 'group' }[]): Promise<void> {
  const socket = await home.host(`machine ${address}`, address).udp({ port, reuse: true, groups: [group], broadcast: true });
  if (!socket.ok) throw new Error('no socket');
  open.push(socket.value);
  void (async () => {
    for (;;) {
      const heard = await socket.value.receive(new AbortController().signal);
      if (!heard.ok) return;
      for (const { data, to } of answers(Buffer.from(heard.value.data).toString('utf8'))) {
        if (to === 'group') await socket.value.send(Buffer.from(data), port, group);
        else await socket.value.send(Buffer.from(data), heard.value.port, heard.value.address);
      }
    }
  })();
}

it('with four addresses there are many listeners, and Node does not warn of a leak on the terminal', async () => {
  const home = house();
  const [card] = await home.laptop.interfaces();
  const network = Object.create(home.laptop, { interfaces: { value: () => Promise.resolve(Array.from({ length: 4 }, () => card)) } }) as typeof home.laptop;
  const warnings: string[] = [];
  const hear = (warning: Error): void => void warnings.push(warning.name);
  process.on('warning', hear);
  await searchRecorders(network, { signal: new AbortController().signal });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', hear);
  expect(warnings).toEqual([]);
});

const byAddress = (devices: readonly Discovered[]): Record<string, Discovered> => Object.fromEntries(devices.map((device) => [device.address, device]));
const dhcpOff = '{"mac":"02:00:00:00:00:64","method":"client.notifyDevInfo","params":{"deviceInfo":{"DeviceClass":"NVR","SerialNo":"S1","IPv4Address":{"DhcpEnable":false,"IPAddress":"192.168.1.64","SubnetMask":"255.255.255.0","DefaultGateway":"192.168.1.1"}}}}';
const probeMatch = (scopes: string, xaddrs = ''): string => `<e:Envelope><e:Body><d:ProbeMatches><d:ProbeMatch><d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>${scopes}</d:Scopes><d:XAddrs>${xaddrs}</d:XAddrs></d:ProbeMatch></d:ProbeMatches></e:Body></e:Envelope>`;

describe('three searches in one', () => {
  it('recorders of three makes are found side by side, each known without a login', async () => {
    const home = house();
    await placeRecorder(home);
    await placeRecorder(home, { settings: HIKVISION, face: hikvisionFace() });
    await placeRecorder(home, { settings: ONVIF, face: onvifFace() });
    const { devices, ms } = await search(home);
    const found = byAddress(devices);
    expect(Object.keys(found).sort()).toEqual(['192.168.1.64', '192.168.1.70', '192.168.1.80']);
    expect(found['192.168.1.64']).toMatchObject({ family: 'Dahua', kind: 'recorder' });
    expect(found['192.168.1.70']).toMatchObject({ family: 'Hikvision', kind: 'recorder', serial: HIKVISION.serial, mac: HIKVISION.mac, initialized: true });
    expect(found['192.168.1.80']).toMatchObject({ family: 'ONVIF', kind: 'recorder', model: 'NVR-1016', serial: undefined, dhcp: undefined });
    expect(ms).toBeLessThanOrEqual(SEARCH_TIMES.grace + 20);
  });

  it('a recorder that speaks two protocols is one', async () => {
    const home = house();
    await placeRecorder(home, { settings: HIKVISION, face: withOnvif(hikvisionFace(), { changes: { addresses: 'two' } }) });
    const { devices } = await search(home);
    expect(devices).toHaveLength(1);
    expect(devices[0]?.protocols).toEqual(new Set(['sadp', 'ws-discovery']));
    expect(devices[0]).toMatchObject({ serial: HIKVISION.serial, onvifPort: 80 });
  });

  it('silence costs the whole window and not a moment more', async () => {
    const { devices, sent, ms } = await search(house());
    expect(devices).toEqual([]);
    expect(sent).toBe(true);
    expect(ms).toBe(SEARCH_TIMES.silence);
  });

  it('every reply that was understood is told to the witness, once', async () => {
    const home = house();
    await placeRecorder(home, { settings: HIKVISION, face: withOnvif(hikvisionFace()) });
    const exchanges: Exchange[] = [];
    await search(home, { witness: (exchange) => exchanges.push(exchange) });
    expect(exchanges.map(({ protocol }) => protocol).sort()).toEqual(['sadp', 'ws-discovery']);
    expect(exchanges.find(({ protocol }) => protocol === 'sadp')?.body).toContain(`<DeviceSN>${HIKVISION.serial}</DeviceSN>`);
  });

  it('nothing but questions goes out, to the three known ports only', async () => {
    const home = house();
    const recorder = await placeRecorder(home, { settings: HIKVISION, face: withOnvif(hikvisionFace()) });
    const packets: string[] = [];
    home.segment.trace = ({ from, packet }) => void (from === 'laptop' && packets.push(packet.replace(/^.* > /, '')));
    await search(home, { unicast: '192.168.1.70' });
    expect([...new Set(packets)].sort()).toEqual(
      [`${DISCOVERY_GROUP}:37810`, '255.255.255.255:37810', '192.168.1.70:37810', `${SADP_GROUP}:37020`, '255.255.255.255:37020', '192.168.1.70:37020', `${WS_DISCOVERY_GROUP}:3702`, '192.168.1.70:3702'].sort(),
    );
    expect(recorder.device.counters.writes).toBe(0);
  });
});

describe('the one window of time', () => {
  it('a camera that answers first does not end the wait for the recorder', async () => {
    const home = house();
    await answering(home, '192.168.1.90', WS_DISCOVERY_PORT, WS_DISCOVERY_GROUP, () => [{ data: probeMatch('onvif://www.onvif.org/hardware/IPC-1') }]);
    // It misses the first search and answers the second, after any grace of the camera would be over.
    let asked = 0;
    await answering(home, '192.168.1.64', DISCOVERY_PORT, DISCOVERY_GROUP, () => (++asked > 2 ? [{ data: dhcpOff }] : []));
    const { devices, ms } = await search(home);
    expect(devices.map(({ address, kind }) => [address, kind])).toEqual([['192.168.1.90', 'other'], ['192.168.1.64', 'recorder']]);
    expect(ms).toBeGreaterThan(SEARCH_TIMES.repeat);
    expect(ms).toBeLessThanOrEqual(SEARCH_TIMES.silence);
  });

  it('a wanted device ends the search when its maker\'s protocol has spoken; ONVIF alone is given a moment more', async () => {
    const isWanted = (device: Discovered): boolean => device.address === '192.168.1.70';
    const both = house();
    await placeRecorder(both, { settings: HIKVISION, face: withOnvif(hikvisionFace()) });
    expect((await search(both, { isWanted })).ms).toBeLessThan(20);
    const alone = house();
    await placeRecorder(alone, { settings: { ...ONVIF, network: { address: '192.168.1.70' } }, face: onvifFace() });
    const { ms } = await search(alone, { isWanted });
    expect(ms).toBeGreaterThanOrEqual(SEARCH_TIMES.grace);
    expect(ms).toBeLessThanOrEqual(SEARCH_TIMES.grace + 20);
  });

  it('one machine that floods does not drown the recorder that answers later', async () => {
    const home = house();
    const forged = (i: number): string => dhcpOff.replace('00:64', `${String(i % 90).padStart(2, '0')}:${String(i % 89).padStart(2, '0')}`).replace('S1', `F${i}`).replace('"NVR"', '"IPC"');
    await answering(home, '192.168.1.66', DISCOVERY_PORT, DISCOVERY_GROUP, () => Array.from({ length: 400 }, (_, i) => ({ data: forged(i) })));
    let asked = 0;
    await answering(home, '192.168.1.64', SADP_PORT, SADP_GROUP, () => (++asked > 2 ? [{ data: `<ProbeMatch><DeviceDescription>DS-7608NI</DeviceDescription><MAC>${HIKVISION.mac}</MAC></ProbeMatch>` }] : []));
    const { devices } = await search(home);
    expect(devices.length).toBeLessThanOrEqual(65);
    expect(devices.filter(({ kind }) => kind === 'recorder').map(({ address }) => address)).toEqual(['192.168.1.64']);
  });

  it('garbage on every port, and datagrams of 60 kB, are no devices', async () => {
    const home = house();
    const junk = ['', '\0', '{', '<', 'ProbeMatch', '<ProbeMatch>', `{"method":"client.notifyDevInfo","params":${'['.repeat(5000)}`, dhcpOff.replace('"S1"', `"${'x'.repeat(60_000)}"`)];
    for (const [i, [port, group]] of ([[DISCOVERY_PORT, DISCOVERY_GROUP], [SADP_PORT, SADP_GROUP], [WS_DISCOVERY_PORT, WS_DISCOVERY_GROUP]] as const).entries()) {
      await answering(home, `192.168.1.${90 + i}`, port, group, () => junk.map((data) => ({ data })));
    }
    expect((await search(home)).devices).toEqual([]);
  });
});

describe('recorders on a wrong subnet', () => {
  it('a Hikvision recorder is found by its multicast answer, with what it believes about the network', async () => {
    const home = house('192.168.0.50');
    const recorder = await placeRecorder(home, { settings: { ...HIKVISION, network: { address: '192.168.1.70', prefix: 24, gateway: '192.168.1.1', dhcp: false } }, face: hikvisionFace() });
    const run = await diagnose(home.laptop, { login: LOGIN });
    expect(run.value('lan.found')).toBe(true);
    expect(run.value('recorder.network.address')).toBe('192.168.1.70');
    expect(run.value('recorder.network.gateway')).toBe('192.168.1.1');
    expect(run.value('recorder.network.dhcp')).toBe(false);
    expect(recorder.device.counters.refusedLogins).toBe(0);
    expect(run.why('recorder.login.outcome')).toMatch(/^not-run/);
  });

  it('an ONVIF device that names a foreign or old host is talked to at its own address only', async () => {
    for (const addresses of ['zero', 'old', 'two'] as const) {
      const home = house();
      const packets: string[] = [];
      home.segment.trace = ({ from, packet }) => void (from === 'laptop' && packets.push(packet));
      await placeRecorder(home, { settings: ONVIF, face: onvifFace({ changes: { addresses } }) });
      const run = await diagnose(home.laptop, {}, {}, [findRecorder]);
      expect(run.value('lan.address')).toBe('192.168.1.80');
      expect(run.value('recorder.ports.onvif')).toBe(80);
      expect(packets.filter((packet) => packet.includes('192.168.0.120') || packet.includes('0.0.0.0:'))).toEqual([]);
    }
  });
});

describe('which of them is the recorder', () => {
  it('what Hikvision\'s search tells becomes facts', async () => {
    const home = house();
    await placeRecorder(home, { settings: { ...HIKVISION, ports: { http: 8080, https: 8443, tcp: 8000, rtsp: 10554 } }, face: hikvisionFace(), initialized: false, users: [] });
    const run = await diagnose(home.laptop, {}, {}, [findRecorder]);
    expect(run.value('recorder.brand')).toBe('Hikvision');
    expect(run.value('recorder.ports.http')).toBe(8080);
    expect(run.value('recorder.ports.https')).toBe(8443);
    expect(run.value('recorder.ports.rtsp')).toBe(10554);
    expect(run.value('recorder.ports.tcp')).toBe(8000);
    expect(run.value('recorder.initialized')).toBe(false);
    expect(run.value('recorder.network.prefix')).toBe(24);
    expect(run.value('lan.mac')).toBe(HIKVISION.mac);
    expect(run.value('lan.recorders')).toMatchObject([{ family: 'Hikvision', serial: HIKVISION.serial }]);
  });

  it('two of the same make are told apart by serial number, a part of it, hardware address or address', async () => {
    for (const options of [{ recorderId: ANOTHER.serial }, { recorderId: 'c8765 4321' }, { recorderId: '02-00-00-00-00-71' }, { recorder: '192.168.1.71' }]) {
      const home = house();
      await placeRecorder(home, { settings: HIKVISION, face: hikvisionFace() });
      await placeRecorder(home, { settings: ANOTHER, face: hikvisionFace() });
      const run = await diagnose(home.laptop, options, {}, [findRecorder]);
      expect(run.value('recorder.serial')).toBe(ANOTHER.serial);
      expect(run.value('lan.address')).toBe('192.168.1.71');
      expect(run.outcomes[0]?.ms).toBeLessThan(900);
    }
    const home = house();
    await placeRecorder(home, { settings: HIKVISION, face: hikvisionFace() });
    await placeRecorder(home, { settings: ANOTHER, face: hikvisionFace() });
    // A part that both have in common names neither, and one that is too short might fit by chance.
    for (const recorderId of ['20230101', '8765']) {
      expect((await diagnose(home.laptop, { recorderId }, {}, [findRecorder])).why('recorder.serial')).toMatch(/no recorder with the id that was given answered: DS-7608NXI-I2.* at 192\.168\.1\.7[01]/);
    }
  });

  it.each([
    ['DHDiscover', DISCOVERY_PORT, DISCOVERY_GROUP, (address: string) => dhcpOff.replace('192.168.1.64', address).replace('192.168.1.1"', `${address}"`)],
    ['SADP', SADP_PORT, SADP_GROUP, (address: string) => `<ProbeMatch><Uuid>1</Uuid><MAC>02-00-00-00-00-70</MAC><DeviceDescription>DS-7608NI</DeviceDescription><DHCP>false</DHCP><IPv4Address>${address}</IPv4Address><IPv4Gateway>${address}</IPv4Gateway><IPv4SubnetMask>255.0.0.0</IPv4SubnetMask></ProbeMatch>`],
  ] as const)('%s: an address that no device can have for itself is malformed, and 0.0.0.0 is none yet', async (_protocol, port, group, reply) => {
    for (const address of ['127.0.0.1', '0.1.2.3', '239.255.255.250', '255.255.255.255', '0.0.0.0']) {
      const home = house();
      await answering(home, '192.168.1.90', port, group, () => [{ data: reply(address) }]);
      const run = await diagnose(home.laptop, {}, {}, [findRecorder]);
      expect(run.value('recorder.network.dhcp')).toBe(false);
      for (const path of ['recorder.network.address', 'recorder.network.gateway'] as const) {
        if (address === '0.0.0.0') expect(run.value(path)).toBeNull();
        else expect(run.why(path), `${path} ${address}`).toMatch(/^malformed/);
      }
    }
  });

  it('a device that does not say what it is counts only where nothing else does, and a camera only where it is named', async () => {
    const unknown = probeMatch('onvif://www.onvif.org/name/Box onvif://www.onvif.org/hardware/X1');
    const camera = probeMatch('onvif://www.onvif.org/hardware/IPC-1');
    const alone = house();
    await answering(alone, '192.168.1.90', WS_DISCOVERY_PORT, WS_DISCOVERY_GROUP, () => [{ data: camera }]);
    await answering(alone, '192.168.1.91', WS_DISCOVERY_PORT, WS_DISCOVERY_GROUP, () => [{ data: unknown }]);
    const candidate = await diagnose(alone.laptop, {}, {}, [findRecorder]);
    expect(candidate.value('lan.address')).toBe('192.168.1.91');
    expect(candidate.value('recorder.model')).toBe('X1');
    expect((await diagnose(alone.laptop, { recorder: '192.168.1.90' }, {}, [findRecorder])).value('recorder.model')).toBe('IPC-1');
    await placeRecorder(alone, { settings: HIKVISION, face: hikvisionFace() });
    const beside = await diagnose(alone.laptop, {}, {}, [findRecorder]);
    expect(beside.value('lan.address')).toBe('192.168.1.70');
    expect(beside.value('lan.recorders')).toHaveLength(1);
  });
});
