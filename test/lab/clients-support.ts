/** Running clients that nobody here wrote. One that is not installed is skipped, with the reason printed. */
import { execFile, execFileSync } from 'node:child_process';

export function installed(client: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${client}`], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn(`skipped: ${client} is not installed`);
    return false;
  }
}

export interface Ran {
  readonly code: number;
  readonly text: string;
}
export function run(command: string, ...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 20_000 }, (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code ?? 1), text: stdout + stderr }));
  });
}
