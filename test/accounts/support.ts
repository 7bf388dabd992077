/** A recorder fresh from its box, and one that was set up as the guide says. */
import { expect } from 'vitest';
import {
  addUser,
  AT_SCREEN,
  createAccounts,
  fillPage,
  finishInitialisation,
  INIT_PAGES,
  signInAt,
  signOutActor,
  startInitialisation,
  type AccountsState,
  type Actor,
  type FillContext,
  type InitDraft,
  type InitInputs,
  type InitPage,
  type Outcome,
  type Random,
} from '../../src/accounts/index.js';

export const NOW = Date.UTC(2026, 10, 22, 19, 30);
export const REALM = 'Login to 9Z0AAAAPAZ00001';
export const PASSWORD = 'Harbour42x';
export const ANSWERS = ['Biscuit', 'Mrs Lovelace', 'Saab'];
export const PATTERN = [1, 2, 3, 6];
export const WEB: Actor = { channel: 'web', address: '192.168.1.50', session: null };
export const APP: Actor = { channel: 'app', address: '192.168.1.51', session: null };
export const SDK: Actor = { channel: 'sdk', address: '192.168.1.52', session: null };
export const ELSEWHERE = [WEB, APP, SDK];

/** Bytes that are the same in every run, and never the same twice in one. */
export function counting(): Random {
  let next = 0;
  return (bytes) => Uint8Array.from({ length: bytes }, () => next++ % 251);
}

export const context = (now = NOW): FillContext => ({ random: counting(), now });

export const GUIDE: InitInputs = {
  location: { country: 'US', language: 'en', videoStandard: 'NTSC' },
  time: { timeZone: 'America/New_York', time: '2026-11-22T14:30:00' },
  password: { password: PASSWORD, confirm: PASSWORD, hint: 'where the boats are' },
  pattern: { first: PATTERN, second: PATTERN },
  questions: {
    answers: [
      { question: 'first-pet', answer: ANSWERS[0] ?? '' },
      { question: 'first-teacher', answer: ANSWERS[1] ?? '' },
      { question: 'first-car', answer: ANSWERS[2] ?? '' },
    ],
  },
};

export function newBox(firmware: { readonly promptAfterCode?: boolean } = {}): AccountsState {
  return createAccounts({ realm: REALM, users: [], kdfCost: 4, firmware });
}

/** The value; the test fails where the operation was refused. */
export function must<T>(outcome: Outcome<T>): { readonly state: AccountsState; readonly value: T } {
  if (!outcome.ok) expect.fail(`refused: ${outcome.refusal.code}: ${outcome.refusal.reason}`);
  return outcome;
}

/** The code of the refusal; `done` where nothing was refused. */
export const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'done' : outcome.refusal.code);

export function filled<Page extends InitPage>(draft: InitDraft, page: Page, input: InitInputs[Page] = GUIDE[page]): InitDraft {
  const result = fillPage(draft, page, input, context());
  if (!result.ok) expect.fail(result.faults.map(({ reason }) => reason).join(' '));
  return result.draft;
}

export function faultsOf<Page extends InitPage>(draft: InitDraft, page: Page, input: Partial<InitInputs[Page]>): readonly string[] {
  const result = fillPage(draft, page, { ...GUIDE[page], ...input }, context());
  return result.ok ? [] : result.faults.map(({ code }) => code);
}

/** A draft with all pages before `until` filled in; default: ready to Save. */
export function draftTo(until?: InitPage, inputs: Partial<InitInputs> = {}): InitDraft {
  const all = { ...GUIDE, ...inputs };
  let draft = must(startInitialisation(newBox(), AT_SCREEN)).value;
  for (const page of INIT_PAGES) {
    if (page === until) break;
    draft = filled(draft, page, all[page]);
  }
  return draft;
}

/** Saved; nobody is signed in. */
export function setUp(inputs: Partial<InitInputs> = {}, firmware: { readonly promptAfterCode?: boolean } = {}): AccountsState {
  const saved = must(finishInitialisation(newBox(firmware), AT_SCREEN, draftTo(undefined, inputs), NOW));
  return must(signOutActor(saved.state, { ...AT_SCREEN, session: saved.value.session }, NOW)).state;
}

export interface Seat {
  readonly state: AccountsState;
  readonly actor: Actor;
}

/** Signed in from there. */
export function enter(state: AccountsState, user = 'admin', password = PASSWORD, actor: Actor = AT_SCREEN, now = NOW): Seat {
  const entered = must(signInAt(state, actor, { user, password }, now));
  return { state: entered.state, actor: { ...actor, session: entered.value.session } };
}

export function leave({ state, actor }: Seat, now = NOW): AccountsState {
  return must(signOutActor(state, actor, now)).state;
}

/** With a second administrator and a viewer; nobody is signed in. */
export function household(): AccountsState {
  let seat = enter(setUp());
  for (const [name, group] of [['backup', 'admin'], ['family', 'user']] as const) {
    seat = { ...seat, state: must(addUser(seat.state, seat.actor, { name, password: 'Window77', confirm: 'Window77', group }, NOW)).state };
  }
  return leave(seat);
}
