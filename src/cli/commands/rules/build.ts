/** `nvr-doctor rules build [folder]` */
import type { CommandModule } from 'yargs';

export const buildCommand: CommandModule = {
  command: 'build <folder>',
  describe: 'Build a rule pack (JSON) from a folder with a pack of its own',
  builder: (yargs) => yargs.positional('folder', { type: 'string', describe: 'Folder with pack.yaml and rule files' }),
  handler: async (args) => {
    const { deliver, notice } = await import('../../common.js');
    const { buildPack } = await import('../../../rules/build.js');
    const pack = await buildPack(String(args['folder']));
    await deliver(args, `${JSON.stringify(pack)}\n`);
    notice(args, `${pack.rules.length} rules, sha256 ${pack.sha256.slice(0, 12)}`);
  },
};
