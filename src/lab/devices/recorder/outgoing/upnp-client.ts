/** The recorder's UPnP client: finds the router and asks for the ports of its table; the outcome stands in the state. */
import type { Network } from '../../../../network/seam.js';
import type { RecorderState } from '../state.js';
import { fetchText } from './fetch-text.js';

const GROUP = '239.255.255.250';
const SSDP_PORT = 1900;
/** Milliseconds to wait for a router to answer the search, and for each call. */
const SEARCH_TIMEOUT = 1_000;
const CALL_TIMEOUT = 1_500;

interface Control {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly service: string;
}

export async function mapPorts(network: Network, state: RecorderState): Promise<void> {
  const { upnp } = state;
  upnp.inner = '';
  upnp.outer = '';
  for (const mapping of upnp.mappings) mapping.status = 'Unknown';
  if (!upnp.enabled) return;
  const control = await findControl(network, state);
  if (control === undefined) {
    for (const mapping of upnp.mappings) mapping.status = 'Failed';
    return;
  }
  upnp.inner = control.host;
  const outer = await call(network, control, 'GetExternalIPAddress', '');
  upnp.outer = /<NewExternalIPAddress>([0-9.]*)</.exec(outer?.body ?? '')?.[1] ?? '';
  for (const mapping of upnp.mappings) {
    if (!mapping.enabled) continue;
    const fields =
      `<NewRemoteHost></NewRemoteHost><NewExternalPort>${mapping.outside}</NewExternalPort><NewProtocol>${mapping.protocol.toUpperCase()}</NewProtocol>` +
      `<NewInternalPort>${mapping.inside}</NewInternalPort><NewInternalClient>${state.network.address}</NewInternalClient><NewEnabled>1</NewEnabled>` +
      `<NewPortMappingDescription>${mapping.service}</NewPortMappingDescription><NewLeaseDuration>0</NewLeaseDuration>`;
    const done = await call(network, control, 'AddPortMapping', fields);
    mapping.status = done?.status === 200 ? 'Success' : 'Failed';
  }
}

async function findControl(network: Network, state: RecorderState): Promise<Control | undefined> {
  const location = await search(network, state);
  const base = /^http:\/\/([0-9.]+):(\d{1,5})(\/\S*)$/.exec(location ?? '');
  if (base === null) return undefined;
  const [, host = '', port = '', path = '/'] = base;
  const deadline = network.clock.deadline(CALL_TIMEOUT);
  const description = await fetchText(network, { host, port: Number(port) }, `GET ${path} HTTP/1.0\r\nHost: ${host}:${port}\r\n\r\n`, deadline.signal);
  deadline.clear();
  const service = /<serviceType>(urn:schemas-upnp-org:service:WAN(?:IP|PPP)Connection:[12])<\/serviceType>.*?<controlURL>(\/[^<]*)<\/controlURL>/s.exec(description?.body ?? '');
  return service === null ? undefined : { host, port: Number(port), path: service[2] ?? '', service: service[1] ?? '' };
}

/** LOCATION of the first gateway that answers. */
async function search(network: Network, state: RecorderState): Promise<string | undefined> {
  const opened = await network.udp({ address: state.network.address });
  if (!opened.ok) return undefined;
  const deadline = network.clock.deadline(SEARCH_TIMEOUT);
  const text = `M-SEARCH * HTTP/1.1\r\nHOST: ${GROUP}:${SSDP_PORT}\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n\r\n`;
  try {
    await opened.value.send(Buffer.from(text, 'latin1'), SSDP_PORT, GROUP);
    for (;;) {
      const received = await opened.value.receive(deadline.signal);
      if (!received.ok) return undefined;
      const location = /^LOCATION:[ \t]*(\S+)/im.exec(Buffer.from(received.value.data).toString('latin1'))?.[1];
      if (location !== undefined) return location;
    }
  } finally {
    deadline.clear();
    opened.value.close();
  }
}

async function call(network: Network, control: Control, action: string, fields: string): Promise<{ readonly status: number; readonly body: string } | undefined> {
  const body =
    `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>` +
    `<u:${action} xmlns:u="${control.service}">${fields}</u:${action}></s:Body></s:Envelope>`;
  const head = `POST ${control.path} HTTP/1.0\r\nHost: ${control.host}:${control.port}\r\nContent-Type: text/xml\r\nSOAPAction: "${control.service}#${action}"\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  const deadline = network.clock.deadline(CALL_TIMEOUT);
  const answer = await fetchText(network, { host: control.host, port: control.port }, head + body, deadline.signal);
  deadline.clear();
  return answer;
}
