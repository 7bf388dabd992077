/** `nvr-doctor outside check URL --port N`: one port of the own public address, through a helper. */
import type { CommandModule } from 'yargs';
import { answering } from '../../options.js';

export const checkCommand: CommandModule = {
  command: 'check <url>',
  describe: 'Ask a helper how a port of your own public address looks',
  builder: (yargs) =>
    answering(yargs).positional('url', { type: 'string', describe: 'URL of the helper' }).option('port', { type: 'string', demandOption: true, describe: 'Port to look at', requiresArg: true }),
  handler: async (args) => {
    const { outsideCheck } = await import('../../outside-check.js');
    await outsideCheck(args);
  },
};
