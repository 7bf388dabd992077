/** The account book as it may be shown: who and what, and nothing that a password, an answer, a pattern or a session could be made of. */
import { isAdministrator, rightsOf } from './people/rights.js';
import type { Right } from './people/groups.js';
import type { LockPolicy, AccountsState, TryCounter } from './state.js';
import type { Setup } from './setup/pages.js';
import type { WizardSettings } from './setup/wizard-pages.js';

export interface RedactedState {
  readonly initialized: boolean;
  readonly policy: LockPolicy;
  readonly promptAfterCode: boolean;
  readonly accounts: readonly (TryCounter & {
    readonly name: string;
    readonly group: string;
    readonly rights: readonly Right[];
    readonly administrator: boolean;
    readonly reusable: boolean;
    readonly reserved: boolean;
    readonly memo: string;
    /** Whether there is one. Its text is for the sign-in window. */
    readonly hint: boolean;
    readonly passwordSetAt: number | null;
  })[];
  readonly groups: AccountsState['groups'];
  readonly sessions: readonly { readonly user: string; readonly address: string; readonly client: string; readonly since: number; readonly expiresAt: number | null }[];
  readonly pattern: boolean;
  readonly questions: boolean;
  readonly patternTries: TryCounter;
  readonly recoveryTries: TryCounter;
  readonly promptOpen: boolean;
  readonly setup: Setup | null;
  readonly wizard: WizardSettings | null;
}

/** Field by field, so that a new secret is left out until somebody decides otherwise. Which questions were chosen is left out as well: the sign-in window tells it at the screen only. */
export function redactState(state: AccountsState): RedactedState {
  const { initialized, policy, groups, patternTries, recoveryTries, setup, wizard } = state;
  return {
    initialized,
    policy,
    promptAfterCode: state.firmware.promptAfterCode,
    accounts: state.accounts.map((account) => {
      const { name, group, reusable, reserved, memo, passwordSetAt, failures, lockedUntil } = account;
      return { name, group, rights: rightsOf(state, account), administrator: isAdministrator(state, account), reusable, reserved, memo, hint: account.hint !== null, passwordSetAt, failures, lockedUntil };
    }),
    groups,
    sessions: state.sessions.map(({ user, address, client, since, expiresAt }) => ({ user, address, client, since, expiresAt })),
    pattern: state.pattern !== null,
    questions: state.questions !== null,
    patternTries,
    recoveryTries,
    promptOpen: state.promptUntil !== null,
    setup,
    wizard,
  };
}
