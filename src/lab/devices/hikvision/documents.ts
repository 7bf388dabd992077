/** What the recorder tells about itself over ISAPI, document by document: plain trees out of its state. */
import { listUsers } from '../../../accounts/index.js';
import { ipv4Text, prefixMask } from '../../../facts/validate.js';
import type { XmlElement, XmlTree } from '../print-xml.js';
import type { RecorderContext } from '../recorder/context.js';
import type { RecorderState, UpnpMapping } from '../recorder/state.js';
import { offsetText, posixZone, zoneOffset } from '../wall-clock.js';
import type { HikvisionProfile } from './profiles.js';

/** Secrets of this make besides those that every recorder has: no output may ever show them. */
export const HIKVISION_CANARIES = { verificationCode: 'CANARYHKVC' } as const;

export interface IsapiCall {
  readonly context: RecorderContext;
  readonly profile: HikvisionProfile;
}

/** Named by its root element; text is told as text/plain. */
type IsapiDocument = (call: IsapiCall) => XmlElement | string;

interface Entry {
  readonly read: IsapiDocument;
  /** Administrators only. */
  readonly admin?: true;
}

const ddnsProvider: Readonly<Record<string, string>> = { 'NO-IP DDNS': 'NoIpDns', 'Dyndns DDNS': 'DynDNS' };

export const ISAPI_DOCUMENTS: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  ['/ISAPI/System/deviceInfo', { read: deviceInfo }],
  ['/ISAPI/System/capabilities', { read: capabilities }],
  ['/ISAPI/System/status', { read: ({ context }) => ({ DeviceStatus: { currentDeviceTime: context.wallClock().replace(' ', 'T'), deviceUpTime: 1_036_800, CPUList: { CPU: { cpuUtilization: 12 } }, MemoryList: { Memory: { memoryUsage: 410, memoryAvailable: 600 } } } }) }],
  ['/ISAPI/Security/adminAccesses', { read: adminAccesses, admin: true }],
  ['/ISAPI/Security/users', { read: users, admin: true }],
  ['/ISAPI/System/Network/interfaces', { read: (call) => ({ NetworkInterfaceList: { NetworkInterface: networkInterface(call) } }) }],
  ['/ISAPI/System/Network/interfaces/1', { read: (call) => ({ NetworkInterface: networkInterface(call) }) }],
  ['/ISAPI/System/Network/interfaces/1/ipAddress', { read: (call) => ({ IPAddress: ipAddress(call) }) }],
  ['/ISAPI/System/Network/DDNS', { read: (call) => ({ DDNSList: { DDNS: ddnsList(call.context.state) } }) }],
  ['/ISAPI/System/Network/DDNS/1', { read: ({ context }) => ({ DDNS: ddnsList(context.state)[0] ?? {} }) }],
  ['/ISAPI/System/Network/EZVIZ', { read: ezviz }],
  ['/ISAPI/System/Network/UPnP', { read: ({ context: { state } }) => ({ UPnP: { enabled: state.upnp.enabled, name: state.name } }) }],
  ['/ISAPI/System/Network/UPnP/ports', { read: upnpPorts }],
  ['/ISAPI/System/Network/UPnP/ports/status', { read: upnpStatus }],
  ['/ISAPI/System/Network/Integrate', { read: () => ({ Integrate: { ONVIF: { enable: true, certificateType: 'digest&WS-UsernameToken' }, ISAPI: { enable: true }, CGI: { enable: false, certificateType: 'digest' } } }) }],
  ['/ISAPI/System/time', { read: time }],
  ['/ISAPI/System/time/localTime', { read: (call) => localTime(call) }],
  ['/ISAPI/System/time/timeZone', { read: (call) => zone(call) }],
  ['/ISAPI/System/time/ntpServers', { read: (call) => ({ NTPServerList: { NTPServer: ntpServer(call) } }) }],
  ['/ISAPI/System/time/ntpServers/1', { read: (call) => ({ NTPServer: ntpServer(call) }) }],
]);

