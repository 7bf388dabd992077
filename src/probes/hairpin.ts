/** Calls the recorder's outside port at the house's own public address, from inside. An answer proves a port rule; anything else proves nothing. */
import { addressClass } from '../facts/address-class.js';
import { HAIRPIN_SILENCE } from './deadlines.js';
import { reasonOf } from './failure.js';
import { outsidePort, portIsSettled } from './outside/port.js';
import type { Probe } from './probe.js';

export const hairpin: Probe = {
  id: 'hairpin',
  title: 'Calling the public address from inside',
  source: 'hairpin',
  vantage: 'home',
  provides: ['hairpin.tcpPort'],
  after: ['host', 'find-recorder', 'recorder-settings', 'igd', 'nat-pmp', 'public-address'],
  touches: 'internet',
  ready: (_options, facts) => portIsSettled(facts) && facts.value('wan.publicAddress') !== undefined && facts.value('router.wanAddress') !== undefined,
  skip(_options, facts) {
    const address = facts.value('wan.publicAddress');
    if (address === undefined) return { reason: 'not-run', detail: 'the public address of this house is not known' };
    if (addressClass(address) !== 'public') return { reason: 'not-permitted', detail: 'this house has no public address of its own' };
    const router = facts.value('router.wanAddress');
    // Behind a shared address the connection would end at somebody else's rule. Only the router can tell that the address is ours.
    if (router !== address && facts.value('host.address') !== address) {
      return { reason: 'not-permitted', detail: router === undefined ? 'the router does not say whether the public address is its own' : 'the public address does not belong to this router' };
    }
    return outsidePort(facts) === undefined ? { reason: 'not-run', detail: 'it is not known which port to try' } : undefined;
  },
  async run({ network, facts, observe, signal, progress }) {
    const address = facts().value('wan.publicAddress');
    const port = outsidePort(facts());
    if (address === undefined || port === undefined) return;
    const wait = network.clock.deadline(HAIRPIN_SILENCE, signal);
    const connection = await network.tcp({ host: address, port, signal: wait.signal });
    const silent = wait.expired;
    wait.clear();
    if (connection.ok) {
      connection.value.destroy();
      observe.known('hairpin.tcpPort', 'open');
      progress(`port ${port} answers`);
      return;
    }
    // Stopped by the person or the deadline, silence has not lasted long enough to count.
    if (signal.aborted) return;
    const { kind, detail } = connection.failure;
    if (kind === 'connection-refused' || kind === 'connection-reset') {
      observe.known('hairpin.tcpPort', 'closed');
      progress(`port ${port} is closed`);
    } else if (silent || kind === 'timed-out' || kind === 'host-unreachable') {
      observe.known('hairpin.tcpPort', 'no-answer');
      progress('no answer');
    } else {
      observe.unknown('hairpin.tcpPort', reasonOf(connection.failure), detail);
    }
  },
};
