/** Names of users and groups, and the note beside them. */
import type { Fault } from '../refusal.js';

/** Manual of the family: 31 characters for a user, 15 for a group. */
export const MAX_USER_NAME = 31;
export const MAX_GROUP_NAME = 15;
const MAX_MEMO = 64;

export function nameFaults(name: string, max: number = MAX_USER_NAME): readonly Fault[] {
  if (name.length >= 1 && name.length <= max && /^[A-Za-z0-9][A-Za-z0-9_@.-]*$/.test(name)) return [];
  return [{ field: 'name', code: 'name-rule', reason: `A name has 1 to ${max} letters, digits or _ @ . - and begins with a letter or digit.` }];
}

export function memoFaults(memo: string): readonly Fault[] {
  return memo.length <= MAX_MEMO && /^[\x20-\x7e]*$/.test(memo) ? [] : [{ field: 'memo', code: 'invalid-input', reason: `A note has at most ${MAX_MEMO} characters that the keyboard on the screen offers.` }];
}

/** Letter case makes no second name: some clients ignore it. */
export const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
