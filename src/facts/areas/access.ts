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
  'other',
] as const;

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
    type: { kind: 'list', of: CHANGES, max: 11 },
    title: 'what was changed before the trouble began',
    empty: '[] means that the person does not remember any change; "nothing" is the answer "nothing was changed"',
    sources: ['user'],
  }),
  'access.message': fact({
    type: { kind: 'enum', values: APP_MESSAGES },
    title: 'what the app says when it fails',
    sources: ['user'],
  }),
  'access.recorderScreen': fact({
    type: { kind: 'enum', values: ['picture', 'dark'] },
    title: "what the recorder's own screen or lights show",
    empty: '"dark" means that neither the screen nor any light of the recorder is on',
    sources: ['user'],
  }),
} as const;
