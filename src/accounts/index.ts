/** The account room: pure functions over one plain state, time and randomness passed in. */
export { AT_SCREEN, CHANNELS, isAtScreen, LOCAL_ADDRESS, screenFault, type Actor, type Channel, type ScreenDeed } from './channel.js';
export { done, REFUSALS, SIGN_IN_REFUSALS, type Fault, type Outcome, type Refusal, type Refused, type SignInRefusal } from './refusal.js';
export {
  ADMIN,
  createAccounts,
  DEFAULT_POLICY,
  findAccount,
  type Account,
  type AccountGroup,
  type AccountsState,
  type FirmwareTraits,
  type LockPolicy,
  type NewAccount,
  type Session,
  type StoredQuestion,
  type TryCounter,
} from './state.js';

export { digestResponse, ha1Of, rpc2Response, type Proof } from './secrets/proof.js';
export type { Random, Verifier } from './secrets/verifier.js';
export { EXCLUDED_SYMBOLS, PASSWORD_LENGTH, passwordAdvice, passwordFaults, TOP_ROW_SYMBOLS, type PasswordAdvice } from './secrets/password.js';
export { hintFaults, MAX_HINT } from './secrets/hint.js';
export { drawnDots, MIN_DOTS } from './secrets/pattern.js';
export { QUESTIONS, questionText, type AnsweredQuestion, type QuestionId } from './secrets/questions.js';

export { defaultVideoStandard, VIDEO_STANDARDS, type LocationPage, type Setup, type TimePage, type VideoStandard } from './setup/pages.js';
export { END, type FillResult } from './setup/steps.js';
export { fillPage, finishInitialisation, INIT_PAGES, keepPage, previousPage, startInitialisation, type FillContext, type InitDraft, type InitInputs, type InitPage } from './setup/initialise.js';
export { fillWizardPage, finishWizard, keepWizardPage, previousWizardPage, shownDate, shownTime, startWizard, THANK_YOU, type WizardDraft } from './setup/wizard.js';
export { WIZARD_NOTES, WIZARD_PAGES, wizardDefaults, type WizardPage, type WizardSettings } from './setup/wizard-pages.js';

export { peekSignIn, signIn, type SignInRequest, type SignInResult } from './access/sign-in.js';
export { lockStatus, RECOVERY_POLICY, recoveryLock, type LockView } from './access/lock.js';
export { activeSessions, endAllSessions, isSignedIn, screenSeconds, sessionFrom, signOut, touchSession } from './access/sessions.js';
export { signInAt, signInWithPattern, signOutActor, userLocks, type Entered, type UserLock } from './access/screen.js';
export { setLockPolicy } from './access/policy.js';

export { checkAnswers, readHint, recoveryQuestions, resetByQuestions, type AskedQuestion } from './recovery/questions.js';
export { cancelCodePrompt, finishCodePrompt, signInWithCode, type CodeCheck, type CodeValue } from './recovery/code.js';
export { RESET_DONE, type ResetInput, type ResetValue } from './recovery/reset.js';
export { setHint, setPattern, setQuestions, type Warned } from './recovery/protection.js';

export { ADMIN_GROUP, MAX_GROUPS, MAX_USERS, RIGHTS, USER_GROUP, type Group, type Right } from './people/groups.js';
export { administrators, isAdministrator, rightsOf } from './people/rights.js';
export { changeRealm, listUsers, setPassword, showUsers, type UserDetail, type UserView } from './people/users.js';
export { addUser, changePassword, modifyUser, removeUser, setReusable, type NewUser, type UserChange } from './people/manage.js';
export { addGroup, modifyGroup, removeGroup, showGroups, type GroupInput } from './people/manage-groups.js';

export { redactState, type RedactedState } from './redact.js';
export { accountRisks, RISKS, type KnownClient, type Risk, type RiskId } from './hygiene.js';

export { planRecovery, type NextQuestion, type PlannedNeed, type PlannedWay, type RecoveryPlan } from './plan/plan.js';
export { NOTHING_KNOWN, SITUATION, SITUATION_KEYS, type Known, type Situation, type SituationKey } from './plan/situation.js';
export { WAYS, type WayId } from './plan/ways.js';
export { AFTER_CHANGE_GUIDE, HANDOVER_ITEMS, LOCKOUT_GUIDE, type Guide, type GuideStep, type HandoverItem } from './guide/index.js';
