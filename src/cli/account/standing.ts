/** How a recorder stands against a lost password, item by item: fine, at risk, or not known, which is never fine. */
import { accountRisks, RISKS, type AccountsState, type KnownClient, type Risk, type RiskId } from '../../accounts/index.js';
import type { FactPath } from '../../facts/dictionary.js';
import type { Facts } from '../../facts/merge.js';

export interface Item {
  readonly id: RiskId;
  readonly state: 'fine' | 'risk' | 'unknown';
  readonly severity: Risk['severity'];
  readonly sentence: string;
  /** What to do, or how to find out. Null where all is fine. */
  readonly remedy: string | null;
}

interface Words {
  readonly severity: Risk['severity'];
  readonly fine: string;
  readonly unknown: string;
  /** Where a person can see it. */
  readonly look: string;
}

const CLIENTS = 'List your phones and programs in a file (docs/accounts.md) and give it with --clients.';
const USERS = 'Open System > Account > User at the recorder, or sign in with --user.';

const WORDS: Readonly<Record<RiskId, Words>> = {
  'not-initialised': { severity: 'high', fine: 'The recorder has an admin password.', unknown: 'Whether the recorder has an admin password is not known.', look: 'Switch its monitor on: a new recorder shows the window "Device Initialization".' },
  'no-questions': { severity: 'high', fine: 'Security questions are set.', unknown: 'Whether security questions are set is not known.', look: 'Open System > Account > Security Question (or Password Reset) at the recorder.' },
  'no-second-administrator': { severity: 'high', fine: 'There is a second administrator.', unknown: 'Whether there is a second administrator is not known.', look: USERS },
  'no-hint': { severity: 'low', fine: 'A password hint is set.', unknown: 'Whether a password hint is set is not known.', look: 'At the sign-in window of the recorder, hold the mouse over the icon beside the user name.' },
  'lockout-off': { severity: 'high', fine: 'Wrong passwords lock an account.', unknown: 'Whether wrong passwords lock an account is not known.', look: 'Open System > Security (or Account > Lock) at the recorder, or sign in with --user.' },
  'shared-admin': { severity: 'high', fine: 'Admin is not shared by several clients.', unknown: 'Whether several phones use admin is not known.', look: CLIENTS },
  'shared-account': { severity: 'medium', fine: 'No account is shared by several clients.', unknown: 'Whether several phones share one account is not known.', look: CLIENTS },
  'no-viewer': { severity: 'medium', fine: 'There is an account for viewing only.', unknown: 'Whether there is an account for viewing only is not known.', look: USERS },
  'password-older-than-clients': { severity: 'low', fine: 'Passwords were changed since the oldest client was set up.', unknown: 'Whether a password is older than the oldest phone that has it is not known.', look: CLIENTS },
};

const fine = (id: RiskId): Item => ({ id, state: 'fine', severity: WORDS[id].severity, sentence: WORDS[id].fine, remedy: null });
const unknown = (id: RiskId, look = WORDS[id].look): Item => ({ id, state: 'unknown', severity: WORDS[id].severity, sentence: WORDS[id].unknown, remedy: look });
const atRisk = ({ id, severity, sentence, remedy }: Risk): Item => ({ id, state: 'risk', severity, sentence, remedy });

/** Of these only the owner's own list can say that all is fine. */
const NEEDS_LIST: ReadonlySet<RiskId> = new Set(['shared-admin', 'shared-account', 'password-older-than-clients']);

/** Of a virtual recorder, whose whole book is known. */
export function standingOf(state: AccountsState, now: number, clients: readonly KnownClient[] | undefined): readonly Item[] {
  const risks = accountRisks(state, now, clients === undefined ? {} : { clients });
  if (!state.initialized) return risks.map(atRisk);
  const noDate = clients?.some(({ since }) => since === null) ?? true;
  return RISKS.flatMap((id) => {
    const own = risks.filter((risk) => risk.id === id).map(atRisk);
    if (own.length > 0) return own;
    if (id === 'password-older-than-clients' && noDate) return [unknown(id, clients === undefined ? CLIENTS : 'Give every client in the list the day since when it signs in.')];
    return [NEEDS_LIST.has(id) && clients === undefined ? unknown(id) : fine(id)];
  });
}

/** What `standingFrom` reads. */
export const STANDING_FACTS: ReadonlySet<FactPath> = new Set([
  'recorder.initialized',
  'recorder.recovery.questions',
  'recorder.recovery.hint',
  'recorder.accounts.users',
  'recorder.accounts.sessions',
  'recorder.accounts.appUser',
  'recorder.accounts.lockEnabled',
  'recorder.login.outcome',
]);

