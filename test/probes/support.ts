/** A small simulated home for one probe: a laptop, a router on which a test puts what it likes, and machines on the internet. */
import type { FactPath } from '../../src/facts/dictionary.js';
import type { Fact } from '../../src/facts/fact.js';
import { mergeObservations, type Facts } from '../../src/facts/merge.js';
import type { Json } from '../../src/facts/observation.js';
import { HostView } from '../../src/lab/sim/view.js';
import type { Datagram, Network, ServerNetwork } from '../../src/network/seam.js';
import { host as hostProbe } from '../../src/probes/host.js';
import type { Probe, ProbeOptions } from '../../src/probes/probe.js';
import { runProbes, type RunResult } from '../../src/probes/run.js';
import { smallHome, type SmallHome } from '../lab/sim-support.js';

export interface ProbeHome extends SmallHome {
  readonly laptop: HostView;
  /** The router's home side, for whatever a test wants to answer there. */
  readonly routerLan: ServerNetwork;
  /** A machine on the internet; its timers do not hold up the end of a run. */
  onInternet(address: string): ServerNetwork;
  /** A machine in the house. */
  inHouse(address: string, prefix?: number): ServerNetwork;
}

export function probeHome(settings: Parameters<typeof smallHome>[0] & { dns?: readonly string[] } = {}): ProbeHome {
  const home = smallHome(settings);
  const laptop = home.host('laptop', '192.168.1.50');
  laptop.host.dns = settings.dns ?? ['192.168.1.1'];
  return {
    ...home,
    laptop: laptop.network,
    routerLan: new HostView(home.router, home.clock.background, home.router.lan),
    onInternet: (address) => new HostView(home.host(address, address, { segment: home.internet }).host, home.clock.background),
    inHouse: (address, prefix = 24) => new HostView(home.host(address, address, { prefix }).host, home.clock.background),
  };
}

export const OPTIONS: ProbeOptions = { stunServers: ['203.0.113.1:3478', '203.0.113.2:3478'], publicResolvers: ['203.0.113.9'] };

export interface OneRun extends RunResult {
  readonly facts: Facts;
  readonly ms: number;
}

/** Runs `probe` after `host`, with what was known before as `said`. Probes that it would wait for are not run. */
export async function runOne(
  network: Network,
  probe: Probe,
  input: { options?: Partial<ProbeOptions>; said?: Readonly<Partial<Record<FactPath, Json>>>; signal?: AbortSignal; withoutHost?: boolean } = {},
): Promise<OneRun> {
  const begin = network.clock.now();
  const initial = Object.entries(input.said ?? {}).map(([path, value]) => ({ path: path as FactPath, source: 'settings-file' as const, vantage: 'person' as const, at: begin, value: value }));
  const result = await runProbes({
    network,
    probes: input.withoutHost ? [probe] : [hostProbe, probe],
    options: { ...OPTIONS, ...input.options },
    initial,
    ...(input.signal ? { signal: input.signal } : {}),
  });
  return { ...result, facts: mergeObservations(result.observations), ms: network.clock.now() - begin };
}

/** `value`, or the reason why there is none: short to compare. */
export function told(facts: Facts, path: FactPath): Json | { unknown: string } {
  const fact: Fact = facts.get(path);
  return fact.state === 'known' ? fact.value : { unknown: fact.reason };
}

export function detail(facts: Facts, path: FactPath): string {
  const fact = facts.get(path);
  return fact.state === 'unknown' ? (fact.detail ?? '') : '';
}

/** Answers every datagram on a port with what `answer` gives; `groups` joins multicast. Returns what was heard. */
export async function answerUdp(network: ServerNetwork, port: number, answer: (datagram: Datagram) => readonly Uint8Array[] | Promise<readonly Uint8Array[]>, groups: readonly string[] = []): Promise<Datagram[]> {
  const heard: Datagram[] = [];
  const opened = await network.udp({ port, groups });
  if (!opened.ok) throw new Error(opened.failure.kind);
  const listen = async (): Promise<void> => {
    for (;;) {
      const datagram = await opened.value.receive(new AbortController().signal);
      if (!datagram.ok) return;
      heard.push(datagram.value);
      for (const data of await answer(datagram.value)) await opened.value.send(data, datagram.value.port, datagram.value.address);
    }
  };
  void listen();
  return heard;
}

/** A TCP port that counts who comes. */
export async function countTcp(network: ServerNetwork, port: number): Promise<{ connections: number }> {
  const seen = { connections: 0 };
  const listener = await network.listen(port, (connection) => {
    seen.connections += 1;
    connection.on('error', () => connection.destroy());
    connection.resume();
  });
  if (!listener.ok) throw new Error(listener.failure.kind);
  return seen;
}
