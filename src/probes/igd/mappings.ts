/** The router's list of port mappings, complete or not at all: half a list would make a missing rule look missing. */
import type { FactValue } from '../../facts/observation.js';
import { canonicalIp, cleanText } from '../../facts/validate.js';
import { fail, type Failure, type Network } from '../../network/seam.js';
import type { WanService } from './description.js';
import { callRouter, type SoapResult } from './soap.js';
import { allNamed, readXml, textOf } from '../../network/xml.js';

export type Mapping = FactValue<'router.mappings'>[number];

export type MappingList =
  | { readonly kind: 'list'; readonly mappings: readonly Mapping[] }
  | { readonly kind: 'refused'; readonly code: number }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** More rules than any home router holds; a router that goes on after that never ends. */
const MAX_MAPPINGS = 256;
/** Entries asked at the same time: hides the round trip, and overshoots the end by at most this much. */
const WINDOW = 4;
/** SpecifiedArrayIndexInvalid, NoSuchEntryInArray: the end of the list. */
const END = [713, 714];
/** PortMappingNotFound: GetListOfPortMappings on an empty list. */
const EMPTY = 730;

/** One request where the router offers version 2 (ten times faster on a full list), else entry by entry. */
export async function listMappings(network: Network, service: WanService, signal: AbortSignal): Promise<MappingList> {
  if (service.type.endsWith('WANIPConnection:2')) {
    const listed = await listAtOnce(network, service, signal);
    if (listed !== undefined || signal.aborted) return listed ?? { kind: 'failed', failure: fail('aborted').failure };
  }
  return listOneByOne(network, service, signal);
}

/** Undefined where the action does not work here; many routers announce version 2 without it. */
async function listAtOnce(network: Network, service: WanService, signal: AbortSignal): Promise<MappingList | undefined> {
  const parts = await Promise.all(
    ['TCP', 'UDP'].map((protocol) =>
      callRouter(network, service, 'GetListOfPortMappings', { NewStartPort: 0, NewEndPort: 65535, NewProtocol: protocol, NewManage: 1, NewNumberOfPorts: MAX_MAPPINGS }, signal),
    ),
  );
  const mappings: Mapping[] = [];
  for (const part of parts) {
    if (part.kind === 'refused' && part.code === EMPTY) continue;
    const entries = part.kind === 'values' ? readList(part.values.get('NewPortListing') ?? '') : undefined;
    // The number asked for is the most that is sent: a full page may not be all.
    if (entries === undefined || entries.length >= MAX_MAPPINGS) return undefined;
    mappings.push(...entries);
  }
  return { kind: 'list', mappings };
}

/** The document inside NewPortListing; undefined where it cannot be read. */
export function readList(listing: string): Mapping[] | undefined {
  const root = readXml(listing);
  if (root?.name !== 'PortMappingList') return undefined;
  return allNamed(root, 'PortMappingEntry').map((entry) => readMapping((name) => textOf(entry, `New${name}`)));
}

async function listOneByOne(network: Network, service: WanService, signal: AbortSignal): Promise<MappingList> {
  const mappings: Mapping[] = [];
  for (let first = 0; first < MAX_MAPPINGS; first += WINDOW) {
    const window = Array.from({ length: first === 0 ? 1 : WINDOW }, (_, offset) => (first === 0 ? 0 : first - WINDOW + 1 + offset));
    const replies = await Promise.all(window.map((index) => callRouter(network, service, 'GetGenericPortMappingEntry', { NewPortMappingIndex: index }, signal)));
    for (const reply of replies) {
      const end = endOf(reply, mappings.length);
      if (end === 'end') return { kind: 'list', mappings };
      if (end) return end;
      if (reply.kind === 'values') mappings.push(readMapping((name) => reply.values.get(`New${name}`)));
    }
  }
  return { kind: 'failed', failure: fail('malformed', `more than ${MAX_MAPPINGS} port rules, and no end`).failure };
}

function endOf(reply: SoapResult, count: number): 'end' | MappingList | undefined {
  if (reply.kind === 'values') return undefined;
  if (reply.kind === 'failed') return reply;
  // 402 past the end is an old habit; for the very first entry it means that the action does not work.
  return END.includes(reply.code) || (reply.code === 402 && count > 0) ? 'end' : reply;
}

/** A damaged field becomes null, so that one odd rule does not hide the others. */
function readMapping(field: (name: string) => string | undefined): Mapping {
  const port = (name: string): number | null => {
    const number = Number(field(name) || Number.NaN);
    return Number.isInteger(number) && number >= 1 && number <= 65535 ? number : null;
  };
  const protocol = field('Protocol')?.toLowerCase();
  const lease = Number(field('LeaseDuration') ?? field('LeaseTime') ?? Number.NaN);
  const enabled = field('Enabled')?.toLowerCase();
  return {
    protocol: protocol === 'tcp' || protocol === 'udp' ? protocol : null,
    outside: port('ExternalPort'),
    host: canonicalIp(field('InternalClient') ?? '') ?? null,
    inside: port('InternalPort'),
    enabled: enabled === '1' || enabled === 'true' || enabled === 'yes' ? true : enabled === '0' || enabled === 'false' || enabled === 'no' ? false : null,
    description: cleanText(field('PortMappingDescription') ?? field('Description') ?? ''),
    leaseSeconds: Number.isSafeInteger(lease) && lease >= 0 ? lease : null,
  };
}
