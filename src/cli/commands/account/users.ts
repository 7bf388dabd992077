/** `nvr-doctor account users …` */
import type { CommandModule, Options } from 'yargs';
import { ADMINS_ONLY, RIGHTS } from '../../../accounts/people/groups.js';
import { DOCTOR_OPTIONS } from '../../options.js';
import { handlerOf } from './handler.js';
import { CHANNEL_OPTIONS, READ_OPTIONS, SECRETS_OPTION, VIRTUAL_OPTIONS } from './options.js';

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
  rights: { type: 'string', describe: 'What the user may do of what the group may, separated by commas (default: all): live, playback, …', requiresArg: true },
  memo: { type: 'string', describe: 'Note in the list of users', requiresArg: true },
} as const satisfies Record<string, Options>;

const NAME = { type: 'string', describe: 'User name; capitals and small letters count' } as const;

const HINT = { type: 'string', describe: 'Prompt question for the new password', requiresArg: true } as const;

const list: CommandModule = {
  command: 'list',
  describe: 'Show the users and what each may do',
  builder: (yargs) =>
    yargs.options({
      ...READ_OPTIONS,
      ...ACTING,
      user: { ...ACTING.user, describe: 'Who signs in for it: at a real recorder once, to read; at a virtual one admin, where nothing is said' },
    }),
  handler: handlerOf(async () => (await import('../../account/users.js')).listUsersCommand),
};
const add: CommandModule = {
  command: 'add <name>',
  describe: 'Add a user',
  builder: (yargs) => yargs.positional('name', NAME).options({ ...ACTING, ...ABOUT, hint: HINT }),
  handler: handlerOf(async () => (await import('../../account/users.js')).addUserCommand),
};
const modify: CommandModule = {
  command: 'modify <name>',
  describe: 'Change a user who is not signed in',
  builder: (yargs) => yargs.positional('name', NAME).options({ ...ACTING, ...ABOUT, 'new-password': { type: 'boolean', describe: 'Give a new password; the old one is needed' }, hint: HINT }),
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

const GROUP = { type: 'string', describe: 'Name of the group' } as const;
const GIVEN = {
  rights: { type: 'string', describe: `All that its members may do, separated by commas: ${RIGHTS.filter((right) => right !== ADMINS_ONLY).join(', ')}`, requiresArg: true },
  memo: { type: 'string', describe: 'Note in the list of groups', requiresArg: true },
} as const satisfies Record<string, Options>;

const listGroups: CommandModule = {
  command: 'list',
  describe: 'Show the groups and what their members may do',
  builder: (yargs) => yargs.options(ACTING),
  handler: handlerOf(async () => (await import('../../account/users-groups.js')).listGroupsCommand),
};
const addGroup: CommandModule = {
  command: 'add <name>',
  describe: 'Add a group',
  builder: (yargs) => yargs.positional('name', GROUP).options({ ...ACTING, ...GIVEN }),
  handler: handlerOf(async () => (await import('../../account/users-groups.js')).addGroupCommand),
};
const modifyGroup: CommandModule = {
  command: 'modify <name>',
  describe: 'Change a group whose members are not signed in',
  builder: (yargs) => yargs.positional('name', GROUP).options({ ...ACTING, ...GIVEN }),
  handler: handlerOf(async () => (await import('../../account/users-groups.js')).modifyGroupCommand),
};
const removeGroup: CommandModule = {
  command: 'remove <name>',
  describe: 'Remove a group without members',
  builder: (yargs) => yargs.positional('name', GROUP).options(ACTING),
  handler: handlerOf(async () => (await import('../../account/users-groups.js')).removeGroupCommand),
};
const group: CommandModule = {
  command: 'group',
  describe: 'Groups of users and what they may do',
  builder: (yargs) => yargs.command(listGroups).command(addGroup).command(modifyGroup).command(removeGroup).demandCommand(1, 'Name what to do with groups: list, add, modify or remove.'),
  handler: () => undefined,
};

export const usersCommand: CommandModule = {
  command: 'users',
  describe: 'Users of a virtual recorder; for a real one, where that is in its menu',
  builder: (yargs) => yargs.command(list).command(add).command(modify).command(remove).command(reusable).command(group).demandCommand(1, 'Name what to do with users: list, add, modify, remove, reusable or group.'),
  handler: () => undefined,
};
