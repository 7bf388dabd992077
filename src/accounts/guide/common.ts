/** Sentences and steps that several guides share. Menu words as on recorders of the Dahua family, which the guide of IC Realtime shows. */
import { PASSWORD_LENGTH } from '../secrets/password.js';
import type { GuideStep } from './types.js';

export const AT_SCREEN_ONLY = 'A monitor or TV is on the HDMI or VGA port of the recorder itself, and a USB mouse in the recorder. This works at its own screen only.';
export const CLOSE_APPS = 'Phones, computers and programs that show the cameras are written down, then closed: an account that is signed in cannot be changed, and whoever goes on with the old password locks it.';
export const NO_GUESSES = 'Nobody tries passwords: each wrong one counts, and after a few the account is locked for everybody.';

export const OPEN_LOGIN: GuideStep = {
  id: 'open',
  title: 'Open the sign-in window',
  steps: ['Right-click on the screen, then Main Menu. The window System Login opens.', 'Where it asks for a pattern: click Forgot Pattern or Switch User.'],
  check: 'The window has the fields User Name and Password.',
  stop: 'The window Device Initialization means that no password is set: "nvr-doctor account init" is the guide.',
};

export const NEW_PASSWORD: GuideStep = {
  id: 'new-password',
  title: 'Set the new password',
  steps: [
    `New Password: at least ${PASSWORD_LENGTH.min} characters; capitals and small letters count.`,
    'Confirm Password: the same again.',
    'Write it into the password manager before you click.',
    'Click Save.',
  ],
  note: 'Letters and digits are enough, and every program can send them.',
  check: 'The message "Successfully reset password" appears. Click OK.',
};

export const SIGN_IN_AGAIN: GuideStep = {
  id: 'sign-in',
  title: 'Sign in with the new password',
  steps: ['System Login opens again. Type admin and the new password.'],
  check: 'The Main Menu opens.',
  stop: 'Refused: check capitals once. Then stop, and begin again with the window System Login.',
};

/** What is true after every way that ended well. */
export const AFTERWARDS: readonly string[] = [
  'Where the recorder offers to give the new password to its cameras: OK, or they drop off the recorder.',
  'Phones and programs got the new password one by one: "nvr-doctor account reset --print --way after" is the list.',
  'Security questions are set, and a second administrator is there as a backup.',
];
