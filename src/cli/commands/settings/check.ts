/** `nvr-doctor settings check FILE`: whether a settings file is in order, and what it holds. */
import type { CommandModule } from 'yargs';
import { answering } from '../../options.js';

export const checkCommand: CommandModule = {
  command: 'check <file>',
  describe: 'Check a settings file and say what it holds',
  builder: (yargs) => answering(yargs).positional('file', { type: 'string', describe: 'Settings file, or text that the recorder printed' }),
  handler: async (args) => {
    const { runSettingsCheck } = await import('../../settings-check.js');
    await runSettingsCheck(args);
  },
};
