/** The search on a real kernel's multicast and broadcast. Needs root and network namespaces; nothing leaves them. */
import path from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FactPath } from '../../../src/facts/dictionary.js';
import type { Fact } from '../../../src/facts/fact.js';
import { NamespaceHome, whyNoHome, type HomeOptions } from '../../homes/namespaces.js';

const why = whyNoHome();
if (why) console.log(`skipped: recorder search on real sockets (${why})`);

const folder = path.resolve('node_modules/.cache/nvr-doctor/discovery');
const program = (name: string): string => path.join(folder, `${name}.mjs`);
const HIKVISION = { model: 'DS-7608NXI-I2', serial: 'DS-7608NXI-I20820230101CCRRC12345678WCVU', mac: '02:00:00:00:00:70' };

interface Told {
  readonly outcomes: readonly { readonly ms: number; readonly outcome: string }[];
  readonly facts: Partial<Record<FactPath, Fact>>;
}

describe.skipIf(why !== undefined)('the search on real sockets', () => {
  let home: NamespaceHome;
  beforeAll(async () => {
    await build({
      entryPoints: [path.resolve('test/recorders/discovery/namespace/recorder-process.ts'), path.resolve('test/probes/namespace/probe-process.ts')],
      outdir: folder,
      entryNames: '[name]',
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      banner: { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);" },
      logLevel: 'error',
    });
  });
  afterEach(() => home?.close());

  async function find(make: 'hikvision' | 'onvif', settings: object, options: HomeOptions = {}): Promise<{ told: Told; counters: Record<string, number> }> {
    home = await NamespaceHome.build({ withoutMiniupnpd: true, ...options });
    const recorder = await home.program('recorder', program('recorder-process'), [make, JSON.stringify(settings)]);
    const done = await home.run('laptop', process.execPath, [program('probe-process'), 'find-recorder']);
    if (done.code !== 0) throw new Error(done.stderr);
    const said = await recorder.stop();
    return { told: JSON.parse(done.stdout) as Told, counters: JSON.parse(said.slice(said.indexOf('{'))) as Record<string, number> };
  }
  const value = ({ facts }: Told, at: FactPath): unknown => {
    const fact = facts[at];
    return fact?.state === 'known' ? fact.value : { unknown: fact?.reason };
  };

  it('one recorder with two protocols is found once, with its settings', async () => {
    const { told, counters } = await find('hikvision', { ...HIKVISION, network: { address: '192.168.1.64', prefix: 24, gateway: '192.168.1.1', dhcp: true } });
    expect(value(told, 'lan.recorders')).toEqual([expect.objectContaining({ address: '192.168.1.64', serial: HIKVISION.serial, mac: HIKVISION.mac, family: 'Hikvision' })]);
    expect(value(told, 'recorder.network.dhcp')).toBe(true);
    expect(value(told, 'recorder.ports.onvif')).toBe(80);
    expect(told.outcomes[0]?.ms).toBeLessThan(1000);
    expect(counters).toMatchObject({ writes: 0, refusedLogins: 0 });
  });

  it('a recorder on a wrong subnet, without a gateway, is heard by its multicast answer', async () => {
    const { told } = await find('hikvision', { ...HIKVISION, network: { address: '192.168.7.70', prefix: 24, gateway: '192.168.7.1', dhcp: false } }, { recorder: { address: '192.168.7.70', prefix: 24 } });
    expect(value(told, 'lan.address')).toBe('192.168.7.70');
    expect(value(told, 'recorder.network.gateway')).toBe('192.168.7.1');
    expect(value(told, 'recorder.serial')).toBe(HIKVISION.serial);
    expect(told.outcomes[0]?.ms).toBeLessThan(1000);
  });

  it('an ONVIF recorder that says it is at 0.0.0.0 is where it answered from', async () => {
    const { told } = await find('onvif', { model: 'NVR-1016', mac: '02:00:00:00:00:80', network: { address: '192.168.1.64', prefix: 24, gateway: '192.168.1.1', dhcp: false } });
    expect(value(told, 'lan.address')).toBe('192.168.1.64');
    expect(value(told, 'recorder.model')).toBe('NVR-1016');
    expect(value(told, 'recorder.network.dhcp')).toEqual({ unknown: 'not-supported' });
  });
});
