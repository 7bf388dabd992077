/** Timing of whole processes in turn (A B A B …), so that a drift of the machine's speed meets all of them alike. */
import { spawnSync } from 'node:child_process';

/** Wall time in ms of each command over `runs` interleaved runs after one warm-up: the median, or what `pick` takes. */
export function interleaved(commands, runs = 15, pick = median) {
  const times = commands.map(() => []);
  for (let run = -1; run < runs; run++) {
    commands.forEach(([program, ...args], index) => {
      const started = process.hrtime.bigint();
      const done = spawnSync(program, args, { stdio: 'ignore' });
      if (done.error) throw done.error;
      if (run >= 0) times[index].push(Number(process.hrtime.bigint() - started) / 1e6);
    });
  }
  return times.map((values) => pick(values));
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** For short timings on a machine that does other work as well, which only ever adds. */
export function lowerQuartile(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 4)];
}
