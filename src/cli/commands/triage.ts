/** `nvr-doctor triage`: thousands of reports sorted by cause. */
import type { CommandModule } from 'yargs';
import { answering, RULES_OPTIONS } from '../options.js';

export const triageCommand: CommandModule = {
  command: 'triage <files..>',
  describe: 'Sort many reports by cause',
  builder: (yargs) =>
    answering(yargs, 'csv', 'ndjson', 'html')
      .options(RULES_OPTIONS)
      .positional('files', { type: 'string', array: true, describe: 'Reports, bundles, files with one report a line, folders of them; - for standard input' })
      .option('rejects', { type: 'string', describe: 'File for what cannot be read, a JSON line each (default: beside --output)', requiresArg: true })
      .option('checkpoint', { type: 'string', describe: 'File with what is done so far; the same command with it goes on from there', requiresArg: true })
      .option('reanalyze', { type: 'boolean', describe: 'Judge every report by the rules of this version' })
      .option('workers', { type: 'string', describe: 'Threads, 1 to 64 (default: one for each core)', requiresArg: true })
      .epilogue('Exit codes: 0 every input was read; 2 some could not be (the table is of the others)'),
  handler: async (args) => {
    const { runTriage } = await import('../triage-run.js');
    await runTriage(args);
  },
};
