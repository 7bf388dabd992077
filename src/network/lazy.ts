/** Heavy libraries come in when they are first needed, and virtual time stands still meanwhile. */
import type { Clock } from './seam.js';

/** `load` runs once; later calls get the module without another turn of the event loop where the caller checks `value` first. */
export function lazy<T>(load: () => Promise<T>): { readonly value: T | undefined; get(clock: Clock): Promise<T> } {
  let value: T | undefined;
  let loading: Promise<T> | undefined;
  return {
    get value() {
      return value;
    },
    get(clock) {
      loading ??= load().then((module) => (value = module));
      return clock.pending(loading);
    },
  };
}
