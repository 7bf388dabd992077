/** `nvr-doctor rules new AREA/ID [folder]` */
import type { CommandModule } from 'yargs';
import { FOLDER_OPTION, outputFile } from '../../options.js';

export const newCommand: CommandModule = {
  command: 'new <name> [folder]',
  describe: 'Begin a rule: a draft with its tests',
  builder: (yargs) =>
    outputFile(yargs)
      .options(FOLDER_OPTION)
      .positional('name', { type: 'string', describe: 'AREA/ID, such as recorder/disk-full' })
      .positional('folder', { type: 'string', describe: 'Folder with rule files (or --rules); made where it does not exist' })
      .option('kind', { type: 'string', choices: ['cause', 'symptom', 'check'], describe: 'Why it is broken, what is broken, or hygiene (default: cause)', requiresArg: true })
      .option('link', { type: 'string', describe: 'The link that it breaks (default: by area)', requiresArg: true })
      .option('paths', { type: 'string', describe: 'Ways to the cameras, separated by commas (default: those with the link)', requiresArg: true })
      .option('applies', { type: 'boolean', describe: 'With a guard: only where the app connects in one of these ways' }),
  handler: async (args) => {
    const { newRuleCommand } = await import('../../rules-new.js');
    await newRuleCommand(args);
  },
};
