import { describe, expect, it } from 'vitest';
import { HIKVISION_CANARIES, hikvisionFace, HIKVISION_PROFILES } from '../../../src/lab/devices/hikvision/index.js';
import { CANARIES } from '../../../src/lab/devices/recorder/canaries.js';
import { mergeObservations } from '../../../src/facts/merge.js';
import { CallBudget } from '../../../src/recorders/call-budget.js';
import { ISAPI_PATHS } from '../../../src/recorders/hikvision/allowed.js';
import { HIKVISION } from '../../../src/recorders/hikvision/reader.js';
import { memoryRefusals } from '../../../src/recorders/refusals.js';
import { faceHouse, LOGIN, read } from '../../lab/devices-faces-support.js';
import { readFamily, type Reading } from '../face-reading.js';

type House = Awaited<ReturnType<typeof faceHouse>>;
const MODELS = HIKVISION_PROFILES.map((profile) => profile.model);
const ALLOWED: ReadonlySet<string> = new Set(Object.values(ISAPI_PATHS).map((path) => `GET ${path}`));

/** What holds in every run (recorder-apis §17.8). */
function lawful({ recorder }: House, reading: Reading, refused = 0): void {
  expect(reading.exchanges.filter(({ request }) => !ALLOWED.has(request))).toEqual([]);
  expect([recorder.counters.refusedLogins, recorder.counters.writes, recorder.counters.bypassBait, recorder.counters.maxSockets]).toEqual([refused, 0, 0, 1]);
  const told = JSON.stringify([...reading.facts]);
  for (const secret of [...Object.values(HIKVISION_CANARIES), ...Object.values(CANARIES), LOGIN.password]) expect(told).not.toContain(secret);
  expect(new Set(reading.facts.keys())).toEqual(new Set(reading.accepted ? HIKVISION.provides : ['recorder.initialized']));
}

