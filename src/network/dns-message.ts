/** DNS messages on the wire, through dns-packet, as values: nothing a server sends can throw past this file. */
import { domainToASCII } from 'node:url';
import type { Answer } from 'dns-packet';
import { canonicalIp, cleanText } from '../facts/validate.js';
import { lazy } from './lazy.js';
import { fail, ok } from './seam.js';
import type { Outcome } from './seam.js';

export type DnsType = 'A' | 'AAAA' | 'NS' | 'SOA' | 'CNAME';

export interface DnsRecord {
  /** Without the trailing dot. */
  readonly name: string;
  /** `A`, `AAAA`, `NS`, `CNAME`, `SOA`; other types are left out. */
  readonly type: string;
  /** Seconds, 0 to 2147483647. */
  readonly ttl: number;
  /** Address or name; for SOA `primary contact serial refresh retry expire minimum`. */
  readonly data: string;
}

export interface DnsAnswer {
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL`, `REFUSED`, `FORMERR`, `NOTIMP`, or `RCODE_n`. */
  readonly rcode: string;
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  /** The server speaks for the zone (AA bit). */
  readonly authoritative: boolean;
}

export interface Question {
  readonly id: number;
  readonly name: string;
  readonly type: DnsType;
}

/** Loaded with the first question. */
export const codec = lazy(async () => {
  const { default: packet } = await import('dns-packet');
  return { encode: packet.encode, decode: packet.decode };
});

const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];
/** Records kept of one section: a home's name has one or two, a round robin a dozen. */
const MAX_RECORDS = 64;
const MAX_TTL = 0x7fffffff;

/** The name as asked for: ASCII (IDNA), lower case, no trailing dot; undefined where it cannot stand in a question (RFC 1035 §2.3.4). */
export function hostName(text: string): string | undefined {
  const trimmed = text.trim().replace(/\.$/, '');
  // Only where needed: domainToASCII would also read "10.1" as an address.
  const name = (/[^\x00-\x7f]/.test(trimmed) ? domainToASCII(trimmed) : trimmed).toLowerCase();
  return name.length <= 253 && /^[\w-]{1,63}(\.[\w-]{1,63})*$/.test(name) ? name : undefined;
}

/**
 * `strange`: not an answer to this question (forged, late, or noise). `truncated`: ask again over TCP.
 * A message with our id that cannot be read is a `malformed` failure.
 */
export function readAnswer(data: Uint8Array, question: Question): Outcome<DnsAnswer> | 'strange' | 'truncated' {
  if (data.length < 12 || codec.value === undefined) return 'strange';
  // A copy, so that the additional section, which nobody reads and which carries the oddest options, can be left out.
  const message = Buffer.from(data);
  const flags = message.readUInt16BE(2);
  if (message.readUInt16BE(0) !== question.id || (flags & 0x8000) === 0) return 'strange';
  message.writeUInt16BE(0, 10);
  const rcode = RCODES[flags & 15] ?? `RCODE_${flags & 15}`;
  try {
    const truncated = (flags & 0x0200) !== 0;
    if (truncated) message.fill(0, 6, 10); // the sections may end anywhere; only the question is read
    const packet = codec.value.decode(message);
    const [asked] = packet.questions ?? [];
    // A refusal may come as a bare header (RFC 1035 does not ask for more); anything else must repeat the question.
    const fits = asked === undefined ? rcode !== 'NOERROR' && rcode !== 'NXDOMAIN' : packet.questions?.length === 1 && asked.type === question.type && hostName(asked.name) === question.name;
    if (!fits) return 'strange';
    if (truncated) return 'truncated';
    return ok({ rcode, answers: records(packet.answers), authorities: records(packet.authorities), authoritative: (flags & 0x0400) !== 0 });
  } catch {
    return fail('malformed', 'the answer cannot be read');
  }
}

function records(section: readonly Answer[] | undefined): DnsRecord[] {
  return (section ?? []).slice(0, MAX_RECORDS).flatMap((answer) => {
    const data = dataOf(answer);
    if (data === undefined || !('ttl' in answer)) return [];
    const ttl = answer.ttl ?? 0;
    // RFC 2181 §8: a TTL with the top bit set counts as zero.
    return [{ name: cleanText(answer.name, 254), type: answer.type, ttl: ttl > MAX_TTL ? 0 : ttl, data: cleanText(data, 600) }];
  });
}

function dataOf(answer: Answer): string | undefined {
  if ('class' in answer && answer.class !== 'IN') return undefined;
  switch (answer.type) {
    case 'A':
    case 'AAAA': {
      // The decoder reads past a short record without a word.
      const address = canonicalIp(answer.data);
      if (address === undefined) throw new Error('not an address');
      return address;
    }
    case 'NS':
    case 'CNAME':
      return answer.data;
    case 'SOA': {
      const { mname, rname, serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0 } = answer.data;
      return [mname, rname, serial, refresh, retry, expire, minimum].join(' ');
    }
    default:
      return undefined;
  }
}
