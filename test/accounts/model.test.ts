/** Random sequences of operations on the account book and on a small model of it: both must answer alike at every step, and the laws must hold whatever was done. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
  activeSessions,
  addUser,
  administrators,
  AT_SCREEN,
  changePassword,
  finishCodePrompt,
  lockStatus,
  modifyUser,
  redactState,
  removeUser,
  resetByQuestions,
  setReusable,
  signInAt,
  signInWithCode,
  signInWithPattern,
  signOutActor,
  type AccountsState,
  type Actor,
  type Outcome,
} from '../../src/accounts/index.js';
import { accountsStateSchema } from '../../src/accounts/schema.js';
import { Model, PLACES, type Place } from './model.js';
import { ANSWERS, APP, enter, household, leave, must, NOW, PASSWORD, PATTERN, setUp, WEB } from './support.js';

const NAMES = ['admin', 'backup', 'family'];
const PASSWORDS = [PASSWORD, 'Window77', 'Lantern58'];
const CODE = 'K7Q2M9XD';
const WRONG_PATTERN = [9, 8, 7, 4];
const ACTORS: Readonly<Record<Place, Actor>> = { screen: AT_SCREEN, web: WEB, app: APP };
const SEQUENCES = 10_000;

const place = fc.constantFrom(...PLACES);
const atScreen = fc.constantFrom<Place>('screen', 'screen', 'screen', 'web');
const name = fc.constantFrom(...NAMES);
/** Which of the open sessions acts; most often there is one. */
const seat = fc.nat({ max: 3 });
const password = fc.constantFrom(...PASSWORDS);

const operation = fc.oneof(
  { weight: 6, arbitrary: fc.record({ op: fc.constant('sign-in' as const), place, name, password }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('pattern' as const), place: atScreen, right: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('code' as const), place: atScreen, name: fc.constantFrom('admin', 'admin', 'backup'), right: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('prompt' as const), place: atScreen, password }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('answers' as const), place: atScreen, right: fc.boolean(), password }) },
  { weight: 5, arbitrary: fc.record({ op: fc.constant('add' as const), seat, name, password, admin: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('remove' as const), seat, name }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('group' as const), seat, name, admin: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('reusable' as const), seat, name, reusable: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('change' as const), seat, name, old: fc.constantFrom(...PASSWORDS, CODE), password }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('leave' as const), seat }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('wait' as const), seconds: fc.constantFrom(1, 299, 300, 599, 600, 1799, 1800) }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

interface World {
  state: AccountsState;
  readonly model: Model;
  /** Sessions of the book in the order of the model's. */
  seats: Actor[];
  now: number;
}

/** What became of one operation in both. */
interface Step {
  readonly outcome: Outcome<unknown>;
  readonly expected: boolean;
}

