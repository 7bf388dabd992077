import { describe, expect, it } from 'vitest';
import {
  accountRisks,
  addGroup,
  addUser,
  administrators,
  AT_SCREEN,
  changePassword,
  createAccounts,
  listUsers,
  modifyGroup,
  modifyUser,
  removeGroup,
  removeUser,
  RIGHTS,
  rightsOf,
  setLockPolicy,
  setPattern,
  setQuestions,
  setReusable,
  showUsers,
  signInAt,
  signInWithPattern,
  userLocks,
  type AccountsState,
  type NewUser,
} from '../../src/accounts/index.js';
import { APP, codeOf, counting, enter, household, leave, must, NOW, PASSWORD, PATTERN, SDK, setUp, WEB } from './support.js';

const newUser = (changes: Partial<NewUser> = {}): NewUser => ({ name: 'garage', password: 'Ladder88x', confirm: 'Ladder88x', group: 'user', ...changes });
const NEW = { password: 'Lantern58', confirm: 'Lantern58' };

describe('adding users', () => {
  const { state, actor } = enter(setUp());
  const add = (changes: Partial<NewUser>, book = state): string => codeOf(addUser(book, actor, newUser(changes), NOW));

  it('an administrator adds one, who takes one client at a time unless told otherwise', () => {
    expect(listUsers(must(addUser(state, actor, newUser(), NOW)).state).at(-1)).toEqual({ name: 'garage', group: 'user', reusable: false, reserved: false, memo: '' });
  });

  it.each(['a', 'x'.repeat(31), 'Anna_2', 'ann@home', 'a.b-c'])('the name %j is taken', (name) => {
    expect(add({ name })).toBe('done');
  });

  it.each(['', 'x'.repeat(32), 'two words', '_x', '.', 'ünal', '__proto__', 'a"b', 'a\n'])('the name %j is not', (name) => {
    expect(add({ name })).toBe('name-rule');
  });

  it.each(['admin', 'Admin', 'ADMIN'])('%s is there already', (name) => {
    expect(add({ name })).toBe('name-taken');
  });

  it('its password follows the rule, as typed on that client', () => {
    expect(add({ password: 'short', confirm: 'short' })).toBe('password-rule');
    expect(add({ confirm: 'ladder88x' })).toBe('not-confirmed');
    expect(add({ password: 'Ladder88/', confirm: 'Ladder88/' })).toBe('password-rule');
    const web = enter(setUp(), 'admin', PASSWORD, WEB);
    expect(codeOf(addUser(web.state, web.actor, newUser({ password: 'Ladder88/', confirm: 'Ladder88/' }), NOW))).toBe('done');
  });

  it('there is room for 64 users', () => {
    let book = state;
    for (let i = 2; i <= 64; i++) book = must(addUser(book, actor, newUser({ name: `user${i}` }), NOW)).state;
    expect(add({ name: 'one-more' }, book)).toBe('too-many-users');
  });

  it('rights are those of the group or fewer', () => {
    expect(add({ rights: ['live'] })).toBe('done');
    expect(add({ rights: ['live', 'network'] })).toBe('no-right');
    expect(add({ rights: ['account'] })).toBe('no-right');
    expect(add({ group: 'nobody' })).toBe('unknown-group');
  });

  it('an administrator with fewer rights cannot make one with more', () => {
    const made = must(addUser(state, actor, newUser({ group: 'admin', rights: ['account', 'live'] }), NOW)).state;
    const seat = enter(leave({ state: made, actor }), 'garage', 'Ladder88x');
    expect(codeOf(addUser(seat.state, seat.actor, newUser({ name: 'x', group: 'admin' }), NOW))).toBe('no-right');
    expect(codeOf(addUser(seat.state, seat.actor, newUser({ name: 'x', group: 'admin', rights: ['account', 'live'] }), NOW))).toBe('done');
    expect(codeOf(addGroup(seat.state, seat.actor, { name: 'g', rights: ['network'] }, NOW))).toBe('no-right');
  });

  it('viewers, members of group admin without that right, strangers and ended sessions add nobody', () => {
    const family = enter(household(), 'family', 'Window77', APP);
    expect(codeOf(addUser(family.state, family.actor, newUser(), NOW))).toBe('no-right');
    expect(codeOf(addUser(household(), AT_SCREEN, newUser(), NOW))).toBe('no-session');
    expect(codeOf(addUser(leave({ state, actor }), actor, newUser(), NOW))).toBe('no-session');
    const limited = must(addUser(state, actor, newUser({ group: 'admin', rights: ['live'] }), NOW)).state;
    const seat = enter(leave({ state: limited, actor }), 'garage', 'Ladder88x');
    expect(codeOf(addUser(seat.state, seat.actor, newUser({ name: 'x' }), NOW))).toBe('no-right');
  });

  it('a session of the screen serves nobody on the network, and the reverse', () => {
    expect(codeOf(addUser(state, { ...WEB, session: actor.session }, newUser(), NOW))).toBe('no-session');
    const web = enter(setUp(), 'admin', PASSWORD, WEB);
    expect(codeOf(addUser(web.state, { ...AT_SCREEN, session: web.actor.session }, newUser(), NOW))).toBe('no-session');
    expect(codeOf(addUser(state, { ...WEB, address: 'Local', session: actor.session }, newUser(), NOW))).toBe('wrong-channel');
  });
});

