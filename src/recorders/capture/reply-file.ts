/**
 * One exchange as a file that a person can read:
 *
 *     > cgi 120 GET /cgi-bin/magicBox.cgi?action=getMachineName
 *     < 401
 *     WWW-Authenticate: Digest realm="Login to …"
 *
 *     the body, byte for byte
 *
 * 120: milliseconds since the capture began. `<` stands alone for a datagram, and with the failure (`< timed-out`) where no answer came.
 */
import { FAILURES } from '../../network/seam.js';
import { PROTOCOLS, type Exchange, type WireProtocol } from '../exchange.js';
import type { TimedExchange } from './capture.js';

/** All but tab, line ends and the NUL behind some replies: a file that is looked at in a terminal must not move its cursor. */
const CONTROL = /[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069]/gu;

export function writeReply({ exchange, after }: TimedExchange): string {
  const { protocol, request, status, failure, rawHeaders, body } = exchange;
  const headers: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) headers.push(`${oneLine(rawHeaders[i] ?? '').replaceAll(':', '')}: ${oneLine(rawHeaders[i + 1] ?? '')}`);
  const head = [`> ${protocol} ${after} ${oneLine(request)}`, `< ${status ?? failure ?? ''}`.trimEnd(), ...headers, '', ''].join('\n');
  return head + shown(body);
}

/** The body as it is kept: what cannot stand in a file is `?`. */
export function shown(body: string): string {
  return body.toWellFormed().replace(CONTROL, '?');
}

/** undefined for what is not such a file. */
export function readReply(text: string): TimedExchange | undefined {
  const end = text.indexOf('\n\n');
  if (end < 0) return undefined;
  const [first = '', second = '', ...headers] = text.slice(0, end).split('\n');
  const asked = /^> ([a-z0-9-]{1,16}) (\d{1,9}) (.{0,2048})$/.exec(first);
  const answered = /^<(?: (\d{3})| ([a-z-]{1,32}))?$/.exec(second);
  const protocol = PROTOCOLS.find((known): known is WireProtocol => known === asked?.[1]);
  const failure = FAILURES.find((known) => known === answered?.[2]);
  if (!asked || !answered || protocol === undefined || (answered[2] !== undefined && failure === undefined)) return undefined;
  const rawHeaders = headers.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 0 ? [] : [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const exchange: Exchange = {
    protocol,
    request: asked[3] ?? '',
    rawHeaders,
    body: text.slice(end + 2),
    ...(answered[1] === undefined ? {} : { status: Number(answered[1]) }),
    ...(failure === undefined ? {} : { failure }),
  };
  return { exchange, after: Number(asked[2]) };
}

function oneLine(text: string): string {
  return text.toWellFormed().replace(/[\u0000-\u001f]/g, ' ').replace(CONTROL, '?').trim();
}
