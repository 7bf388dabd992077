/** What the device service answers, operation by operation (ONVIF device management, ver10): plain trees out of the recorder's state. */
import { listUsers } from '../../../accounts/index.js';
import type { XmlElement } from '../print-xml.js';
import type { RecorderContext } from '../recorder/context.js';
import type { OnvifProfile } from './profiles.js';

/** Secrets of this protocol besides those that every recorder has: no output may ever show them. */
export const ONVIF_CANARIES = { password: 'canary-onvif-password' } as const;

export interface OnvifCall {
  readonly context: RecorderContext;
  readonly profile: OnvifProfile;
}

export interface Operation {
  /** `open`: before any sign-in. `sensitive`: administrators only. */
  readonly access: 'open' | 'read' | 'sensitive';
  /** Content of the response element. */
  readonly read: (call: OnvifCall) => XmlElement;
}

export const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['GetSystemDateAndTime', { access: 'open', read: dateAndTime }],
  ['GetCapabilities', { access: 'open', read: ({ context }) => ({ 'tds:Capabilities': { 'tt:Device': { 'tt:XAddr': serviceAddress(context) }, 'tt:Media': { 'tt:XAddr': serviceAddress(context, 'media_service') } } }) }],
  ['GetServices', { access: 'open', read: ({ context }) => ({ 'tds:Service': { 'tds:Namespace': 'http://www.onvif.org/ver10/device/wsdl', 'tds:XAddr': serviceAddress(context), 'tds:Version': { 'tt:Major': 21, 'tt:Minor': 6 } } }) }],
  ['GetServiceCapabilities', { access: 'open', read: ({ profile }) => ({ 'tds:Capabilities': { 'tds:Network': { '@NTP': 1 }, 'tds:Security': { '@HttpDigest': profile.auth !== 'token', '@UsernameToken': profile.auth !== 'digest' } } }) }],
  ['GetHostname', { access: 'open', read: ({ context: { state } }) => ({ 'tds:HostnameInformation': { 'tt:FromDHCP': false, 'tt:Name': state.name } }) }],
  ['GetEndpointReference', { access: 'open', read: ({ context }) => ({ 'tds:GUID': endpointOf(context) }) }],
  ['GetWsdlUrl', { access: 'open', read: () => ({ 'tds:WsdlUrl': 'http://www.onvif.org/' }) }],
  ['GetDeviceInformation', { access: 'read', read: deviceInformation }],
  ['GetNetworkInterfaces', { access: 'read', read: networkInterfaces }],
  ['GetNetworkProtocols', { access: 'read', read: networkProtocols }],
  ['GetNetworkDefaultGateway', { access: 'read', read: ({ context: { state } }) => ({ 'tds:NetworkGateway': { 'tt:IPv4Address': state.network.gateway } }) }],
  ['GetDNS', { access: 'read', read: dns }],
  ['GetDynamicDNS', { access: 'read', read: () => ({ 'tds:DynamicDNSInformation': { 'tt:Type': 'NoUpdate' } }) }],
  ['GetNTP', { access: 'read', read: ({ context: { state } }) => ({ 'tds:NTPInformation': { 'tt:FromDHCP': false, 'tt:NTPManual': { 'tt:Type': 'DNS', 'tt:DNSname': state.time.ntpServer } } }) }],
  ['GetScopes', { access: 'read', read: ({ context }) => ({ 'tds:Scopes': scopesOf(context).map((scope) => ({ 'tt:ScopeDef': 'Fixed', 'tt:ScopeItem': scope })) }) }],
  ['GetDiscoveryMode', { access: 'read', read: () => ({ 'tds:DiscoveryMode': 'Discoverable' }) }],
  ['GetUsers', { access: 'sensitive', read: users }],
]);

export function serviceAddress({ state }: RecorderContext, service = 'device_service', host = state.network.address): string {
  return `http://${host}${state.ports.http === 80 ? '' : `:${state.ports.http}`}/onvif/${service}`;
}

export function endpointOf({ state }: RecorderContext): string {
  return `urn:uuid:00000000-0000-1000-8000-${state.mac.replaceAll(':', '')}`;
}

