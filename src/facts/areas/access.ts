/** What the person says about how they look at the cameras. Nothing here is measured. */
import { fact } from '../types.js';

export const ACCESS_METHODS = ['p2p', 'ddns', 'wan-ip', 'vpn', 'lan-ip'] as const;
export const CHANGES = [
  'new-router',
  'router-reset',
  'new-provider',
  'new-wifi',
  'second-router',
  'recorder-moved',
  'recorder-settings',
  'recorder-update',
  'password-changed',
  'recorder-reset',
  'power-cut',
  'nothing',
] as const;
export const APP_MESSAGES = [
  'offline',
  'timeout',
  'connection-refused',
  'wrong-password',
  'account-locked',
  'already-logged-in',
  'not-initialised',
  'no-permission',
  'asks-password',
  'app-account',
  'other',
] as const;
/**
 * What came of resetting a lost password. `nothing-offered`: the recorder shows no way. `answers-refused`: the security questions.
 * `no-code`: none came by e-mail or message, or it had run out. `code-refused`: the unlock code of the maker.
 */
export const RESET_RESULTS = ['not-tried', 'nothing-offered', 'answers-refused', 'no-code', 'code-refused', 'done'] as const;
/** Where an unlock code is typed in; it works at the first only. */
export const CODE_PLACES = ['recorder-screen', 'web-page', 'app'] as const;
/** What a password is like, without a word about what it is. `not-kept`: it stands nowhere but in somebody's head. */
export const PASSWORD_TRAITS = ['short', 'symbols', 'not-kept'] as const;
/** What somebody else may have done to a recorder. */
export const STRANGE_SIGNS = ['camera-names', 'unknown-user', 'settings', 'nothing'] as const;

export const ACCESS = {
  'access.method': fact({
    type: { kind: 'enum', values: ACCESS_METHODS },
    title: 'the way the app connects',
    sources: ['user', 'inferred'],
    merge: 'first',
  }),
  'access.host': fact({
    type: { kind: 'text', max: 253 },
    title: 'the address saved in the app',
    sources: ['user'],
    sensitivity: 'personal',
  }),
  'access.port': fact({ type: { kind: 'port' }, title: 'the port saved in the app', sources: ['user'] }),
  'access.wantedPort': fact({
    type: { kind: 'port' },
    title: 'the port the app asks for',
    empty: 'the port typed into the app, else the one the recorder listens on (derived)',
    sources: ['user', 'recorder-settings', 'recorder-discovery', 'settings-file'],
    merge: 'first',
  }),
  'access.worksAtHome': fact({ type: { kind: 'bool' }, title: 'whether the cameras show on the home Wi-Fi', sources: ['user'] }),
  'access.worksAway': fact({ type: { kind: 'bool' }, title: 'whether the cameras show away from home', sources: ['user'] }),
  'access.worksOnOtherDevice': fact({
    type: { kind: 'bool' },
    title: 'whether the cameras show on another phone or computer',
    sources: ['user'],
  }),
  'access.changed': fact({
    type: { kind: 'list', of: CHANGES, max: 12 },
    title: 'what was changed before the trouble began',
    empty: '[] means that the person does not remember any change; "nothing" is the answer "nothing was changed"',
    sources: ['user'],
  }),
  'access.message': fact({
    type: { kind: 'enum', values: APP_MESSAGES },
    title: 'what the app says when it fails',
    sources: ['user'],
  }),
  'access.accountLocked': fact({
    type: { kind: 'bool' },
    title: "whether the app's account is locked",
    empty: 'what the recorder answered to a sign-in with that account, else what the app says (derived)',
    sources: ['user', 'recorder-settings'],
    merge: 'first',
  }),
  'access.password': fact({
    type: { kind: 'enum', values: ['known', 'forgotten'] },
    title: "whether anybody knows the recorder's password",
    empty: '"forgotten" means that nobody knows it any more; not to have it at hand is "known"',
    sources: ['user', 'inferred'],
    merge: 'first',
  }),
  'access.reset': fact({
    type: { kind: 'enum', values: RESET_RESULTS },
    title: 'what came of resetting the password',
    sources: ['user'],
  }),
  'access.codeDate': fact({
    type: { kind: 'text', max: 10, form: 'date' },
    title: 'the date for which the unlock code was asked for',
    empty: 'as YYYY-MM-DD',
    sources: ['user'],
  }),
  'access.codeTypedAt': fact({
    type: { kind: 'enum', values: CODE_PLACES },
    title: 'where the unlock code was typed in',
    sources: ['user'],
  }),
  'access.passwordTraits': fact({
    type: { kind: 'list', of: PASSWORD_TRAITS, max: 3 },
    title: "what the recorder's password is like",
    empty: '[] means that none of it is so: 8 characters or more, letters and digits only, kept where it can be found again',
    sources: ['user'],
  }),
  'access.strange': fact({
    type: { kind: 'list', of: STRANGE_SIGNS, max: 4 },
    title: 'what was changed on the recorder by nobody of the house',
    empty: '"nothing" is the answer "nothing strange"',
    sources: ['user'],
  }),
  'access.recorderScreen': fact({
    type: { kind: 'enum', values: ['picture', 'dark'] },
    title: "what the recorder's own screen or lights show",
    empty: '"dark" means that neither the screen nor any light of the recorder is on',
    sources: ['user'],
  }),
} as const;
