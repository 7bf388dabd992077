/** Each step of the guide's sections on a forgotten password. */
import { describe, expect, it } from 'vitest';
import {
  accountRisks,
  activeSessions,
  addUser,
  AT_SCREEN,
  cancelCodePrompt,
  changePassword,
  checkAnswers,
  endAllSessions,
  finishCodePrompt,
  listUsers,
  lockStatus,
  modifyUser,
  readHint,
  recoveryQuestions,
  redactState,
  resetByQuestions,
  setQuestions,
  shownDate,
  showUsers,
  signInAt,
  signInWithCode,
  signInWithPattern,
  signOutActor,
  type AccountsState,
  type Actor,
  type CodeCheck,
  type Outcome,
} from '../../src/accounts/index.js';
import { ANSWERS, APP, codeOf, counting, ELSEWHERE, enter, GUIDE, household, leave, must, newBox, NOW, PASSWORD, PATTERN, SDK, setUp, WEB } from './support.js';

const NEW = { password: 'Lantern58', confirm: 'Lantern58' };
const SECONDS = 1000;

/** `times` wrong sets of answers; the state after them and the last refusal. */
function wrongAnswers(state: AccountsState, times: number, now = NOW): { readonly state: AccountsState; readonly last: Outcome<null> } {
  let last = checkAnswers(state, AT_SCREEN, { answers: ['no', 'no', 'no'] }, now);
  for (let i = 1; i < times; i++) last = checkAnswers(last.state, AT_SCREEN, { answers: ['no', 'no', 'no'] }, now);
  return { state: last.state, last };
}

describe('ICRealtime Password Reset, step 1: the icons of the sign-in window', () => {
  it('the icon next to the user name shows the prompt question, at the screen only and without signing in', () => {
    expect(must(readHint(setUp(), AT_SCREEN, NOW)).value).toEqual({ hint: 'where the boats are' });
    for (const actor of ELSEWHERE) expect(codeOf(readHint(setUp(), actor, NOW))).toBe('wrong-channel');
  });

  it('the icon for a forgotten password brings up the three questions that were chosen', () => {
    expect(must(recoveryQuestions(setUp(), AT_SCREEN, NOW)).value.map(({ question }) => question)).toEqual(['first-pet', 'first-teacher', 'first-car']);
  });

  it('where the questions were switched off there is nothing to answer, and the reason names the way that is left', () => {
    const state = setUp({ questions: { off: true } });
    const asked = recoveryQuestions(state, AT_SCREEN, NOW);
    expect(codeOf(asked)).toBe('not-set-up');
    expect(asked.ok ? '' : asked.refusal.reason).toMatch(/unlock code/);
    expect(codeOf(resetByQuestions(state, AT_SCREEN, { answers: ANSWERS, ...NEW }, NOW))).toBe('not-set-up');
  });

  it('a recorder that was never set up asks nothing', () => {
    expect(codeOf(recoveryQuestions(newBox(), AT_SCREEN, NOW))).toBe('not-initialised');
  });

  it.each(ELSEWHERE)('over $channel the questions are not asked', (actor) => {
    const reset = resetByQuestions(setUp(), actor, { answers: ANSWERS, ...NEW }, NOW);
    expect(reset).toMatchObject({ ok: false, state: setUp(), refusal: { code: 'wrong-channel' } });
    expect(codeOf(recoveryQuestions(setUp(), actor, NOW))).toBe('wrong-channel');
  });
});

