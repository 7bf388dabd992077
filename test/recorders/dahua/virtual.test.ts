import { describe, expect, it } from 'vitest';
import type { FactPath } from '../../../src/facts/dictionary.js';
import { Facts } from '../../../src/facts/merge.js';
import type { Json } from '../../../src/facts/observation.js';
import { CANARIES, realmOf, RECORDER_KINDS, type RecorderQuirks, type RecorderSettings } from '../../../src/lab/devices/recorder/index.js';
import type { NewAccount } from '../../../src/accounts/index.js';
import { CallBudget, QUESTIONS_PER_RUN } from '../../../src/recorders/call-budget.js';
import { DAHUA } from '../../../src/recorders/dahua/reader.js';
import type { Exchange } from '../../../src/recorders/exchange.js';
import { Login, type Credentials, type SignInResult } from '../../../src/recorders/login.js';
import type { ItemResult } from '../../../src/recorders/reader.js';
import { memoryRefusals, type RefusalStore } from '../../../src/recorders/refusals.js';
import { CANARY, house, LOGIN, placeRecorder, type PlacedRecorder } from '../support.js';
import { told } from './told.js';

interface Setup {
  readonly kind: keyof typeof RECORDER_KINDS;
  readonly settings?: RecorderSettings;
  readonly users?: readonly NewAccount[];
  readonly quirks?: RecorderQuirks;
  readonly login?: Credentials;
  readonly store?: RefusalStore;
  /** False: the search brought nothing, so its firmware is not known beforehand. */
  readonly discovered?: boolean;
  readonly appUser?: string;
}

interface Run {
  readonly recorder: PlacedRecorder;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly items: Readonly<Record<string, ItemResult>>;
  readonly result: SignInResult | undefined;
  readonly asked: number;
  readonly seen: readonly Exchange[];
}

const salt = (text: string): string => Buffer.from(text).toString('hex').padEnd(32, '0').slice(0, 32);

async function read(setup: Setup): Promise<Run> {
  const home = house();
  const { firmware, model, initialized } = RECORDER_KINDS[setup.kind] ?? { firmware: '', model: '', initialized: true };
  const settings = { firmware, model, ...setup.settings };
  const recorder = await placeRecorder(home, { ...setup, settings, initialized, realm: realmOf(firmware, '9Z0AAAAPAZ00001', salt) });
  const network = home.laptop;
  const seen: Exchange[] = [];
  const budget = new CallBudget();
  const login = new Login({ endpoint: 'x' }, setup.login ?? LOGIN, setup.store ?? memoryRefusals(), network.clock);
  const known: Partial<Record<FactPath, Json>> = setup.discovered === false ? {} : { 'recorder.firmware': firmware };
  const reader = DAHUA.open({
    network,
    base: { address: recorder.state.network.address, port: 80, tls: false },
    login,
    budget,
    signal: new AbortController().signal,
    facts: new Facts(new Map()).with({ 'recorder.accounts.appUser': setup.appUser ?? 'admin', ...known }),
    ownAddresses: new Set(['192.168.1.50']),
    discovered: false,
    witness: (exchange) => seen.push(exchange),
  });
  const items: Record<string, ItemResult> = {};
  for (const item of reader.openItems) items[item.id] = await item.read();
  if (await reader.signIn()) for (const item of reader.items) if (!reader.ended()) items[item.id] = await item.read();
  await reader.close();
  const facts = Object.assign({}, ...Object.values(items).map((item) => (item.state === 'known' ? told(item.fields) : {}))) as Record<string, unknown>;
  harmless(recorder, JSON.stringify([items, facts, login.result].map((part) => withoutExchanges(part))));
  const asked = seen.length;
  return { recorder, facts, items, result: login.result, asked, seen };
}

const withoutExchanges = (part: unknown): unknown => JSON.parse(JSON.stringify(part ?? null, (key, value: unknown) => (key === 'exchange' ? undefined : value))) as unknown;

