/** From ONVIF's answers to facts. An element that is missing is a field that is not told; nothing is ever concluded from its absence. */
import type { FactPath } from '../../facts/dictionary.js';
import { allNamed, child, children, textOf, type XmlElement } from '../../network/xml.js';
import { address, addressList, boolText, cell, countText, hostName, linkSpeed, mtu, ntpMode, port, rows, words, type Cell } from '../cells.js';
import { macOf } from '../discovery/device.js';
import type { Field } from '../reader.js';

const MAX_CARDS = 16;
const MAX_DNS = 8;

/** `now`: milliseconds since 1970 when the answer came. UTC is compared with UTC, so no time zone and no daylight saving can disturb it. */
export function clockFields(answer: XmlElement, now: number): Field[] {
  const clock = child(answer, 'SystemDateAndTime');
  const utc = child(clock, 'UTCDateTime');
  const theirs = utc && dateTime(utc);
  const date = child(clock, 'LocalDateTime', 'Date');
  const shown = date && dateOf(date);
  return [
    cell('recorder.time.offsetSeconds', typeof theirs === 'number' ? theirs / 1000 - Math.floor(now / 1000) : theirs),
    cell('recorder.time.shownDate', typeof shown === 'number' ? new Date(shown).toISOString().slice(0, 10) : shown),
    cell('recorder.time.zone', words(textOf(clock, 'TimeZone', 'TZ'), 64)),
    cell('recorder.time.dstEnabled', boolText(textOf(clock, 'DaylightSavings'))),
    cell('recorder.time.ntpEnabled', ntpMode(textOf(clock, 'DateTimeType'))),
  ];
}

/** Milliseconds since 1970 of midnight; `malformed` for a day that does not exist. */
function dateOf(date: XmlElement): number | 'malformed' {
  const [year, month, day] = numbers(date, 'Year', 'Month', 'Day');
  if (year === undefined || month === undefined || day === undefined || year < 1970 || year > 9999) return 'malformed';
  const midnight = new Date(Date.UTC(year, month - 1, day));
  return midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day ? midnight.getTime() : 'malformed';
}

function dateTime(element: XmlElement): number | 'malformed' {
  const date = child(element, 'Date');
  const midnight = date && dateOf(date);
  const [hour, minute, second] = numbers(child(element, 'Time'), 'Hour', 'Minute', 'Second');
  if (typeof midnight !== 'number' || hour === undefined || minute === undefined || second === undefined) return 'malformed';
  return hour > 23 || minute > 59 || second > 61 ? 'malformed' : midnight + ((hour * 60 + minute) * 60 + second) * 1000;
}

function numbers(element: XmlElement | undefined, ...names: readonly string[]): (number | undefined)[] {
  return names.map((name) => countText(textOf(element, name))).map((count) => (count === 'malformed' ? undefined : count));
}

export function identityFields(answer: XmlElement): Field[] {
  const text = (path: FactPath, name: string, max: number): Field => cell(path, words(textOf(answer, name), max));
  return [text('recorder.brand', 'Manufacturer', 64), text('recorder.model', 'Model', 64), text('recorder.serial', 'SerialNumber', 64), text('recorder.firmware', 'FirmwareVersion', 96)];
}

interface Card {
  readonly element: XmlElement;
  readonly up: Cell<boolean>;
  readonly dhcp: Cell<boolean>;
  readonly address: Cell<string | null>;
  readonly prefix: Cell<number>;
}

function cardOf(element: XmlElement): Card {
  const config = child(element, 'IPv4', 'Config');
  const dhcp = boolText(textOf(config, 'DHCP'));
  // With DHCP the address stands in FromDHCP; what Manual still holds is then an old one.
  const holder = dhcp === true ? child(config, 'FromDHCP') : (child(config, 'Manual') ?? child(config, 'FromDHCP'));
  const bits = countText(textOf(holder, 'PrefixLength'));
  return {
    element,
    up: boolText(textOf(element, 'Enabled')),
    dhcp,
    address: address(textOf(holder, 'Address')),
    prefix: typeof bits === 'number' && bits > 32 ? 'malformed' : bits,
  };
}

function rowOf({ element, ...told }: Card): Cell<object> {
  const { up, dhcp, address, prefix } = told;
  if (Object.values(told).includes('malformed')) return 'malformed';
  if (address === undefined) return undefined;
  return { name: words(textOf(element, 'Info', 'Name'), 32) ?? null, address, prefix: prefix ?? null, dhcp: dhcp ?? null, up: up ?? null };
}

