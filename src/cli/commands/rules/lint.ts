/** `nvr-doctor rules lint [folder]` */
import type { CommandModule } from 'yargs';

export const lintCommand: CommandModule = {
  command: 'lint [folder]',
  describe: 'Check a folder of rules for errors',
  builder: (yargs) =>
    yargs.positional('folder', { type: 'string', describe: 'Folder with rule files (or --rules)' }).option('format', { type: 'string', choices: ['sarif', 'github'], describe: 'Form of the findings: also for code scanning, and as annotations', requiresArg: true }),
  handler: async (args) => {
    const { lintCommandRun } = await import('../../rules-check.js');
    await lintCommandRun(args);
  },
};