describe('ICRealtime Password Reset, step 2: answers, then the new password twice', () => {
  it('Next takes the three right answers', () => {
    expect(codeOf(checkAnswers(setUp(), AT_SCREEN, { answers: ANSWERS }, NOW))).toBe('done');
  });

  it.each([
    ['in another letter case', ['biscuit', 'Mrs Lovelace', 'Saab']],
    ['in another order', ['Saab', 'Mrs Lovelace', 'Biscuit']],
    ['with one missing', ['Biscuit', 'Mrs Lovelace']],
    ['with one too many', [...ANSWERS, 'Saab']],
    ['left blank', ['', '', '']],
  ])('answers %s are wrong', (_, answers) => {
    expect(resetByQuestions(setUp(), AT_SCREEN, { answers, ...NEW }, NOW)).toMatchObject({ ok: false, refusal: { code: 'wrong-answers', triesLeft: 4 } });
  });

  it('the fifth wrong set of answers locks admin for five minutes, everywhere', () => {
    const { state, last } = wrongAnswers(setUp(), 5);
    expect(last).toMatchObject({ ok: false, refusal: { code: 'locked', triesLeft: 0, lockSeconds: 300 } });
    expect(resetByQuestions(state, AT_SCREEN, { answers: ANSWERS, ...NEW }, NOW + 299 * SECONDS)).toMatchObject({ refusal: { code: 'locked', lockSeconds: 1 } });
    for (const actor of [AT_SCREEN, WEB]) expect(codeOf(signInAt(state, actor, { user: 'admin', password: PASSWORD }, NOW))).toBe('locked');
    expect(codeOf(signInWithPattern(state, AT_SCREEN, { pattern: PATTERN }, NOW))).toBe('locked');
    expect(codeOf(signInWithCode(state, AT_SCREEN, { code: 'any', accepts: () => true }, NOW))).toBe('locked');
    expect(lockStatus(state, 'admin', NOW)).toMatchObject({ locked: true, seconds: 300 });
    expect(codeOf(resetByQuestions(state, AT_SCREEN, { answers: ANSWERS, ...NEW }, NOW + 300 * SECONDS))).toBe('done');
  });

  it('that lock leaves the other accounts alone', () => {
    expect(codeOf(signInAt(wrongAnswers(household(), 5).state, WEB, { user: 'family', password: 'Window77' }, NOW))).toBe('done');
  });

  it('tries during the lock do not prolong it', () => {
    const { state } = wrongAnswers(wrongAnswers(setUp(), 5).state, 10, NOW + 200 * SECONDS);
    expect(codeOf(checkAnswers(state, AT_SCREEN, { answers: ANSWERS }, NOW + 300 * SECONDS))).toBe('done');
  });

  it('a new password that breaks a rule or is not confirmed costs no try and changes nothing', () => {
    for (const [password, confirm, code] of [['short', 'short', 'password-rule'], ['Lantern58', 'lantern58', 'not-confirmed'], ['pass word 123', 'pass word 123', 'password-rule']] as const) {
      expect(resetByQuestions(setUp(), AT_SCREEN, { answers: ANSWERS, password, confirm }, NOW)).toMatchObject({ ok: false, state: setUp(), refusal: { code } });
    }
  });

  it('a wrong password far away that locked admin does not shut the owner out of the questions', () => {
    let state = setUp();
    for (let i = 0; i < 5; i++) state = signInAt(state, WEB, { user: 'admin', password: 'wrong' }, NOW).state;
    expect(codeOf(signInAt(state, AT_SCREEN, { user: 'admin', password: PASSWORD }, NOW))).toBe('locked');
    expect(codeOf(resetByQuestions(state, AT_SCREEN, { answers: ANSWERS, ...NEW }, NOW))).toBe('done');
  });
});

