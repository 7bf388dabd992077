/**
 * What the DDNS name leads to, asked at three places: the house's own name servers (which may remember an old answer), a public
 * resolver, and the provider's own servers (which cannot be out of date).
 */
import type { FactPath } from '../facts/dictionary.js';
import type { Facts } from '../facts/merge.js';
import type { UnknownReason } from '../facts/types.js';
import { authoritativeLookup, type Authority } from './dns/authority.js';
import { CLOUD_HOST } from './p2p-cloud.js';
import type { Probe, ProbeContext } from './probe.js';
import { isHostName, isServed, type Lookup, lookupAt, type Served, systemServers } from './wire/lookup.js';

const ABOUT_NAME = ['name.hostname', 'name.state', 'name.system', 'name.public', 'name.authoritative', 'name.ttlSeconds', 'name.zoneAlive'] as const satisfies readonly FactPath[];

export const ddnsName: Probe = {
  id: 'ddns-name',
  title: 'Looking up the DDNS name',
  source: 'dns',
  vantage: 'home',
  provides: [...ABOUT_NAME, 'name.resolverAnswers'],
  after: ['host', 'recorder-settings'],
  touches: 'internet',
  ready: (_options, facts) => isHostName(facts.value('access.host') ?? ''),
  async run(context) {
    const { network, options, observe, signal } = context;
    const name = ddnsHostname(context.facts());
    const system = await systemServers(network);
    if (name === undefined) {
      // Any name shows whether they answer; this one is looked up in most runs anyway.
      tellResolver(context, system, await lookupAt(network, system, CLOUD_HOST, signal));
      if (signal.aborted) return;
      for (const path of ABOUT_NAME) observe.unknown(path, 'not-run', 'no DDNS name is known: it stands in the app or in the recorder');
      context.progress('no DDNS name to look up');
      return;
    }
    observe.known('name.hostname', name);
    const [atHome, atPublic, authority] = await Promise.all([
      lookupAt(network, system, name, signal),
      lookupAt(network, options.publicResolvers, name, signal),
      authoritativeLookup(network, name, [...options.publicResolvers, ...system], signal),
    ]);
    tellResolver(context, system, atHome);
    tellAnswer(context, 'name.system', atHome, "this computer's name servers");
    tellAnswer(context, 'name.public', atPublic, 'the public resolver');
    tellAuthority(context, authority);
    tellState(context, [authority.kind === 'answer' ? authority.lookup : undefined, atPublic, atHome]);
  },
};

/** The name in the app if it has one, since that is what the phone looks up; else the name in the recorder. */
function ddnsHostname(facts: Facts): string | undefined {
  const candidates = [facts.value('access.host'), facts.value('recorder.ddns.hostname')];
  return candidates.find((text): text is string => typeof text === 'string' && isHostName(text))?.replace(/\.$/, '');
}

function tellResolver({ observe, signal }: ProbeContext, servers: readonly string[], lookup: Lookup | undefined): void {
  if (servers.length === 0) observe.unknown('name.resolverAnswers', 'failed', 'this computer has no name server');
  else if (isServed(lookup)) observe.known('name.resolverAnswers', true);
  else if (!signal.aborted) observe.known('name.resolverAnswers', false);
}

/** Private answers are values too: a name that leads to 192.168.… is a finding. */
function tellAnswer({ observe, signal }: ProbeContext, path: 'name.system' | 'name.public', lookup: Lookup | undefined, who: string): void {
  if (isServed(lookup)) observe.known(path, addressOf(lookup));
  else if (lookup === undefined) observe.unknown(path, 'not-run', `${who}: none is set`);
  else if (!signal.aborted) observe.unknown(path, ...failed(lookup, who));
}

function tellAuthority({ observe, signal }: ProbeContext, authority: Authority): void {
  const alive = 'name.zoneAlive';
  const address = 'name.authoritative';
  switch (authority.kind) {
    case 'answer':
      observe.known(alive, true);
      observe.known(address, addressOf(authority.lookup));
      return;
    case 'no-zone':
      observe.known(alive, false);
      observe.unknown(address, 'failed', 'the zone of the name does not exist any more');
      return;
    case 'silent':
      if (signal.aborted) return;
      observe.known(alive, false);
      observe.unknown(address, 'timed-out', "the provider's name servers do not answer");
      return;
    case 'unclear':
      if (signal.aborted) return;
      observe.unknown(alive, authority.reason, authority.detail);
      observe.unknown(address, authority.reason, authority.detail);
  }
}

/** The first who served decides, in the order of who must know. */
function tellState({ observe, signal, progress }: ProbeContext, lookups: readonly (Lookup | undefined)[]): void {
  const best = lookups.find(isServed);
  if (best === undefined) {
    if (signal.aborted) return;
    observe.unknown('name.state', 'timed-out', 'no name server answered');
    observe.unknown('name.ttlSeconds', 'timed-out', 'no name server answered');
    progress('no name server answered');
    return;
  }
  observe.known('name.state', best.kind === 'addresses' ? 'answers' : best.kind);
  if (best.kind === 'addresses') observe.known('name.ttlSeconds', best.ttl);
  else observe.unknown('name.ttlSeconds', 'not-supported', 'the name has no address');
  progress(best.kind === 'addresses' ? `the name leads to ${best.addresses[0]}` : 'the name leads nowhere');
}

function addressOf(lookup: Served): string | null {
  return lookup.kind === 'addresses' ? (lookup.addresses[0] ?? null) : null;
}

function failed(lookup: Exclude<Lookup, Served>, who: string): [UnknownReason, string] {
  return lookup.kind === 'refused' ? ['refused', `${who} answered ${lookup.rcode}`] : ['timed-out', `${who} did not answer`];
}
