/** The settings tables of a Dahua-family recorder as the tree that `getConfig` prints or returns (recorder-side names and shapes by firmware). */
import { ipv4Text, prefixMask } from '../../../facts/validate.js';
import type { RecorderContext } from './context.js';

export type Tree = string | number | boolean | null | readonly Tree[] | { readonly [key: string]: Tree };

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
    RegisterServer: { DeviceID: '', Enable: false, Servers: [{ Address: '', Port: 7000 }] },
    SSLPort: 37779,
    TCPPort: state.ports.tcp,
    UDPPort: state.ports.udp,
  }),
  Https: ({ state }) => ({ Enable: true, Port: state.ports.https }),
  RTSP: ({ state }) => ({ Enable: true, Port: state.ports.rtsp, RTP: { EndPort: 40_000, StartPort: 20_000 } }),
  DDNS: ddnsTable,
  T2UServer: ({ state, profile }) => {
    const entry = { Address: state.p2p.host, Enable: state.p2p.enabled, Key: '****', RegisterServer: '', Type: 'Easy4IP', UUID: state.serial, UserName: '****' };
    return profile.t2uShape === 'array' ? [entry] : entry;
  },
  UPnP: ({ state }) => ({
    Enable: state.upnp.enabled,
    MapTable: state.upnp.mappings.map((m) => ({ Enable: m.enabled, InnerPort: m.inside, OuterPort: m.outside, Protocol: m.protocol.toUpperCase(), ServiceName: m.service, ServiceType: 'CustomService' })),
    Mode: 'Custom',
    StartDeviceDiscover: true,
  }),
  NTP: () => ({ Address: 'pool.ntp.org', Enable: false, Port: 123, ServerList: [{ Address: '', Enable: false, Port: 123 }], TimeZone: 0, TimeZoneDesc: 'London', UpdatePeriod: 60 }),
  Locales: () => ({
    DSTEnable: false,
    DSTEnd: { Day: 0, Hour: 0, Minute: 0, Month: 1, Week: 2, Year: 2000 },
    DSTStart: { Day: 0, Hour: 0, Minute: 0, Month: 1, Week: 1, Year: 2000 },
    TimeFormat: 'yyyy-MM-dd HH:mm:ss',
  }),
};

function networkTable({ state, profile }: RecorderContext): Tree {
  const { network } = state;
  const servers = [network.dns[0] ?? '0.0.0.0', network.dns[1] ?? '0.0.0.0'];
  const card = (address: string, mask: string, gateway: string, mac: string, dhcp: boolean, dnsAuto: boolean, dns: readonly string[]): Tree => ({
    DefaultGateway: gateway,
    DhcpEnable: dhcp,
    DnsAutoGet: dnsAuto,
    DnsServers: profile.dnsShape === 'list' ? dns : { Address0: dns[0] ?? '', Address1: dns[1] ?? '' },
    EnableDhcpReservedIP: false,
    IPAddress: address,
    MTU: 1500,
    PhysicalAddress: mac,
    SubnetMask: mask,
  });
  const none = card('0.0.0.0', '0.0.0.0', '0.0.0.0', '00:00:00:00:00:00', false, false, ['0.0.0.0', '0.0.0.0']);
  return {
    DefaultInterface: 'eth0',
    Domain: '',
    Hostname: state.name,
    bond0: none,
    bond1: none,
    eth0: card(network.address, ipv4Text(prefixMask(network.prefix)), network.gateway, state.mac, network.dhcp, network.dnsAuto, servers),
    // The switch for cameras in the recorder's own back.
    eth1: card('10.1.1.1', '255.255.255.0', '0.0.0.0', '02:00:00:00:01:64', false, false, ['0.0.0.0', '0.0.0.0']),
  };
}

/** One entry per provider the firmware knows, the one in use at index 3. */
function ddnsTable({ state }: RecorderContext): Tree {
  const idle = (protocol: string, address: string): Tree => ({ Address: address, Enable: false, HostName: '', KeepAlive: 10, Password: '', Port: 80, Protocol: protocol, UserName: '' });
  const { ddns } = state;
  return [
    idle('CN99 DDNS', 'members.3322.org'),
    idle('Dyndns DDNS', 'members.dyndns.org'),
    idle('Sysdns DDNS', 'members.sysdns.com'),
    { Address: ddns.server, Enable: ddns.enabled, HostName: ddns.hostname, KeepAlive: 10, Password: ddns.password, Port: ddns.port, Protocol: ddns.provider, UserName: ddns.user },
  ];
}

/** `key=value` lines of a tree in the order of its keys. */
export function printTree(prefix: string, tree: Tree, lines: string[] = []): string[] {
  if (Array.isArray(tree)) tree.forEach((entry: Tree, index) => printTree(`${prefix}[${index}]`, entry, lines));
  else if (tree !== null && typeof tree === 'object') for (const [key, value] of Object.entries(tree)) printTree(`${prefix}.${key}`, value, lines);
  else if (tree !== null) lines.push(`${prefix}=${String(tree)}`);
  return lines;
}
