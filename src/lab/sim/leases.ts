/** The address book of one DHCP server: reservations by hardware address, leases, and which address comes next. */
import { ipv4Number, ipv4Text, prefixMask } from '../../facts/validate.js';

/** Host numbers that are handed out to a device that asks for none in particular: in a network of the usual size, and in a tiny one. */
const POOL = { first: 50, last: 250 } as const;
const TINY_FIRST = 2;

export class LeaseBook {
  private readonly reserved = new Map<string, string>();
  private readonly leases = new Map<string, string>();
  private cursor: number;

  constructor(
    /** The router's own address, and its network's prefix length. */
    private own: string,
    private prefix: number,
  ) {
    this.cursor = this.first;
  }

  reserve(mac: string, address: string): void {
    this.reserved.set(mac, address);
  }

  release(mac: string): void {
    this.leases.delete(mac);
  }

  /** `wish`: the address the device had before; it gets that again where it fits and is free (RFC 2131 §4.3.1). */
  lease(mac: string, wish: string | null): string | null {
    const address = this.reserved.get(mac) ?? this.leases.get(mac) ?? (wish !== null && this.free(wish) ? wish : this.nextFree());
    if (address !== null) this.leases.set(mac, address);
    return address;
  }

  /** The power was off: what was handed out is forgotten, and the next addresses come from behind the old ones. */
  forgetLeases(): void {
    const numbers = [...this.leases.values()].map((address) => (ipv4Number(address) ?? 0) - this.base());
    this.leases.clear();
    this.cursor = Math.max(this.first, ...numbers.filter((number) => number < this.last)) + 1;
  }

  /** Another network: everything is forgotten, reservations too. */
  restart(own: string, prefix: number): void {
    this.own = own;
    this.prefix = prefix;
    this.reserved.clear();
    this.leases.clear();
    this.cursor = this.first;
  }

  private get first(): number {
    return this.last > POOL.first ? POOL.first : TINY_FIRST;
  }

  private get last(): number {
    return Math.min(POOL.last, 2 ** (32 - this.prefix) - 2);
  }

  private base(): number {
    return ((ipv4Number(this.own) ?? 0) & prefixMask(this.prefix)) >>> 0;
  }

  private free(address: string): boolean {
    const number = ipv4Number(address);
    if (number === undefined || ((number & prefixMask(this.prefix)) >>> 0) !== this.base() || address === this.own) return false;
    return ![...this.reserved.values(), ...this.leases.values()].includes(address);
  }

  private nextFree(): string | null {
    for (let tries = 0; tries <= this.last - this.first; tries++) {
      const address = ipv4Text(this.base() + this.cursor);
      this.cursor = this.cursor >= this.last ? this.first : this.cursor + 1;
      if (this.free(address)) return address;
    }
    return null;
  }
}
