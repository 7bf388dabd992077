/** The virtual recorder: web port, TCP port, discovery, and what it does of itself on the network (P2P, DDNS, UPnP). */
import type { Duplex } from 'node:stream';
import { endAllSessions } from '../../../accounts/index.js';
import type { Listener, ServerNetwork } from '../../../network/seam.js';
import type { Device } from '../../device.js';
import { mustOpen, orClose, serveHttp, type HttpExchange, type Peer } from '../service.js';
import { Cgi } from './cgi.js';
import { createCounters, RecorderContext, type AccountsBook, type RecorderCounters, type RecorderQuirks } from './context.js';
import { startDiscovery } from './discovery.js';
import { CloudClient } from './outgoing/cloud-client.js';
import { updateDdns } from './outgoing/ddns-client.js';
import { mapPorts } from './outgoing/upnp-client.js';
import { Rpc2 } from './rpc2.js';
import { serveSdkConnection } from './sdk.js';
import type { RecorderState } from './state.js';

export { createCounters, type AccountsBook, type RecorderCounters, type RecorderQuirks } from './context.js';
export { createRecorderState, type DdnsSettings, type RecorderSettings, type RecorderState, type UpnpMapping } from './state.js';
export { profileOf, type FirmwareProfile } from './profiles.js';
export { sdkSignIn, type SdkSignIn } from './sdk-client.js';

export interface RecorderOptions {
  /** Read on every request; change it in place. Ports are opened at start: restart the device after changing them. */
  readonly state: RecorderState;
  readonly accounts: AccountsBook;
  /** Kept by the caller where they must outlive a restart. */
  readonly counters?: RecorderCounters;
  readonly quirks?: RecorderQuirks;
  /** Address to listen on; default all. */
  readonly address?: string;
  /** Ports in place of those in the settings, where the settings' own cannot be opened (loopback); 0 picks a free one. `discovery: false` leaves it out. */
  readonly ports?: { readonly http?: number; readonly tcp?: number; readonly discovery?: number | false };
  /** Seconds between keepalives to the P2P cloud, default 30; 0: only on `refresh`. */
  readonly keepaliveSeconds?: number;
}

export interface Recorder extends Device {
  readonly httpPort: number;
  /** 0 where the service on it is switched off. */
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

  const openConnections = (): number => http.openConnections() + context.tcpClients.size;
  const noteSockets = (): void => {
    counters.maxSockets = Math.max(counters.maxSockets, openConnections());
  };
  const cgi = new Cgi(context, () => http.openConnections());
  const rpc = new Rpc2(context);
  const http = await serveHttp(network, { port: ports.http ?? state.ports.http, address: options.address, what: 'The web port of the recorder', onConnection: noteSockets }, (exchange) =>
    answerHttp(context, cgi, rpc, exchange),
  );
  const openSdk = async (): Promise<Listener> => mustOpen(await network.listen(ports.tcp ?? state.ports.tcp, acceptSdk, options.address), 'The TCP port of the recorder');
  const acceptSdk = (connection: Duplex, peer: Peer): void => {
    serveSdkConnection(context, connection, peer.address);
    noteSockets();
  };
  const sdk = state.tcpService ? await orClose(openSdk(), http) : undefined;
  const discovery = ports.discovery === false ? undefined : await orClose(startDiscovery(network, context, { address: options.address, port: ports.discovery }), http, sdk);
  const cloud = new CloudClient(network, context, options.keepaliveSeconds ?? 30);
  return {
    httpPort: http.port,
    tcpPort: sdk?.port ?? 0,
    counters,
    refresh: async ({ asksForPorts = true } = {}) => {
      await Promise.all([cloud.register(), updateDdns(network, state), ...(asksForPorts ? [mapPorts(network, state)] : [])]);
    },
    close: () => {
      cloud.close();
      discovery?.close();
      http.close();
      sdk?.close();
      for (const connection of context.tcpClients) connection.destroy();
    },
  };
}

function answerHttp(context: RecorderContext, cgi: Cgi, rpc: Rpc2, exchange: HttpExchange): void {
  if (context.quirks.silentHttp === true) return;
  const path = exchange.target.split('?', 1)[0] ?? '';
  if (path.startsWith('/cgi-bin/')) return cgi.answer(exchange);
  if (path === '/RPC2' || path === '/RPC2_Login' || (path === '/OutsideCmd' && context.profile.outsideCmd)) return rpc.answer(exchange, path);
  if (path === '/' && exchange.method === 'GET') return cgi.home(exchange);
  exchange.reply(404, '', ['CONNECTION', 'close']);
}
