/** Runs the built command line as a person or a script would. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { feed } from '../feed.js';

const CLI = path.resolve(process.env['NVR_DOCTOR_CLI'] ?? 'dist/cli.js');

export interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly cwd?: string;
}

/** Without a terminal on any side, in a UTF-8 locale, with nothing of the caller's environment that could change the answer but its time zone. */
export function nvrDoctor(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  if (!existsSync(CLI)) throw new Error(`${CLI} is missing: run "npm run build" first`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: options.cwd ?? process.cwd(),
      env: { PATH: process.env['PATH'], TZ: process.env['TZ'], HOME: '/nonexistent', LANG: 'C.UTF-8', ...options.env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.on('error', reject).on('close', (code) => resolve({ stdout, stderr, code }));
    feed(child, options.input);
  });
}

/** Command, both streams and exit code as one text. */
export function transcript(args: readonly string[], { stdout, stderr, code }: Run): string {
  return [`$ nvr-doctor ${args.join(' ')}`, stdout.trimEnd(), ...(stderr === '' ? [] : ['--- stderr', stderr.trimEnd()]), `--- exit code ${code}`, ''].join('\n');
}
