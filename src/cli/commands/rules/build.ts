/** `nvr-doctor rules build [folder]` */
import type { CommandModule } from 'yargs';
import { FOLDER_OPTION, outputFile } from '../../options.js';

export const buildCommand: CommandModule = {
  command: 'build [folder]',
  describe: 'Build a rule pack (JSON): of a folder with paths of its own, or of the shipped rules and a folder of yours',
  builder: (yargs) => outputFile(yargs).options(FOLDER_OPTION).positional('folder', { type: 'string', describe: 'Folder with rule files (or --rules)' }),
  handler: async (args) => {
    const { buildCommandRun } = await import('../../rules-check.js');
    await buildCommandRun(args);
  },
};
