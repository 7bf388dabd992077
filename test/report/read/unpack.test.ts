import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packedFault, unpackedChunks } from '../../../src/report/read/unpack.js';

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of stream) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

describe('a stream', () => {
  it('gives the same text packed in any members, or not packed, however it arrives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string(), { maxLength: 5 }), fc.integer({ min: 1, max: 40 }), async (members, size) => {
        const text = members.join('');
        expect(await all(unpackedChunks(cut(Buffer.concat(members.map((member) => gzipSync(member))), size)))).toBe(text);
        expect(await all(unpackedChunks(cut(Buffer.from(text), size)))).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['cut off', (packed: Buffer) => packed.subarray(0, -12), /ends too early/],
    ['damaged', (packed: Buffer) => Buffer.concat([packed.subarray(0, 20), Buffer.alloc(40, 0xff), packed.subarray(60)]), /damaged/],
  ])('that is %s says so', async (_name, harm, says) => {
    const packed = gzipSync(Array.from({ length: 500 }, (_, index) => `line ${index * 7919}\n`).join(''));
    const error: unknown = await all(unpackedChunks(cut(harm(packed), 64))).catch((reason: unknown) => reason);
    expect(packedFault(error)?.what).toMatch(says);
  });

  it('whose reading fails is not called damaged', async () => {
    const failing = (async function* () {
      yield gzipSync('x').subarray(0, 12);
      throw Object.assign(new Error('gone'), { code: 'EIO' });
    })();
    const error: unknown = await all(unpackedChunks(failing)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'EIO' });
    expect(packedFault(error)).toBeUndefined();
  });
});
