/**
 * Virtual time. It stands still while anything happens and jumps to the next timer when everything waits, so a five-second
 * timeout costs microseconds and every run is the same.
 */
import type { Clock, Deadline } from '../../network/seam.js';
import { DoctorError } from '../../errors.js';
import { HeapTimer, TimerHeap, type Timer } from './timers.js';

/** When every lab begins unless told otherwise: 2026-11-22 12:00 UTC. */
export const LAB_START = Date.UTC(2026, 10, 22, 12, 0, 0);

/**
 * Turns of the event loop without lab activity that count as "everything waits". HTTP parser, streams and promises chain through
 * microtasks and ticks, which all run inside one turn; the further turns are for code that defers with setImmediate.
 */
const QUIET_TURNS = 3;

/** Steps in which time passes while a device's work is awaited, milliseconds. */
const PASS_MS = 1000;

/**
 * Timers that may fire within one second of the lab's time; the busiest known home needs a hundredth of it. More means that something
 * goes round in circles, and time would never come to the deadline that ends it.
 */
const MAX_FIRED = 100_000;
/** Milliseconds of the lab's time after which a device's own work is given up: its longest waits are a few seconds. */
const MAX_WORK_MS = 600_000;
const TOO_LONG = Symbol('too long');
const REPORT_IT = { hint: 'Shorten the history until it runs, and report the file: this is a fault of the lab.', exitCode: 4 } as const;

/** Why a deadline aborts, told apart from a person's Ctrl-C as on a real machine. One for all: making one costs a stack trace. */
const RAN_OUT = new DOMException('the deadline passed', 'TimeoutError');

export class VirtualClock implements Clock {
  private readonly heap = new TimerHeap();
  private time: number;
  private order = 0;
  private foreground = 0;
  private working = 0;
  private activity = 0;
  private seen = 0;
  private quiet = 0;
  private scheduled = false;
  private closed = false;
  private fired = 0;
  private firedSince: number;
  private halted: DoctorError | undefined;
  private readonly haltListeners = new Set<(reason: DoctorError) => void>();

  constructor(start: number = LAB_START) {
    this.time = start;
    this.firedSince = start;
  }

  now(): number {
    return this.time;
  }

  /** Something happened: what was waiting may act again before time moves. */
  touch(): void {
    this.activity++;
  }

