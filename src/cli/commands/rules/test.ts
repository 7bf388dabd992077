/** `nvr-doctor rules test [folder] [id]` */
import type { CommandModule } from 'yargs';
import { answering, FOLDER_OPTION } from '../../options.js';

export const testCommand: CommandModule = {
  command: 'test [folder] [id]',
  describe: 'Run the tests that stand in the rules',
  builder: (yargs) =>
    answering(yargs)
      .options(FOLDER_OPTION)
      .positional('folder', { type: 'string', describe: 'Folder with rule files (or --rules)' })
      .positional('id', { type: 'string', describe: 'Only this rule' })
      .option('mutate', { type: 'boolean', describe: 'Also break each clause and see that a test notices' }),
  handler: async (args) => {
    const { testCommandRun } = await import('../../rules-check.js');
    await testCommandRun(args);
  },
};