/** What holds after every run, whatever the recorder does (recorder-apis §17.8). */
function harmless({ device: { counters } }: PlacedRecorder, said: string): void {
  expect(counters.refusedLogins).toBeLessThanOrEqual(1);
  expect(counters.writes).toBe(0);
  expect(counters.bypassBait).toBe(0);
  expect(counters.maxSockets).toBeLessThanOrEqual(1);
  expect(counters.rpcLogouts).toBe(counters.rpcLogins);
  for (const canary of [CANARY, ...Object.values(CANARIES)]) expect(said).not.toContain(canary);
  expect(said).not.toMatch(/\\u00[01]\w|\\u007f/);
}

const BY_CGI = ['nvr3.215', 'nvr4.000', 'xvr4.001', 'nvr5.001'] as const;

describe('every generation of firmware', () => {
  it.each([...BY_CGI, 'ipc2.800'] as const)('%s tells all that it has, by whatever transport it takes', async (kind) => {
    const { facts, items, result, recorder, seen } = await read({
      kind,
      settings: {
        p2p: { online: true },
        ddns: { enabled: true, hostname: 'site.example.net', lastAddress: '203.0.113.9', lastResult: 'good' },
        otherDdns: ['Dyndns DDNS'],
        upnp: { enabled: true, inner: '192.168.1.1', outer: '203.0.113.9' },
        network: { linkSpeed: 100 },
        recovery: { enabled: true, contact: CANARIES.contact },
        allowsOnly: ['192.168.1.0/24'],
        clockOffsetSeconds: 3600,
        time: { ntpEnabled: true, ntpServer: 'pool.example', zone: 'Easterntime', dstEnabled: false },
      },
      users: [LOGIN_ACCOUNT, { name: 'viewer', password: 'other', group: 'user', reusable: false }],
    });
    expect(result).toEqual({ outcome: 'accepted' });
    const { ports, serial } = recorder.state;
    const httpsTold = kind !== 'nvr3.215';
    expect(facts).toMatchObject({
      'recorder.network.dhcp': false,
      'recorder.network.address': '192.168.1.64',
      'recorder.network.prefix': 24,
      'recorder.network.gateway': '192.168.1.1',
      'recorder.network.dns': ['192.168.1.1'],
      'recorder.network.defaultInterface': 'eth0',
      'recorder.network.poeSubnet': '10.1.1.0/24',
      'recorder.network.mtu': 1500,
      'recorder.network.pppoe': false,
      'recorder.network.link': 'up',
      'recorder.network.linkSpeed': 100,
      'recorder.ports.tcp': ports.tcp,
      'recorder.ports.udp': ports.udp,
      'recorder.ports.http': ports.http,
      'recorder.ports.rtsp': ports.rtsp,
      'recorder.ports.rtspEnabled': true,
      'recorder.ddns.enabled': true,
      'recorder.ddns.providers': ['Dyndns DDNS', 'NO-IP DDNS'],
      'recorder.ddns.hostname': 'site.example.net',
      'recorder.ddns.lastResult': '0',
      'recorder.ddns.lastAddress': '203.0.113.9',
      'recorder.p2p.enabled': true,
      'recorder.p2p.status': 'online',
      'recorder.upnp.enabled': true,
      'recorder.upnp.routerAddress': '192.168.1.1',
      'recorder.upnp.outsideAddress': '203.0.113.9',
      'recorder.accounts.lockEnabled': true,
      'recorder.accounts.appUserReusable': true,
      'recorder.accounts.appUserSessions': 0,
      'recorder.filter.mode': 'allow',
      'recorder.filter.addresses': ['192.168.1.0/24'],
      'recorder.time.offsetSeconds': 3600,
      'recorder.time.ntpServer': 'pool.example',
      'recorder.time.zone': 'Easterntime',
      'recorder.time.dstEnabled': false,
      'recorder.recovery.enabled': true,
      'recorder.recovery.contact': true,
      'recorder.serial': serial,
      ...(httpsTold ? { 'recorder.ports.httpsEnabled': false } : {}),
    });
    expect(facts['recorder.upnp.granted']).toMatchObject([{ inside: 80, granted: null }, { inside: 37777, granted: null }, { inside: 37778, granted: null }]);
    expect((facts['recorder.network.interfaces'] as { name: string; address: string | null; up: boolean | null }[]).map((i) => [i.name, i.address])).toEqual(expect.arrayContaining([['eth0', '192.168.1.64'], ['eth1', '10.1.1.1'], ['bond3', null]]));
    expect(items['https-port']?.state).toBe(httpsTold ? 'known' : 'refused');
    expect(items['initialized']?.state).toBe(kind === 'nvr3.215' ? 'not-supported' : 'known');
    const by = new Set(seen.map((e) => e.protocol));
    expect(by.has('cgi')).toBe(kind !== 'ipc2.800');
    expect(recorder.device.counters.refusedLogins).toBe(0);
    expect(recorder.device.counters.rpcLogins).toBe(1);
    for (const item of Object.values(items)) expect(item.exchange?.body).toBeDefined();
  });

  it('a whole reading stays within the budget', async () => {
    const { seen } = await read({ kind: 'nvr5.001', settings: { upnp: { enabled: true }, ddns: { enabled: true } } });
    const questions = new Set(seen.filter((e) => e.protocol === 'cgi').map((e) => e.request)).size + seen.filter((e) => e.protocol === 'rpc2' && e.request !== 'global.logout').length;
    expect(questions).toBeLessThanOrEqual(QUESTIONS_PER_RUN);
  });

  it('a camera of 2014 that takes the password in clear only is not given it unasked, and is read where the person agrees', async () => {
    const unasked = await read({ kind: 'ipc2.420' });
    expect(unasked.result).toEqual({ outcome: 'basic-only' });
    const agreed = await read({ kind: 'ipc2.420', login: { ...LOGIN, allowBasic: true } });
    expect(agreed.result).toEqual({ outcome: 'accepted' });
    expect(agreed.facts).toMatchObject({ 'recorder.network.address': '192.168.1.64', 'recorder.model': 'IPC-HFW4300S-V2' });
    expect(agreed.items['p2p']?.state).toBe('refused');
    expect(agreed.items['p2p-status']?.state).toBe('not-supported');
  });

  it('one that was never set up says so without a sign-in, and nothing is sent to it', async () => {
    const { items, recorder } = await read({ kind: 'uninitialised' });
    expect(items['initialized']).toMatchObject({ state: 'known', fields: [{ path: 'recorder.initialized', value: false }] });
    expect(recorder.device.counters.cgiAccepted).toBe(0);
  });

  it('CGI that takes nobody, met without a warning: one try, and the next run spends none', async () => {
    const store = memoryRefusals();
    const first = await read({ kind: 'ipc2.800', discovered: false, store });
    expect(first.result).toMatchObject({ unknown: 'refused', detail: expect.stringContaining('one kind of firmware that refuses the right one too') as unknown });
    const second = await read({ kind: 'ipc2.800', discovered: false, store });
    expect(second.result).toMatchObject({ unknown: 'stale', detail: expect.stringMatching(/was turned away .* as some firmware does with the right one too; .*--spend-a-try/) as unknown });
    expect(second.seen.filter((e) => e.request === 'global.login')).toEqual([]);
    const warned = await read({ kind: 'ipc2.800', store });
    expect(warned.result).toEqual({ outcome: 'accepted' });
  });

  it('what RPC refused is not sent again, whether the firmware is known or not', async () => {
    const store = memoryRefusals();
    const wrong = { user: 'admin', password: `${CANARY}-wrong` };
    expect((await read({ kind: 'ipc2.800', login: wrong, store })).result).toMatchObject({ outcome: 'refused' });
    for (const discovered of [true, false]) {
      const next = await read({ kind: 'ipc2.800', login: { ...wrong, spendTry: true }, store, discovered });
      expect(next.result).toMatchObject({ unknown: 'stale' });
      expect(next.recorder.device.counters.refusedLogins).toBe(0);
    }
  });
});

