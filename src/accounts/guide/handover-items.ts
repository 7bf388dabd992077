/** Handing a recorder over to its owner: what is done, and what has to be seen before it counts. */
import { administrators } from '../people/rights.js';
import { ADMIN, findAccount, type AccountsState } from '../state.js';

export interface HandoverItem {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly string[];
  /** What is looked at; it is written down by whoever saw it. */
  readonly evidence: string;
  /** May be signed off as not needed here. */
  readonly optional: boolean;
  /** What a recorder whose whole book is known says itself; absent where nobody but a person can see it. */
  readonly seen?: (state: AccountsState) => boolean;
}

const MENU_ACCOUNT = 'Main Menu: Settings > System > Account.';

export const HANDOVER_ITEMS: readonly HandoverItem[] = [
  {
    id: 'password-manager',
    title: 'A password manager of the owner',
    steps: ['The owner opens a password manager, such as KeePass or LastPass. Everything below goes into it at once.', 'The vendor stores no passwords and cannot read them out; managing them is up to the owner alone.'],
    evidence: 'There is an entry for this recorder.',
    optional: false,
  },
  {
    id: 'admin-password',
    title: 'A new password of admin, typed by the owner',
    steps: ['Close all apps and programs first.', `${MENU_ACCOUNT} Click admin, then Modify: old password, new password twice, Save.`, 'Where admin is signed in itself, do this as the second administrator.'],
    evidence: 'The owner signed in with it at the recorder.',
    optional: false,
    seen: (state) => state.initialized && findAccount(state, ADMIN) !== undefined,
  },
  {
    id: 'hint',
    title: 'A password hint',
    steps: ['Prompt Question: words that remind the owner, and that say nothing to somebody else in front of the screen.'],
    evidence: 'The icon beside User Name shows it.',
    optional: true,
    seen: (state) => (findAccount(state, ADMIN)?.hint ?? null) !== null,
  },
  {
    id: 'questions',
    title: 'Three security questions, answered by the owner',
    steps: [`${MENU_ACCOUNT} Security Question: choose three, and answer them. The answers may be the same; capitals and small letters count.`, 'Questions and answers go into the password manager.'],
    evidence: 'The icon Forgot Password leads to the three questions.',
    optional: false,
    seen: (state) => state.questions !== null,
  },
  {
    id: 'recovery-contact',
    title: 'E-mail or phone for a lost password',
    steps: ['Where the recorder offers it: enter the address of the owner, and take that of the installer out.'],
    evidence: "The address on the page is the owner's.",
    optional: true,
  },
  {
    id: 'second-administrator',
    title: 'A second administrator as a backup',
    steps: [`${MENU_ACCOUNT} Add User, group admin, with a password of its own.`],
    evidence: 'The list shows two accounts of group admin, and the owner signed in with the second.',
    optional: false,
    seen: (state) => administrators(state).length >= 2,
  },
  {
    id: 'viewers',
    title: 'Accounts with lower rights for everyday viewing',
    steps: [`${MENU_ACCOUNT} Add User, group user, one for each person.`],
    evidence: 'Each phone signs in with its own account, none with admin.',
    optional: true,
    seen: (state) => state.accounts.some(({ group }) => group !== 'admin'),
  },
  {
    id: 'old-users',
    title: 'Users of the installer and of people who left',
    steps: [`${MENU_ACCOUNT} Delete every user that the owner does not know.`],
    evidence: 'The owner went through the list and knows every name in it.',
    optional: false,
  },
  {
    id: 'p2p',
    title: "P2P: out of the installer's app, into the owner's",
    steps: ['The installer deletes the recorder from his app and ends every share.', "The owner adds it to his own by the serial number, after the new password is set."],
    evidence: "The owner's phone shows the cameras on mobile data; the installer's app does not.",
    optional: true,
  },
  {
    id: 'clients',
    title: 'Every phone and program has its new password',
    steps: ['One by one; "nvr-doctor account reset --print --way after" is the list.'],
    evidence: 'For ten minutes the log of the recorder shows no failed sign-in.',
    optional: false,
  },
  {
    id: 'forwards',
    title: 'Port forwards that nobody needs',
    steps: ['In the router: delete each forward to the recorder that the owner does not use. UPnP in the recorder: off where it is not used.'],
    evidence: 'The list of forwards in the router, after the change.',
    optional: true,
  },
  {
    id: 'settings',
    title: 'Settings exported',
    steps: ['Main Menu > Maintain > Import/Export: write the settings to a stick. The stick stays with the owner.'],
    evidence: 'The file is on the stick.',
    optional: false,
  },
  {
    id: 'clock',
    title: 'Date and time',
    steps: ['Compare the clock on the screen with a phone, to the minute.'],
    evidence: 'Both show the same; an unlock code follows the date on the screen.',
    optional: false,
  },
];
