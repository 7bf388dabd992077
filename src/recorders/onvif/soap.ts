/**
 * One ONVIF question and what comes back (recorder-apis §10). Only these operations exist here, all of them read, and none is ever signed:
 * on many makes ONVIF has a user list of its own, and a password that is right on the web page would be one more failed sign-in.
 */
import { cleanText } from '../../facts/validate.js';
import type { Failure } from '../../network/seam.js';
import { allNamed, readXml, textOf, type XmlElement } from '../../network/xml.js';

export const OPERATIONS = ['GetSystemDateAndTime', 'GetDeviceInformation', 'GetNetworkInterfaces', 'GetNetworkDefaultGateway', 'GetDNS', 'GetNetworkProtocols', 'GetNTP'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** The standard names this entry point for every device. */
export const SERVICE_PATH = '/onvif/device_service';
const NAMESPACE = 'http://www.onvif.org/ver10/device/wsdl';

export function contentType(operation: Operation): string {
  return `application/soap+xml; charset=utf-8; action="${NAMESPACE}/${operation}"`;
}

/** SOAP 1.2 without a security header; none of the operations takes an argument. */
export function envelope(operation: Operation): string {
  return `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><${operation} xmlns="${NAMESPACE}"/></s:Body></s:Envelope>`;
}

export type Answer =
  | { readonly kind: 'answer'; readonly element: XmlElement }
  /** It wants a sign-in first. */
  | { readonly kind: 'sign-in-wanted' }
  | { readonly kind: 'no-such-operation' }
  /** A fault of another sort; `text` in the device's words, clean. */
  | { readonly kind: 'fault'; readonly text: string }
  /** Nothing in the words of ONVIF; a device that spoke them before has trouble with this one question. */
  | { readonly kind: 'no-onvif'; readonly status: number }
  /** A server that cannot answer just now. */
  | { readonly kind: 'trouble'; readonly status: number }
  | { readonly kind: 'failed'; readonly failure: Failure };

const NO_RIGHT = /^(NotAuthorized|SenderNotAuthorized|Unauthorized|FailedAuthentication|OperationProhibited)$/i;
const NO_OPERATION = /^(ActionNotSupported|OptionalActionNotImplemented|UnknownAction|NoSuchService)$/i;

/** Pure part. The document is read before the status: faults come under 200, 400, 401 and 500. Local names count, prefixes are often wrong. */
export function readAnswer(status: number, body: string, operation: Operation): Answer {
  const root = readXml(body);
  const envelope = root?.name === 'Envelope' ? root : undefined;
  const [element] = envelope ? allNamed(envelope, `${operation}Response`) : [];
  if (element) return { kind: 'answer', element };
  const [fault] = envelope ? allNamed(envelope, 'Fault') : [];
  if (fault) return faultOf(fault, status);
  if (status === 401 || status === 403) return { kind: 'sign-in-wanted' };
  if (envelope) return { kind: 'fault', text: `HTTP ${status}` };
  return { kind: status >= 500 ? 'trouble' : 'no-onvif', status };
}

/** SOAP 1.2 nests codes in Code/Subcode/Value, SOAP 1.1 has one faultcode; some devices say it in the text only. */
function faultOf(fault: XmlElement, status: number): Answer {
  const codes = [...allNamed(fault, 'Value'), ...allNamed(fault, 'faultcode')].map(({ text }) => text.slice(text.lastIndexOf(':') + 1).trim());
  const text = cleanText([textOf(fault, 'Reason', 'Text'), textOf(fault, 'faultstring'), codes.at(-1)].find((part) => part !== undefined && part !== '') ?? '', 80);
  if (status === 401 || codes.some((code) => NO_RIGHT.test(code)) || /not authori[sz]ed/i.test(text)) return { kind: 'sign-in-wanted' };
  if (codes.some((code) => NO_OPERATION.test(code))) return { kind: 'no-such-operation' };
  return { kind: 'fault', text };
}
