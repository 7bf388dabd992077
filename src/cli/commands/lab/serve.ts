/** `nvr-doctor lab serve [home]` */
import type { CommandModule } from 'yargs';

export const serveCommand: CommandModule = {
  command: 'serve [home]',
  describe: "Put a home's router and recorder on loopback, for other clients to talk to",
  builder: (yargs) =>
    yargs
      .positional('home', { type: 'string', describe: 'YAML file, or a name of "lab list"; default: a healthy recorder' })
      .option('address', { type: 'string', default: '127.0.0.1', describe: 'Loopback address', requiresArg: true })
      .option('ssdp', { type: 'boolean', describe: 'Also answer UPnP searches (UDP 1900 on that address)' }),
  handler: async (args) => {
    const { serveLab } = await import('../../lab-serve.js');
    await serveLab(args);
  },
};
