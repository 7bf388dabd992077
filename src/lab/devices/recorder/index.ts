/** The virtual recorder: web port, TCP port, discovery, and what it does of itself on the network (P2P, DDNS, UPnP). */
import type { Duplex } from 'node:stream';
import { endAllSessions } from '../../../accounts/index.js';
import type { Listener, ServerNetwork } from '../../../network/seam.js';
import type { Device } from '../../device.js';
import { mustOpen, orClose, serveHttp, type HttpService, type Peer } from '../service.js';
import { Cgi } from './cgi.js';
import { createCounters, RecorderContext, type AccountsBook, type RecorderCounters } from './context.js';
import { startDiscovery } from './discovery.js';
import type { Face, OpenFace } from './face.js';
import { CloudClient } from './outgoing/cloud-client.js';
import { updateDdns } from './outgoing/ddns-client.js';
import { mapPorts } from './outgoing/upnp-client.js';
import { Rpc2 } from './rpc2.js';
import type { RecorderQuirks } from './quirks.js';
import { serveRtspConnection } from './rtsp.js';
import { serveSdkConnection } from './sdk.js';
import type { RecorderState } from './state.js';
import { throughWebPort } from './web-port.js';

export { CANARIES } from './canaries.js';
export { createCounters, type AccountsBook, type RecorderCounters } from './context.js';
export type { Face, OpenFace } from './face.js';
export { createRecorderState, type DdnsSettings, type NetworkCard, type RecorderSettings, type RecorderState, type UpnpMapping } from './state.js';
export { CERTIFICATES, LAB_AUTHORITY, type LabCertificate } from './lab-certificates.js';
export { DIGEST_ALGORITHMS, profileOf, realmOf, RECORDER_KINDS, type DigestAlgorithm, type FirmwareProfile } from './profiles.js';
export type { RecorderQuirks } from './quirks.js';
export { sdkSignIn, type SdkSignIn } from './sdk-client.js';

export interface RecorderOptions {
  /** Read on every request; change it in place. Ports are opened at start: restart the device after changing them. */
  readonly state: RecorderState;
  readonly accounts: AccountsBook;
  /** Kept by the caller where they must outlive a restart. */
  readonly counters?: RecorderCounters;
  readonly quirks?: RecorderQuirks;
  /** The make that it shows to the network; default the Dahua family. */
  readonly face?: OpenFace;
  /** Address to listen on; default all. */
  readonly address?: string;
  /**
   * Ports in place of those in the settings, where the settings' own cannot be opened (loopback); 0 picks a free one. `discovery: false`
   * leaves it out. RTSP is then opened only where its port is named.
   */
  readonly ports?: { readonly http?: number; readonly https?: number; readonly tcp?: number; readonly rtsp?: number; readonly discovery?: number | false };
  /** Seconds between keepalives to the P2P cloud, default 30; 0: only on `refresh`. */
  readonly keepaliveSeconds?: number;
}

export interface Recorder extends Device {
  readonly httpPort: number;
  /** 0 where HTTPS is switched off; likewise the next two. */
  readonly httpsPort: number;
  readonly rtspPort: number;
  readonly tcpPort: number;
  readonly counters: RecorderCounters;
  /**
   * Does now what a recorder does every minute: registers with its cloud, updates its DDNS name and, with `asksForPorts` (default true), asks
   * the router for its ports; else the settings page shows what the last try came to. Never fails; the outcome stands in the state. Ends after some seconds of the network's clock where nothing answers: under virtual time somebody has to let time pass.
   */
  refresh(options?: { readonly asksForPorts?: boolean }): Promise<void>;
}

