/** One SOAP call to a router. Only reading actions exist here: nothing in this room can change a router. */
import { httpRequest } from '../../network/http.js';
import { fail, type Failure, type Network } from '../../network/seam.js';
import type { WanService } from './description.js';
import { allNamed, readXml, textOf } from '../../network/xml.js';

export type ReadAction = 'GetExternalIPAddress' | 'GetStatusInfo' | 'GetListOfPortMappings' | 'GetGenericPortMappingEntry';

export type SoapResult =
  /** Output arguments by name. */
  | { readonly kind: 'values'; readonly values: ReadonlyMap<string, string> }
  /** The router refused with a UPnP error code (WANIPConnection:2 §2.5). */
  | { readonly kind: 'refused'; readonly code: number }
  | { readonly kind: 'failed'; readonly failure: Failure };

export async function callRouter(network: Network, service: WanService, action: ReadAction, inputs: Readonly<Record<string, string | number>>, signal: AbortSignal): Promise<SoapResult> {
  // Names and values are ours; the service type comes from the router and was matched against a pattern, but its head is free text.
  const type = service.type.replace(/[^\w:.-]/g, '');
  const fields = Object.entries(inputs).map(([name, value]) => `<${name}>${value}</${name}>`);
  const response = await httpRequest(network, {
    method: 'POST',
    url: service.controlUrl,
    headers: { 'Content-Type': 'text/xml; charset="utf-8"', SOAPAction: `"${type}#${action}"` },
    body:
      '<?xml version="1.0"?>\r\n<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">' +
      `<s:Body><u:${action} xmlns:u="${type}">${fields.join('')}</u:${action}></s:Body></s:Envelope>\r\n`,
    signal,
  });
  return response.ok ? readReply(response.value.status, response.value.body.toString('utf8'), action) : { kind: 'failed', failure: response.failure };
}

/** Pure part: what a reply means. Some routers send faults with status 200, so the document is read before the status. */
export function readReply(status: number, body: string, action: ReadAction): SoapResult {
  const root = status === 200 || status === 500 ? readXml(body) : undefined;
  const [answer] = root ? allNamed(root, `${action}Response`) : [];
  if (answer) return { kind: 'values', values: new Map(answer.children.map((field) => [field.name, field.text])) };
  const [error] = root ? allNamed(root, 'UPnPError') : [];
  const code = /^\d{3}$/.test(textOf(error, 'errorCode') ?? '') ? Number(textOf(error, 'errorCode')) : undefined;
  if (code !== undefined) return { kind: 'refused', code };
  if (status === 401 || status === 403) return { kind: 'failed', failure: fail('not-permitted', `HTTP ${status}`).failure };
  return { kind: 'failed', failure: fail('malformed', status === 200 ? 'the answer cannot be read' : `HTTP ${status}`).failure };
}
