/** `nvr-doctor compare OLD NEW`: what changed, and which facts that comes from. */
import type { CommandModule } from 'yargs';
import { answering, RULES_OPTIONS } from '../options.js';

export const compareCommand: CommandModule = {
  command: 'compare <old> <new>',
  describe: 'What changed between two reports, and which facts explain it',
  builder: (yargs) =>
    answering(yargs, 'markdown')
      .options(RULES_OPTIONS)
      .positional('old', { type: 'string', describe: 'Report, bundle or facts file; - for standard input' })
      .positional('new', { type: 'string', describe: 'The later one' })
      .option('fail-on', { type: 'string', choices: ['problem', 'note'], describe: 'What counts: causes and what is seen broken, or notes as well (default: problem)', requiresArg: true })
      .epilogue('Exit codes: 0 the same or better; 1 worse, or a problem that was not seen before; 2 an input cannot be used; 3 something can no longer be told'),
  handler: async (args) => {
    const { runCompare } = await import('../compare-run.js');
    await runCompare(args);
  },
};
