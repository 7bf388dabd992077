/**
 * DHDiscover (recorder-apis §5): asks every Dahua-family device on the wire to introduce itself, without a login. It is answered even by
 * a recorder whose address belongs to another network, which is how a mis-addressed one is found at all.
 */
import { DONE } from '../../network/done.js';
import { canonicalIp, cleanText, maskToPrefix, networkOf, validate } from '../../facts/validate.js';
import type { Datagram, InterfaceAddress, Network, UdpSocket } from '../../network/seam.js';

export const DISCOVERY_PORT = 37810;
export const DISCOVERY_GROUP = '239.255.255.251';
const LIMITED_BROADCAST = '255.255.255.255';
const HEADER = 32;
const MAX_REPLY = 16_384;
const MAX_DEVICES = 32;
/** A house has a few dozen devices that answer a few times each; more is a flood. */
const MAX_DATAGRAMS = 256;
const MAX_INTERFACES = 8;

export interface Discovered {
  /** Where the reply came from. */
  readonly address: string;
  readonly mac: string | undefined;
  readonly serial: string | undefined;
  readonly model: string | undefined;
  readonly firmware: string | undefined;
  readonly vendor: string | undefined;
  /** NVR, HCVR, IPC, VTO, … */
  readonly deviceClass: string | undefined;
  readonly tcpPort: number | undefined;
  readonly httpPort: number | undefined;
  readonly dhcp: boolean | undefined;
  /** Address in its settings; null is 0.0.0.0. */
  readonly configured: string | null | undefined;
  readonly prefix: number | undefined;
  readonly gateway: string | null | undefined;
  /** False: factory state, no password yet. */
  readonly initialized: boolean | undefined;
}

/** A framed search: 32-byte little-endian header with magic `DHIP` and the body length twice, then JSON. Unframed JSON is not answered. */
export function searchDatagram(): Uint8Array {
  const body = Buffer.from('{"method":"DHDiscover.search","params":{"mac":"","uni":1}}', 'latin1');
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(HEADER, 0);
  header.write('DHIP', 4, 'latin1');
  header.writeUInt32LE(body.length, 16);
  header.writeUInt32LE(body.length, 24);
  return Buffer.concat([header, body]);
}

/** A reply, or undefined for anything else (other people's searches included). The header's length is not to be relied on. */
export function readReply(datagram: Datagram): Discovered | undefined {
  const text = Buffer.from(datagram.data.subarray(0, MAX_REPLY)).toString('utf8').replaceAll('\0', '');
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  if (start < 0 || end < start) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.slice(start, end + 1));
  } catch {
    return undefined;
  }
  const info = own(own(parsed, 'params'), 'deviceInfo');
  if (own(parsed, 'method') !== 'client.notifyDevInfo' || typeof info !== 'object' || info === null) return undefined;
  const ipv4 = own(info, 'IPv4Address');
  const mask = text4(ipv4, 'SubnetMask');
  const init = own(info, 'Init');
  const initBits = typeof init === 'number' && Number.isSafeInteger(init) ? init & 3 : undefined;
  const dhcp = own(ipv4, 'DhcpEnable');
  return {
    address: datagram.address,
    mac: macOf(own(parsed, 'mac')),
    serial: label(info, 'SerialNo'),
    model: label(info, 'DeviceType'),
    firmware: label(info, 'Version'),
    vendor: label(info, 'Vendor'),
    deviceClass: label(info, 'DeviceClass'),
    tcpPort: portOf(own(info, 'Port')),
    httpPort: portOf(own(info, 'HttpPort')),
    dhcp: typeof dhcp === 'boolean' ? dhcp : undefined,
    configured: addressOf(text4(ipv4, 'IPAddress')),
    prefix: mask === undefined ? undefined : maskToPrefix(mask),
    gateway: addressOf(text4(ipv4, 'DefaultGateway')),
    // Only the two values seen on devices are taken: 1 factory, 2 set up.
    initialized: initBits === 1 ? false : initBits === 2 ? true : undefined,
  };
}

const own = (value: unknown, name: string): unknown => (typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined);

function label(info: unknown, name: string): string | undefined {
  const value = own(info, name);
  const text = typeof value === 'string' ? cleanText(value, 64) : '';
  return text === '' ? undefined : text;
}

function text4(value: unknown, name: string): string | undefined {
  const text = own(value, name);
  return typeof text === 'string' && text.length <= 64 ? text.trim() : undefined;
}

function addressOf(text: string | undefined): string | null | undefined {
  if (text === undefined) return undefined;
  return text === '' || text === '0.0.0.0' ? null : canonicalIp(text);
}

function macOf(value: unknown): string | undefined {
  const mac = validate({ type: { kind: 'mac' }, title: '', sources: [] }, value);
  return typeof mac === 'string' ? mac : undefined;
}

function portOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535 ? value : undefined;
}

export interface SearchOptions {
  /** An address to ask directly as well. */
  readonly unicast?: string;
  /** Ends the search at once when it returns true for a device that answered. */
  readonly isWanted?: (device: Discovered) => boolean;
  readonly signal: AbortSignal;
  readonly onFound?: (device: Discovered) => void;
}

export interface SearchResult {
  readonly devices: readonly Discovered[];
  /** False where no search could be sent on any interface: silence then proves nothing. */
  readonly sent: boolean;
}

/** Milliseconds: the second search (datagrams get lost on Wi-Fi), the end of listening, and how long others are waited for after the first. */
export const SEARCH_TIMES = { repeat: 300, silence: 850, grace: 250 } as const;

/** Searches on every IPv4 interface at once. Never fails: what cannot be sent is told by `sent`. */
export async function searchDahua(network: Network, options: SearchOptions): Promise<SearchResult> {
  const { clock } = network;
  const interfaces = (await network.interfaces()).filter((i) => i.family === 4).slice(0, MAX_INTERFACES);
  const window = clock.deadline(SEARCH_TIMES.silence, options.signal);
  const finished = new AbortController();
  const finish = (): void => finished.abort(DONE);
  window.signal.addEventListener('abort', finish, { once: true });
  if (window.signal.aborted) finish();

  const found: Discovered[] = [];
  let datagrams = 0;
  const take = (datagram: Datagram): void => {
    if (++datagrams > MAX_DATAGRAMS) finish();
    const device = readReply(datagram);
    if (!device || !addDevice(found, device, interfaces)) return;
    options.onFound?.(device);
    if (options.isWanted?.(device)) finish();
    else if (!options.isWanted && found.length === 1) void clock.sleep(SEARCH_TIMES.grace, finished.signal).then(finish);
  };
  const listen = async (socket: UdpSocket): Promise<void> => {
    while (!finished.signal.aborted) {
      const received = await socket.receive(finished.signal);
      if (received.ok) take(received.value);
      else if (received.failure.kind === 'aborted' || received.failure.kind === 'closed' || ++datagrams > MAX_DATAGRAMS) return;
    }
  };

  const senders: UdpSocket[] = [];
  const listeners: UdpSocket[] = [];
  for (const { address } of interfaces) {
    const sender = await network.udp({ address, broadcast: true, multicastTtl: 1 });
    if (sender.ok) senders.push(sender.value);
    // A recorder on a wrong subnet cannot reach our address: it answers to the group, where other programs may be listening too.
    const group = await network.udp({ address, port: DISCOVERY_PORT, reuse: true, groups: [DISCOVERY_GROUP] });
    if (group.ok) listeners.push(group.value);
  }
  if (options.unicast !== undefined && senders.length === 0) {
    const sender = await network.udp({});
    if (sender.ok) senders.push(sender.value);
  }
  const listening = [...senders, ...listeners].map(listen);
  const data = searchDatagram();
  let sent = false;
  const search = async (): Promise<void> => {
    for (const sender of senders) {
      const targets = interfaces.length === 0 ? [] : [DISCOVERY_GROUP, LIMITED_BROADCAST];
      for (const target of targets) sent = (await sender.send(data, DISCOVERY_PORT, target)).ok || sent;
      if (options.unicast !== undefined) await sender.send(data, DISCOVERY_PORT, options.unicast);
    }
  };
  await search();
  if (senders.length === 0) finish();
  await clock.sleep(SEARCH_TIMES.repeat, finished.signal);
  if (!finished.signal.aborted) await search();
  await Promise.all(listening);
  window.clear();
  for (const socket of [...senders, ...listeners]) socket.close();
  return { devices: found, sent };
}

/** Devices answer several times, and once per network card; the reply from an address that we share a network with is kept. True when it is new. */
function addDevice(found: Discovered[], device: Discovered, interfaces: readonly InterfaceAddress[]): boolean {
  const at = found.findIndex((d) => (d.mac !== undefined && d.mac === device.mac) || (d.serial !== undefined && d.serial === device.serial) || (d.mac === undefined && d.serial === undefined && d.address === device.address));
  if (at < 0) {
    if (found.length >= MAX_DEVICES) return false;
    found.push(device);
    return true;
  }
  const known = found[at] as Discovered;
  if (!onLink(known.address, interfaces) && onLink(device.address, interfaces)) found[at] = device;
  return false;
}

/** True where the address belongs to the network of one of the interfaces. */
export function onLink(address: string, interfaces: readonly InterfaceAddress[]): boolean {
  return interfaces.some((i) => i.family === 4 && networkOf(address, i.prefix) !== undefined && networkOf(address, i.prefix) === networkOf(i.address, i.prefix));
}


