import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../src/report/ci/findings.js';
import { exitCodeFor, type GatePolicy } from '../../../src/report/ci/gate.js';
import { machineReport, usedSuppressions } from '../../../src/report/ci/machine-report.js';
import { inForce, staleOf, suppressionFor, type Suppression } from '../../../src/report/ci/suppression.js';
import { readSuppressions } from '../../../src/report/ci/suppressions.js';
import type { Report } from '../../../src/report/document.js';
import { CAUSE, healthyReport, openReport, report } from '../sample.js';

const RULES = new Set([CAUSE.id, 'no-hairpin', 'cgnat', 'verdict']);
const file = (entries: string): string => `schema: nvr-doctor/suppressions@1\nsuppressions:\n${entries}`;
const entry = (lines: readonly string[]): string => file(`  - ${lines.join('\n    ')}\n`);
const GOOD = ['rule: no-hairpin', 'reason: the owner knows', 'expires: 2027-01-31'];
const read = (text: string): readonly Suppression[] => {
  const result = readSuppressions(text, RULES);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.suppressions;
};
const faults = (text: string): string[] => {
  const result = readSuppressions(text, RULES);
  return result.ok ? [] : result.faults.map(({ line, what, hint }) => `${line}: ${what} ${hint}`);
};
const code = (of: Report, policy: GatePolicy = {}, accepted: readonly Suppression[] = []): number => exitCodeFor(of, findingsOf(of, accepted), policy);
const accept = (rule: string): Suppression => ({ rule, reason: 'accepted', expires: '2099-01-01', line: 1 });

describe('a suppressions file', () => {
  it('accepts a rule with a reason until a day, everywhere or in one home', () => {
    expect(read(entry(GOOD))).toEqual([{ rule: 'no-hairpin', reason: 'the owner knows', expires: '2027-01-31', line: 3 }]);
    const [one] = read(entry([...GOOD, 'home: shop.yaml']));
    expect(suppressionFor([one as Suppression], 'no-hairpin', 'shop.yaml')).toBe(one);
    expect(suppressionFor([one as Suppression], 'no-hairpin', 'house.yaml')).toBeUndefined();
  });

  it.each([
    ['names no schema', 'suppressions: []', /1: .*schema: nvr-doctor\/suppressions@1/],
    ['misspells a rule', entry(['rule: no-hairpn', ...GOOD.slice(1)]), /3: There is no rule "no-hairpn"\. Did you mean "no-hairpin"\?/],
    ['gives no reason', entry([GOOD[0] as string, GOOD[2] as string]), /3: An entry gives no reason/],
    ['gives a blank reason', entry([GOOD[0] as string, 'reason: " "', GOOD[2] as string]), /gives no reason/],
    ['has no last day', entry(GOOD.slice(0, 2)), /3: An entry has no last day/],
    ['has a day that does not exist', entry([...GOOD.slice(0, 2), 'expires: 2027-02-30']), /no last day/],
    ['misspells a key', entry([...GOOD, 'homes: x']), /6: "homes" is not known here\. Did you mean "home"\?/],
    ['is not YAML', 'schema: [', /1: /],
    ['uses an alias', 'schema: nvr-doctor/suppressions@1\nsuppressions: *x', /2: .*alias/],
    ['has no list', 'schema: nvr-doctor/suppressions@1\nsuppressions: all', /no list "suppressions"/],
    ['has an entry that is a word', file('  - no-hairpin\n'), /3: An entry is not a list of keys/],
    ['is far too large', `schema: nvr-doctor/suppressions@1\n#${'x'.repeat(300_000)}`, /too large/],
  ])('that %s is refused with its line', (_, text, expected) => {
    expect(faults(text).join('\n')).toMatch(expected);
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('schema: nvr-doctor/suppressions@1', '\n', 'suppressions:', '  - ', 'rule: cgnat', '    reason: x', 'expires: 2030-01-01', '[', '{', ': ', '"', '&a', '\u0000', '- - -'), { maxLength: 30 }), (parts) => {
        const result = readSuppressions(parts.join(''), RULES);
        if (!result.ok) expect(result.faults.length).toBeGreaterThan(0);
      }),
    );
  });

  it('stops working after its last day, and not on it', () => {
    const [one] = read(entry(GOOD)) as [Suppression];
    expect(inForce([one], Date.parse('2027-01-31T23:59:59Z'))).toEqual({ active: [one], expired: [] });
    expect(inForce([one], Date.parse('2027-02-01T00:00:00Z'))).toEqual({ active: [], expired: [one] });
  });

  it('is told where it met nothing', () => {
    const entries = [accept(CAUSE.id), accept('cgnat')];
    const used = usedSuppressions([machineReport(report(), { suppressions: entries })]);
    expect(staleOf(entries, used).map(({ rule }) => rule)).toEqual(['cgnat']);
  });
});

describe('the exit code', () => {
  it('is 1 for a cause, 0 for a healthy home and 3 where it could not be told', () => {
    expect([code(report()), code(healthyReport()), code(openReport())]).toEqual([1, 0, 3]);
  });

  it('follows --unknown for what could not be told, and only for that', () => {
    expect([code(openReport(), { unknown: 'fail' }), code(openReport(), { unknown: 'pass' }), code(report(), { unknown: 'pass' }), code(healthyReport(), { unknown: 'fail' })]).toEqual([1, 0, 1, 0]);
  });

  it('follows --fail-on: a note fails only where asked for, and never means never', () => {
    const noted = healthyReport({ notes: [{ id: 'lockout-off', title: 'x', sentence: 'x', severity: 'minor', steps: [] }] });
    expect([code(noted), code(noted, { failOn: 'note' }), code(report(), { failOn: 'never' })]).toEqual([0, 1, 0]);
  });

  it('is not failed by what is accepted, and is by the rest', () => {
    expect(code(report(), {}, [accept(CAUSE.id)])).toBe(0);
    expect(code(report(), {}, [accept('cgnat')])).toBe(1);
  });

  it('counts trouble without a cause as a problem', () => {
    expect(code(report({ causes: [] }))).toBe(1);
  });
});
