/** Builds host-child.ts once a test file, and runs it. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface Child {
  /** Runs to the end; `prefix` is what stands before `node`: `['ip', 'netns', 'exec', …]`. */
  run(prefix: readonly string[], ...words: string[]): Promise<{ lines: unknown[]; code: number | null; stderr: string }>;
  /** Starts and resolves when the first line came; `done` gives the rest. */
  start(prefix: readonly string[], ...words: string[]): Promise<{ done: Promise<unknown[]>; process: ChildProcess }>;
  remove(): Promise<void>;
}

export async function buildChild(): Promise<Child> {
  const folder = await mkdtemp(join(tmpdir(), 'nvr-doctor-network-'));
  const file = join(folder, 'child.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'host-child.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    banner: { js: 'import{createRequire as makeRequire}from"node:module";const require=makeRequire(import.meta.url);' },
  });
  const command = (prefix: readonly string[], words: readonly string[]): [string, string[]] => {
    const [first = process.execPath, ...rest] = [...prefix, process.execPath, file, ...words];
    return [first, rest];
  };
  const parse = (text: string): unknown[] => text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as unknown);
  return {
    run: (prefix, ...words) =>
      new Promise((resolve) => {
        const child = execFile(...command(prefix, words), { timeout: 25_000 }, (_error, stdout, stderr) => resolve({ lines: parse(stdout), code: child.exitCode, stderr }));
      }),
    start: (prefix, ...words) =>
      new Promise((resolve, reject) => {
        const child = spawn(...command(prefix, words), { stdio: ['ignore', 'pipe', 'inherit'] });
        let text = '';
        const done = new Promise<unknown[]>((ended) => child.once('close', () => ended(parse(text))));
        child.once('error', reject);
        child.stdout.on('data', (data: Buffer) => {
          text += data.toString();
          resolve({ done, process: child });
        });
      }),
    remove: () => rm(folder, { recursive: true }),
  };
}
