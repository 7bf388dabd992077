/** `nvr-doctor rules list` */
import type { CommandModule } from 'yargs';
import { answering, RULES_OPTIONS } from '../../options.js';

export const listCommand: CommandModule = {
  command: 'list',
  describe: 'List all rules',
  builder: (yargs) => answering(yargs).options(RULES_OPTIONS),
  handler: async (args) => {
    const { deliver, formatOf, packFor, styleOf } = await import('../../common.js');
    const { rules } = await packFor(args);
    if (formatOf(args) === 'json') {
      await deliver(args, `${JSON.stringify(rules.map(({ id, area, kind, status, link, paths, severity, confidence, title }) => ({ id, area, kind, status, link: link ?? null, paths, severity, confidence, title })), null, 2)}\n`);
      return;
    }
    const { padEnd, wrap } = await import('../../../report/text/layout.js');
    const { columns } = await styleOf(args);
    const width = Math.max(...rules.map((rule) => rule.id.length)) + 2;
    // On a narrow screen the title takes a line of its own.
    const beside = columns >= width + 40;
    const lines = rules.flatMap((rule) => {
      const head = `${padEnd(rule.id, width)}${padEnd(rule.kind, 9)}`;
      return beside ? wrap(rule.title, columns, head) : [head.trimEnd(), ...wrap(rule.title, columns, '  ')];
    });
    await deliver(args, `${lines.join('\n')}\n`);
  },
};
