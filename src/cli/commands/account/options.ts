/** Options that several account commands share. */
import type { Options } from 'yargs';
import { CHANNELS } from '../../../accounts/channel.js';
import { DOCTOR_OPTIONS, NETWORK_OPTION } from '../../options.js';

const GROUP = 'The virtual recorder:';

export const VIRTUAL_OPTIONS = {
  virtual: { type: 'string', describe: 'File of a virtual recorder; without it a real recorder is meant, which nvr-doctor never writes to', requiresArg: true, group: GROUP },
  at: { type: 'string', describe: 'Move its clock first: a step (+30m, +2h, +1d), or what its screen shows then (2026-11-22T14:30)', requiresArg: true, group: GROUP },
} as const satisfies Record<string, Options>;

/** Of a look at a real recorder, with at most one sign-in. */
export const READ_OPTIONS = {
  ...NETWORK_OPTION,
  settings: { type: 'string', describe: 'Report (JSON) or settings file, instead of a look at the recorder', requiresArg: true },
  recorder: DOCTOR_OPTIONS.recorder,
  'recorder-id': DOCTOR_OPTIONS['recorder-id'],
  user: DOCTOR_OPTIONS.user,
  'password-stdin': DOCTOR_OPTIONS['password-stdin'],
  'password-as-typed': DOCTOR_OPTIONS['password-as-typed'],
  'allow-basic': DOCTOR_OPTIONS['allow-basic'],
  'spend-a-try': DOCTOR_OPTIONS['spend-a-try'],
} as const satisfies Record<string, Options>;

export const SECRETS_OPTION = { 'secrets-stdin': { type: 'boolean', describe: 'Read the secrets from standard input, as one JSON object' } } as const satisfies Record<string, Options>;

export const CHANNEL_OPTIONS = {
  channel: { type: 'string', choices: CHANNELS, describe: 'Where from (default: local-screen)', requiresArg: true, group: GROUP },
  address: { type: 'string', describe: 'Address of the client, to tell two phones apart', requiresArg: true, group: GROUP },
} as const satisfies Record<string, Options>;
