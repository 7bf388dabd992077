/** Homes and histories of any kind, for properties that have to hold whatever happened. */
import fc from 'fast-check';
import type { EventFixture, LineFixture, NetworkFixture, RecorderFixture, RouterFixture } from '../../src/lab/fixture.js';
import { EVERYTHING, fixture, FIXED, PHONES } from './home-support.js';

type Home = NetworkFixture['home'];
const RULE: RouterFixture = { portRules: [{ outside: 37777, to: 'recorder' }] };
const NAMED: RecorderFixture = { p2p: false, ddns: { hostname: 'myhome.ddns.example' } };

/** Each in working order, the first phone is the person's. */
export const BASES: Readonly<Record<string, Home>> = {
  'serial number': { phones: [PHONES.p2p] },
  'serial number, fixed address': { recorder: { dhcp: false }, phones: [PHONES.p2p] },
  'serial number behind shared address': { line: { kind: 'cgnat' }, phones: [PHONES.p2p] },
  'serial number, strict router': { router: { natMapping: 'dependent' }, phones: [PHONES.p2p] },
  'name and rule': { router: { ...RULE, reservesRecorder: true }, recorder: NAMED, phones: [PHONES.ddns] },
  'name and rule, fixed address': { router: RULE, recorder: { ...NAMED, dhcp: false }, phones: [PHONES.ddns] },
  'name and rule on another port, rules not listed': { router: { listsManualRules: false, portRules: [{ outside: 40_000, to: 'recorder', inside: 37_777 }] }, recorder: NAMED, phones: [PHONES.ddns] },
  'public address and UPnP': { recorder: { p2p: false, upnp: true }, phones: [PHONES.wan] },
  'public address, router without loopback': { router: { ...RULE, hairpin: false, upnp: false }, recorder: { p2p: false }, phones: [PHONES.wan] },
  'home address': { phones: [PHONES.lan] },
  everything: EVERYTHING,
  'everything, fixed address, by name': { ...FIXED, phones: [PHONES.ddns, PHONES.p2p] },
};

const phoneNames = Object.values(PHONES).map(({ name }) => name);
const lan = fc.constantFrom('192.168.1.1/24', '192.168.0.1/24', '10.0.0.138/8', '192.168.68.1/24');
const lineKind: fc.Arbitrary<LineFixture> = fc.oneof(
  fc.record({ kind: fc.constantFrom('public', 'cgnat', 'down'), blocksInbound: fc.constantFrom([], [37_777]) }, { requiredKeys: ['kind'] }),
  fc.constant<LineFixture>({ kind: 'cgnat', address: '192.0.0.2' }),
  fc.constant<LineFixture>({ kind: 'public', resolvers: ['192.168.1.1'] }),
  fc.constant<LineFixture>({ kind: 'public', resolvers: ['203.0.113.9', '203.0.113.60'] }),
);
const router: fc.Arbitrary<RouterFixture> = fc.record(
  {
    lan,
    upnp: fc.boolean(),
    hairpin: fc.boolean(),
    igdVersion: fc.constantFrom(1, 2),
    listsManualRules: fc.boolean(),
    portRules: fc.constantFrom<NonNullable<RouterFixture['portRules']>[number][]>([], [{ outside: 37_777, to: 'recorder' }], [{ outside: 37_777, to: '192.168.1.64' }], [{ protocol: 'udp', outside: 37_777, to: 'recorder' }], [{ outside: 37_777, to: '192.168.1.30' }]),
    reservesRecorder: fc.boolean(),
    blocksOutbound: fc.constantFrom<NonNullable<RouterFixture['blocksOutbound']>[number][]>([], ['recorder'], ['laptop']),
    filtersCloudName: fc.boolean(),
    remotePage: fc.constant(8080),
    natMapping: fc.constantFrom('independent', 'dependent'),
  },
  { requiredKeys: [] },
);
const recorder: fc.Arbitrary<Extract<EventFixture, { event: 'recorder-settings' }>['set']> = fc.record(
  {
    firmware: fc.constantFrom('3.215.0000000.1', '4.000.0000000.0', '4.001.0000000.14'),
    dhcp: fc.boolean(),
    address: fc.constantFrom('192.168.1.64', '192.168.1.99', '192.168.7.9'),
    prefix: fc.constantFrom(16, 24, 30),
    gateway: fc.constantFrom('192.168.1.1', '192.168.1.254'),
    dns: fc.constantFrom<'auto' | string[]>('auto', ['192.168.1.1'], ['10.9.8.7'], ['203.0.113.9']),
    ports: fc.constantFrom({ tcp: 37_777 }, { tcp: 38_000 }, { http: 8080 }),
    tcpService: fc.boolean(),
    maxConnections: fc.constantFrom(2, 128),
    allowsOnly: fc.constantFrom<string[]>([], ['192.168.1.0/24'], ['198.51.100.200']),
    upnp: fc.boolean(),
    p2p: fc.boolean(),
    ddns: fc.record({ hostname: fc.constantFrom('myhome.ddns.example', 'other.ddns.example'), enabled: fc.boolean(), sendsOwnAddress: fc.boolean() }, { requiredKeys: ['hostname'] }),
  },
  { requiredKeys: [] },
);

