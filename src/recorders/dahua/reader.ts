/** A Dahua-family recorder (IC Realtime, Dahua, Lorex, Amcrest, Intelbras …) read through CGI, and RPC2 where CGI is silent. */
import type { FactPath } from '../../facts/dictionary.js';
import type { Network } from '../../network/seam.js';
import type { Login } from '../login.js';
import type { Field, ItemResult, ReaderItem, RecorderReader } from '../reader.js';
import { SignedHttp, type WebBase } from '../signed-http.js';
import type { CgiQuestion } from './allowed.js';
import { DahuaCgi } from './cgi.js';
import { isNoRight, readRefusal } from './codes.js';
import type { KeyValues } from './key-values.js';
import { clockFields, firmwareFields, identityFields, lockFields, sessionFields, userFields } from './people.js';
import { DahuaRpc } from './rpc2.js';
import { ddnsFields, defaultInterface, dvripFields, linkFields, networkFields, p2pFields, portField, upnpFields } from './tables.js';

export interface DahuaReaderOptions {
  readonly network: Network;
  readonly base: WebBase;
  readonly login: Login;
  readonly signal: AbortSignal;
  /** The user name saved in the app, where it is known. */
  readonly appUser: string | undefined;
  /** This computer's addresses, by which our own session is told from the others. */
  readonly ownAddresses: ReadonlySet<string>;
  /** Discovery answered from this very address, so whatever realm it names, it is the recorder. */
  readonly discovered: boolean;
}

/** `Login to <serial or salt>`: how the whole family introduces itself. */
export function isDahuaRealm(realm: string): boolean {
  return /^Login to \S/i.test(realm);
}

export class DahuaReader implements RecorderReader {
  readonly items: readonly ReaderItem[];
  private readonly cgi: DahuaCgi;
  private readonly http: SignedHttp;
  private nic: string | undefined;
  private p2pOff = false;

  constructor(private readonly options: DahuaReaderOptions) {
    const { network, base, login, signal } = options;
    this.http = new SignedHttp({ network, base, login, signal, readRefusal, isNoRight, trusts: (realm) => options.discovered || isDahuaRealm(realm) });
    this.cgi = new DahuaCgi(this.http);
    this.items = this.build();
  }

  /** The one sign-in, by the cheapest question there is. True when settings may be read; else `login.result` tells why not. */
  async signIn(): Promise<boolean> {
    const reply = await this.cgi.ask({ action: 'machineName' });
    if (this.options.login.accepted) return true;
    if (this.options.login.result === undefined) {
      const unanswered = reply.state === 'unknown' && reply.reason !== 'malformed' ? reply : { reason: 'not-supported' as const, detail: 'what answers there is not a recorder that is known' };
      await this.options.login.fail({ unknown: unanswered.reason, detail: unanswered.detail ?? 'the recorder did not answer' });
    }
    return false;
  }

  ended(): { reason: 'refused' | 'not-run'; detail: string } | undefined {
    if (this.http.stopped) return { reason: 'refused', detail: 'the recorder ended the session' };
    return this.cgi.over ? { reason: 'not-run', detail: 'the recorder was not asked any further' } : undefined;
  }

  async close(): Promise<void> {
    await this.options.login.close();
  }

  private build(): ReaderItem[] {
    const table = (id: string, question: CgiQuestion, provides: readonly FactPath[], read: (table: KeyValues) => readonly Field[]): ReaderItem => ({
      id,
      provides,
      read: () => this.table(question, read),
    });
    const { appUser, ownAddresses, network } = this.options;
    return [
      table('network', { config: 'Network' }, NETWORK_PATHS, (t) => {
        this.nic = defaultInterface(t);
        return networkFields(t);
      }),
      table('tcp-port', { config: 'DVRIP' }, ['recorder.ports.tcp', 'recorder.ports.maxConnections'], dvripFields),
      table('web-port', { config: 'Web' }, ['recorder.ports.http'], (t) => portField('recorder.ports.http', t, 'Web')),
      table('p2p', { config: 'T2UServer' }, ['recorder.p2p.enabled', 'recorder.p2p.host'], (t) => {
        const fields = p2pFields(t);
        this.p2pOff = fields.some((f) => f.path === 'recorder.p2p.enabled' && 'value' in f && f.value === false);
        return fields;
      }),
      table('ddns', { config: 'DDNS' }, ['recorder.ddns.enabled', 'recorder.ddns.provider', 'recorder.ddns.hostname'], ddnsFields),
      table('upnp', { config: 'UPnP' }, ['recorder.upnp.enabled', 'recorder.upnp.mappings'], upnpFields),
      table('lock-policy', { config: 'General' }, ['recorder.accounts.lockEnabled', 'recorder.accounts.lockTries', 'recorder.accounts.lockMinutes'], lockFields),
      { id: 'users', provides: ['recorder.accounts.users', 'recorder.accounts.appUserReusable'], read: () => this.users() },
      table('sessions', { action: 'sessions' }, ['recorder.accounts.sessions', 'recorder.accounts.appUserSessions'], (t) => sessionFields(t, appUser, ownAddresses)),
      table('system', { action: 'systemInfo' }, ['recorder.model', 'recorder.serial'], identityFields),
      table('firmware', { action: 'softwareVersion' }, ['recorder.firmware'], firmwareFields),
      table('clock', { action: 'currentTime' }, ['recorder.time.offsetSeconds'], (t) => {
        const now = network.clock.now();
        return clockFields(t, now, new Date(now).getTimezoneOffset());
      }),
      table('link', { action: 'interfaces' }, ['recorder.network.link'], (t) => linkFields(t, this.nic)),
      table('https-port', { config: 'Https' }, ['recorder.ports.https'], (t) => portField('recorder.ports.https', t, 'Https')),
      table('rtsp-port', { config: 'RTSP' }, ['recorder.ports.rtsp'], (t) => portField('recorder.ports.rtsp', t, 'RTSP')),
      { id: 'p2p-status', provides: ['recorder.p2p.status'], read: () => this.p2pStatus() },
    ];
  }

  private async table(question: CgiQuestion, read: (table: KeyValues) => readonly Field[]): Promise<ItemResult> {
    const reply = await this.cgi.ask(question);
    return reply.state === 'table' ? { state: 'known', fields: read(reply.table) } : reply;
  }

  /** Only administrators may list the users; everyone may read the own account, which may be the one in the app. */
  private async users(): Promise<ItemResult> {
    const { appUser, login } = this.options;
    const all = await this.table({ action: 'users' }, (t) => userFields(t, appUser, true));
    if (all.state !== 'refused' || appUser === undefined || appUser !== login.credentials.user) return all;
    const own = await this.table({ user: appUser }, (t) => userFields(t, appUser, false));
    if (own.state !== 'known') return all;
    return { state: 'known', fields: [...own.fields, { path: 'recorder.accounts.users', unknown: 'not-permitted', detail: all.detail }] };
  }

  private async p2pStatus(): Promise<ItemResult> {
    if (this.p2pOff) return { state: 'unknown', reason: 'not-run', detail: 'P2P is switched off on the recorder' };
    const { network, base, login, signal } = this.options;
    return new DahuaRpc(network, base, login, signal).p2pStatus();
  }
}

const NETWORK_PATHS: readonly FactPath[] = [
  'recorder.network.dhcp',
  'recorder.network.address',
  'recorder.network.prefix',
  'recorder.network.gateway',
  'recorder.network.dnsAuto',
  'recorder.network.dns',
];
