/** An internet gateway that answers exactly what a test wants, byte for byte. */
import type { Duplex } from 'node:stream';
import type { ServerNetwork } from '../../src/network/seam.js';
import { answerUdp } from './support.js';

export const WAN_IP = 'urn:schemas-upnp-org:service:WANIPConnection';

export interface EvilRouter {
  /** Address the router has. */
  readonly address: string;
  /** Datagrams sent for one search; default: one honest answer. */
  readonly ssdp?: (location: string) => readonly string[];
  /** Milliseconds until the search is answered; default at once. */
  readonly ssdpDelay?: number;
  /** Writes the whole reply to `GET /desc.xml`; default: an honest description. */
  readonly description?: (connection: Duplex) => void;
  /** Writes the whole reply to a SOAP call; default: honest, three rules. */
  readonly soap?: (connection: Duplex, action: string, body: string) => void;
}

export function ssdpAnswer(location: string): string {
  return `HTTP/1.1 200 OK\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nUSN: uuid:1::urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nLOCATION: ${location}\r\n\r\n`;
}

export function description(options: { version?: 1 | 2; control?: string; base?: string; model?: string } = {}): string {
  const { version = 1, control = '/ctl', base, model = 'EX-1000' } = options;
  return `<?xml version="1.0"?>
<root xmlns="urn:schemas-upnp-org:device-1-0"><specVersion><major>1</major><minor>0</minor></specVersion>${base === undefined ? '' : `<URLBase>${base}</URLBase>`}
<device><deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:${version}</deviceType><friendlyName>Home &amp; Router</friendlyName><manufacturer>Example</manufacturer><modelName>${model}</modelName>
<deviceList><device><deviceType>urn:schemas-upnp-org:device:WANDevice:1</deviceType><deviceList><device><deviceType>urn:schemas-upnp-org:device:WANConnectionDevice:1</deviceType>
<serviceList><service><serviceType>${WAN_IP}:${version}</serviceType><serviceId>urn:upnp-org:serviceId:WANIPConn1</serviceId><controlURL>${control}</controlURL><eventSubURL>/evt</eventSubURL><SCPDURL>/scpd.xml</SCPDURL></service></serviceList>
</device></deviceList></device></deviceList></device></root>`;
}

export function http(connection: Duplex, status: number, body: string, headers = ''): void {
  connection.end(`HTTP/1.1 ${status} X\r\nContent-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n${headers}\r\n${body}`);
}

export function envelope(inner: string): string {
  return `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${inner}</s:Body></s:Envelope>`;
}

export function fault(code: number): string {
  return envelope(`<s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail><UPnPError xmlns="urn:schemas-upnp-org:control-1-0"><errorCode>${code}</errorCode><errorDescription>no</errorDescription></UPnPError></detail></s:Fault>`);
}

export function entry(outside: number): string {
  return `<NewRemoteHost></NewRemoteHost><NewExternalPort>${outside}</NewExternalPort><NewProtocol>TCP</NewProtocol><NewInternalPort>37777</NewInternalPort><NewInternalClient>192.168.1.64</NewInternalClient><NewEnabled>1</NewEnabled><NewPortMappingDescription>dvr</NewPortMappingDescription><NewLeaseDuration>0</NewLeaseDuration>`;
}

/** What an honest version 1 router says; rules for outside ports 100, 101, 102. */
export function honestSoap(connection: Duplex, action: string, body: string): void {
  const answer = (inner: string): void => http(connection, 200, envelope(`<u:${action}Response xmlns:u="${WAN_IP}:1">${inner}</u:${action}Response>`));
  const index = Number(/<NewPortMappingIndex>(\d+)</.exec(body)?.[1]);
  if (action === 'GetExternalIPAddress') answer('<NewExternalIPAddress>192.88.98.7</NewExternalIPAddress>');
  else if (action === 'GetStatusInfo') answer('<NewConnectionStatus>Connected</NewConnectionStatus><NewLastConnectionError>ERROR_NONE</NewLastConnectionError><NewUptime>4711</NewUptime>');
  else if (action === 'GetGenericPortMappingEntry' && index < 3) answer(entry(100 + index));
  else http(connection, 500, fault(action === 'GetGenericPortMappingEntry' ? 713 : 401));
}

/** Starts it on port 1900 and 5000. Returns the requests it got, first lines only. */
export async function startEvilRouter(network: ServerNetwork, evil: EvilRouter): Promise<string[]> {
  const requests: string[] = [];
  const location = `http://${evil.address}:5000/desc.xml`;
  await answerUdp(network, 1900, async () => {
    if (evil.ssdpDelay !== undefined) await network.clock.sleep(evil.ssdpDelay);
    return (evil.ssdp?.(location) ?? [ssdpAnswer(location)]).map((text) => Buffer.from(text));
  }, ['239.255.255.250']);
  const listener = await network.listen(5000, (connection) => {
    let text = '';
    let served = false;
    connection.on('error', () => connection.destroy());
    connection.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      const end = text.indexOf('\r\n\r\n');
      if (served || end < 0 || text.length < end + 4 + length) return;
      served = true;
      requests.push(text.split('\r\n')[0] ?? '');
      const action = /soapaction: "[^#]*#(\w+)"/i.exec(text)?.[1];
      if (action === undefined) (evil.description ?? ((c) => http(c, 200, description())))(connection);
      else (evil.soap ?? honestSoap)(connection, action, text.slice(end + 4));
    });
  });
  if (!listener.ok) throw new Error(listener.failure.kind);
  return requests;
}
