/** From Dahua's service tables to facts (recorder-apis §2.6 to §2.9). Credentials, keys and device ids in them are not read. */
import type { FactPath } from '../../facts/dictionary.js';
import { cleanText } from '../../facts/validate.js';
import { field, noField, type Field } from '../reader.js';
import { cell, hostName, NOT_TOLD, port, UNREADABLE, type Cell } from '../cells.js';
import type { KeyValues } from './key-values.js';

export const DVRIP_PATHS = ['recorder.ports.tcp', 'recorder.ports.udp', 'recorder.ports.maxConnections'] as const;
export const DDNS_PATHS = ['recorder.ddns.enabled', 'recorder.ddns.provider', 'recorder.ddns.hostname', 'recorder.ddns.providers'] as const;
export const P2P_PATHS = ['recorder.p2p.enabled', 'recorder.p2p.host'] as const;
export const UPNP_PATHS = ['recorder.upnp.enabled', 'recorder.upnp.mappings'] as const;

export function dvripFields(table: KeyValues): Field[] {
  return [
    cell('recorder.ports.tcp', port(table.int('DVRIP.TCPPort'))),
    cell('recorder.ports.udp', port(table.int('DVRIP.UDPPort'))),
    cell('recorder.ports.maxConnections', table.int('DVRIP.MaxConnections')),
  ];
}

/** `Web`: one port. */
export function webFields(table: KeyValues): Field[] {
  return [servicePort('recorder.ports.http', table, 'Web')];
}

/** `Https`, `RTSP`: a switch and a port. */
export function serviceFields(table: KeyValues, name: 'Https' | 'RTSP', paths: { readonly port: FactPath; readonly enabled: FactPath }): Field[] {
  return [servicePort(paths.port, table, name), cell(paths.enabled, table.bool(`${name}.Enable`))];
}

function servicePort(path: FactPath, table: KeyValues, name: string): Field {
  // A service that is switched off still lists its port; the port is then nobody's.
  if (table.bool(`${name}.Enable`) === false) return noField(path, 'not-supported', 'the service is switched off');
  return cell(path, port(table.int(`${name}.Port`)));
}

/** Where in `DDNS` the providers stand that are switched on; `complete` where every switch could be read. */
function switchedOn(table: KeyValues): { readonly on: readonly string[]; readonly complete: boolean; readonly told: boolean } {
  const switches = table.indices('DDNS').map((i) => ({ at: `DDNS[${i}]`, on: table.bool(`DDNS[${i}].Enable`) }));
  return { on: switches.filter((s) => s.on === true).map((s) => s.at), complete: switches.every((s) => typeof s.on === 'boolean'), told: switches.length > 0 };
}

function providerName(table: KeyValues, at: string): string {
  return cleanText(table.text(`${at}.Protocol`) ?? '', 64);
}

/** Names of the providers that are on; undefined where the table does not settle it. */
export function providersOn(table: KeyValues): readonly string[] | undefined {
  const { on, complete, told } = switchedOn(table);
  const names = on.map((at) => providerName(table, at));
  return told && complete && !names.includes('') ? names : undefined;
}

/** `DDNS`: one entry per provider; the one in use need not be the first, and several may be on. */
export function ddnsFields(table: KeyValues): Field[] {
  const { on, complete, told } = switchedOn(table);
  if (!told) return DDNS_PATHS.map((path) => noField(path, 'not-supported', NOT_TOLD));
  if (on.length === 0) {
    if (!complete) return DDNS_PATHS.map((path) => noField(path, 'malformed', UNREADABLE));
    return [field('recorder.ddns.enabled', false), field('recorder.ddns.provider', null), field('recorder.ddns.hostname', null), field('recorder.ddns.providers', [])];
  }
  // Of several the one that has a name to keep up to date.
  const chosen = on.find((at) => table.text(`${at}.HostName`)?.trim()) ?? on[0] ?? '';
  const providers = providersOn(table);
  return [
    field('recorder.ddns.enabled', true),
    cell('recorder.ddns.provider', providerName(table, chosen) || undefined),
    cell('recorder.ddns.hostname', hostName(table.text(`${chosen}.HostName`))),
    providers === undefined ? noField('recorder.ddns.providers', 'malformed', UNREADABLE) : field('recorder.ddns.providers', providers.slice(0, 16)),
  ];
}

/** `T2UServer`: a list on recorders, a single object on other firmware. */
export function p2pFields(table: KeyValues): Field[] {
  const entries = table.entries('T2UServer');
  const chosen = entries.find((at) => table.bool(`${at}.Enable`) === true) ?? entries[0] ?? '';
  return [cell('recorder.p2p.enabled', table.anyOn('T2UServer')), cell('recorder.p2p.host', hostName(table.text(`${chosen}.Address`)))];
}

export interface Mapping {
  readonly enabled: boolean | null;
  readonly protocol: 'tcp' | 'udp' | null;
  readonly inside: number | null;
  readonly outside: number | null;
  readonly service: string;
}

/** The rows of `UPnP.MapTable` by their own numbers; `malformed` where one of them is: a table with a hole is not the table that was there. */
export function mapTable(table: KeyValues): Cell<ReadonlyMap<number, Mapping>> {
  const indices = table.indices('UPnP.MapTable');
  if (indices.length === 0) return table.text('UPnP.MapTable')?.trim() === '' ? new Map() : undefined;
  const rows = new Map<number, Mapping>();
  for (const index of indices) {
    const row = mapping(table, `UPnP.MapTable[${index}]`);
    if (row === 'malformed') return 'malformed';
    rows.set(index, row);
  }
  return rows;
}

function mapping(table: KeyValues, at: string): Mapping | 'malformed' {
  const enabled = table.bool(`${at}.Enable`);
  const inside = port(table.int(`${at}.InnerPort`));
  const outside = port(table.int(`${at}.OuterPort`));
  const protocol = table.text(`${at}.Protocol`)?.trim().toLowerCase();
  if (enabled === 'malformed' || inside === 'malformed' || outside === 'malformed' || (protocol !== undefined && protocol !== 'tcp' && protocol !== 'udp')) return 'malformed';
  return { enabled: enabled ?? null, protocol: protocol ?? null, inside: inside ?? null, outside: outside ?? null, service: cleanText(table.text(`${at}.ServiceName`) ?? '', 32) };
}

/** `UPnP`: the switch and the port table. */
export function upnpFields(table: KeyValues): Field[] {
  const rows = mapTable(table);
  return [cell('recorder.upnp.enabled', table.bool('UPnP.Enable')), cell('recorder.upnp.mappings', typeof rows === 'object' ? [...rows.values()].slice(0, 32) : rows)];
}