export function scopesOf({ state }: RecorderContext): readonly string[] {
  const word = (text: string): string => encodeURIComponent(text);
  return [
    'onvif://www.onvif.org/type/Network_Video_Transmitter',
    'onvif://www.onvif.org/Profile/Streaming',
    `onvif://www.onvif.org/name/${word(state.name)}`,
    `onvif://www.onvif.org/hardware/${word(state.model)}`,
    'onvif://www.onvif.org/location/',
  ];
}

function dateAndTime({ context, profile }: OnvifCall): XmlElement {
  const at = context.now() + context.state.clockOffsetSeconds * 1000;
  const utc = new Date(at);
  const local = new Date(at - utc.getTimezoneOffset() * 60_000);
  const told = (time: Date): XmlElement => ({
    'tt:Time': { 'tt:Hour': time.getUTCHours(), 'tt:Minute': time.getUTCMinutes(), 'tt:Second': time.getUTCSeconds() },
    'tt:Date': { 'tt:Year': time.getUTCFullYear(), 'tt:Month': time.getUTCMonth() + 1, 'tt:Day': time.getUTCDate() },
  });
  return {
    'tds:SystemDateAndTime': {
      'tt:DateTimeType': context.state.time.ntpEnabled ? 'NTP' : 'Manual',
      'tt:DaylightSavings': false,
      'tt:TimeZone': { 'tt:TZ': 'UTC0' },
      'tt:UTCDateTime': told(utc),
      ...(profile.utcOnly ? {} : { 'tt:LocalDateTime': told(local) }),
    },
  };
}

function deviceInformation({ context: { state }, profile }: OnvifCall): XmlElement {
  return {
    'tds:Manufacturer': profile.manufacturer,
    'tds:Model': state.model,
    'tds:FirmwareVersion': state.firmware,
    'tds:SerialNumber': state.serial,
    'tds:HardwareId': '1.00',
  };
}

/** A leased address stands under `FromDHCP`, one set by hand under `Manual`. */
function networkInterfaces({ context: { state } }: OnvifCall): XmlElement {
  const { network, mac } = state;
  const own = { 'tt:Address': network.address, 'tt:PrefixLength': network.prefix };
  return {
    'tds:NetworkInterfaces': {
      '@token': 'eth0',
      'tt:Enabled': true,
      'tt:Info': { 'tt:Name': 'eth0', 'tt:HwAddress': mac, 'tt:MTU': network.mtu },
      'tt:IPv4': { 'tt:Enabled': true, 'tt:Config': { ...(network.dhcp ? { 'tt:FromDHCP': own } : { 'tt:Manual': own }), 'tt:DHCP': network.dhcp } },
    },
  };
}

function networkProtocols({ context: { state } }: OnvifCall): XmlElement {
  const row = (name: string, enabled: boolean, port: number): XmlElement => ({ 'tt:Name': name, 'tt:Enabled': enabled, 'tt:Port': port });
  return { 'tds:NetworkProtocols': [row('HTTP', true, state.ports.http), row('HTTPS', state.https.enabled, state.ports.https), row('RTSP', state.rtspService, state.ports.rtsp)] };
}

function dns({ context: { state } }: OnvifCall): XmlElement {
  const { dnsAuto, dns: servers } = state.network;
  const told = servers.map((address) => ({ 'tt:Type': 'IPv4', 'tt:IPv4Address': address }));
  return { 'tds:DNSInformation': { 'tt:FromDHCP': dnsAuto, ...(dnsAuto ? { 'tt:DNSFromDHCP': told } : { 'tt:DNSManual': told }) } };
}

function users({ context, profile }: OnvifCall): XmlElement {
  return {
    'tds:User': listUsers(context.accounts.state).map((user) => ({
      'tt:Username': user.name,
      ...(profile.tellsPasswords ? { 'tt:Password': ONVIF_CANARIES.password } : {}),
      'tt:UserLevel': user.group === 'admin' ? 'Administrator' : 'User',
    })),
  };
}
