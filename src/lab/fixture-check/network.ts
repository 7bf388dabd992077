/** The shape of a fixture network: the types of `fixture.ts` as data. */
import { definitionOf, FACT_PATHS, isFactPath } from '../../facts/dictionary.js';
import type { FactDefinition } from '../../facts/types.js';
import { ipv4Number, parseCidr, validate } from '../../facts/validate.js';
import { CERTIFICATES } from '../devices/recorder/lab-certificates.js';
import { BRANDS, FIXTURE_SCHEMA } from '../fixture.js';
import { bool, either, list, match, nothing, number, object, oneOf, port, text, type Fields, type Shape } from './shape.js';

const IP = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const ip = match(IP, 'an IPv4 address such as 192.168.1.64');
const lan = match(/^(\d{1,3}\.){3}\d{1,3}\/(?:[89]|[12]\d|30)$/, "the router's own address with prefix length, such as 192.168.1.1/24");
const network = match(/^(\d{1,3}\.){3}\d{1,3}\/(?:[12]?\d|3[0-2])$/, 'a network such as 192.168.1.0/24');
const mac = match(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/, 'a hardware address such as 02:00:00:00:00:64');
const hostName = match(/^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/, 'a host name such as myhome.ddns.example', 253);
const word = text(64);
const filterList = list(either('an address or a network such as 192.168.1.0/24', ip, network), 32);
const METHODS = oneOf('p2p', 'ddns', 'wan-ip', 'vpn', 'lan-ip');

const line: Fields = { kind: oneOf('public', 'cgnat', 'down'), address: ip, resolvers: list(ip, 4), blocksInbound: list(port) };
const portRule = object({ protocol: oneOf('tcp', 'udp'), outside: port, to: either('an address, or `recorder`', oneOf('recorder'), ip), inside: port }, ['outside', 'to']);
const router: Fields = {
  model: word,
  lan,
  upnp: bool,
  natpmp: bool,
  hairpin: bool,
  igdVersion: oneOf(1, 2),
  listsManualRules: bool,
  portRules: list(portRule),
  reservesRecorder: bool,
  blocksOutbound: list(oneOf('recorder', 'laptop'), 2),
  filtersCloudName: bool,
  remotePage: port,
  natMapping: oneOf('independent', 'dependent'),
  defaults: object({ lan, upnp: bool, natpmp: bool, hairpin: bool }),
};
const user = object({ name: word, password: word, group: oneOf('admin', 'user'), reusable: bool, mayWatch: bool }, ['name', 'password']);
/** Settings that a person can change later; identity and users are not among them. */
const recorderSettings: Fields = {
  model: word,
  firmware: word,
  initialized: bool,
  dhcp: bool,
  address: ip,
  prefix: number(1, 32),
  gateway: ip,
  dns: either('`auto`, or a list of addresses', oneOf('auto'), list(ip, 2)),
  cards: list(object({ name: match(/^(eth|bond)\d$/, 'a network card such as eth1'), address: ip, prefix: number(1, 32), gateway: ip, up: bool }, ['name', 'address']), 4),
  defaultInterface: match(/^(eth|bond)\d$/, 'a network card such as eth1'),
  pppoe: bool,
  linkSpeed: number(10, 10_000),
  ports: object({ tcp: port, http: port, https: port, rtsp: port }),
  https: object({ enabled: bool, only: bool, certificate: oneOf(...CERTIFICATES), oldTls: bool }),
  tcpService: bool,
  maxConnections: number(1, 1024),
  allowsOnly: filterList,
  bans: filterList,
  upnp: bool,
  upnpRows: list(object({ service: oneOf('HTTP', 'TCP', 'UDP'), enabled: bool, inside: port, outside: port }, ['service']), 3),
  p2p: bool,
  ddns: object({ hostname: either('a host name, or an empty text', oneOf(''), hostName), provider: word, enabled: bool, sendsOwnAddress: bool }, ['hostname']),
  otherDdns: list(oneOf('CN99 DDNS', 'Dyndns DDNS', 'Sysdns DDNS'), 3),
  time: object({ offsetSeconds: number(-2_000_000_000, 2_000_000_000), ntp: bool, ntpServer: hostName, dst: bool }),
  recovery: object({ enabled: bool, contact: bool }),
  refuses: list(match(/^[A-Za-z0-9]{1,32}$/, "the name of one of the recorder's tables, such as T2UServer")),
  webFault: oneOf('silent', 'cuts', 'halves'),
  lock: object({ enabled: bool, tries: number(1, 100), minutes: number(1, 1440), scope: oneOf('account', 'address') }),
};
const recorder = object({ ...recorderSettings, brand: oneOf(...BRANDS), serial: match(/^[A-Za-z0-9]{8,32}$/, 'a serial number of 8 to 32 letters and digits'), mac, users: list(user, 16) });
const phone = object({ name: word, method: METHODS, host: text(253), port, user: word, password: word }, ['name', 'method']);