export async function startRecorder(network: ServerNetwork, options: RecorderOptions): Promise<Recorder> {
  const { state, accounts, quirks = {}, ports = {} } = options;
  const counters = options.counters ?? createCounters();
  const context = new RecorderContext(state, accounts, counters, quirks, () => network.clock.now());
  // A recorder that was off has lost its sessions.
  accounts.state = endAllSessions(accounts.state);

  const opened: Device[] = [];
  const opening = async <D extends Device>(device: Promise<D>): Promise<D> => {
    const ready = await orClose(device, ...opened);
    opened.push(ready);
    return ready;
  };
  const web: HttpService[] = [];
  const webConnections = (): number => web.reduce((sum, service) => sum + service.openConnections(), 0);
  const noteSockets = (): void => {
    counters.maxSockets = Math.max(counters.maxSockets, webConnections() + context.tcpClients.size);
  };
  const face = (options.face ?? dahuaFace)({ network, context, openConnections: webConnections });
  const serveWeb = async (port: number, what: string, secure?: (connection: Duplex) => Duplex): Promise<HttpService> => {
    const service = await opening(
      serveHttp(network, { port, address: options.address, what, onConnection: noteSockets, secure }, (exchange) => {
        void throughWebPort(context, network.clock, exchange, state.https.only ? https?.port : undefined, (asked) => face.answer(asked));
      }),
    );
    web.push(service);
    return service;
  };
  const openListener = async (port: number, what: string, accept: (connection: Duplex, peer: Peer) => void): Promise<Listener> => opening(network.listen(port, accept, options.address).then((listener) => mustOpen(listener, what)));

  const http = await serveWeb(ports.http ?? state.ports.http, 'The web port of the recorder');
  const https = state.https.enabled ? await serveWeb(ports.https ?? state.ports.https, 'The HTTPS port of the recorder', await secured(network, state)) : undefined;
  // Where two services are set to one port, the web has it.
  const free = (port: number): boolean => port === 0 || (port !== http.port && port !== https?.port);
  const tcpPort = ports.tcp ?? state.ports.tcp;
  const sdk =
    state.tcpService && free(tcpPort)
      ? await openListener(tcpPort, 'The TCP port of the recorder', (connection, peer) => {
          serveSdkConnection(context, connection, peer.address);
          noteSockets();
        })
      : undefined;
  const rtspClients = new Set<Duplex>();
  const rtspPort = options.ports === undefined ? state.ports.rtsp : ports.rtsp;
  const rtsp =
    state.rtspService && rtspPort !== undefined && free(rtspPort) && rtspPort !== sdk?.port
      ? await openListener(rtspPort, 'The RTSP port of the recorder', (connection) => {
          rtspClients.add(connection);
          connection.once('close', () => rtspClients.delete(connection));
          serveRtspConnection(context, connection);
        })
      : undefined;
  if (ports.discovery !== false) await opening(face.discover({ address: options.address, port: ports.discovery }));
  const cloud = new CloudClient(network, context, options.keepaliveSeconds ?? 30);
  return {
    httpPort: http.port,
    httpsPort: https?.port ?? 0,
    rtspPort: rtsp?.port ?? 0,
    tcpPort: sdk?.port ?? 0,
    counters,
    refresh: async ({ asksForPorts = true } = {}) => {
      await Promise.all([cloud.register(), updateDdns(network, state), ...(asksForPorts ? [mapPorts(network, state)] : [])]);
    },
    close: () => {
      cloud.close();
      for (const device of opened) device.close();
      for (const connection of [...context.tcpClients, ...rtspClients]) connection.destroy();
    },
  };
}

/** TLS is loaded only where a recorder has it. */
async function secured(network: ServerNetwork, state: RecorderState): Promise<(connection: Duplex) => Duplex> {
  const { tlsOver } = await network.clock.pending(import('./tls.js'));
  return tlsOver(state.https, network.clock);
}

/** The Dahua family: CGI and JSON calls on the web port, DHDiscover. */
export const dahuaFace: OpenFace = ({ network, context, openConnections }): Face => {
  const cgi = new Cgi(context, openConnections);
  const rpc = new Rpc2(context);
  return {
    answer: (exchange) => {
      const path = exchange.target.split('?', 1)[0] ?? '';
      if (path.startsWith('/cgi-bin/')) return cgi.answer(exchange);
      if (rpc.serves(path)) return rpc.answer(exchange, path);
      if (path === '/' && exchange.method === 'GET') return cgi.home(exchange);
      exchange.reply(404, '', ['CONNECTION', 'close']);
    },
    discover: (where) => startDiscovery(network, context, where),
  };
};
