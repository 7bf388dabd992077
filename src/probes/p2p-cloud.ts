/** Whether the vendor's P2P cloud can be found and reached from this house. Asks for no serial number, ever. */
import { CLOUD_WAITS } from './deadlines.js';
import { reasonOf, wordsOf } from './failure.js';
import type { Probe, ProbeContext } from './probe.js';
import { askUdp, type UdpAnswer } from './wire/ask-udp.js';
import { isHostName, isServed, leadsSomewhere, type Lookup, lookupAt, systemServers } from './wire/lookup.js';

/** Where recorders of the Dahua family register unless set otherwise. */
export const CLOUD_HOST = 'www.easy4ipcloud.com';
const PORT = 8800;
/** The cloud's own "are you there", HTTP in a datagram, without credentials. */
const HELLO = Buffer.from('DHGET /probe/p2psrv HTTP/1.1\r\nCSeq: 1\r\n\r\n');

export const p2pCloud: Probe = {
  id: 'p2p-cloud',
  title: 'Looking for the P2P cloud',
  source: 'cloud',
  vantage: 'home',
  provides: ['cloud.resolves', 'cloud.reachable'],
  after: ['host', 'recorder-settings'],
  touches: 'internet',
  ready: (options, facts) => facts.value('recorder.p2p.host') !== undefined || options.login === undefined,
  async run(context) {
    const { network, options, facts, signal } = context;
    const configured = facts().value('recorder.p2p.host') ?? '';
    const name = isHostName(configured) ? configured : CLOUD_HOST;
    const atHome = await lookupAt(network, await systemServers(network), name, signal);
    // The recorder may have better name servers than this computer: with the right address the way can be tried all the same.
    const atPublic = usable(atHome) === undefined ? await lookupAt(network, options.publicResolvers, name, signal) : undefined;
    tellResolves(context, atHome, atPublic);
    const address = usable(atHome) ?? usable(atPublic);
    if (address === undefined) {
      if (signal.aborted) return;
      context.observe.unknown('cloud.reachable', 'failed', 'the address of the cloud could not be found');
      context.progress('its name is not found');
      return;
    }
    tellReachable(context, await askUdp(network, { address, port: PORT, request: HELLO, read: isHttp, waits: CLOUD_WAITS, signal }));
  },
};

function usable(lookup: Lookup | undefined): string | undefined {
  return lookup?.kind === 'addresses' && leadsSomewhere(lookup) ? lookup.addresses[0] : undefined;
}

function tellResolves({ observe, signal }: ProbeContext, atHome: Lookup | undefined, atPublic: Lookup | undefined): void {
  const lookup = isServed(atHome) ? atHome : atPublic;
  if (isServed(lookup)) observe.known('cloud.resolves', leadsSomewhere(lookup));
  else if (!signal.aborted) observe.unknown('cloud.resolves', lookup?.kind === 'refused' ? 'refused' : 'timed-out', 'no name server answered');
}

function tellReachable({ observe, signal, progress }: ProbeContext, reply: UdpAnswer<true>): void {
  if (reply.kind === 'answer') {
    observe.known('cloud.reachable', true);
    progress('it answers');
  } else if (reply.kind === 'closed' || (reply.kind === 'silence' && reply.odd === 0)) {
    observe.known('cloud.reachable', false);
    progress('it does not answer');
  } else if (reply.kind === 'silence') {
    observe.unknown('cloud.reachable', 'malformed', 'something answers that is not the cloud');
    progress('something answers that is not the cloud');
  } else if (!signal.aborted) {
    observe.unknown('cloud.reachable', reasonOf(reply.failure), wordsOf(reply.failure));
    progress('it could not be asked');
  }
}

/** Any status will do: the cloud is there. */
function isHttp(data: Uint8Array): true | undefined {
  return Buffer.from(data.subarray(0, 8)).toString('latin1') === 'HTTP/1.1' ? true : undefined;
}
