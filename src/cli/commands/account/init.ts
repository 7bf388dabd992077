/** `nvr-doctor account init` */
import type { CommandModule } from 'yargs';
import { handlerOf } from './handler.js';
import { SECRETS_OPTION, VIRTUAL_OPTIONS } from './options.js';

export const initCommand: CommandModule = {
  command: 'init',
  describe: 'Set a recorder up: a guide for a real one at its monitor, or a virtual one page by page',
  builder: (yargs) =>
    yargs.options({
      print: { type: 'boolean', describe: 'Print the guide for a real recorder' },
      resume: { type: 'boolean', describe: 'Go on with the guide that was begun' },
      force: { type: 'boolean', describe: 'Begin the guide again' },
      ...VIRTUAL_OPTIONS,
      answers: { type: 'string', describe: 'YAML file with everything that is no secret', requiresArg: true },
      ...SECRETS_OPTION,
      serial: { type: 'string', describe: 'Serial number of a new virtual recorder', requiresArg: true },
      model: { type: 'string', describe: 'Its model', requiresArg: true },
      'no-code-prompt': { type: 'boolean', describe: 'Its firmware asks for no new password after an unlock code' },
    }),
  handler: handlerOf(async () => (await import('../../account/init.js')).runAccountInit),
};
