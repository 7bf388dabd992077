/**
 * Builds dist/: the bundled command line and library, the rule pack, the schemas of the documents, the types and the licences of what is bundled.
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

/** `--version` loads nothing but its entry; everything else begins here. */
const ENTRY = /(?:^|\/)run\.js$/;
/** What a diagnosis never needs: the other commands, the prompts, and the tools of rule authors, which bring the schema and CEL libraries. */
const APART = /(?:^|\/)(?:ask|capture-run|compare-run|triage-run|analyze-(?:run|lines)|report-(?:run|translate)|suppressions-disk|ci\/(?:junit|sarif|github)|settings-(?:ask|check|given)|lab-unlock-code|rules-(?:check|docs|explain|new)|lab-serve|choose-recorder|account\/[\w-]+|letters\/index|rules\/build|rules\/lint|rules\/test-rules)\.js$/;
const OURS = /[\\/]src[\\/](?:cli[\\/].*|doctor|index|shipped|analyze)\.ts$/;

/**
 * Our own small modules, imported lazily in the sources, come as one file: opening thirty takes a start longer than reading them as one.
 * What stays apart is loaded when it is called.
 */
const ownModulesTogether = {
  name: 'own-modules-together',
  setup(bundle) {
    bundle.onLoad({ filter: OURS }, async ({ path: file }) => {
      const imports = [];
      const contents = (await readFile(file, 'utf8')).replace(/await import\('(\.[^']+)'\)/g, (whole, target) => {
        if (APART.test(target) || ENTRY.test(target)) return whole;
        imports.push(`import * as together${imports.length} from '${target}';`);
        return `together${imports.length - 1}`;
      });
      return { contents: imports.join('') + contents, loader: 'ts' };
    });
  },
};

/**
 * What stands apart goes into a bundle of its own, with its own copy of what it shares with a diagnosis: shared modules would become
 * many small files, and each of them costs every start more than a millisecond.
 */
const tools = new Map();
const intoTools = {
  name: 'into-tools',
  setup(bundle) {
    bundle.onResolve({ filter: APART }, ({ path: target, importer, kind, resolveDir }) => {
      if (kind !== 'dynamic-import' || !OURS.test(importer)) return undefined;
      const source = path.resolve(resolveDir, target).replace(/\.js$/, '.ts');
      const name = path.relative(path.join(root, 'src'), source).replace(/^cli[\\/]/, '').replace(/\.ts$/, '').replaceAll(/[\\/]/g, '-');
      tools.set(`tools/${name}`, source);
      // Seen from dist/cli/, where the importing file lies.
      return { path: `../tools/${name}.js`, external: true };
    });
  },
};

const product = { ...shared, outdir: 'dist', splitting: true, minify: true, legalComments: 'none', metafile: true };
const built = [
  await build({ ...product, plugins: [intoTools, ownModulesTogether], entryPoints: { cli: 'src/cli/main.ts' }, chunkNames: 'cli/[name]-[hash]' }),
  await build({ ...product, plugins: [ownModulesTogether], entryPoints: { index: 'src/index.ts' }, chunkNames: 'lib/[name]-[hash]' }),
  await build({ ...product, plugins: [ownModulesTogether], entryPoints: { ...Object.fromEntries(tools), 'triage-worker': 'src/cli/triage-worker.ts' }, chunkNames: 'tools/[name]-[hash]' }),
];
await chmod(path.join(dist, 'cli.js'), 0o755);

await writeFile(path.join(dist, 'THIRD_PARTY_LICENSES.txt'), await licences(built.flatMap(({ metafile }) => Object.keys(metafile.inputs))));

const cache = path.join(root, 'node_modules', '.cache', 'nvr-doctor');
await build({ ...shared, entryPoints: { 'build-assets': 'scripts/build-assets.ts' }, outdir: cache, splitting: true, outExtension: { '.js': '.mjs' } });
const { buildAssets } = await import(pathToFileURL(path.join(cache, 'build-assets.mjs')).href);
await buildAssets({ rules: path.join(root, 'rules'), dist });

if (withTypes) {
  const tsc = spawnSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', path.join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
  if (tsc.status !== 0) process.exit(1);
}

/** The licence text of every package whose code went into the bundle. */
async function licences(inputs) {
  const packages = new Map();
  for (const input of new Set(inputs)) {
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
