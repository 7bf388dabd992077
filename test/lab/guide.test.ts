import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runDoctor } from '../../src/doctor.js';
import { openHome, readFixture } from '../../src/lab/index.js';
import { buildPack } from '../../src/rules/build.js';

const guide = readFileSync('docs/fixture-networks.md', 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'nvr-doctor-guide-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the guide to fixture networks', () => {
  it('shows a home that loads and is diagnosed as it says', async () => {
    const example = /```yaml\n([^]*?)```/.exec(guide)?.[1] ?? '';
    const file = path.join(folder, 'example.yaml');
    writeFileSync(file, example);
    const fixture = await readFixture(file);
    const home = await openHome(fixture);
    try {
      const report = await runDoctor({ network: home.network, options: home.options, answers: home.answers, pack: await buildPack('rules'), source: { kind: 'fixture' } });
      expect({ verdict: report.verdict, causes: report.causes.map((cause) => cause.id) }).toEqual({ verdict: fixture.expect.verdict, causes: fixture.expect.causes });
    } finally {
      home.close();
    }
  });

  it('names every event there is, and no other', () => {
    const known = [...readFileSync('src/lab/fixture.ts', 'utf8').matchAll(/readonly event: '([a-z-]+)'/g)].map((match) => match[1]);
    const table = guide.slice(guide.indexOf('| event |'));
    const told = [...table.matchAll(/`([a-z-]+)`/g)].map((match) => match[1]).filter((name) => name !== undefined && !['causes'].includes(name));
    expect(new Set(told)).toEqual(new Set(known));
  });
});
