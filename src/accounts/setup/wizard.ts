/** The startup wizard after the set-up: eight pages of settings, and OK. */
import { signedIn } from '../access/signed-in.js';
import { screenFault, type Actor } from '../channel.js';
import { done, refused, type Outcome } from '../refusal.js';
import type { AccountsState } from '../state.js';
import type { VideoStandard } from './pages.js';
import { writeLocal } from './pages.js';
import { back, END, keep, outOfTurn, pageAfter, type FillResult, type Paged } from './steps.js';
import { WIZARD_FAULTS, WIZARD_PAGES, wizardDefaults, type WizardPage, type WizardSettings } from './wizard-pages.js';

export const WIZARD_DRAFT = 'nvr-doctor/startup-wizard@1';

/** Plain JSON without secrets. */
export interface WizardDraft extends Paged<WizardPage> {
  readonly schema: typeof WIZARD_DRAFT;
  readonly realm: string;
  readonly videoStandard: VideoStandard;
  /** What the pages show: defaults, or what was entered. */
  readonly pages: WizardSettings;
  readonly filled: readonly WizardPage[];
}

export const THANK_YOU = 'Thank you for purchasing our product';

/** Begins with what the wizard saved before, else with the defaults for the country. */
export function startWizard(state: AccountsState, actor: Actor, now: number): Outcome<WizardDraft> {
  const fault = notAllowed(state, actor, now);
  if (fault !== undefined) return fault;
  const videoStandard = state.setup?.videoStandard ?? 'NTSC';
  const pages = state.wizard ?? wizardDefaults(state.setup?.country ?? 'US', videoStandard);
  return done(state, { schema: WIZARD_DRAFT, realm: state.realm, videoStandard, at: WIZARD_PAGES[0], pages, filled: state.wizard === null ? [] : WIZARD_PAGES });
}

/** Next. */
export function fillWizardPage<Page extends WizardPage>(draft: WizardDraft, page: Page, input: WizardSettings[Page]): FillResult<WizardDraft> {
  const faults = [...outOfTurn(WIZARD_PAGES, page, (one) => draft.filled.includes(one)), ...WIZARD_FAULTS[page](input, draft.videoStandard)];
  if (faults.length > 0) return { ok: false, faults };
  const filled = draft.filled.includes(page) ? draft.filled : [...draft.filled, page];
  return { ok: true, draft: { ...draft, pages: { ...draft.pages, [page]: input }, filled, at: pageAfter<WizardPage>(WIZARD_PAGES, page) }, warnings: [] };
}

export const previousWizardPage = (draft: WizardDraft): WizardDraft => back(WIZARD_PAGES, draft);
/** Next with what the page shows already. */
export function keepWizardPage(draft: WizardDraft): FillResult<WizardDraft> {
  return draft.at === END || draft.filled.includes(draft.at) ? keep(WIZARD_PAGES, draft, () => true) : fillWizardPage(draft, draft.at, draft.pages[draft.at]);
}

/** OK on the last page: all settings come into force at once. */
export function finishWizard(state: AccountsState, actor: Actor, draft: WizardDraft, now: number): Outcome<{ readonly message: string }> {
  const fault = notAllowed(state, actor, now);
  if (fault !== undefined) return fault;
  if (draft.realm !== state.realm) return refused(state, 'incomplete', 'These pages were filled in for another recorder.');
  if (draft.at !== END || draft.filled.length < WIZARD_PAGES.length) return refused(state, 'incomplete', 'Not all pages of the wizard were seen, so nothing was saved.');
  return done({ ...state, wizard: draft.pages }, { message: THANK_YOU });
}

/** `YYYY-MM-DDTHH:MM:SS` on the recorder's screen. Vendors' unlock codes follow this date, not ours. */
export function shownTime(state: AccountsState, now: number): string {
  return writeLocal(now + (state.setup?.clockOffset ?? 0));
}

export const shownDate = (state: AccountsState, now: number): string => shownTime(state, now).slice(0, 10);

function notAllowed(state: AccountsState, actor: Actor, now: number): Outcome<never> | undefined {
  const elsewhere = screenFault(actor, 'wizard');
  if (elsewhere !== undefined) return refused(state, 'wrong-channel', elsewhere);
  const who = signedIn(state, actor, now, 'system');
  return who.ok ? undefined : who.outcome;
}
