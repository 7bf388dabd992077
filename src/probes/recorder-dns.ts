/** Asks the recorder's own name servers, from this computer, for the P2P cloud and for a neutral name: dead servers and filtered names look alike from the recorder. */
import { CLOUD_HOST } from './p2p-cloud.js';
import type { Probe } from './probe.js';
import { isHostName, isServed, leadsSomewhere, type Lookup, lookupAt, NEUTRAL_NAME } from './wire/lookup.js';

export const recorderDns: Probe = {
  id: 'recorder-dns',
  title: "Asking the recorder's name servers",
  source: 'dns',
  vantage: 'home',
  provides: ['name.recorderDnsAnswers', 'name.recorderDnsFindsCloud'],
  after: ['host', 'recorder-settings'],
  touches: 'internet',
  skip(_options, facts) {
    const servers = facts.value('recorder.network.dns');
    if (servers === undefined) return { reason: 'not-run', detail: "the recorder's name servers are not known: its settings are needed" };
    // Firmware that gets its servers by DHCP often leaves the fields empty.
    if (servers.length === 0 && facts.value('recorder.network.dnsAuto') === true) return { reason: 'not-supported', detail: 'the recorder does not tell which name servers it got' };
    return undefined;
  },
  async run({ network, facts, observe, signal, progress }) {
    const servers = facts().value('recorder.network.dns') ?? [];
    const configured = facts().value('recorder.p2p.host') ?? '';
    const [neutral, cloud] = await Promise.all([
      lookupAt(network, servers, NEUTRAL_NAME, signal),
      lookupAt(network, servers, isHostName(configured) ? configured : CLOUD_HOST, signal),
    ]);
    if (isServed(neutral) || isServed(cloud)) {
      observe.known('name.recorderDnsAnswers', true);
      if (isServed(cloud)) observe.known('name.recorderDnsFindsCloud', leadsSomewhere(cloud));
      else if (!signal.aborted) observe.unknown('name.recorderDnsFindsCloud', ...because(cloud));
      progress(isServed(cloud) && !leadsSomewhere(cloud) ? 'they answer, and hide the P2P cloud' : 'they answer');
      return;
    }
    if (signal.aborted) return;
    observe.known('name.recorderDnsAnswers', false);
    observe.unknown('name.recorderDnsFindsCloud', ...because(cloud));
    const refused = neutral?.kind === 'refused' || cloud?.kind === 'refused';
    progress(servers.length === 0 ? 'the recorder has no name server' : refused ? 'they refuse to answer' : 'they do not answer');
  },
};

function because(lookup: Lookup | undefined): ['refused' | 'timed-out', string] {
  return lookup?.kind === 'refused' ? ['refused', `the recorder's name servers answered ${lookup.rcode}`] : ['timed-out', "the recorder's name servers did not answer"];
}
