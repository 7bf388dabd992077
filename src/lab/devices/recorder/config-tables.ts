/** The settings tables of a Dahua-family recorder as the tree that `getConfig` prints or returns (recorder-side names and shapes by firmware). */
import { ipv4Text, prefixMask } from '../../../facts/validate.js';
import { CANARIES } from './canaries.js';
import type { RecorderContext } from './context.js';

export type Tree = string | number | boolean | null | readonly Tree[] | { readonly [key: string]: Tree };

const NO_ADDRESS = '0.0.0.0';

type Table = (context: RecorderContext) => Tree;

export const CONFIG_TABLES: Readonly<Record<string, Table>> = {
  General: ({ state, accounts }) => ({
    LocalNo: 8,
    LockLoginEnable: accounts.state.policy.enabled,
    LockLoginTimes: accounts.state.policy.tries,
    LoginFailLockTime: accounts.state.policy.seconds,
    MachineAddress: '',
    MachineName: state.name,
  }),
  Network: networkTable,
  Web: ({ state }) => ({ Port: state.ports.http }),
  DVRIP: ({ state }) => ({
    MaxConnections: state.ports.maxConnections,
    RegisterServer: { DeviceID: CANARIES.registerDevice, Enable: false, Servers: [{ Address: '', Port: 7000 }] },
    SSLPort: 37779,
    TCPPort: state.ports.tcp,
    UDPPort: state.ports.udp,
  }),
  Https: ({ state }) => ({ Enable: state.https.enabled, Port: state.ports.https }),
  RTSP: ({ state }) => ({ Enable: state.rtspService, Port: state.ports.rtsp, RTP: { EndPort: 40_000, StartPort: 20_000 } }),
  DDNS: ddnsTable,
  T2UServer: ({ state, profile }) => {
    const entry = { Address: state.p2p.host, Enable: state.p2p.enabled, Key: CANARIES.p2pKey, RegisterServer: '', Type: 'Easy4IP', UUID: CANARIES.p2pUuid, UserName: CANARIES.p2pUser };
    return profile.t2uShape === 'array' ? [entry] : entry;
  },
  UPnP: ({ state }) => ({
    Enable: state.upnp.enabled,
    MapTable: state.upnp.mappings.map((m) => ({ Enable: m.enabled, InnerPort: m.inside, OuterPort: m.outside, Protocol: m.protocol.toUpperCase(), ServiceName: m.service, ServiceType: 'CustomService' })),
    Mode: 'Custom',
    StartDeviceDiscover: true,
  }),
  // `TimeZone` is the maker's own number of a zone and says nothing about hours.
  NTP: ({ state: { time } }) => ({
    Address: time.ntpServer,
    Enable: time.ntpEnabled,
    Port: 123,
    ServerList: [0, 1].map(() => ({ Address: '', Enable: false, Port: 123 })),
    TimeZone: 25,
    TimeZoneDesc: time.zone,
    UpdatePeriod: 60,
  }),
  Locales: ({ state }) => ({
    DSTEnable: state.time.dstEnabled,
    DSTEnd: { Day: 0, Hour: 2, Minute: 0, Month: 11, Week: 1, Year: 2026 },
    DSTStart: { Day: 0, Hour: 2, Minute: 0, Month: 3, Week: 2, Year: 2026 },
    TimeFormat: 'yyyy-MM-dd HH:mm:ss',
  }),
  PPPoE: ({ state }) => ({ Enable: state.network.pppoe, Password: CANARIES.pppoePassword, UserName: CANARIES.pppoeUser }),
  AccessFilter: ({ state: { allowsOnly, bans } }) => ({
    BannedList: bans,
    Enable: allowsOnly.length > 0 || bans.length > 0,
    TrustList: allowsOnly,
    Type: allowsOnly.length > 0 || bans.length === 0 ? 'TrustList' : 'BannedList',
  }),
  UserGlobal: ({ state }) => ({ OnvifLoginCheck: state.onvifLogin }),
  LoginFailureAlarm: () => ({ Enable: false }),
  PwdReset: ({ state }) => ({ Enable: state.recovery.enabled }),
};

function networkTable({ state, profile }: RecorderContext): Tree {
  const { network } = state;
  const servers = [network.dns[0] ?? NO_ADDRESS, network.dns[1] ?? NO_ADDRESS];
  const card = (address: string, mask: string, gateway: string, mac: string, dhcp: boolean, dnsAuto: boolean, dns: readonly string[]): Tree => ({
    DefaultGateway: gateway,
    DhcpEnable: dhcp,
    DnsAutoGet: dnsAuto,
    DnsServers: profile.dnsShape === 'list' ? dns : { Address0: dns[0] ?? '', Address1: dns[1] ?? '' },
    EnableDhcpReservedIP: false,
    IPAddress: address,
    MTU: network.mtu,
    PhysicalAddress: mac,
    SubnetMask: mask,
  });
  const none = card(NO_ADDRESS, NO_ADDRESS, NO_ADDRESS, '00:00:00:00:00:00', false, false, [NO_ADDRESS, NO_ADDRESS]);
  return {
    DefaultInterface: network.defaultInterface,
    Domain: '',
    Hostname: state.name,
    ...Object.fromEntries([0, 1, 2, 3].map((number) => [`bond${number}`, none])),
    eth0: card(network.address, ipv4Text(prefixMask(network.prefix)), network.gateway, state.mac, network.dhcp, network.dnsAuto, servers),
    ...Object.fromEntries(network.cards.map((other) => [other.name, card(other.address, ipv4Text(prefixMask(other.prefix)), other.gateway, other.mac, false, false, [NO_ADDRESS, NO_ADDRESS])])),
  };
}

const DDNS_SERVICES = [
  ['CN99 DDNS', 'members.3322.org'],
  ['Dyndns DDNS', 'members.dyndns.org'],
  ['Sysdns DDNS', 'members.sysdns.com'],
] as const;

/** One entry per provider the firmware knows, the one in use at index 3. */
function ddnsTable({ state }: RecorderContext): Tree {
  const { ddns, otherDdns } = state;
  const others = DDNS_SERVICES.map(([protocol, address]): Tree => {
    const on = otherDdns.includes(protocol);
    return { Address: address, Enable: on, HostName: on ? ddns.hostname : '', KeepAlive: 10, Password: on ? CANARIES.ddnsPassword : '', Port: 80, Protocol: protocol, UserName: on ? CANARIES.ddnsUser : '' };
  });
  return [...others, { Address: ddns.server, Enable: ddns.enabled, HostName: ddns.hostname, KeepAlive: 10, Password: ddns.password, Port: ddns.port, Protocol: ddns.provider, UserName: ddns.user }];
}

/** `key=value` lines of a tree in the order of its keys. */
export function printTree(prefix: string, tree: Tree, lines: string[] = []): string[] {
  if (Array.isArray(tree)) tree.forEach((entry: Tree, index) => printTree(`${prefix}[${index}]`, entry, lines));
  else if (tree !== null && typeof tree === 'object') for (const [key, value] of Object.entries(tree)) printTree(`${prefix}.${key}`, value, lines);
  else if (tree !== null) lines.push(`${prefix}=${String(tree)}`);
  return lines;
}
