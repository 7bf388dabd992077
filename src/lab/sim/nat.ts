/** Address and port translation of one router: bindings with their life time, and the way back (RFC 4787, RFC 5382). */
import type { VirtualClock } from './clock.js';
import type { Transport } from './packet.js';

/** Life time of an idle binding in milliseconds: two minutes for UDP (RFC 4787 REQ-5), two hours and four minutes for TCP (RFC 5382 REQ-5). */
const LIFE: Readonly<Record<Transport, number>> = { udp: 120_000, tcp: 7_440_000 };

/** Outside ports for the endpoint-dependent kind, and for a port that is already taken. */
const FIRST_FREE = 20_000;
const FREE_SPAN = 10_000;

export interface Binding {
  readonly proto: Transport;
  readonly inside: string;
  readonly insidePort: number;
  readonly outsidePort: number;
  readonly remote: string;
  readonly remotePort: number;
  expires: number;
}

/** A turned-back connection: the client inside, and the public port it had called. */
export interface Hairpin {
  readonly client: string;
  readonly clientPort: number;
  readonly outsidePort: number;
}

export class NatTable {
  private readonly byInside = new Map<string, Binding>();
  private readonly byOutside = new Map<string, Binding>();
  /** Who uses an outside port, by endpoint. */
  private readonly owners = new Map<string, { endpoint: string; expires: number }>();
  private readonly hairpins = new Map<string, Hairpin>();
  private next = 0;

  constructor(
    private readonly clock: VirtualClock,
    public mapping: 'independent' | 'dependent' = 'independent',
  ) {}

  /** Outside port for a packet that leaves. */
  outbound(proto: Transport, inside: string, insidePort: number, remote: string, remotePort: number): number {
    const key = `${proto} ${inside}:${insidePort} ${remote}:${remotePort}`;
    const present = this.byInside.get(key);
    if (present && present.expires > this.clock.now()) return this.refresh(present).outsidePort;
    const outsidePort = this.choosePort(proto, inside, insidePort);
    this.add({ proto, inside, insidePort, outsidePort, remote, remotePort, expires: 0 });
    return outsidePort;
  }

  /** The binding that lets a packet from outside in: only who was written to may answer (address and port dependent filtering). */
  inbound(proto: Transport, outsidePort: number, remote: string, remotePort: number): Binding | undefined {
    const binding = this.byOutside.get(`${proto} ${outsidePort} ${remote}:${remotePort}`);
    return binding && binding.expires > this.clock.now() ? this.refresh(binding) : undefined;
  }

  /** Opens the way back for a connection that a port rule let in. */
  open(binding: Omit<Binding, 'expires'>): void {
    this.add({ ...binding, expires: 0 });
  }

  /** Port on the router's home side for a turned-back connection. */
  openHairpin(proto: Transport, inside: string, insidePort: number, hairpin: Hairpin): number {
    for (const [key, known] of this.hairpins) {
      if (known.client === hairpin.client && known.clientPort === hairpin.clientPort && known.outsidePort === hairpin.outsidePort) return Number(key.split(' ')[1]);
    }
    const port = this.freePort();
    this.hairpins.set(`${proto} ${port} ${inside}:${insidePort}`, hairpin);
    return port;
  }

  hairpin(proto: Transport, port: number, inside: string, insidePort: number): Hairpin | undefined {
    return this.hairpins.get(`${proto} ${port} ${inside}:${insidePort}`);
  }

  /** A restart, or a new WAN address. */
  clear(): void {
    for (const map of [this.byInside, this.byOutside, this.owners, this.hairpins]) map.clear();
  }

  private add(binding: Binding): void {
    const { proto, inside, insidePort, outsidePort, remote, remotePort } = binding;
    this.byInside.set(`${proto} ${inside}:${insidePort} ${remote}:${remotePort}`, binding);
    this.byOutside.set(`${proto} ${outsidePort} ${remote}:${remotePort}`, binding);
    this.refresh(binding);
  }

  private refresh(binding: Binding): Binding {
    binding.expires = this.clock.now() + LIFE[binding.proto];
    this.owners.set(`${binding.proto} ${binding.outsidePort}`, { endpoint: `${binding.inside}:${binding.insidePort}`, expires: binding.expires });
    return binding;
  }

  /** The inside port itself where it is free (port preservation), else another; the dependent kind takes a new one each time. */
  private choosePort(proto: Transport, inside: string, insidePort: number): number {
    const endpoint = `${inside}:${insidePort}`;
    if (this.mapping === 'dependent') return this.freePort();
    const mine = (port: number): boolean => {
      const owner = this.owners.get(`${proto} ${port}`);
      return !owner || owner.endpoint === endpoint || owner.expires <= this.clock.now();
    };
    if (mine(insidePort)) return insidePort;
    for (const [key, owner] of this.owners) {
      if (owner.endpoint === endpoint && owner.expires > this.clock.now() && key.startsWith(proto)) return Number(key.split(' ')[1]);
    }
    return this.freePort();
  }

  private freePort(): number {
    return FIRST_FREE + (this.next++ % FREE_SPAN);
  }
}