function run(world: World, step: Operation): Step | undefined {
  const { state, model, now } = world;
  if (step.op === 'wait') {
    world.now += step.seconds * 1000;
    return undefined;
  }
  const by = 'seat' in step ? model.sessions[step.seat] : undefined;
  const actor = ('seat' in step ? world.seats[step.seat] : undefined) ?? AT_SCREEN;
  switch (step.op) {
    case 'sign-in':
      return { outcome: signInAt(state, ACTORS[step.place], { user: step.name, password: step.password }, now), expected: model.signIn(step.place, step.name, step.password, now) };
    case 'pattern':
      return { outcome: signInWithPattern(state, ACTORS[step.place], { pattern: step.right ? PATTERN : WRONG_PATTERN }, now), expected: model.drawPattern(step.place, step.right ? PATTERN.join() : 'other', now) };
    case 'code':
      return {
        outcome: signInWithCode(state, ACTORS[step.place], { user: step.name, code: step.right ? CODE : 'WRONG', accepts: (code) => code === CODE }, now),
        expected: model.enterCode(step.place, step.name, step.right ? CODE : 'WRONG', now),
      };
    case 'prompt':
      return { outcome: finishCodePrompt(state, ACTORS[step.place], { password: step.password, confirm: step.password }, now), expected: model.finishPrompt(step.place, step.password, now) };
    case 'answers':
      return {
        outcome: resetByQuestions(state, ACTORS[step.place], { answers: step.right ? ANSWERS : ['a', 'b', 'c'], password: step.password, confirm: step.password }, now),
        expected: model.answer(step.place, step.right ? ANSWERS.join() : 'other', step.password, now),
      };
    case 'add':
      return { outcome: addUser(state, actor, { name: step.name, password: step.password, confirm: step.password, group: step.admin ? 'admin' : 'user' }, now), expected: model.add(by, step.name, step.password, step.admin) };
    case 'remove':
      return { outcome: removeUser(state, actor, { name: step.name }, now), expected: model.remove(by, step.name) };
    case 'group':
      return { outcome: modifyUser(state, actor, { name: step.name, group: step.admin ? 'admin' : 'user' }, now), expected: model.setAdmin(by, step.name, step.admin) };
    case 'reusable':
      return { outcome: setReusable(state, actor, { user: step.name, reusable: step.reusable }, now), expected: model.setReusable(by, step.name, step.reusable) };
    case 'change':
      return {
        outcome: changePassword(state, actor, { user: step.name, old: step.old, password: step.password, confirm: step.password, accepts: (code) => code === CODE }, now),
        expected: model.change(by, step.name, step.old, step.password, now),
      };
    case 'leave':
      return { outcome: signOutActor(state, actor, now), expected: model.leave(by) };
  }
}

/** The accounts without their counters: what "changed" means. */
const essence = (state: AccountsState, user: string): string => {
  const account = state.accounts.find((one) => one.name === user);
  return JSON.stringify(account === undefined ? null : { ...account, failures: 0, lockedUntil: 0 });
};

const RESETS: readonly Operation['op'][] = ['prompt', 'answers'];
const NEEDS_SESSION: readonly Operation['op'][] = ['add', 'remove', 'group', 'reusable', 'change'];

/** Called a million times: `expect` would take most of the run. */
function law(holds: boolean, text: string, step: Operation): void {
  if (!holds) expect.fail(`${text}: ${JSON.stringify(step)}`);
}

/** What holds whatever was done, told without the model. */
function checkLaws(before: AccountsState, after: AccountsState, step: Operation, outcome: Outcome<unknown>, now: number): void {
  const wasOn = new Set(activeSessions(before, now).map(({ user }) => user));
  law(administrators(after).some((one) => one.name === 'admin'), 'the built-in administrator stays one', step);
  for (const user of NAMES) {
    if (essence(before, user) === essence(after, user)) continue;
    law(outcome.ok, 'a refusal changes nobody', step);
    // A reset at the screen may, because it ends all sessions.
    law(!wasOn.has(user) || (RESETS.includes(step.op) && activeSessions(after, now).length === 0), 'what is signed in is not changed', step);
  }
  const gained = after.sessions.filter(({ id }) => !before.sessions.some((session) => session.id === id));
  const opens = outcome.ok && (step.op === 'sign-in' || step.op === 'pattern' || (step.op === 'code' && after.promptUntil === null));
  law(gained.length === (opens ? 1 : 0), 'sessions come from a sign-in, one at a time', step);
  law(step.op === 'pattern' || gained.every(({ user }) => lockStatus(before, user, now)?.locked === false), 'no sign-in by name passes a lock', step);
  const adminOn = [...wasOn].some((user) => administrators(before).some((one) => one.name === user));
  law(adminOn || !outcome.ok || !NEEDS_SESSION.includes(step.op), 'accounts are managed by a signed-in administrator only', step);
  if ((step.op === 'pattern' || step.op === 'code' || RESETS.includes(step.op)) && 'place' in step && step.place !== 'screen') {
    law(!outcome.ok && outcome.refusal.code === 'wrong-channel' && after === before, 'where monitor and mouse are needed nothing else serves', step);
  }
}

type Start = keyof typeof STARTS;

function begin(start: Start, promptAfterCode: boolean): World {
  const model = new Model({ pattern: PATTERN.join(), answers: ANSWERS.join(), code: CODE }, PASSWORD, promptAfterCode);
  if (start !== 'set up') {
    model.put('backup', 'Window77', true);
    model.put('family', 'Window77', false);
  }
  if (start === 'one client for each') model.setOneClient('admin');
  return { state: { ...STARTS[start], firmware: { promptAfterCode } }, model, seats: [], now: NOW };
}

