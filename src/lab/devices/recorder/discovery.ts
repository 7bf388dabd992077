/** DHDiscover on UDP 37810: the recorder tells who and where it is to anyone on its wire, without a sign-in. */
import { ipv4Text, networkOf, prefixMask } from '../../../facts/validate.js';
import type { ServerNetwork } from '../../../network/seam.js';
import type { Device } from '../../device.js';
import { serveUdp } from '../service.js';
import type { RecorderContext } from './context.js';

export const DISCOVERY_PORT = 37810;
export const DISCOVERY_GROUP = '239.255.255.251';
const HEADER = 32;
/** Some firmware puts more in front of the JSON than clients are told. */
const LONG_HEADER = 40;
const MAX_REQUEST = 4096;

export async function startDiscovery(network: ServerNetwork, context: RecorderContext, options: { readonly address?: string | undefined; readonly port?: number | undefined }): Promise<Device> {
  const port = options.port ?? DISCOVERY_PORT;
  const bind = { port, reuse: true, groups: [DISCOVERY_GROUP], broadcast: true, ...(options.address === undefined ? {} : { address: options.address }) };
  const service = await serveUdp(network, bind, 'The discovery port of the recorder', (datagram, reply) => {
    const request = readFramed(Buffer.from(datagram.data));
    if (request === undefined) return;
    if (isWrite(request.method)) context.counters.writes++;
    if (request.method !== 'DHDiscover.search' || (request.mac !== '' && request.mac !== context.state.mac)) return;
    const answer = framed(deviceInfo(context), context.quirks.discovery === 'long-header' ? LONG_HEADER : HEADER);
    // Recorders answer once per network card, and by multicast where the asker is not in their own network: the way back has no route then.
    reply(answer);
    reply(answer);
    const { address, prefix } = context.state.network;
    if (networkOf(datagram.address, prefix) !== networkOf(address, prefix)) void service.socket.send(answer, DISCOVERY_PORT, DISCOVERY_GROUP);
  });
  return service;
}

/** Only requests with the 32-byte header are heard; bare JSON gets no answer. */
function readFramed(data: Buffer): { readonly method: string; readonly mac: string } | undefined {
  if (data.length <= HEADER || data.length > MAX_REQUEST || data.readUInt32BE(0) !== 0x20000000 || data.toString('latin1', 4, 8) !== 'DHIP') return undefined;
  const length = data.readUInt32LE(16);
  if (length === 0 || length > data.length - HEADER) return undefined;
  try {
    const parsed: unknown = JSON.parse(data.toString('utf8', HEADER, HEADER + length).replace(/\0+$/, ''));
    const { method, params } = parsed as { readonly method?: unknown; readonly params?: { readonly mac?: unknown } | null };
    if (typeof method !== 'string') return undefined;
    return { method, mac: typeof params?.mac === 'string' ? params.mac.toLowerCase() : '' };
  } catch {
    return undefined;
  }
}

function isWrite(method: string): boolean {
  return /\.setConfig$|^DevInit\.(account|access)$|^PasswdFind\./.test(method);
}

function framed(body: object, size: number): Buffer {
  const text = Buffer.from(`${JSON.stringify(body)}\n\0`, 'utf8');
  const header = Buffer.alloc(size);
  header.writeUInt32BE(size * 0x1000000, 0);
  header.write('DHIP', 4, 'latin1');
  header.writeUInt32LE(text.length, 16);
  header.writeUInt32LE(text.length, 24);
  return Buffer.concat([header, text]);
}

function deviceInfo(context: RecorderContext): object {
  const { state, accounts, profile, quirks } = context;
  const { network, ports } = state;
  const address = { DefaultGateway: network.gateway, DhcpEnable: network.dhcp, IPAddress: network.address, SubnetMask: ipv4Text(prefixMask(network.prefix)) };
  return {
    mac: state.mac,
    method: 'client.notifyDevInfo',
    params: {
      deviceInfo: {
        AlarmInputChannels: 16,
        AlarmOutputChannels: 4,
        DeviceClass: profile.deviceClass,
        DeviceID: '',
        DeviceType: state.model,
        Find: 'BC',
        FindVersion: 0,
        HttpPort: ports.http,
        // The low two bits: 1 factory state, 2 initialised.
        Init: accounts.state.initialized ? 150 : 149,
        ...(quirks.discovery === 'no-address' ? {} : { IPv4Address: address }),
        MachineGroup: quirks.discovery === 'huge' ? 'x'.repeat(1600) : '',
        MachineName: state.name,
        Manufacturer: 'General',
        Port: ports.tcp,
        RemoteVideoInputChannels: 16,
        SerialNo: state.serial,
        UnLoginFuncMask: 1,
        Vendor: 'General',
        Version: state.firmware,
        VideoInputChannels: 16,
        VideoOutputChannels: 2,
      },
    },
  };
}
