/**
 * From LAPI's data to facts, by best effort: the names of the fields are not published for recorders (recorder-apis §9), so each is
 * looked for under the few names that clients use, and what is not found or not plain is unknown. A number whose meaning is not
 * published (kinds of address, states of the cloud) is never read as a word.
 */
import type { FactPath } from '../../facts/dictionary.js';
import { canonicalIp, cleanText } from '../../facts/validate.js';
import { address, addressList, hostName, mtu, port, prefix, words, type Cell } from '../cells.js';
import { field, noField, type Field } from '../reader.js';
import { around, boolOf, countOf, pick, textOf, type Bag } from './data.js';
import { BEST_EFFORT } from './lapi.js';

export const NETWORK_PATHS = ['recorder.network.dhcp', 'recorder.network.address', 'recorder.network.prefix', 'recorder.network.gateway', 'recorder.network.mtu'] as const;
export const DDNS_PATHS = ['recorder.ddns.enabled', 'recorder.ddns.provider', 'recorder.ddns.hostname'] as const;
export const CLOUD_PATHS = ['recorder.p2p.enabled', 'recorder.p2p.status', 'recorder.p2p.host'] as const;
export const PORT_MAP_PATHS = ['recorder.upnp.enabled', 'recorder.upnp.mappings', 'recorder.upnp.granted', 'recorder.upnp.outsideAddress'] as const;

const ADDRESS = ['ipaddress', 'address', 'ipaddr', 'ipv4address'] as const;
const MASK = ['netmask', 'subnetmask', 'ipmask', 'mask'] as const;
const SWITCH = ['enable', 'enabled'] as const;
const SERVER = ['domainname', 'serveraddress', 'serveraddr', 'server', 'hostname', ...ADDRESS] as const;
/** Names that hold the address of a name server; what stands under `DNSMode` and the like is none. */
const NAME_SERVER = /dns(?:servers?|addr(?:ess)?|ip|list|s|primary|secondary|\d)*$/;
const MAX_DNS = 8;
const MAX_ROWS = 32;
const MAX_USERS = 64;

/** A miss is a reply that was not understood, and worth keeping for whoever can. */
function told<T>(path: FactPath, value: Cell<T>): Field {
  return value === undefined || value === 'malformed' ? noField(path, 'malformed', BEST_EFFORT) : { path, value };
}

/** `asked`: the address at which the recorder answers, by which its port to the house is told from others that it may have. */
export function networkFields(bags: readonly Bag[], asked: string): Field[] {
  const cards = bags.filter((bag) => pick([bag], ...ADDRESS) !== undefined && pick([bag], ...MASK) !== undefined);
  const ipOf = (card: Bag): Cell<string | null> => address(textOf(pick([card], ...ADDRESS)));
  const used = cards.filter((card) => typeof ipOf(card) === 'string');
  const card = cards.find((c) => ipOf(c) === asked) ?? (used.length === 1 ? used[0] : undefined);
  const of = card ? [card] : [];
  return [
    // Of several ports one would not know whose it is, and IPv6 has a switch of its own beside.
    told('recorder.network.dhcp', cards.length === 1 ? boolOf(pick(around(card), 'dhcpenable', 'enabledhcp', 'dhcp')) : undefined),
    told('recorder.network.address', card && ipOf(card)),
    told('recorder.network.prefix', prefix(textOf(pick(of, ...MASK)))),
    told('recorder.network.gateway', address(textOf(pick(of, 'gateway', 'defaultgateway', 'ipgateway')))),
    told('recorder.network.mtu', cards.length === 1 ? mtu(countOf(pick(around(card), 'mtu'))) : undefined),
  ];
}

export function dnsFields(bags: readonly Bag[]): Field[] {
  const isServer = (name: string, value: unknown): boolean => NAME_SERVER.test(name) || (/dns/.test(name) && canonicalIp(textOf(value) ?? '') !== undefined);
  const named = bags.flatMap((bag) => [...bag].filter(([name, value]) => isServer(name, value)).flatMap(([, value]) => value));
  const listed = bags.map((bag) => textOf(pick([bag], ...ADDRESS)));
  const servers = addressList([...named.filter((value) => typeof value !== 'object').map(String), ...listed]);
  return [told('recorder.network.dns', typeof servers === 'object' ? servers.slice(0, MAX_DNS) : servers)];
}

export function portFields(bags: readonly Bag[]): Field[] {
  return [
    told('recorder.ports.http', port(countOf(pick(bags, 'httpport', 'http')))),
    told('recorder.ports.rtsp', port(countOf(pick(bags, 'rtspport', 'rtsp')))),
  ];
}

export function httpsFields(bags: readonly Bag[]): Field[] {
  const on = switchOf(bags);
  const number = port(countOf(pick(bags, 'port', 'httpsport')));
  // A service that is switched off still lists its port; the port is then nobody's.
  return [told('recorder.ports.httpsEnabled', on), on === false ? noField('recorder.ports.https', 'not-supported', 'the service is switched off') : told('recorder.ports.https', number)];
}

