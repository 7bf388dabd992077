/** `nvr-doctor report`: a diagnosis as one file that is fit to send. */
import type { CommandModule } from 'yargs';
import { DOCTOR_OPTIONS, formOptions, NETWORK_OPTION, outputFile, RULES_OPTIONS, TIMEOUT_OPTION } from '../options.js';

export const reportCommand: CommandModule = {
  command: 'report',
  describe: 'Diagnose and write one file for support, without secrets and names',
  builder: (yargs) =>
    outputFile(yargs)
      .options({ ...formOptions(['html', 'json'], 'html: a page that opens anywhere (default); json: the bare document'), ...NETWORK_OPTION, ...TIMEOUT_OPTION, ...RULES_OPTIONS, ...DOCTOR_OPTIONS })
      .option('level', { type: 'string', choices: ['share', 'internal'], describe: 'share (default): no secrets, and tokens for serial, addresses and names; internal: no secrets', requiresArg: true })
      .option('yes', { type: 'boolean', alias: 'y', describe: 'Write without asking' })
      .option('force', { type: 'boolean', describe: 'Replace a file of that name' })
      .option('translate', { type: 'string', describe: 'An answer to a bundle of this computer (file, or - for standard input), with the real names', requiresArg: true })
      .epilogue('The exit code is 0 where the file was written, whatever stands in it; 3 where it was not.'),
  handler: async (args) => {
    const { runReport } = await import('../report-run.js');
    await runReport(args);
  },
};
