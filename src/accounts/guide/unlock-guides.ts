/** The vendor's unlock code at the recorder, step by step as the vendor's guide numbers them: with the change prompt after step 3, or without it on to step 7. */
import { AFTERWARDS, AT_SCREEN_ONLY, CLOSE_APPS, NEW_PASSWORD, NO_GUESSES } from './common.js';
import type { Guide, GuideStep } from './types.js';

const SIGN_IN_WITH_CODE: readonly GuideStep[] = [
  {
    id: 'open',
    title: 'Main menu',
    steps: ['With the mouse of the recorder: right-click, then Main Menu. The sign-in window opens.', 'Where it asks for a pattern: click Forgot Pattern.'],
    check: 'The window has the fields User Name and Password, and the date on the screen is still the one of the request.',
    stop: 'The date on the screen is another one: stop. Ask the vendor for a code for the date that is shown; leave the clock of the recorder alone.',
  },
  {
    id: 'code',
    title: 'Sign in with the unlock code',
    steps: ['User Name: admin. Password: the unlock code.', 'Several codes were given: try each of them once.'],
    check: 'A window asks for a new password, or the Main Menu opens.',
    stop: 'All are refused: stop. Compare serial number and date with the request, and ask the vendor again. Five wrong codes lock admin for five minutes.',
  },
];

const PROMPT: GuideStep = {
  ...NEW_PASSWORD,
  id: 'prompt',
  title: 'The window for a new password',
  steps: ['New Password: the new one. Confirm Password: the same again.', 'Password Hint: words that remind you, and nobody else.', 'Write the password into the password manager, then click Save.'],
  check: 'The window closes, and the new password opens the Main Menu. You are done.',
};

const ADD: GuideStep = {
  id: 'add-user',
  title: 'A second administrator',
  steps: ['Main Menu: Settings > System > Account. Click Add User.', 'Group: admin. Give it a name and a password of its own, and write both into the password manager.', 'Click Save.'],
  note: 'It is needed because an account that is signed in cannot be changed, and you are signed in as admin.',
  check: 'The new account stands in the list, in group admin.',
};

const LOG_OUT: GuideStep = {
  id: 'log-out',
  title: 'Log out',
  steps: ['Right-click, Main Menu, Shutdown. In the list below choose Logout or Logout Menu User.'],
  check: 'The Main Menu asks for a password again.',
};

const AS_SECOND: GuideStep = {
  id: 'second-administrator',
  title: 'Modify admin as the second administrator',
  steps: ['Right-click, Main Menu. Sign in with the second administrator.', 'Settings > System > Account. Click the account admin, then Modify.'],
  check: 'The fields Old Password, New Password and Confirm Password are there.',
  stop: 'A message says that the account is in use: admin is still signed in somewhere. Log it out first.',
};

const OLD_IS_CODE: GuideStep = {
  id: 'old-password',
  title: 'The unlock code as the old password',
  steps: ['Old Password: the unlock code.', 'New Password: the new one. Confirm Password: the same again.', 'Write it into the password manager, then click Save.'],
  note: 'Finish on the same day: the code follows the date that the recorder shows.',
  check: 'Log out, and sign in with admin and the new password: the Main Menu opens.',
  stop: 'Old Password is refused: look whether the date on the screen has changed since step 2. Then a new code is needed.',
};

/**
 * @param prompt whether the recorder asks for a new password after the code; null: only the code itself will show it
 * @param second whether a second administrator is there whose password is known
 */
export function unlockGuide(prompt: boolean | null, second: boolean): Guide {
  const detour = second ? [LOG_OUT, AS_SECOND, OLD_IS_CODE] : [ADD, LOG_OUT, AS_SECOND, OLD_IS_CODE];
  const branch = (step: GuideStep): GuideStep => ({ ...step, title: `No such window: ${step.title.charAt(0).toLowerCase()}${step.title.slice(1)}` });
  return {
    id: `account-reset-unlock-code${prompt === null ? '' : prompt ? '-prompt' : '-no-prompt'}${second ? '-second' : ''}`,
    title: "A new password by the vendor's unlock code",
    before: [AT_SCREEN_ONLY, 'The vendor gave one or more codes for this serial number and the date that the recorder shows ("nvr-doctor account unlock-request").', 'Unlock codes work neither in the web pages nor in any software.', NO_GUESSES, CLOSE_APPS],
    steps: [...SIGN_IN_WITH_CODE, ...(prompt === false ? detour : [PROMPT]), ...(prompt === null ? detour.map(branch) : [])],
    checks: [...AFTERWARDS, ...(prompt === true ? [] : ['The second administrator stays as a backup.'])],
  };
}
