import { describe, expect, it } from 'vitest';
import { fail, ok, type Gateway, type InterfaceAddress, type Network, type Outcome } from '../../src/network/seam.js';
import { host, homeAddress } from '../../src/probes/host.js';
import { probeHome, runOne, told } from './support.js';

const card = (name: string, address: string, prefix = 24, family: 4 | 6 = 4): InterfaceAddress => ({ interface: name, mac: '02:00:00:00:00:50', address, prefix, family });
const way = (address: string, name: string, tunnel = false): Gateway => ({ address, interface: name, tunnel });

function machine(interfaces: readonly InterfaceAddress[], gateway: Outcome<Gateway | null>, dns: Outcome<readonly string[]> = ok(['192.168.1.1'])): Network {
  const { laptop } = probeHome();
  return {
    clock: laptop.clock,
    interfaces: () => Promise.resolve(interfaces),
    defaultGateway: () => Promise.resolve(gateway),
    resolvers: () => Promise.resolve(dns),
    neighbours: () => laptop.neighbours(),
    tcp: (options) => laptop.tcp(options),
    udp: (options) => laptop.udp(options),
  };
}

const run = (network: Network) => runOne(network, host, { withoutHost: true }).then(({ facts }) => facts);

describe('a computer', () => {
  it('at home tells where it stands', async () => {
    const facts = await run(machine([card('eth0', '192.168.1.50')], ok(way('192.168.1.1', 'eth0'))));
    expect(told(facts, 'host.address')).toBe('192.168.1.50');
    expect(told(facts, 'host.network')).toBe('192.168.1.0/24');
    expect(told(facts, 'host.gateway')).toBe('192.168.1.1');
    expect(told(facts, 'host.dns')).toEqual(['192.168.1.1']);
    expect(told(facts, 'host.vpn')).toBe(false);
  });

  it('without any network: absence is a value', async () => {
    const facts = await run(machine([], ok(null), ok([])));
    for (const path of ['host.address', 'host.network', 'host.gateway'] as const) expect(told(facts, path)).toBeNull();
    expect(told(facts, 'host.dns')).toEqual([]);
    expect(told(facts, 'host.vpn')).toBe(false);
  });

  it('whose routes cannot be read: unknown, not absent', async () => {
    const facts = await run(machine([card('eth0', '192.168.1.50')], fail('not-permitted'), fail('unknown-failure', 'no such file')));
    expect(told(facts, 'host.gateway')).toEqual({ unknown: 'not-permitted' });
    expect(told(facts, 'host.vpn')).toEqual({ unknown: 'not-permitted' });
    expect(told(facts, 'host.dns')).toEqual({ unknown: 'failed' });
    expect(told(facts, 'host.address')).toBe('192.168.1.50');
  });

  it('on a VPN beside the default route still stands in the house, whose router is its gateway', async () => {
    const facts = await run(machine([card('tun0', '10.8.0.6'), card('docker0', '172.17.0.1', 16), card('wlan0', '192.168.1.50')], ok(way('192.168.1.1', 'tun0', true))));
    expect(told(facts, 'host.vpn')).toBe(true);
    expect(told(facts, 'host.gateway')).toBe('192.168.1.1');
    expect(told(facts, 'host.address')).toBe('192.168.1.50');
    expect(told(facts, 'host.network')).toBe('192.168.1.0/24');
  });

  it('on a VPN that took the default route away: the far end of the tunnel is no router of the house', async () => {
    const facts = await run(machine([card('tun0', '10.8.0.6'), card('wlan0', '192.168.1.50')], ok(way('0.0.0.0', 'tun0', true))));
    expect(told(facts, 'host.vpn')).toBe(true);
    expect(told(facts, 'host.gateway')).toEqual({ unknown: 'not-supported' });
    expect(told(facts, 'host.address')).toBe('192.168.1.50');
  });

  it('with a default route that names no gateway: there is a way out, its address is not known', async () => {
    expect(told(await run(machine([card('ppp0', '192.88.98.7', 32)], ok(way('0.0.0.0', 'ppp0', true)))), 'host.gateway')).toEqual({ unknown: 'not-supported' });
  });
});

describe('the address in the house', () => {
  it.each<[string, readonly InterfaceAddress[], Gateway | null, string | undefined]>([
    ['is that on the way out, not the first', [card('docker0', '172.17.0.1', 16), card('eth0', '192.168.1.50')], way('192.168.1.1', 'eth0'), '192.168.1.50'],
    ['is the one in the network of the gateway where the interface has two', [card('eth0', '10.0.0.5'), card('eth0', '192.168.1.50')], way('192.168.1.1', 'eth0'), '192.168.1.50'],
    ['is private where there is no way out', [card('eth0', '169.254.7.7', 16), card('eth1', '192.168.1.50')], null, '192.168.1.50'],
    ['may be a self-given one where there is nothing better', [card('eth0', '169.254.7.7', 16)], null, '169.254.7.7'],
    ['is never an IPv6 address', [card('eth0', 'fd00::5', 64, 6)], null, undefined],
  ])('%s', (_name, interfaces, gateway, expected) => {
    expect(homeAddress(interfaces, gateway)?.address).toBe(expected);
  });
});
