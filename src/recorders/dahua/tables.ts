/** From Dahua's network and service tables to facts (recorder-apis §2.5 to §2.9). Absent is never "off"; a field that cannot be read is malformed. */
import type { FactPath } from '../../facts/dictionary.js';
import { canonicalIp, cleanText, maskToPrefix } from '../../facts/validate.js';
import { field, noField, type Field } from '../reader.js';
import type { KeyValues } from './key-values.js';

const NOT_TOLD = 'the recorder does not tell';
const UNREADABLE = 'the recorder gives no usable value';

type Cell<T> = T | 'malformed' | undefined;

function cell<T>(path: FactPath, value: Cell<T>): Field {
  if (value === undefined) return noField(path, 'not-supported', NOT_TOLD);
  return value === 'malformed' ? noField(path, 'malformed', UNREADABLE) : { path, value };
}

/** Address field: `0.0.0.0` and empty mean "none set". */
function address(text: string | undefined): Cell<string | null> {
  if (text === undefined) return undefined;
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === '0.0.0.0' || trimmed === '::') return null;
  return canonicalIp(trimmed) ?? 'malformed';
}

function port(value: Cell<number>): Cell<number> {
  return typeof value === 'number' && (value < 1 || value > 65535) ? 'malformed' : value;
}

/** `Network`: only the interface named as default counts; a PoE recorder has its camera switch in the same table. */
export function networkFields(table: KeyValues): Field[] {
  const nic = defaultInterface(table);
  if (nic === undefined) {
    const paths = ['dhcp', 'address', 'prefix', 'gateway', 'dnsAuto', 'dns'] as const;
    return paths.map((p) => noField(`recorder.network.${p}`, 'malformed', 'the table does not say which network card leads out'));
  }
  const at = (name: string): string => `Network.${nic}.${name}`;
  const mask = table.text(at('SubnetMask'));
  return [
    cell('recorder.network.dhcp', table.bool(at('DhcpEnable'))),
    cell('recorder.network.address', address(table.text(at('IPAddress')))),
    cell('recorder.network.prefix', mask === undefined ? undefined : (maskToPrefix(mask.trim()) ?? 'malformed')),
    cell('recorder.network.gateway', address(table.text(at('DefaultGateway')))),
    cell('recorder.network.dnsAuto', table.bool(at('DnsAutoGet'))),
    cell('recorder.network.dns', nameServers(table, at('DnsServers'))),
  ];
}

/** The network card that leads out: the one named, or the only one that has an address. */
export function defaultInterface(table: KeyValues): string | undefined {
  const named = table.text('Network.DefaultInterface')?.trim();
  if (named) return table.has(`Network.${named}.`) ? named : undefined;
  const used = table.children('Network').filter((nic) => typeof address(table.text(`Network.${nic}.IPAddress`)) === 'string');
  return used.length === 1 ? used[0] : undefined;
}

/** Two shapes: `DnsServers[0]`, `[1]`, or `DnsServers.Address0`, `.Address1`. */
function nameServers(table: KeyValues, key: string): Cell<readonly string[]> {
  const texts = [...table.indices(key).map((i) => table.text(`${key}[${i}]`)), table.text(`${key}.Address0`), table.text(`${key}.Address1`)];
  const cells = texts.filter((text) => text !== undefined).map(address);
  if (cells.length === 0) return undefined;
  if (cells.includes('malformed')) return 'malformed';
  return [...new Set(cells.filter((c) => typeof c === 'string'))];
}

export function dvripFields(table: KeyValues): Field[] {
  return [cell('recorder.ports.tcp', port(table.int('DVRIP.TCPPort'))), cell('recorder.ports.maxConnections', table.int('DVRIP.MaxConnections'))];
}

/** `Web`, `Https`, `RTSP`: one port each. */
export function portField(path: 'recorder.ports.http' | 'recorder.ports.https' | 'recorder.ports.rtsp', table: KeyValues, name: 'Web' | 'Https' | 'RTSP'): Field[] {
  // A service that is switched off still lists its port; the port is then nobody's.
  if (table.bool(`${name}.Enable`) === false) return [noField(path, 'not-supported', 'the service is switched off')];
  return [cell(path, port(table.int(`${name}.Port`)))];
}

