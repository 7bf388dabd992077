/** `nvr-doctor settings …`: what a person reads off the recorder's own screen. */
import type { CommandModule } from 'yargs';
import { askCommand } from './ask.js';
import { checkCommand } from './check.js';

export const settingsCommand: CommandModule = {
  command: 'settings',
  describe: "Read the settings off the recorder's own screen: where nobody can sign in",
  builder: (yargs) => yargs.command(askCommand).command(checkCommand).demandCommand(1, 'Name what to do with settings: ask or check.'),
  handler: () => undefined,
};
