/** `nvr-doctor account …`: passwords, users, and the way back in. */
import type { CommandModule } from 'yargs';
import { answering } from '../../options.js';
import { handoverCommand } from './handover.js';
import { initCommand } from './init.js';
import { loginCommand } from './login.js';
import { protectCommand } from './protect.js';
import { resetCommand } from './reset.js';
import { statusCommand } from './status.js';
import { unlockRequestCommand } from './unlock-request.js';
import { usersCommand } from './users.js';

export const accountCommand: CommandModule = {
  command: 'account',
  describe: 'Passwords and users of the recorder: set it up, sign in, stay able to get back in',
  builder: (yargs) =>
    answering(yargs)
      .command(initCommand)
      .command(loginCommand)
      .command(statusCommand)
      .command(usersCommand)
      .command(protectCommand)
      .command(resetCommand)
      .command(unlockRequestCommand)
      .command(handoverCommand)
      .demandCommand(1, 'Name what to do with accounts: init, login, status, users, protect, reset, unlock-request or handover.'),
  handler: () => undefined,
};
