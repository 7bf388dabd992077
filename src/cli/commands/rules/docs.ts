/** `nvr-doctor rules docs [folder]` */
import type { CommandModule } from 'yargs';
import { FOLDER_OPTION } from '../../options.js';

export const docsCommand: CommandModule = {
  command: 'docs [folder]',
  describe: 'Write one page per cause into the folder of --output (default: docs/causes)',
  builder: (yargs) =>
    yargs
      .options({ ...FOLDER_OPTION, output: { type: 'string', alias: 'o', describe: 'Folder for the pages', requiresArg: true } })
      .positional('folder', { type: 'string', describe: 'Folder with rule files (or --rules)' })
      .option('check', { type: 'boolean', describe: 'Write nothing; exit code 1 where a page is not what the rules say' }),
  handler: async (args) => {
    const { docsCommandRun } = await import('../../rules-docs.js');
    await docsCommandRun(args);
  },
};
