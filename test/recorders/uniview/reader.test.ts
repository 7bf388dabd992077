import { describe, expect, it } from 'vitest';
import { CANARIES } from '../../../src/lab/devices/recorder/canaries.js';
import { UNIVIEW_CANARIES } from '../../../src/lab/devices/uniview/index.js';
import { LAPI_PATHS } from '../../../src/recorders/uniview/allowed.js';
import { UNIVIEW } from '../../../src/recorders/uniview/reader.js';
import { faceHouse, LOGIN, read } from '../../lab/devices-faces-support.js';
import { readFamily, type Reading } from '../face-reading.js';

type House = Awaited<ReturnType<typeof faceHouse>>;
const ALLOWED: ReadonlySet<string> = new Set(Object.values(LAPI_PATHS).map((path) => `GET ${path}`));

function lawful({ recorder }: House, reading: Reading, refused = 0): void {
  expect(reading.exchanges.filter(({ request }) => !ALLOWED.has(request))).toEqual([]);
  expect([recorder.counters.refusedLogins, recorder.counters.writes, recorder.counters.bypassBait, recorder.counters.maxSockets]).toEqual([refused, 0, 0, 1]);
  const told = JSON.stringify([...reading.facts]);
  for (const secret of [...Object.values(UNIVIEW_CANARIES), ...Object.values(CANARIES), LOGIN.password]) expect(told).not.toContain(secret);
  expect(new Set(reading.facts.keys())).toEqual(new Set(reading.accepted ? UNIVIEW.provides : []));
}

describe('a Uniview recorder', () => {
  it('tells what speaks for itself; everything else is unknown with its reply kept', async () => {
    const house = await faceHouse('uniview', { settings: { ddns: { enabled: true, hostname: 'site.example.net' } } });
    const reading = await readFamily(UNIVIEW, house.laptop);
    expect(reading.result).toEqual({ outcome: 'accepted' });
    lawful(house, reading);
    expect(Object.fromEntries(reading.facts)).toMatchObject({
      'recorder.network.address': '192.168.1.64',
      'recorder.network.prefix': 24,
      'recorder.network.gateway': '192.168.1.1',
      'recorder.network.dns': ['192.168.1.1'],
      'recorder.ports.http': 80,
      'recorder.ports.rtsp': 554,
      'recorder.p2p.enabled': true,
      'recorder.ddns.enabled': true,
      'recorder.ddns.hostname': 'site.example.net',
      'recorder.serial': '210235C3UJ3224000064',
      'recorder.time.ntpEnabled': true,
    });
    for (const path of ['recorder.network.dhcp', 'recorder.p2p.status'] as const) expect(reading.facts.get(path)).toMatch(/^malformed: .*no published form/);
    expect(reading.kept).toEqual(expect.arrayContaining(['network', 'p2p']));
  });

  it('paths that firmware before the cloud does not have are not supported, by 404 or by a code under 200', async () => {
    const house = await faceHouse('uniview', { model: 'NVR204-16E' });
    const reading = await readFamily(UNIVIEW, house.laptop);
    lawful(house, reading);
    for (const path of ['recorder.p2p.enabled', 'recorder.model'] as const) expect(reading.facts.get(path)).toBe('not-supported: this firmware does not have it');
    expect(reading.facts.get('recorder.network.address')).toBe('192.168.1.64');
  });

  it('an account without the right to see users is not told them', async () => {
    const house = await faceHouse('uniview');
    const reading = await readFamily(UNIVIEW, house.laptop, { credentials: { user: 'viewer', password: 'View-1234' } });
    lawful(house, reading);
    expect(reading.facts.get('recorder.accounts.users')).toBe('not-permitted: this account may not read it');
  });

  it('a wrong password is tried once', async () => {
    const house = await faceHouse('uniview');
    const reading = await readFamily(UNIVIEW, house.laptop, { credentials: { user: 'admin', password: 'wrong-1' } });
    expect(reading.result).toEqual({ outcome: 'refused' });
    lawful(house, reading, 1);
  });

  it('a lock ends the sign-in', async () => {
    const house = await faceHouse('uniview');
    for (let i = 0; i < 5; i++) await read(house.laptop, LAPI_PATHS.device, { ...LOGIN, password: 'wrong' });
    const reading = await readFamily(UNIVIEW, house.laptop);
    expect(reading.result).toEqual({ outcome: 'locked' });
  });

  it('another maker\'s realm gets no password', async () => {
    const house = await faceHouse('hikvision');
    const reading = await readFamily(UNIVIEW, house.laptop);
    expect([reading.accepted, house.recorder.counters.refusedLogins]).toEqual([false, 0]);
  });
});
