/** `nvr-doctor analyze FILE…`: the answer to a report, bundle or facts file, by the rules at hand. */
import type { CommandModule } from 'yargs';
import { ANSWER_OPTIONS, answering, GATE_FORMS, GATE_OPTIONS, RULES_OPTIONS } from '../options.js';

export const analyzeCommand: CommandModule = {
  command: 'analyze [files..]',
  describe: 'Answer from a report, a bundle or a facts file, without a network',
  builder: (yargs) =>
    answering(yargs, ...GATE_FORMS)
      .positional('files', { type: 'string', array: true, describe: 'Reports, bundles (HTML or JSON), facts files (YAML or JSON), packed or not; - for standard input' })
      .options({ ...RULES_OPTIONS, ...GATE_OPTIONS, ...ANSWER_OPTIONS })
      .option('what-if', { type: 'string', describe: 'FACT=VALUE: the answer if that were so; may be given several times', requiresArg: true })
      .option('ndjson', { type: 'boolean', describe: 'One report (JSON) a line in, packed or not, one line of JSON out' })
      .option('names', { type: 'boolean', describe: 'With --ndjson: a line may also be the name of a file' })
      .epilogue('Several files: the exit code is that of the worst, 2 where one could not be read. With --ndjson a line that cannot be read becomes {"error": …}, and the exit code is 0.'),
  handler: async (args) => {
    const { runAnalyze } = await import('../analyze-run.js');
    await runAnalyze(args);
  },
};
