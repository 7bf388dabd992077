/**
 * The router and address probes against daemons that we did not write: miniupnpd (both versions), coturn, dnsmasq, BIND.
 * Needs root and network namespaces; nothing leaves them.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FactPath } from '../../src/facts/dictionary.js';
import type { Fact } from '../../src/facts/fact.js';
import { NamespaceHome, whyNoHome } from '../homes/namespaces.js';

const why = whyNoHome();
if (why) console.log(`skipped: probes against real daemons (${why})`);

interface Told {
  readonly ms: number;
  readonly outcomes: readonly { readonly id: string; readonly ms: number; readonly outcome: string }[];
  readonly facts: Partial<Record<FactPath, Fact>>;
}

let program: string;
/** Daemons and sockets get their time from a busy machine; a ratio is taken over the better of a few runs. */
const RUNS = 2;
const PORTS = [37777, 37779];

async function ask(home: NamespaceHome, ids: string, options: object = {}): Promise<Told & { processMs: number }> {
  const done = await home.run('laptop', process.execPath, [program, ids, JSON.stringify(options)]);
  if (done.code !== 0) throw new Error(done.stderr);
  return { ...(JSON.parse(done.stdout) as Told), processMs: done.ms };
}

const value = (told: Told, at: FactPath): unknown => {
  const fact = told.facts[at];
  return fact?.state === 'known' ? fact.value : { unknown: fact?.reason };
};

async function startMiniupnpd(home: NamespaceHome, folder: string, version: 1 | 2): Promise<void> {
  const conf = path.join(folder, 'miniupnpd.conf');
  writeFileSync(
    conf,
    `ext_ifname=wan0\nlistening_ip=br0\nhttp_port=5000\nenable_natpmp=yes\nenable_upnp=yes\nsecure_mode=yes\nsystem_uptime=no\nnotify_interval=30
uuid=8a7c2a0e-5b0f-4b4e-9d0a-7f3b6a1c0009\nfriendly_name=Home Router\nmanufacturer_name=Example Networks\nmodel_name=EX-1000\nforce_igd_desc_v1=${version === 1 ? 'yes' : 'no'}
allow 1-65535 192.168.1.0/24 1-65535\ndeny 0-65535 0.0.0.0/0 0-65535\n`,
  );
  home.daemon('router', 'miniupnpd', ['-d', '-f', conf, '-P', path.join(folder, 'miniupnpd.pid')]);
  await home.untilPort('router', 5000);
}

describe.skipIf(why !== undefined)('against real daemons', () => {
  beforeAll(async () => {
    const folder = path.resolve('node_modules/.cache/nvr-doctor/probes');
    await build({
      entryPoints: [path.resolve('test/probes/namespace/probe-process.ts')],
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      banner: { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);" },
      logLevel: 'error',
    });
    program = path.join(folder, 'probe-process.mjs');
  });

  describe.each([1, 2] as const)('a router with miniupnpd, description version %i', (version) => {
    let home: NamespaceHome;
    beforeAll(async () => {
      home = await NamespaceHome.build({ withoutMiniupnpd: true });
      await startMiniupnpd(home, home.scratch(), version);
    });
    afterAll(() => home?.close());

    it('is read over UPnP, first empty, then with the rules that a real client made', async () => {
      const empty = await ask(home, 'host,igd');
      expect(value(empty, 'router.igd.found')).toBe(true);
      expect(value(empty, 'router.igd.version')).toBe(version);
      expect(value(empty, 'router.igd.model')).toBe('Example Networks EX-1000');
      expect(value(empty, 'router.igd.isGateway')).toBe(true);
      expect(value(empty, 'router.igd.connected')).toBe(true);
      expect(value(empty, 'router.wanAddress')).toBe('192.88.98.7');
      expect(value(empty, 'router.mappings')).toEqual([]);

      for (const port of PORTS) home.forward(port);
      const full = await ask(home, 'host,igd');
      expect(value(full, 'router.mappings')).toHaveLength(PORTS.length);
      expect(value(full, 'router.mappings')).toContainEqual(expect.objectContaining({ protocol: 'tcp', outside: 37777, host: '192.168.1.64', inside: 37777, enabled: true }));
    });

    it('is read over NAT-PMP, and both ways name the same address', async () => {
      const told = await ask(home, 'host,igd,nat-pmp');
      expect(value(told, 'router.natpmp.found')).toBe(true);
      expect(value(told, 'router.natpmp.epochSeconds')).toBeTypeOf('number');
      expect(told.facts['router.wanAddress']).toMatchObject({ state: 'known', value: '192.88.98.7', others: [{ source: 'nat-pmp', value: '192.88.98.7' }] });
    });

    it('takes at most half the time of upnpc -l on the same network', async () => {
      const ours = [];
      const theirs = [];
      for (let i = 0; i < RUNS; i += 1) {
        const upnpc = await home.run('laptop', 'upnpc', ['-l']);
        expect(upnpc.stdout).toContain('37779');
        theirs.push(upnpc.ms);
        ours.push((await ask(home, 'host,igd')).processMs);
      }
      const ratio = Math.min(...ours) / Math.min(...theirs);
      console.log(`igd probe, whole process / upnpc -l: ${ratio.toFixed(2)} (${Math.round(Math.min(...ours))} ms / ${Math.round(Math.min(...theirs))} ms)`);
      expect(ratio).toBeLessThanOrEqual(0.5);
    });
  });

  describe('a home with coturn and name servers, UPnP and NAT-PMP off', () => {
    let home: NamespaceHome;
    beforeAll(async () => {
      home = await NamespaceHome.build({ withoutMiniupnpd: true });
    });
    afterAll(() => home?.close());
    const servers = { stunServers: ['203.0.113.1:3478', '203.0.113.2:3478'], publicResolvers: ['203.0.113.9'] };

    it('is seen from the internet under its address, with endpoint-independent mapping', async () => {
      const told = await ask(home, 'host,public-address', servers);
      expect(value(told, 'wan.online')).toBe(true);
      expect(value(told, 'wan.publicAddress')).toBe('192.88.98.7');
      expect(value(told, 'wan.natMapping')).toBe('endpoint-independent');
    });

    it('has a router without UPnP and NAT-PMP: absent, and the whole question is over in two seconds', async () => {
      const told = await ask(home, 'host,igd,nat-pmp,public-address', servers);
      expect(value(told, 'router.igd.found')).toBe(false);
      expect(value(told, 'router.natpmp.found')).toBe(false);
      expect(told.ms).toBeLessThan(1600);
      expect(told.processMs).toBeLessThan(2000);
    });

    it('with STUN servers that do not exist: silence ends in time, and as a name server refuses, the house is not called offline', async () => {
      const told = await ask(home, 'host,public-address,p2p-cloud', { stunServers: ['203.0.113.201:3478', '203.0.113.202:3478'], publicResolvers: ['203.0.113.9'] });
      expect(value(told, 'wan.publicAddress')).toEqual({ unknown: 'timed-out' });
      expect(value(told, 'wan.online')).toEqual({ unknown: 'timed-out' });
      expect(value(told, 'cloud.resolves')).toBe(true);
      expect(told.ms).toBeLessThan(1600);
    });
  });
});
