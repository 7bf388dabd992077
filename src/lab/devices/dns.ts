/** The name servers of the lab: the DDNS zone's own, providers' recursive resolvers with caches, and the forwarder in a home router. */
import type { Answer } from 'dns-packet';
import type { Network, ServerNetwork } from '../../network/seam.js';
import type { Device } from '../device.js';
import { askServer, DNS_PORT, readQuestion, sameName, writeReply, type DnsQuestion, type DnsReply } from './dns-wire.js';
import { serveUdp } from './service.js';

/** A zone as mutable data: a DDNS provider changes `records` and the next question sees it. */
export interface Zone {
  /** `ddns.example`, lower case, no trailing dot. */
  readonly origin: string;
  readonly nameServers: readonly { readonly name: string; readonly address: string }[];
  /** Seconds for records without their own. */
  ttl: number;
  /** Seconds that "no such name" may be remembered (RFC 2308). */
  negativeTtl: number;
  serial: number;
  /** Host name in lower case → address. */
  records: Record<string, { address: string; ttl?: number }>;
}

export interface DnsServer extends Device {
  readonly port: number;
}

interface Binding {
  readonly address?: string;
  /** Default 53. */
  readonly port?: number;
}

/** Milliseconds until a recursive resolver gives up on a zone's server. */
const RECURSION_TIMEOUT = 2_000;
/** Milliseconds that a home router waits for one of the provider's resolvers before it asks the next. */
const FORWARD_TIMEOUT = 700;
/** Questions that a home router forwards at a time, as dnsmasq has it: two servers that name each other would ask for ever. */
const MAX_FORWARDED = 150;
/** Names a cache holds; the oldest gives way. */
const CACHE_SIZE = 512;

export function createZone(origin: string, nameServers: Zone['nameServers'], records: Zone['records'] = {}): Zone {
  return { origin: sameName(origin), nameServers, ttl: 60, negativeTtl: 60, serial: 1, records };
}

/** Answers with authority for its zones and refuses everything else. Changing the zone data changes the answers. */
export function startAuthoritativeDns(network: ServerNetwork, options: { readonly zones: readonly Zone[] } & Binding): Promise<DnsServer> {
  return serveDns(network, options, 'The port of the authoritative name server', false, (question) => answerFromZones(options.zones, question));
}

function answerFromZones(zones: readonly Zone[], { name, type }: DnsQuestion): DnsReply {
  const zone = zones.find((z) => name === z.origin || name.endsWith(`.${z.origin}`));
  if (zone === undefined) return { rcode: 'REFUSED', answers: [] };
  const soa: Answer = {
    type: 'SOA',
    name: zone.origin,
    ttl: zone.negativeTtl,
    data: { mname: zone.nameServers[0]?.name ?? zone.origin, rname: `hostmaster.${zone.origin}`, serial: zone.serial, refresh: 3600, retry: 600, expire: 86_400, minimum: zone.negativeTtl },
  };
  const server = zone.nameServers.find((s) => s.name === name);
  const address = server?.address ?? (Object.hasOwn(zone.records, name) ? zone.records[name]?.address : undefined);
  if (name === zone.origin && type === 'SOA') return { rcode: 'NOERROR', answers: [soa], authoritative: true };
  if (name === zone.origin && type === 'NS') {
    return {
      rcode: 'NOERROR',
      answers: zone.nameServers.map((s) => ({ type: 'NS', name: zone.origin, ttl: 3600, data: s.name })),
      additionals: zone.nameServers.map((s) => ({ type: 'A', name: s.name, ttl: 3600, data: s.address })),
      authoritative: true,
    };
  }
  if (address === undefined) return { rcode: name === zone.origin ? 'NOERROR' : 'NXDOMAIN', answers: [], authorities: [soa], authoritative: true };
  if (type !== 'A' && type !== 'ANY') return { rcode: 'NOERROR', answers: [], authorities: [soa], authoritative: true };
  return { rcode: 'NOERROR', answers: [{ type: 'A', name, ttl: zone.records[name]?.ttl ?? zone.ttl, data: address }], authoritative: true };
}

export type Resolve = (name: string, type: string, clientAddress: string) => Promise<DnsReply>;

/** A recursive resolver. Clients that `allow` turns away are refused, as a provider refuses other providers' customers. */
export function startResolver(network: ServerNetwork, options: { readonly resolve: Resolve; allow?(client: string): boolean } & Binding): Promise<DnsServer> {
  return serveDns(network, options, 'The port of the resolver', true, (question, client) =>
    options.allow?.(client) === false ? { rcode: 'REFUSED', answers: [] } : options.resolve(question.name, question.type, client),
  );
}

export interface RecursionSources {
  /** Zone → address of its name server, asked through the network. */
  delegations(): Readonly<Record<string, string>>;
  /** Names of the simulated internet whose servers are not played: host → address. */
  hosts?(): Readonly<Record<string, string>>;
}

