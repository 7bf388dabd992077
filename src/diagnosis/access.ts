/** What the person said about the way in, and what may be concluded from the recorder's settings where they said nothing. */
import { mergeObservations, type Facts } from '../facts/merge.js';
import { addressClass } from '../facts/address-class.js';
import type { FactPath } from '../facts/dictionary.js';
import type { Json, Observation } from '../facts/observation.js';
import type { AccessMethod, Rule, RulePack } from '../rules/types.js';

/** True where the person told of any failure: then nothing unseen may be taken for working. */
export function failureReported(facts: Facts): boolean {
  return facts.value('access.worksAway') === false || facts.value('access.worksAtHome') === false || facts.value('access.message') !== undefined;
}

/** A rule that may become a cause although nobody knows how the app connects: it breaks every way from outside. */
export function breaksEveryWay(rule: Rule, pack: RulePack): boolean {
  return pack.paths.filter((path) => path.method !== 'lan-ip').every((path) => rule.paths.includes(path.method));
}

/**
 * The access method, only where it is certain: the saved address is a public number or a name, or the recorder's settings leave one
 * way. A private saved address is not certain (a VPN uses it too), and a missing port rule alone proves nothing: many routers hide them.
 */
export function inferMethod(facts: Facts, at: number): Observation | undefined {
  if (facts.get('access.method').state === 'known') return undefined;
  const method = fromSavedAddress(facts.value('access.host')) ?? fromSettings(facts);
  return method && { path: 'access.method', source: 'inferred', vantage: 'person', at, value: method };
}

/** Never told by a person or a device as `inferred`: where a changed fact comes in, they are concluded anew. */
const CONCLUSIONS: readonly FactPath[] = ['access.password', 'recorder.p2p.status'];

/** The merged facts with what follows from them for certain and was not seen: nobody is asked for it, and no rule waits for it. */
export function withConclusions(observations: readonly Observation[], at: number): Facts {
  const seen = observations.filter((observation) => observation.source !== 'inferred' || !CONCLUSIONS.includes(observation.path));
  const facts = mergeObservations(seen);
  const method = inferMethod(facts, at);
  // As old as what it follows from, so that a report that is read again says the same.
  const conclude = (path: FactPath, value: Json, from: FactPath, follows: boolean): Observation[] => {
    const ground = facts.get(from);
    return follows && ground.state === 'known' && facts.get(path).state === 'unknown' ? [{ path, source: 'inferred', vantage: 'person', at: ground.at, value }] : [];
  };
  const more = [
    ...(method ? [method] : []),
    // Somebody gave the password that the recorder accepted.
    ...conclude('access.password', 'known', 'recorder.login.outcome', facts.value('recorder.login.outcome') === 'accepted'),
    // The cloud leads a phone only to a recorder that is registered with it.
    ...conclude('recorder.p2p.status', 'online', 'access.worksAway', (facts.value('access.method') ?? method?.value) === 'p2p' && facts.value('access.worksAway') === true),
  ];
  return more.length > 0 ? mergeObservations([...seen, ...more]) : facts;
}

function fromSavedAddress(host: string | undefined): AccessMethod | undefined {
  if (host === undefined) return undefined;
  const kind = addressClass(host);
  if (kind === 'public') return 'wan-ip';
  return kind === 'name' && /^[a-z0-9_-]+(\.[a-z0-9_-]+)+\.?$/i.test(host) ? 'ddns' : undefined;
}

function fromSettings(facts: Facts): AccessMethod | undefined {
  const p2p = facts.value('recorder.p2p.enabled');
  const ddns = facts.value('recorder.ddns.enabled');
  const rule = hasPortRule(facts);
  if (p2p === true && ddns === false && rule === false && facts.value('recorder.upnp.enabled') === false) return 'p2p';
  if (p2p === false && ddns === true && rule === true) return 'ddns';
  return undefined;
}

function hasPortRule(facts: Facts): boolean | undefined {
  const mappings = facts.value('router.mappings');
  const hosts = [facts.value('lan.address'), facts.value('recorder.network.address')];
  const ports = [facts.value('recorder.ports.tcp'), facts.value('recorder.ports.http')];
  if (mappings === undefined || hosts.every((host) => !host) || ports.every((port) => port === undefined)) return undefined;
  return mappings.some((m) => (typeof m.host === 'string' && hosts.includes(m.host)) || (typeof m.inside === 'number' && ports.includes(m.inside)));
}
