/** Reads files of JSON lines and parses every line, in threads that each take every n-th file part; nothing else. Prints the number of lines. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const BLOCK = 4 * 1024 * 1024;

if (isMainThread) {
  const [threads, ...files] = process.argv.slice(2);
  // Halves of files, so that both threads have the same to do.
  const parts = files.flatMap((file) => [0, 1].map((half) => ({ file, half })));
  const counts = Array.from({ length: Number(threads) }, (_, index) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: parts.filter((__, part) => part % Number(threads) === index) });
    return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  });
  console.log((await Promise.all(counts)).reduce((sum, count) => sum + count, 0));
} else {
  const buffer = Buffer.alloc(BLOCK * 2);
  let lines = 0;
  for (const { file, half } of workerData) {
    const middle = Math.floor(statSync(file).size / 2);
    const input = openSync(file, 'r');
    let position = half === 0 ? 0 : middle;
    let held = 0;
    let skip = half === 1;
    let last = false;
    while (!last) {
      const read = readSync(input, buffer, held, BLOCK, position);
      if (read === 0) break;
      position += read;
      const filled = held + read;
      let at = 0;
      for (let end = buffer.indexOf(10, at); end >= 0 && end < filled; end = buffer.indexOf(10, at)) {
        const begin = position - filled + at;
        if (half === 0 && begin >= middle) {
          last = true;
          break;
        }
        if (!skip && JSON.parse(buffer.toString('utf8', at, end)) !== null) lines += 1;
        skip = false;
        at = end + 1;
      }
      buffer.copy(buffer, 0, at, filled);
      held = filled - at;
    }
    closeSync(input);
  }
  parentPort.postMessage(lines);
}
