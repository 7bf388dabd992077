/** The rules of this repository: sound, tested, and with tests that notice every clause. */
import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FactPath } from '../../src/facts/dictionary.js';
import type { Json } from '../../src/facts/observation.js';
import { compileRule, judge } from '../../src/rules/evaluate.js';
import { loadRules } from '../../src/rules/front/load.js';
import { renderFinding } from '../../src/rules/lint.js';
import { testRules } from '../../src/rules/test-rules.js';
import { factsOf } from './helpers.js';

const RULES = path.join(import.meta.dirname, '../../rules');

it('every shipped rule is sound, keeps its tests, and no mutant survives', async () => {
  const report = await testRules(RULES, { mutate: true });
  expect(report.findings.map(renderFinding)).toEqual([]);
  expect(report.failures.map((failure) => `${failure.file}:${failure.line} ${failure.test}: ${failure.message}`)).toEqual([]);
  expect(report.survivors).toEqual([]);
  expect(report.rules.length).toBeGreaterThan(30);
});

it('for any mix of the facts in its tests, no rule turns over when a fact that it reads is taken away', async () => {
  const { rules } = await loadRules(RULES);
  const turned: string[] = [];
  for (const { rule, tests } of rules) {
    const compiled = compileRule(rule);
    const reads = new Set([...(rule.applies?.reads ?? []), ...rule.when.flatMap((clause) => clause.reads)]);
    const choices = new Map<FactPath, Json[]>();
    for (const test of tests) for (const [fact, value] of Object.entries(test.facts)) choices.set(fact as FactPath, [...(choices.get(fact as FactPath) ?? []), value]);
    const document = fc.record(Object.fromEntries([...choices].map(([fact, values]) => [fact, fc.constantFrom(...values)])), { requiredKeys: [] });
    fc.assert(
      fc.property(document, (values) => {
        const facts = factsOf(values);
        const { verdict } = judge(compiled, facts);
        for (const fact of reads) {
          const less = judge(compiled, facts.without(fact)).verdict;
          if (verdict !== 'unknown' && less !== 'unknown' && (less === 'problem') !== (verdict === 'problem')) turned.push(`${rule.id}: ${verdict} → ${less} without ${fact}`);
        }
      }),
      { numRuns: 100 },
    );
  }
  expect([...new Set(turned)]).toEqual([]);
});
