/** A router's description of itself: its name, and where its WAN connection services take orders. */
import { cleanText } from '../../facts/validate.js';
import { httpRequest } from '../../network/http.js';
import { fail, type Network, ok, type Outcome } from '../../network/seam.js';
import { isOn, type Answer } from './ssdp.js';
import { allNamed, child, readXml, textOf, type XmlElement } from '../../network/xml.js';

export interface WanService {
  /** `urn:…:WANIPConnection:2`; version 2 services replace those of version 1. */
  readonly type: string;
  /** Absolute, on the host that answered the search. */
  readonly controlUrl: string;
}

export interface Gateway {
  readonly address: string;
  /** Maker and model as the router writes them, cleaned; empty where it names none. */
  readonly model: string;
  /** UPnP version of its services: 1 or 2. */
  readonly version: 1 | 2;
  /** In the order in which they are worth asking: never empty. */
  readonly services: readonly WanService[];
}

const WAN_CONNECTION = /WAN(IP|PPP)Connection:[12]$/;
/** A router with more WAN connections than this is asked about the first ones only. */
const MAX_SERVICES = 3;

/** Fetches and reads it. `not-permitted` where the description or its services are on another host: those are never asked. */
export async function describeGateway(network: Network, answer: Answer, signal: AbortSignal): Promise<Outcome<Gateway>> {
  if (answer.location === undefined) return fail('not-permitted', 'the router points its description at another host');
  const response = await httpRequest(network, { url: answer.location, signal });
  if (!response.ok) return response;
  if (response.value.status !== 200) return fail('malformed', `the description answers HTTP ${response.value.status}`);
  return readDescription(response.value.body.toString('utf8'), answer.location, answer.address);
}

/** Pure part: `source` is the document fetched from `location` on `address`. */
export function readDescription(source: string, location: string, address: string): Outcome<Gateway> {
  const root = readXml(source);
  const device = child(root, 'device');
  if (!root || !device) return fail('malformed', 'the description cannot be read');
  const urlBase = textOf(root, 'URLBase');
  // URLBase is optional and often stale after the LAN range changed; one that leads elsewhere is not followed.
  const base = urlBase && isOn(urlBase, address) ? urlBase : location;

  const services: WanService[] = [];
  let elsewhere = false;
  for (const service of allNamed(device, 'service')) {
    const type = textOf(service, 'serviceType') ?? '';
    const control = textOf(service, 'controlURL') ?? '';
    if (!WAN_CONNECTION.test(type) || type.length > 128 || !URL.canParse(control, base)) continue;
    const controlUrl = new URL(control, base).href;
    if (isOn(controlUrl, address)) services.push({ type, controlUrl });
    else elsewhere = true;
  }
  if (services.length === 0) {
    return elsewhere ? fail('not-permitted', 'the router points its control address at another host') : fail('malformed', 'the description names no WAN connection');
  }
  const isV2 = services.some((service) => service.type.endsWith(':2'));
  return ok({ address, model: modelOf(device), version: isV2 ? 2 : 1, services: services.toSorted((a, b) => rank(a) - rank(b)).slice(0, MAX_SERVICES) });
}

/** WANIPConnection before WANPPPConnection, newer before older: boxes without PPP still list an idle PPP service. */
function rank(service: WanService): number {
  return (service.type.includes('WANIPConnection') ? 0 : 2) + (service.type.endsWith(':2') ? 0 : 1);
}

function modelOf(device: XmlElement): string {
  const part = (name: string): string => cleanText(textOf(device, name) ?? '', 96);
  const model = part('modelName');
  // The friendly name is what the owner calls the box, and so no model.
  if (model === '') return '';
  const maker = part('manufacturer');
  return cleanText(model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${maker} ${model}`, 96);
}
