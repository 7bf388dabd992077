/** From ISAPI's network documents to facts (recorder-apis §7.3): network ports, admin ports, UPnP. */
import type { FactPath } from '../../facts/dictionary.js';
import { cleanText } from '../../facts/validate.js';
import { allNamed, child, textOf, type XmlElement } from '../../network/xml.js';
import { address, addressList, boolText, cell, countText, linkSpeed, mtu, port, prefix, rows, UNREADABLE, words, type Cell } from '../cells.js';
import { field, noField, type Field } from '../reader.js';

const OF_MAIN = ['dhcp', 'address', 'prefix', 'gateway', 'dns', 'linkSpeed', 'mtu'] as const;
export const INTERFACE_PATHS: readonly FactPath[] = [...OF_MAIN.map((name) => `recorder.network.${name}` as const), 'recorder.network.interfaces'];
export const PORT_PATHS = ['recorder.ports.tcp', 'recorder.ports.http', 'recorder.ports.https', 'recorder.ports.httpsEnabled', 'recorder.ports.rtsp', 'recorder.ports.rtspEnabled'] as const;

const MAX_CARDS = 16;
const MAX_MAPPINGS = 32;

/** `asked`: the address at which the recorder answers, by which its port to the house is told from others that it may have. */
export function interfaceFields(root: XmlElement, asked: string): Field[] {
  const cards = allNamed(root, 'NetworkInterface');
  const main = mainCard(cards, asked);
  return [...(main ? mainFields(main) : OF_MAIN.map((name) => noField(`recorder.network.${name}`, 'not-supported', 'the recorder does not tell which network port leads out'))), cell('recorder.network.interfaces', rows(cards.map(cardRow), MAX_CARDS))];
}

/** The card with the address that was asked, else the only one that has any. */
function mainCard(cards: readonly XmlElement[], asked: string): XmlElement | undefined {
  const used = cards.filter((card) => typeof address(textOf(card, 'IPAddress', 'ipAddress')) === 'string');
  return cards.find((card) => address(textOf(card, 'IPAddress', 'ipAddress')) === asked) ?? (used.length === 1 ? used[0] : cards.length === 1 ? cards[0] : undefined);
}

function mainFields(card: XmlElement): Field[] {
  const ip = child(card, 'IPAddress');
  return [
    cell('recorder.network.dhcp', dhcp(textOf(ip, 'addressingType'))),
    cell('recorder.network.address', address(textOf(ip, 'ipAddress'))),
    cell('recorder.network.prefix', prefix(textOf(ip, 'subnetMask'))),
    cell('recorder.network.gateway', address(textOf(ip, 'DefaultGateway', 'ipAddress'))),
    cell('recorder.network.dns', addressList([textOf(ip, 'PrimaryDNS', 'ipAddress'), textOf(ip, 'SecondaryDNS', 'ipAddress')])),
    cell('recorder.network.linkSpeed', linkSpeed(countText(textOf(card, 'Link', 'speed')))),
    cell('recorder.network.mtu', mtu(countText(textOf(card, 'Link', 'MTU')))),
  ];
}

/** `apipa`, an address that a device gives itself, is neither static nor from DHCP. */
function dhcp(type: string | undefined): Cell<boolean> {
  const word = type?.toLowerCase();
  if (word === undefined || word === '' || word === 'apipa') return undefined;
  return word === 'dynamic' ? true : word === 'static' ? false : 'malformed';
}

function cardRow(card: XmlElement): Cell<object> {
  const ip = child(card, 'IPAddress');
  const own = address(textOf(ip, 'ipAddress'));
  const row = { address: own, prefix: own === null ? null : prefix(textOf(ip, 'subnetMask')), gateway: address(textOf(ip, 'DefaultGateway', 'ipAddress')), dhcp: dhcp(textOf(ip, 'addressingType')) };
  if (Object.values(row).includes('malformed')) return 'malformed';
  // Without an address field it is not known to be out of use.
  if (own === undefined) return undefined;
  return { name: words(textOf(card, 'id'), 32) ?? null, address: own, prefix: row.prefix ?? null, gateway: row.gateway ?? null, dhcp: row.dhcp ?? null, up: null };
}

/** `AdminAccessProtocolList`: found by the name of the protocol; their numbers differ from model to model. */
export function accessFields(root: XmlElement): Field[] {
  const rows = allNamed(root, 'AdminAccessProtocol');
  const row = (protocol: string): XmlElement | undefined => rows.find((r) => textOf(r, 'protocol')?.toUpperCase() === protocol);
  const on = (protocol: string): Cell<boolean> => boolText(textOf(row(protocol), 'enabled'));
  const number = (protocol: string): Cell<number> => port(countText(textOf(row(protocol), 'portNo')));
  // A service that is switched off still lists its port; the port is then nobody's.
  const served = (path: FactPath, protocol: string): Field => (on(protocol) === false ? noField(path, 'not-supported', 'the service is switched off') : cell(path, number(protocol)));
  return [
    // What the app is set to has to be compared with it, on or off.
    cell('recorder.ports.tcp', number('DEV_MANAGE')),
    served('recorder.ports.http', 'HTTP'),
    served('recorder.ports.https', 'HTTPS'),
    cell('recorder.ports.httpsEnabled', on('HTTPS')),
    served('recorder.ports.rtsp', 'RTSP'),
    cell('recorder.ports.rtspEnabled', on('RTSP')),
  ];
}

export function upnpFields(root: XmlElement): Field[] {
  return [cell('recorder.upnp.enabled', boolText(textOf(root, 'enabled')))];
}

/** `UPnP/ports`: the table that the recorder asks the router for. */
export function mappingFields(root: XmlElement): Field[] {
  const path = 'recorder.upnp.mappings';
  const list = child(root, 'portList');
  if (!list) return [cell(path, undefined)];
  const asks = boolText(textOf(root, 'enabled'));
  const rows = allNamed(list, 'portMapping').map((row) => mapping(row, asks === false));
  return [rows.includes('malformed') ? noField(path, 'malformed', UNREADABLE) : field(path, rows.filter((row) => row !== 'malformed').slice(0, MAX_MAPPINGS))];
}

interface Mapping {
  readonly enabled: boolean | null;
  readonly protocol: 'tcp' | 'udp' | null;
  readonly inside: number | null;
  readonly outside: number | null;
  readonly service: string | null;
}

/** `portType` and `protocolType` hold the transport on some firmware and the service on other. */
function mapping(row: XmlElement, allOff: boolean): Mapping | 'malformed' {
  const own = boolText(textOf(row, 'enabled'));
  const inside = port(countText(textOf(row, 'internalPort')));
  const outside = port(countText(textOf(row, 'externalPort')));
  if (own === 'malformed' || inside === 'malformed' || outside === 'malformed') return 'malformed';
  const names = ['protocolType', 'portType'].map((name) => cleanText(textOf(row, name) ?? '', 32)).filter((name) => name !== '');
  const transport = names.map((name) => name.toLowerCase()).find((name) => name === 'tcp' || name === 'udp');
  const service = names.find((name) => !/^(tcp|udp)$/i.test(name));
  return {
    enabled: allOff ? false : (own ?? null),
    protocol: transport === 'tcp' || transport === 'udp' ? transport : service !== undefined && ALWAYS_TCP.test(service) ? 'tcp' : null,
    inside: inside ?? null,
    outside: outside ?? null,
    service: service ?? null,
  };
}

const ALWAYS_TCP = /^(HTTPS?|RTSP|DEV_MANAGE)$/i;
