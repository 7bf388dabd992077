/** The device description of the lab's routers (UPnP Device Architecture §2.3). */
import type { RouterControl } from '../device.js';
import type { IgdQuirks } from './igd.js';

export interface IgdAddresses {
  readonly address: string;
  readonly port: number;
}

const SCHEMA = 'urn:schemas-upnp-org';

/** The types that a version offers; `searchable` are those an M-SEARCH may ask for. */
export function serviceTypes(version: 1 | 2): { readonly connection: string; readonly searchable: readonly string[] } {
  const connection = `${SCHEMA}:service:WANIPConnection:${version}`;
  return {
    connection,
    searchable: [
      `${SCHEMA}:device:InternetGatewayDevice:${version}`,
      `${SCHEMA}:device:WANDevice:${version}`,
      `${SCHEMA}:device:WANConnectionDevice:${version}`,
      `${SCHEMA}:service:WANCommonInterfaceConfig:1`,
      connection,
    ],
  };
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}

export function describeIgd(router: RouterControl, at: IgdAddresses, quirks: IgdQuirks): string {
  const version = router.igdVersion;
  const device = (type: string, name: string, uuid: number, inner: string): string =>
    `<device><deviceType>${SCHEMA}:device:${type}:${version}</deviceType><friendlyName>${escapeXml(name)}</friendlyName>` +
    `<manufacturer>Example Networks</manufacturer><modelName>${escapeXml(router.model)}</modelName><modelNumber>1</modelNumber>` +
    `<UDN>uuid:5e7e0000-0000-4000-8000-00000000000${uuid}</UDN>${inner}</device>`;
  const service = (type: string, id: string, control: string): string =>
    `<service><serviceType>${type}</serviceType><serviceId>urn:upnp-org:serviceId:${id}</serviceId>` +
    `<SCPDURL>/${id}.xml</SCPDURL><controlURL>${escapeXml(control)}</controlURL><eventSubURL>/evt/${id}</eventSubURL></service>`;
  const connection = device(
    'WANConnectionDevice',
    'WANConnectionDevice',
    3,
    `<serviceList>${service(serviceTypes(version).connection, 'WANIPConn1', quirks.controlUrl ?? '/ctl/IPConn')}</serviceList>`,
  );
  const wan = device(
    'WANDevice',
    'WANDevice',
    2,
    `<serviceList>${service(`${SCHEMA}:service:WANCommonInterfaceConfig:1`, 'WANCommonIFC1', '/ctl/CmnIfCfg')}</serviceList><deviceList>${connection}</deviceList>`,
  );
  const base = quirks.urlBase === true ? `<URLBase>http://${at.address}:${at.port}/</URLBase>` : '';
  const root = device('InternetGatewayDevice', router.model, 1, `<deviceList>${wan}</deviceList><presentationURL>http://${at.address}/</presentationURL>`);
  return `<?xml version="1.0"?>\n<root xmlns="${SCHEMA}:device-1-0"><specVersion><major>1</major><minor>${version - 1}</minor></specVersion>${base}${root}</root>\n`;
}
