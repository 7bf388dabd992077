/** `nvr-doctor rules explain ID [REPORT]`: what a rule looks at and advises; with a report or `--network`, why it says what it says there. */
import type { CommandModule } from 'yargs';
import { answering, NETWORK_OPTION, RULES_OPTIONS } from '../../options.js';

export const explainCommand: CommandModule = {
  command: 'explain <id> [report]',
  describe: 'Explain one rule; with a report or --network, why it fires there or not',
  builder: (yargs) =>
    answering(yargs)
      .options({ ...NETWORK_OPTION, ...RULES_OPTIONS })
      .positional('id', { type: 'string', describe: 'Rule id, see "rules list"' })
      .positional('report', { type: 'string', describe: 'A report, a bundle or a facts file' })
      .option('why-not', { type: 'boolean', describe: 'Only what keeps it from being a problem there' }),
  handler: async (args) => {
    const { explainRuleCommand } = await import('../../rules-explain.js');
    await explainRuleCommand(args);
  },
};
