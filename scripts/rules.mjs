// Authors' runner for a checkout: `node scripts/rules.mjs lint|test|mutate|build|generate [id] [folder]`; `generate` writes schema/ and docs/causes/. Bundles the sources, so that no build is needed first.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const cache = path.join(root, 'node_modules/.cache');
const [command = 'lint', ...rest] = process.argv.slice(2);
const folder = rest.find((word) => word.includes('/')) ?? path.join(root, 'rules');
const id = rest.find((word) => !word.includes('/'));

await mkdir(cache, { recursive: true });
const outfile = path.join(cache, `rules-${process.pid}.mjs`);
await build({
  stdin: { contents: "export * from './src/rules/lint.ts'; export * from './src/rules/test-rules.ts'; export * from './src/rules/build.ts'; export * from './src/rules/generate.ts'; export * from './src/rules/front/load.ts';", resolveDir: root, loader: 'ts' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  outfile,
  logLevel: 'error',
});
const rules = await import(pathToFileURL(outfile).href);
await rm(outfile);

if (command === 'build') {
  const pack = await rules.buildPack(folder);
  console.log(`${pack.name} ${pack.version}: ${pack.rules.length} rules, ${pack.paths.length} paths, ${pack.questions.length} questions, sha256 ${pack.sha256.slice(0, 12)}`);
} else if (command === 'generate') {
  const { rules: loaded } = await rules.loadRules(folder);
  for (const [target, files] of Object.entries(rules.generatedFiles(loaded))) {
    await mkdir(path.join(root, target), { recursive: true });
    // Everything in these folders is generated, so what the rules no longer say goes.
    for (const name of await readdir(path.join(root, target))) if (!files.some((file) => file.name === name)) await rm(path.join(root, target, name));
    for (const file of files) await writeFile(path.join(root, target, file.name), file.text);
    console.log(`${target}: ${files.length} files`);
  }
} else if (command === 'lint') {
  const findings = await rules.lintRules(folder);
  for (const finding of findings) console.log(`${rules.renderFinding(finding)}\n`);
  const errors = findings.filter((finding) => finding.level === 'error').length;
  console.log(`${errors} errors, ${findings.length - errors} warnings`);
  process.exitCode = errors > 0 ? 1 : 0;
} else {
  const report = await rules.testRules(folder, { mutate: command === 'mutate', ...(id === undefined ? {} : { id }) });
  for (const finding of report.findings) console.log(`${rules.renderFinding(finding)}\n`);
  for (const failure of report.failures) console.log(`${failure.file}:${failure.line} ${failure.id}: "${failure.test}"\n  ${failure.message}\n`);
  for (const survivor of report.survivors) console.log(`${survivor.file} ${survivor.id}: no test notices: ${survivor.mutant}`);
  console.log(`${report.rules.length} rules, ${report.checks} checks, ${report.failures.length} failed; ${report.mutants} mutants, ${report.survivors.length} survived`);
  process.exitCode = report.passed ? 0 : 1;
}