  /** Runs `callback` once after `ms` of virtual time. `ends`: it ends somebody's waiting, which has to happen even in a lab that was halted. */
  after(ms: number, callback: () => void, background = false, ends = false): Timer {
    const timer = new HeapTimer(this.time + Math.max(0, ms), this.order++, background, callback, this.cancelled, ends);
    if (this.closed) return timer;
    if (this.halted) {
      if (ends && !background) setImmediate(() => timer.callback?.());
      return timer;
    }
    this.activity++;
    this.heap.push(timer);
    if (!background) {
      this.foreground++;
      this.wake();
    }
    return timer;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, ms, signal, false);
  }

  deadline(ms: number, parent?: AbortSignal): Deadline {
    return new VirtualDeadline(this, ms, parent, false);
  }

  async pending<T>(work: Promise<T>): Promise<T> {
    this.working++;
    try {
      return await work;
    } finally {
      this.working--;
      this.activity++;
      this.wake();
    }
  }

  /** Lets time pass until a device's own work is done; its timers alone would not make it pass. */
  async whileWaiting<T>(work: Promise<T>): Promise<T> {
    const done = new AbortController();
    const pass = async (): Promise<typeof TOO_LONG> => {
      for (let passed = 0; passed < MAX_WORK_MS && !done.signal.aborted; passed += PASS_MS) await this.sleep(PASS_MS, done.signal);
      return TOO_LONG;
    };
    try {
      const result = await Promise.race([work, pass()]);
      if (result === TOO_LONG) throw new DoctorError('A device of this home never ends what it does.', REPORT_IT);
      return result;
    } finally {
      // Any reason will do; without one an error with a stack trace would be made.
      done.abort(RAN_OUT);
    }
  }

  /**
   * Lets a long time pass at once. Timers that fall into it fire late, each once, at the end: a keepalive every 25 s is not
   * repeated three thousand times a day.
   */
  jump(ms: number): void {
    this.time += Math.max(0, ms);
    this.touch();
    this.wake();
  }

  /** Does something in the lab. Throws DoctorError where it would go on for ever. */
  async bounded<T>(work: Promise<T>): Promise<T> {
    let tell: ((reason: DoctorError) => void) | undefined;
    const halt = new Promise<never>((_resolve, reject) => {
      tell = reject;
      this.haltListeners.add(reject);
      if (this.halted) reject(this.halted);
    });
    try {
      return await Promise.race([halt, work]);
    } finally {
      if (tell) this.haltListeners.delete(tell);
    }
  }

  /** The same time for devices: their timers do not make time pass, so an idle keepalive never keeps a lab running. */
  readonly background: Clock = {
    now: () => this.time,
    sleep: (ms, signal) => sleepOn(this, ms, signal, true),
    deadline: (ms, parent) => new VirtualDeadline(this, ms, parent, true),
    pending: (work) => this.pending(work),
  };

  /** Ends the lab: nothing fires any more. */
  close(): void {
    this.closed = true;
    this.heap.clear();
    this.foreground = 0;
  }

  private readonly cancelled = (timer: HeapTimer): void => {
    if (!timer.background && !this.closed && !this.halted) this.foreground--;
  };

  private wake(): void {
    if (this.scheduled || this.halted || this.foreground === 0 || this.working > 0) return;
    this.scheduled = true;
    this.quiet = 0;
    setImmediate(this.turn);
  }

  private readonly turn = (): void => {
    this.scheduled = false;
    if (this.closed || this.halted || this.foreground === 0 || this.working > 0) return;
    if (this.activity === this.seen) this.quiet++;
    else this.quiet = 0;
    if (this.quiet >= QUIET_TURNS) {
      this.quiet = 0;
      this.fireNext();
    }
    this.seen = this.activity;
    this.scheduled = true;
    setImmediate(this.turn);
  };

  /** Moves to the next instant and fires everything that is due then. */
  private fireNext(): void {
    const first = this.heap.peek();
    if (!first) return;
    if (first.due > this.time) this.time = first.due;
    for (let next = this.heap.peek(); next && next.due <= this.time; next = this.heap.peek()) {
      if (!this.mayFire()) return this.halt();
      this.heap.pop();
      const callback = next.callback;
      next.callback = undefined;
      if (!next.background) this.foreground--;
      callback?.();
    }
  }

  private mayFire(): boolean {
    if (this.time - this.firedSince >= 1000) {
      this.firedSince = this.time;
      this.fired = 0;
    }
    return ++this.fired <= MAX_FIRED;
  }

  /** Nothing travels any more; whoever waits is told at once that time ran out, so that a run ends with what it knows. */
  private halt(): void {
    const reason = new DoctorError('Something in this home goes round in circles.', REPORT_IT);
    this.halted = reason;
    const waiting = this.heap.clear().filter((timer) => timer.ends && !timer.background);
    this.foreground = 0;
    for (const tell of [...this.haltListeners]) tell(reason);
    for (const timer of waiting) timer.callback?.();
  }
}

function sleepOn(clock: VirtualClock, ms: number, signal: AbortSignal | undefined, background: boolean): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = (): void => {
      timer.cancel();
      resolve();
    };
    const timer = clock.after(
      ms,
      () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      },
      background,
      true,
    );
    signal?.addEventListener('abort', stop, { once: true });
  });
}

class VirtualDeadline implements Deadline {
  expired = false;
  private readonly controller = new AbortController();
  private readonly timer: Timer | undefined;
  private readonly parent: AbortSignal | undefined;

  constructor(clock: VirtualClock, ms: number, parent: AbortSignal | undefined, background: boolean) {
    if (parent?.aborted) {
      this.controller.abort(parent.reason);
      return;
    }
    this.parent = parent;
    this.timer = clock.after(
      ms,
      () => {
        this.expired = true;
        parent?.removeEventListener('abort', this.stop);
        this.controller.abort(RAN_OUT);
        clock.touch();
      },
      background,
      true,
    );
    parent?.addEventListener('abort', this.stop, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  clear(): void {
    this.timer?.cancel();
    this.parent?.removeEventListener('abort', this.stop);
  }

  private readonly stop = (): void => {
    this.timer?.cancel();
    this.controller.abort(this.parent?.reason);
  };
}
