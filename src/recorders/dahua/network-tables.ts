/** From Dahua's network tables to facts (recorder-apis §2.5): which port leads out, what it is set to, and whether its cable is plugged in. */
import type { FactPath } from '../../facts/dictionary.js';
import { addressClass } from '../../facts/address-class.js';
import { cleanText, networkOf } from '../../facts/validate.js';
import { field, noField, type Field } from '../reader.js';
import { address, addressList, cell, linkSpeed, mtu, prefix, rows, type Cell } from '../cells.js';
import type { KeyValues } from './key-values.js';

/** What the table says of the one port that leads out. */
const OF_DEFAULT = ['dhcp', 'address', 'prefix', 'gateway', 'dnsAuto', 'dns', 'mtu'] as const;
export const NETWORK_PATHS: readonly FactPath[] = [...OF_DEFAULT.map((name) => `recorder.network.${name}` as const), 'recorder.network.defaultInterface', 'recorder.network.poeSubnet'];
export const LINK_PATHS: readonly FactPath[] = ['recorder.network.link', 'recorder.network.linkSpeed', 'recorder.network.interfaces'];

const MAX_PORTS = 16;

/** `Network`: only the port named as default counts; a recorder with camera sockets has their switch in the same table. */
export function networkFields(table: KeyValues): Field[] {
  const nic = defaultInterface(table);
  const further = [cell('recorder.network.defaultInterface', namedInterface(table)), cameraNetwork(table, nic)];
  if (nic === undefined) {
    return [...OF_DEFAULT.map((name) => noField(`recorder.network.${name}`, 'malformed', 'the table does not say which network port leads out')), ...further];
  }
  const at = (name: string): string => `Network.${nic}.${name}`;
  return [
    cell('recorder.network.dhcp', table.bool(at('DhcpEnable'))),
    cell('recorder.network.address', address(table.text(at('IPAddress')))),
    cell('recorder.network.prefix', prefix(table.text(at('SubnetMask')))),
    cell('recorder.network.gateway', address(table.text(at('DefaultGateway')))),
    cell('recorder.network.dnsAuto', table.bool(at('DnsAutoGet'))),
    cell('recorder.network.dns', nameServers(table, at('DnsServers'))),
    cell('recorder.network.mtu', mtu(table.int(at('MTU')))),
    ...further,
  ];
}

function namedInterface(table: KeyValues): Cell<string | null> {
  const named = table.text('Network.DefaultInterface');
  if (named === undefined) return undefined;
  return cleanText(named, 32) || null;
}

/** The network port that leads out: the one named, or the only one that has an address. */
export function defaultInterface(table: KeyValues): string | undefined {
  const named = table.text('Network.DefaultInterface')?.trim();
  if (named) return table.has(`Network.${named}.`) ? named : undefined;
  const used = cards(table).filter((nic) => typeof address(table.text(`Network.${nic}.IPAddress`)) === 'string');
  return used.length === 1 ? used[0] : undefined;
}

/** Names that have an address field of their own; the table also holds plain settings such as `Hostname`. */
function cards(table: KeyValues): string[] {
  return table.names('Network').filter((name) => table.text(`Network.${name}.IPAddress`) !== undefined);
}

/** Two shapes: `DnsServers[0]`, `[1]`, or `DnsServers.Address0`, `.Address1`. */
function nameServers(table: KeyValues, key: string): Cell<readonly string[]> {
  return addressList([...table.indices(key).map((i) => table.text(`${key}[${i}]`)), table.text(`${key}.Address0`), table.text(`${key}.Address1`)]);
}

/**
 * The recorder is itself the way out for the cameras in its back: that port has a fixed private address and no gateway of its own. Many
 * recorders do not list it, so its absence proves nothing.
 */
function cameraNetwork(table: KeyValues, nic: string | undefined): Field {
  const path = 'recorder.network.poeSubnet';
  const switches = cards(table).flatMap((name) => {
    const at = `Network.${name}.`;
    const ip = address(table.text(`${at}IPAddress`));
    const bits = prefix(table.text(`${at}SubnetMask`));
    const gateway = address(table.text(`${at}DefaultGateway`));
    const own = gateway === undefined || gateway === null || gateway === ip;
    if (name === nic || typeof ip !== 'string' || typeof bits !== 'number' || addressClass(ip) !== 'private' || !own || table.bool(`${at}DhcpEnable`) !== false) return [];
    return networkOf(ip, bits) ?? [];
  });
  const [only, second] = switches;
  if (nic === undefined || only === undefined || second !== undefined) return noField(path, 'not-supported', 'the recorder does not tell which network port serves cameras');
  return field(path, only);
}

/** `PPPoE`: the recorder dials in by itself. */
export function pppoeFields(table: KeyValues): Field[] {
  return [cell('recorder.network.pppoe', table.anyOn('PPPoE'))];
}

type Plug = 'up' | 'down';

/** Told as `Status=up` or as `ConnStatus=Connected`. */
function plug(table: KeyValues, at: string): Cell<Plug> {
  const state = (table.text(`${at}.Status`) ?? table.text(`${at}.ConnStatus`))?.trim().toLowerCase();
  if (state === undefined || state === '') return undefined;
  if (state === 'up' || state === 'connected') return 'up';
  return state === 'down' || state === 'disconnected' || state === 'unconnected' ? 'down' : 'malformed';
}

/** What stands for "no speed" at a bond that was never set up. */
const UNCONFIGURED_SPEED = 65535;

/** `getInterfaces`, with the `Network` table beside it where that could be read. */
export function linkFields(links: KeyValues | undefined, network: KeyValues | undefined): Field[] {
  const nic = network && defaultInterface(network);
  const ports = links?.indices('netInterface').map((i) => `netInterface[${i}]`) ?? [];
  const nameOf = (at: string): string => links?.text(`${at}.Name`)?.trim() ?? '';
  // Without a name only a single port can be the one that leads out.
  const row = nic === undefined ? (ports.length === 1 ? ports[0] : undefined) : ports.find((at) => nameOf(at) === nic);
  const state = links && row !== undefined ? plug(links, row) : undefined;
  const speed = links && row !== undefined ? links.int(`${row}.Speed`) : undefined;
  const up = new Map(links === undefined ? [] : ports.map((at) => [nameOf(at), links.int(`${at}.Speed`) === UNCONFIGURED_SPEED ? undefined : plug(links, at)]));
  return [
    cell('recorder.network.link', state),
    state === 'down' ? noField('recorder.network.linkSpeed', 'not-supported', 'the cable is not connected, so it has no speed') : cell('recorder.network.linkSpeed', linkSpeed(speed === UNCONFIGURED_SPEED ? undefined : speed)),
    interfacesField(network, up),
  ];
}

function interfacesField(network: KeyValues | undefined, up: ReadonlyMap<string, Cell<Plug>>): Field {
  const list = (network ? cards(network) : []).map((name): Cell<object> => {
    const text = (key: string): string | undefined => network?.text(`Network.${name}.${key}`);
    const ip = address(text('IPAddress'));
    const row = { address: ip, prefix: ip === null ? null : prefix(text('SubnetMask')), gateway: address(text('DefaultGateway')), dhcp: network?.bool(`Network.${name}.DhcpEnable`) };
    if (Object.values(row).includes('malformed')) return 'malformed';
    const state = up.get(name);
    return { name: cleanText(name, 32), address: row.address ?? null, prefix: row.prefix ?? null, gateway: row.gateway ?? null, dhcp: row.dhcp ?? null, up: state === 'up' ? true : state === 'down' ? false : null };
  });
  return cell('recorder.network.interfaces', rows(list, MAX_PORTS));
}