const LOGIN_ACCOUNT: NewAccount = { name: LOGIN.user, password: LOGIN.password };

describe('accounts', () => {
  const wrong = { user: 'admin', password: `${CANARY}-wrong` };

  it.each([...BY_CGI, 'ipc2.800'] as const)('%s: a wrong password costs one try, and none in the next run', async (kind) => {
    const store = memoryRefusals();
    const first = await read({ kind, login: wrong, store });
    expect(first.result).toMatchObject({ outcome: 'refused' });
    expect(first.recorder.device.counters.refusedLogins).toBe(1);
    const second = await read({ kind, login: wrong, store });
    expect(second.result).toMatchObject({ unknown: 'stale' });
    expect(second.recorder.device.counters.refusedLogins).toBe(0);
  });

  it.each([...BY_CGI] as const)('%s: somebody who is no administrator reads what he may, and the rest is refused, not off', async (kind) => {
    const viewer: NewAccount = { name: 'viewer', password: LOGIN.password, group: 'user', reusable: false };
    const { facts, items } = await read({ kind, users: [{ name: 'admin', password: 'other' }, viewer], login: { user: 'viewer', password: LOGIN.password }, appUser: 'viewer' });
    expect(items['sessions']?.state).toBe('refused');
    expect(facts).toMatchObject({ 'recorder.accounts.appUserReusable': false, 'recorder.accounts.users': '?not-permitted' });
  });
});

