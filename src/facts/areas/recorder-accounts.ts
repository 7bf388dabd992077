/** The recorder's users, sessions and lock, and the outcome of the one login of this run. */
import { fact } from '../types.js';

/**
 * Outcome of the one login try (recorder-apis §2.3, §3.3). `not-tried` is never a value: without a try the fact is unknown.
 * `busy`: connection limit. `in-use`: the account is signed in elsewhere and is not reusable. `blocked`: an address filter refused us.
 * `unsupported`: the recorder offers no sign-in method that we may answer.
 */
export const LOGIN_OUTCOMES = ['accepted', 'refused', 'locked', 'in-use', 'busy', 'blocked', 'not-initialised', 'unsupported'] as const;

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
} as const;
