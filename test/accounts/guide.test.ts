/** The procedures at the screen: the steps of the vendor's guide in its own words, and nothing that makes it worse. */
import { describe, expect, it } from 'vitest';
import { AFTER_CHANGE_GUIDE, HANDOVER_ITEMS, LOCKOUT_GUIDE, NOTHING_KNOWN, planRecovery, type Guide } from '../../src/accounts/index.js';

const guides = (promptAfterCode: boolean | null = null): readonly Guide[] => planRecovery({ ...NOTHING_KNOWN, promptAfterCode }).ways.map(({ guide }) => guide);
const guideOf = (way: string, prompt: boolean | null = null): Guide => {
  const found = planRecovery({ ...NOTHING_KNOWN, promptAfterCode: prompt }).ways.find(({ id }) => id === way)?.guide;
  if (found === undefined) expect.fail(`no guide for ${way}`);
  return found;
};
const textOf = (guide: Guide): string => JSON.stringify(guide);
const ALL = [...guides(), ...guides(true), ...guides(false), LOCKOUT_GUIDE, AFTER_CHANGE_GUIDE];

describe('the icons of the sign-in window', () => {
  it.each(['Forgot Pattern or Switch User', 'to the right of User Name', 'Forgot Password', 'Reset Password - Security Questions', 'Next', 'New Password', 'Confirm Password', 'Save', 'Successfully reset password'])('the guide by questions names "%s"', (words) => {
    expect(textOf(guideOf('questions'))).toContain(words);
  });
});

describe('Unlock Code Login Method', () => {
  const numbered: readonly (readonly [number, readonly string[]])[] = [
    [1, ['right-click, then Main Menu', 'Forgot Pattern']],
    [2, ['User Name: admin', 'unlock code', 'each of them once']],
    [3, ['New Password', 'Confirm Password', 'Password Hint']],
    [4, ['Settings > System > Account', 'Add User', 'Group: admin', 'signed in cannot be changed']],
    [5, ['Main Menu, Shutdown', 'Logout or Logout Menu User']],
    [6, ['Sign in with the second administrator', 'admin, then Modify']],
    [7, ['Old Password: the unlock code', 'New Password', 'Confirm Password', 'click Save', 'on the same day']],
  ];
  it.each(numbered)('step %i', (number, words) => {
    for (const word of words) expect(JSON.stringify(guideOf('unlock-code').steps[number - 1])).toContain(word);
  });

  it('with the prompt it ends after step 3, without it step 3 is left out', () => {
    expect(guideOf('unlock-code', true).steps.map(({ id }) => id)).toEqual(['open', 'code', 'prompt']);
    expect(guideOf('unlock-code', false).steps.map(({ id }) => id)).toEqual(['open', 'code', 'add-user', 'log-out', 'second-administrator', 'old-password']);
  });

  it('says that codes work neither in the web pages nor in software, and stops where the date is another one', () => {
    expect(guideOf('unlock-code').before.join(' ')).toMatch(/neither in the web pages nor in any software/);
    expect(guideOf('unlock-code').steps[0]?.stop).toMatch(/leave the clock of the recorder alone/);
  });
});

describe('every guide', () => {
  it('has a check or a stop in each of its way-back steps that the screen answers', () => {
    for (const { id, steps } of guides()) for (const step of steps) expect(step.check ?? step.stop, `${id}/${step.id}`).toBeDefined();
  });

  it('has steps whose names differ', () => {
    for (const { id, steps } of ALL) expect(new Set(steps.map((step) => step.id)).size, id).toBe(steps.length);
  });

  it('tells nobody to do what is on the list of dangers', () => {
    const told = [...ALL.flatMap((guide) => guide.steps.flatMap(({ steps }) => steps)), ...HANDOVER_ITEMS.flatMap(({ steps }) => steps)];
    const forbidden = [/888888|666666|master (code|password)|default password/i, /(set|change|move|turn back).{0,20}\b(date|clock)\b/i, /\btry (other|all|some|another|several) passwords?/i, /format/i, /lock(out)?.{0,12}\boff\b/i, /DMZ/, /downgrade/i, /tick reusable/i];
    for (const line of told) for (const pattern of forbidden) expect(line).not.toMatch(pattern);
  });

  it('the last resort begins with the recordings', () => {
    expect(guideOf('last-resort').steps.map(({ id }) => id)).toEqual(['footage', 'write-down', 'vendor', 'set-up']);
  });

  it('lockout: clients stop, then the wait, then one try, then the source', () => {
    expect(LOCKOUT_GUIDE.steps.map(({ id }) => id)).toEqual(['stop-clients', 'wait', 'one-try', 'source']);
  });
});

describe('the hand-over list', () => {
  it.each(['KeePass or LastPass', 'questions', 'Add User, group admin', 'Delete every user', 'deletes the recorder from his app', 'Import/Export', 'delete each forward', 'Prompt Question', 'no passwords and cannot read them out'])('has "%s"', (words) => {
    expect(JSON.stringify(HANDOVER_ITEMS)).toContain(words);
  });
});
