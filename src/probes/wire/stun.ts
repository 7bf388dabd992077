/** STUN Binding (RFC 8489): the address and port under which a server on the internet sees one of our sockets. */
import { randomBytes } from 'node:crypto';
import { canonicalIp } from '../../facts/validate.js';
import { isHostName } from './lookup.js';

const MAGIC_COOKIE = 0x2112a442;
const HEADER = 20;
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const BINDING_ERROR = 0x0111;
const MAPPED_ADDRESS = 0x0001;
const XOR_MAPPED_ADDRESS = 0x0020;

/** Where STUN is served unless a port is named. */
const DEFAULT_PORT = 3478;

/** A server as it is named in the options, `HOST` or `HOST:PORT`; undefined where it cannot be one. */
export function stunServer(text: string): { readonly host: string; readonly port: number } | undefined {
  const match = /^([\w.-]+)(?::(\d{1,5}))?$/.exec(text.trim());
  const host = match?.[1] ?? '';
  const port = Number(match?.[2] ?? DEFAULT_PORT);
  return port >= 1 && port <= 65535 && (isHostName(host) || canonicalIp(host) !== undefined) ? { host, port } : undefined;
}

export interface BindingRequest {
  readonly id: Buffer;
  readonly message: Buffer;
}

export interface Mapped {
  readonly address: string;
  readonly port: number;
}

/** `error`: the server is alive and does not tell. */
export type BindingAnswer = Mapped | 'error';

export function bindingRequest(): BindingRequest {
  const id = randomBytes(12);
  const message = Buffer.alloc(HEADER);
  message.writeUInt16BE(BINDING_REQUEST, 0);
  message.writeUInt32BE(MAGIC_COOKIE, 4);
  id.copy(message, 8);
  return { id, message };
}

/** The answer to the request with this transaction id; undefined for anything else, however damaged. IPv4 only. */
export function readBinding(data: Uint8Array, id: Uint8Array): BindingAnswer | undefined {
  const message = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (message.length < HEADER || message.readUInt32BE(4) !== MAGIC_COOKIE || message.compare(id, 0, 12, 8, HEADER) !== 0) return undefined;
  const length = message.readUInt16BE(2);
  if (length % 4 !== 0 || HEADER + length !== message.length) return undefined;
  const type = message.readUInt16BE(0);
  if (type === BINDING_ERROR) return 'error';
  if (type !== BINDING_SUCCESS) return undefined;

  let plain: Mapped | undefined;
  for (let at = HEADER; at + 4 <= message.length; ) {
    const attribute = message.readUInt16BE(at);
    const size = message.readUInt16BE(at + 2);
    const value = message.subarray(at + 4, at + 4 + size);
    if (value.length < size) return undefined;
    if (attribute === XOR_MAPPED_ADDRESS) return readAddress(value, MAGIC_COOKIE);
    // Servers of before 2008 (RFC 3489) know no XOR form.
    if (attribute === MAPPED_ADDRESS) plain ??= readAddress(value, 0);
    at += 4 + size + ((4 - (size % 4)) % 4);
  }
  return plain;
}

function readAddress(value: Buffer, mask: number): Mapped | undefined {
  if (value.length !== 8 || value[1] !== 1) return undefined;
  const number = (value.readUInt32BE(4) ^ mask) >>> 0;
  const address = canonicalIp([24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.'));
  const port = value.readUInt16BE(2) ^ (mask >>> 16);
  return address === undefined || port === 0 ? undefined : { address, port };
}
