/** Questions to a named server, asked by us and not by the machine's resolver: who answers what is the finding. RFC 1035, RFC 7766. */
import { DONE } from './done.js';
import { randomInt } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { ipFamily } from './addresses.js';
import { codec, hostName, readAnswer, type DnsAnswer, type DnsRecord, type DnsType, type Question } from './dns-message.js';
import { abortedBy } from './failures.js';
import { readFrame } from './frames.js';
import { fail, ok } from './seam.js';
import type { Network, Outcome, UdpSocket } from './seam.js';

export type { DnsAnswer, DnsRecord } from './dns-message.js';

export interface DnsQuery {
  /** IP literal of the server. */
  readonly server: string;
  /** Default 53. */
  readonly port?: number;
  readonly name: string;
  readonly type: DnsType;
  /** Ask the server to find out (default), or only for what it knows itself: false towards authoritative servers. */
  readonly recursion?: boolean;
  readonly signal: AbortSignal;
}

/** When the question is sent once more, milliseconds: longer than a slow resolver needs, a third of what a probe may wait. */
const RETRANSMIT = 400;
/** Head start of each server over the next, milliseconds: a dead first server must not eat the deadline. */
const STAGGER = 250;
/** Datagrams that fit no question of ours, before the answer counts as malformed: someone floods the port. */
const MAX_STRANGE = 64;
/** Names in one alias chain. */
const MAX_ALIASES = 16;

/**
 * One question to one server over UDP, again over TCP where the answer was cut short.
 *
 * Every answer is a value, NXDOMAIN and REFUSED included. Fails with `timed-out` or `aborted` by the signal, `malformed` when what came
 * could not be read or fits no question of ours, and with what the connection failed with (`connection-refused`: no server there).
 */
export async function dnsQuery(network: Network, query: DnsQuery): Promise<Outcome<DnsAnswer>> {
  const name = hostName(query.name);
  if (name === undefined) return fail('malformed', 'not a host name');
  if (ipFamily(query.server) === 0) return fail('malformed', 'server is not an address');
  if (query.signal.aborted) return abortedBy(query.signal);
  const { encode } = codec.value ?? (await codec.get(network.clock));
  const question: Question = { id: randomInt(0x10000), name, type: query.type };
  const message = encode({ type: 'query', id: question.id, flags: query.recursion === false ? 0 : 0x100, questions: [{ name, type: query.type }] });
  const where = { address: query.server, port: query.port ?? 53 };
  const opened = await network.udp({ connect: where });
  if (!opened.ok) return opened;
  const asked = new AbortController();
  try {
    const sent = await opened.value.send(message);
    if (!sent.ok) return sent;
    void network.clock.sleep(RETRANSMIT, asked.signal).then(() => (asked.signal.aborted ? undefined : opened.value.send(message)));
    const answer = await hearAnswer(opened.value, question, query.signal);
    return answer === 'truncated' ? await overTcp(network, where, message, question, query.signal) : answer;
  } finally {
    asked.abort(DONE);
    opened.value.close();
  }
}

async function hearAnswer(socket: UdpSocket, question: Question, signal: AbortSignal): Promise<Outcome<DnsAnswer> | 'truncated'> {
  for (let strange = 0; strange < MAX_STRANGE; strange++) {
    const heard = await socket.receive(signal);
    if (!heard.ok) {
      if (strange > 0) return fail('malformed', 'only answers to other questions');
      return signal.aborted ? abortedBy(signal) : heard;
    }
    const answer = readAnswer(heard.value.data, question);
    // Something that fits no question of ours may be forged or late: the real answer can still come.
    if (answer !== 'strange') return answer;
  }
  return fail('malformed', 'too many answers to other questions');
}

