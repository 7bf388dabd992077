/** A secret goes in, and never comes out again: not in a refusal, not in a draft, not in a dump, not in the stored book. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
  addUser,
  AT_SCREEN,
  changePassword,
  checkAnswers,
  fillPage,
  finishCodePrompt,
  modifyUser,
  redactState,
  resetByQuestions,
  setPattern,
  setQuestions,
  signInAt,
  signInWithCode,
  signInWithPattern,
  type InitInputs,
  type Outcome,
} from '../../src/accounts/index.js';
import { initDraftSchema } from '../../src/accounts/schema.js';
import { makeVerifier, verifies } from '../../src/accounts/secrets/verifier.js';
import { hintFaults } from '../../src/accounts/secrets/hint.js';
import { APP, ANSWERS, context, counting, draftTo, ELSEWHERE, enter, GUIDE, household, must, newBox, NOW, PASSWORD, PATTERN, setUp } from './support.js';

const CANARY = 'Canary77';
/** The canary in clear, backwards, or as the dots of a pattern. */
const LEAK = /canary77|77yranac|7-4-1-2-3|7,4,1,2,3/i;
const DOTS = [7, 4, 1, 2, 3];

function silent(what: unknown): void {
  expect(JSON.stringify(what)).not.toMatch(LEAK);
}

/** Whatever came of it: the answer, the dump, and the book as it is stored. */
function silentOutcome(outcome: Outcome<unknown>): void {
  silent([outcome.ok ? outcome.value : outcome.refusal, redactState(outcome.state), outcome.state]);
}

describe('a canary in every secret field', () => {
  const wrongCase = CANARY.toLowerCase();
  const questions = (answer: string): { readonly answers: readonly { readonly question: string; readonly answer: string }[] } => ({ answers: ['first-pet', 'first-teacher', 'first-car'].map((question) => ({ question, answer })) });

  it('on the pages of the set-up: accepted, refused and stored', () => {
    const secret: InitInputs = { ...GUIDE, password: { password: CANARY, confirm: CANARY, hint: 'a bird' }, pattern: { first: DOTS, second: DOTS }, questions: questions(CANARY) };
    for (const page of ['password', 'pattern', 'questions'] as const) silent(draftTo(page, secret));
    silent(draftTo(undefined, secret));
    silent(setUp(secret));
    const refusals = [
      fillPage(draftTo('password'), 'password', { password: CANARY, confirm: wrongCase, hint: '' }, context()),
      fillPage(draftTo('password'), 'password', { password: `${CANARY} `, confirm: `${CANARY} `, hint: '' }, context()),
      fillPage(draftTo('password'), 'password', { password: CANARY, confirm: CANARY, hint: CANARY }, context()),
      fillPage(draftTo('pattern'), 'pattern', { first: DOTS, second: PATTERN }, context()),
      fillPage(draftTo('questions'), 'questions', questions(` ${CANARY}`), context()),
      fillPage(draftTo('questions'), 'questions', { answers: [{ question: CANARY, answer: CANARY }] }, context()),
    ];
    for (const result of refusals) {
      expect(result.ok).toBe(false);
      silent(result);
    }
  });

  it('in sign-in, pattern, code and answers: right and wrong, at every place', () => {
    const book = setUp({ password: { password: CANARY, confirm: CANARY, hint: '' }, pattern: { first: DOTS, second: DOTS }, questions: questions(CANARY) });
    for (const state of [book, setUp(), newBox()]) {
      for (const actor of [AT_SCREEN, ...ELSEWHERE]) {
        silentOutcome(signInAt(state, actor, { user: 'admin', password: CANARY }, NOW));
        silentOutcome(signInWithPattern(state, actor, { pattern: DOTS }, NOW));
        for (const accepts of [() => true, () => false]) silentOutcome(signInWithCode(state, actor, { code: CANARY, accepts }, NOW));
        silentOutcome(checkAnswers(state, actor, { answers: [CANARY, CANARY, CANARY] }, NOW));
        silentOutcome(resetByQuestions(state, actor, { answers: [CANARY, CANARY, CANARY], password: `${CANARY}x`, confirm: `${CANARY}y` }, NOW));
        silentOutcome(resetByQuestions(state, actor, { answers: ANSWERS, password: CANARY, confirm: CANARY }, NOW));
      }
    }
    const prompted = must(signInWithCode(setUp(), AT_SCREEN, { code: CANARY, accepts: () => true }, NOW)).state;
    for (const [password, hint] of [[CANARY, 'a bird'], [CANARY, CANARY], [`${CANARY}:`, '']] as const) silentOutcome(finishCodePrompt(prompted, AT_SCREEN, { password, confirm: password, hint }, NOW));
  });

  it('in the account pages', () => {
    const { state, actor } = enter(household());
    const family = { name: 'family', accepts: () => false };
    for (const password of [CANARY, `${CANARY};`]) {
      silentOutcome(addUser(state, actor, { name: 'garage', password, confirm: password, group: 'user' }, NOW));
      silentOutcome(modifyUser(state, actor, { ...family, password: { old: 'Window77', password, confirm: password } }, NOW));
      silentOutcome(modifyUser(state, actor, { ...family, password: { old: CANARY, password, confirm: CANARY } }, NOW));
      silentOutcome(changePassword(state, actor, { user: 'admin', old: CANARY, password, confirm: password }, NOW));
    }
    silentOutcome(setQuestions(state, actor, { password: PASSWORD, ...questions(CANARY) }, counting(), NOW));
    silentOutcome(setQuestions(state, actor, { password: CANARY, off: true }, counting(), NOW));
    silentOutcome(setPattern(state, actor, { password: PASSWORD, first: DOTS, second: DOTS }, counting(), NOW));
    silentOutcome(setPattern(state, actor, { password: CANARY, first: DOTS, second: PATTERN }, counting(), NOW));
  });

  it('a dump has no verifier, no hint, no choice of questions and no session id', () => {
    const { state, actor } = enter(household(), 'admin', PASSWORD, APP);
    const dump = JSON.stringify(redactState(state));
    expect(dump).not.toMatch(/[0-9a-f]{16}|scrypt|salt|ha1|where the boats are|first-pet|Login to/);
    expect(dump).not.toContain(actor.session);
    expect(redactState(state)).toMatchObject({ pattern: true, questions: true, accounts: [{ name: 'admin', hint: true }, { hint: false }, { hint: false }] });
  });
});