/** `asked`: the address at which the recorder answers, by which its card in the house is told from the one of its camera sockets. */
export function networkFields(answer: XmlElement, asked: string): Field[] {
  const cards = allNamed(answer, 'NetworkInterfaces').map(cardOf);
  const interfaces = cell('recorder.network.interfaces', rows(cards.map(rowOf), MAX_CARDS));
  const used = cards.filter((card) => card.up !== false && typeof card.address === 'string');
  const card = cards.find((c) => c.address === asked) ?? (used.length === 1 ? used[0] : undefined);
  if (!card) return [interfaces];
  const info = child(card.element, 'Info');
  const mac = textOf(info, 'HwAddress');
  return [
    interfaces,
    cell('recorder.network.dhcp', card.dhcp),
    cell('recorder.network.address', card.address),
    cell('recorder.network.prefix', card.prefix),
    cell('lan.mac', mac ? (macOf(mac) ?? 'malformed') : undefined),
    cell('recorder.network.mtu', mtu(countText(textOf(info, 'MTU')))),
    cell('recorder.network.linkSpeed', linkSpeed(countText(textOf(card.element, 'Link', 'OperSettings', 'Speed')))),
  ];
}

/** The first IPv4 gateway; 0.0.0.0 is how devices write that there is none. */
export function gatewayFields(answer: XmlElement): Field[] {
  return [cell('recorder.network.gateway', address(textOf(answer, 'NetworkGateway', 'IPv4Address')))];
}

export function dnsFields(answer: XmlElement): Field[] {
  const information = child(answer, 'DNSInformation');
  const automatic = boolText(textOf(information, 'FromDHCP'));
  const servers = inUse(information, automatic, 'DNS', ['IPv4Address', 'IPv6Address']);
  const dns = typeof servers === 'object' ? addressList(servers.flat()) : servers;
  return [cell('recorder.network.dnsAuto', automatic), cell('recorder.network.dns', typeof dns === 'object' ? dns.slice(0, MAX_DNS) : dns)];
}

export function portFields(answer: XmlElement): Field[] {
  const protocols = allNamed(answer, 'NetworkProtocols');
  const of = (name: string): XmlElement | undefined => protocols.find((protocol) => textOf(protocol, 'Name')?.toUpperCase() === name);
  const number = (path: FactPath, name: string): Field => cell(path, port(countText(textOf(of(name), 'Port'))));
  const enabled = (path: FactPath, name: string): Field => cell(path, boolText(textOf(of(name), 'Enabled')));
  return [
    number('recorder.ports.http', 'HTTP'),
    number('recorder.ports.https', 'HTTPS'),
    enabled('recorder.ports.httpsEnabled', 'HTTPS'),
    number('recorder.ports.rtsp', 'RTSP'),
    enabled('recorder.ports.rtspEnabled', 'RTSP'),
  ];
}

/** The first server that is filled in, of those set by hand or those that DHCP brought. */
export function ntpFields(answer: XmlElement): Field[] {
  const information = child(answer, 'NTPInformation');
  const servers = inUse(information, boolText(textOf(information, 'FromDHCP')), 'NTP', ['DNSname', 'IPv4Address', 'IPv6Address']);
  if (typeof servers !== 'object') return [cell('recorder.time.ntpServer', servers)];
  const named = servers.flatMap(([name, ...addresses]) => [hostName(name), ...addresses.map(address)]).filter((server) => server !== undefined);
  return [cell('recorder.time.ntpServer', named.find((server) => server !== null) ?? null)];
}

/**
 * The fields of each server in the list that is in use. A list without an entry does not say that there is none, and an entry without any of
 * the fields is one that was not understood.
 */
function inUse(information: XmlElement | undefined, automatic: Cell<boolean>, kind: 'DNS' | 'NTP', names: readonly string[]): Cell<readonly (readonly (string | undefined)[])[]> {
  if (typeof automatic !== 'boolean') return automatic;
  const servers = children(information, `${kind}${automatic ? 'FromDHCP' : 'Manual'}`).map((server) => names.map((name) => textOf(server, name)));
  if (servers.length === 0) return undefined;
  return servers.some((fields) => fields.every((text) => text === undefined)) ? 'malformed' : servers;
}