/** A `resolve` that asks the zones' own servers and remembers answers for their TTL; a silent server gives SERVFAIL. */
export function recursive(network: Network, sources: RecursionSources): Resolve {
  const cache = new DnsCache(network);
  return async (name, type) => {
    const hosts = sources.hosts?.() ?? {};
    if (Object.hasOwn(hosts, name)) {
      return { rcode: 'NOERROR', answers: type === 'A' ? [{ type: 'A', name, ttl: 300, data: hosts[name] ?? '' }] : [] };
    }
    const remembered = cache.find(name, type);
    if (remembered !== undefined) return remembered;
    const zone = Object.entries(sources.delegations()).find(([origin]) => name === origin || name.endsWith(`.${origin}`));
    if (zone === undefined) return { rcode: 'NXDOMAIN', answers: [] };
    return (await askWithin(network, zone[1], name, type, RECURSION_TIMEOUT, cache)) ?? { rcode: 'SERVFAIL', answers: [] };
  };
}

export interface ForwarderOptions extends Binding {
  upstreams(): readonly string[];
  /** Names that it answers by itself, as a block list does: host → address. */
  own?(): Readonly<Record<string, string>>;
}

/** The name server in a home router: passes questions on to the provider's, in order, and remembers answers. No answer from them, no answer from it. */
export function startForwarder(network: ServerNetwork, options: ForwarderOptions): Promise<DnsServer> {
  const cache = new DnsCache(network);
  let forwarded = 0;
  const ask = async (name: string, type: string): Promise<DnsReply | undefined> => {
    let last: DnsReply | undefined;
    for (const upstream of options.upstreams()) {
      last = (await askWithin(network, upstream, name, type, FORWARD_TIMEOUT, cache)) ?? last;
      if (last?.rcode === 'NOERROR' || last?.rcode === 'NXDOMAIN') break;
    }
    return last;
  };
  return serveDns(network, options, 'The name server port of the router', true, async ({ name, type }) => {
    const own = options.own?.() ?? {};
    if (Object.hasOwn(own, name)) return { rcode: 'NOERROR', answers: type === 'A' ? [{ type: 'A', name, ttl: 60, data: own[name] ?? '' }] : [] };
    const remembered = cache.find(name, type);
    if (remembered !== undefined) return remembered;
    if (forwarded >= MAX_FORWARDED) return { rcode: 'REFUSED', answers: [] };
    forwarded++;
    const reply = await ask(name, type);
    forwarded--;
    return reply;
  });
}

async function askWithin(network: Network, address: string, name: string, type: string, milliseconds: number, cache: DnsCache): Promise<DnsReply | undefined> {
  const deadline = network.clock.deadline(milliseconds);
  const asked = await askServer(network, { address }, name, type, deadline.signal);
  deadline.clear();
  if (!asked.ok) return undefined;
  const reply: DnsReply = { rcode: asked.value.rcode, answers: asked.value.answers, authorities: asked.value.authorities ?? [] };
  cache.remember(name, type, reply);
  return reply;
}

class DnsCache {
  private readonly entries = new Map<string, { readonly reply: DnsReply; readonly storedAt: number; readonly expiresAt: number }>();
  constructor(private readonly network: Network) {}

  /** The remembered reply with its TTLs counted down. */
  find(name: string, type: string): DnsReply | undefined {
    const key = `${type} ${name}`;
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    const now = this.network.clock.now();
    if (entry.expiresAt <= now) {
      this.entries.delete(key);
      return undefined;
    }
    const age = Math.floor((now - entry.storedAt) / 1000);
    return { ...entry.reply, answers: entry.reply.answers.map((answer) => aged(answer, age)) };
  }

  /** Answers for their shortest TTL, "no such name" for the zone's negative TTL; failures not at all. */
  remember(name: string, type: string, reply: DnsReply): void {
    if (reply.rcode !== 'NOERROR' && reply.rcode !== 'NXDOMAIN') return;
    const ttls = [...reply.answers, ...(reply.answers.length === 0 ? (reply.authorities ?? []) : [])].flatMap((record) => ('ttl' in record && typeof record.ttl === 'number' ? [record.ttl] : []));
    if (ttls.length === 0) return;
    const oldest = this.entries.size >= CACHE_SIZE ? this.entries.keys().next().value : undefined;
    if (oldest !== undefined) this.entries.delete(oldest);
    const storedAt = this.network.clock.now();
    this.entries.set(`${type} ${name}`, { reply, storedAt, expiresAt: storedAt + Math.min(...ttls) * 1000 });
  }
}

function aged(answer: Answer, seconds: number): Answer {
  return 'ttl' in answer && typeof answer.ttl === 'number' ? { ...answer, ttl: Math.max(0, answer.ttl - seconds) } : answer;
}

/** `answer` may give undefined: then nothing is sent, and the client waits. */
async function serveDns(
  network: ServerNetwork,
  binding: Binding,
  what: string,
  recursionAvailable: boolean,
  answer: (question: DnsQuestion, client: string) => DnsReply | undefined | Promise<DnsReply | undefined>,
): Promise<DnsServer> {
  const options = { port: binding.port ?? DNS_PORT, ...(binding.address === undefined ? {} : { address: binding.address }) };
  const service = await serveUdp(network, options, what, (datagram, reply) => {
    const question = readQuestion(datagram.data);
    if (question === undefined) return;
    const given = answer(question, datagram.address);
    const send = (content: DnsReply | undefined): void => {
      if (content !== undefined) reply(writeReply(question, content, recursionAvailable));
    };
    if (given instanceof Promise) void given.then(send);
    else send(given);
  });
  return { port: service.socket.local.port, close: () => service.close() };
}
