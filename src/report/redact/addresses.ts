/**
 * Public addresses → tokens that are addresses of the same class and nobody's. IPv4 goes into the masked network of the address table:
 * two addresses share their first 16 to 32 bits there exactly where they did before, so that every network of at least 16 bits holds the
 * same members. Wider networks of public addresses do not occur in a home, and their members are told apart only as a whole. Private,
 * shared, link-local and reserved IPv4 addresses stay: thousands of homes have the same.
 */
import { addressClass, MASKED_NETWORK } from '../../facts/address-class.js';
import { canonicalIp, ipv4Number, ipv4Text, parseCidr, prefixMask } from '../../facts/validate.js';
import { isResolver } from './common.js';

const BASE = parseCidr(MASKED_NETWORK)?.base ?? 0;
/** 16-bit networks that fit into the masked one. */
const GROUPS = 1024;

interface Group {
  readonly index: number;
  /** Path of bits → the bit that came there first, which becomes 0: only how far addresses agree can be seen afterwards. */
  readonly firstBits: Map<string, number>;
}

export class AddressMask {
  private readonly groups = new Map<number, Group>();
  private readonly beyond = new Map<number, number>();
  private readonly networks6 = new Map<string, { readonly index: number; readonly hosts: Map<string, number> }>();

  /** `ip` is canonical. The same for what stays. */
  mask(ip: string): string {
    if (isResolver(ip)) return ip;
    const number = ipv4Number(ip);
    if (number !== undefined) return addressClass(ip) === 'public' ? ipv4Text(this.mask4(number)) : ip;
    return this.mask6(ip);
  }

  /** Host bits stay zero. A network of less than eight bits is a part of the world. */
  maskNetwork(cidr: string): string {
    const network = parseCidr(cidr);
    if (!network || network.prefix < 8 || addressClass(ipv4Text(network.base)) !== 'public') return cidr;
    return `${ipv4Text((this.mask4(network.base, network.prefix) & prefixMask(network.prefix)) >>> 0)}/${network.prefix}`;
  }

  /** @param bits how many are looked at: a network says nothing about the hosts in it */
  private mask4(number: number, bits = 32): number {
    const group = this.groupOf(number >>> 16);
    if (group === undefined) {
      // More networks than any home has: only equality is kept.
      const index = this.beyond.get(number) ?? this.beyond.size;
      this.beyond.set(number, index);
      return BASE + (GROUPS - 1) * 0x10000 + (index & 0xffff);
    }
    let low = 0;
    let path = '';
    for (let shift = 15; shift >= 32 - bits; shift -= 1) {
      const bit = (number >>> shift) & 1;
      const first = group.firstBits.get(path) ?? bit;
      group.firstBits.set(path, first);
      low |= (bit ^ first) << shift;
      path += bit;
    }
    // So that the first host of a network reads .1.
    return BASE + group.index * 0x10000 + (low ^ 1);
  }

  private groupOf(high: number): Group | undefined {
    const known = this.groups.get(high);
    if (known || this.groups.size >= GROUPS - 1) return known;
    const group = { index: this.groups.size, firstBits: new Map<string, number>() };
    this.groups.set(high, group);
    return group;
  }

  /**
   * Of IPv6 the rules see only equality and class. The documentation network 3fff::/20 (RFC 9637) has the class of global addresses. A
   * link-local address often holds the hardware address and a unique local one a random number, so they are replaced too.
   */
  private mask6(ip: string): string {
    const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(ip);
    if (mapped?.[1] && mapped[2]) {
      const inner = ipv4Text(parseInt(mapped[1], 16) * 0x10000 + parseInt(mapped[2], 16));
      return canonicalIp(`::ffff:${this.mask(inner)}`) ?? ip;
    }
    const kind = addressClass(ip);
    if (kind !== 'ipv6' && kind !== 'private' && kind !== 'link-local') return ip;
    const full = groups6(ip);
    const network = this.network6(`${kind} ${kind === 'link-local' ? '' : full.slice(0, 4).join(':')}`);
    const host = full.slice(4).join(':');
    const index = network.hosts.get(host) ?? network.hosts.size + 1;
    network.hosts.set(host, index);
    const head = kind === 'ipv6' ? `3fff:0:0:${network.index.toString(16)}` : kind === 'private' ? `fd00:0:0:${network.index.toString(16)}` : 'fe80:0:0:0';
    return canonicalIp(`${head}:0:0:${((index >>> 16) & 0xffff).toString(16)}:${(index & 0xffff).toString(16)}`) ?? ip;
  }

  private network6(key: string): { readonly index: number; readonly hosts: Map<string, number> } {
    const known = this.networks6.get(key);
    if (known) return known;
    const network = { index: (this.networks6.size + 1) & 0xffff, hosts: new Map<string, number>() };
    this.networks6.set(key, network);
    return network;
  }
}

/** The eight groups of a canonical address, in the same words for every way of writing it. */
function groups6(ip: string): string[] {
  const [head = '', tail] = ip.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  return [...before, ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after];
}
