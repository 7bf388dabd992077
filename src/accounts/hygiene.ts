/** What stands between the owner and a lost password: the habits that a vendor's support wishes everybody had. */
import { activeSessions } from './access/sessions.js';
import { administrators } from './people/rights.js';
import { ADMIN, findAccount, type AccountsState } from './state.js';

export const RISKS = ['not-initialised', 'no-questions', 'no-second-administrator', 'no-hint', 'lockout-off', 'shared-admin', 'shared-account', 'no-viewer', 'password-older-than-clients'] as const;
export type RiskId = (typeof RISKS)[number];

export interface Risk {
  readonly id: RiskId;
  readonly severity: 'high' | 'medium' | 'low';
  readonly sentence: string;
  readonly remedy: string;
}

/** A phone or program that signs in with an account of the recorder, as its owner lists it. */
export interface KnownClient {
  readonly user: string;
  readonly name: string;
  /** Since when it signs in; null where nobody knows. */
  readonly since: number | null;
}

/** Worst first. Nothing here is a fault of today; each makes a bad day worse. */
export function accountRisks(state: AccountsState, now: number, { clients = [] }: { readonly clients?: readonly KnownClient[] } = {}): readonly Risk[] {
  if (!state.initialized) return [risk('not-initialised', 'high', 'The recorder has no admin password: whoever reaches it first can set one.', 'Set it up now, with a monitor and a mouse at the recorder.')];
  const risks = [...recoveryRisks(state), ...sharingRisks(state, now, clients), ...ageRisks(state, clients)];
  const order: readonly Risk['severity'][] = ['high', 'medium', 'low'];
  return [...risks].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

function recoveryRisks(state: AccountsState): readonly Risk[] {
  return [
    ...(state.questions === null ? [risk('no-questions', 'high', 'No security questions are set: a forgotten admin password can be put right only with an unlock code from the vendor.', 'Set three security questions at the recorder (nvr-doctor account protect), and write questions and answers into a password manager.')] : []),
    ...(administrators(state).length < 2 ? [risk('no-second-administrator', 'high', 'There is one administrator only: when that password is lost, nobody can manage the recorder.', 'Add a second administrator as a backup, and keep its password in a password manager.')] : []),
    ...(findAccount(state, ADMIN)?.hint === null ? [risk('no-hint', 'low', 'There is no password hint at the sign-in window.', 'Set a hint that helps you and nobody else (nvr-doctor account protect).')] : []),
    ...(state.policy.enabled ? [] : [risk('lockout-off', 'high', 'Wrong passwords never lock an account, so anybody who reaches the recorder can try without end.', 'Switch the lock after wrong passwords on (nvr-doctor account protect).')]),
  ];
}

function sharingRisks(state: AccountsState, now: number, clients: readonly KnownClient[]): readonly Risk[] {
  const shared = state.accounts.map(({ name }) => ({ name, users: remoteClients(state, now, name, clients) })).filter(({ users }) => users.size > 1);
  const admin = shared.find(({ name }) => name === ADMIN);
  const viewers = state.accounts.filter((account) => account.group !== 'admin');
  return [
    ...(admin === undefined ? [] : [risk('shared-admin', 'high', `Account admin is used by ${admin.users.size} clients: each of them can change everything, and one old password among them locks all.`, 'Give each phone an account of its own with viewing rights only.')]),
    ...shared.filter(({ name }) => name !== ADMIN).map(({ name, users }) => sharedAccount(state, name, users.size)),
    ...(viewers.length === 0 ? [risk('no-viewer', 'medium', 'There is no account for viewing only, so whoever watches can also change settings.', 'Add accounts with lower rights for everyday viewing.')] : []),
  ];
}

function sharedAccount(state: AccountsState, name: string, count: number): Risk {
  const reusable = findAccount(state, name)?.reusable === true;
  return risk(
    'shared-account',
    reusable ? 'low' : 'medium',
    reusable ? `Account ${name} is used by ${count} clients; one old password among them locks all.` : `Account ${name} is used by ${count} clients, but takes one at a time: the others are refused.`,
    reusable ? 'Give each person an account of its own.' : `Give each person an account of its own, or tick "reusable" for ${name}.`,
  );
}

function ageRisks(state: AccountsState, clients: readonly KnownClient[]): readonly Risk[] {
  return state.accounts.flatMap(({ name, passwordSetAt }) => {
    const oldest = clients.filter((client) => client.user === name && client.since !== null).map(({ since }) => since ?? 0);
    if (passwordSetAt === null || oldest.length === 0 || passwordSetAt >= Math.min(...oldest)) return [];
    return [risk('password-older-than-clients', 'low', `The password of ${name} was not changed since its first client was set up, so every phone that ever had it still gets in.`, 'Change it, and enter the new one on the phones that are still yours.')];
  });
}

/** By name where the owner listed them, else by the address that is signed in. The recorder's own screen is nobody's phone. */
function remoteClients(state: AccountsState, now: number, user: string, clients: readonly KnownClient[]): ReadonlySet<string> {
  const listed = clients.filter((client) => client.user === user).map(({ name }) => name);
  const addresses = activeSessions(state, now).filter((session) => session.user === user && session.address !== 'Local').map(({ address }) => address);
  // The same phone may stand in both lists, so they are not added up.
  return new Set(listed.length >= new Set(addresses).size ? listed : addresses);
}

const risk = (id: RiskId, severity: Risk['severity'], sentence: string, remedy: string): Risk => ({ id, severity, sentence, remedy });