type Kinds = { readonly [K in EventFixture['event']]: fc.Arbitrary<Extract<EventFixture, { event: K }>> };
const plain = <K extends EventFixture['event']>(event: K): fc.Arbitrary<{ event: K }> => fc.constant({ event });

/** Does not compile before every kind of event has its entry. */
const KINDS: Kinds = {
  'router-reset': plain('router-reset'),
  'router-restart': plain('router-restart'),
  'new-router': router.map((set) => ({ event: 'new-router', ...set })),
  'second-router': router.map((set) => ({ event: 'second-router', ...set })),
  'new-provider': lineKind.map((line) => ({ event: 'new-provider', ...line })),
  'new-address': plain('new-address'),
  'line-down': plain('line-down'),
  'power-cut': plain('power-cut'),
  'recorder-unplugged': plain('recorder-unplugged'),
  'recorder-settings': recorder.map((set) => ({ event: 'recorder-settings', set })),
  'router-settings': router.map((set) => ({ event: 'router-settings', set })),
  'recorder-factory-reset': plain('recorder-factory-reset'),
  'password-changed': plain('password-changed'),
  'phone-opens-app': fc.record({ event: fc.constant('phone-opens-app'), phone: fc.constantFrom(...phoneNames), from: fc.constantFrom('home', 'away'), times: fc.constantFrom(1, 6), keepsOpen: fc.boolean() }),
  'user-rights': fc.record({ event: fc.constant('user-rights'), user: fc.constant('admin'), mayWatch: fc.boolean() }),
  'app-account-lost': fc.record({ event: fc.constant('app-account-lost'), phone: fc.constantFrom(...phoneNames) }),
  'ddns-account-refused': plain('ddns-account-refused'),
  'ddns-name-expired': plain('ddns-name-expired'),
  'ddns-provider-closed': plain('ddns-provider-closed'),
  'cloud-down': plain('cloud-down'),
  'other-device': fc.record(
    { event: fc.constant('other-device'), address: fc.constantFrom('192.168.1.30', '192.168.1.64', '192.168.1.200'), listens: fc.constantFrom([], [37_777], [80]), upnp: fc.boolean(), holds: fc.constantFrom(2, 25), handsOutAddresses: fc.boolean() },
    { requiredKeys: ['event', 'address', 'listens'] },
  ),
  wait: fc.record({ event: fc.constant('wait'), seconds: fc.constantFrom(60, 7200, 31_536_000) }),
};

export const anyEvent: fc.Arbitrary<EventFixture> = fc.oneof(...Object.values(KINDS));

export interface Story {
  readonly base: string;
  readonly history: readonly EventFixture[];
}

export const anyStory: fc.Arbitrary<Story> = fc.record({ base: fc.constantFrom(...Object.keys(BASES)), history: fc.array(anyEvent, { minLength: 1, maxLength: 4 }) });

export function told({ base, history }: Story): NetworkFixture {
  return fixture(BASES[base] ?? EVERYTHING, history);
}
