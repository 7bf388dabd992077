/** The outside probe alone, for one port. */
import { DoctorError } from '../errors.js';
import { mergeObservations } from '../facts/merge.js';
import { hostNetwork } from '../network/host/index.js';
import { outside } from '../probes/outside.js';
import { runProbes } from '../probes/run.js';
import { reportFacts } from '../report/assemble.js';
import { deliver, formatOf } from './common.js';
import { EXIT } from './exit.js';
import { text, type Arguments } from './options.js';
import { optionsFrom, withDefaults } from './probe-options.js';
import { portFrom } from './serving.js';

const MEANING = {
  open: 'is open: something answers there',
  closed: 'is closed: the address refuses it',
  filtered: 'gives no answer',
  foreign: 'is answered by something that is not the recorder',
} as const;

export async function outsideCheck(args: Arguments): Promise<void> {
  const port = portFrom(args, 'port', 1);
  const options = withDefaults(await optionsFrom({ outside: text(args, 'url') }));
  const network = hostNetwork();
  const run = await runProbes({ network, probes: [outside], options, initial: [{ path: 'access.port', source: 'user', vantage: 'person', at: network.clock.now(), value: port }] });
  const facts = mergeObservations(run.observations);
  const seen = facts.get('outside.tcpPort');
  if (formatOf(args) === 'json') await deliver(args, `${JSON.stringify({ facts: reportFacts(facts) }, null, 2)}\n`);
  if (seen.state === 'unknown') {
    throw new DoctorError('The helper gave no answer.', { where: text(args, 'url') ?? '', hint: `Check the URL and that the helper runs (${seen.detail ?? seen.reason}).` });
  }
  const state = facts.value('outside.tcpPort') ?? 'filtered';
  if (formatOf(args) === 'text') await deliver(args, `Port ${port} at ${facts.value('outside.address') ?? 'your public address'} ${MEANING[state]}.\n`);
  process.exitCode = state === 'open' ? EXIT.fine : EXIT.problem;
}
