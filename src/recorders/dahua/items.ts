/** What is read from a Dahua-family recorder, item by item, in the order in which it explains most. */
import type { FactPath } from '../../facts/dictionary.js';
import type { Field, ItemResult, ReaderContext } from '../reader.js';
import type { Question, RpcMethod } from './allowed.js';
import type { TableReply } from './cgi.js';
import { unreadCall } from './codes.js';
import { FILTER_PATHS, filterFields } from './filter.js';
import { CLOCK_PATHS, clockFields, firmwareFields, IDENTITY_PATHS, identityFields, localesFields, NTP_PATHS, ntpFields } from './identity.js';
import type { KeyValues } from './key-values.js';
import { LINK_PATHS, linkFields, NETWORK_PATHS, networkFields, pppoeFields } from './network-tables.js';
import { LOCK_PATHS, lockFields, onvifFields, recoveryFields, SESSION_PATHS, sessionFields, USER_PATHS, userFields, type OwnSession } from './people.js';
import { CONTACT_PATHS, contactFields, DDNS_STATUS_PATHS, ddnsStatusFields, P2P_STATUS_PATHS, turnFields, UPNP_STATUS_PATHS, upnpStatusFields } from './rpc-items.js';
import { isSuccess, type RpcReply } from './rpc2.js';
import { DDNS_PATHS, ddnsFields, DVRIP_PATHS, dvripFields, mapTable, P2P_PATHS, p2pFields, providersOn, serviceFields, UPNP_PATHS, upnpFields, webFields } from './service-tables.js';

/** What an item reads from. */
export interface Reading {
  readonly context: ReaderContext;
  /** The user name saved in the app, where it is known. */
  readonly appUser: string | undefined;
  readonly ownSession: OwnSession;
  /** Each table is asked for once, however many items look into it. */
  ask(question: Question): Promise<TableReply>;
  rpc(method: RpcMethod): Promise<RpcReply>;
}

export interface Item {
  readonly id: string;
  readonly provides: readonly FactPath[];
  read(from: Reading): Promise<ItemResult>;
}

function table(id: string, question: Question, provides: readonly FactPath[], fields: (table: KeyValues, from: Reading) => readonly Field[]): Item {
  return { id, provides, read: (from) => readTable(from, question, fields) };
}

async function readTable(from: Reading, question: Question, fields: (table: KeyValues, from: Reading) => readonly Field[]): Promise<ItemResult> {
  const reply = await from.ask(question);
  if (reply.state !== 'table') return reply;
  return { state: 'known', fields: fields(reply.table, from), ...(reply.exchange ? { exchange: reply.exchange } : {}) };
}

async function tableOrNothing(from: Reading, question: Question): Promise<KeyValues | undefined> {
  const reply = await from.ask(question);
  return reply.state === 'table' ? reply.table : undefined;
}

async function readRpc(from: Reading, method: RpcMethod, fields: (reply: unknown) => readonly Field[]): Promise<ItemResult> {
  const answer = await from.rpc(method);
  if (!answer.ok) return answer.result;
  const { reply, exchange } = answer;
  return isSuccess(reply) ? { state: 'known', fields: fields(reply), exchange } : { ...unreadCall(reply), exchange };
}

const switchedOff = (what: string): ItemResult => ({ state: 'unknown', reason: 'not-run', detail: `${what} is switched off on the recorder` });

