/** Searches for internet gateways by SSDP (UPnP Device Architecture 2.0 §1.3) on every IPv4 network of this computer. */
import { networkOf } from '../../facts/validate.js';
import type { InterfaceAddress, Network, UdpSocket } from '../../network/seam.js';
import { SSDP_REPEAT, SSDP_SILENCE } from '../deadlines.js';
import { DONE, sharedAbort } from '../../network/done.js';

const GROUP = '239.255.255.250';
const PORT = 1900;
const TARGETS = [1, 2].map((version) => `urn:schemas-upnp-org:device:InternetGatewayDevice:${version}`);
/** More routers than any home has; an attacker can forge sources without end. The gateway is heard even after that. */
const MAX_ROUTERS = 16;

/** A router that answered the search. */
export interface Answer {
  /** The address the datagram came from. */
  readonly address: string;
  /** Where its description is; undefined where it names another host than itself, or none. */
  readonly location: string | undefined;
}

/** A running search. It goes on listening until `close()`, so that routers that answer late are still counted. */
export interface Search {
  /** Everybody who answered so far, by address, first answer first. A good location replaces a bad one. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** False where not one datagram could be sent. */
  readonly sent: boolean;
  close(): void;
}

/**
 * Resolves as soon as `gateway` has answered with a usable location, else when SSDP's answering time is over (1.1 s).
 * Without a known gateway the first router ends the wait as well.
 */
export async function searchGateways(network: Network, interfaces: readonly InterfaceAddress[], gateway: string | undefined, signal: AbortSignal): Promise<Search> {
  const answers = new Map<string, Answer>();
  const silence = network.clock.deadline(SSDP_SILENCE, signal);
  const listening = sharedAbort();
  const waiting = new AbortController();
  silence.signal.addEventListener('abort', () => waiting.abort(DONE), { once: true });
  const sockets: UdpSocket[] = [];
  let found: () => void = () => undefined;
  const gatewayAnswered = new Promise<void>((resolve) => (found = resolve));
  const atHome = new Set(interfaces.map((i) => networkOf(i.address, i.prefix)));
  const isAtHome = (address: string): boolean => address === gateway || interfaces.some((i) => atHome.has(networkOf(address, i.prefix)));

  const hear = async (socket: UdpSocket): Promise<void> => {
    for (;;) {
      const datagram = await socket.receive(listening.signal);
      if (!datagram.ok) return;
      const { address, data } = datagram.value;
      const location = readAnswer(data);
      // An answer from outside the house is not from this house's router, whoever sent it.
      if (location === undefined || !isAtHome(address)) continue;
      const usable = isOn(location, address) ? location : undefined;
      const earlier = answers.get(address);
      if (!earlier && answers.size >= MAX_ROUTERS && address !== gateway) continue;
      if (!earlier || (earlier.location === undefined && usable !== undefined)) answers.set(address, { address, location: usable });
      if (usable !== undefined && (gateway === undefined || address === gateway)) found();
    }
  };

  const opened = await Promise.all(interfaces.map((i) => network.udp({ address: i.address, multicastTtl: 2 })));
  for (const socket of opened) {
    if (!socket.ok) continue;
    sockets.push(socket.value);
    void hear(socket.value);
  }
  const searchAll = async (): Promise<boolean> => {
    const results = await Promise.all(sockets.flatMap((socket) => TARGETS.map((target) => socket.send(request(target), PORT, GROUP))));
    return results.some((result) => result.ok);
  };
  const sent = await searchAll();
  if (sent) {
    void network.clock.sleep(SSDP_REPEAT, waiting.signal).then(() => (waiting.signal.aborted ? undefined : searchAll()));
    await Promise.race([gatewayAnswered, aborted(silence.signal)]);
  }
  waiting.abort(DONE);
  silence.clear();
  return {
    answers,
    sent,
    close() {
      listening.abort(DONE);
      for (const socket of sockets) socket.close();
    },
  };
}

function request(target: string): Buffer {
  return Buffer.from(`M-SEARCH * HTTP/1.1\r\nHOST: ${GROUP}:${PORT}\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: ${target}\r\n\r\n`);
}

/** The LOCATION of an answer to our search, empty where it has none; undefined where the datagram is something else. */
function readAnswer(data: Uint8Array): string | undefined {
  if (data.length > 4096) return undefined;
  const lines = Buffer.from(data).toString('latin1').split(/\r?\n/);
  if (!/^HTTP\/1\.\d 200/.test(lines[0] ?? '')) return undefined;
  let location = '';
  let isGateway = false;
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (name === 'location') location = line.slice(colon + 1).trim();
    if ((name === 'st' || name === 'usn') && line.includes(':InternetGatewayDevice:')) isGateway = true;
  }
  return isGateway ? location : undefined;
}

/** Whether a URL is plain HTTP on that very host. */
export function isOn(location: string, address: string): boolean {
  if (location.length > 512 || !URL.canParse(location)) return false;
  const url = new URL(location);
  return url.protocol === 'http:' && url.hostname === address && url.username === '' && url.password === '';
}

function aborted(signal: AbortSignal): Promise<void> {
  return signal.aborted ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
