/** `nvr-doctor capture`: a recorder's replies, redacted, as a fixture that teaches the tool its firmware. */
import type { CommandModule } from 'yargs';
import { DOCTOR_OPTIONS, formOptions, NETWORK_OPTION, TIMEOUT_OPTION } from '../options.js';

const { recorder, 'recorder-id': recorderId, user, 'password-stdin': passwordStdin, 'password-as-typed': passwordAsTyped, 'allow-basic': allowBasic, 'spend-a-try': spendATry, 'app-user': appUser } = DOCTOR_OPTIONS;

export const captureCommand: CommandModule = {
  command: 'capture',
  describe: "Save a recorder's replies, without secrets and names, for support and for the tests",
  builder: (yargs) =>
    yargs
      .options({ ...formOptions(['text', 'json']), ...NETWORK_OPTION, ...TIMEOUT_OPTION, recorder, 'recorder-id': recorderId, user, 'password-stdin': passwordStdin, 'password-as-typed': passwordAsTyped, 'allow-basic': allowBasic, 'spend-a-try': spendATry, 'app-user': appUser })
      .option('output', { type: 'string', alias: 'o', describe: 'Folder for captures; <brand>/<firmware> is made in it', requiresArg: true })
      .option('yes', { type: 'boolean', alias: 'y', describe: 'Write without asking' })
      .option('force', { type: 'boolean', describe: 'Replace a capture of the same brand and firmware' }),
  handler: async (args) => {
    const { runCaptureCommand } = await import('../capture-run.js');
    await runCaptureCommand(args);
  },
};