describe('ICRealtime Password Reset, steps 3 and 4: success, then the new password', () => {
  const reset = (state = setUp()): AccountsState => must(resetByQuestions(state, AT_SCREEN, { answers: ANSWERS, ...NEW }, NOW)).state;

  it('the message says so', () => {
    expect(must(resetByQuestions(setUp(), AT_SCREEN, { answers: ANSWERS, ...NEW }, NOW)).value.message).toBe('Successfully reset password');
  });

  it('nobody is signed in then: the new password has to be typed, and the old one is wrong', () => {
    expect(reset().sessions).toEqual([]);
    expect(codeOf(signInAt(reset(), AT_SCREEN, { user: 'admin', password: PASSWORD }, NOW))).toBe('wrong-password');
    expect(codeOf(signInAt(reset(), AT_SCREEN, { user: 'admin', password: NEW.password }, NOW))).toBe('done');
  });

  it('every other session ends, also the phones that had the old password', () => {
    const seat = enter(enter(household(), 'admin', PASSWORD, APP).state, 'family', 'Window77', WEB);
    expect(activeSessions(seat.state, NOW)).toHaveLength(2);
    expect(activeSessions(reset(seat.state), NOW)).toEqual([]);
    expect(codeOf(signOutActor(reset(seat.state), seat.actor, NOW))).toBe('no-session');
  });

  it('other accounts, questions and pattern stay; the old hint goes with the old password', () => {
    const after = reset(household());
    expect(listUsers(after)).toEqual(listUsers(household()));
    expect([after.questions, after.pattern]).toEqual([household().questions, household().pattern]);
    expect(must(readHint(after, AT_SCREEN, NOW)).value.hint).toBeNull();
  });
});

describe('Security Question Login Method', () => {
  it('1: Main Menu brings up the login screen: nobody is signed in by a right click', () => {
    expect(codeOf(showUsers(setUp(), AT_SCREEN, NOW))).toBe('no-session');
  });

  it('2: Forgot Pattern leads to the questions, whatever was drawn before', () => {
    const drawn = signInWithPattern(setUp(), AT_SCREEN, { pattern: [9, 8, 7, 4] }, NOW);
    expect(drawn).toMatchObject({ refusal: { code: 'wrong-pattern', triesLeft: 4 } });
    expect(must(recoveryQuestions(drawn.state, AT_SCREEN, NOW)).value).toHaveLength(3);
  });

  it('3: answered questions and Next', () => {
    expect(codeOf(checkAnswers(setUp(), AT_SCREEN, { answers: ANSWERS }, NOW))).toBe('done');
  });

  it('4: answered correctly, a new password is created and confirmed', () => {
    expect(codeOf(resetByQuestions(setUp(), AT_SCREEN, { answers: ANSWERS, ...NEW }, NOW))).toBe('done');
  });
});

/** Today's code of the vendor's desk, as far as this room ever sees it: a check. */
const CODE = 'K7Q2M9XD';
const TODAY = '2026-11-22';
const deskFor = (state: AccountsState, now: number): CodeCheck => (code) => code === CODE && shownDate(state, now) === TODAY;
const useCode = (state: AccountsState, actor: Actor = AT_SCREEN, code = CODE, now = NOW): ReturnType<typeof signInWithCode> => signInWithCode(state, actor, { user: 'admin', code, accepts: deskFor(state, now) }, now);

describe('Acquiring an Unlock Code: what it depends on', () => {
  it.each(ELSEWHERE)('over $channel the code does not work, and the reason says where it does', (actor) => {
    const tried = useCode(setUp(), actor);
    expect(tried).toMatchObject({ ok: false, state: setUp(), refusal: { code: 'wrong-channel' } });
    expect(tried.ok ? '' : tried.refusal.reason).toMatch(/do not work in the web pages or in other software.*monitor/);
  });

  it('the date that the recorder shows: after its midnight the code is refused', () => {
    const midnight = NOW + (9 * 60 + 30) * 60 * SECONDS;
    expect(codeOf(useCode(setUp(), AT_SCREEN, CODE, midnight - 1))).toBe('done');
    expect(codeOf(useCode(setUp(), AT_SCREEN, CODE, midnight))).toBe('wrong-code');
  });

  it('a recorder whose clock is wrong needs a code for the date it shows', () => {
    const state = setUp({ time: { timeZone: 'America/New_York', time: '2026-11-21T14:30:00' } });
    expect(codeOf(useCode(state))).toBe('wrong-code');
  });

  it('five wrong codes lock admin for five minutes', () => {
    let tried = useCode(setUp(), AT_SCREEN, 'WRONG');
    for (const triesLeft of [4, 3, 2, 1]) {
      expect(tried).toMatchObject({ refusal: { code: 'wrong-code', triesLeft } });
      tried = useCode(tried.state, AT_SCREEN, 'WRONG');
    }
    expect(tried).toMatchObject({ refusal: { code: 'locked', lockSeconds: 300 } });
    expect(codeOf(useCode(tried.state))).toBe('locked');
    expect(codeOf(useCode(tried.state, AT_SCREEN, CODE, NOW + 300 * SECONDS))).toBe('done');
  });

  it('wrong answers and wrong codes are counted together', () => {
    let tried = useCode(wrongAnswers(setUp(), 3).state, AT_SCREEN, 'WRONG');
    tried = useCode(tried.state, AT_SCREEN, 'WRONG');
    expect(tried).toMatchObject({ refusal: { code: 'locked' } });
  });

  it('a recorder that was never set up has nothing to unlock', () => {
    expect(codeOf(useCode(newBox()))).toBe('not-initialised');
  });
});

