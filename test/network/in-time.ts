/** Deadlines told by the order of events: on a busy machine every timer is late, but none overtakes what was ready long before it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadline } from '../../src/network/seam.js';

/** Turns of the event loop after a deadline in which the end must have come, and milliseconds of each at the least. */
const TURNS = 10;
const TURN_MS = 30;

/** What `work` gives; an error where it gives nothing soon after its deadline. */
export async function inTime<T>(work: Promise<T>, { signal }: Deadline): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    const wait = async (): Promise<void> => {
      for (let turn = 0; turn < TURNS; turn += 1) await sleep(TURN_MS);
      reject(new Error('it goes on after its deadline'));
    };
    signal.addEventListener('abort', () => void wait(), { once: true });
  });
  return Promise.race([work, late]);
}
