import { beforeAll, describe, expect, it } from 'vitest';
import { analyzeFacts, analyzeLine, analyzeReport, changeBetween, isChange } from '../src/analyze.js';
import { redactionOfValues, type Report } from '../src/report/document.js';
import { parseReport } from '../src/report/read/parse.js';
import { redactReport } from '../src/report/redact/index.js';
import { buildPack } from '../src/rules/build.js';
import type { RulePack } from '../src/rules/types.js';
import { diagnoseHome } from './report/homes.js';

let pack: RulePack;
let reset: Report;
beforeAll(async () => {
  pack = await buildPack('rules');
  reset = await diagnoseHome('router-reset-port-forward.yaml', pack);
});

const without = (id: string): RulePack => ({ ...pack, sha256: '0'.repeat(64), rules: pack.rules.filter((rule) => rule.id !== id) });

describe('a report judged by other rules', () => {
  it('says which cause is gone because of them, and what had judged before', () => {
    const { analysis, causes } = analyzeReport(reset, without('forwards-wiped'));
    expect(causes.map(({ id }) => id)).not.toContain('forwards-wiped');
    expect(analysis?.tool.rules.sha256).toBe(pack.sha256);
    expect(analysis?.byRules?.gone).toEqual(['forwards-wiped']);
  });

  it('says which cause is new because of them', () => {
    const older = { ...analyzeReport(reset, without('forwards-wiped')) };
    expect(analyzeReport(older, pack).analysis?.byRules).toMatchObject({ appeared: ['forwards-wiped'], verdict: { now: 'problem' } });
  });

  it('says nothing of a change by the same rules', () => {
    expect(analyzeReport(reset, pack).analysis).not.toHaveProperty('byRules');
  });
});

describe('what if', () => {
  it('a fact were otherwise: the causes that go and come, beside the answer of then', () => {
    const what = { 'access.worksAway': true, 'outside.tcpPort': 'open' } as const;
    const { analysis, facts } = analyzeReport(reset, pack, { whatIf: what });
    expect(analysis?.whatIf).toMatchObject({ facts: what, change: { gone: ['forwards-wiped'], appeared: [] } });
    expect(facts['access.worksAway']).toMatchObject({ value: true, source: 'user' });
  });

  it('nothing changes where the fact has that value already', () => {
    const { analysis } = analyzeReport(reset, pack, { whatIf: { 'access.worksAway': false } });
    expect(analysis?.whatIf && isChange(analysis.whatIf.change)).toBe(false);
  });
});

describe('what if, in a bundle that is shared', () => {
  it('carries no header that says it is masked, and still names the bundle for its tokens', () => {
    const { report: bundle } = redactReport(reset, { level: 'share', at: 0 });
    const supposed = analyzeReport(bundle, pack, { whatIf: { 'recorder.ddns.hostname': 'smithhouse.ddns.net' } });
    expect(JSON.stringify(supposed)).toContain('smithhouse');
    expect(supposed.redaction).toBeUndefined();
    expect(redactionOfValues(supposed)).toEqual(bundle.redaction);
    expect(parseReport(JSON.stringify(supposed))).toMatchObject({ ok: true, report: { analysis: supposed.analysis } });
    expect(JSON.stringify(redactReport(supposed, { level: 'share', at: 0 }).report)).not.toContain('smithhouse');
  });
});

describe('a facts file', () => {
  it('gets an answer of its own, with the way in concluded where it is certain', () => {
    const at = Date.parse('2026-11-22T10:00:00Z');
    const report = analyzeFacts([{ path: 'access.host', source: 'user', vantage: 'person', at, value: 'home.ddns.net' }, { path: 'access.worksAway', source: 'user', vantage: 'person', at, value: false }], pack, { name: 'paper.yaml' });
    expect(report).toMatchObject({ source: { kind: 'bundle', name: 'paper.yaml' }, startedAt: '2026-11-22T10:00:00.000Z', access: { method: 'ddns', inferred: true }, verdict: 'inconclusive' });
    expect(report.next.length).toBeGreaterThan(0);
  });
});

describe('a line', () => {
  it('of JSON gives one short line of JSON', () => {
    const line = analyzeLine(JSON.stringify(reset), pack);
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toMatchObject({ name: 'router-reset-port-forward.yaml', verdict: 'problem', method: 'ddns', causes: [{ id: 'forwards-wiped', word: 'likely' }], rules: pack.sha256, brand: 'Dahua' });
    expect(line.length).toBeLessThan(2000);
  });

  it.each(['', '{', '[]', 'null', '{"schema":"nvr-doctor/report@2"}', '{"schema":"nvr-doctor/facts@1","facts":{}}'])('that is %j gives an error on one line', (line) => {
    expect(JSON.parse(analyzeLine(line, pack))).toEqual({ error: expect.stringMatching(/^[^\n]{10,300}$/) as string });
  });

  it('leaves nothing behind for the next', () => {
    const line = JSON.stringify(reset);
    const first = analyzeLine(line, pack);
    analyzeLine('{"schema":"nvr-doctor/report@1","facts":{"__proto__":{}}}', pack);
    expect(analyzeLine(line, pack)).toBe(first);
  });
});

describe('the change between two answers', () => {
  const answer = (verdict: Report['verdict'], ...ids: string[]): Pick<Report, 'verdict' | 'causes'> => ({ verdict, causes: ids.map((id) => ({ ...(reset.causes[0] as Report['causes'][number]), id })) });
  it('is told by verdict, causes and order', () => {
    expect(changeBetween(answer('problem', 'a', 'b', 'c'), answer('problem', 'c', 'a', 'd'))).toEqual({ appeared: ['d'], gone: ['b'], order: { was: ['a', 'b', 'c'], now: ['c', 'a', 'd'] } });
    expect(isChange(changeBetween(answer('problem', 'a'), answer('problem', 'a')))).toBe(false);
    expect(changeBetween(answer('problem', 'a'), answer('inconclusive'))).toEqual({ verdict: { was: 'problem', now: 'inconclusive' }, appeared: [], gone: ['a'] });
  });
});