export const ITEMS: readonly Item[] = [
  table('network', { config: 'Network' }, NETWORK_PATHS, networkFields),
  table('tcp-port', { config: 'DVRIP' }, DVRIP_PATHS, dvripFields),
  table('p2p', { config: 'T2UServer' }, P2P_PATHS, p2pFields),
  table('ddns', { config: 'DDNS' }, DDNS_PATHS, ddnsFields),
  table('upnp', { config: 'UPnP' }, UPNP_PATHS, upnpFields),
  table('lock-policy', { config: 'General' }, LOCK_PATHS, lockFields),
  { id: 'users', provides: USER_PATHS, read: readUsers },
  // Before the RPC items, whose own session would stand in the list.
  table('sessions', { action: 'sessions' }, SESSION_PATHS, (t, { appUser, ownSession }) => sessionFields(t, appUser, ownSession)),
  table('access-filter', { config: 'AccessFilter' }, FILTER_PATHS, filterFields),
  { id: 'p2p-status', provides: P2P_STATUS_PATHS, read: readP2pStatus },
  { id: 'ddns-status', provides: DDNS_STATUS_PATHS, read: readDdnsStatus },
  { id: 'upnp-status', provides: UPNP_STATUS_PATHS, read: readUpnpStatus },
  table('web-port', { config: 'Web' }, ['recorder.ports.http'], webFields),
  { id: 'link', provides: LINK_PATHS, read: readLink },
  table('clock', { action: 'currentTime' }, CLOCK_PATHS, (t, { context }) => {
    const now = context.network.clock.now();
    return clockFields(t, now, new Date(now).getTimezoneOffset());
  }),
  table('ntp', { config: 'NTP' }, NTP_PATHS, ntpFields),
  table('daylight-saving', { config: 'Locales' }, ['recorder.time.dstEnabled'], localesFields),
  table('system', { action: 'systemInfo' }, IDENTITY_PATHS, identityFields),
  table('firmware', { action: 'softwareVersion' }, ['recorder.firmware'], firmwareFields),
  service('https-port', 'Https', 'recorder.ports.https', 'recorder.ports.httpsEnabled'),
  service('rtsp-port', 'RTSP', 'recorder.ports.rtsp', 'recorder.ports.rtspEnabled'),
  table('dial-in', { config: 'PPPoE' }, ['recorder.network.pppoe'], pppoeFields),
  table('onvif-login', { config: 'UserGlobal' }, ['recorder.accounts.onvifLogin'], onvifFields),
  table('recovery', { config: 'PwdReset' }, ['recorder.recovery.enabled'], recoveryFields),
  { id: 'recovery-contact', provides: CONTACT_PATHS, read: (from) => readRpc(from, 'PasswdFind.getContact', contactFields) },
];

function service(id: string, name: 'Https' | 'RTSP', port: FactPath, enabled: FactPath): Item {
  return table(id, { config: name }, [port, enabled], (t) => serviceFields(t, name, { port, enabled }));
}

/** Only administrators may list the users; everyone may read the own account, which may be the one in the app. */
async function readUsers(from: Reading): Promise<ItemResult> {
  const { appUser, context } = from;
  const all = await readTable(from, { action: 'users' }, (t) => userFields(t, appUser, true));
  if (all.state !== 'refused' || appUser === undefined || appUser !== context.login.credentials.user) return all;
  const own = await readTable(from, { user: appUser }, (t) => userFields(t, appUser, false));
  if (own.state !== 'known') return all;
  return { ...own, fields: [...own.fields, { path: 'recorder.accounts.users', unknown: 'not-permitted', detail: all.detail }] };
}

/** The state of the cables; the list of ports is told even where the cables are not. */
async function readLink(from: Reading): Promise<ItemResult> {
  const links = await from.ask({ action: 'interfaces' });
  const network = await tableOrNothing(from, { config: 'Network' });
  if (links.state === 'table') return { state: 'known', fields: linkFields(links.table, network), ...(links.exchange ? { exchange: links.exchange } : {}) };
  if (network === undefined) return links;
  const reason = links.state === 'refused' ? 'not-permitted' : links.state === 'not-supported' ? 'not-supported' : links.reason;
  const unread = LINK_PATHS.map((path) => ({ path, unknown: reason, ...(links.detail === undefined ? {} : { detail: links.detail }) }));
  const told = linkFields(undefined, network).filter((f) => f.path === 'recorder.network.interfaces');
  return { state: 'known', fields: [...unread.filter((f) => f.path !== 'recorder.network.interfaces'), ...told], ...(links.exchange ? { exchange: links.exchange } : {}) };
}

async function readP2pStatus(from: Reading): Promise<ItemResult> {
  const settings = await tableOrNothing(from, { config: 'T2UServer' });
  const off = settings && p2pFields(settings).some((f) => f.path === 'recorder.p2p.enabled' && 'value' in f && f.value === false);
  return off ? switchedOff('P2P') : readRpc(from, 'Nat.getTurnStatus', turnFields);
}

async function readDdnsStatus(from: Reading): Promise<ItemResult> {
  const settings = await tableOrNothing(from, { config: 'DDNS' });
  const providers = settings && providersOn(settings);
  return providers?.length === 0 ? switchedOff('DDNS') : readRpc(from, 'ddnsClient.getStatus', (reply) => ddnsStatusFields(reply, providers ?? []));
}

async function readUpnpStatus(from: Reading): Promise<ItemResult> {
  const settings = await tableOrNothing(from, { config: 'UPnP' });
  if (settings?.bool('UPnP.Enable') === false) return switchedOff('UPnP');
  return readRpc(from, 'netApp.getUPnPStatus', (reply) => upnpStatusFields(reply, settings && mapTable(settings)));
}
