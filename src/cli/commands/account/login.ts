/** `nvr-doctor account login` */
import type { CommandModule } from 'yargs';
import { DOCTOR_OPTIONS } from '../../options.js';
import { handlerOf } from './handler.js';
import { CHANNEL_OPTIONS, SECRETS_OPTION, VIRTUAL_OPTIONS } from './options.js';

export const loginCommand: CommandModule = {
  command: 'login',
  describe: 'Sign in at a virtual recorder once, and see what it answers',
  builder: (yargs) =>
    yargs.options({
      ...VIRTUAL_OPTIONS,
      ...CHANNEL_OPTIONS,
      user: { type: 'string', describe: 'User name (default: admin)', requiresArg: true },
      'password-stdin': DOCTOR_OPTIONS['password-stdin'],
      ...SECRETS_OPTION,
      pattern: { type: 'boolean', describe: 'By the unlock pattern, in place of name and password' },
      logout: { type: 'boolean', describe: 'Log out whoever is signed in there, as the menu does it for everybody who stands before it' },
      stay: { type: 'string', describe: 'Stay signed in for this many minutes of its clock', requiresArg: true },
    }),
  handler: handlerOf(async () => (await import('../../account/login.js')).runAccountLogin),
};
