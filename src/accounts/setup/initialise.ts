/** Device initialisation: five pages on the recorder's screen, and Save. Until then the recorder has no account at all. */
import { openSession, screenSeconds } from '../access/sessions.js';
import { screenFault, type Actor } from '../channel.js';
import { done, refused, type Fault, type Outcome } from '../refusal.js';
import { passwordEquivalent, type PasswordEquivalent } from '../secrets/proof.js';
import { saysAnswer } from '../secrets/hint.js';
import { newSecretFaults } from '../secrets/new-secret.js';
import { passwordAdvice } from '../secrets/password.js';
import { newPattern, patternText } from '../secrets/pattern.js';
import { storeAnswers } from '../secrets/answers.js';
import { questionFaults, questionWarnings, type AnsweredQuestion } from '../secrets/questions.js';
import { makeVerifier, type Random, type Verifier } from '../secrets/verifier.js';
import { ADMIN, newAccount, NO_TRIES, type AccountsState, type StoredQuestion } from '../state.js';
import { locationFaults, locationWarnings, readLocal, timeFaults, type LocationPage, type TimePage } from './pages.js';
import { back, END, keep, outOfTurn, pageAfter, type FillResult, type Paged } from './steps.js';

export const INIT_PAGES = ['location', 'time', 'password', 'pattern', 'questions'] as const;
export type InitPage = (typeof INIT_PAGES)[number];

export interface InitInputs {
  readonly location: LocationPage;
  readonly time: TimePage;
  /** An empty hint is none. */
  readonly password: { readonly password: string; readonly confirm: string; readonly hint: string };
  /** Dots 1 to 9 row by row, drawn twice; or Skip. */
  readonly pattern: { readonly skip: true } | { readonly first: readonly number[]; readonly second: readonly number[] };
  /** Three questions, or the switch beside them turned off. */
  readonly questions: { readonly off: true } | { readonly answers: readonly AnsweredQuestion[] };
}

export const INIT_DRAFT = 'nvr-doctor/initialisation@1';

/** Plain JSON: it can be put aside and taken up again. No secret is in it, only what checks one; the password's part is as good as the password. */
export interface InitDraft extends Paged<InitPage> {
  readonly schema: typeof INIT_DRAFT;
  /** The recorder that it belongs to. */
  readonly realm: string;
  readonly kdfCost: number;
  readonly location: LocationPage | null;
  readonly time: { readonly timeZone: string; readonly clockOffset: number } | null;
  readonly password: { readonly passwordEquivalent: PasswordEquivalent; readonly hint: string | null } | null;
  readonly pattern: { readonly verifier: Verifier | null } | null;
  readonly questions: { readonly stored: readonly StoredQuestion[] | null } | null;
}

/** Salts, and the time that the page is filled at. */
export interface FillContext {
  readonly random: Random;
  readonly now: number;
}

export function startInitialisation(state: AccountsState, actor: Actor): Outcome<InitDraft> {
  const fault = notNow(state, actor);
  if (fault !== undefined) return fault;
  return done(state, { schema: INIT_DRAFT, realm: state.realm, kdfCost: state.kdfCost, at: 'location', location: null, time: null, password: null, pattern: null, questions: null });
}

/** Next. The page shown or an earlier one; what was entered on later pages stays. */
export function fillPage<Page extends InitPage>(draft: InitDraft, page: Page, input: InitInputs[Page], context: FillContext): FillResult<InitDraft> {
  const early = outOfTurn(INIT_PAGES, page, (one) => draft[one] !== null);
  if (early.length > 0) return { ok: false, faults: early };
  const filled = FILL[page](draft, input, context);
  return filled.ok ? { ...filled, draft: { ...filled.draft, at: pageAfter<InitPage>(INIT_PAGES, page) } } : filled;
}

export const previousPage = (draft: InitDraft): InitDraft => back(INIT_PAGES, draft);
export const keepPage = (draft: InitDraft): FillResult<InitDraft> => keep(INIT_PAGES, draft, (page) => draft[page] !== null);

type Fill<Page extends InitPage> = (draft: InitDraft, input: InitInputs[Page], context: FillContext) => FillResult<InitDraft>;

