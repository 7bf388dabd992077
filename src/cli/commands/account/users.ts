/** `nvr-doctor account users …` */
import type { CommandModule, Options } from 'yargs';
import { DOCTOR_OPTIONS } from '../../options.js';
import { handlerOf } from './handler.js';
import { CHANNEL_OPTIONS, SECRETS_OPTION, VIRTUAL_OPTIONS } from './options.js';

const ACTING = {
  ...VIRTUAL_OPTIONS,
  ...CHANNEL_OPTIONS,
  user: { type: 'string', describe: 'Administrator who signs in for it (default: admin)', requiresArg: true },
  'password-stdin': DOCTOR_OPTIONS['password-stdin'],
  ...SECRETS_OPTION,
} as const satisfies Record<string, Options>;

const ABOUT = {
  group: { type: 'string', describe: 'admin, user, or a group of your own', requiresArg: true },
  reusable: { type: 'string', choices: ['on', 'off'], describe: 'Whether several clients may be signed in with it at once', requiresArg: true },
  memo: { type: 'string', describe: 'Note in the list of users', requiresArg: true },
} as const satisfies Record<string, Options>;

const NAME = { type: 'string', describe: 'User name; capitals and small letters count' } as const;

const list: CommandModule = {
  command: 'list',
  describe: 'Show the users and what each may do',
  builder: (yargs) =>
    yargs.options({
      ...ACTING,
      settings: { type: 'string', describe: 'Report (JSON) or settings file, instead of a look at the recorder', requiresArg: true },
      recorder: DOCTOR_OPTIONS.recorder,
      'recorder-id': DOCTOR_OPTIONS['recorder-id'],
    }),
  handler: handlerOf(async () => (await import('../../account/users.js')).listUsersCommand),
};
const add: CommandModule = {
  command: 'add <name>',
  describe: 'Add a user',
  builder: (yargs) => yargs.positional('name', NAME).options({ ...ACTING, ...ABOUT }),
  handler: handlerOf(async () => (await import('../../account/users.js')).addUserCommand),
};
const modify: CommandModule = {
  command: 'modify <name>',
  describe: 'Change a user who is not signed in',
  builder: (yargs) => yargs.positional('name', NAME).options({ ...ACTING, ...ABOUT, 'new-password': { type: 'boolean', describe: 'Give a new password; the old one is needed' }, hint: { type: 'string', describe: 'Prompt question for the new password', requiresArg: true } }),
  handler: handlerOf(async () => (await import('../../account/users.js')).modifyUserCommand),
};
const remove: CommandModule = {
  command: 'remove <name>',
  describe: 'Remove a user',
  builder: (yargs) => yargs.positional('name', NAME).options(ACTING),
  handler: handlerOf(async () => (await import('../../account/users.js')).removeUserCommand),
};
const reusable: CommandModule = {
  command: 'reusable <name> <state>',
  describe: 'Let several clients use one account, or one at a time',
  builder: (yargs) => yargs.positional('name', NAME).positional('state', { type: 'string', choices: ['on', 'off'] }).options(ACTING),
  handler: handlerOf(async () => (await import('../../account/users.js')).reusableCommand),
};

export const usersCommand: CommandModule = {
  command: 'users',
  describe: 'Users of a virtual recorder; for a real one, where that is in its menu',
  builder: (yargs) => yargs.command(list).command(add).command(modify).command(remove).command(reusable).demandCommand(1, 'Name what to do with users: list, add, modify, remove or reusable.'),
  handler: () => undefined,
};
