/** HTTP and HTTPS to one address, one request a connection: no retry, no redirect, nothing unpacked. Node does the protocol, the seam the connection. */
import http from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { ipFamily } from './addresses.js';
import { abortedBy, failureOf, type Failed } from './failures.js';
import { fail, ok } from './seam.js';
import type { Network, Outcome } from './seam.js';
import { secure, type CertificateState } from './tls.js';

export interface HttpRequest {
  /** Default GET. */
  readonly method?: 'GET' | 'POST';
  /** `http:` or `https:` with an IP literal as host. Path and query go out byte for byte as written here: a digest signs them. */
  readonly url: string;
  /** Sent in the letter case given, which some devices insist on; they replace the defaults of the same name. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From `clock.deadline`; there is no other time limit. */
  readonly signal: AbortSignal;
  /** Longest body in bytes, default 262144 (256 KiB); a longer one is `too-big`. */
  readonly maxBytes?: number;
  /** For https; without it the certificate must be trusted. */
  readonly tls?: { readonly allowUntrusted: boolean };
  /** Called when the connection stands and the request goes out. */
  readonly onSent?: (() => void) | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names, as Node joins them. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Every header line in order: name, value, name, value …; a second WWW-Authenticate is only visible here. */
  readonly rawHeaders: readonly string[];
  /** As sent: never unpacked. */
  readonly body: Buffer;
  /** For https: whether the certificate proves who answered. */
  readonly certificate?: CertificateState;
}

/** 256 KiB: the largest description or settings page of a real device is a tenth of it. */
const MAX_BODY = 262_144;
/** All header lines of a reply together, bytes. */
const MAX_HEADER = 16_384;

interface Target {
  readonly url: URL;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly secure: boolean;
}

/**
 * One request, one reply. Redirects, errors and challenges are replies like any other.
 *
 * Fails with what the connection failed with, and: `too-big` (body over `maxBytes`, headers over 16 KiB), `malformed` (not HTTP, or a URL
 * that is not one with an IP literal), `closed` (the other side hung up before the end), `tls-failed`, `timed-out` or `aborted` by the signal.
 */
export async function httpRequest(network: Network, request: HttpRequest): Promise<Outcome<HttpResponse>> {
  const target = parseTarget(request.url);
  if (target === undefined) return fail('malformed', 'not an http address with an IP literal');
  if (request.signal.aborted) return abortedBy(request.signal);
  const connection = await network.tcp({ host: target.host, port: target.port, signal: request.signal });
  if (!connection.ok) return request.signal.aborted ? abortedBy(request.signal) : connection;
  const plain = connection.value;
  try {
    if (!target.secure) return await exchange(plain, target, request);
    const secured = await secure(plain, { host: target.host, allowUntrusted: request.tls?.allowUntrusted ?? false, signal: request.signal });
    if (!secured.ok) return secured;
    const reply = await exchange(secured.value.socket, target, request);
    return reply.ok ? ok({ ...reply.value, certificate: secured.value.certificate }) : reply;
  } finally {
    plain.destroy();
  }
}

function parseTarget(text: string): Target | undefined {
  // The authority is matched narrowly: what this and the URL parser could read differently (user@, backslashes) is refused.
  const parts = /^https?:\/\/[\w.:[\]-]+([/?][^#]*)?(?:#.*)?$/i.exec(text);
  if (parts === null || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  if (ipFamily(host) === 0) return undefined;
  const written = parts[1] ?? '/';
  const path = /[^\x21-\x7e]/.test(written) ? url.pathname + url.search : written.startsWith('/') ? written : `/${written}`;
  const isSecure = url.protocol === 'https:';
  return { url, host, port: url.port === '' ? (isSecure ? 443 : 80) : Number(url.port), path, secure: isSecure };
}

function exchange(socket: Duplex, target: Target, request: HttpRequest): Promise<Outcome<HttpResponse>> {
  const { signal, maxBytes = MAX_BODY } = request;
  if (signal.aborted) return Promise.resolve(abortedBy(signal));
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let reply: IncomingMessage | undefined;
    let socketError: unknown;

    const finish = (outcome: Outcome<HttpResponse>): void => {
      signal.removeEventListener('abort', onAbort);
      resolve(outcome);
      socket.destroy();
    };
    const onAbort = (): void => finish(abortedBy(signal));
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > maxBytes) tooBig();
      else chunks.push(chunk);
    };
    const complete = (): void => {
      if (reply?.statusCode === undefined) return finish(fail('malformed', 'no status line'));
      finish(ok({ status: reply.statusCode, headers: reply.headers, rawHeaders: reply.rawHeaders, body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks) }));
    };
    const tooBig = (): void => finish(fail('too-big', `body over ${maxBytes} bytes`));

    // The request words a reset and a hang-up alike; only the socket tells them apart.
    socket.once('error', (error) => (socketError = error));
    signal.addEventListener('abort', onAbort, { once: true });

    const outgoing = start({
      host: target.host,
      method: request.method ?? 'GET',
      path: target.path,
      headers: headerLines(target, request),
      createConnection: () => socket,
      maxHeaderSize: MAX_HEADER,
      // Devices end lines with LF alone and put bytes into headers that the strict parser refuses. What lenient parsing risks
      // (two readers of one stream disagreeing) cannot happen: one reply a connection, and no proxy of ours behind it.
      insecureHTTPParser: true,
    });
    if (!(outgoing instanceof http.ClientRequest)) return resolve(outgoing);
    outgoing.on('error', (error) => {
      // Devices send more than they announced: the parser then fails behind a complete reply, of which some is still unread.
      if (reply?.complete === true) {
        while (reply.read() !== null);
        complete();
      } else finish(socketError === undefined ? hungUp(error) : failureOf(socketError));
    });
    outgoing.once('upgrade', () => finish(fail('malformed', 'switched protocols')));
    outgoing.once('response', (response: IncomingMessage) => {
      reply = response;
      if (Number(response.headers['content-length']) > maxBytes) return tooBig();
      response.on('data', take);
      response.once('end', complete);
      response.on('error', (error) => finish(socketError === undefined ? hungUp(error) : failureOf(socketError)));
    });
    request.onSent?.();
    // Node writes headers in the encoding of a text body that follows, and alone in Latin-1. So the body's bytes go as Latin-1 too: as
    // a Buffer they would be a write of their own.
    if (request.body === undefined) outgoing.end();
    else outgoing.end(Buffer.from(request.body).toString('latin1'), 'latin1');
  });
}

/** A header that would break the request is refused by Node with an exception. */
function start(options: http.RequestOptions): http.ClientRequest | Failed {
  try {
    return http.request(options);
  } catch (error) {
    return failureOf(error);
  }
}

/** Without a socket error, ECONNRESET is Node's word for an orderly end that came too early. */
function hungUp(error: Error & { code?: string }): Outcome<never> {
  return error.code === 'ECONNRESET' ? fail('closed', 'hung up before the end of the reply') : failureOf(error);
}

function headerLines(target: Target, request: HttpRequest): string[] {
  const lines = [...Object.entries(request.headers ?? {})];
  const given = new Set(lines.map(([name]) => name.toLowerCase()));
  const defaults: [string, string][] = [
    ['Host', target.url.host],
    ['User-Agent', 'nvr-doctor'],
    ['Accept', '*/*'],
    ['Accept-Encoding', 'identity'],
    ['Connection', 'close'],
  ];
  if (request.method === 'POST') defaults.push(['Content-Length', String(Buffer.byteLength(request.body ?? ''))]);
  return [...defaults.filter(([name]) => !given.has(name.toLowerCase())), ...lines].flat();
}