const event = (fields: Fields = {}, required: readonly string[] = []): { fields: Fields; required: readonly string[] } => ({ fields, required });
const events: Shape = {
  kind: 'variants',
  by: 'event',
  of: {
    'router-reset': event(),
    'router-restart': event(),
    'new-router': event(router),
    'second-router': event(router),
    'new-provider': event(line, ['kind']),
    'new-address': event({ address: ip }),
    'line-down': event(),
    'power-cut': event(),
    'recorder-unplugged': event(),
    'recorder-settings': event({ set: object(recorderSettings) }, ['set']),
    'router-settings': event({ set: object(router) }, ['set']),
    'recorder-factory-reset': event(),
    'password-changed': event({ user: word, password: word }),
    'phone-opens-app': event({ phone: word, from: oneOf('home', 'away'), times: number(1, 100), keepsOpen: bool }, ['phone']),
    'user-rights': event({ user: word, mayWatch: bool }, ['user', 'mayWatch']),
    'app-account-lost': event({ phone: word }, ['phone']),
    'ddns-account-refused': event(),
    'ddns-name-expired': event(),
    'ddns-provider-closed': event(),
    'cloud-down': event(),
    'other-device': event({ address: ip, listens: list(port), upnp: bool, holds: number(1, 1024), handsOutAddresses: bool }, ['address', 'listens']),
    wait: event({ seconds: number(1, 31_536_000) }, ['seconds']),
  },
};

function meaning({ title, type }: FactDefinition): string {
  if (type.kind === 'enum') return `${title}: one of ${type.values.join(', ')}`;
  if (type.kind === 'list') return `${title}: a list${Array.isArray(type.of) ? ` of ${type.of.join(', ')}` : ''}`;
  return type.kind === 'bool' ? `${title}: true or false` : title;
}

const answers: Shape = {
  kind: 'answers',
  key: isFactPath,
  valid: (name, value) => isFactPath(name) && validate(definitionOf(name), value) !== undefined,
  means: (name) => (isFactPath(name) ? meaning(definitionOf(name)) : ''),
  known: FACT_PATHS.filter((path) => path.startsWith('access.')),
};
const PATH_VERDICT = oneOf('works', 'broken', 'unknown', 'not-set-up');

export const NETWORK_SHAPE: Shape = object(
  {
    schema: oneOf(FIXTURE_SCHEMA),
    title: text(200),
    story: text(4000),
    home: object({ line: object(line, ['kind']), router: object(router), recorder, phones: list(phone, 8) }),
    history: list(events, 64),
    person: object({ phone: word, login: either('a user and a password, or null', nothing, object({ user: word, password: word }, ['user', 'password'])), answers, recorder: ip, outside: bool }),
    expect: object(
      {
        verdict: oneOf('healthy', 'problem', 'inconclusive'),
        causes: list(word),
        notes: list(word),
        paths: object({ p2p: PATH_VERDICT, ddns: PATH_VERDICT, 'wan-ip': PATH_VERDICT, vpn: PATH_VERDICT, 'lan-ip': PATH_VERDICT }),
      },
      ['verdict'],
    ),
  },
  ['schema', 'title', 'story', 'home', 'expect'],
);

/** What a pattern cannot say: the router's own address must be a host in its network. */
export function lanFault(value: string): string | undefined {
  const cidr = parseCidr(value);
  const address = ipv4Number(value.slice(0, value.indexOf('/')));
  if (!cidr || address === undefined) return 'this is not an address with prefix length';
  return address === cidr.base ? 'this names the network; give the address of the router itself, such as 192.168.1.1/24' : undefined;
}
