/** A DDNS provider's update server: dyndns2 over HTTP (help.dyn.com/remote-access-api, as ddclient speaks it). It writes the zone of the provider's name server. */
import type { ServerNetwork } from '../../network/seam.js';
import type { Device } from '../device.js';
import type { Zone } from './dns.js';
import { sameName } from './dns-wire.js';
import { serveHttp, type HttpExchange } from './service.js';

/** An account as mutable data: events refuse it or let its names expire. */
export interface DdnsAccount {
  readonly user: string;
  readonly password: string;
  readonly hostnames: string[];
  /** Signing in fails from now on. */
  refused?: boolean;
  /** Blocked for updating too often. */
  blocked?: boolean;
  /** Host names the provider has taken back; their records are gone. */
  expired?: string[];
}

export interface DdnsProviderOptions {
  readonly zone: Zone;
  readonly accounts: readonly DdnsAccount[];
  readonly address?: string;
  /** Default 80. */
  readonly port?: number;
}

export interface DdnsProvider extends Device {
  readonly port: number;
}

export async function startDdnsProvider(network: ServerNetwork, options: DdnsProviderOptions): Promise<DdnsProvider> {
  const http = await serveHttp(network, { port: options.port ?? 80, address: options.address, what: 'The port of the DDNS provider' }, (exchange) => {
    const answer = answerUpdate(exchange, options);
    const challenge = answer.status === 401 ? ['WWW-Authenticate', 'Basic realm="DynDNS API Access"'] : [];
    exchange.reply(answer.status, answer.body, ['Content-Type', 'text/plain', 'Connection', 'close', ...challenge]);
  });
  return { port: http.port, close: () => http.close() };
}

/** Takes a name back: it no longer resolves, and updates of it end with `nohost`. */
export function expireHostname(zone: Zone, account: DdnsAccount, hostname: string): void {
  const name = sameName(hostname);
  account.expired = [...(account.expired ?? []), name];
  delete zone.records[name];
  zone.serial++;
}

function answerUpdate(exchange: HttpExchange, { zone, accounts }: DdnsProviderOptions): { readonly status: number; readonly body: string } {
  const [path, query] = exchange.target.split('?', 2);
  const parameters = new URLSearchParams(query);
  if (path !== '/nic/update') return { status: 404, body: '' };
  if (exchange.method !== 'GET') return { status: 405, body: 'badagent' };
  const login = basicLogin(exchange.headers.authorization);
  const account = accounts.find((a) => a.user === login?.user && a.password === login.password);
  if (account === undefined || account.refused === true) return { status: 401, body: 'badauth' };
  if (account.blocked === true) return { status: 200, body: 'abuse' };
  const hostnames = (parameters.get('hostname') ?? '').split(',').map(sameName).filter((name) => name !== '');
  if (hostnames.length === 0) return { status: 200, body: 'notfqdn' };
  const wanted = parameters.get('myip') ?? '';
  const address = /^\d{1,3}(\.\d{1,3}){3}$/.test(wanted) ? wanted : exchange.peer.address;
  return { status: 200, body: hostnames.map((name) => update(zone, account, name, address)).join('\n') };
}

function update(zone: Zone, account: DdnsAccount, name: string, address: string): string {
  if (!name.includes('.')) return 'notfqdn';
  if (!account.hostnames.map(sameName).includes(name) || account.expired?.includes(name) === true || !name.endsWith(`.${zone.origin}`)) return 'nohost';
  const record = Object.hasOwn(zone.records, name) ? zone.records[name] : undefined;
  if (record?.address === address) return `nochg ${address}`;
  zone.records[name] = { ...record, address };
  zone.serial++;
  return `good ${address}`;
}

function basicLogin(header: string | undefined): { readonly user: string; readonly password: string } | undefined {
  const encoded = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
