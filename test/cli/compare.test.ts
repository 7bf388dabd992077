/** `compare` as a script calls it: the exit code says how it stands. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/report/compare/types.js';
import type { Report } from '../../src/report/document.js';
import { nvrDoctor } from './cli.js';

const folder = mkdtempSync(path.join(tmpdir(), 'compare-'));
const at = (name: string): string => path.join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  const problem = JSON.parse((await nvrDoctor(['--network', 'p2p-switched-off', '--json'])).stdout) as Report;
  const others = problem.facts['recorder.p2p.enabled']?.others ?? [];
  const hidden = { unknown: { reason: 'not-permitted' }, source: 'recorder-settings', vantage: 'recorder', at: problem.startedAt, others };
  writeFileSync(at('problem.json'), JSON.stringify(problem));
  writeFileSync(at('hidden.json'), JSON.stringify({ ...problem, facts: { ...problem.facts, 'recorder.p2p.enabled': hidden, 'recorder.p2p.status': hidden } }));
  writeFileSync(at('healthy.json'), (await nvrDoctor(['--network', 'healthy-p2p', '--json'])).stdout);
});

describe('the exit code', () => {
  it('is 0 for the same and for better, 1 for worse, 3 where something can no longer be told', async () => {
    const codes = await Promise.all(
      [
        ['problem.json', 'problem.json'],
        ['problem.json', 'healthy.json'],
        ['healthy.json', 'problem.json'],
        ['problem.json', 'hidden.json'],
      ].map(async ([old = '', now = '']) => (await nvrDoctor(['compare', at(old), at(now)])).code),
    );
    expect(codes).toEqual([0, 0, 1, 3]);
  });

  it.each([
    ['a file that is not there', ['compare', at('absent.json'), at('healthy.json')], 'absent.json: This file does not exist.'],
    ['both from standard input', ['compare', '-', '-'], 'Only one of the two'],
  ])('is 2 for %s', async (_name, args, words) => {
    const run = await nvrDoctor(args);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(words);
    expect(run.stdout).toBe('');
  });
});

describe('the comparison', () => {
  it('says that the old report is the later one, where that is so', async () => {
    const { readFileSync } = await import('node:fs');
    const problem = JSON.parse(readFileSync(at('problem.json'), 'utf8')) as Report;
    writeFileSync(at('later.json'), JSON.stringify({ ...problem, startedAt: '2027-01-01T00:00:00.000Z' }));
    const [wrong, right] = await Promise.all([nvrDoctor(['compare', at('later.json'), at('problem.json'), '--json']), nvrDoctor(['compare', at('problem.json'), at('later.json'), '--json'])]);
    expect(wrong.stderr).toMatch(/^By their times the old report is later than the new one: [^\n]*\n$/);
    expect((JSON.parse(wrong.stdout) as Comparison).limits).toEqual([wrong.stderr.trim()]);
    expect([right.stderr, (JSON.parse(right.stdout) as Comparison).limits]).toEqual(['', []]);
  });

  it('can read one side from standard input, and is a document that names its schema', async () => {
    const { readFileSync } = await import('node:fs');
    const run = await nvrDoctor(['compare', '-', at('healthy.json'), '--format', 'json'], { input: readFileSync(at('problem.json'), 'utf8') });
    const comparison = JSON.parse(run.stdout) as Comparison;
    expect(comparison).toMatchObject({ schema: 'nvr-doctor/compare@1', result: 'better' });
    expect(comparison.explanation).toMatchObject({ found: true, minimal: true });
    expect(comparison.items.find((item) => item.role.old === 'cause')).toMatchObject({ id: 'p2p-disabled', class: 'gone' });
  });
});