describe('a recorder in trouble', () => {
  it('settings that are refused stay unknown', async () => {
    const { items } = await read({ kind: 'nvr4.000', quirks: { refusedConfigs: ['DDNS', 'UPnP', 'T2UServer'] } });
    expect(['ddns', 'upnp', 'p2p'].map((id) => items[id]?.state)).toEqual(['refused', 'refused', 'refused']);
    for (const id of ['ddns', 'upnp', 'p2p']) expect(items[id]?.exchange).toMatchObject({ protocol: 'cgi', status: 403 });
  });

  it('a P2P switch, a DDNS switch and a UPnP switch that are off leave no state to ask for', async () => {
    const { items, seen } = await read({ kind: 'nvr5.001', settings: { p2p: { enabled: false } } });
    for (const id of ['p2p-status', 'ddns-status', 'upnp-status']) expect(items[id]).toMatchObject({ state: 'unknown', reason: 'not-run' });
    expect(seen.filter((e) => e.protocol === 'rpc2').map((e) => e.request)).toEqual(['DevInit.getStatus', 'global.login', 'global.login', 'PasswdFind.getContact', 'global.logout']);
  });

  it('a battery that is empty: the clock shows the year 2000', async () => {
    const now = Date.UTC(2000, 0, 1, 0, 0, 0);
    const { facts } = await read({ kind: 'nvr4.000', settings: { clockOffsetSeconds: Math.round((now - house().clock.now()) / 1000) } });
    expect(facts['recorder.time.shownDate']).toMatch(/^(1999-12-31|2000-01-01)$/);
    expect(facts['recorder.time.offsetSeconds']).toBeLessThan(-500_000_000);
  });

  it('a sign-in by RPC that wants the password in clear leaves the four items and nothing else unknown', async () => {
    const { items } = await read({ kind: 'nvr5.001', quirks: { rpcEncryption: 'Plain' }, settings: { upnp: { enabled: true }, ddns: { enabled: true, hostname: 'a.example' } } });
    for (const id of ['p2p-status', 'ddns-status', 'upnp-status', 'recovery-contact']) expect(items[id]?.state).toBe('not-supported');
    expect(items['network']?.state).toBe('known');
  });
});
