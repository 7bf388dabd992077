/** Interfaces, and which of them is a tunnel. `os.networkInterfaces()` answers at once; systeminformation's list blocks for 100 ms. */
import { networkInterfaces } from 'node:os';
import type { InterfaceAddress } from '../seam.js';

/** Every address of the interfaces that are up, loopback left out. */
export function interfaces(): InterfaceAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ internal }) => !internal)
      .map(({ mac, address, netmask, family }) => ({ interface: name, mac, address, prefix: maskBits(netmask), family: family === 'IPv4' ? 4 : 6 }) as const),
  );
}

/** Set bits of a mask in either family's notation. */
export function maskBits(mask: string): number {
  const numbers = mask.includes(':') ? mask.split(':').map((group) => parseInt(group || '0', 16)) : mask.split('.').map(Number);
  return numbers.reduce((bits, number) => bits + number.toString(2).replaceAll('0', '').length, 0);
}

/** By name, for systems whose tunnels carry a hardware address (tap, Windows). Windows shows the adapter's title as the name. */
const TUNNEL = /^(tun|tap|utun|wg|ppp|pptp|l2tp|ipsec|gre|gif|vti|xfrm|tailscale|ts\d|zt|nordlynx|nordtun|proton|mullvad|surfshark|cscotun|gpd|vpn)|vpn|wireguard|tailscale|zerotier|tap-windows|wintun|tunnel|anyconnect/i;
/** Mobile broadband has no hardware address either and is no tunnel. */
const MOBILE = /^(wwan|wwp|rmnet|ccmni|pdp_ip)/i;
const NO_MAC = '00:00:00:00:00:00';

/** Whether what leaves through this interface goes into a tunnel (VPN, dial-up) and not onto a wire or the air. */
export function isTunnel(name: string, mac: string): boolean {
  return TUNNEL.test(name) || (mac === NO_MAC && !MOBILE.test(name));
}
