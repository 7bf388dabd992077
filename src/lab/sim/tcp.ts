/** TCP handshakes: SYN and SYN-ACK are routed hop by hop like any packet; what is established becomes a pair of streams. */
import type { Duplex } from 'node:stream';
import { abortedBy } from '../../network/failures.js';
import { fail, ok } from '../../network/seam.js';
import type { FailureKind, Listener, Outcome, TcpOptions } from '../../network/seam.js';
import type { Host } from './host.js';
import { answer, DEFAULT_TTL, type Packet } from './packet.js';
import { connectionPair } from './pair.js';

/** How long Linux asks by ARP before it gives up: three tries, a second apart. */
export const ARP_GIVES_UP_MS = 3000;

export type ConnectionHandler = (connection: Duplex, peer: { address: string; port: number }) => void;

/** A connection attempt of a client; it travels with SYN and SYN-ACK so that both sides meet in one pair. */
export class Attempt {
  /** Set by the listener that took the SYN. */
  accepted: { readonly listener: SimListener; readonly peer: { readonly address: string; readonly port: number } } | undefined;
  private settled = false;

  constructor(
    readonly remote: string,
    readonly remotePort: number,
    private readonly settle: (outcome: Outcome<Duplex>) => void,
  ) {}

  end(outcome: Outcome<Duplex>): void {
    if (this.settled) return;
    this.settled = true;
    this.settle(outcome);
  }
}

export class SimListener implements Listener {
  open = true;
  constructor(
    private readonly host: Host,
    readonly port: number,
    /** Address it is bound to; undefined for all. */
    readonly bound: string | undefined,
    readonly handler: ConnectionHandler,
  ) {}

  get address(): string {
    return this.bound ?? '0.0.0.0';
  }

  close(): void {
    this.open = false;
    const others = (this.host.listeners.get(this.port) ?? []).filter((listener) => listener !== this);
    if (others.length > 0) this.host.listeners.set(this.port, others);
    else this.host.listeners.delete(this.port);
  }
}

export function listen(host: Host, port: number, handler: ConnectionHandler, address?: string): Outcome<Listener> {
  const bound = address === undefined || address === '0.0.0.0' ? undefined : address;
  if (bound !== undefined && !host.owns(bound)) return fail('address-unavailable');
  const actual = port === 0 ? host.ephemeralPort((candidate) => host.listeners.has(candidate)) : port;
  if (actual === undefined) return fail('address-in-use');
  const present = host.listeners.get(actual) ?? [];
  if (present.some((other) => other.bound === undefined || bound === undefined || other.bound === bound)) return fail('address-in-use');
  const listener = new SimListener(host, actual, bound, handler);
  host.listeners.set(actual, [...present, listener]);
  return ok(listener);
}

export function connect(host: Host, { host: remote, port, signal }: TcpOptions): Promise<Outcome<Duplex>> {
  if (signal.aborted) return Promise.resolve(abortedBy(signal));
  const local = host.ephemeralPort((candidate) => host.attempts.has(candidate));
  if (local === undefined) return Promise.resolve(fail('address-in-use'));
  return new Promise((resolve) => {
    const stop = (): void => attempt.end(abortedBy(signal));
    const attempt = new Attempt(remote, port, (outcome) => {
      host.attempts.delete(local);
      signal.removeEventListener('abort', stop);
      host.clock.touch();
      resolve(outcome);
    });
    host.attempts.set(local, attempt);
    signal.addEventListener('abort', stop, { once: true });
    const sent = host.send({ proto: 'tcp', kind: 'syn', src: '', sport: local, dst: remote, dport: port, ttl: DEFAULT_TTL, latency: 0, mac: '', attempt });
    if (sent === 'no-route') attempt.end(fail('network-unreachable'));
    else if (sent === 'no-neighbour') host.clock.after(ARP_GIVES_UP_MS, () => attempt.end(fail('host-unreachable')), true);
  });
}

/** A TCP packet reached the host it was meant for. */
export function deliverTcp(host: Host, packet: Packet): void {
  if (packet.kind === 'syn') {
    const listener = (host.listeners.get(packet.dport) ?? []).find((candidate) => candidate.bound === undefined || candidate.bound === packet.dst);
    if (listener && packet.attempt) packet.attempt.accepted = { listener, peer: { address: packet.src, port: packet.sport } };
    host.send(answer(packet, listener ? 'syn-ack' : 'rst'));
    return;
  }
  const attempt = host.attempts.get(packet.dport);
  if (!attempt || attempt !== packet.attempt || attempt.remote !== packet.src || attempt.remotePort !== packet.sport) return;
  if (packet.kind !== 'syn-ack') {
    const kind: FailureKind = packet.kind === 'rst' ? 'connection-refused' : 'network-unreachable';
    attempt.end(fail(kind));
    return;
  }
  const accepted = attempt.accepted;
  if (!accepted) return;
  const { near, far } = connectionPair(host.clock, packet.latency);
  attempt.end(ok(near));
  host.clock.after(packet.latency, () => {
    if (accepted.listener.open) accepted.listener.handler(far, accepted.peer);
    else far.destroy();
  });
}