/** `DDNS`: one entry per provider, and the one in use need not be the first. */
export function ddnsFields(table: KeyValues): Field[] {
  const switches = table.indices('DDNS').map((i) => ({ at: `DDNS[${i}]`, on: table.bool(`DDNS[${i}].Enable`) }));
  const paths = ['recorder.ddns.enabled', 'recorder.ddns.provider', 'recorder.ddns.hostname'] as const;
  const on = switches.find((s) => s.on === true);
  if (!on) {
    if (switches.length === 0) return paths.map((path) => noField(path, 'not-supported', NOT_TOLD));
    if (switches.some((s) => s.on !== false)) return paths.map((path) => noField(path, 'malformed', UNREADABLE));
    return [field('recorder.ddns.enabled', false), field('recorder.ddns.provider', null), field('recorder.ddns.hostname', null)];
  }
  const host = table.text(`${on.at}.HostName`);
  const provider = cleanText(table.text(`${on.at}.Protocol`) ?? '', 64);
  return [
    field('recorder.ddns.enabled', true),
    cell('recorder.ddns.provider', provider === '' ? undefined : provider),
    cell('recorder.ddns.hostname', host === undefined ? undefined : hostName(host)),
  ];
}

/** A name fit for a question to a name server; empty is "none set". */
function hostName(text: string): Cell<string | null> {
  const name = text.trim().replace(/\.$/, '').toLowerCase();
  if (name === '') return null;
  return /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/.test(name) ? name : 'malformed';
}

/** `T2UServer`: a list on recorders, a single object on other firmware. Serial, key and user hash in it are not read. */
export function p2pFields(table: KeyValues): Field[] {
  const indices = table.indices('T2UServer');
  const entries = (indices.length > 0 ? indices.map((i) => `T2UServer[${i}]`) : ['T2UServer']).map((at) => ({
    on: table.bool(`${at}.Enable`),
    host: table.text(`${at}.Address`),
  }));
  const chosen = entries.find((e) => e.on === true) ?? entries[0];
  const enabled: Cell<boolean> = entries.some((e) => e.on === true) ? true : entries.every((e) => e.on === false) ? false : chosen?.on;
  return [cell('recorder.p2p.enabled', enabled), cell('recorder.p2p.host', chosen?.host === undefined ? undefined : hostName(chosen.host))];
}

/** `UPnP`: the switch and the port table. */
export function upnpFields(table: KeyValues): Field[] {
  const enabled = cell('recorder.upnp.enabled', table.bool('UPnP.Enable'));
  const rows = table.indices('UPnP.MapTable').map((i) => mapping(table, `UPnP.MapTable[${i}]`));
  if (rows.length === 0) {
    const stated = table.text('UPnP.MapTable')?.trim() === '';
    return [enabled, stated ? field('recorder.upnp.mappings', []) : noField('recorder.upnp.mappings', 'not-supported', NOT_TOLD)];
  }
  // A table with a hole is not the table that was there.
  return [enabled, rows.includes('malformed') ? noField('recorder.upnp.mappings', 'malformed', UNREADABLE) : { path: 'recorder.upnp.mappings', value: rows.slice(0, 32) }];
}

function mapping(table: KeyValues, at: string): Record<string, unknown> | 'malformed' {
  const enabled = table.bool(`${at}.Enable`);
  const inside = port(table.int(`${at}.InnerPort`));
  const outside = port(table.int(`${at}.OuterPort`));
  const protocol = table.text(`${at}.Protocol`)?.trim().toLowerCase();
  if ([enabled, inside, outside].includes('malformed') || (protocol !== undefined && protocol !== 'tcp' && protocol !== 'udp')) return 'malformed';
  return { enabled: enabled ?? null, protocol: protocol ?? null, inside: inside ?? null, outside: outside ?? null, service: cleanText(table.text(`${at}.ServiceName`) ?? '', 32) };
}

/** `netApp getInterfaces`: state of the leading card, told as `Status=up` or as `ConnStatus=Connected`. */
export function linkFields(table: KeyValues, nic: string | undefined): Field[] {
  const cards = table.indices('netInterface').map((i) => `netInterface[${i}]`);
  const card = nic === undefined ? (cards.length === 1 ? cards[0] : undefined) : cards.find((at) => table.text(`${at}.Name`)?.trim() === nic);
  if (card === undefined) return [noField('recorder.network.link', 'not-supported', NOT_TOLD)];
  const state = (table.text(`${card}.Status`) ?? table.text(`${card}.ConnStatus`))?.trim().toLowerCase();
  if (state === undefined) return [noField('recorder.network.link', 'not-supported', NOT_TOLD)];
  if (state === 'up' || state === 'connected') return [field('recorder.network.link', 'up')];
  return [state === 'down' || state === 'disconnected' || state === 'unconnected' ? field('recorder.network.link', 'down') : noField('recorder.network.link', 'malformed', UNREADABLE)];
}
