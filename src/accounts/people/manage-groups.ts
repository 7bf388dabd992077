/** Showing, adding, changing and removing groups. */
import { isSignedIn } from '../access/sessions.js';
import { signedIn } from '../access/signed-in.js';
import type { Actor } from '../channel.js';
import { done, faulty, refused, type Outcome } from '../refusal.js';
import type { AccountsState } from '../state.js';
import { ADMINS_ONLY, MAX_GROUPS, type Group, type Right } from './groups.js';
import { MAX_GROUP_NAME, memoFaults, nameFaults, sameName } from './names.js';
import { findGroup, rightsOf } from './rights.js';

export interface GroupInput {
  readonly name: string;
  readonly rights: readonly Right[];
  readonly memo?: string;
}

/** What the page of groups shows to an administrator. */
export function showGroups(state: AccountsState, actor: Actor, now: number): Outcome<readonly Group[]> {
  const who = signedIn(state, actor, now, 'account');
  return who.ok ? done(state, state.groups) : who.outcome;
}

export function addGroup(state: AccountsState, actor: Actor, input: GroupInput, now: number): Outcome<null> {
  const allowed = mayGive(state, actor, input, now);
  if (!allowed.ok) return allowed;
  if (state.groups.some(({ name }) => sameName(name, input.name))) return refused(state, 'name-taken', 'There is a group of that name already.');
  if (state.groups.length >= MAX_GROUPS) return refused(state, 'too-many-groups', `The recorder has room for ${MAX_GROUPS} groups.`);
  const group: Group = { name: input.name, rights: [...new Set(input.rights)], reserved: false, memo: input.memo ?? '' };
  return done({ ...state, groups: [...state.groups, group] }, null);
}

/** Members lose at once what the group loses, so none of them may be signed in. */
export function modifyGroup(state: AccountsState, actor: Actor, input: GroupInput, now: number): Outcome<null> {
  const allowed = mayGive(state, actor, input, now);
  if (!allowed.ok) return allowed;
  const found = changeable(state, input.name);
  if (!found.ok) return found;
  if (membersOf(state, input.name).some(({ name }) => isSignedIn(state, name, now))) return refused(state, 'signed-in', 'A member of this group is signed in, and accounts that are signed in cannot be changed.');
  const changed: Group = { ...found.value, rights: [...new Set(input.rights)], memo: input.memo ?? found.value.memo };
  return done({ ...state, groups: state.groups.map((group) => (group.name === input.name ? changed : group)) }, null);
}

export function removeGroup(state: AccountsState, actor: Actor, input: { readonly name: string }, now: number): Outcome<null> {
  const who = signedIn(state, actor, now, 'account');
  if (!who.ok) return who.outcome;
  const found = changeable(state, input.name);
  if (!found.ok) return found;
  if (membersOf(state, input.name).length > 0) return refused(state, 'group-in-use', 'The group still has members.');
  return done({ ...state, groups: state.groups.filter(({ name }) => name !== input.name) }, null);
}

const membersOf = (state: AccountsState, group: string): AccountsState['accounts'] => state.accounts.filter((account) => account.group === group);

function changeable(state: AccountsState, name: string): Outcome<Group> {
  const group = findGroup(state, name);
  if (group === undefined) return refused(state, 'unknown-group', 'There is no such group.');
  return group.reserved ? refused(state, 'reserved', 'Built-in groups cannot be changed or removed.') : done(state, group);
}

function mayGive(state: AccountsState, actor: Actor, input: GroupInput, now: number): Outcome<null> {
  const who = signedIn(state, actor, now, 'account');
  if (!who.ok) return who.outcome;
  const faults = [...nameFaults(input.name, MAX_GROUP_NAME), ...memoFaults(input.memo ?? '')];
  if (faults.length > 0) return faulty(state, faults);
  if (input.rights.includes(ADMINS_ONLY)) return refused(state, 'no-right', 'Only members of the group admin may manage accounts.');
  const own = rightsOf(state, who.account);
  return input.rights.every((right) => own.includes(right)) ? done(state, null) : refused(state, 'no-right', 'You may not give rights that your own account does not have.');
}
