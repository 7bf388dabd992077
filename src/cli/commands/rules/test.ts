/** `nvr-doctor rules test [folder]` */
import type { CommandModule } from 'yargs';

export const testCommand: CommandModule = {
  command: 'test <folder>',
  describe: 'Run the tests that stand in the rules',
  builder: (yargs) =>
    yargs.positional('folder', { type: 'string', describe: 'Folder with rule files' }).option('mutate', { type: 'boolean', describe: 'Also break each clause and see that a test notices' }),
  handler: async (args) => {
    const { deliver, formatOf } = await import('../../common.js');
    const { renderFinding } = await import('../../../rules/lint.js');
    const { testRules } = await import('../../../rules/test-rules.js');
    const { ownIds } = await import('../../rules-folder.js');
    const folder = String(args['folder']);
    const report = await testRules(folder, { mutate: args['mutate'] === true, knownIds: await ownIds(folder) });
    const lines = [
      ...report.findings.map(renderFinding),
      ...report.failures.map((failure) => `${failure.file}:${failure.line}:${failure.column} ${failure.id}: "${failure.test}": ${failure.message}`),
      ...report.survivors.map((survivor) => `${survivor.file} ${survivor.id}: no test notices: ${survivor.mutant}`),
      `${report.rules.length} rules, ${report.checks} checks, ${report.failures.length} failed${args['mutate'] === true ? `; ${report.mutants} mutants, ${report.survivors.length} survived` : ''}`,
    ];
    await deliver(args, formatOf(args) === 'json' ? `${JSON.stringify(report, null, 2)}\n` : `${lines.join('\n')}\n`);
    process.exitCode = report.passed ? 0 : 1;
  },
};
