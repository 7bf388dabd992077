/** TCP ports of a recorder, tried without saying a word. */
import type { PORT_STATES } from '../facts/areas/lan.js';
import type { Network } from '../network/seam.js';

export type PortState = (typeof PORT_STATES)[number];

/** The labels of the usual makes: Dahua, web, HTTPS, RTSP, Lorex, Hikvision. */
export const KNOWN_PORTS: readonly number[] = [37777, 80, 443, 554, 35000, 8000];
/** Ports that hardly anything but a Dahua-family recorder opens. */
export const RECORDER_PORTS: readonly number[] = [37777, 35000];

/** Milliseconds. In a house an answer takes a few; a lost first SYN is repeated after 1 s, which is later than any probe here waits. */
const CONNECT_MS = 700;

/** State of each port, tried side by side. `undefined` where the attempt says nothing about the recorder (no network, no permission). */
export async function tryPorts(network: Network, address: string, ports: readonly number[], signal: AbortSignal): Promise<ReadonlyMap<number, PortState | undefined>> {
  const deadline = network.clock.deadline(CONNECT_MS, signal);
  try {
    const states = await Promise.all([...new Set(ports)].map(async (port) => [port, await tryPort(network, address, port, deadline.signal)] as const));
    // Cut short by the run, or on a computer without any network, silence says nothing about the recorder.
    const deaf = signal.aborted || (states.some(([, state]) => state === 'no-answer') && !(await network.interfaces()).some((i) => i.family === 4));
    return new Map(states.map(([port, state]) => [port, state === 'no-answer' && deaf ? undefined : state]));
  } finally {
    deadline.clear();
  }
}

async function tryPort(network: Network, host: string, port: number, signal: AbortSignal): Promise<PortState | undefined> {
  const connection = await network.tcp({ host, port, signal });
  if (connection.ok) {
    connection.value.on('error', () => undefined);
    connection.value.destroy();
    return 'open';
  }
  switch (connection.failure.kind) {
    case 'connection-refused':
    case 'connection-reset':
      return 'closed';
    case 'timed-out':
    case 'aborted':
    case 'host-unreachable':
    // There is no way from here, or a router on the way says so: a recorder of another network looks like this.
    case 'network-unreachable':
      return 'no-answer';
    default:
      return undefined;
  }
}
