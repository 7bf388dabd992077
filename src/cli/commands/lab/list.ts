/** `nvr-doctor lab list` */
import type { CommandModule } from 'yargs';
import { answering } from '../../options.js';

export const listCommand: CommandModule = {
  command: 'list',
  describe: 'List the homes that come with nvr-doctor',
  builder: (yargs) => answering(yargs),
  handler: async (args) => {
    const { deliver, formatOf, styleOf } = await import('../../common.js');
    const { fixtureFile, shippedNames } = await import('../../fixture-home.js');
    const { readFixture } = await import('../../../lab/index.js');
    const homes = await Promise.all((await shippedNames()).map(async (name) => ({ name, title: (await readFixture(await fixtureFile(name))).title })));
    if (formatOf(args) === 'json') return deliver(args, `${JSON.stringify(homes, null, 2)}\n`);
    const { padEnd, wrap } = await import('../../../report/text/layout.js');
    const { columns } = await styleOf(args);
    const width = Math.min(Math.floor(columns / 2), Math.max(0, ...homes.map((home) => home.name.length)) + 2);
    await deliver(args, homes.flatMap((home) => wrap(home.title, columns, padEnd(home.name, width), ' '.repeat(width)).map((line) => `${line}\n`)).join(''));
  },
};
