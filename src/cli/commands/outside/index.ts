/** `nvr-doctor outside …`: a look at a port from the internet, without anybody's cloud. */
import type { CommandModule } from 'yargs';
import { checkCommand } from './check.js';
import { serveCommand } from './serve.js';

export const outsideCommand: CommandModule = {
  command: 'outside',
  describe: 'Look at a port from the internet: run a helper elsewhere, ask it from home',
  builder: (yargs) => yargs.command(serveCommand).command(checkCommand).demandCommand(1, 'Name what to do: serve or check.'),
  handler: () => undefined,
};
