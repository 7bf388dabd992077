/** An established TCP connection: two ends of a stream with latency, flow control, half-close and reset as sockets have them. */
import { Duplex } from 'node:stream';
import type { VirtualClock } from './clock.js';

/** Bytes that may be under way without being read, as a small TCP window. */
const WINDOW = 65_536;

/** Both ends of a connection. `latency` is one way, milliseconds. */
export function connectionPair(clock: VirtualClock, latency: number): { near: Duplex; far: Duplex } {
  const near = new End(clock, latency);
  const far = new End(clock, latency);
  near.peer = far;
  far.peer = near;
  return { near, far };
}

class End extends Duplex {
  peer!: End;
  /** Bytes sent and not yet taken by the reader on the other side. */
  private unread = 0;
  private blocked: (() => void) | undefined;
  /** Bytes received while our reader had enough. */
  private owed = 0;
  private finReceived = false;

  constructor(
    private readonly clock: VirtualClock,
    private readonly latency: number,
  ) {
    // A plain socket closes its side when the other side has ended (`allowHalfOpen: false`), after writing what it has.
    super({ allowHalfOpen: false, decodeStrings: true });
  }

  override _read(): void {
    if (this.owed === 0) return;
    const taken = this.owed;
    this.owed = 0;
    this.peer.acknowledge(taken);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.unread += chunk.length;
    this.clock.after(this.latency, () => this.peer.arrive(chunk));
    if (this.unread < WINDOW) done();
    else this.blocked = done;
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this._write(Buffer.concat(chunks.map((item) => item.chunk)), 'buffer' as BufferEncoding, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.clock.after(this.latency, () => this.peer.endOfInput());
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.clock.touch();
    // Closing with unread data resets the connection, else it ends in order (RFC 1122 §4.2.2.13).
    const abrupt = this.readableLength > 0;
    if (!this.peer.destroyed && !(this.writableFinished && !abrupt)) {
      this.clock.after(this.latency, () => (abrupt ? this.peer.reset() : this.peer.endOfInput()));
    }
    this.blocked = undefined;
    done(error);
  }

  /** As sockets have it: writes what is left, then closes both directions. Node's HTTP server ends its connections with it. */
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  private arrive(chunk: Buffer): void {
    this.clock.touch();
    if (this.destroyed) {
      this.clock.after(this.latency, () => this.peer.reset());
      return;
    }
    if (this.finReceived) return;
    if (this.push(chunk)) this.peer.acknowledge(chunk.length);
    else this.owed += chunk.length;
  }

  private acknowledge(bytes: number): void {
    this.unread -= bytes;
    const resume = this.blocked;
    if (!resume || this.unread >= WINDOW) return;
    this.blocked = undefined;
    this.clock.touch();
    resume();
  }

  private endOfInput(): void {
    this.clock.touch();
    if (this.destroyed || this.finReceived) return;
    this.finReceived = true;
    this.push(null);
  }

  private reset(): void {
    this.clock.touch();
    if (this.destroyed || (this.finReceived && this.writableFinished)) return;
    this.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104, syscall: 'read' }));
  }
}
