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
export const CONFIG_NAMES = ['Network', 'DVRIP', 'Web', 'Https', 'RTSP', 'T2UServer', 'DDNS', 'UPnP', 'General'] as const;
export type ConfigName = (typeof CONFIG_NAMES)[number];

export const RPC_METHODS = ['global.login', 'Nat.getTurnStatus', 'global.logout'] as const;
export type RpcMethod = (typeof RPC_METHODS)[number];

/** Asked without a session: whether the recorder has been set up. */
export const OUTSIDE_METHOD = 'DevInit.getStatus';

export type CgiQuestion = { readonly action: CgiAction } | { readonly config: ConfigName } | { readonly user: string };

/** The request target; undefined for whatever is not on the list (a user name that would have to be escaped included). */
export function cgiTarget(question: CgiQuestion): string | undefined {
  if ('action' in question) return Object.hasOwn(CGI_ACTIONS, question.action) ? CGI_ACTIONS[question.action] : undefined;
  if ('config' in question) return CONFIG_NAMES.includes(question.config) ? `/cgi-bin/configManager.cgi?action=getConfig&name=${question.config}` : undefined;
  return /^[\w.@-]{1,31}$/.test(question.user) ? `/cgi-bin/userManager.cgi?action=getUserInfo&name=${question.user}` : undefined;
}