describe('a recorder whose password is right', () => {
  it.each(MODELS)('%s tells its settings', async (model) => {
    const house = await faceHouse('hikvision', { model, settings: { ports: { http: 80, tcp: 8010, rtsp: 10554 }, ddns: { enabled: true, hostname: 'site.example.net', lastResult: 'good' } } });
    const reading = await readFamily(HIKVISION, house.laptop);
    expect(reading.result).toEqual({ outcome: 'accepted' });
    lawful(house, reading);
    expect(Object.fromEntries(reading.facts)).toMatchObject({
      'recorder.model': model,
      'recorder.network.dhcp': false,
      'recorder.network.address': '192.168.1.64',
      'recorder.network.prefix': 24,
      'recorder.network.gateway': '192.168.1.1',
      'recorder.network.dns': ['192.168.1.1'],
      'recorder.ports.tcp': 8010,
      'recorder.ports.http': 80,
      'recorder.ports.rtsp': 10554,
      'recorder.ddns.enabled': true,
      'recorder.ddns.provider': 'NoIpDns',
      'recorder.ddns.hostname': 'site.example.net',
      'recorder.ddns.lastResult': 'DDNS Normal',
      'recorder.upnp.enabled': false,
      'recorder.accounts.users': [
        { name: 'admin', group: 'Administrator', reusable: null, reserved: null },
        { name: 'viewer', group: expect.any(String), reusable: null, reserved: null },
      ],
      'recorder.time.offsetSeconds': 0,
      'recorder.time.ntpEnabled': true,
    });
  });

  it('a DEV_MANAGE row without "enabled", and HTTPS that is off beside its port', async () => {
    const older = await readFamily(HIKVISION, (await faceHouse('hikvision', { model: 'DS-7616NI-K2' })).laptop);
    expect(older.facts.get('recorder.ports.tcp')).toBe(8000);
    const dvr = await readFamily(HIKVISION, (await faceHouse('hikvision', { model: 'iDS-7204HUHI-M1' })).laptop);
    expect([dvr.facts.get('recorder.ports.httpsEnabled'), dvr.facts.get('recorder.ports.https')]).toEqual([false, 'not-supported: the service is switched off']);
  });

  it.each(['DS-7608NXI-I2', 'DS-7616NI-K2'])('%s: the state of its cloud, as a word or as true', async (model) => {
    const { laptop } = await faceHouse('hikvision', { model, settings: { p2p: { enabled: true, online: true } } });
    const { facts } = await readFamily(HIKVISION, laptop);
    expect([facts.get('recorder.p2p.enabled'), facts.get('recorder.p2p.status')]).toEqual([true, 'online']);
  });

  it('what firmware of 2014 does not have is not supported, and nothing of it is off', async () => {
    const house = await faceHouse('hikvision', { model: 'DS-2CD2532F-IWS' });
    const reading = await readFamily(HIKVISION, house.laptop);
    lawful(house, reading);
    for (const path of ['recorder.p2p.enabled', 'recorder.p2p.status', 'recorder.p2p.host', 'recorder.upnp.granted'] as const) expect(reading.facts.get(path)).toMatch(/^not-supported: this firmware/);
    expect(reading.kept).toContain('p2p');
  });

  it('a port-mapping status of a form that is not known is kept and not read', async () => {
    const { laptop } = await faceHouse('hikvision', { model: 'DS-7616NI-K2' });
    const reading = await readFamily(HIKVISION, laptop);
    expect(reading.facts.get('recorder.upnp.granted')).toMatch(/^malformed: .*no known form/);
    expect(reading.kept).toEqual(['upnp-status']);
  });

  it('an account without the right to see users and ports is not told them, and the rest is read', async () => {
    const house = await faceHouse('hikvision', { users: [{ name: 'admin', password: LOGIN.password }, { name: 'viewer', password: 'View-1234', group: 'user' }] });
    const reading = await readFamily(HIKVISION, house.laptop, { credentials: { user: 'viewer', password: 'View-1234' } });
    lawful(house, reading);
    expect([reading.facts.get('recorder.accounts.users'), reading.facts.get('recorder.ports.tcp'), reading.facts.get('recorder.network.address')]).toEqual(['not-permitted: this account may not read it', 'not-permitted: this account may not read it', '192.168.1.64']);
  });

  it('a document that is withheld for a weak password is no settings', async () => {
    const { laptop } = await faceHouse('hikvision', { face: hikvisionFace({ riskPassword: [ISAPI_PATHS.ddns, ISAPI_PATHS.cloud] }) });
    const { facts, kept } = await readFamily(HIKVISION, laptop);
    expect([facts.get('recorder.ddns.enabled'), facts.get('recorder.p2p.enabled')]).toEqual(Array(2).fill('refused: the recorder does not tell because it holds the password for weak'));
    expect(kept).toEqual(expect.arrayContaining(['ddns', 'p2p']));
  });

  it('a budget that is spent ends the reading, and says so', async () => {
    const { laptop, recorder } = await faceHouse('hikvision');
    const { facts } = await readFamily(HIKVISION, laptop, { context: { budget: new CallBudget(4) } });
    expect([facts.get('recorder.network.address'), facts.get('recorder.ports.tcp'), facts.get('recorder.p2p.enabled')]).toEqual(['192.168.1.64', 8000, 'not-run: the recorder was not asked any further']);
    expect(recorder.counters.webRequests).toBe(7);
  });
});

