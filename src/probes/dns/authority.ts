/** Finds the name servers that are responsible for a name, and asks one of them directly. */
import { addressClass } from '../../facts/address-class.js';
import type { UnknownReason } from '../../facts/types.js';
import { type DnsAnswer, dnsQuery } from '../../network/dns.js';
import type { Network } from '../../network/seam.js';
import { DNS_SILENCE } from '../deadlines.js';
import { DONE } from '../../network/done.js';
import { isServed, lookupAt, type Served } from '../wire/lookup.js';

export type Authority =
  | { readonly kind: 'answer'; readonly lookup: Served }
  /** The domain itself is gone (NXDOMAIN): the provider closed. */
  | { readonly kind: 'no-zone' }
  /** Name servers are named, resolvers on the internet answer, and these do not. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'unclear'; readonly reason: UnknownReason; readonly detail: string };

/** Labels looked at from the right: DDNS zones are cut one or two levels above the host. */
const MAX_ZONES = 3;
const MAX_SERVERS = 2;

export async function authoritativeLookup(network: Network, name: string, resolvers: readonly string[], signal: AbortSignal): Promise<Authority> {
  const zones = zonesOf(name);
  const answers = await Promise.all(zones.map((zone) => askAny(network, resolvers, zone, signal)));
  const found = answers.findIndex((answer) => serversIn(answer).length > 0);
  if (found < 0) {
    const registered = answers.at(-1);
    if (registered?.rcode === 'NXDOMAIN') return { kind: 'no-zone' };
    if (registered === undefined) return { kind: 'unclear', reason: 'timed-out', detail: 'no resolver answered' };
    return { kind: 'unclear', reason: 'failed', detail: 'no resolver names the name servers of the zone' };
  }
  const names = serversIn(answers[found]).slice(0, MAX_SERVERS);
  const addresses = (await Promise.all(names.map((server) => lookupAt(network, resolvers.slice(0, 2), server, signal))))
    .flatMap((lookup) => (lookup?.kind === 'addresses' ? lookup.addresses.slice(0, 1) : []))
    .filter(isOnTheInternet);
  if (addresses.length === 0) return { kind: 'unclear', reason: 'failed', detail: "the provider's name servers cannot be found" };

  const lookup = await lookupAt(network, addresses, name, signal, false);
  if (isServed(lookup)) {
    // Routers that answer for everybody's port 53 give themselves away: they do not speak for the zone.
    return lookup.authoritative ? { kind: 'answer', lookup } : { kind: 'unclear', reason: 'malformed', detail: "something on the way answers in place of the provider's name servers" };
  }
  if (lookup?.kind === 'refused') return { kind: 'unclear', reason: 'refused', detail: `the provider's name servers answered ${lookup.rcode}` };
  return { kind: 'silent' };
}

/** `a.b.ddns.example` → itself and its parents down to two labels, longest first. */
export function zonesOf(name: string): string[] {
  const labels = name.split('.');
  return Array.from({ length: Math.max(0, labels.length - 1) }, (_, i) => labels.slice(i).join('.')).slice(-MAX_ZONES);
}

/** The first answer in time from any resolver that does its work. */
async function askAny(network: Network, resolvers: readonly string[], zone: string, signal: AbortSignal): Promise<DnsAnswer | undefined> {
  const turn = network.clock.deadline(DNS_SILENCE, signal);
  const enough = new AbortController();
  turn.signal.addEventListener('abort', () => enough.abort(turn.signal.reason), { once: true });
  if (turn.signal.aborted) enough.abort(turn.signal.reason);
  try {
    return await Promise.any(
      [...new Set(resolvers)].slice(0, 2).map(async (server) => {
        const answer = await dnsQuery(network, { server, name: zone, type: 'NS', signal: enough.signal });
        if (answer.ok && (answer.value.rcode === 'NOERROR' || answer.value.rcode === 'NXDOMAIN')) return answer.value;
        throw new Error('no use');
      }),
    );
  } catch {
    return undefined;
  } finally {
    turn.clear();
    enough.abort(DONE);
  }
}

function serversIn(answer: DnsAnswer | undefined): string[] {
  return (answer?.answers ?? []).filter((record) => record.type === 'NS').map((record) => record.data);
}

/** A name server in the house or on this computer is no authority, whatever the answer says. */
function isOnTheInternet(address: string): boolean {
  return ['public', 'reserved'].includes(addressClass(address));
}
