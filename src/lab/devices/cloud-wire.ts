/**
 * The text that recorders, phones and the simulated vendor cloud speak over UDP: HTTP-like, in the manner of the real service.
 * It is our own small simulation; the product itself only checks that something answers.
 */

export const CLOUD_PORT = 8800;
/** Larger datagrams are ignored. */
const MAX_MESSAGE = 1400;

export interface CloudMessage {
  /** `DHGET` or `DHPOST` with a path, or the status of an answer. */
  readonly start: { readonly verb: string; readonly path: string } | { readonly status: number };
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function readCloudMessage(data: Uint8Array): CloudMessage | undefined {
  if (data.length > MAX_MESSAGE) return undefined;
  const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8');
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const request = /^(DHGET|DHPOST) (\/\S*) HTTP\/1\.1$/.exec(first);
  const answer = /^HTTP\/1\.1 (\d{3})( |$)/.exec(first);
  if (request === null && answer === null) return undefined;
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const start = request === null ? { status: Number(answer?.[1]) } : { verb: request[1] ?? '', path: request[2] ?? '' };
  return { start, headers, body: text.slice(end + 4) };
}

export function cloudRequest(verb: 'DHGET' | 'DHPOST', path: string, headers: Readonly<Record<string, string | number>>, body = ''): Uint8Array {
  return encode(`${verb} ${path} HTTP/1.1`, headers, body);
}

export function cloudAnswer(status: number, reason: string, headers: Readonly<Record<string, string | number>>, body = ''): Uint8Array {
  return encode(`HTTP/1.1 ${status} ${reason}`, headers, body);
}

function encode(first: string, headers: Readonly<Record<string, string | number>>, body: string): Uint8Array {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${first}\r\n${lines.join('')}\r\n${body}`, 'utf8');
}
