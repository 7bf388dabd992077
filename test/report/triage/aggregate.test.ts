import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Aggregate, type AggregateData, type Place } from '../../../src/report/triage/aggregate.js';
import { Counts } from '../../../src/report/triage/bounded.js';
import type { Summary } from '../../../src/report/triage/summary.js';
import { tableOf } from '../../../src/report/triage/table.js';

const PROBES = new Map([['recorder.p2p.enabled', 'recorder-settings'], ['outside.tcpPort', 'outside']]);

const name = fc.constantFrom('a', 'b', 'c', 'd');
const summary: fc.Arbitrary<Summary> = fc.record(
  {
    at: fc.date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2027-01-01T00:00:00Z'), noInvalidDate: true }).map((date) => date.toISOString()),
    verdict: fc.constantFrom('healthy' as const, 'problem' as const, 'inconclusive' as const),
    interrupted: fc.boolean(),
    rules: name,
    causes: fc.uniqueArray(fc.record({ id: fc.constantFrom('p2p-off', 'wrong-gateway', 'double-nat'), word: fc.constantFrom('certain' as const, 'likely' as const, 'possible' as const) }), { selector: (cause) => cause.id }),
    firmware: name,
    brand: name,
    provider: name,
    missing: fc.uniqueArray(fc.record({ fact: fc.constantFrom('recorder.p2p.enabled' as const, 'outside.tcpPort' as const, 'access.method' as const), reason: fc.constantFrom('not-run' as const, 'failed' as const) }), { selector: (one) => one.fact }),
  },
  { requiredKeys: ['at', 'verdict', 'interrupted', 'rules', 'causes', 'missing'] },
);

function counted(reports: readonly { summary: Summary; place: Place }[]): AggregateData {
  const aggregate = new Aggregate();
  for (const { summary: one, place } of reports) aggregate.add(one, place, PROBES);
  return aggregate.data();
}

function together(parts: readonly AggregateData[]): AggregateData {
  const aggregate = new Aggregate();
  // As it comes from a thread or out of a checkpoint.
  for (const part of parts) aggregate.merge(JSON.parse(JSON.stringify(part)) as AggregateData);
  return aggregate.data();
}

describe('counting in parts', () => {
  it('gives the same table for any split of the input, in any order, however the parts are put together', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(summary, fc.nat(4)), { maxLength: 60 }), fc.boolean(), (reports, backwards) => {
        const placed = reports.map(([one, part], index) => ({ summary: one, place: { input: 0, line: index + 1 }, part }));
        const whole = counted(placed);
        const parts = [0, 1, 2, 3, 4].map((part) => counted(placed.filter((one) => one.part === part)));
        const [a, b, c, d, e] = (backwards ? parts.toReversed() : parts) as [AggregateData, AggregateData, AggregateData, AggregateData, AggregateData];
        expect(together([a, b, c, d, e])).toEqual(whole);
        expect(together([together([a, b]), together([c, together([d, e])])])).toEqual(whole);
      }),
    );
  });

  it('counts what a reader would count by hand', () => {
    const report = (causes: Summary['causes'], more: Partial<Summary> = {}): Summary => ({ at: '2026-02-01T00:00:00.000Z', verdict: 'problem', interrupted: false, rules: 'x', causes, missing: [], ...more });
    const data = counted([
      { summary: report([{ id: 'p2p-off', word: 'certain' }], { firmware: '1.0', at: '2026-01-01T00:00:00.000Z' }), place: { input: 0, line: 1 } },
      { summary: report([{ id: 'p2p-off', word: 'likely' }, { id: 'double-nat', word: 'likely' }], { firmware: '1.0' }), place: { input: 0, line: 2, id: 'case-2' } },
      { summary: report([], { verdict: 'inconclusive', missing: [{ fact: 'recorder.p2p.enabled', reason: 'not-permitted' }, { fact: 'access.method', reason: 'not-run' }] }), place: { input: 1, line: 0 } },
    ]);
    const table = tableOf({ data, rejected: 2, inputName: (input) => `file-${input}`, titleOf: () => undefined, probeOf: PROBES });
    expect(table).toMatchObject({ reports: 3, rejected: 2, verdicts: { problem: 2, inconclusive: 1, healthy: 0 }, firstSeen: '2026-01-01T00:00:00.000Z', lastSeen: '2026-02-01T00:00:00.000Z' });
    expect(table.causes.map(({ id, count, alone, confidence, examples }) => ({ id, count, alone, confidence, examples }))).toEqual([
      { id: 'p2p-off', count: 2, alone: 1, confidence: { certain: 1, likely: 1, possible: 0 }, examples: ['file-0:1', 'case-2'] },
      { id: 'double-nat', count: 1, alone: 0, confidence: { certain: 0, likely: 1, possible: 0 }, examples: ['case-2'] },
    ]);
    expect(table.missing).toMatchObject([
      { probe: 'recorder-settings', reports: 1, inconclusive: 1, facts: [{ fact: 'recorder.p2p.enabled', reasons: [{ name: 'not-permitted', count: 1 }] }] },
      { probe: null, facts: [{ fact: 'access.method' }] },
    ]);
  });

  it('shows a cause that keeps to one firmware, and one that is rare', () => {
    const reports = Array.from({ length: 1000 }, (_, index): Summary => {
      const bad = index % 20 === 0;
      const id = index === 999 ? 'dead-dns' : bad ? 'p2p-off' : 'double-nat';
      return { at: '2026-01-01T00:00:00.000Z', verdict: 'problem', interrupted: false, rules: 'x', causes: [{ id, word: 'likely' }], firmware: bad ? '9.9' : '1.0', missing: [] };
    });
    const table = tableOf({ data: counted(reports.map((one, line) => ({ summary: one, place: { input: 0, line: line + 1 } }))), rejected: 0, inputName: () => 'f', titleOf: () => undefined, probeOf: PROBES });
    expect(table.outliers).toEqual([
      { kind: 'firmware', cause: 'p2p-off', name: '9.9', count: 50, lift: 20, examples: [] },
      { kind: 'rare', cause: 'dead-dns', name: null, count: 1, lift: null, examples: ['f:1000'] },
    ]);
  });
});

describe('more names than there is room for', () => {
  const many = Array.from({ length: 5000 }, (_, index) => `fw-${index % 2500}`);

  it('are cut to a bound, said to be cut, and what stays is counted exactly whatever the split', () => {
    const add = (names: readonly string[]): Counts => {
      const counts = new Counts(100);
      for (const one of names) counts.add(one);
      return counts;
    };
    const whole = add(many).data();
    expect(whole.entries).toHaveLength(100);
    expect(whole.over).toBe(true);
    expect(new Set(whole.entries.map(([, count]) => count))).toEqual(new Set([2]));
    const parts = new Counts(100);
    for (const at of [4000, 1000, 0, 3000, 2000]) parts.merge(add(many.slice(at, at + 1000)).data());
    expect(parts.data()).toEqual(whole);
  });

  it('are not said to be cut where all have room', () => {
    const counts = new Counts(2500);
    for (const one of many) counts.add(one);
    expect(counts.data().over).toBe(false);
  });
});
