/** `nvr-doctor outside serve`: the helper, run by the user on a computer of their own elsewhere. */
import type { CommandModule } from 'yargs';

export const DEFAULT_HELPER_PORT = '8787';

export const serveCommand: CommandModule = {
  command: 'serve',
  describe: 'Run the helper on a computer elsewhere on the internet',
  builder: (yargs) =>
    yargs
      .option('port', { type: 'string', default: DEFAULT_HELPER_PORT, describe: 'Port to listen on', requiresArg: true })
      .option('address', { type: 'string', describe: 'Local address to listen on (default: all)', requiresArg: true }),
  handler: async (args) => {
    const { notice } = await import('../../common.js');
    const { portFrom, untilStopped } = await import('../../serving.js');
    const { hostNetwork } = await import('../../../network/host/index.js');
    const { startOutsideHelper } = await import('../../../probes/outside-helper.js');
    const address = typeof args['address'] === 'string' ? args['address'] : undefined;
    const helper = await startOutsideHelper(hostNetwork(), { port: portFrom(args, 'port', 0), ...(address === undefined ? {} : { address }) });
    notice(args, `Listening on port ${helper.port}. At home run: nvr-doctor --outside http://ADDRESS-OF-THIS-COMPUTER:${helper.port}\nIt looks only at the address that asks. Ctrl-C ends it.`);
    await untilStopped();
    helper.close();
  },
};
