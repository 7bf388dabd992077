/** From ONVIF's answers to facts. An element that is missing is a field that is not told; nothing is ever concluded from its absence. */
import type { FactPath } from '../../facts/dictionary.js';
import { canonicalIp, cleanText } from '../../facts/validate.js';
import { allNamed, child, textOf, type XmlElement } from '../../network/xml.js';
import { macOf } from '../discovery/device.js';
import { field, noField, type Field } from '../reader.js';

const NOT_TOLD = 'the recorder does not tell';
const UNREADABLE = 'the recorder gives no usable value';
const notTold = (path: FactPath): Field => noField(path, 'not-supported', NOT_TOLD);
const unreadable = (path: FactPath): Field => noField(path, 'malformed', UNREADABLE);
const NO_ADDRESS = '0.0.0.0';

/** xs:boolean; undefined where it is absent or neither. */
function boolOf(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : /^(true|1)$/i.test(text) ? true : /^(false|0)$/i.test(text) ? false : undefined;
}

function intOf(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function countOf(text: string | undefined): number | undefined {
  const number = intOf(text);
  return number !== undefined && number >= 0 ? number : undefined;
}

/** Bytes, as the header of an IP packet can count them. */
function mtuOf(text: string | undefined): number | undefined {
  const bytes = countOf(text);
  return bytes !== undefined && bytes <= 65_535 ? bytes : undefined;
}

function portOf(text: string): number | undefined {
  const number = countOf(text);
  return number !== undefined && number >= 1 && number <= 65_535 ? number : undefined;
}

/** A field from an element's text: absent is not told, what `read` cannot take is malformed. */
function told(path: FactPath, text: string | undefined, read: (text: string) => unknown): Field {
  if (text === undefined || text === '') return notTold(path);
  const value = read(text);
  return value === undefined ? unreadable(path) : { path, value };
}

/** `now`: milliseconds since 1970 when the answer came. UTC is compared with UTC, so no time zone and no daylight saving can disturb it. */
export function clockFields(answer: XmlElement, now: number): Field[] {
  const clock = child(answer, 'SystemDateAndTime');
  const zone = cleanText(textOf(clock, 'TimeZone', 'TZ') ?? '', 64);
  const utc = child(clock, 'UTCDateTime');
  const theirs = utc && dateTime(utc);
  const date = child(clock, 'LocalDateTime', 'Date');
  const shown = date && dateOf(date);
  return [
    !utc ? notTold('recorder.time.offsetSeconds') : theirs === undefined ? unreadable('recorder.time.offsetSeconds') : field('recorder.time.offsetSeconds', theirs / 1000 - Math.floor(now / 1000)),
    !date ? notTold('recorder.time.shownDate') : shown === undefined ? unreadable('recorder.time.shownDate') : field('recorder.time.shownDate', new Date(shown).toISOString().slice(0, 10)),
    zone === '' ? notTold('recorder.time.zone') : field('recorder.time.zone', zone),
    told('recorder.time.dstEnabled', textOf(clock, 'DaylightSavings'), boolOf),
    told('recorder.time.ntpEnabled', textOf(clock, 'DateTimeType'), (type) => (/^ntp$/i.test(type) ? true : /^manual$/i.test(type) ? false : undefined)),
  ];
}

/** Milliseconds since 1970 of midnight; undefined for a day that does not exist. */
function dateOf(date: XmlElement): number | undefined {
  const [year, month, day] = ['Year', 'Month', 'Day'].map((part) => intOf(textOf(date, part)));
  if (year === undefined || month === undefined || day === undefined || year < 1970 || year > 9999) return undefined;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  return midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day ? midnight.getTime() : undefined;
}

function dateTime(element: XmlElement): number | undefined {
  const date = child(element, 'Date');
  const midnight = date && dateOf(date);
  const [hour, minute, second] = ['Hour', 'Minute', 'Second'].map((part) => intOf(textOf(element, 'Time', part)));
  if (midnight === undefined || hour === undefined || minute === undefined || second === undefined) return undefined;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 61) return undefined;
  return midnight + ((hour * 60 + minute) * 60 + second) * 1000;
}

export function identityFields(answer: XmlElement): Field[] {
  const text = (path: 'recorder.brand' | 'recorder.model' | 'recorder.serial' | 'recorder.firmware', name: string, max: number): Field => told(path, textOf(answer, name), (raw) => cleanText(raw, max) || undefined);
  return [text('recorder.brand', 'Manufacturer', 64), text('recorder.model', 'Model', 64), text('recorder.serial', 'SerialNumber', 64), text('recorder.firmware', 'FirmwareVersion', 96)];
}

interface Card {
  readonly element: XmlElement;
  readonly name: string | null;
  readonly up: boolean | null;
  readonly dhcp: boolean | null;
  /** null: 0.0.0.0. */
  readonly address: string | null | undefined;
  readonly prefix: number | undefined;
}

