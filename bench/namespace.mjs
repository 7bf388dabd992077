/** The full doctor, all probes, against `upnpc -l` alone, in the same home of real daemons. Root on Linux only. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';
import { build } from 'esbuild';
import { median } from './measure.mjs';

const RUNS = 7;

export async function namespace() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const out = path.join(root, 'node_modules/.cache/nvr-doctor/bench');
  mkdirSync(out, { recursive: true });
  await build({ absWorkingDir: root, entryPoints: ['test/homes/stage.ts'], outfile: path.join(out, 'stage.mjs'), bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', logLevel: 'error' });
  const { setStage, whyNoHome } = await import(pathToFileURL(path.join(out, 'stage.mjs')).href);
  const why = whyNoHome();
  if (why) {
    console.log(`namespace  skipped: ${why}`);
    return [];
  }
  const { home, doctor } = await setStage({ home: { hairpin: true }, forwarded: true, works: 'yes' });
  try {
    const times = { doctor: [], upnpc: [] };
    for (let run = -1; run < RUNS; run++) {
      const diagnosed = await doctor();
      if (diagnosed.code !== 0) throw new Error(`the doctor did not find the healthy home healthy (exit ${diagnosed.code}):\n${diagnosed.stdout.slice(0, 400)}${diagnosed.stderr}`);
      const listed = await home.run('laptop', 'upnpc', ['-l']);
      if (run < 0) continue;
      times.doctor.push(diagnosed.ms);
      times.upnpc.push(listed.ms);
    }
    return [{ what: 'full doctor in a home of real daemons against `upnpc -l`', value: median(times.doctor) / median(times.upnpc), limit: 1, unit: '×' }];
  } finally {
    await home.close();
  }
}
