/** `nvr-doctor account protect` */
import type { CommandModule } from 'yargs';
import { DOCTOR_OPTIONS } from '../../options.js';
import { handlerOf } from './handler.js';
import { SECRETS_OPTION, VIRTUAL_OPTIONS } from './options.js';

export const protectCommand: CommandModule = {
  command: 'protect',
  describe: 'Set questions, pattern, hint and lock of a virtual recorder; for a real one, where that is in its menu',
  builder: (yargs) =>
    yargs.options({
      ...VIRTUAL_OPTIONS,
      user: { type: 'string', describe: 'Administrator who signs in for it (default: admin)', requiresArg: true },
      'password-stdin': DOCTOR_OPTIONS['password-stdin'],
      ...SECRETS_OPTION,
      questions: { type: 'string', describe: 'Three security questions by their names, separated by commas, or off', requiresArg: true },
      pattern: { type: 'string', choices: ['draw', 'off'], describe: 'Unlock pattern', requiresArg: true },
      hint: { type: 'string', describe: 'Prompt question of that administrator; "" for none', requiresArg: true },
      lock: { type: 'string', choices: ['on', 'off'], describe: 'Lock an account after wrong passwords', requiresArg: true },
      'lock-tries': { type: 'string', describe: 'Wrong passwords until the lock, 1 to 10', requiresArg: true },
      'lock-minutes': { type: 'string', describe: 'How long a lock lasts, 1 to 1440', requiresArg: true },
    }),
  handler: handlerOf(async () => (await import('../../account/protect.js')).runAccountProtect),
};
