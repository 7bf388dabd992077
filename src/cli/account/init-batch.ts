/** `account init --answers FILE --secrets-stdin`: all pages at once; either all of it is saved or nothing. */
import { randomBytes } from 'node:crypto';
import {
  AT_SCREEN,
  fillPage,
  fillWizardPage,
  finishInitialisation,
  finishWizard,
  INIT_PAGES,
  keepWizardPage,
  startInitialisation,
  startWizard,
  signOutActor,
  WIZARD_PAGES,
  type Fault,
  type FillResult,
  type InitDraft,
  type InitInputs,
  type InitPage,
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

/** @returns the recorder set up, and what the pages warned of. @throws DoctorError for whatever a page refuses */
export function initFromAnswers(recorder: VirtualRecorder, now: number, file: string, answers: InitAnswers, secrets: InitSecrets): Change<readonly Fault[]> {
  const warnings: Fault[] = [];
  const inputs = inputsOf(answers, secrets, now);
  let draft = valueOf(startInitialisation(recorder.accounts, AT_SCREEN));
  const next = <Page extends InitPage>(page: Page): InitDraft => {
    const filled = accepted(fillPage(draft, page, inputs[page], { random: randomBytes, now }), `${page}.`);
    warnings.push(...filled.warnings);
    return filled.draft;
  };
  for (const page of INIT_PAGES) draft = next(page);
  const saved = finishInitialisation(recorder.accounts, AT_SCREEN, draft, now);
  const actor = { ...AT_SCREEN, session: valueOf(saved).session };
  const wizard = wizardFrom(valueOf(startWizard(saved.state, actor, now)), answers.wizard, file);
  const finished = finishWizard(saved.state, actor, wizard, now);
  valueOf(finished);
  const out = signOutActor(finished.state, actor, now);
  return { recorder: { ...recorder, accounts: out.state, drafts: { initialisation: null, wizard: null } }, value: warnings };
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
