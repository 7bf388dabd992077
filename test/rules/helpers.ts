import { FACT_PATHS, type FactPath } from '../../src/facts/dictionary.js';
import { mergeObservations, type Facts } from '../../src/facts/merge.js';
import type { Json } from '../../src/facts/observation.js';
import { compileRule, judge } from '../../src/rules/evaluate.js';
import { checkCel } from '../../src/rules/front/clause.js';
import type { Clause, ClauseResult, Expression, Rule, RulePack, RuleResult } from '../../src/rules/types.js';
import { sealPack } from '../../src/rules/pack.js';

export function factsOf(values: Partial<Record<FactPath, Json>>): Facts {
  return mergeObservations(Object.entries(values).map(([path, value]) => ({ path: path as FactPath, source: 'settings-file', vantage: 'home', at: 0, value })));
}

/** A clause from CEL text that must be sound. */
export function clause(cel: string, is = cel): Clause {
  const { ast, reads, problems } = checkCel(cel);
  if (!ast) throw new Error(`${cel}: ${JSON.stringify(problems)}`);
  return { is, cel, ast, reads };
}

export function treeClause(ast: Expression): Clause {
  return { is: 'tree', cel: '', ast, reads: FACT_PATHS.filter((path) => JSON.stringify(ast).includes(`["fact","${path}"]`)) };
}

export function rule(overrides: Partial<Rule> = {}): Rule {
  return {
    id: 'sample',
    area: 'recorder',
    title: 'A sample',
    kind: 'cause',
    status: 'stable',
    link: 'recorder-network',
    paths: ['p2p'],
    match: 'all',
    when: [],
    supports: [],
    severity: 'blocker',
    confidence: 'certain',
    explains: {},
    evidence: { problem: 'Address {recorder.network.address}.' },
    remedies: [],
    recheck: [],
    references: [],
    ...overrides,
  };
}

export function packOf(rules: readonly Rule[]): RulePack {
  return sealPack({ name: 'test', version: '1.0.0', rules, paths: [], questions: [] });
}

export function judged(one: Rule, values: Partial<Record<FactPath, Json>>): RuleResult {
  return judge(compileRule(one), factsOf(values));
}

export function valueOf(cel: string, values: Partial<Record<FactPath, Json>>): ClauseResult {
  return judged(rule({ when: [clause(cel)] }), values).clauses[0] as ClauseResult;
}