describe('verifiers', () => {
  const salt = (): Uint8Array => Uint8Array.from({ length: 16 }, (_, index) => index);

  it.each([
    ['Biscuit', 14, '64fcfaf4a2828c04eadb649e4d1185422fbb9197f28da5bb02bb25a6b0c5ca1c'],
    ['1-2-3-6', 4, 'cffc8b4177796fc8c3b1bd4f234098f0f3bf7d9fd481bea8c57edcae13d80289'],
  ])('%s at cost %i is what OpenSSL makes of it', (secret, cost, hash) => {
    expect(makeVerifier(secret, cost, salt)).toEqual({ kind: 'scrypt', cost, salt: '000102030405060708090a0b0c0d0e0f', hash });
  });

  it('takes the secret and nothing near it', () => {
    const verifier = makeVerifier('Biscuit', 4, salt);
    expect(['Biscuit', 'biscuit', 'Biscuit ', 'Biscui', ''].map((secret) => verifies(secret, verifier))).toEqual([true, false, false, false, false]);
  });

  it('equal answers do not look equal in the book', () => {
    const answers = ['first-pet', 'first-teacher', 'first-car'].map((question) => ({ question, answer: 'Saab' }));
    expect(new Set(setUp({ questions: { answers } }).questions?.map(({ answer }) => answer.hash)).size).toBe(3);
  });

  it('a source of salts that gives too few bytes is a fault of the program', () => {
    expect(() => makeVerifier('x', 4, () => new Uint8Array(8))).toThrow(RangeError);
  });

  it('a stored draft with a cost that would stop the machine is not taken back', () => {
    expect(initDraftSchema.safeParse({ ...draftTo(), kdfCost: 30 }).success).toBe(false);
  });
});

describe('a hint', () => {
  it('with half of the password or more in it, forwards or backwards and in any letter case, is refused', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcdefghkmnpqrstuvwxyzABCDEFGH23456789'), minLength: 8, maxLength: 32 });
    const property = fc.property(letters, fc.nat(), fc.boolean(), fc.boolean(), (password, offset, backwards, shout) => {
      const size = Math.ceil(password.length / 2);
      const piece = password.slice(offset % (password.length - size + 1)).slice(0, size);
      const turned = backwards ? [...piece].reverse().join('') : piece;
      expect(hintFaults(`it is ${shout ? turned.toUpperCase() : turned} or so`, password).map(({ code }) => code)).toEqual(['gives-password']);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('of words that have nothing to do with it is taken', () => {
    for (const hint of ['', 'the summer of the big storm', 'ask Ann', 'as on the old one, with the year']) expect(hintFaults(hint, 'Kx92mmPQ')).toEqual([]);
    expect(hintFaults('x'.repeat(65), 'Kx92mmPQ').map(({ code }) => code)).toEqual(['too-long']);
    expect(hintFaults('schöner Ort', 'Kx92mmPQ').map(({ code }) => code)).toEqual(['bad-character']);
  });
});
