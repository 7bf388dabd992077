/** The recorder's HTTP CGI: reads only. What would write is counted, answered with `OK`, and not done, as recorders themselves do not always do it. */
import { activeSessions, listUsers, type AccountGroup } from '../../../accounts/index.js';
import type { HttpExchange } from '../service.js';
import { CgiAuthentication, denialText } from './cgi-auth.js';
import { CONFIG_TABLES, printTree } from './config-tables.js';
import type { RecorderContext } from './context.js';

const DEFAULT_CONNECTION_CAP = 20;
/** Headers as the firmware writes them, letter case and malformed cookie included. */
const HEADERS = ['X-XSS-Protection', '1;mode=block', 'X-Frame-Options', 'SAMEORIGIN', 'CONNECTION', 'close', 'Set-Cookie', 'secure; HttpOnly', 'Content-type', 'text/plain;charset=utf-8'];
const WRITES = /^(set|add|modify|delete|remove|reboot|shutdown|reset|upgrade|restore|update|format|open|close)/i;

type Reply = { readonly status: number; readonly body: string } | readonly string[];

interface CgiCall {
  readonly context: RecorderContext;
  readonly user: string;
  readonly group: AccountGroup;
  readonly peer: string;
  readonly parameters: URLSearchParams;
}

const ACTIONS: Readonly<Record<string, (call: CgiCall) => Reply>> = {
  'magicBox getSerialNo': ({ context }) => [`sn=${context.state.serial}`],
  'magicBox getMachineName': ({ context }) => [`name=${context.state.name}`],
  'magicBox getDeviceType': ({ context }) => [`type=${context.state.model}`],
  'magicBox getDeviceClass': ({ context }) => [`class=${context.profile.deviceClass}`],
  'magicBox getHardwareVersion': () => ['version=1.00'],
  'magicBox getVendor': () => ['vendor=General'],
  'magicBox getSoftwareVersion': ({ context }) => [`version=${context.state.firmware},build:${context.profile.build}`],
  'magicBox getSystemInfo': ({ context: { state, profile } }) => [
    `deviceType=${profile.numericDeviceType ? '31' : state.model}`,
    'processor=ST7108',
    `serialNumber=${state.serial}`,
    `updateSerial=${state.model}`,
  ],
  'global getCurrentTime': ({ context }) => [`result=${context.wallClock()}`],
  'netApp getInterfaces': ({ context: { state, profile } }) => [
    'netInterface[0].Name=eth0',
    `netInterface[0].PhysicalAddress=${state.mac}`,
    `netInterface[0].Speed=${state.network.linkUp ? 1000 : 0}`,
    profile.linkKey === 'Status' ? `netInterface[0].Status=${state.network.linkUp ? 'up' : 'down'}` : `netInterface[0].ConnStatus=${state.network.linkUp ? 'Connected' : 'Unconnected'}`,
    'netInterface[0].SupportLongPoE=false',
    'netInterface[0].Valid=true',
    'netInterface[1].Name=bond0',
    'netInterface[1].Speed=65535',
    'netInterface[1].Valid=false',
  ],
  'configManager getConfig': getConfig,
  'userManager getUserInfoAll': (call) => (call.group === 'admin' ? printUsers(call.context) : denial(call.context)),
  'userManager getUserInfo': (call) => {
    const name = call.parameters.get('name');
    const user = listUsers(call.context.accounts.state).find((u) => u.name === name);
    if (user === undefined || (call.group !== 'admin' && name !== call.user)) return denial(call.context);
    return [`user.Group=${user.group}`, `user.Name=${user.name}`, `user.Sharable=${user.reusable}`];
  },
  'userManager getActiveUserInfoAll': (call) => (call.group === 'admin' ? printActiveUsers(call) : denial(call.context)),
};

const denial = (context: RecorderContext): Reply => ({ status: 403, body: denialText(context) });
const badRequest: Reply = { status: 400, body: 'Error\r\nBad Request!\r\n' };

export class Cgi {
  private readonly authentication: CgiAuthentication;
  constructor(
    private readonly context: RecorderContext,
    /** Web connections: they have a limit of their own. */
    private readonly openConnections: () => number,
  ) {
    this.authentication = new CgiAuthentication(context);
  }

  answer(exchange: HttpExchange): void {
    const { context } = this;
    if (exchange.method !== 'GET') return send(exchange, 400, 'Error\r\nBad Request!\r\n');
    const signedIn = this.authentication.check(exchange, refuse);
    if (signedIn.kind === 'answered') return;
    if (context.full || this.openConnections() > (context.quirks.connectionCap ?? DEFAULT_CONNECTION_CAP)) {
      return refuse(exchange, 401, 'Error\r\nExceeded maximum number of connections\r\n', this.authentication.challenge(false));
    }
    const reply = callAction(context, exchange, signedIn.user, signedIn.group);
    const lineEnd = context.quirks.lineEnd ?? '\r\n';
    if ('status' in reply) send(exchange, reply.status, reply.body);
    else send(exchange, 200, reply.map((line) => line + lineEnd).join(''));
  }

