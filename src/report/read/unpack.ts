/** gzip, as it comes: several members behind one another are one stream. */
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { fault, type InputFault } from './types.js';

/** Bytes that come at once: larger than zlib's own 16 KiB, so that a large input is not a heap of small pieces. */
const CHUNK = 256 * 1024;
export const DAMAGED = fault('The packed file is damaged.', 'Ask for it again.');

export function isPacked(begin: Uint8Array): boolean {
  return begin[0] === 0x1f && begin[1] === 0x8b;
}

/** What zlib found wrong; undefined for an error that is not of it. */
export function packedFault(error: unknown): InputFault | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return fault('The packed file ends too early.', DAMAGED.hint);
  return code.startsWith('Z_') ? DAMAGED : undefined;
}

/** The stream unpacked where it is packed. No more of it lies in memory than a few chunks, whatever it unpacks to. */
export async function* unpackedChunks(stream: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  const chunks = buffers(stream);
  let begin = Buffer.alloc(0);
  while (begin.length < 2) {
    const next = await chunks.next();
    if (next.done) break;
    begin = Buffer.concat([begin, next.value]);
  }
  const whole = (async function* () {
    yield begin;
    yield* chunks;
  })();
  if (!isPacked(begin)) return yield* whole;
  const gunzip = createGunzip({ chunkSize: CHUNK });
  // An error on either side comes out of the loop below.
  pipeline(Readable.from(whole), gunzip, () => undefined);
  for await (const chunk of gunzip) yield chunk as Buffer;
}

async function* buffers(stream: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  for await (const chunk of stream) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}
