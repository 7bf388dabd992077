/** `nvr-doctor account reset` */
import type { CommandModule } from 'yargs';
import { DOCTOR_OPTIONS, NETWORK_OPTION } from '../../options.js';
import { handlerOf } from './handler.js';
import { CHANNEL_OPTIONS, SECRETS_OPTION, VIRTUAL_OPTIONS } from './options.js';

export const resetCommand: CommandModule = {
  command: 'reset',
  describe: 'Back in after a lost password: finds the way for this recorder, and guides along it',
  builder: (yargs) =>
    yargs.options({
      way: { type: 'string', describe: 'This way at once: hint, questions, second-administrator, vendor-reset, unlock-code, last-resort; also locked, after', requiresArg: true },
      have: { type: 'string', describe: 'What is so, separated by commas: ownership, monitor, questions, answers-known, …', requiresArg: true },
      lack: { type: 'string', describe: 'What is not so, in the same words', requiresArg: true },
      settings: { type: 'string', describe: 'Report (JSON) or settings file that tells what was set up', requiresArg: true },
      ...NETWORK_OPTION,
      recorder: DOCTOR_OPTIONS.recorder,
      'recorder-id': DOCTOR_OPTIONS['recorder-id'],
      print: { type: 'boolean', describe: 'Print the way with its steps; ask nothing' },
      state: { type: 'string', describe: 'File that keeps which steps are done, so that they can be taken up again', requiresArg: true },
      ...VIRTUAL_OPTIONS,
      ...CHANNEL_OPTIONS,
      ...SECRETS_OPTION,
      hint: { type: 'string', describe: 'Prompt question for the new password', requiresArg: true },
      'second-admin': { type: 'string', describe: 'Name of a second administrator, where the recorder asks for no new password after a code', requiresArg: true },
    }),
  handler: handlerOf(async () => (await import('../../account/reset.js')).runAccountReset),
};
