/** `nvr-doctor rules lint [folder]` */
import type { CommandModule } from 'yargs';
import { answering, FOLDER_OPTION } from '../../options.js';

export const lintCommand: CommandModule = {
  command: 'lint [folder]',
  describe: 'Check a folder of rules for errors',
  builder: (yargs) =>
    answering(yargs, 'sarif', 'github').options(FOLDER_OPTION).positional('folder', { type: 'string', describe: 'Folder with rule files (or --rules)' }),
  handler: async (args) => {
    const { lintCommandRun } = await import('../../rules-check.js');
    await lintCommandRun(args);
  },
};