function ntpServer({ context: { state } }: IsapiCall): XmlElement {
  return { id: 1, addressingFormatType: 'hostname', hostName: state.time.ntpServer, portNo: 123, synchronizeInterval: 60 };
}

function deviceInfo({ context: { state }, profile }: IsapiCall): XmlElement {
  return {
    DeviceInfo: {
      deviceName: state.name,
      deviceID: '48443030-3030-3030-3030-020000000064',
      // Whoever writes their documents by hand forgets what `&` means.
      deviceDescription: 'Cameras & alarms',
      model: state.model,
      serialNumber: state.serial,
      macAddress: state.mac,
      firmwareVersion: state.firmware,
      firmwareReleasedDate: profile.released,
      hardwareVersion: '0x0',
      deviceType: profile.deviceType,
      manufacturer: 'hikvision',
    },
  };
}

function capabilities({ profile }: IsapiCall): XmlElement {
  const has = (path: string): boolean => !Object.hasOwn(profile.absent, `/ISAPI/System/Network/${path}`);
  return {
    DeviceCap: {
      NetworkCap: { isSupportUpnp: true, isSupportDdns: true, isSupportEZVIZ: has('EZVIZ'), isSupportHttps: true, isSupportPPPoE: true, isSupportIntegrate: has('Integrate') },
      SecurityCap: { supportUserNums: 32, isSupportUserCheck: true, isSupportONVIFUserManagement: has('Integrate') },
    },
  };
}

function adminAccesses({ context: { state }, profile }: IsapiCall): XmlElement {
  const { ports, https } = state;
  const own: ReadonlyMap<string, { readonly port: number; readonly enabled: boolean }> = new Map([
    ['HTTP', { port: ports.http, enabled: !https.only }],
    ['HTTPS', { port: ports.https, enabled: https.enabled }],
    ['RTSP', { port: ports.rtsp, enabled: state.rtspService }],
    ['DEV_MANAGE', { port: ports.tcp, enabled: state.tcpService }],
  ]);
  return {
    AdminAccessProtocolList: {
      AdminAccessProtocol: profile.accesses.map(({ protocol, hidesEnabled = false, off, extra = {} }, index) => ({
        id: index + 1,
        ...(hidesEnabled ? {} : { enabled: own.get(protocol)?.enabled ?? false }),
        protocol,
        portNo: own.get(protocol)?.port ?? off ?? 0,
        ...extra,
      })),
    },
  };
}

function users({ context }: IsapiCall): XmlElement {
  return {
    UserList: {
      User: listUsers(context.accounts.state).map((user, index) => ({
        id: index + 1,
        userName: user.name,
        ...(index === 0 ? { priority: 'high' } : {}),
        userLevel: user.group === 'admin' ? 'Administrator' : 'Operator',
      })),
    },
  };
}

function networkInterface(call: IsapiCall): XmlElement {
  const { network, mac } = call.context.state;
  return { id: 1, IPAddress: ipAddress(call), Link: { MACAddress: mac, autoNegotiation: true, speed: network.linkUp ? network.linkSpeed : 0, duplex: 'full', MTU: network.mtu } };
}

function ipAddress({ context: { state } }: IsapiCall): XmlElement {
  const { network } = state;
  return {
    ipVersion: 'dual',
    addressingType: network.dhcp ? 'dynamic' : 'static',
    ipAddress: network.address,
    subnetMask: ipv4Text(prefixMask(network.prefix)),
    ipv6Address: '::',
    bitMask: 0,
    DefaultGateway: { ipAddress: network.gateway, ipv6Address: '::' },
    PrimaryDNS: { ipAddress: network.dns[0] ?? '0.0.0.0' },
    SecondaryDNS: { ipAddress: network.dns[1] ?? '0.0.0.0' },
    DNSEnable: network.dnsAuto,
  };
}

