/** 100,000 reports sorted by cause, against only reading and parsing the same lines with the same number of threads. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { median } from './measure.mjs';
import { makeCorpus } from './reports.mjs';

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const baseline = fileURLToPath(new URL('./triage-baseline.mjs', import.meta.url));
const REPORTS = 100_000;
const ROUNDS = 3;
const SAMPLE_MS = 50;

export async function triage() {
  const workers = String(availableParallelism());
  const corpus = makeCorpus({ lines: REPORTS, files: 10, written: 2 });
  try {
    const mb = (bytes) => Math.round(bytes / 1e6);
    console.log(`triage     ${corpus.reports} reports of ${Math.round(corpus.bytes / corpus.reports / 1000)} kB, ${mb(corpus.bytes)} MB read, ${mb(corpus.disk)} MB on the disk (each file under five names), ${workers} threads`);
    const times = { parse: [], triage: [] };
    let memory;
    // The first round warms the page cache and does not count.
    for (let round = -1; round < ROUNDS; round += 1) {
      const parse = await run([baseline, workers, ...corpus.names]);
      const sorted = await run([cli, 'triage', ...corpus.names, '--format', 'json', '--quiet', '--workers', workers]);
      const { reports, rejected } = JSON.parse(sorted.stdout);
      if (reports !== corpus.reports || rejected !== 0 || Number(parse.stdout) !== corpus.reports) throw new Error(`${reports} reports and ${rejected} rejects of ${corpus.reports}`);
      if (round < 0) continue;
      times.parse.push(parse.ms);
      times.triage.push(sorted.ms);
      memory = sorted.memory;
    }
    const [parse, sorted] = [median(times.parse), median(times.triage)];
    console.log(`triage     ${Math.round(corpus.reports / (sorted / 1000))} reports/s; only parsed ${Math.round(corpus.reports / (parse / 1000))}/s`);
    const half = Math.floor(memory.length / 2);
    const peak = (samples) => Math.max(...samples) / 1e6;
    return [
      { what: 'triage against reading and JSON.parse with as many threads', value: sorted / parse, limit: 2, unit: '×' },
      { what: 'resident memory at its peak', value: peak(memory), limit: 300, unit: ' MB' },
      { what: 'peak of the second half of the run against the first', value: peak(memory.slice(half)) / peak(memory.slice(0, half)), limit: 1.15, unit: '×' },
    ];
  } finally {
    corpus.remove();
  }
}

/** Wall time, output, and resident memory in bytes while it ran; from /proc, so on Linux. */
function run(args) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const memory = [];
    const sample = setInterval(() => {
      try {
        memory.push(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024);
      } catch {
        // It has ended.
      }
    }, SAMPLE_MS);
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk));
    child.on('error', reject).on('close', (code) => {
      clearInterval(sample);
      if (code === 0) resolve({ ms: performance.now() - started, stdout, memory });
      else reject(new Error(`${args[0]} ended with ${code}`));
    });
  });
}
