/** SADP (recorder-apis §8): the same question to Hikvision devices. Their answers come by multicast, from whatever network they think they are in. */
import { maskToPrefix } from '../../facts/validate.js';
import type { Datagram } from '../../network/seam.js';
import { readXml, textOf } from '../../network/xml.js';
import { addressOf, kindByName, label, macOf, portOf, type Introduction } from './device.js';

export const SADP_PORT = 37020;
export const SADP_GROUP = '239.255.255.250';

/** `uuid` comes back in the answers; any will do. */
export function sadpDatagram(uuid: string): Uint8Array {
  return Buffer.from(`<?xml version="1.0" encoding="utf-8"?>\n<Probe>\n<Uuid>${uuid.toUpperCase()}</Uuid>\n<Types>inquiry</Types>\n</Probe>\n`);
}

/** A reply, or undefined for anything else. OEM firmware may leave out any field. */
export function readSadp(datagram: Datagram): Introduction | undefined {
  const text = Buffer.from(datagram.data).toString('utf8').replaceAll('\0', '');
  if (!text.includes('ProbeMatch')) return undefined;
  const root = readXml(text);
  // WS-Discovery has an element of that name too, inside its envelope.
  if (root?.name !== 'ProbeMatch' || !root.children.some((c) => c.name === 'MAC' || c.name === 'DeviceSN' || c.name === 'DeviceDescription')) return undefined;
  const said = (name: string): string | undefined => textOf(root, name);
  const model = label(said('DeviceDescription'));
  const mask = said('IPv4SubnetMask');
  return {
    protocol: 'sadp',
    address: datagram.address,
    family: 'Hikvision',
    brand: 'Hikvision',
    // A device that has several cameras of others on it is no camera itself.
    kind: kindByName(model) ?? ((numberOf(said('DigitalChannelNum')) ?? 0) > 1 ? 'recorder' : undefined),
    mac: macOf(said('MAC')),
    serial: label(said('DeviceSN')),
    model,
    firmware: label(said('SoftwareVersion')),
    tcpPort: portOf(numberOf(said('CommandPort'))),
    httpPort: portOf(numberOf(said('HttpPort'))),
    httpsPort: portOf(numberOf(said('HttpsPort'))),
    rtspPort: portOf(numberOf(said('RtspPort'))),
    dhcp: boolOf(said('DHCP')),
    configured: addressOf(said('IPv4Address')),
    prefix: mask === undefined ? undefined : maskToPrefix(mask),
    gateway: addressOf(said('IPv4Gateway')),
    initialized: boolOf(said('Activated')),
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

function boolOf(text: string | undefined): boolean | undefined {
  const word = text?.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}
