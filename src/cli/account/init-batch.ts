/** `account init --answers FILE --secrets-stdin`: all pages at once; either all of it is saved or nothing. Where Save was pressed before, the pages of the startup wizard are what is left. */
import { randomBytes } from 'node:crypto';
import {
  ADMIN,
  AT_SCREEN,
  done,
  fillPage,
  fillWizardPage,
  finishInitialisation,
  finishWizard,
  INIT_PAGES,
  LOCAL_ADDRESS,
  keepWizardPage,
  sessionFrom,
  signInAt,
  startInitialisation,
  startWizard,
  signOutActor,
  WIZARD_PAGES,
  type AccountsState,
  type Fault,
  type FillResult,
  type InitDraft,
  type InitInputs,
  type InitPage,
  type Outcome,
  type WizardDraft,
} from '../../accounts/index.js';
import { wizardDraftSchema } from '../../accounts/schema.js';
import { DoctorError } from '../../errors.js';
import type { Change, VirtualRecorder } from '../../lab/virtual-recorder/index.js';
import type { InitAnswers, WizardAnswers } from './init-answers.js';
import { valueOf } from './outcome.js';
import { readPattern } from './pattern-text.js';
import { needText, textOf, type Secrets } from './secrets.js';
import { localTime } from './zone.js';

export const INIT_SECRETS = ['password', 'confirm', 'pattern', 'patternAgain', 'answers'] as const;
type InitSecrets = Secrets<(typeof INIT_SECRETS)[number]>;

/** @returns the recorder set up and what the pages warned of, or the refusal of a sign-in, which may have cost a try. @throws DoctorError for whatever a page refuses */
export function initFromAnswers(recorder: VirtualRecorder, now: number, file: string, answers: InitAnswers, secrets: InitSecrets): Change<Outcome<readonly Fault[]>> {
  const warnings: Fault[] = [];
  const entered = recorder.accounts.initialized ? atTheWizard(recorder.accounts, now, secrets, warnings) : initialised(recorder.accounts, now, answers, secrets, warnings);
  if (!entered.ok) return { recorder: { ...recorder, accounts: entered.state }, value: entered };
  const actor = { ...AT_SCREEN, session: entered.value.session };
  const wizard = wizardFrom(valueOf(startWizard(entered.state, actor, now)), answers.wizard, file);
  const finished = finishWizard(entered.state, actor, wizard, now);
  valueOf(finished);
  const { state } = signOutActor(finished.state, actor, now);
  return { recorder: { ...recorder, accounts: state, drafts: { initialisation: null, wizard: null } }, value: done(state, warnings) };
}

/** Whoever is still signed in at the screen goes on, or admin signs in. */
function atTheWizard(accounts: AccountsState, now: number, secrets: InitSecrets, warnings: Fault[]): Outcome<{ readonly session: string }> {
  warnings.push({ field: 'wizard', code: 'wizard-only', reason: 'The recorder had its password already, so only the startup wizard was filled in. What else stands in the file is set with: nvr-doctor account protect' });
  const open = sessionFrom(accounts, LOCAL_ADDRESS, now);
  return open === undefined ? signInAt(accounts, AT_SCREEN, { user: ADMIN, password: needText(secrets, 'password') }, now) : done(accounts, { session: open.id });
}

function initialised(accounts: AccountsState, now: number, answers: InitAnswers, secrets: InitSecrets, warnings: Fault[]): Outcome<{ readonly session: string }> {
  const inputs = inputsOf(answers, secrets, now);
  let draft = valueOf(startInitialisation(accounts, AT_SCREEN));
  const next = <Page extends InitPage>(page: Page): InitDraft => {
    const filled = accepted(fillPage(draft, page, inputs[page], { random: randomBytes, now }), `${page}.`);
    warnings.push(...filled.warnings);
    return filled.draft;
  };
  for (const page of INIT_PAGES) draft = next(page);
  return finishInitialisation(accounts, AT_SCREEN, draft, now);
}

function inputsOf(answers: InitAnswers, secrets: InitSecrets, now: number): InitInputs {
  const { location, time, hint, pattern, questions } = answers;
  const password = needText(secrets, 'password');
  const drawn = pattern === 'skip' ? '' : needText(secrets, 'pattern');
  return {
    location,
    time: { timeZone: time.timeZone, time: time.time ?? localTime(time.timeZone, now) },
    password: { password, confirm: textOf(secrets, 'confirm') ?? password, hint },
    // What is no pattern is one dot too few for the page, which says so.
    pattern: pattern === 'skip' ? { skip: true } : { first: readPattern(drawn) ?? [], second: readPattern(textOf(secrets, 'patternAgain') ?? drawn) ?? [] },
    questions: questions === 'off' ? { off: true } : { answers: questions.map((question, slot) => ({ question, answer: answersOf(secrets)[slot] ?? '' })) },
  };
}

function answersOf({ answers }: InitSecrets): readonly string[] {
  if (!Array.isArray(answers)) throw new DoctorError('"answers" is missing.', { where: '--secrets-stdin', hint: 'Write the answers to the three questions as a list of texts.' });
  return answers as readonly string[];
}

function wizardFrom(begun: WizardDraft, given: WizardAnswers, file: string): WizardDraft {
  let draft = begun;
  for (const page of WIZARD_PAGES) {
    const own = given[page];
    if (own !== undefined) {
      const read = wizardDraftSchema.safeParse({ ...draft, pages: { ...draft.pages, [page]: { ...draft.pages[page], ...own } } });
      if (!read.success) throw new DoctorError(`\`wizard.${page}\` holds something that is not on this page, or of another kind.`, { where: file, hint: 'See docs/accounts.md.' });
      draft = accepted(fillWizardPage(draft, page, read.data.pages[page]), `wizard.${page}.`).draft;
    } else draft = accepted(keepWizardPage(draft), '').draft;
  }
  return draft;
}

function accepted<Draft>(filled: FillResult<Draft>, place: string): FillResult<Draft> & { readonly ok: true } {
  if (filled.ok) return filled;
  const [first] = filled.faults;
  throw new DoctorError(first?.reason ?? 'A page was refused.', { where: `${place}${first?.field ?? ''}`, hint: 'Nothing was saved.' });
}
