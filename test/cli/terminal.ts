/** Runs the built command line in a pseudo terminal (`script` of util-linux) and answers its prompts as a person would. */
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';

const CLI = path.resolve(process.env['NVR_DOCTOR_CLI'] ?? 'dist/cli.js');

export const HAS_TERMINAL = spawnSync('script', ['--version']).status === 0;

export interface Dialogue {
  /** Everything that the terminal showed, without colours and cursor moves. */
  readonly screen: string;
  readonly code: number | null;
}

export const KEY = { enter: '\r', down: '\u001b[B', ctrlC: '\u0003' } as const;

/** Each step waits until its text is on the screen, behind all that was waited for before, and then presses its keys. */
export function talk(args: readonly string[], steps: readonly (readonly [sees: string, presses: string])[], cwd: string): Promise<Dialogue> {
  const command = [process.execPath, CLI, ...args].map((word) => `'${word}'`).join(' ');
  return new Promise((resolve, reject) => {
    const child = spawn('script', ['-qfec', `stty cols 100 rows 40; ${command}`, '/dev/null'], { cwd, env: { PATH: process.env['PATH'], TZ: process.env['TZ'], HOME: '/nonexistent', LANG: 'C.UTF-8', TERM: 'xterm', COLUMNS: '100' } });
    const left = [...steps];
    child.stdin.on('error', () => undefined);
    let screen = '';
    let seen = 0;
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`nothing like "${left[0]?.[0]}" on the screen:\n${plain(screen).slice(-2000)}`));
    }, 20_000);
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      screen += chunk;
      const now = plain(screen);
      for (let [step] = left; step !== undefined; [step] = left) {
        const at = now.indexOf(step[0], seen);
        if (at < 0) return;
        seen = at + step[0].length;
        left.shift();
        // What only has to be seen may stand on the screen together with the next.
        if (step[1] === '') continue;
        child.stdin.write(step[1]);
        return;
      }
    });
    child.on('error', reject).on('close', (code) => {
      clearTimeout(timer);
      resolve({ screen: plain(screen), code });
    });
  });
}

function plain(text: string): string {
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
}