/** The one in use first: its number is the provider's. */
function ddnsList({ ddns }: RecorderState): readonly XmlElement[] {
  const status = ddns.lastResult === '' ? 'connecting' : ddns.lastResult === 'good' || ddns.lastResult === 'nochg' ? 'DDNS Normal' : 'connServerfail';
  const server = (hostName: string): XmlElement => ({ addressingFormatType: 'hostname', hostName });
  return [
    {
      id: 1,
      enabled: ddns.enabled,
      provider: ddnsProvider[ddns.provider] ?? 'HiDDNS',
      serverAddress: server(ddns.server),
      portNo: ddns.port,
      deviceDomainName: ddns.hostname,
      userName: ddns.user,
      status,
    },
    { id: 2, enabled: false, provider: 'IPServer', serverAddress: server(''), portNo: 80, deviceDomainName: '', userName: '' },
  ];
}

function ezviz({ context: { state }, profile }: IsapiCall): XmlElement {
  const { enabled, online, host } = state.p2p;
  return {
    EZVIZ: {
      enabled,
      registerStatus: profile.registerWord ? (online ? 'online' : 'offline') : online,
      redirect: true,
      serverAddress: { addressingFormatType: 'hostname', hostName: host },
      NetworkPriorityList: { NetworkPriority: { id: 1, priority: 1, netCardType: 'wired' } },
      verificationCode: HIKVISION_CANARIES.verificationCode,
      streamEncrypteEnabled: false,
    },
  };
}

const SERVICE_NAMES: Readonly<Record<string, string>> = { TCP: 'DEV_MANAGE' };

/** It asks the router for TCP ports only. */
function mappingsOf({ upnp }: RecorderState): readonly UpnpMapping[] {
  return upnp.mappings.filter((mapping) => mapping.protocol === 'tcp');
}

function upnpPorts({ context: { state }, profile }: IsapiCall): XmlElement {
  return {
    ports: {
      enabled: state.upnp.enabled,
      mapmode: 'manual',
      portList: {
        portMapping: mappingsOf(state).map((mapping, index) => ({
          id: index + 1,
          ...(profile.namesService ? { enabled: mapping.enabled, portType: SERVICE_NAMES[mapping.service] ?? mapping.service, protocolType: 'TCP' } : { protocolType: SERVICE_NAMES[mapping.service] ?? mapping.service }),
          internalPort: mapping.inside,
          externalPort: mapping.outside,
        })),
      },
    },
  };
}

/** No published sample of this document is known: the names are made up after those of its neighbours. */
function upnpStatus({ context: { state } }: IsapiCall): XmlElement {
  const told: Readonly<Record<UpnpMapping['status'], XmlTree>> = { Success: 'inEffect', Failed: 'notInEffect', Unknown: 'notInEffect' };
  return {
    portStatusList: {
      ipAddress: state.upnp.outer,
      portStatus: mappingsOf(state).map((mapping, index) => ({ id: index + 1, internalPort: mapping.inside, externalPort: mapping.outside, status: told[mapping.status] })),
    },
  };
}

function time(call: IsapiCall): XmlElement {
  return { Time: { timeMode: call.context.state.time.ntpEnabled ? 'NTP' : 'manual', localTime: localTime(call), timeZone: zone(call) } };
}

/** Wall clock with offset; some firmware keeps the winter offset beside a clock that follows summer time. */
function localTime({ context, profile }: IsapiCall): string {
  const offset = zoneOffset(context.now());
  return context.wallClock().replace(' ', 'T') + offsetText(profile.winterOffset ? offset.winter : offset.now);
}

function zone({ context, profile }: IsapiCall): string {
  const offset = zoneOffset(context.now());
  return posixZone(offset.winter) + (offset.hasSummer && context.state.time.dstEnabled ? profile.summer : '');
}