/** Does one operation in both; whether and how it was refused. */
function advance(world: World, step: Operation): string {
  const before = world.state;
  world.model.pass(world.now);
  world.seats = activeSessions(before, world.now).map(({ id, address }) => ({ channel: address === 'Local' ? 'local-screen' : address === WEB.address ? 'web' : 'app', address, session: id }));
  const result = run(world, step);
  if (result === undefined) return 'done';
  const { outcome, expected } = result;
  const { model, now } = world;
  const answer = outcome.ok ? 'done' : outcome.refusal.code;
  const after = outcome.state;
  law(outcome.ok === expected, `the book says ${answer}, the model ${expected}`, step);
  world.state = after;
  law(activeSessions(after, now).map(({ user }) => user).join() === model.sessions.map(({ user }) => user).join(), 'the same are signed in', step);
  law(after.accounts.map((one) => `${one.name} ${one.group === 'admin'} ${one.reusable}`).join() === [...model.users].map(([user, { admin, reusable }]) => `${user} ${admin} ${reusable}`).join(), 'the same accounts are there', step);
  law([...model.users.keys()].every((user) => lockStatus(after, user, now)?.locked === model.locked(user, now)), 'the same are locked', step);
  checkLaws(before, after, step, outcome, now);
  return answer;
}

/** The second administrator has taken "reusable" off admin. */
function oneClientEach(): AccountsState {
  const seat = enter(household(), 'backup', 'Window77');
  return leave({ ...seat, state: must(setReusable(seat.state, seat.actor, { user: 'admin', reusable: false }, NOW)).state });
}

const STARTS = { 'set up': setUp(), household: household(), 'one client for each': oneClientEach() };
const start = fc.constantFrom<Start>('set up', 'household', 'one client for each');
/** Some steps are pressed five times in a row, as a phone does with an old password. */
const sequence = fc.array(fc.tuple(operation, fc.constantFrom(1, 1, 1, 1, 5)), { minLength: 1, maxLength: 24, size: 'max' }).map((steps) => steps.flatMap(([step, times]) => Array.from({ length: times }, () => step)));

describe('the account book against a small model', () => {
  it(`in ${SEQUENCES} random sequences both answer alike, and the laws hold`, () => {
    const met = new Map<string, number>();
    const property = fc.property(sequence, start, fc.boolean(), (steps, from, promptAfterCode) => {
      const world = begin(from, promptAfterCode);
      for (const step of steps) {
        const answer = `${step.op} ${advance(world, step)}`;
        met.set(answer, (met.get(answer) ?? 0) + 1);
      }
      law(!/Harbour42x|Window77|Lantern58|K7Q2M9XD|Biscuit|[0-9a-f]{32}/.test(JSON.stringify(redactState(world.state))), 'a dump gives nothing away', steps[0] as Operation);
    });
    fc.assert(property, { numRuns: SEQUENCES });
    // Sequences that never get anywhere would prove nothing.
    const needed = [
      'sign-in done', 'sign-in locked', 'sign-in in-use', 'pattern done', 'pattern locked', 'pattern in-use', 'code done', 'code locked', 'code in-use', 'prompt done', 'answers done', 'answers locked', 'answers in-use',
      'add done', 'add no-right', 'add no-session', 'remove done', 'remove signed-in', 'group done', 'reusable done', 'change done', 'change signed-in', 'change old-password', 'change locked', 'leave done',
    ];
    expect(needed.filter((one) => (met.get(one) ?? 0) < 20)).toEqual([]);
  }, 120_000);

  it('the book can be stored and read back at any point', () => {
    const property = fc.property(sequence, start, (steps, from) => {
      const world = begin(from, true);
      for (const step of steps) advance(world, step);
      expect(accountsStateSchema.parse(JSON.parse(JSON.stringify(world.state)))).toEqual(world.state);
    });
    fc.assert(property, { numRuns: 200 });
  });
});
