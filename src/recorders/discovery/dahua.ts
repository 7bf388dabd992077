/**
 * DHDiscover (recorder-apis §5): asks every Dahua-family device on the wire to introduce itself, without a login. It is answered even by
 * a recorder whose address belongs to another network, which is how a mis-addressed one is found at all.
 */
import { maskToPrefix } from '../../facts/validate.js';
import type { Datagram } from '../../network/seam.js';
import { addressOf, label, macOf, portOf, type Introduction } from './device.js';

export const DISCOVERY_PORT = 37810;
export const DISCOVERY_GROUP = '239.255.255.251';
const HEADER = 32;

/** Cameras, door stations and sirens speak the same discovery; they are nobody's recorder unless somebody says so. */
const NOT_RECORDERS = /^(IPC|IPSD|SD|VTO|VTH|VTS|BSC|ASI|ASC|ARC|TPC|ITC|EVS|NVD)/i;

/** A framed search: 32-byte little-endian header with magic `DHIP` and the body length twice, then JSON. Unframed JSON is not answered. */
export function searchDatagram(): Uint8Array {
  const body = Buffer.from('{"method":"DHDiscover.search","params":{"mac":"","uni":1}}', 'latin1');
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(HEADER, 0);
  header.write('DHIP', 4, 'latin1');
  header.writeUInt32LE(body.length, 16);
  header.writeUInt32LE(body.length, 24);
  return Buffer.concat([header, body]);
}

/** A reply, or undefined for anything else (other people's searches included). The header's length is not to be relied on. */
export function readReply(datagram: Datagram): Introduction | undefined {
  const text = Buffer.from(datagram.data).toString('utf8').replaceAll('\0', '');
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  if (start < 0 || end < start) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.slice(start, end + 1));
  } catch {
    return undefined;
  }
  const info = own(own(parsed, 'params'), 'deviceInfo');
  if (own(parsed, 'method') !== 'client.notifyDevInfo' || typeof info !== 'object' || info === null) return undefined;
  const ipv4 = own(info, 'IPv4Address');
  const mask = textOf(ipv4, 'SubnetMask');
  const init = own(info, 'Init');
  const initBits = typeof init === 'number' && Number.isSafeInteger(init) ? init & 3 : undefined;
  const dhcp = own(ipv4, 'DhcpEnable');
  const deviceClass = label(own(info, 'DeviceClass'));
  const vendor = label(own(info, 'Vendor'));
  return {
    protocol: 'dhdiscover',
    address: datagram.address,
    family: 'Dahua',
    // Rebranded devices say `General` or `Private`.
    brand: vendor === undefined || /^(general|private)$/i.test(vendor) ? 'Dahua' : vendor,
    kind: deviceClass === undefined ? undefined : NOT_RECORDERS.test(deviceClass) ? 'other' : 'recorder',
    mac: macOf(own(parsed, 'mac')),
    serial: label(own(info, 'SerialNo')),
    model: label(own(info, 'DeviceType')),
    firmware: label(own(info, 'Version')),
    tcpPort: portOf(own(info, 'Port')),
    httpPort: portOf(own(info, 'HttpPort')),
    dhcp: typeof dhcp === 'boolean' ? dhcp : undefined,
    configured: addressOf(textOf(ipv4, 'IPAddress')),
    prefix: mask === undefined ? undefined : maskToPrefix(mask),
    gateway: addressOf(textOf(ipv4, 'DefaultGateway')),
    // Only the two values seen on devices are taken: 1 factory, 2 set up.
    initialized: initBits === 1 ? false : initBits === 2 ? true : undefined,
  };
}

const own = (value: unknown, name: string): unknown => (typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined);

function textOf(value: unknown, name: string): string | undefined {
  const text = own(value, name);
  return typeof text === 'string' && text.length <= 64 ? text.trim() : undefined;
}