describe('changing users', () => {
  it('an account that is signed in anywhere cannot be changed or removed', () => {
    const family = enter(household(), 'family', 'Window77', APP).state;
    const { state, actor } = enter(family);
    expect(codeOf(setReusable(state, actor, { user: 'family', reusable: true }, NOW))).toBe('signed-in');
    expect(codeOf(changePassword(state, actor, { user: 'family', old: 'Window77', ...NEW }, NOW))).toBe('signed-in');
    expect(codeOf(removeUser(state, actor, { name: 'family' }, NOW))).toBe('signed-in');
    expect(codeOf(modifyUser(state, actor, { name: 'admin', memo: 'me' }, NOW))).toBe('signed-in');
  });

  it('"reusable" is ticked when it is signed out, and then two phones get in', () => {
    const { state, actor } = enter(household());
    const ticked = must(setReusable(state, actor, { user: 'family', reusable: true }, NOW)).state;
    const phones = (book: AccountsState): string => codeOf(signInAt(enter(book, 'family', 'Window77', APP).state, SDK, { user: 'family', password: 'Window77' }, NOW));
    expect([phones(state), phones(ticked)]).toEqual(['in-use', 'done']);
  });

  it('the old password is needed for a new one, and a wrong one counts', () => {
    const { actor, state: first } = enter(household());
    let state = first;
    for (const triesLeft of [4, 3, 2, 1]) {
      const tried = changePassword(state, actor, { user: 'family', old: 'wrong', ...NEW }, NOW);
      expect(tried).toMatchObject({ refusal: { code: 'old-password', triesLeft } });
      state = tried.state;
    }
    expect(changePassword(state, actor, { user: 'family', old: 'wrong', ...NEW }, NOW)).toMatchObject({ refusal: { code: 'locked', lockSeconds: 1800 } });
    const changed = must(changePassword(state, actor, { user: 'family', old: 'Window77', ...NEW, hint: 'porch' }, NOW)).state;
    expect(codeOf(signInAt(changed, APP, { user: 'family', password: 'Lantern58' }, NOW))).toBe('done');
    expect(changed.accounts.find(({ name }) => name === 'family')).toMatchObject({ hint: 'porch', passwordSetAt: NOW, failures: 0 });
  });

  it('the new password is another one, and follows the rules before the old one is looked at', () => {
    const { state, actor } = enter(household());
    expect(codeOf(changePassword(state, actor, { user: 'family', old: 'Window77', password: 'Window77', confirm: 'Window77' }, NOW))).toBe('same-password');
    expect(changePassword(state, actor, { user: 'family', old: 'wrong', password: 'short', confirm: 'short' }, NOW)).toMatchObject({ state, refusal: { code: 'password-rule' } });
  });

  it('a refused password leaves the rest of the change undone', () => {
    const { state, actor } = enter(household());
    const tried = modifyUser(state, actor, { name: 'family', memo: 'changed', reusable: true, password: { old: 'wrong', ...NEW } }, NOW);
    expect(tried.state.accounts.find(({ name }) => name === 'family')).toMatchObject({ memo: '', reusable: false, failures: 1 });
  });

  it('the built-in admin keeps group and rights, and is never removed', () => {
    const { state, actor } = enter(household(), 'backup', 'Window77');
    expect(codeOf(modifyUser(state, actor, { name: 'admin', group: 'user' }, NOW))).toBe('reserved');
    expect(codeOf(modifyUser(state, actor, { name: 'admin', rights: ['live'] }, NOW))).toBe('reserved');
    expect(codeOf(removeUser(state, actor, { name: 'admin' }, NOW))).toBe('reserved');
    expect(codeOf(modifyUser(state, actor, { name: 'admin', reusable: false }, NOW))).toBe('done');
  });

  it('the last administrator is never removed or demoted, where none is built in', () => {
    const book = createAccounts({ realm: 'r', users: [{ name: 'boss', password: 'Boss12345', group: 'admin' }, { name: 'x', password: 'x' }] });
    const { state, actor } = enter(book, 'boss', 'Boss12345');
    expect(codeOf(removeUser(state, actor, { name: 'boss' }, NOW))).toBe('last-administrator');
    expect(codeOf(modifyUser(state, actor, { name: 'boss', group: 'user' }, NOW))).toBe('signed-in');
  });

  it('a second administrator is demoted and removed by the first', () => {
    const { state, actor } = enter(household());
    const demoted = must(modifyUser(state, actor, { name: 'backup', rights: ['live'] }, NOW)).state;
    expect(administrators(demoted).map(({ name }) => name)).toEqual(['admin']);
    expect(listUsers(must(removeUser(state, actor, { name: 'backup' }, NOW)).state).map(({ name }) => name)).toEqual(['admin', 'family']);
    expect(codeOf(removeUser(state, actor, { name: 'nobody' }, NOW))).toBe('unknown-user');
  });
});

