/** `nvr-doctor rules explain ID`: what a rule looks at and advises; with `--network`, why it says what it says in that home. */
import type { CommandModule } from 'yargs';

export const explainCommand: CommandModule = {
  command: 'explain <id>',
  describe: 'Explain one rule; with --network, why it fires there or not',
  builder: (yargs) => yargs.positional('id', { type: 'string', describe: 'Rule id, see "rules list"' }),
  handler: async (args) => {
    const { explainRuleCommand } = await import('../../rules-explain.js');
    await explainRuleCommand(args);
  },
};
