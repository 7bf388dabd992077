/** What each JSON call of the recorder tells. Reads only. */
import { activeSessions, listUsers, type AccountGroup } from '../../../accounts/index.js';
import { authorityOf, GROUPS, readConfig } from './cgi-actions.js';
import type { RecorderContext } from './context.js';
import { CODE, type RpcRequest } from './rpc2-wire.js';

export interface RpcCall extends RpcRequest {
  readonly context: RecorderContext;
  readonly group: AccountGroup;
}

/** The `params` of a success (an object, a list, or none), a handle as `result`, or the code of a refusal. */
export type RpcResult = { readonly params?: object } | { readonly handle: number } | { readonly code: number };

type Method = (call: RpcCall) => RpcResult;

const denied: RpcResult = { code: CODE.denied };
/** Only administrators may list people. */
const forAdmins =
  (method: Method): Method =>
  (call) =>
    call.group === 'admin' ? method(call) : denied;
/** Some firmware wants an object of the class first. */
const onObject =
  (method: Method): Method =>
  (call) =>
    call.context.profile.netAppObject && call.object !== NET_APP ? { code: CODE.noObject } : method(call);

/** The one handle of `netApp.factory.instance`. */
const NET_APP = 15_367_904;

export const RPC_METHODS: Readonly<Record<string, Method>> = {
  'Nat.getTurnStatus': ({ context: { state } }) => ({ params: { Status: { IsTurnChannel: state.p2p.enabled, Status: state.p2p.enabled && state.p2p.online ? 'Online' : 'Offline', Detail: '' } } }),
  'netApp.factory.instance': () => ({ handle: NET_APP }),
  'netApp.destroy': () => ({}),
  'netApp.getUPnPStatus': onObject(({ context: { state } }) => {
    const rows = state.upnp.mappings.map((m) => m.status);
    const working = state.upnp.enabled && rows.includes('Success');
    return { params: { Status: working ? 'Success' : 'Failed', Working: working, InnerAddress: state.upnp.inner, OuterAddress: state.upnp.outer, PortMapStatus: rows } };
  }),
  'netApp.getCaps': onObject(({ context }) => ({ params: { caps: { P2P: { Support: true }, SupportHTTPS: !context.profile.refusedConfigs.includes('Https'), Bond: true } } })),
  'netApp.getNetInterfaces': onObject(({ context: { state } }) => ({
    params: {
      netInterface: [
        { Name: 'eth0', ConnStatus: state.network.linkUp ? 'Connected' : 'Unconnected', Speed: state.network.linkUp ? state.network.linkSpeed : 0, Valid: true },
        ...state.network.cards.map((card) => ({ Name: card.name, ConnStatus: card.up ? 'Connected' : 'Unconnected', Speed: card.up ? 1000 : 0, Valid: true })),
      ],
    },
  })),
  'netApp.getPppoeState': onObject(({ context: { state } }) => ({ params: { Status: state.network.pppoe ? 'Dialing' : 'Off' } })),
  'ddnsClient.getStatus': ({ context: { state } }) => ({
    params: { status: state.ddns.enabled ? [{ Protocol: state.ddns.provider, Value: '', ConIp: state.ddns.lastAddress, Status: ['good', 'nochg'].includes(state.ddns.lastResult) ? 0 : 1 }] : [] },
  }),
  'PasswdFind.getContact': ({ context: { state } }) => ({ params: { contactEmail: state.recovery.contact, contactPhone: '' } }),
  'configManager.getConfig': ({ context, params }) => {
    const table = typeof params['name'] === 'string' ? readConfig(context, params['name']) : undefined;
    return table === undefined ? denied : { params: { table } };
  },
  'userManager.getUserInfoAll': forAdmins(({ context }) => ({
    params: {
      users: listUsers(context.accounts.state).map((user, index) => ({
        Anonymous: false,
        AuthorityList: [authorityOf(user.group)],
        Group: user.group,
        Id: index + 1,
        Memo: user.memo,
        Name: user.name,
        Password: '******',
        PasswordModifiedTime: '2026-01-05 10:00:00',
        PwdScore: 60,
        Reserved: user.reserved,
        Sharable: user.reusable,
        Type: '',
      })),
    },
  })),
  // This one gives its list bare.
  'userManager.getGroupInfoAll': forAdmins(() => ({ params: GROUPS.map((name, index) => ({ AuthorityList: [authorityOf(name)], Id: index + 1, Memo: `${name} group`, Name: name })) })),
  'userManager.getActiveUserInfoAll': forAdmins(({ context }) => {
    const now = context.now();
    return {
      params: {
        users: activeSessions(context.accounts.state, now).map((session, index) => ({
          ClientAddress: session.address,
          ClientType: session.client,
          Group: listUsers(context.accounts.state).find((user) => user.name === session.user)?.group ?? 'user',
          Id: index + 1,
          LoginTime: context.wallClock(session.since),
          Name: session.user,
        })),
      },
    };
  }),
  'magicBox.getSerialNo': ({ context }) => ({ params: { sn: context.state.serial } }),
  'magicBox.getDeviceType': ({ context }) => ({ params: { type: context.state.model } }),
  'magicBox.getDeviceClass': ({ context }) => ({ params: { type: context.profile.deviceClass } }),
  'magicBox.getVendor': () => ({ params: { Vendor: 'General' } }),
  'magicBox.getMarketArea': () => ({ params: { AbroadInfo: 'Abroad' } }),
  'magicBox.getSystemInfo': ({ context: { state, profile } }) => ({
    params: { deviceType: profile.numericDeviceType ? '31' : state.model, processor: 'ST7108', serialNumber: state.serial, updateSerial: state.model },
  }),
  'magicBox.getSoftwareVersion': ({ context: { state, profile } }) => ({
    params: { version: { Build: profile.build, BuildDate: profile.build.slice(0, 10), SecurityBaseLineVersion: 'V2.1', Version: state.firmware, WebVersion: '3.2.7' } },
  }),
  'global.getCurrentTime': ({ context }) => ({ params: { time: context.wallClock() } }),
};

/** Calls without a session; undefined: there is no such one. */
export function outsideCall(context: RecorderContext, method: string): object | undefined {
  switch (method) {
    case 'DevInit.getStatus':
      return { Init: context.accounts.state.initialized ? 2 : 1, Find: 'BC' };
    case 'DevInit.getDevCaps':
    case 'WebInit.getCaps':
      return { caps: {} };
    case 'Security.getEncryptInfo':
      return { AESPadding: ['ZERO', 'PKCS7'], asymmetric: 'RSA', cipher: ['AES', 'RPAC'], pub: 'N:0,E:010001' };
    default:
      return undefined;
  }
}
