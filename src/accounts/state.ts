/** The recorder's account book as plain JSON: it can be stored, compared and replayed. Times are milliseconds since 1970. */
import { ha1Of } from './proof.js';

/** `admin` may read users and settings; `user` may view. */
export type AccountGroup = 'admin' | 'user';

export interface Account {
  readonly name: string;
  readonly group: AccountGroup;
  /** "Reusable": several clients may be signed in with it at once. */
  readonly reusable: boolean;
  /** Built in; it cannot be deleted. */
  readonly reserved: boolean;
  readonly memo: string;
  /** MD5(user:realm:password), lower-case hex: what the wire digests need. As good as the password, so never shown. */
  readonly ha1: string;
  /** Wrong passwords in a row since the last accepted one or the last lock. */
  readonly failures: number;
  readonly lockedUntil: number | null;
}

export interface LockPolicy {
  readonly enabled: boolean;
  /** Wrong passwords until the account is locked, 1 or more. */
  readonly tries: number;
  readonly seconds: number;
}

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

export interface AccountsState {
  /** Goes into every digest; a factory reset brings a new one on some firmware. */
  readonly realm: string;
  /** False: no admin password was ever set, and nobody can sign in. */
  readonly initialized: boolean;
  readonly policy: LockPolicy;
  readonly accounts: readonly Account[];
  readonly sessions: readonly Session[];
  readonly nextSession: number;
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

export function createAccounts(input: {
  readonly realm: string;
  readonly users: readonly NewAccount[];
  readonly policy?: Partial<LockPolicy>;
  /** Default: true when there is at least one user. */
  readonly initialized?: boolean;
}): AccountsState {
  return {
    realm: input.realm,
    initialized: input.initialized ?? input.users.length > 0,
    policy: { ...DEFAULT_POLICY, ...input.policy },
    accounts: input.users.map((user) => ({
      name: user.name,
      group: user.group ?? (user.name === 'admin' ? 'admin' : 'user'),
      reusable: user.reusable ?? true,
      reserved: user.name === 'admin',
      memo: user.memo ?? `${user.name} 's account`,
      ha1: ha1Of(user.name, input.realm, user.password),
      failures: 0,
      lockedUntil: null,
    })),
    sessions: [],
    nextSession: 1,
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
