/** The one screen of a recorder: who sits there, and how the seat gets free again. */
import { describe, expect, it } from 'vitest';
import {
  AT_SCREEN,
  checkAnswers,
  finishInitialisation,
  finishWizard,
  isSignedIn,
  keepWizardPage,
  LOCAL_ADDRESS,
  readHint,
  recoveryQuestions,
  removeUser,
  resetByQuestions,
  screenSeconds,
  sessionFrom,
  setHint,
  signInAt,
  startWizard,
  touchSession,
  WIZARD_PAGES,
} from '../../src/accounts/index.js';
import { inconsistency } from '../../src/accounts/schema.js';
import { ANSWERS, APP, codeOf, draftTo, enter, household, must, newBox, NOW, PASSWORD, setUp } from './support.js';

const MINUTE = 60_000;

describe('somebody is signed in at the screen', () => {
  const { state } = enter(setUp());

  it('so there is no sign-in window with a hint, with questions or with their answers', () => {
    const reset = { answers: ANSWERS, password: 'Lantern58', confirm: 'Lantern58' };
    for (const outcome of [readHint(state, AT_SCREEN, NOW), recoveryQuestions(state, AT_SCREEN, NOW), checkAnswers(state, AT_SCREEN, reset, NOW), resetByQuestions(state, AT_SCREEN, reset, NOW)]) {
      expect(codeOf(outcome)).toBe('in-use');
      expect(outcome.state).toBe(state);
    }
  });

  it('and nobody works there: the screen signs out by itself', () => {
    expect(codeOf(signInAt(state, AT_SCREEN, { user: 'admin', password: PASSWORD }, NOW + 10 * MINUTE - 1))).toBe('in-use');
    expect(codeOf(signInAt(state, AT_SCREEN, { user: 'admin', password: PASSWORD }, NOW + 10 * MINUTE))).toBe('done');
  });

  it('and works on: the seat stays taken', () => {
    const session = sessionFrom(state, LOCAL_ADDRESS, NOW)?.id ?? '';
    const on = touchSession(state, session, screenSeconds(state) ?? 0, NOW + 9 * MINUTE);
    expect(isSignedIn(on, 'admin', NOW + 18 * MINUTE)).toBe(true);
    expect(isSignedIn(on, 'admin', NOW + 19 * MINUTE)).toBe(false);
  });

  it('which a phone does not feel', () => {
    const phone = enter(setUp(), 'admin', PASSWORD, APP);
    expect(isSignedIn(phone.state, 'admin', NOW + 1000 * MINUTE)).toBe(true);
  });
});

describe('a startup wizard that nobody finishes', () => {
  it('shuts the screen for ten minutes and no longer', () => {
    const saved = must(finishInitialisation(newBox(), AT_SCREEN, draftTo(), NOW));
    expect(codeOf(startWizard(saved.state, AT_SCREEN, NOW))).toBe('no-session');
    expect(codeOf(signInAt(saved.state, AT_SCREEN, { user: 'admin', password: PASSWORD }, NOW + MINUTE))).toBe('in-use');
    expect(codeOf(signInAt(saved.state, AT_SCREEN, { user: 'admin', password: PASSWORD }, NOW + 10 * MINUTE))).toBe('done');
  });

  it.each([[3, 3], [0, null]])('set to %i minutes, the screen does as it was told from then on', (minutes, ends) => {
    const saved = must(finishInitialisation(newBox(), AT_SCREEN, draftTo(), NOW));
    const actor = { ...AT_SCREEN, session: saved.value.session };
    let draft = must(startWizard(saved.state, actor, NOW)).value;
    for (const _ of WIZARD_PAGES) {
      const next = keepWizardPage(draft);
      if (!next.ok) expect.fail('a page was refused');
      draft = next.draft;
    }
    const { state } = must(finishWizard(saved.state, actor, { ...draft, pages: { ...draft.pages, general: { ...draft.pages.general, autoLogoutMinutes: minutes } } }, NOW));
    expect(screenSeconds(state)).toBe(ends === null ? null : ends * 60);
  });
});

describe('the hint beside a password that stays', () => {
  const seat = enter(setUp());

  it('is changed with the password once more, and taken off where it is empty', () => {
    const changed = must(setHint(seat.state, seat.actor, { password: PASSWORD, hint: ' the old pier ' }, NOW));
    expect(changed.state.accounts[0]?.hint).toBe('the old pier');
    expect(must(setHint(changed.state, seat.actor, { password: PASSWORD, hint: '' }, NOW)).state.accounts[0]?.hint).toBeNull();
  });

  it.each([
    ['says the password', `it is ${PASSWORD}`, PASSWORD, 'hint-rule'],
    ['says an answer', `my ${ANSWERS[0]}`, PASSWORD, 'hint-rule'],
    ['comes with a wrong password', 'the old pier', 'Lantern58', 'wrong-password'],
  ])('is refused where it %s', (_, hint, password, code) => {
    const outcome = setHint(seat.state, seat.actor, { password, hint }, NOW);
    expect(codeOf(outcome)).toBe(code);
    expect(outcome.state.accounts[0]?.hint).toBe('where the boats are');
  });
});

it('a removed user leaves no session behind, not even one that has ended', () => {
  const family = must(signInAt(household(), APP, { user: 'family', password: 'Window77', seconds: 60 }, NOW));
  const seat = enter(family.state, 'admin', PASSWORD, AT_SCREEN, NOW + 1);
  const removed = must(removeUser({ ...seat.state, sessions: [...family.state.sessions, ...seat.state.sessions.filter(({ user }) => user === 'admin')] }, seat.actor, { name: 'family' }, NOW + 2 * MINUTE));
  expect(inconsistency(removed.state)).toBeUndefined();
});
