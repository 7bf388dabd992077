import { setMaxListeners } from 'node:events';

/** The reason for ending a wait whose result is in. Without one, every `abort()` makes an exception with a stack trace, which shows in a lab of many homes. */
export const DONE = 'done';

/** For a wait that many share: Node's leak warning at the eleventh listener would land on the person's terminal. */
export function sharedAbort(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
