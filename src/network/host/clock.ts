/** The machine's time behind the seam. */
import { setMaxListeners } from 'node:events';
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
  private readonly controller = new AbortController();
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
    // A whole run hangs on one signal; Node's leak warning at the eleventh listener would land on the person's terminal.
    setMaxListeners(0, this.controller.signal);
    if (parent === undefined) return;
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
