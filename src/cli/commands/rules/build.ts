/** `nvr-doctor rules build [folder]` */
import type { CommandModule } from 'yargs';

export const buildCommand: CommandModule = {
  command: 'build [folder]',
  describe: 'Build a rule pack (JSON): of a folder with paths of its own, or of the shipped rules and a folder of yours',
  builder: (yargs) => yargs.positional('folder', { type: 'string', describe: 'Folder with rule files (or --rules)' }),
  handler: async (args) => {
    const { buildCommandRun } = await import('../../rules-check.js');
    await buildCommandRun(args);
  },
};
