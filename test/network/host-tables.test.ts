/** What operating systems print about routes, neighbours and name servers, as values. */
import { describe, expect, it } from 'vitest';
import { chooseGateway, parseRoutes, type Route } from '../../src/network/host/gateway.js';
import { isTunnel, maskBits } from '../../src/network/host/interfaces.js';
import { parseBsdArp, parseProcArp, parseWindowsArp } from '../../src/network/host/neighbours.js';
import { withoutPort } from '../../src/network/host/resolvers.js';

const PROC_ROUTE = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
*\t00000000\t00000000\t0200\t0\t0\t4278198272\t00000000\t0\t0\t0
eth1\t00000000\t0102A8C0\t0002\t0\t0\t1\t00000000\t0\t0\t0
`;

describe('the routing table of Linux', () => {
  it('gives the routes that are up, and none that rejects', () => {
    expect(parseRoutes(PROC_ROUTE, 'LE')).toEqual([
      { interface: 'wlan0', destination: '0.0.0.0', gateway: '192.168.1.1', prefix: 0, metric: 600 },
      { interface: 'eth0', destination: '0.0.0.0', gateway: '192.168.1.1', prefix: 0, metric: 100 },
      { interface: 'eth0', destination: '192.168.1.0', gateway: '0.0.0.0', prefix: 24, metric: 100 },
    ]);
  });

  it('is read in the byte order of the machine', () => {
    expect(parseRoutes('eth0\t00000000\tC0A80101\t0003\t0\t0\t0\t00000000\t0\t0\t0\n', 'BE')).toMatchObject([{ gateway: '192.168.1.1' }]);
  });

  it('is empty for anything else', () => {
    expect(parseRoutes('')).toEqual([]);
    expect(parseRoutes('eth0 1 2 3\n\u0000\nIface\tDestination\n')).toEqual([]);
  });
});

describe('the way out', () => {
  const route = (name: string, gateway: string, prefix = 0, metric = 0, destination = '0.0.0.0'): Route => ({ interface: name, destination, gateway, prefix, metric });
  const tunnel = (name: string) => isTunnel(name, 'unknown');
  const halves = [route('tun0', '10.8.0.1', 1), route('tun0', '10.8.0.1', 1, 0, '128.0.0.0')];
  const lan = route('eth0', '192.168.1.1', 0, 100);

  it('is nowhere without a default route', () => {
    expect(chooseGateway([route('eth0', '0.0.0.0', 24, 0, '192.168.1.0')], undefined, tunnel)).toBeNull();
  });
  it('is the default route with the lowest metric', () => {
    expect(chooseGateway([route('wlan0', '192.168.1.1', 0, 600), lan], undefined, tunnel)).toEqual({ address: '192.168.1.1', interface: 'eth0', tunnel: false });
  });
  it('is the one the kernel takes where that is known', () => {
    expect(chooseGateway([route('wlan0', '192.168.2.1', 0, 600), lan], 'wlan0', tunnel)).toEqual({ address: '192.168.2.1', interface: 'wlan0', tunnel: false });
  });
  it('is the VPN where two halves of the internet go through it', () => {
    expect(chooseGateway([lan, ...halves], 'tun0', tunnel)).toEqual({ address: '192.168.1.1', interface: 'tun0', tunnel: true });
    expect(chooseGateway([lan, ...halves], undefined, tunnel)).toMatchObject({ interface: 'tun0', tunnel: true });
    expect(chooseGateway(halves, undefined, tunnel)).toEqual({ address: '0.0.0.0', interface: 'tun0', tunnel: true });
  });
  it('is the VPN that took the only default route, and its far end is not the router', () => {
    expect(chooseGateway([route('tun0', '10.8.0.1')], 'tun0', tunnel)).toEqual({ address: '0.0.0.0', interface: 'tun0', tunnel: true });
  });
  it('is the VPN where a policy sends traffic there and the table does not show it', () => {
    expect(chooseGateway([lan], 'wg0', tunnel)).toEqual({ address: '192.168.1.1', interface: 'wg0', tunnel: true });
  });
  it('stays the default route where only the way to one host is special', () => {
    expect(chooseGateway([lan], 'eth1', tunnel)).toMatchObject({ interface: 'eth0', tunnel: false });
  });
  it('has no gateway on a dial-up line', () => {
    expect(chooseGateway([route('ppp0', '0.0.0.0')], 'ppp0', tunnel)).toEqual({ address: '0.0.0.0', interface: 'ppp0', tunnel: true });
  });
});

describe('interfaces', () => {
  it.each(['tun0', 'tap1', 'utun4', 'wg0', 'ppp0', 'tailscale0', 'ztabcdefgh', 'nordlynx', 'proton0', 'ipsec0', 'OpenVPN TAP-Windows6', 'WireGuard Tunnel #1', 'My VPN', 'Tailscale', 'ZeroTier One [8056c2e21c]'])('%s is a tunnel', (name) =>
    expect(isTunnel(name, '02:00:00:00:00:01')).toBe(true),
  );
  it.each(['eth0', 'enp3s0', 'wlan0', 'wlp2s0', 'en0', 'br0', 'Ethernet', 'Ethernet 2', 'Wi-Fi', 'WLAN', 'Drahtlosnetzwerkverbindung', 'bond0', 'usb0', 'vEthernet (WSL)'])('%s is none', (name) =>
    expect(isTunnel(name, '02:00:00:00:00:01')).toBe(false),
  );
  it('without a hardware address is a tunnel, unless it is mobile broadband', () => {
    expect(isTunnel('office', '00:00:00:00:00:00')).toBe(true);
    expect(isTunnel('wwan0', '00:00:00:00:00:00')).toBe(false);
    expect(isTunnel('rmnet_data0', '00:00:00:00:00:00')).toBe(false);
  });
  it.each([
    ['255.255.255.0', 24],
    ['255.255.255.255', 32],
    ['0.0.0.0', 0],
    ['255.255.254.0', 23],
    ['ffff:ffff:ffff:ffff::', 64],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 128],
  ])('mask %s has %i bits', (mask, bits) => expect(maskBits(mask)).toBe(bits));
});

describe('neighbours', () => {
  it('of Linux, without those that never answered', () => {
    const text = `IP address       HW type     Flags       HW address            Mask     Device
