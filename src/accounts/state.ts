/** The recorder's account book as plain JSON: it can be stored, compared and replayed. Times are milliseconds since 1970. */
import { BUILT_IN_GROUPS, type Group, type Right } from './people/groups.js';
import { passwordEquivalent, type PasswordEquivalent } from './secrets/proof.js';
import type { Verifier } from './secrets/verifier.js';
import type { QuestionId } from './secrets/questions.js';
import type { Setup } from './setup/pages.js';
import type { WizardSettings } from './setup/wizard-pages.js';

/** Name of a group. Members of `admin` may manage the recorder; whoever is in another has what its group is given. */
export type AccountGroup = string;

export interface Account extends TryCounter {
  readonly name: string;
  readonly group: AccountGroup;
  /** Null: everything that the group may. Never more than the group. */
  readonly rights: readonly Right[] | null;
  /** "Reusable": several clients may be signed in with it at once. */
  readonly reusable: boolean;
  /** Built in; it cannot be deleted. */
  readonly reserved: boolean;
  readonly memo: string;
  /** Prompt question: whoever stands at the screen can read it. */
  readonly hint: string | null;
  /** What the wire's digests need, and as good as the password, so never shown. The screen checks against it too: a slow hash beside it would protect nothing. */
  readonly passwordEquivalent: PasswordEquivalent;
  /** Null: before the book was begun. */
  readonly passwordSetAt: number | null;
}

export interface LockPolicy {
  readonly enabled: boolean;
  /** Wrong passwords until the account is locked, 1 or more. */
  readonly tries: number;
  readonly seconds: number;
  /** Whom wrong passwords lock out: the account, whoever tries (default), or the address that tried them, whatever the account. */
  readonly scope?: 'account' | 'address';
}

/** Wrong tries in a row since the last accepted one or the last lock, and until when a lock lasts. */
export interface TryCounter {
  readonly failures: number;
  readonly lockedUntil: number | null;
}
export const NO_TRIES: TryCounter = { failures: 0, lockedUntil: null };

export interface Session {
  readonly id: string;
  readonly user: string;
  /** Address of the client, or `Local` for the recorder's own screen. */
  readonly address: string;
  /** Kind of client, as the recorder lists it: `Web3.0`, `Mobile`, `P2P`. */
  readonly client: string;
  readonly since: number;
  /** Null: lasts as long as its connection. */
  readonly expiresAt: number | null;
}

export interface StoredQuestion {
  readonly question: QuestionId;
  readonly answer: Verifier;
}

/** What differs between firmware, as far as accounts go. */
export interface FirmwareTraits {
  /** After an unlock code the recorder asks for a new password at once; else it signs in as admin and leaves the password as it was. */
  readonly promptAfterCode: boolean;
}

export interface AccountsState {
  /** Goes into every digest; a factory reset brings a new one on some firmware. */
  readonly realm: string;
  /** False: no admin password was ever set, and nobody can sign in. */
  readonly initialized: boolean;
  readonly policy: LockPolicy;
  readonly firmware: FirmwareTraits;
  /** Cost of the verifiers made from now on: log2 of scrypt's N. */
  readonly kdfCost: number;
  /** By address, under a policy of that scope. */
  readonly addresses: Readonly<Record<string, TryCounter>>;
  readonly accounts: readonly Account[];
  readonly groups: readonly Group[];
  readonly sessions: readonly Session[];
  readonly nextSession: number;
  /** Opens the built-in admin at the screen; null: skipped. */
  readonly pattern: Verifier | null;
  readonly patternTries: TryCounter;
  /** Null: switched off. */
  readonly questions: readonly StoredQuestion[] | null;
  /** Wrong answers and wrong unlock codes, counted together. While it holds, the built-in admin is locked. */
  readonly recoveryTries: TryCounter;
  /** Until when the new-password prompt of an accepted unlock code stands on the screen. */
  readonly promptUntil: number | null;
  /** What the first pages of the set-up were given; null: not known here. */
  readonly setup: Setup | null;
  /** Null: the startup wizard was not finished. */
  readonly wizard: WizardSettings | null;
}

export interface NewAccount {
  readonly name: string;
  readonly password: string;
  readonly group?: AccountGroup;
  readonly reusable?: boolean;
  readonly memo?: string;
}

/** Factory policy of Dahua-family recorders: 5 tries, 30 minutes. */
export const DEFAULT_POLICY: LockPolicy = { enabled: true, tries: 5, seconds: 1800 };
/** Name of the built-in administrator. */
export const ADMIN = 'admin';

export function createAccounts(input: {
  readonly realm: string;
  readonly users: readonly NewAccount[];
  readonly policy?: Partial<LockPolicy>;
  /** Default: true when there is at least one user. */
  readonly initialized?: boolean;
  readonly firmware?: Partial<FirmwareTraits>;
  /** Default 14 (scrypt N = 16384). */
  readonly kdfCost?: number;
}): AccountsState {
  return {
    realm: input.realm,
    initialized: input.initialized ?? input.users.length > 0,
    policy: { ...DEFAULT_POLICY, ...input.policy },
    firmware: { promptAfterCode: true, ...input.firmware },
    kdfCost: input.kdfCost ?? 14,
    addresses: {},
    accounts: input.users.map((user) => newAccount(user, input.realm, null)),
    groups: BUILT_IN_GROUPS,
    sessions: [],
    nextSession: 1,
    pattern: null,
    patternTries: NO_TRIES,
    questions: null,
    recoveryTries: NO_TRIES,
    promptUntil: null,
    setup: null,
    wizard: null,
  };
}

export function newAccount(user: NewAccount, realm: string, now: number | null): Account {
  return {
    name: user.name,
    group: user.group ?? (user.name === ADMIN ? 'admin' : 'user'),
    rights: null,
    reusable: user.reusable ?? true,
    reserved: user.name === ADMIN,
    memo: user.memo ?? `${user.name} 's account`,
    hint: null,
    passwordEquivalent: passwordEquivalent(user.name, realm, user.password),
    passwordSetAt: now,
    ...NO_TRIES,
  };
}

/** User names are case sensitive. */
export function findAccount(state: AccountsState, name: string): Account | undefined {
  return state.accounts.find((account) => account.name === name);
}

/** The state with one account replaced; the given account must exist. */
export function withAccount(state: AccountsState, account: Account): AccountsState {
  return { ...state, accounts: state.accounts.map((other) => (other.name === account.name ? account : other)) };
}
