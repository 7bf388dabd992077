/** What the commands for virtual recorders say about a real one: where it is done in its own menu. Words as on recorders of the Dahua family. */
import { MAX_GROUPS, MAX_USERS } from '../../accounts/index.js';
import type { Guide } from './guide.js';

const AT_MONITOR = 'Go to the monitor of the recorder with its mouse. nvr-doctor changes nothing on a real recorder.';
const SIGNED_IN = 'Right-click, Main Menu, and sign in as an administrator: another one than the account that is to be changed.';
const ACCOUNT = 'Open System > Account > User.';

export const SIGN_IN_GUIDE: Guide = {
  id: 'account-login',
  title: 'Signing in at the recorder',
  before: [AT_MONITOR, 'The recorder counts wrong passwords, and those of every phone and program count together. Close them first where the account was locked.'],
  steps: [
    {
      id: 'sign-in',
      title: 'Sign in',
      steps: ['Right-click on the screen, then Main Menu. The window System Login opens.', 'Where it asks for a pattern: draw it, or click Switch User for name and password.', 'Type user name and password; capitals and small letters count.'],
      note: 'The window tells how many tries are left. With one or two left, stop: see "nvr-doctor account reset".',
    },
    {
      id: 'locked',
      title: 'Where the account is locked',
      steps: ['Stop every phone and program that may still send an old password.', 'Wait until the lock ends (usually 30 minutes), then try once.'],
      note: 'The right password is refused as well during a lock.',
    },
  ],
  checks: [],
};

export const LIST_GUIDE: Guide = {
  id: 'account-users-list',
  title: 'The users of a recorder',
  before: [AT_MONITOR],
  steps: [{ id: 'list', title: 'Look', steps: [SIGNED_IN, `${ACCOUNT} Each line shows name, group and memo; Modify shows Reusable.`, 'Who is signed in now: Info (Maintain) > Online Users.'] }],
  checks: ['Or let nvr-doctor read it: "nvr-doctor account users list --user admin".'],
};

export const PROTECT_GUIDE: Guide = {
  id: 'account-protect',
  title: 'Questions, pattern, hint and lock at the recorder',
  before: [AT_MONITOR, 'A password manager is open on another device: what is chosen here goes into it at once.'],
  steps: [
    {
      id: 'questions',
      title: 'Security questions',
      steps: ['Right-click, Main Menu, and sign in as admin.', 'Open System > Account > Security Question (or Password Reset).', 'Choose three questions and answer them, then click Save.'],
      note: 'Capitals and small letters count later. The same answer three times is allowed, and easier to guess.',
    },
    {
      id: 'pattern',
      title: 'Unlock pattern, where it is wanted',
      steps: [`${ACCOUNT} Click admin, then Modify.`, 'Unlock Pattern: switch it on, and draw the same line through at least 4 of the 9 dots twice. Click Save.'],
      note: 'It stands in for name and password at this monitor only.',
    },
    {
      id: 'hint',
      title: 'Prompt question (hint)',
      steps: ['In the same window: Prompt Question, words that remind you, and only you, of the password. Click Save.'],
      note: 'Some recorders ask for it together with a new password only. Anybody at the screen can read it.',
    },
    {
      id: 'lock',
      title: 'Lock after wrong passwords',
      steps: ['Open System > Security (or Account > Lock): switch the lock on, 5 tries and 30 minutes or so. Click Save.'],
    },
  ],
  checks: ['The icon Forgot Password at the sign-in window leads to the three questions.', '"nvr-doctor account status" finds nothing.'],
};

export const GROUP_GUIDE: Guide = {
  id: 'account-users-group',
  title: 'Groups of users at the recorder',
  before: [AT_MONITOR, `There is room for ${MAX_GROUPS} groups; admin and user are built in and cannot be changed.`],
  steps: [
    {
      id: 'group',
      title: 'Add, change or remove',
      steps: [SIGNED_IN, 'Open System > Account > Group. Each line shows name and memo; Modify shows what its members may do.', 'Add Group: a name, and a tick at each thing that its members may do, then Save.', 'Modify: change the ticks, then Save. Delete: only a group without members.'],
      note: 'A user may have less than its group, never more. Members that are signed in keep their group from being changed.',
    },
  ],
  checks: ['A member sees what the group may do, and nothing else.'],
};

export const ADD_GUIDE: Guide = {
  id: 'account-users-add',
  title: 'Adding a user at the recorder',
  before: [AT_MONITOR, `There is room for ${MAX_USERS} users.`],
  steps: [
    {
      id: 'add',
      title: 'Add User',
      steps: [SIGNED_IN, `${ACCOUNT} Click Add User.`, 'Username: a new name, and Password twice, by the same rules as for admin.', 'Group: admin for a second administrator, user for somebody who only watches.', 'Reusable: leave it off for one phone; tick it where several share the account.', 'Authority: untick what this person does not need, then click Save.'],
      note: 'An account for each person is better than one that is shared: one old password locks nobody else then.',
    },
  ],
  checks: ['The new user can sign in from where it is meant to.', 'Name and password are in the password manager.'],
};

export const MODIFY_GUIDE: Guide = {
  id: 'account-users-modify',
  title: 'Changing a user at the recorder',
  before: [AT_MONITOR, 'An account that is signed in anywhere cannot be changed: close its phones and programs first.'],
  steps: [
    {
      id: 'modify',
      title: 'Modify',
      steps: [SIGNED_IN, `${ACCOUNT} Click the user, then Modify.`, 'For a new password: Old Password, then New Password and Confirm Password.', 'Change what is to be changed, then click Save.'],
      note: 'After a new password every phone and program of that account needs it at once, or their old one locks the account.',
    },
  ],
  checks: ['The user can sign in with what was set.', 'The password manager has the new password.'],
};

export const REUSABLE_GUIDE: Guide = {
  ...MODIFY_GUIDE,
  id: 'account-users-reusable',
  title: 'Letting several clients use one account',
  steps: [
    {
      id: 'reusable',
      title: 'Reusable',
      steps: [SIGNED_IN, `${ACCOUNT} Click the user, then Modify.`, 'Tick Reusable, or untick it for one client at a time, then click Save.'],
      note: 'Better than ticking it: an account of its own for each person.',
    },
  ],
  checks: ['Two phones see the cameras at the same time.'],
};

export const REMOVE_GUIDE: Guide = {
  id: 'account-users-remove',
  title: 'Removing a user at the recorder',
  before: [AT_MONITOR, 'The built-in admin and the last administrator cannot be removed.'],
  steps: [{ id: 'remove', title: 'Delete', steps: [SIGNED_IN, `${ACCOUNT} Click the user, then Delete, then OK.`] }],
  checks: ['The user is not in the list any more, and its phones cannot sign in.'],
};
