/** The vendor's P2P cloud: recorders keep a registration by serial number, and phones reach them through it. */
import type { Network, ServerNetwork } from '../../network/seam.js';
import { fail, ok, type Outcome, type UdpSocket } from '../../network/seam.js';
import type { Device } from '../device.js';
import { CLOUD_PORT, cloudAnswer, cloudRequest, readCloudMessage, type CloudMessage } from './cloud-wire.js';
import { serveUdp } from './service.js';
import { signInOver, type LineChannel, type SdkSignIn } from './recorder/sdk-client.js';

/** Seconds after which a registration without keepalive is forgotten. */
export const REGISTRATION_SECONDS = 90;
const MAX_CHANNELS = 1024;
/** Milliseconds that a phone waits for one answer through the cloud. */
const RELAY_TIMEOUT = 1_500;

interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface CloudOptions {
  readonly address?: string;
  /** Default 8800. */
  readonly port?: number;
  readonly registrationSeconds?: number;
}

export interface Cloud extends Device {
  readonly port: number;
  /** Whether the serial number holds a registration now. */
  isRegistered(serial: string): boolean;
}

export async function startCloud(network: ServerNetwork, options: CloudOptions = {}): Promise<Cloud> {
  const lapse = options.registrationSeconds ?? REGISTRATION_SECONDS;
  const registrations = new Map<string, Endpoint & { readonly until: number }>();
  const phones = new Map<string, Endpoint & { readonly serial: string }>();
  const registered = (serial: string): Endpoint | undefined => {
    const entry = registrations.get(serial);
    return entry !== undefined && entry.until > network.clock.now() ? entry : undefined;
  };

  const bind = { port: options.port ?? CLOUD_PORT, ...(options.address === undefined ? {} : { address: options.address }) };
  const service = await serveUdp(network, bind, 'The port of the P2P cloud', (datagram, reply) => {
    const message = readCloudMessage(datagram.data);
    if (message === undefined) return;
    if ('status' in message.start) return relayAnswer(message);
    const cseq = { CSeq: message.headers['cseq'] ?? '0' };
    const [, action = '', serial = ''] = message.start.path.split('/');
    const from: Endpoint = { address: datagram.address, port: datagram.port };
    if (action === 'probe') return reply(cloudAnswer(200, 'OK', cseq));
    if (action === 'register' && serial !== '') {
      registrations.set(serial, { ...from, until: network.clock.now() + lapse * 1000 });
      return reply(cloudAnswer(200, 'OK', { ...cseq, 'Keep-Alive': lapse }));
    }
    const recorder = registered(serial);
    if (recorder === undefined) return reply(cloudAnswer(404, 'Not Found', cseq));
    if (action === 'online') return reply(cloudAnswer(200, 'OK', cseq));
    if (action !== 'relay') return reply(cloudAnswer(400, 'Bad Request', cseq));
    const channel = `${from.address}_${from.port}`;
    const oldest = phones.size >= MAX_CHANNELS && !phones.has(channel) ? phones.keys().next().value : undefined;
    if (oldest !== undefined) phones.delete(oldest);
    phones.set(channel, { ...from, serial });
    void service.socket.send(cloudRequest('DHPOST', `/channel/${channel}`, cseq, message.body), recorder.port, recorder.address);
  });

  function relayAnswer(message: CloudMessage): void {
    const phone = phones.get(message.headers['channel'] ?? '');
    if (phone === undefined) return;
    void service.socket.send(cloudAnswer(200, 'OK', { CSeq: message.headers['cseq'] ?? '0' }, message.body), phone.port, phone.address);
  }
  return { port: service.socket.local.port, isRegistered: (serial) => registered(serial) !== undefined, close: () => service.close() };
}

/**
 * The phone's way in by serial number. `name-not-found`: the cloud knows no such recorder online.
 * `timed-out`: the cloud, or the recorder behind it, did not answer.
 */
export async function cloudSignIn(
  network: Network,
  input: { readonly cloud: Endpoint; readonly serial: string; readonly user: string; readonly password: string; readonly signal: AbortSignal },
): Promise<Outcome<SdkSignIn>> {
  const opened = await network.udp({ connect: input.cloud });
  if (!opened.ok) return opened;
  const channel = cloudChannel(network, opened.value, input.serial);
  const signedIn = await signInOver(channel, input.user, input.password, input.signal);
  if (!signedIn.ok) channel.close();
  return signedIn;
}

function cloudChannel(network: Network, socket: UdpSocket, serial: string): LineChannel {
  let cseq = 0;
  return {
    exchange: async (line, signal) => {
      cseq++;
      const sent = await socket.send(cloudRequest('DHPOST', `/relay/${serial}`, { CSeq: cseq }, line));
      if (!sent.ok) return sent;
      const deadline = network.clock.deadline(RELAY_TIMEOUT, signal);
      try {
        for (;;) {
          const received = await socket.receive(deadline.signal);
          if (!received.ok) return deadline.expired ? fail('timed-out') : received;
          const message = readCloudMessage(received.value.data);
          if (message === undefined || !('status' in message.start) || message.headers['cseq'] !== String(cseq)) continue;
          return message.start.status === 200 ? ok(message.body) : fail('name-not-found', `status ${message.start.status}`);
        }
      } finally {
        deadline.clear();
      }
    },
    send: (line) => void socket.send(cloudRequest('DHPOST', `/relay/${serial}`, { CSeq: ++cseq }, line)),
    close: () => socket.close(),
  };
}