describe('signing in', () => {
  it('a wrong password is tried once and never again, and the tries that are left are told', async () => {
    const house = await faceHouse('hikvision');
    const store = memoryRefusals();
    const wrong = { user: 'admin', password: 'wrong-1' };
    const first = await readFamily(HIKVISION, house.laptop, { credentials: wrong, store });
    expect([first.accepted, first.result]).toEqual([false, { outcome: 'refused', triesLeft: 4 }]);
    lawful(house, first, 1);
    const second = await readFamily(HIKVISION, house.laptop, { credentials: wrong, store });
    expect(second.result).toMatchObject({ unknown: 'stale' });
    lawful(house, second, 1);
  });

  it('a locked account is seen before anything is sent, with the time that is left', async () => {
    const house = await faceHouse('hikvision');
    for (let i = 0; i < 5; i++) await read(house.laptop, ISAPI_PATHS.device, { ...LOGIN, password: 'wrong' });
    const reading = await readFamily(HIKVISION, house.laptop);
    expect(reading.result).toMatchObject({ outcome: 'locked', lockSeconds: 1800 });
    lawful(house, reading, 5);
    expect(reading.exchanges.map(({ request }) => request)).toEqual([`GET ${ISAPI_PATHS.activation}`, `GET ${ISAPI_PATHS.userCheck}`]);
  });

  it('with two tries left nothing is sent, unless the person wants to spend one', async () => {
    const house = await faceHouse('hikvision');
    for (let i = 0; i < 3; i++) await read(house.laptop, ISAPI_PATHS.device, { ...LOGIN, password: 'wrong' });
    const careful = await readFamily(HIKVISION, house.laptop);
    expect(careful.result).toMatchObject({ unknown: 'not-run', detail: expect.stringContaining('2 tries are left') as string });
    lawful(house, careful, 3);
    const bold = await readFamily(HIKVISION, house.laptop, { credentials: { ...LOGIN, spendTry: true } });
    expect(bold.accepted).toBe(true);
    lawful(house, bold, 3);
  });

  it('a recorder that was never set up says so without a sign-in, and is told no password', async () => {
    const house = await faceHouse('hikvision', { initialized: false });
    const reading = await readFamily(HIKVISION, house.laptop);
    expect([reading.facts.get('recorder.initialized'), reading.result]).toEqual([false, { outcome: 'not-initialised' }]);
    lawful(house, reading);
  });

  it.each(MODELS)('%s, set up: seen without a sign-in where it tells, else not told', async (model) => {
    const { laptop } = await faceHouse('hikvision', { model });
    const told = (await readFamily(HIKVISION, laptop)).facts.get('recorder.initialized');
    expect(told).toBe(model === 'DS-2CD2532F-IWS' ? 'not-permitted: the recorder tells it only to those who have signed in' : true);
  });

  it('another maker\'s realm gets no password, unless discovery or the web page has told the make', async () => {
    const house = await faceHouse('dahua');
    const reading = await readFamily(HIKVISION, house.laptop);
    expect(reading.accepted).toBe(false);
    expect(reading.result).toMatchObject({ unknown: 'not-supported' });
    expect(house.recorder.counters.refusedLogins).toBe(0);

    const odd = await faceHouse('hikvision');
    odd.accounts.state = { ...odd.accounts.state, realm: 'Embedded Net' };
    const stranger = await readFamily(HIKVISION, odd.laptop);
    expect([stranger.accepted, odd.recorder.counters.refusedLogins]).toEqual([false, 0]);
    const facts = mergeObservations([{ path: 'recorder.brand', source: 'recorder-probe', vantage: 'home', at: 0, value: 'Hikvision' }]);
    // The account was stored for the realm it had, so that a sign-in that is tried is a refused one.
    expect((await readFamily(HIKVISION, odd.laptop, { context: { facts } })).result).toEqual({ outcome: 'refused', triesLeft: 4 });
  });

  it('firmware without userCheck is asked who it is instead', async () => {
    const house = await faceHouse('hikvision', { face: hikvisionFace({ absent: { [ISAPI_PATHS.userCheck]: 404 } }) });
    expect((await readFamily(HIKVISION, house.laptop)).accepted).toBe(true);
  });

  it('a recorder that hangs up is given up, and nothing is held for refused', async () => {
    const house = await faceHouse('hikvision');
    house.recorder.close();
    const reading = await readFamily(HIKVISION, house.laptop);
    expect(reading.result).toMatchObject({ unknown: 'refused', detail: expect.stringContaining('nothing was sent') as string });
    expect(reading.facts.get('recorder.initialized')).toMatch(/^refused: /);
  });
});