const FILL: { readonly [Page in InitPage]: Fill<Page> } = {
  location: (draft, { country, language, videoStandard }) => {
    const location = { country, language, videoStandard };
    return result({ ...draft, location }, locationFaults(location), locationWarnings(location));
  },
  time: (draft, input, { now }) => {
    const shown = readLocal(input.time) ?? now;
    return result({ ...draft, time: { timeZone: input.timeZone, clockOffset: shown - now } }, timeFaults(input));
  },
  password: (draft, { password, confirm, hint }) => {
    const faults = newSecretFaults({ password, confirm, hint }, 'local-screen', draft.questions?.stored ?? null);
    const advice = passwordAdvice(password).map(({ sentence }) => ({ field: 'password', code: 'symbols', reason: sentence }));
    const none = hint.trim() === '' ? [{ field: 'hint', code: 'no-hint', reason: 'Without a hint nothing at the sign-in window helps to remember the password.' }] : [];
    return result({ ...draft, password: { passwordEquivalent: passwordEquivalent(ADMIN, draft.realm, password), hint: hint.trim() === '' ? null : hint } }, faults, [...advice, ...none]);
  },
  pattern: (draft, input, { random }) => {
    if ('skip' in input) return result({ ...draft, pattern: { verifier: null } }, []);
    const drawn = newPattern(input.first, input.second);
    return drawn.ok ? result({ ...draft, pattern: { verifier: makeVerifier(patternText(drawn.dots), draft.kdfCost, random) } }, []) : drawn;
  },
  questions: (draft, input, { random }) => {
    if ('off' in input) {
      return result({ ...draft, questions: { stored: null } }, [], [{ field: 'questions', code: 'questions-off', reason: 'Without security questions a forgotten password can be put right only with an unlock code from the vendor.' }]);
    }
    const faults = questionFaults(input.answers);
    if (faults.length > 0) return { ok: false, faults };
    const hint = draft.password?.hint ?? '';
    if (input.answers.some(({ answer }) => saysAnswer(hint, answer))) return { ok: false, faults: [{ field: 'answers', code: 'gives-answer', reason: 'The password hint, which anybody at the screen can read, says one of these answers. Go back and change the hint, or answer otherwise.' }] };
    return result({ ...draft, questions: { stored: storeAnswers(input.answers, draft.kdfCost, random) } }, [], questionWarnings(input.answers));
  },
};

function result(draft: InitDraft, faults: readonly Fault[], warnings: readonly Fault[] = []): FillResult<InitDraft> {
  return faults.length > 0 ? { ok: false, faults } : { ok: true, draft, warnings };
}

/** Save. Everything of the draft comes into force at once, and admin is signed in at the screen for the startup wizard. */
export function finishInitialisation(state: AccountsState, actor: Actor, draft: InitDraft, now: number): Outcome<{ readonly session: string }> {
  const fault = notNow(state, actor);
  if (fault !== undefined) return fault;
  const { location, time, password, pattern, questions } = draft;
  if (draft.realm !== state.realm) return refused(state, 'incomplete', 'These pages were filled in for another recorder.');
  if (location === null || time === null || password === null || pattern === null || questions === null || draft.at !== END) {
    return refused(state, 'incomplete', 'Not all pages are filled in, so nothing was saved.');
  }
  const admin = { ...newAccount({ name: ADMIN, password: '' }, state.realm, now), ...password };
  const initialised: AccountsState = {
    ...state,
    initialized: true,
    accounts: [admin],
    sessions: [],
    pattern: pattern.verifier,
    patternTries: NO_TRIES,
    questions: questions.stored,
    recoveryTries: NO_TRIES,
    promptUntil: null,
    setup: { ...location, ...time, initialisedAt: now },
  };
  const opened = openSession(initialised, { user: ADMIN, address: actor.address, client: 'Local', seconds: screenSeconds(initialised) }, now);
  return done(opened.state, { session: opened.id });
}

function notNow(state: AccountsState, actor: Actor): Outcome<never> | undefined {
  const elsewhere = screenFault(actor, 'initialise');
  if (elsewhere !== undefined) return refused(state, 'wrong-channel', elsewhere);
  return state.initialized ? refused(state, 'already-initialised', 'The recorder has its admin password already; sign in, or reset the password.') : undefined;
}
