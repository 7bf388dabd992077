/** A STUN server that answers Binding requests (RFC 8489). It does not change its address or port on request (RFC 5780 §7.2). */
import { crc32 } from 'node:zlib';
import type { ServerNetwork } from '../../network/seam.js';
import type { Device } from '../device.js';
import { serveUdp } from './service.js';

export const STUN_PORT = 3478;
const MAGIC = 0x2112a442;
const FINGERPRINT_XOR = 0x5354554e;

const TYPE = { request: 0x0001, success: 0x0101, failure: 0x0111 } as const;
const ATTRIBUTE = { mapped: 0x0001, errorCode: 0x0009, unknown: 0x000a, xorMapped: 0x0020, software: 0x8022, fingerprint: 0x8028, other: 0x802c } as const;

interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface StunOptions {
  /** Default 3478. */
  readonly port?: number;
  readonly address?: string;
  /** Announced as OTHER-ADDRESS; a second server must stand there. */
  readonly otherAddress?: Endpoint;
}

export interface StunServer extends Device {
  readonly port: number;
}

export async function startStun(network: ServerNetwork, options: StunOptions = {}): Promise<StunServer> {
  const bind = { port: options.port ?? STUN_PORT, ...(options.address === undefined ? {} : { address: options.address }) };
  const service = await serveUdp(network, bind, 'The STUN port', (datagram, reply) => {
    const answer = answerStun(Buffer.from(datagram.data), datagram, options.otherAddress);
    if (answer !== undefined) reply(answer);
  });
  return { port: service.socket.local.port, close: () => service.close() };
}

/** The answer to one datagram; undefined where it is not a Binding request over IPv4. */
export function answerStun(request: Buffer, from: Endpoint, other?: Endpoint): Buffer | undefined {
  if (request.length < 20 || request.readUInt16BE(0) !== TYPE.request || request.readUInt32BE(4) !== MAGIC) return undefined;
  if (request.readUInt16BE(2) !== request.length - 20 || request.length % 4 !== 0) return undefined;
  const transaction = request.subarray(8, 20);
  const unknown = unknownAttributes(request);
  if (unknown === undefined) return undefined;
  if (unknown.length > 0) {
    const list = Buffer.alloc(unknown.length * 2);
    unknown.forEach((type, index) => list.writeUInt16BE(type, index * 2));
    return message(TYPE.failure, transaction, [attribute(ATTRIBUTE.errorCode, Buffer.from('\0\0\x04\x14Unknown Attribute', 'latin1')), attribute(ATTRIBUTE.unknown, list)]);
  }
  const mapped = endpoint(from);
  if (mapped === undefined) return undefined;
  const key = request.subarray(4, 8);
  const xored = Buffer.from(mapped);
  for (let i = 2; i < 8; i++) xored[i] = (xored[i] ?? 0) ^ (key[i < 4 ? i - 2 : i - 4] ?? 0);
  const otherValue = other === undefined ? undefined : endpoint(other);
  return message(TYPE.success, transaction, [
    attribute(ATTRIBUTE.xorMapped, xored),
    attribute(ATTRIBUTE.mapped, mapped),
    attribute(ATTRIBUTE.software, Buffer.from('nvr-doctor lab', 'utf8')),
    ...(otherValue === undefined ? [] : [attribute(ATTRIBUTE.other, otherValue)]),
  ]);
}

/** Types below 0x8000 must be understood (RFC 8489 §6.3.1); undefined where the attributes do not fit the message. */
function unknownAttributes(request: Buffer): readonly number[] | undefined {
  const unknown: number[] = [];
  for (let at = 20; at < request.length; ) {
    const type = request.readUInt16BE(at);
    const length = request.readUInt16BE(at + 2);
    at += 4 + length + ((4 - (length % 4)) % 4);
    if (at > request.length) return undefined;
    if (type < 0x8000) unknown.push(type);
  }
  return unknown;
}

function endpoint({ address, port }: Endpoint): Buffer | undefined {
  const bytes = address.split('.').map(Number);
  if (bytes.length !== 4) return undefined;
  return Buffer.from([0, 1, port >> 8, port & 255, ...bytes]);
}

function attribute(type: number, value: Buffer): Buffer {
  const padded = Buffer.alloc(4 + value.length + ((4 - (value.length % 4)) % 4));
  padded.writeUInt16BE(type, 0);
  padded.writeUInt16BE(value.length, 2);
  value.copy(padded, 4);
  return padded;
}

/** FINGERPRINT is last and covers a header whose length already counts it (RFC 8489 §14.7). */
function message(type: number, transaction: Buffer, attributes: readonly Buffer[]): Buffer {
  const body = Buffer.concat(attributes);
  const header = Buffer.alloc(20);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(body.length + 8, 2);
  header.writeUInt32BE(MAGIC, 4);
  transaction.copy(header, 8);
  const covered = Buffer.concat([header, body]);
  const fingerprint = Buffer.alloc(4);
  fingerprint.writeUInt32BE((crc32(covered) ^ FINGERPRINT_XOR) >>> 0, 0);
  return Buffer.concat([covered, attribute(ATTRIBUTE.fingerprint, fingerprint)]);
}
