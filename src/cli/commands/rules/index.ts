/** `nvr-doctor rules …`: the rules that the diagnosis runs, for those who read and write them. */
import type { CommandModule } from 'yargs';
import { buildCommand } from './build.js';
import { explainCommand } from './explain.js';
import { lintCommand } from './lint.js';
import { listCommand } from './list.js';
import { testCommand } from './test.js';

export const rulesCommand: CommandModule = {
  command: 'rules',
  describe: 'List, explain, check, test and build rules',
  builder: (yargs) => yargs.command(listCommand).command(explainCommand).command(lintCommand).command(testCommand).command(buildCommand).demandCommand(1, 'Name what to do with the rules: list, explain, lint, test or build.'),
  handler: () => undefined,
};
