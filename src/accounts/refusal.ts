/** How an operation on the account book ends: with a value, or with a refusal that says why in one plain sentence. */
import type { AccountsState } from './state.js';

/** What a client on the network can be told. */
export const SIGN_IN_REFUSALS = ['not-initialised', 'unknown-user', 'wrong-password', 'locked', 'in-use'] as const;
export type SignInRefusal = (typeof SIGN_IN_REFUSALS)[number];

export const REFUSALS = [
  ...SIGN_IN_REFUSALS,
  /** Cannot be done from there: web, app or software where monitor and mouse are needed. */
  'wrong-channel',
  /** No questions, no pattern or no such group was set up. */
  'not-set-up',
  'wrong-answers',
  'wrong-code',
  'wrong-pattern',
  'password-rule',
  'hint-rule',
  'not-confirmed',
  'same-password',
  /** The old password was wrong or missing. */
  'old-password',
  /** The signed-in account may not do this. */
  'no-right',
  /** Accounts that are signed in cannot be changed. */
  'signed-in',
  'last-administrator',
  /** Built in: it cannot be removed, renamed or given less. */
  'reserved',
  'name-taken',
  'name-rule',
  'too-many-users',
  'too-many-groups',
  'group-in-use',
  'unknown-group',
  'already-initialised',
  'no-session',
  /** Pages are missing, or the draft is of another recorder. */
  'incomplete',
  'invalid-input',
  /** No unlock code was accepted here within the last minutes. */
  'no-prompt',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** What is wrong with one field; never the text that was entered. */
export interface Fault {
  readonly field: string;
  readonly code: string;
  readonly reason: string;
}

export interface Refused {
  readonly code: Refusal;
  /** One sentence for the person. */
  readonly reason: string;
  /** Tries left before a lock; null where nothing is counted. */
  readonly triesLeft: number | null;
  /** Seconds until the lock ends, rounded up; 0 when not locked. */
  readonly lockSeconds: number;
  readonly faults: readonly Fault[];
}

/** `state` may have changed by a refusal as well: a wrong try was counted. */
export type Outcome<T> =
  | { readonly state: AccountsState; readonly ok: true; readonly value: T }
  | { readonly state: AccountsState; readonly ok: false; readonly refusal: Refused };

export function done<T>(state: AccountsState, value: T): Outcome<T> {
  return { state, ok: true, value };
}

export function refused<T = never>(state: AccountsState, code: Refusal, reason: string, more: Partial<Pick<Refused, 'triesLeft' | 'lockSeconds' | 'faults'>> = {}): Outcome<T> {
  return { state, ok: false, refusal: { code, reason, triesLeft: more.triesLeft ?? null, lockSeconds: more.lockSeconds ?? 0, faults: more.faults ?? [] } };
}

/** The refusal for fields that break a rule, all of them told at once. */
export function faulty<T = never>(state: AccountsState, faults: readonly Fault[]): Outcome<T> {
  const first = faults[0];
  const own = REFUSALS.find((code) => code === first?.code);
  return refused(state, own ?? (first?.field === 'password' ? 'password-rule' : first?.field === 'hint' ? 'hint-rule' : 'invalid-input'), first?.reason ?? 'The entry breaks a rule.', { faults });
}
