/** `nvr-doctor account status` */
import type { CommandModule } from 'yargs';
import { handlerOf } from './handler.js';
import { READ_OPTIONS, VIRTUAL_OPTIONS } from './options.js';

export const statusCommand: CommandModule = {
  command: 'status',
  describe: 'What stands between you and a lost password',
  builder: (yargs) =>
    yargs.options({
      ...VIRTUAL_OPTIONS,
      ...READ_OPTIONS,
      clients: { type: 'string', describe: 'YAML file with the phones and programs that sign in: name, user, since', requiresArg: true },
    }),
  handler: handlerOf(async () => (await import('../../account/status.js')).runAccountStatus),
};
