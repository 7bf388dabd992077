import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildChild, type Child } from './child.js';

let child: Child;
beforeAll(async () => (child = await buildChild()));
afterAll(() => child.remove());

it('a process that used everything ends by itself, with nothing on stderr', async () => {
  const { lines, code, stderr } = await child.run([], 'everything');
  expect(lines).toEqual([['timed-out', 'tls-failed', 'timed-out', 'aborted']]);
  expect([code, stderr]).toEqual([0, '']);
});
