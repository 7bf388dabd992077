/** DNS messages of the lab's name servers, over dns-packet. Names are compared in lower case without the trailing dot. */
import dnsPacket, { type Answer, type DecodedPacket, type Packet } from 'dns-packet';
import { fail, ok, type Network, type Outcome } from '../../network/seam.js';

export const DNS_PORT = 53;

export type Rcode = 'NOERROR' | 'FORMERR' | 'SERVFAIL' | 'NXDOMAIN' | 'NOTIMP' | 'REFUSED';
const RCODES: readonly Rcode[] = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

/** What a name server says to one question. */
export interface DnsReply {
  readonly rcode: Rcode;
  readonly answers: readonly Answer[];
  readonly authorities?: readonly Answer[];
  readonly additionals?: readonly Answer[];
  readonly authoritative?: boolean;
}

export interface DnsQuestion {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly recursionDesired: boolean;
  /** The question exactly as it came, to be echoed. */
  readonly packet: DecodedPacket;
}

export const sameName = (name: string): string => name.toLowerCase().replace(/\.$/, '');

/** The one question of a query; undefined where the datagram is no query that can be answered. */
export function readQuestion(data: Uint8Array): DnsQuestion | undefined {
  const packet = decode(data);
  const question = packet?.questions?.[0];
  if (packet === undefined || question === undefined || packet.type !== 'query') return undefined;
  return { id: packet.id ?? 0, name: sameName(question.name), type: question.type, recursionDesired: packet.flag_rd, packet };
}

export function writeReply(question: DnsQuestion, reply: DnsReply, recursionAvailable: boolean): Uint8Array {
  let flags = RCODES.indexOf(reply.rcode);
  if (reply.authoritative === true) flags |= dnsPacket.AUTHORITATIVE_ANSWER;
  if (question.recursionDesired) flags |= dnsPacket.RECURSION_DESIRED;
  if (recursionAvailable) flags |= dnsPacket.RECURSION_AVAILABLE;
  const packet: Packet = {
    type: 'response',
    id: question.id,
    flags,
    questions: question.packet.questions ?? [],
    answers: [...reply.answers],
    authorities: [...(reply.authorities ?? [])],
    additionals: [...(reply.additionals ?? [])],
  };
  return dnsPacket.encode(packet);
}

export function readReply(data: Uint8Array): (DnsReply & { readonly id: number }) | undefined {
  const packet = decode(data);
  if (packet === undefined || packet.type !== 'response') return undefined;
  const rcode = RCODES[(packet.flags ?? 0) & 15] ?? 'SERVFAIL';
  return { id: packet.id ?? 0, rcode, answers: packet.answers ?? [], authorities: packet.authorities ?? [], authoritative: packet.flag_aa };
}

let lastId = 0;
/** Asks one server once; the signal ends the wait. */
export async function askServer(network: Network, server: { readonly address: string; readonly port?: number }, name: string, type: string, signal: AbortSignal): Promise<Outcome<DnsReply>> {
  lastId = (lastId + 1) & 0xffff;
  const id = lastId;
  const opened = await network.udp({ connect: { address: server.address, port: server.port ?? DNS_PORT } });
  if (!opened.ok) return opened;
  const socket = opened.value;
  try {
    const query = dnsPacket.encode({ type: 'query', id, flags: dnsPacket.RECURSION_DESIRED, questions: [{ name, type: type as 'A' }] });
    const sent = await socket.send(query);
    if (!sent.ok) return sent;
    for (;;) {
      const received = await socket.receive(signal);
      if (!received.ok) return received;
      const reply = readReply(received.value.data);
      if (reply?.id === id) return ok(reply);
      if (signal.aborted) return fail('timed-out');
    }
  } finally {
    socket.close();
  }
}

function decode(data: Uint8Array): DecodedPacket | undefined {
  try {
    return dnsPacket.decode(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  } catch {
    return undefined;
  }
}
