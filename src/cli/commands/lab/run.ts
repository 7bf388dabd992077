/** `nvr-doctor lab run HOME`: diagnosis and ground truth side by side. */
import type { CommandModule } from 'yargs';
import { answering, RULES_OPTIONS } from '../../options.js';

export const runCommand: CommandModule = {
  command: 'run <home>',
  describe: 'Diagnose a home and compare with what its phones see',
  builder: (yargs) => answering(yargs).options(RULES_OPTIONS).positional('home', { type: 'string', describe: 'YAML file, or a name of "lab list"' }),
  handler: async (args) => {
    const { runLab } = await import('../../lab-run.js');
    await runLab(args);
  },
};