describe('Unlock Code Login Method', () => {
  const silent = (): AccountsState => setUp({ questions: { off: true } }, { promptAfterCode: false });
  const BACKUP = { name: 'backup', password: 'Window77', confirm: 'Window77', group: 'admin' };

  it('1: behind the pattern or not, the login screen takes the code', () => {
    expect(codeOf(useCode(setUp({ pattern: { skip: true } })))).toBe('done');
    expect(codeOf(useCode(signInWithPattern(setUp(), AT_SCREEN, { pattern: [9, 8, 7, 4] }, NOW).state))).toBe('done');
  });

  it('2: with user name "admin", and no other', () => {
    for (const user of ['backup', 'Admin']) expect(codeOf(signInWithCode(household(), AT_SCREEN, { user, code: CODE, accepts: () => true }, NOW))).toBe('wrong-code');
    expect(must(useCode(silent())).value).toMatchObject({ prompt: false });
  });

  it('3: with the prompt, a new password twice and a hint, and the setup is complete', () => {
    const unlocked = must(useCode(setUp()));
    expect(unlocked.value).toEqual({ prompt: true, session: null });
    expect(unlocked.state.sessions).toEqual([]);
    const saved = must(finishCodePrompt(unlocked.state, AT_SCREEN, { ...NEW, hint: 'hangs on the porch' }, NOW));
    expect(saved.value.message).toBe('Successfully reset password');
    expect(must(readHint(saved.state, AT_SCREEN, NOW)).value.hint).toBe('hangs on the porch');
    expect(codeOf(signInAt(saved.state, APP, { user: 'admin', password: NEW.password }, NOW))).toBe('done');
  });

  it('3: the hint of the prompt is optional, and may not give the password away', () => {
    const { state } = must(useCode(setUp()));
    expect(codeOf(finishCodePrompt(state, AT_SCREEN, { ...NEW, hint: 'lantern' }, NOW))).toBe('hint-rule');
    expect(codeOf(finishCodePrompt(state, AT_SCREEN, { ...NEW, hint: 'Saab' }, NOW))).toBe('hint-rule');
    expect(codeOf(finishCodePrompt(state, AT_SCREEN, NEW, NOW))).toBe('done');
  });

  it('3: without an accepted code there is no prompt to fill in: not before, not twice, not later, not elsewhere', () => {
    const { state } = must(useCode(setUp()));
    expect(codeOf(finishCodePrompt(setUp(), AT_SCREEN, NEW, NOW))).toBe('no-prompt');
    expect(codeOf(finishCodePrompt(must(finishCodePrompt(state, AT_SCREEN, NEW, NOW)).state, AT_SCREEN, NEW, NOW))).toBe('no-prompt');
    expect(codeOf(finishCodePrompt(state, AT_SCREEN, NEW, NOW + 600 * SECONDS))).toBe('no-prompt');
    for (const actor of ELSEWHERE) expect(codeOf(finishCodePrompt(state, actor, NEW, NOW))).toBe('wrong-channel');
    for (const gone of [cancelCodePrompt(state), endAllSessions(state), wrongAnswers(state, 1).state, leave(enter(state))]) expect(codeOf(finishCodePrompt(gone, AT_SCREEN, NEW, NOW))).toBe('no-prompt');
  });

  it('3: without the prompt, the code signs in as admin', () => {
    const { state, value } = must(useCode(silent()));
    expect(activeSessions(state, NOW)).toMatchObject([{ id: value.session, user: 'admin', address: 'Local' }]);
    expect(codeOf(finishCodePrompt(state, AT_SCREEN, NEW, NOW))).toBe('no-prompt');
  });

  /** Signed in by the code, as the guide's step 4 begins. */
  const byCode = (): { readonly state: AccountsState; readonly actor: Actor } => {
    const { state, value } = must(useCode(silent()));
    return { state, actor: { ...AT_SCREEN, session: value.session } };
  };

  it('4: the admin account cannot be changed while it is signed in', () => {
    const { state, actor } = byCode();
    const tried = changePassword(state, actor, { user: 'admin', old: CODE, ...NEW, accepts: deskFor(state, NOW) }, NOW);
    expect(tried).toMatchObject({ ok: false, state, refusal: { code: 'signed-in' } });
    expect(tried.ok ? '' : tried.refusal.reason).toMatch(/second administrator/);
  });

  it('4: Add User with group admin makes the second administrator', () => {
    const { state, actor } = byCode();
    expect(listUsers(must(addUser(state, actor, BACKUP, NOW)).state)).toMatchObject([{ name: 'admin' }, { name: 'backup', group: 'admin', reserved: false }]);
  });

  it('5: Shutdown, Logout ends the session of admin; before that nobody else gets to the screen', () => {
    const { state, actor } = byCode();
    const added = must(addUser(state, actor, BACKUP, NOW)).state;
    expect(codeOf(signInAt(added, AT_SCREEN, { user: 'backup', password: 'Window77' }, NOW))).toBe('in-use');
    const out = must(signOutActor(added, actor, NOW)).state;
    expect(activeSessions(out, NOW)).toEqual([]);
    expect(codeOf(signInAt(out, AT_SCREEN, { user: 'backup', password: 'Window77' }, NOW))).toBe('done');
  });

  const asBackup = (): { readonly state: AccountsState; readonly actor: Actor } => {
    const { state, actor } = byCode();
    return enter(leave({ state: must(addUser(state, actor, BACKUP, NOW)).state, actor }), 'backup', 'Window77');
  };

  it('6: the new account sees admin in the list and may modify it', () => {
    const { state, actor } = asBackup();
    expect(must(showUsers(state, actor, NOW)).value).toMatchObject([{ name: 'admin', signedIn: false, administrator: true }, { name: 'backup', signedIn: true }]);
    expect(codeOf(modifyUser(state, actor, { name: 'admin', memo: 'the owner' }, NOW))).toBe('done');
  });

  it('7: the unlock code of the day is the old password, and the new one is saved', () => {
    const { state, actor } = asBackup();
    const saved = must(changePassword(state, actor, { user: 'admin', old: CODE, ...NEW, accepts: deskFor(state, NOW) }, NOW)).state;
    expect(codeOf(signInAt(saved, APP, { user: 'admin', password: NEW.password }, NOW))).toBe('done');
    expect(codeOf(signInAt(saved, APP, { user: 'admin', password: PASSWORD }, NOW))).toBe('wrong-password');
  });

  it('7: on the next day of the recorder the code is no old password any more, and counts as a wrong one', () => {
    const tomorrow = NOW + 86_400 * SECONDS;
    // The screen has signed out by itself since.
    const { state, actor } = enter(asBackup().state, 'backup', 'Window77', AT_SCREEN, tomorrow);
    const tried = changePassword(state, actor, { user: 'admin', old: CODE, ...NEW, accepts: deskFor(state, tomorrow) }, tomorrow);
    expect(tried).toMatchObject({ ok: false, refusal: { code: 'old-password', triesLeft: 4 } });
  });

  it('7: the code is the old password of admin only, and at the screen only', () => {
    const { state, actor } = asBackup();
    const added = must(addUser(state, actor, { ...BACKUP, name: 'third' }, NOW)).state;
    expect(codeOf(changePassword(added, actor, { user: 'third', old: CODE, ...NEW, accepts: () => true }, NOW))).toBe('old-password');
    const web = enter(leave({ state, actor }), 'backup', 'Window77', WEB);
    expect(codeOf(changePassword(web.state, web.actor, { user: 'admin', old: CODE, ...NEW, accepts: () => true }, NOW))).toBe('old-password');
  });

  it('7: a locked admin takes no code as old password', () => {
    const { actor, state: first } = asBackup();
    let state = first;
    for (let i = 0; i < 5; i++) state = signInAt(state, SDK, { user: 'admin', password: 'wrong' }, NOW).state;
    expect(codeOf(changePassword(state, actor, { user: 'admin', old: CODE, ...NEW, accepts: () => true }, NOW))).toBe('locked');
  });
});