function cardOf(element: XmlElement): Card {
  const config = child(element, 'IPv4', 'Config');
  const dhcp = boolOf(textOf(config, 'DHCP'));
  // With DHCP the address stands in FromDHCP; what Manual still holds is then an old one.
  const holder = dhcp === true ? child(config, 'FromDHCP') : (child(config, 'Manual') ?? child(config, 'FromDHCP'));
  const text = textOf(holder, 'Address');
  const prefix = intOf(textOf(holder, 'PrefixLength'));
  const name = cleanText(textOf(element, 'Info', 'Name') ?? '', 32);
  return {
    element,
    name: name === '' ? null : name,
    up: boolOf(textOf(element, 'Enabled')) ?? null,
    dhcp: dhcp ?? null,
    address: text === undefined ? undefined : text === NO_ADDRESS || text === '' ? null : canonicalIp(text),
    prefix: prefix !== undefined && prefix >= 0 && prefix <= 32 ? prefix : undefined,
  };
}

/** `asked`: the address at which the recorder answers, by which its card in the house is told from the one of its camera sockets. */
export function networkFields(answer: XmlElement, asked: string): Field[] {
  const cards = allNamed(answer, 'NetworkInterfaces').map(cardOf);
  const used = cards.filter(({ up, address }) => up !== false && address !== null && address !== undefined);
  const card = cards.find(({ address }) => address === asked) ?? (used.length === 1 ? used[0] : undefined);
  const list = cards.map(({ name, address, prefix, dhcp, up }) => ({ name, address: address ?? null, prefix: prefix ?? null, dhcp, up }));
  const interfaces = cards.length === 0 || cards.some(({ address }) => address === undefined) ? notTold('recorder.network.interfaces') : field('recorder.network.interfaces', list.slice(0, 16));
  if (!card) return [interfaces];
  const info = child(card.element, 'Info');
  return [
    interfaces,
    card.dhcp === null ? notTold('recorder.network.dhcp') : field('recorder.network.dhcp', card.dhcp),
    field('recorder.network.address', card.address ?? null),
    card.prefix === undefined ? notTold('recorder.network.prefix') : field('recorder.network.prefix', card.prefix),
    told('lan.mac', textOf(info, 'HwAddress'), macOf),
    told('recorder.network.mtu', textOf(info, 'MTU'), mtuOf),
    told('recorder.network.linkSpeed', textOf(card.element, 'Link', 'OperSettings', 'Speed'), countOf),
  ];
}

/** The first IPv4 gateway; 0.0.0.0 is how devices write that there is none. */
export function gatewayFields(answer: XmlElement): Field[] {
  const path = 'recorder.network.gateway';
  const text = textOf(answer, 'NetworkGateway', 'IPv4Address');
  if (text === NO_ADDRESS) return [field(path, null)];
  return [told(path, text, canonicalIp)];
}

export function dnsFields(answer: XmlElement): Field[] {
  const information = child(answer, 'DNSInformation');
  const automatic = boolOf(textOf(information, 'FromDHCP'));
  const servers = (information?.children ?? []).filter(({ name }) => name === (automatic ? 'DNSFromDHCP' : 'DNSManual'));
  const texts = servers.flatMap((server) => textOf(server, 'IPv4Address') ?? textOf(server, 'IPv6Address') ?? []).filter((text) => text !== '' && text !== NO_ADDRESS);
  const addresses = texts.map(canonicalIp);
  const dns = ((): Field => {
    // An empty list means "none" only where the device says that they are set by hand.
    if (automatic === undefined || (automatic && servers.length === 0)) return notTold('recorder.network.dns');
    const known = addresses.filter((address) => address !== undefined);
    return known.length < addresses.length ? unreadable('recorder.network.dns') : field('recorder.network.dns', known.slice(0, 8));
  })();
  return [told('recorder.network.dnsAuto', textOf(information, 'FromDHCP'), boolOf), dns];
}

export function portFields(answer: XmlElement): Field[] {
  const protocols = allNamed(answer, 'NetworkProtocols');
  const of = (name: string): XmlElement | undefined => protocols.find((protocol) => textOf(protocol, 'Name')?.toUpperCase() === name);
  const port = (path: FactPath, name: string): Field => told(path, textOf(of(name), 'Port'), portOf);
  const enabled = (path: FactPath, name: string): Field => told(path, textOf(of(name), 'Enabled'), boolOf);
  return [
    port('recorder.ports.http', 'HTTP'),
    port('recorder.ports.https', 'HTTPS'),
    enabled('recorder.ports.httpsEnabled', 'HTTPS'),
    port('recorder.ports.rtsp', 'RTSP'),
    enabled('recorder.ports.rtspEnabled', 'RTSP'),
  ];
}

/** The server that is set by hand, or the first that DHCP brought. */
export function ntpFields(answer: XmlElement): Field[] {
  const path = 'recorder.time.ntpServer';
  const information = child(answer, 'NTPInformation');
  const automatic = boolOf(textOf(information, 'FromDHCP'));
  const server = child(information, automatic ? 'NTPFromDHCP' : 'NTPManual');
  if (!server) return [automatic === false ? field(path, null) : notTold(path)];
  const text = ['DNSname', 'IPv4Address', 'IPv6Address'].map((name) => textOf(server, name)).find((part) => part !== undefined && part !== '');
  if (text === NO_ADDRESS) return [field(path, null)];
  return [told(path, text, (raw) => cleanText(raw, 253) || undefined)];
}
