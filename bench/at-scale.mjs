/**
 * `analyze --ndjson` as the worker of engines that others wrote: GNU parallel and Gearman. The same reports judged again by one process, by
 * each engine over all cores, and by `triage --reanalyze`; every way has to end in the same table. Not part of `npm run bench`, because it
 * needs programs that are not on every machine (Debian: parallel, gearman-job-server, gearman-tools).
 *   node bench/at-scale.mjs [reports]
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCorpus } from './reports.mjs';

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const node = process.execPath;
const cores = availableParallelism();
const lines = Number(process.argv[2] ?? 2000);
const ROUNDS = 3;
const have = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;

const corpus = makeCorpus({ lines, files: 1, written: 1 });
const work = mkdtempSync(path.join(tmpdir(), 'nvr-doctor-at-scale-'));
const [file] = corpus.names;
const block = Math.ceil(statSync(file).size / (cores * 2)) + 1;
const worker = `'${node}' '${cli}' analyze --ndjson`;
const servers = [];
try {
  console.log(`at-scale   ${corpus.reports} reports, ${Math.round(corpus.bytes / 1e6)} MB, ${cores} cores, parts of ${Math.round(block / 1e6)} MB`);
  const expected = tableOf(run(`'${node}' '${cli}' triage '${file}' --reanalyze --format json -q`));
  const ways = [{ name: 'one process of analyze --ndjson', command: `${worker} < '${file}' > '${work}/one'`, output: `${work}/one` }];
  if (have('parallel')) ways.push({ name: `GNU parallel --pipe, ${cores} jobs`, command: `parallel --no-notice --pipe --keep-order --block ${block} -j ${cores} "${worker}" < '${file}' > '${work}/parallel'`, output: `${work}/parallel` });
  if (have('gearman') && have('gearmand')) {
    const port = await startGearman();
    run(`split -C ${block} '${file}' '${work}/part-'`);
    const parts = readdirSync(work).filter((name) => name.startsWith('part-')).map((name) => `'${work}/${name}'`);
    ways.push({ name: `Gearman, ${cores} workers`, command: `for part in ${parts.join(' ')}; do gearman -h 127.0.0.1 -p ${port} -f analyze "$part" > "$part.out" & done; wait; cat '${work}'/part-*.out > '${work}/gearman'`, output: `${work}/gearman` });
  }
  ways.push({ name: `triage --reanalyze, ${cores} threads`, command: `'${node}' '${cli}' triage '${file}' --reanalyze --format json -q > '${work}/triage'` });
  // In turn, and the fastest of each: other work on the machine only ever adds.
  const best = ways.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round += 1) ways.forEach(({ command }, index) => (best[index] = Math.min(best[index], timed(command))));
  ways.slice(1).forEach(({ name }, index) => console.log(`at-scale   ${name.padEnd(40)} ${(best[0] / best[index + 1]).toFixed(2)} times as fast as one process`));
  for (const { name, output } of ways) if (output && tableOf(run(`'${node}' '${cli}' triage - --format json -q < '${output}'`)) !== expected) throw new Error(`${name} gives another table`);
  console.log('at-scale   all give the same table');
} finally {
  for (const server of servers) server.kill();
  corpus.remove();
  rmSync(work, { recursive: true, force: true });
}

function run(command) {
  const done = spawnSync('bash', ['-c', `set -o pipefail; ${command}`], { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] });
  if (done.status !== 0) throw new Error(`${command} ended with ${done.status}`);
  return done.stdout;
}

function timed(command) {
  const started = performance.now();
  run(command);
  return performance.now() - started;
}

/** What every way has to agree on: reports by verdict and cause. Where a report stood differs by nature. */
function tableOf(json) {
  const { reports, verdicts, causes } = JSON.parse(json);
  return JSON.stringify({ reports, verdicts, causes: causes.map(({ id, count, confidence, firstSeen, lastSeen, firmware }) => ({ id, count, confidence, firstSeen, lastSeen, firmware })) });
}

/**
 * A job server on loopback and a worker for each core. A job is the name of a part, not the part: Gearman's own worker writes a job's whole
 * payload before it reads the first answer, so that a program which answers line by line would stand still on a full pipe.
 */
async function startGearman() {
  const port = await new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
  const start = (program, args) => servers.push(spawn(program, args, { stdio: 'ignore' }));
  start('gearmand', ['-L', '127.0.0.1', '-p', String(port), '-l', path.join(work, 'gearmand.log')]);
  await new Promise((resolve) => setTimeout(resolve, 500));
  for (let index = 0; index < cores; index += 1) start('gearman', ['-h', '127.0.0.1', '-p', String(port), '-w', '-f', 'analyze', '--', 'sh', '-c', `${worker} < "$(cat)"`]);
  return port;
}
