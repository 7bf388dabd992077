/** One length-prefixed message from a stream (RFC 1035 §4.2.2: two bytes, then as many as they say, at most 65535). */
import type { Duplex } from 'node:stream';
import { abortedBy, failureOf } from './failures.js';
import { fail, ok } from './seam.js';
import type { Outcome } from './seam.js';

/** Fails with `closed` when the stream ends early, with the stream's error, or by the signal. */
export function readFrame(stream: Duplex, signal: AbortSignal): Promise<Outcome<Buffer>> {
  if (signal.aborted) return Promise.resolve(abortedBy(signal));
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let heard = 0;
    let needed = 2;
    const finish = (outcome: Outcome<Buffer>): void => {
      signal.removeEventListener('abort', onAbort);
      stream.off('data', onData).off('end', onEnd).off('close', onEnd);
      resolve(outcome);
    };
    const onAbort = (): void => finish(abortedBy(signal));
    const onEnd = (): void => finish(fail('closed', 'hung up before the end of the answer'));
    const onData = (chunk: Buffer): void => {
      chunks.push(chunk);
      heard += chunk.length;
      if (heard < needed) return;
      const frame = Buffer.concat(chunks);
      needed = 2 + frame.readUInt16BE(0);
      if (heard >= needed) finish(ok(frame.subarray(2, needed)));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    stream.on('data', onData).on('end', onEnd).on('close', onEnd);
    // Stays: an error after the answer must not end the process.
    stream.on('error', (error) => finish(failureOf(error)));
  });
}
