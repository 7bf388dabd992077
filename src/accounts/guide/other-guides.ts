/** Last resort, lockout, and what has to follow every new password. */
import type { Guide } from './types.js';

export const LAST_RESORT_GUIDE: Guide = {
  id: 'account-reset-last-resort',
  title: 'Last resort: factory settings by the vendor or a technician',
  before: [
    'Every other way was closed, and the vendor said so as well.',
    'It takes users, P2P, DDNS, network and camera settings with it; on some models the disks are set up anew.',
  ],
  steps: [
    {
      id: 'footage',
      title: 'Save the recordings first',
      steps: ['An app or program that is still signed in: export what matters to a stick or a PC.', 'None is: switch the recorder off, and let the technician take the disks out before anything is reset.'],
      check: 'Somebody looked at the exported recordings.',
      stop: 'The recordings are needed as evidence: stop, and leave the recorder to the vendor or the police.',
    },
    {
      id: 'write-down',
      title: 'Write down what will be lost',
      steps: ['Camera names and addresses, forwarded ports in the router, DDNS name, users of the phones.'],
      check: '"nvr-doctor settings ask" made a file of what the screens show.',
    },
    {
      id: 'vendor',
      title: 'Let the vendor do it',
      steps: ['Ask the vendor for repair (RMA), or a technician for the reset button on the main board, where this model has one.'],
      stop: 'Nobody of the vendor confirmed the button for this model: stop. Parts on a board that look like one may break it.',
    },
    {
      id: 'set-up',
      title: 'Set it up anew',
      steps: ['Follow "nvr-doctor account init": password, and the three security questions this time.', 'Add the cameras, P2P, DDNS and users again.'],
      check: '"nvr-doctor" finds nothing wrong.',
    },
  ],
  checks: ['The cameras record again, and a second administrator is there as a backup.'],
};

export const LOCKOUT_GUIDE: Guide = {
  id: 'account-reset-locked',
  title: 'When the account is locked',
  before: ['The right password is refused as well while the lock lasts.'],
  steps: [
    {
      id: 'stop-clients',
      title: 'Stop every client',
      steps: ['Close the app on every phone, PC software, other recorders and home automation that sign in here.'],
      note: 'One old password in one of them locks the account again and again.',
    },
    { id: 'wait', title: 'Wait', steps: ['Note the time that the sign-in window tells, usually 30 minutes, and wait that long.'], note: 'The lock is a guard against guessing. Leave it switched on.' },
    { id: 'one-try', title: 'One try at the screen', steps: ['Sign in once at the recorder with the right password.'], check: 'The Main Menu opens.', stop: 'Refused: stop. "nvr-doctor account reset" finds the way back.' },
    {
      id: 'source',
      title: 'Find out who sent the wrong passwords',
      steps: ['Main Menu > Info (Maintain) > Log: look for sign-ins that failed, and their addresses.', 'An address of your home: put the new password into that client.', 'A public address: close the forwarded port in the router, and set a new password.'],
      check: 'For ten minutes the log shows no further failed sign-in.',
    },
  ],
  checks: [],
};

export const AFTER_CHANGE_GUIDE: Guide = {
  id: 'account-reset-after',
  title: 'After a new password: every client, one by one',
  before: ['Old passwords in phones and programs lock the account within minutes.'],
  steps: [
    { id: 'list', title: 'List them', steps: ['Phones and tablets, PC software, other recorders, home automation, a monitor wall: whoever signs in here with this account.'] },
    { id: 'close', title: 'Close them all', steps: ['Close the app on each phone, and stop the programs. The password may be changed then.'] },
    { id: 'cameras', title: 'Cameras', steps: ['Where the recorder offers to give the new password to its cameras: OK.'], check: 'All cameras show a picture on the monitor.' },
    { id: 'update', title: 'One by one', steps: ['Enter the new password in one client, see that it works, then the next.'], check: 'Each client shows the cameras.', stop: 'One is refused: close it before the next try, and check capitals.' },
    { id: 'watch', title: 'Watch', steps: ['Main Menu > Info (Maintain) > Log for ten minutes.'], check: 'No sign-in failed.' },
  ],
  checks: ['The account of each client stands in the password manager.'],
};