  /** Pages without a sign-in: only the challenge is behind them. */
  home(exchange: HttpExchange): void {
    exchange.reply(200, '<!DOCTYPE html><html><head><title>WEB SERVICE</title></head><body></body></html>', ['Content-type', 'text/html', 'CONNECTION', 'close']);
  }
}

function callAction(context: RecorderContext, exchange: HttpExchange, user: string, group: AccountGroup): Reply {
  const [path = '', query = ''] = exchange.target.split('?', 2);
  const module = /^\/cgi-bin\/([A-Za-z0-9]+)\.cgi$/.exec(path)?.[1];
  const parameters = new URLSearchParams(query);
  const verb = parameters.get('action');
  if (module === undefined) return { status: 404, body: '' };
  if (verb === null) return badRequest;
  if (WRITES.test(verb)) {
    context.counters.writes++;
    return ['OK'];
  }
  const name = `${module} ${verb}`;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  return action === undefined ? { status: 501, body: 'Error\r\nNot Implemented!\r\n' } : action({ context, user, group, peer: exchange.peer.address, parameters });
}

/** `name=Network`, `name=T2UServer[0]` or `name=Network.eth0`; names are case sensitive. */
function getConfig({ context, parameters }: CgiCall): Reply {
  const asked = parameters.get('name');
  if (asked === null || asked === '') return badRequest;
  const parts = /^([A-Za-z0-9]+)((?:\[\d{1,3}\]|\.[A-Za-z0-9]+)*)$/.exec(asked);
  const table = readConfig(context, parts?.[1] ?? '');
  if (parts === null || table === undefined) return denial(context);
  let tree: unknown = table;
  for (const step of (parts[2] ?? '').matchAll(/[A-Za-z0-9]+/g)) {
    if (tree === null || typeof tree !== 'object' || !Object.hasOwn(tree, step[0])) return { status: 400, body: `Error: Error -1 getting param in name=${asked}\r\n` };
    tree = (tree as Record<string, unknown>)[step[0]];
  }
  return printTree(`table.${asked}`, tree as Parameters<typeof printTree>[1]);
}

/** A config by name for either protocol; undefined where it is unknown or refused, which a recorder does not tell apart. */
export function readConfig(context: RecorderContext, name: string): Parameters<typeof printTree>[1] | undefined {
  if (!Object.hasOwn(CONFIG_TABLES, name) || context.profile.refusedConfigs.includes(name) || context.quirks.refusedConfigs?.includes(name) === true) return undefined;
  return CONFIG_TABLES[name]?.(context);
}

function printUsers(context: RecorderContext): readonly string[] {
  return listUsers(context.accounts.state).flatMap((user, position) => {
    // Deleted users leave a gap in the numbering; the second user stands at index 2.
    const index = position === 0 ? 0 : position + 1;
    const key = `users[${index}]`;
    return [
      `${key}.AuthorityList[0]=${user.group === 'admin' ? 'AuthSysCfg' : 'Monitor_01'}`,
      `${key}.Group=${user.group}`,
      `${key}.${context.profile.userIdKey}=${index + 1}`,
      `${key}.Memo=${user.memo}`,
      `${key}.Name=${user.name}`,
      `${key}.Password=******`,
      `${key}.Reserved=${user.reserved}`,
      `${key}.Sharable=${user.reusable}`,
    ];
  });
}

/** The caller's own request is listed too, as a client of type CGI. */
function printActiveUsers({ context, user, group, peer }: CgiCall): readonly string[] {
  const now = context.now();
  const others = activeSessions(context.accounts.state, now).map((s) => ({ ...s, group: listUsers(context.accounts.state).find((u) => u.name === s.user)?.group ?? 'user' }));
  const own = { user, group, address: peer, client: 'CGI', since: now };
  return [...others, own].flatMap((session, index) => [
    `users[${index}].ClientAddress=${session.address}`,
    `users[${index}].ClientType=${session.client}`,
    `users[${index}].Group=${session.group}`,
    `users[${index}].Id=${index + 1}`,
    `users[${index}].LoginTime=${context.wallClock(session.since)}`,
    `users[${index}].Name=${session.user}`,
  ]);
}

function refuse(exchange: HttpExchange, status: number, body: string, challenge: string | undefined): void {
  send(exchange, status, body, challenge);
}

function send(exchange: HttpExchange, status: number, body: string, challenge?: string): void {
  const authenticate = challenge === undefined ? [] : ['WWW-Authenticate', challenge];
  exchange.reply(status, body, [...authenticate, ...HEADERS, 'CONTENT-LENGTH', String(Buffer.byteLength(body))], status === 401 ? 'Unauthorized' : undefined);
}
