/** What each CGI call of the recorder tells. Reads only. */
import { activeSessions, listUsers, type AccountGroup } from '../../../accounts/index.js';
import { denialText } from './cgi-auth.js';
import { CONFIG_TABLES, printTree, type Tree } from './config-tables.js';
import type { RecorderContext } from './context.js';

export type CgiReply = { readonly status: number; readonly body: string } | readonly string[];

export interface CgiCall {
  readonly context: RecorderContext;
  readonly user: string;
  readonly group: AccountGroup;
  readonly peer: string;
  readonly parameters: URLSearchParams;
}

/** The groups that every recorder comes with, and what each may do first of all. */
export const GROUPS = ['admin', 'user'] as const;

export const authorityOf = (group: string): string => (group === 'admin' ? 'AuthSysCfg' : 'Monitor_01');

export const CGI_ACTIONS: Readonly<Record<string, (call: CgiCall) => CgiReply>> = {
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
  'IntervideoManager getVersion': () => ['version=3.26'],
  'netApp getInterfaces': ({ context }) => printInterfaces(context),
  // The text of this one is made up: no real one is known.
  'netApp getUPnPStatus': ({ context: { state } }) => [
    `status.Status=${state.upnp.enabled && state.upnp.mappings.some((m) => m.status === 'Success') ? 'Success' : 'Failed'}`,
    `status.InnerAddress=${state.upnp.inner}`,
    `status.OuterAddress=${state.upnp.outer}`,
    ...state.upnp.mappings.map((m, index) => `status.PortMapStatus[${index}]=${m.status}`),
  ],
  'configManager getConfig': getConfig,
  'userManager getUserInfoAll': (call) => (call.group === 'admin' ? printUsers(call.context) : denial(call.context)),
  'userManager getUserInfo': (call) => {
    const name = call.parameters.get('name');
    const user = listUsers(call.context.accounts.state).find((u) => u.name === name);
    if (user === undefined || (call.group !== 'admin' && name !== call.user)) return denial(call.context);
    return [`user.Group=${user.group}`, `user.Name=${user.name}`, `user.Sharable=${user.reusable}`];
  },
  'userManager getGroupInfoAll': (call) =>
    call.group === 'admin'
      ? GROUPS.flatMap((name, index) => [`group[${index}].AuthorityList[0]=${authorityOf(name)}`, `group[${index}].Id=${index + 1}`, `group[${index}].Memo=${name} group`, `group[${index}].Name=${name}`])
      : denial(call.context),
  'userManager getActiveUserInfoAll': (call) => (call.group === 'admin' ? printActiveUsers(call) : denial(call.context)),
};

export const denial = (context: RecorderContext): CgiReply => ({ status: 403, body: denialText(context) });
export const badRequest = { status: 400, body: 'Error\r\nBad Request!\r\n' };

const missing = (asked: string): CgiReply => ({ status: 400, body: `Error: Error -1 getting param in name=${asked}\r\n` });

/** `name=Network`, `name=T2UServer[0]` or `name=Network.eth0`; names are case sensitive. */
function getConfig({ context, parameters }: CgiCall): CgiReply {
  const asked = parameters.get('name');
  if (asked === null || asked === '') return badRequest;
  const parts = /^([A-Za-z0-9]+)((?:\[\d{1,3}\]|\.[A-Za-z0-9]+)*)$/.exec(asked);
  const name = parts?.[1] ?? '';
  if (context.quirks.missingConfigs?.includes(name) === true) return missing(asked);
  if (context.quirks.emptyConfigs?.includes(name) === true) return [];
  const table = readConfig(context, name);
  if (parts === null || table === undefined) return denial(context);
  let tree: unknown = table;
  for (const step of (parts[2] ?? '').matchAll(/[A-Za-z0-9]+/g)) {
    if (tree === null || typeof tree !== 'object' || !Object.hasOwn(tree, step[0])) return missing(asked);
    tree = (tree as Record<string, unknown>)[step[0]];
  }
  return printTree(`table.${asked}`, tree as Tree);
}

/** A config by name for either protocol; undefined where it is unknown or refused, which a recorder does not tell apart. */
export function readConfig(context: RecorderContext, name: string): Tree | undefined {
  if (!Object.hasOwn(CONFIG_TABLES, name) || context.profile.refusedConfigs.includes(name) || context.quirks.refusedConfigs?.includes(name) === true) return undefined;
  return CONFIG_TABLES[name]?.(context);
}

function printUsers(context: RecorderContext): readonly string[] {
  return listUsers(context.accounts.state).flatMap((user, position) => {
    // Deleted users leave a gap in the numbering; the second user stands at index 2.
    const index = position === 0 ? 0 : position + 1;
    const key = `users[${index}]`;
    return [
      `${key}.AuthorityList[0]=${authorityOf(user.group)}`,
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

function printInterfaces({ state: { mac, network }, profile }: RecorderContext): readonly string[] {
  const cards = [{ name: 'eth0', mac, up: network.linkUp, speed: network.linkSpeed }, ...network.cards.map((card) => ({ ...card, speed: 1000 }))];
  const told = cards.flatMap(({ name, mac: physical, up, speed }, index) => {
    const key = `netInterface[${index}]`;
    const state = profile.linkKey === 'Status' ? `Status=${up ? 'up' : 'down'}` : `ConnStatus=${up ? 'Connected' : 'Unconnected'}`;
    return [`${key}.Name=${name}`, `${key}.PhysicalAddress=${physical}`, `${key}.Speed=${up ? speed : 0}`, `${key}.${state}`, `${key}.SupportLongPoE=false`, `${key}.Valid=true`];
  });
  const bond = `netInterface[${cards.length}]`;
  return [...told, `${bond}.Name=bond0`, `${bond}.Speed=65535`, `${bond}.Valid=false`];
}
