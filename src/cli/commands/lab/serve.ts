/** `nvr-doctor lab serve [home]` */
import type { CommandModule } from 'yargs';
import { BRANDS } from '../../../lab/fixture.js';
import { answering } from '../../options.js';

export const serveCommand: CommandModule = {
  command: 'serve [home]',
  describe: "Put a home's router and recorder on loopback, for other clients to talk to",
  builder: (yargs) =>
    answering(yargs)
      .positional('home', { type: 'string', describe: 'YAML file, or a name of "lab list"; default: a healthy recorder' })
      .option('address', { type: 'string', default: '127.0.0.1', describe: 'Loopback address', requiresArg: true })
      .option('brand', { type: 'string', choices: BRANDS, describe: "The recorder's make, in place of the home's", requiresArg: true })
      .option('model', { type: 'string', describe: 'Its model, which picks how it behaves', requiresArg: true })
      .option('discovery', { type: 'boolean', describe: 'The recorder also answers discovery (on that address only)' })
      .option('ssdp', { type: 'boolean', describe: 'Also answer UPnP searches (UDP 1900 on that address)' }),
  handler: async (args) => {
    const { serveLab } = await import('../../lab-serve.js');
    await serveLab(args);
  },
};
