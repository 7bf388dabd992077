/** Who lives where in the simulated internet; the namespace homes of the tests use the same addresses. */
import { ipv4Text, parseCidr } from '../facts/validate.js';

export const STUN_ADDRESSES = ['203.0.113.1', '203.0.113.2'] as const;
/** STUN ports: the usual one, and the alternate of RFC 5780. */
export const STUN_PORTS = [3478, 3479] as const;
export const PUBLIC_RESOLVER = '203.0.113.9';
export const PROVIDER_RESOLVER = '203.0.113.53';
/** Name server of the provider that a home changes to, unless the fixture names others. */
export const NEXT_PROVIDER_RESOLVER = '203.0.113.54';
/** Name server of the phones' mobile network. */
export const CARRIER_RESOLVER = '198.51.100.53';
export const DDNS_ZONE = 'ddns.example';
export const DDNS_NAME_SERVER = { name: 'ns1.ddns.example', address: '203.0.113.60' } as const;
export const DDNS_UPDATE_HOST = { name: 'members.ddns.example', address: '203.0.113.61' } as const;
export const CLOUD_HOST = { name: 'www.easy4ipcloud.com', address: '203.0.113.80' } as const;
/** First phone on the move; further ones count up. */
export const REMOTE_PHONE = { network: '198.51.100', first: 50 } as const;
export const OUTSIDE_HELPER = { address: '198.51.100.60', port: 8787 } as const;

/** A line with an address of its own: the first one, then those that later providers and renewals hand out. */
export const PUBLIC_LINES = ['192.88.98.7', '192.88.98.31', '192.88.98.84', '192.88.98.152', '192.88.98.211'] as const;
/** Behind the provider's NAT: addresses of the home, and the shared one that the internet sees. */
export const CGNAT_LINES = ['100.64.9.7', '100.64.31.20', '100.64.77.3'] as const;
export const CGNAT_PUBLIC = '192.88.99.1';
export const CGNAT_GATEWAY = '100.64.0.1';

export const ROUTER_LAN = '192.168.1.1/24';
/** Where a reset puts a router, unless its fixture says otherwise. */
export const ROUTER_DEFAULT_LAN = '192.168.0.1/24';
/** Home side of a further router, as mesh sets choose it to stay clear of those in front. */
export const MESH_LANS = ['192.168.68.1/24', '192.168.69.1/24', '192.168.70.1/24', '192.168.71.1/24', '192.168.72.1/24'] as const;
/** Host numbers in the home network. */
export const HOST_NUMBER = { recorder: 64, laptop: 50, phone: 52 } as const;

export const MACS = {
  recorder: '02:00:00:00:00:64',
  laptop: '02:00:00:00:00:50',
  router: '02:00:00:00:00:01',
} as const;
export const RECORDER_SERIAL = '9Z0AAAAPAZ00001';
/** Address of Dahua-family recorders from the factory. */
export const FACTORY_ADDRESS = '192.168.1.108';

/** The host with a number in a network: `192.168.0.1/24` and 64 → `192.168.0.64`. */
export function hostAddress(network: string, number: number): string {
  return ipv4Text(((parseCidr(network) ?? parseCidr(ROUTER_LAN))?.base ?? 0) + number);
}

/** A small number as one byte of a hardware address. */
export function macByte(number: number): string {
  return number.toString(16).padStart(2, '0');
}
