/** The ways back that the owner walks alone: hint, security questions, a second administrator, and the code by the vendor's app or e-mail. */
import { AFTERWARDS, AT_SCREEN_ONLY, CLOSE_APPS, NEW_PASSWORD, NO_GUESSES, OPEN_LOGIN, SIGN_IN_AGAIN } from './common.js';
import type { Guide, GuideStep } from './types.js';

const READ_HINT: GuideStep = {
  id: 'hint',
  title: 'Read the hint',
  steps: ['User Name: admin.', 'Hold the mouse over the icon to the right of User Name. The Prompt Question appears.'],
  stop: 'Nothing appears: no hint was set. Go on without it.',
};

export const HINT_GUIDE: Guide = {
  id: 'account-reset-hint',
  title: 'The password hint',
  before: [AT_SCREEN_ONLY, NO_GUESSES],
  steps: [
    OPEN_LOGIN,
    READ_HINT,
    {
      id: 'one-try',
      title: 'Sign in, if you know the password now',
      steps: ['Type it once, and only if the hint reminded you of it.'],
      check: 'The Main Menu opens.',
      stop: 'Refused, or still not known: stop here, and take the next way. A second guess is a guess.',
    },
  ],
  checks: ['The password is in the password manager now.'],
};

export const QUESTIONS_GUIDE: Guide = {
  id: 'account-reset-questions',
  title: 'A new password by the security questions',
  before: [AT_SCREEN_ONLY, 'The three answers are at hand, letter by letter: capitals and small letters count.', CLOSE_APPS],
  steps: [
    OPEN_LOGIN,
    READ_HINT,
    {
      id: 'forgot-password',
      title: 'Open the questions',
      steps: ['Click the icon Forgot Password to the right of the field Password. On some recorders Forgot Pattern leads there at once.'],
      check: 'The window Reset Password - Security Questions is on the screen.',
      stop: 'Only a QR code, or nothing, is offered: no questions were set. Cancel, and take the next way.',
    },
    {
      id: 'answers',
      title: 'Answer',
      steps: ['Type each answer into the field under its question.', 'Click Next.'],
      note: 'Five wrong sets of answers lock admin for five minutes.',
      check: 'The window asks for a new password.',
      stop: 'Refused twice: stop. Look the answers up, or wait; then take the next way.',
    },
    NEW_PASSWORD,
    SIGN_IN_AGAIN,
  ],
  checks: AFTERWARDS,
};

export const SECOND_ADMINISTRATOR_GUIDE: Guide = {
  id: 'account-reset-second-administrator',
  title: 'The second administrator changes the password of admin',
  before: ['Name and password of another account of group admin are at hand.', CLOSE_APPS],
  steps: [
    { ...OPEN_LOGIN, steps: [...OPEN_LOGIN.steps, 'Sign in with the other administrator.'], check: 'The Main Menu opens.' },
    {
      id: 'modify',
      title: 'Modify admin',
      steps: ['Open Settings > System > Account.', 'Click the account admin, then Modify.'],
      check: 'New Password can be filled in, and Old Password is not asked for.',
      stop: 'Old Password is asked for: cancel. With an unlock code typed there it works ("nvr-doctor account unlock-request"), and this account is then the second administrator that is needed.',
    },
    { ...NEW_PASSWORD, check: 'The account page closes without a message.' },
    { ...SIGN_IN_AGAIN, steps: ['Right-click, Main Menu, Shutdown, Logout.', 'Right-click, Main Menu: sign in with admin and the new password.'] },
  ],
  checks: AFTERWARDS,
};

export const VENDOR_RESET_GUIDE: Guide = {
  id: 'account-reset-vendor-reset',
  title: "A code by e-mail or phone, with the vendor's app",
  before: [AT_SCREEN_ONLY, "The e-mail box or the phone that is on file can be read now, and the vendor's own app is on a phone.", CLOSE_APPS],
  steps: [
    OPEN_LOGIN,
    {
      id: 'qr',
      title: 'Scan',
      steps: ['Click the icon Forgot Password. Confirm what it says about your data.', "Scan the QR code with the vendor's app, and follow the app."],
      note: 'One QR code gives a code twice; click Refresh for a new one.',
      check: 'A code arrives at the address that the screen shows in part.',
      stop: 'The address is none of yours, or nothing comes: stop. Some recorders send no third code for 24 hours. Take the next way.',
    },
    {
      id: 'code',
      title: 'Type the code',
      steps: ['Type the code under Security Code within 24 hours. Click Next.'],
      note: 'Five wrong codes lock admin for five minutes.',
      check: 'The window asks for a new password.',
      stop: 'Refused: look whether it is the newest code, and type it once more. Then stop.',
    },
    NEW_PASSWORD,
    SIGN_IN_AGAIN,
  ],
  checks: AFTERWARDS,
};
