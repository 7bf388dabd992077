/** `account users list` of a real recorder: what a settings read told. */
import type { FactPath } from '../../facts/dictionary.js';
import { padEnd, wrap } from '../../report/text/layout.js';
import { EXIT } from '../exit.js';
import type { Arguments } from '../options.js';
import { readAccounts } from './read.js';
import { answer } from './words.js';

const WANTED: ReadonlySet<FactPath> = new Set(['recorder.accounts.users', 'recorder.login.outcome']);

export async function listUsersRead(args: Arguments): Promise<void> {
  const { facts, from } = await readAccounts(args, WANTED);
  const fact = facts.get('recorder.accounts.users');
  const users = facts.value('recorder.accounts.users');
  process.exitCode = users === undefined ? EXIT.inconclusive : EXIT.fine;
  const reason = fact.state === 'unknown' ? fact.reason : undefined;
  await answer(args, { schema: 'nvr-doctor/account-users@1', of: from, users: users ?? null, ...(reason === undefined ? {} : { unknown: reason }) }, (_style, columns) => {
    if (users === undefined) return wrap(`The users are not known (${reason ?? 'the sources disagree'}). Sign in with --user, or look at the recorder: System > Account > User.`, columns);
    const widest = Math.max(4, ...users.map(({ name }) => (name ?? '').length)) + 2;
    const line = (name: string, group: string, reusable: string): string => `${padEnd(name, widest)}${padEnd(group, 17)}${reusable}`.trimEnd();
    const word = (value: boolean | null | undefined): string => (value === null || value === undefined ? 'not known' : value ? 'yes' : 'no');
    return [line('USER', 'GROUP', 'REUSABLE'), ...users.map(({ name, group, reusable, reserved }) => line(name ?? '', `${group ?? 'not known'}${reserved === true ? ' (built in)' : ''}`, word(reusable)))];
  });
}
