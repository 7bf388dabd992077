/** The machine's time behind the seam. */
import { setMaxListeners } from 'node:events';
import { sharedAbort } from '../done.js';
import type { Clock, Deadline } from '../seam.js';

/** One for all deadlines: only its name is read (see `abortedBy`), and an error with a stack for each would cost more than the timer. */
const TIME_RAN_OUT = Object.assign(new Error('time ran out'), { name: 'TimeoutError' });

export const hostClock: Clock = {
  now: () => Date.now(),

  sleep(ms, signal) {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal?.addEventListener('abort', wake, { once: true });
    });
  },

  deadline(ms, parent) {
    return new HostDeadline(ms, parent);
  },

  pending: (work) => work,
};

class HostDeadline implements Deadline {
  private readonly controller = sharedAbort();
  private readonly timer: NodeJS.Timeout;
  private readonly onParent = (): void => {
    this.clear();
    this.controller.abort(this.parent?.reason);
  };
  expired = false;

  constructor(
    ms: number,
    private readonly parent: AbortSignal | undefined,
  ) {
    this.timer = setTimeout(() => {
      this.clear();
      this.expired = true;
      this.controller.abort(TIME_RAN_OUT);
    }, ms);
    // Whoever waits for the deadline waits on a socket too; a forgotten deadline must not hold the process.
    this.timer.unref();
    if (parent === undefined) return;
    // A whole run hangs on one signal, which may not have been made for many.
    setMaxListeners(0, parent);
    if (parent.aborted) this.onParent();
    else parent.addEventListener('abort', this.onParent, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  clear(): void {
    clearTimeout(this.timer);
    this.parent?.removeEventListener('abort', this.onParent);
  }
}
