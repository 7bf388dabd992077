/** ONVIF's WS-Discovery (recorder-apis §10): every make answers it, and hardly says more than a name. */
import { cleanText } from '../../facts/validate.js';
import type { Datagram } from '../../network/seam.js';
import { allNamed, readXml, textOf } from '../../network/xml.js';
import type { Family } from '../reader.js';
import { kindByName, label, macOf, type Introduction } from './device.js';

export const WS_DISCOVERY_PORT = 3702;
export const WS_DISCOVERY_GROUP = '239.255.255.250';

const SCOPE = 'onvif://www.onvif.org/';
const MAX_SCOPES = 64;
const MAX_URLS = 16;

/** Words in a device's name or hardware that settle its make. */
const MAKES: readonly (readonly [RegExp, Family, string])[] = [
  [/hikvision|hilook|hiwatch|^i?DS-\d/i, 'Hikvision', 'Hikvision'],
  [/lorex/i, 'Dahua', 'Lorex'],
  [/amcrest/i, 'Dahua', 'Amcrest'],
  [/ic ?realtime/i, 'Dahua', 'IC Realtime'],
  [/intelbras/i, 'Dahua', 'Intelbras'],
  [/dahua|^DHI?-/i, 'Dahua', 'Dahua'],
  [/uniview|\bUNV\b/i, 'Uniview', 'Uniview'],
  [/reolink/i, 'ONVIF', 'Reolink'],
];

export const MAKE_NAMES: readonly string[] = MAKES.map(([, , name]) => name);

/** A search for ONVIF devices. Repeats carry the same `uuid`, so that a device that has answered keeps quiet. */
export function probeDatagram(uuid: string): Uint8Array {
  return Buffer.from(
    '<?xml version="1.0" encoding="utf-8"?>' +
      '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl">' +
      `<e:Header><w:MessageID>uuid:${uuid}</w:MessageID><w:To e:mustUnderstand="true">urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To><w:Action e:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header>` +
      '<e:Body><d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></e:Body></e:Envelope>',
  );
}

/** A reply of an ONVIF device, or undefined for anything else (printers and computers answer this protocol too). */
export function readProbeMatches(datagram: Datagram): Introduction | undefined {
  const text = Buffer.from(datagram.data).toString('utf8').replaceAll('\0', '');
  if (!text.includes('ProbeMatch')) return undefined;
  const root = readXml(text);
  if (root?.name !== 'Envelope') return undefined;
  for (const match of allNamed(root, 'ProbeMatch')) {
    const types = textOf(match, 'Types') ?? '';
    const scopes = readScopes(textOf(match, 'Scopes') ?? '');
    if (scopes.size === 0 && !/NetworkVideo/.test(types)) continue;
    const endpoint = allNamed(match, 'EndpointReference').map((e) => textOf(e, 'Address'))[0];
    return introduction(datagram.address, scopes, types, textOf(match, 'XAddrs') ?? '', endpoint);
  }
  return undefined;
}

function introduction(address: string, scopes: ReadonlyMap<string, readonly string[]>, types: string, xaddrs: string, endpoint: string | undefined): Introduction {
  const name = label(scopes.get('name')?.[0]);
  const hardware = label(scopes.get('hardware')?.[0]);
  const make = MAKES.find(([pattern]) => [name, hardware].some((text) => text !== undefined && pattern.test(text)));
  return {
    protocol: 'ws-discovery',
    address,
    endpoint: endpoint === undefined || endpoint === '' ? undefined : cleanText(endpoint, 128),
    family: make?.[1] ?? 'ONVIF',
    // Any other name may be one that the owner gave it, such as "Front door".
    brand: make?.[2],
    kind: kindByName(scopes.get('type')?.join(' ')) === 'recorder' ? 'recorder' : (kindByName(hardware) ?? kindByName(name) ?? kindByName(types)),
    mac: macOf(scopes.get('mac')?.[0]),
    model: hardware ?? name,
    onvifPort: portOfService(xaddrs, address),
  };
}

/** `onvif://www.onvif.org/<category>/<value>` by category in lower case, values decoded. What cannot be decoded stays as it is spelt. */
function readScopes(text: string): ReadonlyMap<string, readonly string[]> {
  const scopes = new Map<string, string[]>();
  for (const scope of text.split(/\s+/).slice(0, MAX_SCOPES)) {
    if (scope.slice(0, SCOPE.length).toLowerCase() !== SCOPE) continue;
    const [category = '', ...rest] = scope.slice(SCOPE.length, SCOPE.length + 512).split('/');
    if (category === '' || rest.length === 0) continue;
    const values = scopes.get(category.toLowerCase()) ?? [];
    values.push(decoded(rest.join('/')));
    scopes.set(category.toLowerCase(), values);
  }
  return scopes;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The port of the device service. Its host may be 0.0.0.0, an old address, or anybody's: only the source of the datagram is talked to,
 * so the port counts and the host serves to prefer one URL out of several.
 */
function portOfService(xaddrs: string, source: string): number | undefined {
  const urls = xaddrs
    .split(/\s+/)
    .slice(0, MAX_URLS)
    .filter((text) => /^http:\/\//i.test(text) && text.length <= 512 && URL.canParse(text))
    .map((text) => new URL(text));
  const url = urls.find((candidate) => candidate.hostname === source) ?? urls[0];
  if (!url) return undefined;
  const port = url.port === '' ? 80 : Number(url.port);
  return port >= 1 ? port : undefined;
}
