/** `nvr-doctor account handover` */
import type { CommandModule } from 'yargs';
import { handlerOf } from './handler.js';
import { VIRTUAL_OPTIONS } from './options.js';

export const handoverCommand: CommandModule = {
  command: 'handover',
  describe: 'Hand a recorder over to its owner: a list with evidence, signed item by item',
  builder: (yargs) =>
    yargs.options({
      state: { type: 'string', describe: 'File that keeps what is signed', requiresArg: true },
      print: { type: 'boolean', describe: 'Print the list, with what is signed' },
      record: { type: 'boolean', describe: 'Print the record; exit code 3 while items are open' },
      done: { type: 'string', describe: 'Sign this item as done', requiresArg: true },
      'not-needed': { type: 'string', describe: 'Sign this item as not needed here', requiresArg: true },
      by: { type: 'string', describe: 'Who saw it', requiresArg: true },
      seen: { type: 'string', describe: 'What was seen, or why it is not needed; never a secret', requiresArg: true },
      ...VIRTUAL_OPTIONS,
    }),
  handler: handlerOf(async () => (await import('../../account/handover.js')).runAccountHandover),
};
