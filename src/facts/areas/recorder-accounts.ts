/** The recorder's users, sessions and lock, and the outcome of the one login of this run. */
import { fact } from '../types.js';

/**
 * Outcome of the one login try (recorder-apis §2.3, §3.3). `not-tried` is never a value: without a try the fact is unknown.
 * `busy`: connection limit. `in-use`: the account is signed in elsewhere and is not reusable. `blocked`: an address filter refused us.
 * `unsupported`: the recorder offers no sign-in method that we may answer.
 * `basic-only`: it takes the password only as readable text, which needs the person's consent; nothing was sent.
 */
export const LOGIN_OUTCOMES = ['accepted', 'refused', 'locked', 'in-use', 'busy', 'blocked', 'not-initialised', 'unsupported', 'basic-only'] as const;

const SETTINGS = ['recorder-settings', 'settings-file'] as const;

export const RECORDER_ACCOUNTS = {
  'recorder.login.outcome': fact({ type: { kind: 'enum', values: LOGIN_OUTCOMES }, title: 'the answer to the one sign-in', sources: ['recorder-login'] }),
  'recorder.login.user': fact({ type: { kind: 'text', max: 64 }, title: 'the user name that was tried', sources: ['recorder-login'], sensitivity: 'personal' }),
  'recorder.login.triesLeft': fact({ type: { kind: 'int', min: 0 }, title: 'how many tries are left', sources: ['recorder-login'] }),
  'recorder.login.lockSeconds': fact({ type: { kind: 'int', min: 0 }, unit: 's', title: 'how long the account stays locked', sources: ['recorder-login'] }),

  'recorder.accounts.users': fact({
    type: { kind: 'list', of: { record: { name: 'text', group: 'text', reusable: 'bool', reserved: 'bool' } }, max: 64 },
    title: "the recorder's users",
    empty: '[] means that the recorder lists no user',
    sources: SETTINGS,
    sensitivity: 'personal',
  }),
  'recorder.accounts.sessions': fact({
    type: { kind: 'list', of: { record: { name: 'text', address: 'text', client: 'text', since: 'text' } }, max: 128 },
    title: 'who is signed in at the recorder',
    empty: '[] means that nobody is signed in',
    sources: ['recorder-settings'],
    sensitivity: 'personal',
  }),
  'recorder.accounts.appUser': fact({
    type: { kind: 'text', max: 64 },
    title: 'the user name saved in the app',
    sources: ['user', 'inferred'],
    merge: 'first',
    sensitivity: 'personal',
  }),
  'recorder.accounts.appUserReusable': fact({
    type: { kind: 'bool' },
    title: "whether the app's account may be used by several people at once (\"reusable\")",
    sources: ['recorder-settings', 'settings-file'],
  }),
  'recorder.accounts.appUserSessions': fact({
    type: { kind: 'int', min: 0 },
    title: "how many other clients are signed in with the app's account",
    sources: ['recorder-settings'],
  }),
  'recorder.accounts.lockEnabled': fact({ type: { kind: 'bool' }, title: 'whether wrong passwords lock an account', sources: SETTINGS }),
  'recorder.accounts.lockTries': fact({ type: { kind: 'int', min: 0 }, title: 'after how many wrong passwords an account is locked', sources: SETTINGS }),
  'recorder.accounts.lockMinutes': fact({ type: { kind: 'int', min: 0 }, unit: 'min', title: 'how long a lock lasts', sources: SETTINGS }),
  'recorder.accounts.onvifLogin': fact({ type: { kind: 'bool' }, title: 'whether ONVIF clients must sign in', sources: SETTINGS }),

  'recorder.recovery.enabled': fact({ type: { kind: 'bool' }, title: 'whether a lost password can be reset', sources: SETTINGS }),
  'recorder.recovery.contact': fact({ type: { kind: 'bool' }, title: 'whether a reset e-mail address or phone number is on file', sources: SETTINGS }),
  // No call that may be made tells these three: only the screen shows them.
  'recorder.recovery.questions': fact({ type: { kind: 'bool' }, title: 'whether security questions are set', sources: ['settings-file', 'user'] }),
  'recorder.recovery.hint': fact({ type: { kind: 'bool' }, title: 'whether a password hint is set', sources: ['settings-file', 'user'] }),
  'recorder.recovery.pattern': fact({ type: { kind: 'bool' }, title: 'whether an unlock pattern is set', sources: ['settings-file', 'user'] }),
} as const;
