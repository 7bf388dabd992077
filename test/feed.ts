import type { ChildProcess } from 'node:child_process';

/**
 * Gives a program all its input and closes it. A program that ends without reading is no error of the test: what it printed
 * and its exit code are looked at; without a listener the broken pipe (EPIPE) would end the test runner.
 */
export function feed(child: ChildProcess, input = ''): void {
  child.stdin?.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') throw error;
  });
  if (input === '') child.stdin?.end();
  else child.stdin?.end(input);
}
