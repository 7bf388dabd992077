/**
 * Golden reports: what this version writes, kept for ever, so that every later version is held to reading it.
 *   node scripts/golden-reports.mjs           for the version in package.json; run it once, when that version is released
 *   node scripts/golden-reports.mjs --force   replaces what is there; only before the release
 * Build first. A file that was released never changes: where newer rules see it otherwise, fixtures/reports/changed-by-rules.json says why.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = path.join(root, 'dist/cli.js');
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** Name of the file → the command that writes it; `bundle` is made by `report`, everything else is the bare document. */
const GOLDEN = [
  { name: 'healthy-p2p', home: 'healthy-p2p' },
  { name: 'healthy-ddns', home: 'healthy-ddns' },
  { name: 'problem-gateway', home: 'wrong-gateway-p2p' },
  { name: 'problem-port-rule', home: 'router-reset-port-forward' },
  { name: 'problem-two-routers', home: 'second-router-double-nat' },
  { name: 'problem-two-faults', home: 'two-faults-p2p-off-and-account-in-use' },
  { name: 'inconclusive-no-sign-in', home: 'no-credentials-inconclusive' },
  { name: 'inconclusive-method-unknown', home: 'access-method-unknown' },
  { name: 'interrupted', home: 'healthy-ddns', options: ['--timeout', '0.1'] },
  { name: 'hikvision', home: 'hikvision-dead-dns' },
  { name: 'share-problem', home: 'router-reset-port-forward', bundle: 'share', format: 'json' },
  { name: 'share-inconclusive', home: 'no-credentials-inconclusive', bundle: 'share', format: 'json' },
  { name: 'internal-problem', home: 'wrong-gateway-p2p', bundle: 'internal', format: 'json' },
  { name: 'share-page', home: 'wrong-gateway-p2p', bundle: 'share', format: 'html' },
];

const work = mkdtempSync(path.join(tmpdir(), 'golden-'));
try {
  const first = JSON.parse(run(['--network', home(GOLDEN[0].home), '--json']));
  const folder = path.join(root, 'fixtures/reports', first.schema.replace('nvr-doctor/', ''), version);
  if (existsSync(folder) && !process.argv.includes('--force')) {
    console.error(`${path.relative(root, folder)} is there already: what was released does not change. Before the release: --force`);
    process.exitCode = 2;
  } else {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const golden of GOLDEN) writeFileSync(path.join(folder, `${golden.name}.${golden.format === 'html' ? 'html' : 'json'}`), write(golden));
    console.log(`${GOLDEN.length} files in ${path.relative(root, folder)}`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

function write({ name, home: fixture, options = [], bundle, format }) {
  if (bundle === undefined) return `${JSON.stringify(JSON.parse(run(['--network', home(fixture), '--json', ...options])))}\n`;
  const file = path.join(work, name);
  run(['report', '--network', home(fixture), '--level', bundle, '--format', format, '--yes', '--output', file]);
  const text = readFileSync(file, 'utf8');
  return format === 'html' ? text : `${JSON.stringify(JSON.parse(text))}\n`;
}

function home(name) {
  return path.join(root, 'fixtures/networks', `${name}.yaml`);
}

/** What the tokens of a bundle stand for goes away with the work folder. */
function run(args) {
  const done = spawnSync(process.execPath, [cli, ...args, '--quiet'], { encoding: 'utf8', maxBuffer: 1 << 26, env: { ...process.env, HOME: work, XDG_STATE_HOME: work } });
  if (done.error) throw done.error;
  if (done.status === null || done.status === 2 || done.status === 4) throw new Error(`nvr-doctor ${args.join(' ')}: ${done.stderr}`);
  return done.stdout;
}
