/** Bundles the small programs of the homes, so that a plain Node runs them inside a namespace. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { build } from 'esbuild';

/** The package's own folder; looked for upwards, since the benches bundle this file into another place. */
const root = packageRoot(path.dirname(fileURLToPath(import.meta.url)));
const here = path.join(root, 'test/homes');
const out = path.join(root, 'node_modules/.cache/nvr-doctor/homes');

function packageRoot(folder: string): string {
  return existsSync(path.join(folder, 'tsconfig.build.json')) ? folder : packageRoot(path.dirname(folder));
}

export const CLI = path.resolve(process.env['NVR_DOCTOR_CLI'] ?? path.join(root, 'dist/cli.js'));

const PROGRAMS = ['recorder-process', 'cloud-process', 'router-process', 'strange-router-process', 'web-process'] as const;

export const program = (name: (typeof PROGRAMS)[number]): string => path.join(out, `${name}.mjs`);

export async function buildPrograms(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: PROGRAMS.map((name) => path.join(here, `${name}.ts`)),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    splitting: true,
    banner: { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);" },
    logLevel: 'error',
  });
}
