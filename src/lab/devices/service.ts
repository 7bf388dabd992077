/** What every device shares: a UDP socket that answers, and an HTTP server on accepted connections. */
import { DONE } from '../../network/done.js';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { DoctorError } from '../../errors.js';
import { addressClass } from '../../network/addresses.js';
import type { Datagram, Outcome, ServerNetwork, UdpOptions, UdpSocket } from '../../network/seam.js';
import type { Device } from '../device.js';

/** Bytes of a request body that a device reads; more is answered with 413. */
const MAX_BODY = 65_536;
/** A socket that fails this often in a row is broken for good. */
const MAX_FAILURES = 32;

export interface Peer {
  readonly address: string;
  readonly port: number;
}

/** The value, or the one error that the person who started the device sees. */
export function mustOpen<T>(outcome: Outcome<T>, what: string): T {
  if (outcome.ok) return outcome.value;
  const detail = outcome.failure.detail === undefined ? '' : ` (${outcome.failure.detail})`;
  throw new DoctorError(`${what} could not be opened: ${outcome.failure.kind}${detail}.`, {
    hint: outcome.failure.kind === 'address-in-use' ? 'Choose another port, or stop the program that uses it.' : 'Choose another address or port.',
  });
}

/** What `opening` gives; where it fails, the devices opened before are closed again. */
export async function orClose<T>(opening: Promise<T>, ...opened: readonly (Device | undefined)[]): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    for (const device of opened) device?.close();
    throw error;
  }
}

export interface UdpService extends Device {
  readonly socket: UdpSocket;
}

/** Opens a socket and hands every datagram to `handle`, one after the other as they arrive; an answer goes out through `reply`. */
export async function serveUdp(
  network: ServerNetwork,
  options: UdpOptions,
  what: string,
  handle: (datagram: Datagram, reply: (data: Uint8Array) => void) => void,
): Promise<UdpService> {
  const socket = mustOpen(await network.udp(onlyLoopback(options)), what);
  const ended = new AbortController();
  const listen = async (): Promise<void> => {
    let failures = 0;
    while (failures < MAX_FAILURES) {
      const received = await socket.receive(ended.signal);
      if (received.ok) {
        failures = 0;
        const { address, port } = received.value;
        handle(received.value, (data) => void socket.send(data, port, address));
      } else if (received.failure.kind === 'aborted' || received.failure.kind === 'closed') {
        return;
      } else {
        failures++;
      }
    }
  };
  void listen();
  return {
    socket,
    close: () => {
      ended.abort(DONE);
      socket.close();
    },
  };
}

/** A socket that hears groups hears the whole network of the machine; what is served on loopback must stay there, and no group reaches it. */
function onlyLoopback(options: UdpOptions): UdpOptions {
  return options.address !== undefined && addressClass(options.address) === 'loopback' ? { ...options, groups: [] } : options;
}

export interface HttpExchange {
  readonly method: string;
  /** The request target, byte for byte. */
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly peer: Peer;
  readonly connection: Duplex;
  /** `headers` in pairs: their letter case is kept. */
  reply(status: number, body: string | Buffer, headers?: readonly string[], reason?: string): void;
}

export interface HttpService extends Device {
  readonly port: number;
  readonly address: string;
  openConnections(): number;
}

/** One server per device. Every answer closes its connection unless the exchange says otherwise. */
export async function serveHttp(
  network: ServerNetwork,
  options: { readonly port: number; readonly address?: string | undefined; readonly what: string; readonly onConnection?: (open: number) => void; /** Puts TLS over an accepted connection. */ readonly secure?: ((connection: Duplex) => Duplex) | undefined },
  handle: (exchange: HttpExchange) => void,
): Promise<HttpService> {
  const peers = new Map<Duplex, Peer>();
  const server = createServer((request, response) => {
    const peer = peers.get(request.socket) ?? { address: '', port: 0 };
    readBody(request, response, (body) => handle(exchangeOf(request, response, body, peer)));
  });
  answerMalformed(server);
  const accept = (plain: Duplex, peer: Peer): void => {
    const connection = options.secure?.(plain) ?? plain;
    peers.set(connection, peer);
    connection.once('close', () => peers.delete(connection));
    options.onConnection?.(peers.size);
    server.emit('connection', connection);
  };
  const listener = mustOpen(await network.listen(options.port, accept, options.address), options.what);
  return {
    port: listener.port,
    address: listener.address,
    openConnections: () => peers.size,
    close: () => {
      listener.close();
      for (const connection of peers.keys()) connection.destroy();
    },
  };
}

function readBody(request: IncomingMessage, response: ServerResponse, then: (body: string) => void): void {
  if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined) {
    then('');
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_BODY) chunks.push(chunk);
  });
  request.on('end', () => {
    if (bytes <= MAX_BODY) return then(Buffer.concat(chunks).toString('utf8'));
    response.writeHead(413, ['Connection', 'close', 'Content-Length', '0']);
    response.end();
  });
}

function exchangeOf(request: IncomingMessage, response: ServerResponse, body: string, peer: Peer): HttpExchange {
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    headers: request.headers,
    body,
    peer,
    connection: request.socket,
    reply: (status, text, headers = ['Connection', 'close'], reason) => {
      const content = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
      const names = headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
      const length = names.includes('content-length') || names.includes('transfer-encoding') ? [] : ['Content-Length', String(content.length)];
      response.sendDate = false;
      if (reason === undefined) response.writeHead(status, [...headers, ...length]);
      else response.writeHead(status, reason, [...headers, ...length]);
      response.end(content);
    },
  };
}

function answerMalformed(server: Server): void {
  server.on('clientError', (_error: Error, connection: Duplex) => {
    if (connection.writable) connection.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else connection.destroy();
  });
}
