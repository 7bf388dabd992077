/** What an account may do, and who is an administrator. */
import type { Account, AccountsState } from '../state.js';
import { ADMIN_GROUP, type Group, type Right } from './groups.js';

export function findGroup(state: AccountsState, name: string): Group | undefined {
  return state.groups.find((group) => group.name === name);
}

/** Never more than the group has, whatever is written in the account. */
export function rightsOf(state: AccountsState, account: Pick<Account, 'group' | 'rights'>): readonly Right[] {
  const group = findGroup(state, account.group)?.rights ?? [];
  return account.rights === null ? group : group.filter((right) => account.rights?.includes(right));
}

export function isAdministrator(state: AccountsState, account: Pick<Account, 'group' | 'rights'>): boolean {
  return account.group === ADMIN_GROUP && rightsOf(state, account).includes('account');
}

export function administrators(state: AccountsState): readonly Account[] {
  return state.accounts.filter((account) => isAdministrator(state, account));
}
