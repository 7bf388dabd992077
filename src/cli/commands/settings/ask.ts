/** `nvr-doctor settings ask`: a guided form in the order of the recorder's menus. */
import type { CommandModule } from 'yargs';
import { DOCTOR_OPTIONS, NETWORK_OPTION, outputFile, RULES_OPTIONS } from '../../options.js';

export const askCommand: CommandModule = {
  command: 'ask',
  describe: 'Ask for what is still needed, menu by menu, and write a settings file',
  builder: (yargs) =>
    outputFile(yargs).options({
      ...NETWORK_OPTION,
      ...RULES_OPTIONS,
      method: DOCTOR_OPTIONS.method,
      recorder: DOCTOR_OPTIONS.recorder,
      look: { type: 'boolean', describe: 'Look around the house first, without signing in, and ask only for the rest' },
      known: { type: 'string', describe: 'Report (JSON) or settings file: what stands there is not asked', requiresArg: true },
      resume: { type: 'boolean', describe: 'Go on with the file that is there' },
      force: { type: 'boolean', describe: 'Begin again and replace the file that is there' },
      print: { type: 'boolean', describe: 'Print a form to fill in at the recorder' },
    }),
  handler: async (args) => {
    const { runSettingsAsk } = await import('../../settings-ask.js');
    await runSettingsAsk(args);
  },
};
