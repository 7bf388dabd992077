/**
 * What the recorder tells about itself over LAPI, path by path. Paths are as found in published clients, where `Network` and `NetWork`
 * stand side by side; field names of recorders are not published, so these follow the clients' and may differ from firmware to firmware.
 */
import { listUsers } from '../../../accounts/index.js';
import { ipv4Text, prefixMask } from '../../../facts/validate.js';
import type { RecorderContext } from '../recorder/context.js';

/** Secrets of this make besides those that every recorder has: no output may ever show them. */
export const UNIVIEW_CANARIES = { registerCode: 'canary-unv-register-code' } as const;

const ROOT = '/LAPI/V1.0';

export interface LapiDocument {
  readonly read: (context: RecorderContext) => object;
  /** Administrators only. */
  readonly admin?: true;
}

export const LAPI_DOCUMENTS: ReadonlyMap<string, LapiDocument> = new Map<string, LapiDocument>(
  Object.entries<LapiDocument>({
    '/System/DeviceBasicInfo': { read: deviceInfo },
    '/System/DeviceInfo': { read: deviceInfo },
    '/Network/Interfaces': { read: (context) => ({ Num: 1, NetworkInterfaceList: [networkInterface(context)], DefaultRouteNIC: 1, WorkMode: 0 }) },
    '/Network/Interfaces/1': { read: networkInterface },
    '/NetWork/DNS': { read: dns },
    '/NetWork/Port': { read: ({ state: { ports } }) => ({ HTTPPort: ports.http, HTTPSPort: ports.https, RTSPPort: ports.rtsp, ServerPort: ports.tcp }) },
    '/NetWork/HTTPS': { read: ({ state: { ports, https } }) => ({ Enable: https.enabled ? 1 : 0, Port: ports.https }) },
    '/NetWork/DDNS': { read: ddns },
    '/Network/Cloud': { read: cloud },
    '/Channel/0/NetWork/PortMap': { read: portMap },
    '/Channel/0/System/Users': { read: users, admin: true },
    '/System/Time/NTP': { read: ({ state: { time: own } }) => ({ Enable: own.ntpEnabled ? 1 : 0, AddressType: 1, DomainName: own.ntpServer, Port: 123, SynchronizeInterval: 600 }) },
    '/System/Time/DST': { read: ({ state }) => ({ Enable: state.time.dstEnabled ? 1 : 0 }) },
    '/System/Time': { read: time },
    '/NetWork/HttpAuth': { read: () => ({ Mode: 2 }) },
    '/System/Security/AccessPolicy': { read: ({ accounts }) => ({ IllegalLoginLock: { Enable: accounts.state.policy.enabled ? 1 : 0, MaxTimes: accounts.state.policy.tries, LockTime: Math.round(accounts.state.policy.seconds / 60) } }) },
  }).map(([path, document]) => [ROOT + path, document]),
);

function deviceInfo({ state }: RecorderContext): object {
  return {
    DeviceName: state.name,
    DeviceModel: state.model,
    DeviceConfig: 'NVR',
    SerialNumber: state.serial,
    FirmwareVersion: state.firmware,
    HardwareVersion: 'A',
    MACAddress: state.mac.replaceAll(':', ''),
    Manufacturer: 'UNIVIEW',
  };
}

function networkInterface({ state: { network, mac } }: RecorderContext): object {
  return {
    ID: 1,
    Name: 'eth0',
    WorkMode: 0,
    MTU: network.mtu,
    MAC: mac,
    NegotiationMode: 0,
    LinkStatus: network.linkUp ? 1 : 0,
    IPv4: {
      IPGetType: network.dhcp ? 1 : 0,
      AddressNum: 1,
      AddressList: [{ Address: network.address, Netmask: ipv4Text(prefixMask(network.prefix)), Gateway: network.gateway }],
    },
  };
}

function dns({ state: { network } }: RecorderContext): object {
  return { DHCPEnable: network.dnsAuto ? 1 : 0, Num: 2, DNSServers: [0, 1].map((index) => ({ ID: index + 1, IPAddress: network.dns[index] ?? '0.0.0.0' })) };
}

function ddns({ state }: RecorderContext): object {
  const { ddns: own } = state;
  return {
    Enable: own.enabled ? 1 : 0,
    Type: own.provider,
    ServerAddress: own.server,
    Port: own.port,
    DomainName: own.hostname,
    UserName: own.user,
    Password: own.password,
    Status: own.lastResult === 'good' || own.lastResult === 'nochg' ? 1 : 0,
  };
}

function cloud({ state: { p2p, serial } }: RecorderContext): object {
  return { Enable: p2p.enabled ? 1 : 0, Server: p2p.host, Status: p2p.online ? 1 : 0, RegisterCode: UNIVIEW_CANARIES.registerCode, DeviceID: serial };
}

function portMap({ state: { upnp } }: RecorderContext): object {
  return {
    Enable: upnp.enabled ? 1 : 0,
    MapAuto: 0,
    MapNum: upnp.mappings.length,
    UpnpPortMap: upnp.mappings.map((mapping) => ({
      Protocol: mapping.service,
      InnerPort: mapping.inside,
      OuterPort: mapping.outside,
      NatOutAddr: { IPAddr: upnp.outer, Port: mapping.outside },
      PortMapSuccess: mapping.status === 'Success' ? 1 : 0,
    })),
  };
}

function users({ accounts }: RecorderContext): object {
  const own = listUsers(accounts.state);
  return { Num: own.length, UserList: own.map((user) => ({ UserName: user.name, Level: user.group === 'admin' ? 0 : 1, Password: '' })) };
}

function time(context: RecorderContext): object {
  const at = context.now() + context.state.clockOffsetSeconds * 1000;
  return { DeviceTime: Math.floor(at / 1000), TimeZone: 'GMT+00:00', LocalTime: context.wallClock() };
}
