/**
 * The host network on a real kernel: a laptop and a router in network namespaces of this test, joined by two cables. None of them
 * has a link to the machine's own network, so nothing can leave.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildChild, type Child } from './child.js';

const PREFIX = `nvrd-net-${process.pid}`;
const [LAPTOP, ROUTER] = [`${PREFIX}-laptop`, `${PREFIX}-router`];
const RESOLV = `/etc/netns/${LAPTOP}`;

function ip(...words: string[]): string {
  return execFileSync('ip', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
const laptop = (words: string): string => ip('-n', LAPTOP, ...words.split(' '));
const router = (words: string): string => ip('-n', ROUTER, ...words.split(' '));
const inside = (name: string): string[] => ['ip', 'netns', 'exec', name];

/** Why these tests cannot run here; undefined where they can. */
function obstacle(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are a thing of Linux';
  if (process.getuid?.() !== 0) return 'needs root';
  try {
    ip('netns', 'add', PREFIX);
    ip('netns', 'del', PREFIX);
    return undefined;
  } catch (error) {
    return `no network namespaces: ${String(error).split('\n')[0]}`;
  }
}

const why = obstacle();
if (why !== undefined) console.log(`test/network/namespaces skipped: ${why}`);

describe.skipIf(why !== undefined)('on a real kernel', () => {
  let child: Child;

  beforeAll(async () => {
    child = await buildChild();
  });

  beforeEach(() => {
    mkdirSync(RESOLV, { recursive: true });
    writeFileSync(`${RESOLV}/resolv.conf`, 'nameserver 192.168.1.1\nnameserver 127.0.0.53\n');
    for (const name of [LAPTOP, ROUTER]) {
      ip('netns', 'add', name);
      // IPv6 greets its neighbours by itself; without it every packet is ours.
      execFileSync('ip', ['netns', 'exec', name, 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1', 'net.ipv6.conf.default.disable_ipv6=1']);
    }
    for (const set of [laptop, router]) set('link set lo up');
    // The second cable ends in an interface called tun0: a tunnel by its name, without a tunnel driver.
    for (const [here, there, network] of [['lan0', 'br0', '192.168.1'], ['tun0', 'vpn0', '10.8.0']] as const) {
      laptop(`link add ${here} type veth peer name ${there} netns ${ROUTER}`);
      laptop(`addr add ${network}.50/24 dev ${here}`);
      router(`addr add ${network}.1/24 dev ${there}`);
      laptop(`link set ${here} up`);
      router(`link set ${there} up`);
    }
  });

  afterEach(() => {
    for (const name of [LAPTOP, ROUTER]) ip('netns', 'del', name);
    rmSync(RESOLV, { recursive: true });
  });

  afterAll(() => child.remove());

  const where = async () => {
    const { lines, stderr } = await child.run(inside(LAPTOP), 'where');
    expect(stderr).toBe('');
    return lines[0] as { gateway: unknown; neighbours: { value: unknown[] }; resolvers: unknown; interfaces: unknown[] };
  };
  const gateway = async () => (await where()).gateway;

  describe('the way out', () => {
    it('is nowhere without a default route', async () => {
      expect(await gateway()).toEqual({ ok: true, value: null });
    });

    it('is the router', async () => {
      laptop('route add default via 192.168.1.1');
      expect(await gateway()).toEqual({ ok: true, value: { address: '192.168.1.1', interface: 'lan0', tunnel: false } });
    });

    it('is the route with the lowest metric of two', async () => {
      laptop('route add default via 192.168.1.2 metric 600');
      laptop('route add default via 192.168.1.1 metric 100');
      expect(await gateway()).toMatchObject({ value: { address: '192.168.1.1' } });
    });

    it('has no gateway where the default route is on-link', async () => {
      laptop('route add default dev lan0');
      expect(await gateway()).toEqual({ ok: true, value: { address: '0.0.0.0', interface: 'lan0', tunnel: false } });
    });

    it('is nowhere where the default route is forbidden', async () => {
      laptop('route add unreachable default');
      expect(await gateway()).toEqual({ ok: true, value: null });
    });

    it('is the VPN where it took both halves of the internet and left the default route', async () => {
      laptop('route add default via 192.168.1.1');
      for (const half of ['0.0.0.0/1', '128.0.0.0/1']) laptop(`route add ${half} via 10.8.0.1`);
      expect(await gateway()).toEqual({ ok: true, value: { address: '192.168.1.1', interface: 'tun0', tunnel: true } });
    });

    it('is the VPN where it took the default route away, and no router is named', async () => {
      laptop('route add default via 10.8.0.1');
      expect(await gateway()).toEqual({ ok: true, value: { address: '0.0.0.0', interface: 'tun0', tunnel: true } });
    });

    it('is the VPN where it rules by policy, as WireGuard does, and the table shows the router', async () => {
      laptop('route add default via 192.168.1.1');
      laptop('route add default dev tun0 table 100');
      laptop('rule add from all lookup 100 pref 100');
      laptop('rule add from all lookup main suppress_prefixlength 0 pref 99');
      expect(await gateway()).toEqual({ ok: true, value: { address: '192.168.1.1', interface: 'tun0', tunnel: true } });
    });

    it('is found without sending a packet', async () => {
      laptop('route add default via 192.168.1.1');
      await where();
      for (const name of ['lan0', 'tun0']) expect(laptop(`-s link show ${name}`)).toMatch(/TX:.*\n\s+0\s+0\s/);
      expect(laptop('neigh show')).toBe('');
    });
  });

  it('interfaces, neighbours and name servers are those of the machine', async () => {
    laptop('neigh replace 192.168.1.64 lladdr 02:00:00:00:00:64 nud reachable dev lan0');
    laptop('neigh replace 192.168.1.99 nud failed dev lan0');
    const { interfaces, neighbours, resolvers } = await where();
    expect(interfaces).toMatchObject([
      { interface: 'lan0', address: '192.168.1.50', prefix: 24, family: 4, mac: expect.stringMatching(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/) },
      { interface: 'tun0', address: '10.8.0.50', prefix: 24 },
    ]);
    expect(neighbours.value).toEqual([{ address: '192.168.1.64', mac: '02:00:00:00:00:64', interface: 'lan0' }]);
    expect(resolvers).toEqual({ ok: true, value: ['192.168.1.1', '127.0.0.53'] });
  });

  it('a machine without name servers has none, not its own loopback', async () => {
    writeFileSync(`${RESOLV}/resolv.conf`, '# nothing\n');
    expect((await where()).resolvers).toEqual({ ok: true, value: [] });
    writeFileSync(`${RESOLV}/resolv.conf`, 'nameserver 127.0.0.1\n');
    expect((await where()).resolvers).toEqual({ ok: true, value: ['127.0.0.1'] });
  });

  describe('multicast and broadcast', () => {
    for (const [situation, route] of [
      ['without a default route', ''],
      ['with a default route through the VPN', 'default via 10.8.0.1'],
      ['with a default route through the router', 'default via 192.168.1.1'],
    ] as const) {
      it(`a search leaves on the interface that was chosen, ${situation}`, async () => {
        if (route) laptop(`route add ${route}`);
        const device = await child.start(inside(ROUTER), 'hear', '192.168.1.1', '239.255.255.250', '1900');
        const { lines } = await child.run(inside(LAPTOP), 'ask', '192.168.1.50', '239.255.255.250', '1900');
        expect(lines).toEqual([{ from: '192.168.1.1', text: 'answer' }]);
        expect(await device.done).toEqual(['ready', '192.168.1.50']);
      });
    }

    it('a search on the other interface is not heard on this one', async () => {
      const device = await child.start(inside(ROUTER), 'hear', '192.168.1.1', '239.255.255.250', '1900');
      const { lines } = await child.run(inside(LAPTOP), 'ask', '10.8.0.50', '239.255.255.250', '1900');
      expect(lines).toEqual([{ kind: 'timed-out' }]);
      device.process.kill();
      await device.done;
    });

    it('a broadcast leaves on the interface that was chosen, without a default route', async () => {
      const device = await child.start(inside(ROUTER), 'hear', '-', '-', '37810');
      const { lines } = await child.run(inside(LAPTOP), 'ask', '192.168.1.50', '255.255.255.255', '37810');
      expect(lines).toEqual([{ from: '192.168.1.1', text: 'answer' }]);
      await device.done;
    });
  });

  describe('what a connection attempt says', () => {
    const connect = async (host: string) => (await child.run(inside(LAPTOP), 'connect', host, '80')).lines[0];

    it('no route: network unreachable', async () => expect(await connect('203.0.113.1')).toBe('network-unreachable'));
    it('an unreachable route: host unreachable', async () => {
      laptop('route add unreachable 10.99.0.0/24');
      expect(await connect('10.99.0.1')).toBe('host-unreachable');
    });
    it('a forbidden route: not permitted', async () => {
      laptop('route add prohibit 10.99.1.0/24');
      expect(await connect('10.99.1.1')).toBe('not-permitted');
    });
    it('a closed port: refused', async () => expect(await connect('192.168.1.1')).toBe('connection-refused'));
    it('no such host: silence until the deadline', async () => expect(await connect('192.168.1.77')).toBe('timed-out'));
  });
});
