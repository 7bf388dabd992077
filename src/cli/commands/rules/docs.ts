/** `nvr-doctor rules docs [folder]` */
import type { CommandModule } from 'yargs';

export const docsCommand: CommandModule = {
  command: 'docs [folder]',
  describe: 'Write one page per cause into the folder of --output (default: docs/causes)',
  builder: (yargs) => yargs.positional('folder', { type: 'string', describe: 'Folder with rule files (or --rules)' }).option('check', { type: 'boolean', describe: 'Write nothing; exit code 1 where a page is not what the rules say' }),
  handler: async (args) => {
    const { docsCommandRun } = await import('../../rules-docs.js');
    await docsCommandRun(args);
  },
};