describe('groups', () => {
  const { state, actor } = enter(household());
  const withGroup = must(addGroup(state, actor, { name: 'guards', rights: ['live', 'playback', 'ptz'] }, NOW)).state;

  it('members have what the group has, and less after it was given less', () => {
    const added = must(addUser(withGroup, actor, newUser({ group: 'guards', rights: ['live', 'ptz'] }), NOW)).state;
    const less = must(modifyGroup(added, actor, { name: 'guards', rights: ['live', 'playback'] }, NOW)).state;
    const rights = (book: AccountsState): readonly string[] => rightsOf(book, book.accounts.at(-1) ?? { group: '', rights: null });
    expect([rights(added), rights(less)]).toEqual([['live', 'ptz'], ['live']]);
  });

  it('no group but admin may manage accounts', () => {
    expect(codeOf(addGroup(state, actor, { name: 'half-admins', rights: ['account'] }, NOW))).toBe('no-right');
    expect(codeOf(modifyGroup(withGroup, actor, { name: 'guards', rights: [...RIGHTS] }, NOW))).toBe('no-right');
  });

  it('built-in groups stay as they are; one with members is not removed', () => {
    expect(codeOf(modifyGroup(state, actor, { name: 'admin', rights: [] }, NOW))).toBe('reserved');
    expect(codeOf(removeGroup(state, actor, { name: 'user' }, NOW))).toBe('reserved');
    const added = must(addUser(withGroup, actor, newUser({ group: 'guards' }), NOW)).state;
    expect(codeOf(removeGroup(added, actor, { name: 'guards' }, NOW))).toBe('group-in-use');
    expect(codeOf(removeGroup(withGroup, actor, { name: 'guards' }, NOW))).toBe('done');
    expect(codeOf(removeGroup(state, actor, { name: 'guards' }, NOW))).toBe('unknown-group');
  });

  it('a group is not changed while a member is signed in', () => {
    const added = must(addUser(withGroup, actor, newUser({ group: 'guards' }), NOW)).state;
    const watching = enter(added, 'garage', 'Ladder88x', APP).state;
    expect(codeOf(modifyGroup(watching, actor, { name: 'guards', rights: [] }, NOW))).toBe('signed-in');
  });

  it('there is room for 20, with names of up to 15 characters', () => {
    let book = state;
    for (let i = 3; i <= 20; i++) book = must(addGroup(book, actor, { name: `group${i}`, rights: [] }, NOW)).state;
    expect(codeOf(addGroup(book, actor, { name: 'more', rights: [] }, NOW))).toBe('too-many-groups');
    expect(codeOf(addGroup(state, actor, { name: 'x'.repeat(16), rights: [] }, NOW))).toBe('name-rule');
    expect(codeOf(addGroup(withGroup, actor, { name: 'Guards', rights: [] }, NOW))).toBe('name-taken');
  });
});

