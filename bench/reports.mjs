/** A corpus of reports for the benches: real reports of the fixture homes with values that vary, one a line, in a folder that goes away. */
import { spawnSync } from 'node:child_process';
import { closeSync, linkSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const networks = fileURLToPath(new URL('../fixtures/networks/', import.meta.url));
/** Every so many homes of the folder, so that the kinds are mixed and making them takes seconds. */
const EVERY = 4;
const FIRMWARES = ['3.215.0000000.5', '3.216.0000006.0', '4.000.0000001.1', '4.001.0000000.3', '4.001.0000001.7', '5.001.0000000.2'];
const BRANDS = ['Dahua', 'IC Realtime', 'Lorex', 'Amcrest'];
const PROVIDERS = ['NO-IP DDNS', 'Dyndns DDNS', 'CN99 DDNS', 'Quick DDNS'];

/** Deterministic (mulberry32), so that two runs of a bench read the same. */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function fixtureReports() {
  const homes = readdirSync(networks).filter((name) => name.endsWith('.yaml')).filter((_, index) => index % EVERY === 0);
  return homes.map((home) => JSON.parse(spawnSync(process.execPath, [cli, '--network', path.join(networks, home), '--json', '--quiet'], { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout));
}

/**
 * `lines` reports in `files` files; of these only the first `written` are written, the others are further names of the same files, so that
 * 100,000 reports do not take 5 GB of disk. What reads them cannot tell.
 */
export function makeCorpus({ lines, files, written }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'nvr-doctor-bench-'));
  const reports = fixtureReports();
  const next = random(1);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const each = Math.floor(lines / files);
  const names = [];
  for (let file = 0; file < files; file += 1) {
    const name = path.join(folder, `part-${String(file).padStart(3, '0')}.ndjson`);
    names.push(name);
    if (file >= written) {
      linkSync(names[file % written], name);
      continue;
    }
    const out = openSync(name, 'w');
    for (let line = 0; line < each; line += 1) writeSync(out, `${JSON.stringify(vary(pick(reports), next, pick))}\n`);
    closeSync(out);
  }
  const bytes = names.reduce((sum, name) => sum + statSync(name).size, 0);
  const disk = names.slice(0, written).reduce((sum, name) => sum + statSync(name).size, 0);
  return { folder, names, reports: each * files, bytes, disk, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function vary(report, next, pick) {
  const facts = { ...report.facts };
  const put = (name, value) => {
    if (facts[name]?.value !== undefined && facts[name].value !== null) facts[name] = { ...facts[name], value };
  };
  put('recorder.firmware', pick(FIRMWARES));
  put('recorder.brand', pick(BRANDS));
  put('recorder.ddns.provider', pick(PROVIDERS));
  put('recorder.serial', `${Math.floor(next() * 1e15)}`);
  return { ...report, startedAt: new Date(Date.UTC(2026, 0, 1) + Math.floor(next() * 300 * 86_400_000)).toISOString(), facts };
}