async function overTcp(network: Network, where: { address: string; port: number }, message: Uint8Array, question: Question, signal: AbortSignal): Promise<Outcome<DnsAnswer>> {
  const opened = await network.tcp({ host: where.address, port: where.port, signal });
  if (!opened.ok) return signal.aborted ? abortedBy(signal) : opened;
  const connection: Duplex = opened.value;
  try {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(message.length);
    connection.write(Buffer.concat([length, message]));
    const frame = await readFrame(connection, signal);
    if (!frame.ok) return frame;
    const answer = readAnswer(frame.value, question);
    return typeof answer === 'string' ? fail('malformed', 'answer over TCP does not fit the question') : answer;
  } finally {
    connection.destroy();
  }
}

/**
 * The IPv4 addresses of a name: an IP literal is its own answer, aliases are followed within the answer.
 *
 * Servers are asked in order with a small head start each; the first that knows (or knows that there is none) wins. Fails with
 * `name-not-found` where a server says that the name or its IPv4 address does not exist, else with the failure of the first server;
 * `not-permitted` for REFUSED, `unknown-failure` for SERVFAIL and the like.
 */
export async function resolveA(network: Network, name: string, servers: readonly string[], signal: AbortSignal): Promise<Outcome<readonly DnsRecord[]>> {
  if (ipFamily(name) === 4) return ok([{ name, type: 'A', ttl: 0, data: name }]);
  const [first, ...others] = [...new Set(servers)].slice(0, 4);
  if (first === undefined) return fail('name-not-found', 'no name server');
  if (others.length === 0) return addressesIn(await dnsQuery(network, { server: first, name, type: 'A', signal }), name);
  const race = new AbortController();
  const stop = (): void => race.abort(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await firstToKnow(network, name, [first, ...others], race.signal);
  } finally {
    signal.removeEventListener('abort', stop);
    race.abort(DONE);
  }
}

function firstToKnow(network: Network, name: string, servers: readonly string[], signal: AbortSignal): Promise<Outcome<readonly DnsRecord[]>> {
  return new Promise((resolve) => {
    const failed: Outcome<readonly DnsRecord[]>[] = [];
    let next = 0;
    const askNext = (): void => {
      const server = servers[next];
      if (server === undefined) return;
      const mine = next++;
      void dnsQuery(network, { server, name, type: 'A', signal }).then((answer) => {
        const addresses = addressesIn(answer, name);
        if (addresses.ok || addresses.failure.kind === 'name-not-found') return resolve(addresses);
        failed[mine] = addresses;
        // Array.prototype.filter skips holes: servers that have not answered yet.
        if (failed.filter(() => true).length === servers.length) resolve(failed[0] ?? addresses);
        else if (mine === next - 1) askNext();
      });
      if (next < servers.length) void network.clock.sleep(STAGGER, signal).then(() => (mine === next - 1 && !signal.aborted ? askNext() : undefined));
    };
    askNext();
    const giveUp = (): void => resolve(failed[0] ?? abortedBy(signal));
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}

function addressesIn(answer: Outcome<DnsAnswer>, asked: string): Outcome<readonly DnsRecord[]> {
  if (!answer.ok) return answer;
  const { rcode, answers } = answer.value;
  if (rcode === 'NXDOMAIN') return fail('name-not-found', rcode);
  if (rcode !== 'NOERROR') return fail(rcode === 'REFUSED' ? 'not-permitted' : 'unknown-failure', rcode);
  let owner = sameCase(asked);
  for (let alias = 0; alias < MAX_ALIASES; alias++) {
    const addresses = answers.filter((record) => record.type === 'A' && sameCase(record.name) === owner);
    if (addresses.length > 0) return ok(addresses);
    const target = answers.find((record) => record.type === 'CNAME' && sameCase(record.name) === owner);
    if (target === undefined) return fail('name-not-found', 'the name has no IPv4 address');
    owner = sameCase(target.data);
  }
  return fail('malformed', 'aliases without end');
}

function sameCase(name: string): string {
  return (hostName(name) ?? name).toLowerCase();
}