describe('Password Management', () => {
  it('nothing that the recorder shows gives a password back', () => {
    const { state, actor } = enter(household());
    expect(JSON.stringify([redactState(state), listUsers(state), must(showUsers(state, actor, NOW)).value])).not.toMatch(/Harbour42x|Window77|[0-9a-f]{32}/);
  });
});

describe('Best Practices', () => {
  const ids = (state: AccountsState, input = {}): readonly string[] => accountRisks(state, NOW, input).map(({ id }) => id);

  it('a household that follows them has no risk left', () => {
    expect(ids(household())).toEqual([]);
  });

  it('answer the security questions: without them that is the first thing said, and the answers may be the same', () => {
    expect(ids(setUp({ questions: { off: true } }))[0]).toBe('no-questions');
    const { state, actor } = enter(setUp({ questions: { off: true } }));
    const answers = GUIDE.questions as { answers: readonly { question: string; answer: string }[] };
    const same = answers.answers.map(({ question }) => ({ question, answer: 'Saab' }));
    const set = must(setQuestions(state, actor, { password: PASSWORD, answers: same }, counting(), NOW));
    expect(set.value.warnings).toMatchObject([{ code: 'same-answer' }]);
    expect(codeOf(resetByQuestions(leave({ state: set.state, actor }), AT_SCREEN, { answers: ['Saab', 'Saab', 'Saab'], ...NEW }, NOW))).toBe('done');
  });

  it('create a different admin-level user as a backup', () => {
    expect(ids(setUp())).toContain('no-second-administrator');
    expect(ids(household())).not.toContain('no-second-administrator');
  });

  it('create different accounts for lower-level access only', () => {
    expect(ids(setUp())).toContain('no-viewer');
    const family = enter(household(), 'family', 'Window77', APP);
    expect(codeOf(showUsers(family.state, family.actor, NOW))).toBe('no-right');
  });

  it('set up a password hint', () => {
    expect(ids(setUp({ password: { ...GUIDE.password, hint: '' } }))).toContain('no-hint');
  });

  it('who shares an account, and who had its password before, is told', () => {
    const clients = [{ user: 'family', name: 'phone of Ann', since: NOW - 1 }, { user: 'family', name: 'phone of Ben', since: null }];
    expect(accountRisks(household(), NOW, { clients })).toMatchObject([{ id: 'shared-account', severity: 'medium', remedy: expect.stringContaining('reusable') as string }]);
    const admins = [{ user: 'admin', name: 'phone of Ann', since: NOW + 1 }, { user: 'admin', name: 'tablet', since: NOW + 2 }];
    expect(ids(household(), { clients: admins })).toEqual(['shared-admin', 'password-older-than-clients']);
  });
});