192.168.1.1      0x1         0x2         02:00:00:00:00:01     *        eth0
192.168.1.64     0x1         0x6         02:00:00:00:00:64     *        eth0
192.168.1.99     0x1         0x0         00:00:00:00:00:00     *        eth0
192.168.1.98     0x1         0x2         00:00:00:00:00:00     *        eth0
`;
    expect(parseProcArp(text)).toEqual([
      { address: '192.168.1.1', mac: '02:00:00:00:00:01', interface: 'eth0' },
      { address: '192.168.1.64', mac: '02:00:00:00:00:64', interface: 'eth0' },
    ]);
  });

  it('of macOS, with short bytes made whole', () => {
    const text = `? (192.168.1.1) at 2:0:0:a:0:1 on en0 ifscope [ethernet]
? (192.168.1.7) at (incomplete) on en0 ifscope [ethernet]
recorder (192.168.1.64) at 02:00:00:00:00:64 on en1 ifscope permanent [ethernet]
? (224.0.0.251) at 1:0:5e:0:0:fb on en0 ifscope permanent [ethernet]
? (192.168.1.255) at ff:ff:ff:ff:ff:ff on en0 ifscope [ethernet]
`;
    expect(parseBsdArp(text)).toEqual([
      { address: '192.168.1.1', mac: '02:00:00:0a:00:01', interface: 'en0' },
      { address: '192.168.1.64', mac: '02:00:00:00:00:64', interface: 'en1' },
    ]);
  });

  it('of Windows in any language, each at its interface', () => {
    const text = `\r\nSchnittstelle: 192.168.1.50 --- 0xb\r\n  Internetadresse       Physische Adresse     Typ\r\n  192.168.1.1           02-00-00-00-00-01     dynamisch \r\n  192.168.1.255         ff-ff-ff-ff-ff-ff     statisch  \r\n  239.255.255.250       01-00-5e-7f-ff-fa     statisch  \r\n\r\nInterface: 10.8.0.6 --- 0x1f\r\n  10.8.0.1              00-FF-AA-BB-CC-DD     dynamic   \r\n`;
    const own = [{ interface: 'Ethernet', mac: '02:00:00:00:00:50', address: '192.168.1.50', prefix: 24, family: 4 as const }];
    expect(parseWindowsArp(text, own)).toEqual([
      { address: '192.168.1.1', mac: '02:00:00:00:00:01', interface: 'Ethernet' },
      { address: '10.8.0.1', mac: '00:ff:aa:bb:cc:dd', interface: '10.8.0.6' },
    ]);
  });

  it('are none in text that is not a table', () => {
    for (const parse of [parseProcArp, parseBsdArp, (text: string) => parseWindowsArp(text, [])]) expect(parse('arp: command failed\n\u0000 (1.2.3) at x on y')).toEqual([]);
  });
});

it.each([
  ['192.168.1.1', '192.168.1.1'],
  ['192.168.1.1:5353', '192.168.1.1'],
  ['[2001:db8::1]:53', '2001:db8::1'],
  ['2001:db8::1', '2001:db8::1'],
  ['[fe80::1%eth0]:53', 'fe80::1%eth0'],
  ['127.0.0.53', '127.0.0.53'],
])('name server %s is %s', (text, server) => expect(withoutPort(text)).toBe(server));
