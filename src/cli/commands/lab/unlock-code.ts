/** `nvr-doctor lab unlock-code` */
import type { CommandModule } from 'yargs';
import { answering } from '../../options.js';

export const unlockCodeCommand: CommandModule = {
  command: 'unlock-code <request>',
  describe: "Let the virtual vendor's desk answer a request for a virtual recorder",
  builder: (yargs) =>
    answering(yargs)
      .positional('request', { type: 'string', describe: 'Request as JSON, from "account unlock-request"' })
      .options({
        virtual: { type: 'string', describe: 'File of the virtual recorder', requiresArg: true, demandOption: true },
        codes: { type: 'string', describe: 'How many codes, 1 to 3 (default: 1)', requiresArg: true },
      }),
  handler: async (args) => (await import('../../lab-unlock-code.js')).runLabUnlockCode(args),
};