/** Of a real recorder: every item rests on what was read, and what was not read is not known. */
export function standingFrom(facts: Facts, clients: readonly KnownClient[] | undefined): readonly Item[] {
  if (facts.value('recorder.initialized') === false) {
    return [{ id: 'not-initialised', state: 'risk', severity: 'high', sentence: 'The recorder has no admin password: whoever reaches it first can set one.', remedy: 'Set it up now: nvr-doctor account init' }];
  }
  const users = facts.value('recorder.accounts.users');
  // A recorder that lists nobody told nothing.
  const listed = users === undefined || users.length === 0 ? undefined : users;
  const groups = listed?.map(({ group }) => group ?? null);
  const known = (id: RiskId, good: boolean | undefined, risk: Pick<Item, 'sentence' | 'remedy'>): Item =>
    good === undefined ? unknown(id) : good ? fine(id) : { id, state: 'risk', severity: WORDS[id].severity, ...risk };
  // Somebody who was let in proves that there is a password.
  const initialised = facts.value('recorder.initialized') ?? (facts.value('recorder.login.outcome') === 'accepted' || listed !== undefined ? true : undefined);
  return [
    known('not-initialised', initialised, { sentence: '', remedy: null }),
    known('no-questions', facts.value('recorder.recovery.questions'), { sentence: 'No security questions are set: a forgotten admin password can be put right only with an unlock code from the vendor.', remedy: 'Set three security questions at the recorder (nvr-doctor account protect), and write questions and answers into a password manager.' }),
    known('no-second-administrator', groups === undefined ? undefined : enough(groups, (group) => group === 'admin', 2), { sentence: 'There is one administrator only: when that password is lost, nobody can manage the recorder.', remedy: 'Add a second administrator as a backup (nvr-doctor account users add).' }),
    known('lockout-off', facts.value('recorder.accounts.lockEnabled'), { sentence: 'Wrong passwords never lock an account, so anybody who reaches the recorder can try without end.', remedy: 'Switch the lock after wrong passwords on (nvr-doctor account protect).' }),
    ...sharing(facts, clients),
    known('no-viewer', groups === undefined ? undefined : enough(groups, (group) => group !== 'admin', 1), { sentence: 'There is no account for viewing only, so whoever watches can also change settings.', remedy: 'Add an account in group user for everybody who only watches.' }),
    known('no-hint', facts.value('recorder.recovery.hint'), { sentence: 'There is no password hint at the sign-in window.', remedy: 'Set a hint that helps you and nobody else (nvr-doctor account protect).' }),
    unknown('password-older-than-clients', 'Recorders do not tell when a password was set: look for it in Info > Log at the recorder, or in your password manager.'),
  ];
}

/** Undefined where members whose group is not known could tip the balance. */
function enough(groups: readonly (string | null)[], is: (group: string) => boolean, needed: number): boolean | undefined {
  const sure = groups.filter((group) => group !== null && is(group)).length;
  if (sure >= needed) return true;
  return sure + groups.filter((group) => group === null).length >= needed ? undefined : false;
}

function sharing(facts: Facts, clients: readonly KnownClient[] | undefined): readonly Item[] {
  const sessions = facts.value('recorder.accounts.sessions') ?? [];
  const countOf = (user: string): number => Math.max(new Set(sessions.filter(({ name }) => name === user).map(({ address }) => address)).size, clients?.filter((client) => client.user === user).length ?? 0);
  const shared = [...new Set([...sessions.map(({ name }) => name), ...(clients ?? []).map(({ user }) => user)])].filter((name) => name !== undefined && name !== null).filter((name) => countOf(name) > 1);
  const risk = (id: RiskId, sentence: string, remedy: string): Item => ({ id, state: 'risk', severity: WORDS[id].severity, sentence, remedy });
  const silent = (id: RiskId): Item => (clients === undefined ? unknown(id) : fine(id));
  const admin = shared.includes('admin')
    ? risk('shared-admin', `Account admin is used by ${countOf('admin')} clients: each of them can change everything, and one old password among them locks all.`, 'Give each phone an account of its own with viewing rights only.')
    : facts.value('recorder.accounts.appUser') === 'admin'
      ? risk('shared-admin', 'The phone app signs in as admin: it can change everything, and one old password in it locks you out.', 'Give the phone an account of its own with viewing rights only.')
      : silent('shared-admin');
  const others = shared.filter((name) => name !== 'admin').map((name) => risk('shared-account', `Account ${name} is used by ${countOf(name)} clients; one old password among them locks all.`, 'Give each person an account of its own.'));
  return [admin, ...(others.length > 0 ? others : [silent('shared-account')])];
}