describe('protection after the set-up', () => {
  const answers = [{ question: 'birth-town', answer: 'Leeds' }, { question: 'mother-name', answer: 'Smith' }, { question: 'first-job', answer: 'Bakery' }];

  it('questions and pattern are set again with the own password, at the screen', () => {
    const { state, actor } = enter(setUp());
    expect(codeOf(setQuestions(state, actor, { password: PASSWORD, answers }, counting(), NOW))).toBe('done');
    expect(codeOf(setPattern(state, actor, { password: PASSWORD, first: [7, 8, 9, 6], second: [7, 8, 9, 6] }, counting(), NOW))).toBe('done');
    const cleared = must(setPattern(state, actor, { password: PASSWORD, clear: true }, counting(), NOW)).state;
    expect(codeOf(signInWithPattern(leave({ state: cleared, actor }), AT_SCREEN, { pattern: PATTERN }, NOW))).toBe('not-set-up');
  });

  it('an open menu alone is not enough, and a wrong password counts', () => {
    const { state, actor } = enter(setUp());
    expect(setQuestions(state, actor, { password: 'wrong', answers }, counting(), NOW)).toMatchObject({ refusal: { code: 'wrong-password', triesLeft: 4 } });
    const web = enter(setUp(), 'admin', PASSWORD, WEB);
    expect(codeOf(setQuestions(web.state, web.actor, { password: PASSWORD, answers }, counting(), NOW))).toBe('wrong-channel');
  });

  it('five wrong patterns lock the pattern, not the password; a locked password does not lock the pattern', () => {
    let state = setUp();
    for (let i = 0; i < 5; i++) state = signInWithPattern(state, AT_SCREEN, { pattern: [9, 8, 7, 4] }, NOW).state;
    expect(signInWithPattern(state, AT_SCREEN, { pattern: PATTERN }, NOW)).toMatchObject({ refusal: { code: 'locked', lockSeconds: 1800 } });
    expect(codeOf(signInAt(state, AT_SCREEN, { user: 'admin', password: PASSWORD }, NOW))).toBe('done');
    let other = setUp();
    for (let i = 0; i < 5; i++) other = signInAt(other, APP, { user: 'admin', password: 'wrong' }, NOW).state;
    expect(codeOf(signInWithPattern(other, AT_SCREEN, { pattern: PATTERN }, NOW))).toBe('done');
  });
});

describe('the lock as people see it', () => {
  it('the list says who is locked, and until when', () => {
    let state = household();
    for (let i = 0; i < 5; i++) state = signInAt(state, APP, { user: 'family', password: 'wrong' }, NOW).state;
    expect(userLocks(state, NOW).at(-1)).toEqual({ user: 'family', locked: true, seconds: 1800, triesLeft: 0, unlockAt: NOW + 1_800_000 });
    const { state: seen, actor } = enter(state);
    expect(must(showUsers(seen, actor, NOW)).value.at(-1)).toMatchObject({ name: 'family', lock: { locked: true } });
  });

  it('an administrator sets tries and time, or switches it off, which is a risk', () => {
    const { state, actor } = enter(household());
    const off = must(setLockPolicy(state, actor, { enabled: false }, NOW)).state;
    expect(accountRisks(off, NOW).map(({ id }) => id)).toEqual(['lockout-off']);
    expect(codeOf(setLockPolicy(state, actor, { tries: 0 }, NOW))).toBe('invalid-input');
    expect(codeOf(setLockPolicy(state, actor, { seconds: 59 }, NOW))).toBe('invalid-input');
    const family = enter(household(), 'family', 'Window77', APP);
    expect(codeOf(setLockPolicy(family.state, family.actor, { enabled: false }, NOW))).toBe('no-right');
    const three = must(setLockPolicy(state, actor, { tries: 3, seconds: 60 }, NOW)).state;
    expect(signInAt(three, APP, { user: 'family', password: 'wrong' }, NOW)).toMatchObject({ refusal: { triesLeft: 2 } });
  });

  it('a recorder without a password is the risk above all others', () => {
    expect(accountRisks(createAccounts({ realm: 'r', users: [] }), NOW)).toMatchObject([{ id: 'not-initialised', severity: 'high' }]);
  });
});
