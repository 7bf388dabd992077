/**
 * Everything that may be asked of a Dahua-family recorder, letter by letter. Its writes are GET requests too (`setConfig`, `reboot`), so
 * only an exact list protects the homeowner; there is no other way to build a request.
 */
export const CGI_ACTIONS = {
  machineName: '/cgi-bin/magicBox.cgi?action=getMachineName',
  systemInfo: '/cgi-bin/magicBox.cgi?action=getSystemInfo',
  softwareVersion: '/cgi-bin/magicBox.cgi?action=getSoftwareVersion',
  currentTime: '/cgi-bin/global.cgi?action=getCurrentTime',
  interfaces: '/cgi-bin/netApp.cgi?action=getInterfaces',
  users: '/cgi-bin/userManager.cgi?action=getUserInfoAll',
  sessions: '/cgi-bin/userManager.cgi?action=getActiveUserInfoAll',
} as const;
export type CgiAction = keyof typeof CGI_ACTIONS;

/** Case matters (`MapTable`, `Network`), and unknown names are refused exactly like forbidden ones: nothing is guessed. */
export const CONFIG_NAMES = [
  'Network',
  'PPPoE',
  'DVRIP',
  'Web',
  'Https',
  'RTSP',
  'T2UServer',
  'DDNS',
  'UPnP',
  'General',
  'NTP',
  'Locales',
  'AccessFilter',
  'UserGlobal',
  'PwdReset',
] as const;
export type ConfigName = (typeof CONFIG_NAMES)[number];

/** What is asked of a recorder, however it is spoken to. */
export type Question = { readonly action: CgiAction } | { readonly config: ConfigName } | { readonly user: string };

/** The request target; undefined for whatever is not on the list (a user name that would have to be escaped included). */
export function cgiTarget(question: Question): string | undefined {
  if ('action' in question) return Object.hasOwn(CGI_ACTIONS, question.action) ? CGI_ACTIONS[question.action] : undefined;
  if ('config' in question) return CONFIG_NAMES.includes(question.config) ? `/cgi-bin/configManager.cgi?action=getConfig&name=${question.config}` : undefined;
  return /^[\w.@-]{1,31}$/.test(question.user) ? `/cgi-bin/userManager.cgi?action=getUserInfo&name=${question.user}` : undefined;
}

/** Calls with a session and the parameters that go with them: nothing else may stand there. */
const RPC_CALLS = {
  'Nat.getTurnStatus': null,
  'netApp.getUPnPStatus': null,
  'netApp.getNetInterfaces': null,
  /** Some firmware answers the `netApp` calls only through an object, which it makes on request and takes back. */
  'netApp.factory.instance': null,
  'netApp.destroy': null,
  'ddnsClient.getStatus': null,
  /** Mode 0 reads the masked address; the rest of this family belongs to the recovery itself and is never called. */
  'PasswdFind.getContact': { mode: 0 },
  'magicBox.getDeviceType': null,
  'magicBox.getSerialNo': null,
  'magicBox.getSoftwareVersion': null,
  'global.getCurrentTime': null,
  'userManager.getUserInfoAll': null,
  'userManager.getActiveUserInfoAll': null,
  'global.logout': null,
} as const;
export type RpcMethod = keyof typeof RPC_CALLS;
export const RPC_METHODS = Object.keys(RPC_CALLS) as readonly RpcMethod[];

export type RpcQuestion = RpcMethod | { readonly config: ConfigName };

/** Method and parameters of a call; undefined for whatever is not on the list. */
export function rpcCall(question: RpcQuestion): { readonly method: string; readonly params: unknown } | undefined {
  if (typeof question === 'string') return Object.hasOwn(RPC_CALLS, question) ? { method: question, params: RPC_CALLS[question] } : undefined;
  return CONFIG_NAMES.includes(question.config) ? { method: 'configManager.getConfig', params: { name: question.config } } : undefined;
}

/** The sign-in itself: the ordinary one. Other values of `clientType` and `loginType` open known holes and are never sent. */
export const RPC_LOGIN = { method: 'global.login', clientType: 'Web3.0', loginType: 'Direct' } as const;

/** Asked without a session: whether the recorder has been set up. */
export const OUTSIDE_METHOD = 'DevInit.getStatus';
