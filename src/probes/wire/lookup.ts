/** One name asked at several servers, each answer told apart: an address, a clear no, a refusal, silence. */
import { addressClass } from '../../facts/address-class.js';
import { canonicalIp } from '../../facts/validate.js';
import { type DnsAnswer, dnsQuery } from '../../network/dns.js';
import type { Failure, Network } from '../../network/seam.js';
import { DNS_SILENCE } from '../deadlines.js';
import { DONE } from '../../network/done.js';

/** Any name does where only "does anybody answer" is asked. Reserved for documentation (RFC 2606). */
export const NEUTRAL_NAME = 'example.com';

export type Lookup =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[]; readonly ttl: number; readonly authoritative: boolean }
  /** NXDOMAIN. */
  | { readonly kind: 'no-such-name'; readonly authoritative: boolean }
  /** The name exists without an IPv4 address. */
  | { readonly kind: 'no-address'; readonly authoritative: boolean }
  /** The server answers and does not serve: REFUSED, SERVFAIL … */
  | { readonly kind: 'refused'; readonly rcode: string }
  | { readonly kind: 'silent'; readonly failure: Failure };

/** A server that did its work, whatever the result. */
export type Served = Exclude<Lookup, { kind: 'refused' | 'silent' }>;

/** No home needs more; a recorder keeps two, a computer rarely three. */
const MAX_SERVERS = 4;
const MAX_ADDRESSES = 16;

export function isServed(lookup: Lookup | undefined): lookup is Served {
  return lookup !== undefined && lookup.kind !== 'refused' && lookup.kind !== 'silent';
}

/**
 * Asks all servers at once and decides as the machine's own resolver would: the first in the list that serves wins. A later
 * server is not waited for once an earlier one has served.
 */
export async function lookupAt(network: Network, servers: readonly string[], name: string, signal: AbortSignal, recursion = true): Promise<Lookup | undefined> {
  const unique = [...new Set(servers)].slice(0, MAX_SERVERS);
  const turn = network.clock.deadline(DNS_SILENCE, signal);
  const enough = new AbortController();
  const stop = (): void => enough.abort(turn.signal.reason);
  turn.signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const asked = unique.map((server) => lookupOne(network, server, name, enough.signal, recursion));
    let best: Lookup | undefined;
    for (const answer of asked) {
      const lookup = await answer;
      if (isServed(lookup)) return lookup;
      // A refusal says more than silence.
      if (best === undefined || (best.kind === 'silent' && lookup.kind === 'refused')) best = lookup;
    }
    return best;
  } finally {
    turn.clear();
    enough.abort(DONE);
  }
}

async function lookupOne(network: Network, server: string, name: string, signal: AbortSignal, recursion: boolean): Promise<Lookup> {
  const answer = await dnsQuery(network, { server, name, type: 'A', recursion, signal });
  return answer.ok ? readLookup(answer.value) : { kind: 'silent', failure: answer.failure };
}

/** Pure part. Every A record counts, whatever alias led to it: the server has put it together. */
export function readLookup(answer: DnsAnswer): Lookup {
  const { authoritative, rcode } = answer;
  if (rcode === 'NXDOMAIN') return { kind: 'no-such-name', authoritative };
  if (rcode !== 'NOERROR') return { kind: 'refused', rcode };
  const records = answer.answers.filter((record) => record.type === 'A').slice(0, MAX_ADDRESSES);
  const addresses = records.flatMap((record) => canonicalIp(record.data) ?? []);
  return addresses.length === 0 ? { kind: 'no-address', authoritative } : { kind: 'addresses', addresses, ttl: Math.min(...records.map((record) => record.ttl)), authoritative };
}

/** False for what name filters answer: NXDOMAIN, 0.0.0.0, or an address in the house. */
export function leadsSomewhere(lookup: Lookup): boolean {
  return lookup.kind === 'addresses' && lookup.addresses.some((address) => ['public', 'reserved', 'shared'].includes(addressClass(address)));
}

/** The servers of the machine, none where they cannot be told. */
export async function systemServers(network: Network): Promise<readonly string[]> {
  const resolvers = await network.resolvers();
  return resolvers.ok ? resolvers.value : [];
}

/** A host name (not an address) that can be looked up. */
export function isHostName(text: string): boolean {
  return text.length <= 253 && /^[\w-]{1,63}(\.[\w-]{1,63})+\.?$/.test(text) && !/^[\d.]+$/.test(text);
}
