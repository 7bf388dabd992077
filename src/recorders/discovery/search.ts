/** All three searches side by side on every network card, in one window of time and with one list of answers. */
import { randomUUID } from 'node:crypto';
import { DONE, sharedAbort } from '../../network/done.js';
import type { Datagram, Network, UdpSocket } from '../../network/seam.js';
import type { Witness } from '../exchange.js';
import { DISCOVERY_GROUP, DISCOVERY_PORT, readReply, searchDatagram } from './dahua.js';
import type { Discovered, DiscoveryProtocol, Introduction } from './device.js';
import { DeviceList } from './devices.js';
import { readSadp, SADP_GROUP, SADP_PORT, sadpDatagram } from './sadp.js';
import { probeDatagram, readProbeMatches, WS_DISCOVERY_GROUP, WS_DISCOVERY_PORT } from './ws-discovery.js';

const LIMITED_BROADCAST = '255.255.255.255';
/** Longest datagram that is read, bytes; the longest real ones are a tenth of it. */
const MAX_REPLY = 16_384;
/** A house has a few dozen devices that answer a few times each; more is a flood. */
const MAX_DATAGRAMS = 2048;
/** One device with three protocols, two cards and two searches answers some twenty times; one that floods must not drown the others. */
const MAX_FROM_ONE = 64;
const MAX_INTERFACES = 8;

interface Language {
  readonly protocol: DiscoveryProtocol;
  readonly port: number;
  readonly group: string;
  /** Asked by broadcast as well: group messages get lost in some switches and access points. */
  readonly broadcast: boolean;
  readonly question: Uint8Array;
  readonly read: (datagram: Datagram) => Introduction | undefined;
}

function languages(): readonly Language[] {
  const uuid = randomUUID();
  return [
    { protocol: 'dhdiscover', port: DISCOVERY_PORT, group: DISCOVERY_GROUP, broadcast: true, question: searchDatagram(), read: readReply },
    { protocol: 'sadp', port: SADP_PORT, group: SADP_GROUP, broadcast: true, question: sadpDatagram(uuid), read: readSadp },
    { protocol: 'ws-discovery', port: WS_DISCOVERY_PORT, group: WS_DISCOVERY_GROUP, broadcast: false, question: probeDatagram(uuid), read: readProbeMatches },
  ];
}

export interface SearchOptions {
  /** An address to ask directly as well. */
  readonly unicast?: string;
  /** The device that was asked for: the search ends as soon as it has told what it can. */
  readonly isWanted?: (device: Discovered) => boolean;
  readonly signal: AbortSignal;
  readonly onFound?: (device: Discovered) => void;
  /** Told of every reply that was understood. */
  readonly witness?: Witness;
}

export interface SearchResult {
  readonly devices: readonly Discovered[];
  /** False where no search could be sent on any interface: silence then proves nothing. */
  readonly sent: boolean;
}

/** Milliseconds: the second search (datagrams get lost on Wi-Fi), the end of listening, and how long others are waited for after the first recorder. */
export const SEARCH_TIMES = { repeat: 300, silence: 850, grace: 250 } as const;

/** Searches on every IPv4 interface at once. Never fails: what cannot be sent is told by `sent`. */
export async function searchRecorders(network: Network, options: SearchOptions): Promise<SearchResult> {
  const { clock } = network;
  const interfaces = (await network.interfaces()).filter((i) => i.family === 4).slice(0, MAX_INTERFACES);
  const window = clock.deadline(SEARCH_TIMES.silence, options.signal);
  const finished = sharedAbort();
  const finish = (): void => finished.abort(DONE);
  window.signal.addEventListener('abort', finish, { once: true });
  if (window.signal.aborted) finish();

  const spoken = languages();
  const list = new DeviceList(interfaces);
  let grace = false;
  const heard = (device: Discovered): void => {
    const counts = options.isWanted ? options.isWanted(device) : device.kind === 'recorder';
    if (!counts) return;
    // ONVIF says little: the maker's own protocol may still be on its way.
    if (options.isWanted && (device.protocols.has('dhdiscover') || device.protocols.has('sadp'))) return finish();
    if (!grace) void clock.sleep(SEARCH_TIMES.grace, finished.signal).then(finish);
    grace = true;
  };
  let datagrams = 0;
  const from = new Map<string, number>();
  const take = (datagram: Datagram): void => {
    const { address, data } = datagram;
    const count = (from.get(address) ?? 0) + 1;
    from.set(address, count);
    if (count > MAX_FROM_ONE || data.length > MAX_REPLY) return;
    for (const { protocol, read } of spoken) {
      const reply = read(datagram);
      if (!reply) continue;
      if (!list.add(reply)) return;
      options.witness?.({ protocol, request: 'search', rawHeaders: [], body: Buffer.from(data).toString('utf8') });
      const device = list.deviceOf(reply);
      options.onFound?.(device);
      return heard(device);
    }
  };
  const listen = async (socket: UdpSocket): Promise<void> => {
    while (!finished.signal.aborted) {
      const received = await socket.receive(finished.signal);
      if (!received.ok && (received.failure.kind === 'aborted' || received.failure.kind === 'closed')) return;
      if (++datagrams > MAX_DATAGRAMS) return finish();
      if (received.ok) take(received.value);
    }
  };

  const senders: UdpSocket[] = [];
  const listeners: UdpSocket[] = [];
  for (const { address } of interfaces) {
    const sender = await network.udp({ address, broadcast: true, multicastTtl: 1 });
    if (sender.ok) senders.push(sender.value);
    for (const { port, group } of spoken) {
      // A recorder on a wrong subnet cannot reach our address: it answers to the group, where other programs may be listening too.
      const listener = await network.udp({ address, port, reuse: true, groups: [group] });
      if (listener.ok) listeners.push(listener.value);
    }
  }
  if (options.unicast !== undefined && senders.length === 0) {
    const sender = await network.udp({});
    if (sender.ok) senders.push(sender.value);
  }
  const listening = [...senders, ...listeners].map(listen);
  let sent = false;
  const search = async (): Promise<void> => {
    for (const sender of senders) {
      for (const { port, group, broadcast, question } of spoken) {
        const targets = interfaces.length === 0 ? [] : [group, ...(broadcast ? [LIMITED_BROADCAST] : [])];
        for (const target of targets) sent = (await sender.send(question, port, target)).ok || sent;
        if (options.unicast !== undefined) await sender.send(question, port, options.unicast);
      }
    }
  };
  await search();
  if (senders.length === 0) finish();
  await clock.sleep(SEARCH_TIMES.repeat, finished.signal);
  if (!finished.signal.aborted) await search();
  await Promise.all(listening);
  window.clear();
  for (const socket of [...senders, ...listeners]) socket.close();
  return { devices: list.devices(), sent };
}
