/**
 * A router's UPnP Internet Gateway Device: SSDP responder, description and SOAP control (UPnP Device Architecture 1.1;
 * InternetGatewayDevice:1 and :2). Answers follow what miniupnpd 2.3.1 was seen to say.
 */
import type { ServerNetwork } from '../../network/seam.js';
import type { Device, RouterControl } from '../device.js';
import { describeIgd, serviceTypes, type IgdAddresses } from './igd-description.js';
import { answerAction } from './igd-actions.js';
import { orClose, serveHttp, serveUdp, type HttpExchange } from './service.js';

export const SSDP_GROUP = '239.255.255.250';
export const SSDP_PORT = 1900;
export const DEFAULT_IGD_PORT = 5000;

/** Ways in which real and hostile routers differ from the text book. */
export interface IgdQuirks {
  /** Put a URLBase into the description (IGD v1 style). */
  readonly urlBase?: boolean;
  /** LOCATION of the SSDP answer in place of the own description. */
  readonly location?: string;
  /** Control URL in the description in place of the own. */
  readonly controlUrl?: string;
  /** Text served in place of the description; `endless` never stops, `silent` takes the connection and says nothing. */
  readonly description?: { readonly text: string } | 'endless' | 'silent';
  /** Text in place of every SOAP answer, with status 200. */
  readonly soap?: string;
  /** Answers GetExternalIPAddress with this, whatever the line says. */
  readonly externalAddress?: string;
  /** Refuses GetListOfPortMappings although version 2 is announced. */
  readonly noPortList?: boolean;
}

export interface IgdOptions {
  readonly router: RouterControl;
  /** LAN address on which it answers. */
  readonly address: string;
  /** Default 5000; 0 picks a free one. */
  readonly httpPort?: number;
  /** Default true; without it only the description and control answer (`lab serve` next to a real responder). */
  readonly ssdp?: boolean;
  readonly quirks?: IgdQuirks;
}

export interface Igd extends Device {
  readonly httpPort: number;
  readonly descriptionUrl: string;
}

export async function startIgd(network: ServerNetwork, options: IgdOptions): Promise<Igd> {
  const { router, address, quirks = {} } = options;
  const http = await serveHttp(network, { port: options.httpPort ?? DEFAULT_IGD_PORT, address, what: 'The UPnP port of the router' }, (exchange) =>
    answerHttp(exchange, router, { address, port: http.port }, quirks),
  );
  const descriptionUrl = quirks.location ?? `http://${address}:${http.port}/rootDesc.xml`;
  const ssdp = options.ssdp === false ? undefined : await orClose(startSsdp(network, router, address, descriptionUrl), http);
  return {
    httpPort: http.port,
    descriptionUrl,
    close: () => {
      ssdp?.close();
      http.close();
    },
  };
}

function startSsdp(network: ServerNetwork, router: RouterControl, address: string, location: string): Promise<Device> {
  const options = { address, port: SSDP_PORT, reuse: true, groups: [SSDP_GROUP] };
  return serveUdp(network, options, 'The UPnP search port of the router', (datagram, reply) => {
    const target = searchTarget(Buffer.from(datagram.data).toString('latin1'));
    if (target === undefined) return;
    for (const type of answeredTypes(target, router.igdVersion)) reply(Buffer.from(ssdpAnswer(type, location), 'latin1'));
  });
}

/** The ST header of an M-SEARCH, or undefined where the datagram is anything else. */
function searchTarget(text: string): string | undefined {
  if (!/^M-SEARCH \* HTTP\/1\.[01]\r?\n/i.test(text) || !/^MAN:\s*"?ssdp:discover"?\s*$/im.test(text)) return undefined;
  return /^ST:[ \t]*(\S+)[ \t]*\r?$/im.exec(text)?.[1];
}

/** A version 2 device also answers a search for version 1 (UPnP Device Architecture §1.3.2), with the version asked for. */
function answeredTypes(target: string, version: 1 | 2): readonly string[] {
  const types = ['upnp:rootdevice', ...serviceTypes(version).searchable];
  if (target === 'ssdp:all') return types;
  if (types.includes(target)) return [target];
  return version === 2 && serviceTypes(1).searchable.includes(target) ? [target] : [];
}

function ssdpAnswer(type: string, location: string): string {
  return [
    'HTTP/1.1 200 OK',
    'CACHE-CONTROL: max-age=120',
    `ST: ${type}`,
    `USN: uuid:5e7e0000-0000-4000-8000-000000000001::${type}`,
    'EXT:',
    'SERVER: lab/1.0 UPnP/1.1 nvr-doctor-lab/1.0',
    `LOCATION: ${location}`,
    '',
    '',
  ].join('\r\n');
}

const XML = ['Content-Type', 'text/xml; charset="utf-8"', 'Connection', 'close', 'Server', 'lab/1.0 UPnP/1.1 nvr-doctor-lab/1.0', 'Ext', ''];

function answerHttp(exchange: HttpExchange, router: RouterControl, at: IgdAddresses, quirks: IgdQuirks): void {
  const path = exchange.target.split('?')[0];
  if (exchange.method === 'GET' && path === '/rootDesc.xml') return serveDescription(exchange, router, at, quirks);
  if (path?.startsWith('/ctl/') === true) {
    if (exchange.method !== 'POST') return exchange.reply(405, '', ['Connection', 'close', 'Allow', 'POST']);
    if (quirks.soap !== undefined) return exchange.reply(200, quirks.soap, XML);
    const answer = answerAction({ soapAction: exchange.headers['soapaction'], body: exchange.body, requester: exchange.peer.address, router, quirks });
    return exchange.reply(answer.status, answer.xml, XML);
  }
  exchange.reply(404, '', ['Connection', 'close']);
}

function serveDescription(exchange: HttpExchange, router: RouterControl, at: IgdAddresses, quirks: IgdQuirks): void {
  const { description } = quirks;
  if (description === 'silent') return;
  if (description === 'endless') return pourEndlessly(exchange);
  exchange.reply(200, description?.text ?? describeIgd(router, at, quirks), XML);
}

/** Sends a description that never ends, as fast as the reader takes it. */
function pourEndlessly(exchange: HttpExchange): void {
  const { connection } = exchange;
  const block = Buffer.from('<device>'.repeat(1024), 'latin1');
  connection.write('HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n<?xml version="1.0"?>\n<root>');
  const pour = (): void => {
    while (!connection.destroyed && connection.writable) {
      if (!connection.write(block)) {
        connection.once('drain', pour);
        return;
      }
    }
  };
  pour();
}
