/**
 * What kind of address a text is. An explicit table (RFC 6890 with its updates, IANA special-purpose registries of 2024), because
 * ready-made "is private" tests disagree: many call 100.64.0.0/10 public and the documentation ranges private.
 */
import { canonicalIp, ipv4Number, parseCidr, prefixMask } from './validate.js';

export type AddressClass =
  /** IPv4 that the internet can route. */
  | 'public'
  /** Home and office networks: RFC 1918, IPv6 unique local (RFC 4193). */
  | 'private'
  /** Carrier-grade NAT, 100.64.0.0/10 (RFC 6598). */
  | 'shared'
  /** 169.254.0.0/16 (RFC 3927), fe80::/10: no DHCP answer, or one wire only. */
  | 'link-local'
  | 'loopback'
  /** Documentation, benchmark, multicast, protocol use (192.0.0.0/24, DS-Lite among them): never a home's own public address. */
  | 'reserved'
  /** 0.0.0.0 and `::`. */
  | 'unspecified'
  /** Global IPv6. */
  | 'ipv6'
  /** Not an address: a host name, or any other text. */
  | 'name';

/**
 * Where the public addresses of a shared report are put: 244.0.0.0/6 out of class E (RFC 1112 §4), which no provider gives to anybody and
 * no host may use, so that a token is nobody's address. It is called public, or the rules would judge a redacted home otherwise. A device
 * that claims such an address is taken at its word here, and redaction replaces it like any other.
 */
export const MASKED_NETWORK = '244.0.0.0/6';

/** First match wins; what matches nothing is public. */
const IPV4 = (
  [
    ['0.0.0.0/32', 'unspecified'],
    ['0.0.0.0/8', 'reserved'], // RFC 791 "this network"
    ['10.0.0.0/8', 'private'],
    ['100.64.0.0/10', 'shared'],
    ['127.0.0.0/8', 'loopback'],
    ['169.254.0.0/16', 'link-local'],
    ['172.16.0.0/12', 'private'],
    ['192.0.0.0/24', 'reserved'], // RFC 6890; 192.0.0.0/29 is DS-Lite, RFC 6333
    ['192.0.2.0/24', 'reserved'], // TEST-NET-1, RFC 5737
    ['192.168.0.0/16', 'private'],
    ['198.18.0.0/15', 'reserved'], // benchmarks, RFC 2544
    ['198.51.100.0/24', 'reserved'], // TEST-NET-2
    ['203.0.113.0/24', 'reserved'], // TEST-NET-3
    [MASKED_NETWORK, 'public'],
    ['224.0.0.0/3', 'reserved'], // multicast, class E, broadcast
  ] as const
).map(([cidr, kind]) => {
  const { base, prefix } = parseCidr(cidr) ?? { base: 0, prefix: 32 };
  return { base, mask: prefixMask(prefix), kind };
});

/** First 16 bits under a mask; checked after `::`, `::1` and IPv4-mapped addresses. */
const IPV6 = [
  [0xfe80, 0xffc0, 'link-local'],
  [0xfec0, 0xffc0, 'private'], // site-local, RFC 3879: old, still configured
  [0xfc00, 0xfe00, 'private'],
  [0x2000, 0xe000, 'ipv6'],
  [0x0064, 0xffff, 'ipv6'], // 64:ff9b::/96 of NAT64, RFC 6052
] as const;

/** The class of an address text; total: `name` for anything that is not an address, the empty text included. */
export function addressClass(text: string): AddressClass {
  const number = ipv4Number(text.trim());
  if (number !== undefined) return ipv4Class(number);
  const ip = canonicalIp(text.replace(/%[\w.-]+\s*$/, ''));
  return ip === undefined ? 'name' : ipv6Class(ipv6Groups(ip));
}

function ipv4Class(number: number): AddressClass {
  for (const { base, mask, kind } of IPV4) if ((number & mask) >>> 0 === base) return kind;
  return 'public';
}

function ipv6Class(groups: readonly number[]): AddressClass {
  const [first = 0, second, , , , sixth, seventh = 0, last = 0] = groups;
  if (groups.slice(0, 5).every((group) => group === 0)) {
    if (sixth === 0xffff) return ipv4Class((seventh * 0x10000 + last) >>> 0);
    if (sixth === 0 && seventh === 0 && last <= 1) return last === 0 ? 'unspecified' : 'loopback';
  }
  if (first === 0x2001 && second === 0x0db8) return 'reserved'; // documentation, RFC 3849
  for (const [value, mask, kind] of IPV6) if ((first & mask) === value) return kind;
  return 'reserved';
}

/** The eight groups of a canonical IPv6 text. */
function ipv6Groups(ip: string): number[] {
  const [head = '', tail] = ip.split('::');
  const groups = (part: string | undefined): number[] => (part ? part.split(':').map((group) => parseInt(group, 16)) : []);
  const before = groups(head);
  const after = groups(tail);
  return [...before, ...Array<number>(Math.max(0, 8 - before.length - after.length)).fill(0), ...after];
}
