/** `nvr-doctor account status` */
import type { CommandModule } from 'yargs';
import { DOCTOR_OPTIONS } from '../../options.js';
import { handlerOf } from './handler.js';
import { VIRTUAL_OPTIONS } from './options.js';

export const statusCommand: CommandModule = {
  command: 'status',
  describe: 'What stands between you and a lost password',
  builder: (yargs) =>
    yargs.options({
      ...VIRTUAL_OPTIONS,
      settings: { type: 'string', describe: 'Report (JSON) or settings file, instead of a look at the recorder', requiresArg: true },
      clients: { type: 'string', describe: 'YAML file with the phones and programs that sign in: name, user, since', requiresArg: true },
      recorder: DOCTOR_OPTIONS.recorder,
      'recorder-id': DOCTOR_OPTIONS['recorder-id'],
      user: DOCTOR_OPTIONS.user,
      'password-stdin': DOCTOR_OPTIONS['password-stdin'],
      'password-as-typed': DOCTOR_OPTIONS['password-as-typed'],
      'allow-basic': DOCTOR_OPTIONS['allow-basic'],
      'spend-a-try': DOCTOR_OPTIONS['spend-a-try'],
    }),
  handler: handlerOf(async () => (await import('../../account/status.js')).runAccountStatus),
};
