/** The bundle as a page: what writing it costs after a diagnosis, against writing the same report as JSON, and how large it gets. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { loadPack, openHome, readFixture, runDoctor } from '../dist/index.js';
import { lowerQuartile } from './measure.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = path.join(root, 'fixtures/networks/');
const ROUNDS = 15;

const WRITER = `
import { redactReport } from './src/report/redact/index.ts';
import { renderHtml } from './src/report/html/page.ts';
export { renderHtml };
export const bundleOf = (report) => renderHtml(redactReport(report, { level: 'share', at: Date.now(), secrets: [] }).report);
`;

export async function html() {
  const outfile = path.join(root, 'node_modules/.cache/nvr-doctor/bench-html.mjs');
  await build({ absWorkingDir: root, stdin: { contents: WRITER, resolveDir: root, loader: 'ts' }, bundle: true, format: 'esm', platform: 'node', target: 'node20', outfile, packages: 'external', logLevel: 'warning' });
  const { bundleOf, renderHtml } = await import(pathToFileURL(outfile).href);
  const reports = await allReports();
  const place = mkdtempSync(path.join(tmpdir(), 'nvr-bench-'));
  const writing = (report, index) => {
    const started = performance.now();
    writeFileSync(path.join(place, `${index}.html`), bundleOf(report));
    return performance.now() - started;
  };
  try {
    const first = firstOfAProcess(outfile, place, reports[0]);
    const times = reports.map((report, index) => lowerQuartile(Array.from({ length: ROUNDS }, () => writing(report, index))));
    const [page, json] = [renderHtml, JSON.stringify].map((write) => reports.map((report) => lowerQuartile(Array.from({ length: ROUNDS }, () => timed(() => write(report))))).reduce((sum, ms) => sum + ms, 0));
    const sizes = reports.map((report) => Buffer.byteLength(renderHtml(report)));
    console.log(`html       ${reports.length} homes: a page takes ${(page / reports.length).toFixed(2)} ms, JSON.stringify ${(json / reports.length).toFixed(2)} ms; pages of ${Math.round(Math.min(...sizes) / 1000)} to ${Math.round(Math.max(...sizes) / 1000)} kB`);
    return [
      { what: 'the page of a report against JSON.stringify of it', value: page / json, limit: 25, unit: '×' },
      { what: 'the first bundle of a process, masked, drawn and written', value: first, limit: 50, unit: ' ms' },
      { what: 'the slowest of the others', value: Math.max(...times), limit: 50, unit: ' ms' },
      { what: 'the largest page', value: Math.max(...sizes) / 1000, limit: 400, unit: ' kB' },
    ];
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** What a person waits for: one bundle in a process of its own, where nothing is compiled yet. */
function firstOfAProcess(outfile, place, report) {
  const input = path.join(place, 'report.json');
  writeFileSync(input, JSON.stringify(report));
  const program = `
import { readFileSync, writeFileSync } from 'node:fs';
import { bundleOf } from ${JSON.stringify(pathToFileURL(outfile).href)};
const report = JSON.parse(readFileSync(${JSON.stringify(input)}, 'utf8'));
const started = performance.now();
writeFileSync(${JSON.stringify(path.join(place, 'first.html'))}, bundleOf(report));
console.log(performance.now() - started);`;
  return lowerQuartile(Array.from({ length: ROUNDS }, () => Number(spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }).stdout)));
}

function timed(run) {
  const started = performance.now();
  run();
  return performance.now() - started;
}

async function allReports() {
  const pack = loadPack(JSON.parse(readFileSync(path.join(root, 'dist/rules.pack.json'), 'utf8')));
  const reports = [];
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.yaml'))) {
    const home = await openHome(await readFixture(folder + name));
    reports.push(await runDoctor({ network: home.network, options: home.options, answers: home.answers, pack, source: { kind: 'fixture', name } }));
    home.close();
  }
  return reports;
}
