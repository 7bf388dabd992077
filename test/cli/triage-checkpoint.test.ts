import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCheckpoint, saveCheckpoint, type Progress } from '../../src/cli/triage-checkpoint.js';
import { Aggregate } from '../../src/report/triage/aggregate.js';

const folder = mkdtempSync(path.join(tmpdir(), 'checkpoint-'));
const file = path.join(folder, 'point');
afterAll(() => rmSync(folder, { recursive: true }));

const counted = new Aggregate();
counted.add(
  { at: '2026-01-01T00:00:00.000Z', verdict: 'problem', interrupted: false, rules: 'abc', causes: [{ id: 'p2p-off', word: 'likely' }], firmware: '4.0', missing: [{ fact: 'wan.online', reason: 'not-run' }] },
  { input: 0, line: 3, id: 'case 7' },
  new Map([['wan.online', 'online']]),
);
const PROGRESS: Progress = { units: 2, last: 'ab', input: 0, lines: 3, rejects: { bytes: 10, count: 1 }, data: counted.data() };

describe('a checkpoint', () => {
  it('gives back what was kept', async () => {
    await saveCheckpoint(file, 'mark', PROGRESS);
    expect(await loadCheckpoint(file, 'mark')).toEqual(PROGRESS);
  });

  it.each([
    ['nothing in it', {}],
    ['counts that are no counts', { ...PROGRESS, units: -1 }],
    ['half of what was counted', { ...PROGRESS, data: { ...PROGRESS.data, causes: undefined } }],
    ['a cause without counts', { ...PROGRESS, data: { ...PROGRESS.data, causes: { over: false, entries: [['p2p-off', { count: 1 }]] } } }],
  ])('with the right mark and %s is damaged', async (_name, progress) => {
    await saveCheckpoint(file, 'mark', progress as Progress);
    await expect(loadCheckpoint(file, 'mark')).rejects.toMatchObject({ exitCode: 2, what: expect.stringContaining('damaged') as string });
  });
});
