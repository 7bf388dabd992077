/** What every account command has around it: Ctrl-C at a question is no failure. */
import { isCancelled } from '../../account/cancelled.js';
import { EXIT } from '../../exit.js';
import type { Arguments } from '../../options.js';

/** `load` brings the command itself, which is loaded when it is given. */
export function handlerOf(load: () => Promise<(args: Arguments) => Promise<void>>): (args: Arguments) => Promise<void> {
  return async (args) => {
    try {
      await (await load())(args);
    } catch (error) {
      if (!isCancelled(error)) throw error;
      process.exitCode = EXIT.interrupted;
    }
  };
}
