/** `nvr-doctor rules …`: the rules that the diagnosis runs, for those who read and write them. */
import type { CommandModule } from 'yargs';
import { buildCommand } from './build.js';
import { docsCommand } from './docs.js';
import { explainCommand } from './explain.js';
import { lintCommand } from './lint.js';
import { listCommand } from './list.js';
import { newCommand } from './new.js';
import { testCommand } from './test.js';

export const rulesCommand: CommandModule = {
  command: 'rules',
  describe: 'List, explain, begin, check, test, build and document rules',
  builder: (yargs) =>
    [listCommand, explainCommand, newCommand, lintCommand, testCommand, buildCommand, docsCommand]
      .reduce((parser, command) => parser.command(command), yargs)
      .demandCommand(1, 'Name what to do with the rules: list, explain, new, lint, test, build or docs.'),
  handler: () => undefined,
};
