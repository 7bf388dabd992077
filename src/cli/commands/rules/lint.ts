/** `nvr-doctor rules lint [folder]` */
import type { CommandModule } from 'yargs';

export const lintCommand: CommandModule = {
  command: 'lint <folder>',
  describe: 'Check a folder of rules for errors',
  builder: (yargs) => yargs.positional('folder', { type: 'string', describe: 'Folder with rule files' }),
  handler: async (args) => {
    const { deliver, formatOf, notice } = await import('../../common.js');
    const { hasErrors, lintRules, renderFinding } = await import('../../../rules/lint.js');
    const { ownIds } = await import('../../rules-folder.js');
    const folder = String(args['folder']);
    const findings = await lintRules(folder, await ownIds(folder));
    await deliver(args, formatOf(args) === 'json' ? `${JSON.stringify(findings, null, 2)}\n` : findings.map((finding) => `${renderFinding(finding)}\n`).join(''));
    if (findings.length === 0) notice(args, 'No findings.');
    process.exitCode = hasErrors(findings) ? 1 : 0;
  },
};
