/** What a virtual recorder is and is set to: plain mutable data that the home changes and the device reads on every request. */

import { CLOUD_HOST, DDNS_UPDATE_HOST, MACS, RECORDER_SERIAL } from '../../addresses.js';
import { CANARIES } from './canaries.js';
import type { LabCertificate } from './lab-certificates.js';

/** A user name, a password and where to send them: only ever shown to the device itself. */
export interface DdnsSettings {
  enabled: boolean;
  /** As the recorder's own screen names it: `NO-IP DDNS`, `Dyndns DDNS`. */
  provider: string;
  /** Host of the update server, and its port. */
  server: string;
  port: number;
  hostname: string;
  user: string;
  password: string;
  /** Sends its own LAN address as `myip`, as some firmware does. */
  sendsOwnAddress: boolean;
  /** First word of the last answer (`good`, `nochg`, `badauth`, …), or `unreachable`; empty before the first update. */
  lastResult: string;
  /** The address the provider confirmed last. */
  lastAddress: string;
}

export interface UpnpMapping {
  enabled: boolean;
  protocol: 'tcp' | 'udp';
  inside: number;
  outside: number;
  /** `HTTP`, `TCP`, `UDP`, … */
  service: string;
  /** What the last try to get it from the router came to. */
  status: 'Unknown' | 'Success' | 'Failed';
}

/** A network card besides the first, as the settings page shows it. */
export interface NetworkCard {
  readonly name: string;
  readonly mac: string;
  readonly address: string;
  /** Bits. */
  readonly prefix: number;
  /** `0.0.0.0`: none. */
  readonly gateway: string;
  readonly up: boolean;
}

export interface RecorderState {
  model: string;
  name: string;
  /** 15 characters; also the P2P identity. */
  serial: string;
  /** `4.001.0000000.14`: its head picks the firmware profile (profiles.ts). */
  firmware: string;
  mac: string;
  network: {
    dhcp: boolean;
    /** What the settings page shows; with DHCP on, the lease. */
    address: string;
    /** Bits. */
    prefix: number;
    /** `0.0.0.0`: none. */
    gateway: string;
    dnsAuto: boolean;
    dns: string[];
    linkUp: boolean;
    /** Mbit/s. */
    linkSpeed: number;
    mtu: number;
    /** The card that leads out: `eth0`, or the name of one of `cards`. */
    defaultInterface: string;
    /** Default: the switch for cameras in the recorder's own back. */
    cards: readonly NetworkCard[];
    /** It dials in by itself. */
    pppoe: boolean;
  };
  ports: { http: number; https: number; tcp: number; udp: number; rtsp: number; maxConnections: number };
  /** Whether the service on the TCP port runs. */
  tcpService: boolean;
  https: {
    enabled: boolean;
    /** Plain HTTP only sends clients on to HTTPS. */
    only: boolean;
    certificate: LabCertificate;
    /** Speaks TLS 1.0 and nothing newer. */
    oldTls: boolean;
  };
  rtspService: boolean;
  /** Addresses and networks that may sign in; empty: everybody. */
  allowsOnly: readonly string[];
  /** Addresses and networks that may not. */
  bans: readonly string[];
  p2p: {
    enabled: boolean;
    host: string;
    /** Set by the recorder when its cloud answers. */
    online: boolean;
  };
  ddns: DdnsSettings;
  /** Providers that are switched on besides, as their names stand in the table: `Dyndns DDNS`. */
  otherDdns: readonly string[];
  upnp: { enabled: boolean; mappings: UpnpMapping[]; /** The router's own side and its internet side, as found by the last try; empty when there was none. */ inner: string; outer: string };
  /** Seconds the recorder's clock is ahead of true time. */
  clockOffsetSeconds: number;
  time: { ntpEnabled: boolean; ntpServer: string; zone: string; dstEnabled: boolean };
  recovery: {
    enabled: boolean;
    /** Masked, as the recorder tells it; empty: none on file. */
    contact: string;
  };
  /** ONVIF clients must sign in. */
  onvifLogin: boolean;
}

/** The switch for cameras in the back of a recorder with its own camera sockets. */
export const CAMERA_SWITCH: NetworkCard = { name: 'eth1', mac: '02:00:00:00:01:64', address: '10.1.1.1', prefix: 24, gateway: '0.0.0.0', up: true };

/** Parts that a caller may give; the rest is a healthy recorder at 192.168.1.64. */
export type RecorderSettings = { [K in keyof RecorderState]?: RecorderState[K] extends readonly unknown[] | string | number | boolean ? RecorderState[K] : Partial<RecorderState[K]> };

export function createRecorderState(given: RecorderSettings = {}): RecorderState {
  const ports = { http: 80, https: 443, tcp: 37777, udp: 37778, rtsp: 554, maxConnections: 128, ...given.ports };
  const mapping = (service: string, protocol: 'tcp' | 'udp', port: number): UpnpMapping => ({ enabled: true, protocol, inside: port, outside: port, service, status: 'Unknown' });
  return {
    model: given.model ?? 'DH-NVR5216-4KS2/I',
    name: given.name ?? 'NVR',
    serial: given.serial ?? RECORDER_SERIAL,
    firmware: given.firmware ?? '4.001.0000000.14',
    mac: given.mac ?? MACS.recorder,
    network: { dhcp: false, address: '192.168.1.64', prefix: 24, gateway: '192.168.1.1', dnsAuto: false, dns: ['192.168.1.1'], linkUp: true, linkSpeed: 1000, mtu: 1500, defaultInterface: 'eth0', cards: [CAMERA_SWITCH], pppoe: false, ...given.network },
    ports,
    tcpService: given.tcpService ?? true,
    https: { enabled: false, only: false, certificate: 'self-signed', oldTls: false, ...given.https },
    rtspService: given.rtspService ?? true,
    allowsOnly: given.allowsOnly ?? [],
    bans: given.bans ?? [],
    p2p: { enabled: true, host: CLOUD_HOST.name, online: false, ...given.p2p },
    ddns: {
      enabled: false,
      provider: 'NO-IP DDNS',
      server: DDNS_UPDATE_HOST.name,
      port: 80,
      hostname: '',
      user: CANARIES.ddnsUser,
      password: CANARIES.ddnsPassword,
      sendsOwnAddress: false,
      lastResult: '',
      lastAddress: '',
      ...given.ddns,
    },
    otherDdns: given.otherDdns ?? [],
    upnp: { enabled: false, mappings: [mapping('HTTP', 'tcp', ports.http), mapping('TCP', 'tcp', ports.tcp), mapping('UDP', 'udp', ports.udp)], inner: '', outer: '', ...given.upnp },
    clockOffsetSeconds: given.clockOffsetSeconds ?? 0,
    time: { ntpEnabled: true, ntpServer: 'pool.ntp.org', zone: 'London', dstEnabled: true, ...given.time },
    recovery: { enabled: true, contact: CANARIES.contact, ...given.recovery },
    onvifLogin: given.onvifLogin ?? true,
  };
}
