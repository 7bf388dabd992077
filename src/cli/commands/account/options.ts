/** Options that several account commands share. */
import type { Options } from 'yargs';
import { CHANNELS } from '../../../accounts/channel.js';

const GROUP = 'The virtual recorder:';

export const VIRTUAL_OPTIONS = {
  virtual: { type: 'string', describe: 'File of a virtual recorder; without it a real recorder is meant, which nvr-doctor never writes to', requiresArg: true, group: GROUP },
  at: { type: 'string', describe: 'Move its clock first: a step (+30m, +2h, +1d), or what its screen shows then (2026-11-22T14:30)', requiresArg: true, group: GROUP },
} as const satisfies Record<string, Options>;

export const SECRETS_OPTION = { 'secrets-stdin': { type: 'boolean', describe: 'Read the secrets from standard input, as one JSON object' } } as const satisfies Record<string, Options>;

export const CHANNEL_OPTIONS = {
  channel: { type: 'string', choices: CHANNELS, describe: 'Where from (default: local-screen)', requiresArg: true, group: GROUP },
  address: { type: 'string', describe: 'Address of the client, to tell two phones apart', requiresArg: true, group: GROUP },
} as const satisfies Record<string, Options>;
