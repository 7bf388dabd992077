/**
 * Builds dist/: the bundled command line and library, the rule pack, the report schema, the types and the licences of what is bundled.
 * Everything a user's machine needs is in dist/, so that installing the package compiles and fetches nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, readdir, rm, writeFile, chmod } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');
const packageJson = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
const withTypes = !process.argv.includes('--no-types');

/** CommonJS packages inside an ESM bundle still call `require` for Node's own modules. */
const REQUIRE_BANNER = "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

const shared = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  define: { __VERSION__: JSON.stringify(packageJson.version) },
  banner: { js: REQUIRE_BANNER },
  // The ES module build of yaml: its CommonJS build would come as one `default` through a lazy import, and whole.
  alias: { yaml: path.join(root, 'node_modules/yaml/browser/index.js') },
  logLevel: 'warning',
};

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const { metafile } = await build({
  ...shared,
  entryPoints: { cli: 'src/cli/main.ts', index: 'src/index.ts' },
  outdir: 'dist',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  minify: true,
  legalComments: 'none',
  metafile: true,
});
await chmod(path.join(dist, 'cli.js'), 0o755);

await writeFile(path.join(dist, 'THIRD_PARTY_LICENSES.txt'), await licences(Object.keys(metafile.inputs)));

const tools = path.join(root, 'node_modules', '.cache', 'nvr-doctor');
await build({ ...shared, entryPoints: { 'build-assets': 'scripts/build-assets.ts' }, outdir: tools, splitting: true, outExtension: { '.js': '.mjs' } });
const { buildAssets } = await import(pathToFileURL(path.join(tools, 'build-assets.mjs')).href);
await buildAssets({ rules: path.join(root, 'rules'), dist });

if (withTypes) {
  const tsc = spawnSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', path.join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
  if (tsc.status !== 0) process.exit(1);
}

/** The licence text of every package whose code went into the bundle. */
async function licences(inputs) {
  const packages = new Map();
  for (const input of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match?.[1]) packages.set(match[1], undefined);
  }
  const parts = [];
  for (const folder of [...packages.keys()].sort()) {
    const { name, version, license } = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8'));
    const file = (await readdir(path.join(root, folder))).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text = file ? await readFile(path.join(root, folder, file), 'utf8') : '';
    parts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  return parts.join(`\n${'-'.repeat(78)}\n\n`);
}