export function cloudFields(bags: readonly Bag[]): Field[] {
  const state = pick(bags, 'onlinestatus', 'status', 'online', 'connectstatus');
  const word = typeof state === 'string' ? state.trim().toLowerCase() : state;
  const status: Cell<string> = word === true || word === 'online' ? 'online' : word === false || word === 'offline' ? 'offline' : 'malformed';
  return [told('recorder.p2p.enabled', switchOf(bags)), told('recorder.p2p.status', status), told('recorder.p2p.host', hostName(textOf(pick(bags, ...SERVER))))];
}

export function ddnsFields(bags: readonly Bag[]): Field[] {
  const on = switchOf(bags);
  if (on === false) return [field('recorder.ddns.enabled', false), field('recorder.ddns.provider', null), field('recorder.ddns.hostname', null)];
  const used = switchedOn(bags);
  return [
    told('recorder.ddns.enabled', on),
    told('recorder.ddns.provider', words(textOf(pick(used, 'provider', 'ddnstype', 'type')), 64)),
    told('recorder.ddns.hostname', hostName(textOf(pick(used, 'domainname', 'domain', 'hostname')))),
  ];
}

/** The one switch of a reply. Where several say different things it is not published which of them counts. */
function switchOf(bags: readonly Bag[]): Cell<boolean> {
  const said = new Set(bags.map((bag) => pick([bag], ...SWITCH)).filter((value) => value !== undefined).map(boolOf));
  return said.size > 1 ? 'malformed' : [...said][0];
}

/** What the reply says beside its one switch; of several objects with a switch, the one that is on. */
function switchedOn(bags: readonly Bag[]): readonly Bag[] {
  const switched = bags.filter((bag) => pick([bag], ...SWITCH) !== undefined);
  if (switched.length < 2) return bags;
  const on = switched.filter((bag) => boolOf(pick([bag], ...SWITCH)) === true);
  return on.length === 1 ? on : [];
}

/** `PortMap`: the port table, and beside each row whether the router gave it (§9). */
export function portMapFields(bags: readonly Bag[]): Field[] {
  const list = pick(bags, 'upnpportmap');
  const entries = Array.isArray(list) ? bags.filter((bag) => bag.has('innerport')) : undefined;
  const rows = entries?.slice(0, MAX_ROWS).map((bag) => {
    const inside = port(countOf(bag.get('innerport')));
    const outside = port(countOf(bag.get('outerport')));
    const granted = boolOf(bag.get('portmapsuccess'));
    const name = cleanText(textOf(bag.get('protocol')) ?? '', 32);
    const protocol = /^tcp$/i.test(name) ? 'tcp' : /^udp$/i.test(name) ? 'udp' : null;
    return typeof inside === 'number' && typeof outside === 'number' ? { inside, outside, protocol, service: protocol === null && name !== '' ? name : null, granted: typeof granted === 'boolean' ? granted : null } : undefined;
  });
  const whole = rows !== undefined && !rows.includes(undefined) && rows.length === Math.min(MAX_ROWS, Array.isArray(list) ? list.length : 0) ? rows.filter((row) => row !== undefined) : undefined;
  return [
    told('recorder.upnp.enabled', boolOf(pick(bags.slice(0, 1), ...SWITCH))),
    // Whether a row is on it does not tell.
    told('recorder.upnp.mappings', whole?.map(({ inside, outside, protocol, service }) => ({ enabled: null, protocol, inside, outside, service }))),
    told('recorder.upnp.granted', whole?.map(({ inside, outside, protocol, granted }) => ({ protocol, inside, outside, granted }))),
    told('recorder.upnp.outsideAddress', outsideAddress(bags)),
  ];
}

/** All rows name the router's address; where they differ none is it. */
function outsideAddress(bags: readonly Bag[]): Cell<string | null> {
  const named = bags.filter((bag) => bag.has('ipaddr') && bag.has('port')).map((bag) => address(textOf(bag.get('ipaddr'))));
  const [first, ...others] = [...new Set(named)];
  return others.length > 0 ? 'malformed' : first;
}

export function userFields(bags: readonly Bag[]): Field[] {
  const names = bags.filter((bag) => bag.has('username')).map((bag) => cleanText(textOf(bag.get('username')) ?? '', 64));
  const rows = names.length === 0 || names.includes('') ? undefined : names.slice(0, MAX_USERS).map((name) => ({ name, group: null, reusable: null, reserved: null }));
  return [told('recorder.accounts.users', rows)];
}

export function deviceFields(bags: readonly Bag[]): Field[] {
  return [
    told('recorder.model', words(textOf(pick(bags, 'devicemodel', 'model')), 64)),
    told('recorder.serial', words(textOf(pick(bags, 'serialnumber', 'serialnum', 'devicesn')), 64)),
    told('recorder.firmware', words(textOf(pick(bags, 'firmwareversion', 'softwareversion')), 96)),
  ];
}

export function ntpFields(bags: readonly Bag[]): Field[] {
  const used = switchedOn(bags);
  const servers = SERVER.map((name) => textOf(pick(used, name))).filter((text) => text !== undefined);
  const named = servers.map((text) => canonicalIp(text) ?? hostName(text));
  return [told('recorder.time.ntpEnabled', switchOf(bags)), told('recorder.time.ntpServer', named.find((name) => typeof name === 'string') ?? named[0])];
}

export function dstFields(bags: readonly Bag[]): Field[] {
  return [told('recorder.time.dstEnabled', switchOf(bags))];
}
