/** Small networks for the tests of the simulator. */
import type { Duplex } from 'node:stream';
import { VirtualClock } from '../../src/lab/sim/clock.js';
import { Host } from '../../src/lab/sim/host.js';
import { Router } from '../../src/lab/sim/router.js';
import { Segment, type TraceEntry } from '../../src/lab/sim/segment.js';
import { HostView } from '../../src/lab/sim/view.js';

export interface SmallHome {
  readonly clock: VirtualClock;
  readonly internet: Segment;
  readonly home: Segment;
  readonly router: Router;
  readonly trace: TraceEntry[];
  readonly host: (name: string, address: string, options?: { prefix?: number; gateway?: string | null; segment?: Segment }) => { host: Host; network: HostView };
}

/** Router 192.168.1.1 with 192.88.98.7 outside; nobody else yet. */
export function smallHome(settings: { hairpin?: boolean; natMapping?: 'independent' | 'dependent' } = {}): SmallHome {
  const clock = new VirtualClock();
  const internet = new Segment('internet', 5);
  const home = new Segment('home', 1);
  const trace: TraceEntry[] = [];
  for (const segment of [internet, home]) segment.trace = (entry) => trace.push(entry);
  const router = new Router(
    'router',
    clock,
    home,
    { address: '192.168.1.1', prefix: 24, hairpin: settings.hairpin ?? false, natMapping: settings.natMapping ?? 'independent' },
    { lan: '02:00:00:00:00:01', wan: '02:00:00:00:01:01' },
  );
  router.connect(internet, '192.88.98.7', 0, null);
  let number = 0x10;
  return {
    clock,
    internet,
    home,
    router,
    trace,
    host: (name, address, options = {}) => {
      const host = new Host(name, clock, number * 64);
      const outside = options.segment === internet;
      host.plug('eth0', `02:00:00:00:00:${(number++).toString(16)}`, options.segment ?? home, address, options.prefix ?? (outside ? 0 : 24));
      host.gateway = options.gateway === undefined ? (outside ? null : '192.168.1.1') : options.gateway;
      return { host, network: new HostView(host, clock) };
    },
  };
}

/** Connects within `ms` of virtual time; the text is `open` or the failure. */
export async function tryTcp(network: HostView, host: string, port: number, ms = 5000): Promise<string> {
  const deadline = network.clock.deadline(ms);
  const outcome = await network.tcp({ host, port, signal: deadline.signal });
  deadline.clear();
  if (!outcome.ok) return outcome.failure.kind;
  outcome.value.destroy();
  return 'open';
}

/** What a peer sent until it ended its side. */
export async function readAll(connection: Duplex): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of connection) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
