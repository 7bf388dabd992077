/** `nvr-doctor lab …`: simulated homes. */
import type { CommandModule } from 'yargs';
import { listCommand } from './list.js';
import { runCommand } from './run.js';
import { serveCommand } from './serve.js';
import { unlockCodeCommand } from './unlock-code.js';

export const labCommand: CommandModule = {
  command: 'lab',
  describe: 'Simulated homes: list, run and serve them',
  builder: (yargs) => yargs.command(listCommand).command(runCommand).command(serveCommand).command(unlockCodeCommand).demandCommand(1, 'Name what to do in the lab: list, run, serve or unlock-code.'),
  handler: () => undefined,
};
