/** `account users group …`: groups of a virtual recorder and what their members may do. */
import { addGroup, modifyGroup, removeGroup, showGroups, type Group, type GroupInput } from '../../accounts/index.js';
import { DoctorError } from '../../errors.js';
import { padEnd, wrap } from '../../report/text/layout.js';
import { text, type Arguments } from '../options.js';
import { act, acting, recorderOr, USERS_SCHEMA, type Operation } from './as-administrator.js';
import { GROUP_GUIDE } from './menu-guides.js';
import { passwordGiven } from './password.js';
import { rightsGiven } from './rights.js';

export const listGroupsCommand = (args: Arguments): Promise<void> => run(args, () => ({ operation: showGroups, lines: groupTable, document: (groups) => ({ groups }) }));

export const addGroupCommand = (args: Arguments): Promise<void> => change(args, 'Added', (input) => (accounts, actor, now) => addGroup(accounts, actor, input, now));

/** Its rights are given whole, as the page shows them. */
export const modifyGroupCommand = (args: Arguments): Promise<void> => change(args, 'Changed', (input) => (accounts, actor, now) => modifyGroup(accounts, actor, input, now));

export const removeGroupCommand = (args: Arguments): Promise<void> =>
  run(args, () => {
    const name = nameOf(args);
    return { operation: (accounts, actor, now) => removeGroup(accounts, actor, { name }, now), lines: () => [`Removed group ${name}.`], document: () => ({ group: name }) };
  });

function change(args: Arguments, done: string, operation: (input: GroupInput) => Operation<null>): Promise<void> {
  return run(args, () => {
    const [name, rights, memo] = [nameOf(args), rightsGiven(args), text(args, 'memo')];
    if (rights === undefined) throw new DoctorError('What the members may do is missing.', { where: '--rights', hint: 'Name it all, separated by commas: --rights live,playback' });
    return { operation: operation({ name, rights, ...(memo === undefined ? {} : { memo }) }), lines: () => [`${done} group ${name}.`], document: () => ({ group: name, rights }) };
  });
}

interface Doing<T> {
  readonly operation: Operation<T>;
  readonly lines: (value: T, columns: number) => readonly string[];
  readonly document: (value: T) => object;
}

/** What is wrong with the words is told before a password is asked for. */
async function run<T>(args: Arguments, doing: () => Doing<T>): Promise<void> {
  const store = await recorderOr(args, USERS_SCHEMA, GROUP_GUIDE);
  if (store === undefined) return;
  const what = doing();
  await act(args, store, { schema: USERS_SCHEMA, password: await passwordGiven(args, acting(args)), ...what });
}

const nameOf = (args: Arguments): string => text(args, 'name') ?? '';

function groupTable(groups: readonly Group[], columns: number): string[] {
  const widest = Math.max(5, ...groups.map(({ name }) => name.length)) + 2;
  return [`${padEnd('GROUP', widest)}MAY`, ...groups.flatMap(({ name, rights }) => wrap(rights.join(', '), columns, padEnd(name, widest), ' '.repeat(widest)))];
}
