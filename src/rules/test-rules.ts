/** Runs the tests that stand inside the rules, and the ones that every rule must pass anyway. */
import type { FactPath } from '../facts/dictionary.js';
import type { Facts } from '../facts/merge.js';
import { compileRule, judge } from './evaluate.js';
import { loadRules, type LoadedRule, type LoadedRules } from './front/load.js';
import type { AuthoredTest } from './front/schema.js';
import { hasErrors, lintLoaded, type LintFinding } from './lint.js';
import { mutantsOf } from './mutate.js';
import { renderTemplate } from './template.js';
import { factsOf } from './test-facts.js';
import type { Rule, RuleResult, RuleVerdict } from './types.js';

export interface TestFailure {
  readonly id: string;
  /** Name of the written test. */
  readonly test: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface RuleTestReport {
  readonly id: string;
  readonly checks: number;
  readonly failures: readonly TestFailure[];
  readonly mutants: number;
  /** Mutants that no written test noticed. */
  readonly survivors: readonly string[];
}

export interface TestReport {
  /** Lint runs first: a malformed rule must not look tested. */
  readonly findings: readonly LintFinding[];
  readonly rules: readonly RuleTestReport[];
  readonly checks: number;
  readonly failures: readonly TestFailure[];
  readonly mutants: number;
  readonly survivors: readonly { readonly id: string; readonly mutant: string; readonly file: string }[];
  /** No lint error, no failure, no survivor. */
  readonly passed: boolean;
}

export interface TestOptions {
  /** Also break each clause on purpose and see that a test notices. */
  readonly mutate?: boolean;
  /** Only this rule. */
  readonly id?: string;
  /** Rules that exist elsewhere, see `lintRules`. */
  readonly knownIds?: ReadonlySet<string>;
}

export async function testRules(directory: string, options: TestOptions = {}): Promise<TestReport> {
  return testLoaded(await loadRules(directory), options);
}

export function testLoaded(loaded: LoadedRules, { mutate = false, id, knownIds }: TestOptions = {}): TestReport {
  const chosen = loaded.rules.filter(({ rule }) => rule.status !== 'retired' && (id === undefined || rule.id === id));
  const files = new Set(chosen.map(({ source }) => source.file));
  const findings = lintLoaded(loaded, knownIds).filter((finding) => id === undefined || files.has(finding.file) || files.size === 0);
  const rules = chosen.map((rule) => testOne(rule, mutate));
  const failures = rules.flatMap((rule) => rule.failures);
  const survivors = rules.flatMap((rule, index) => rule.survivors.map((mutant) => ({ id: rule.id, mutant, file: chosen[index]?.source.file ?? '' })));
  const sum = (pick: (rule: RuleTestReport) => number): number => rules.reduce((total, rule) => total + pick(rule), 0);
  return {
    findings,
    rules,
    checks: sum((rule) => rule.checks),
    failures,
    mutants: sum((rule) => rule.mutants),
    survivors,
    passed: !hasErrors(findings) && failures.length === 0 && survivors.length === 0 && (id === undefined || chosen.length > 0),
  };
}

function testOne({ rule, tests, source }: LoadedRule, mutate: boolean): RuleTestReport {
  const compiled = compileRule(rule);
  const failures: TestFailure[] = [];
  let checks = 0;
  tests.forEach((test, index) => {
    const place = source.finding('R009', source.spanOf(['tests', index]), '');
    const check = (message: string | undefined): void => {
      checks += 1;
      if (message !== undefined) failures.push({ id: rule.id, test: test.name, file: place.file, line: place.line, column: place.column, message });
    };
    const facts = factsOf(test);
    const result = judge(compiled, facts);
    check(verdictFailure(test, result));
    if (test.missing) check(missingFailure(test.missing, result));
    if (test.says !== undefined) check(sentenceFailure(test, rule, facts));
    for (const taken of readsOf(rule)) if (facts.get(taken).state === 'known') check(flipFailure(result.verdict, judge(compiled, facts.without(taken)).verdict, taken));
  });
  const mutants = mutate ? mutantsOf(rule) : [];
  const survivors = mutants.filter((mutant) => tests.every((test) => passes(mutant.rule, test))).map((mutant) => mutant.name);
  return { id: rule.id, checks, failures, mutants: mutants.length, survivors };
}

/** What decides the verdict; supports do not. */
function readsOf(rule: Rule): ReadonlySet<FactPath> {
  return new Set([...(rule.applies?.reads ?? []), ...rule.when.flatMap((clause) => clause.reads)]);
}

function passes(rule: Rule, test: AuthoredTest): boolean {
  const result = judge(compileRule(rule), factsOf(test));
  return verdictFailure(test, result) === undefined && (test.missing === undefined || missingFailure(test.missing, result) === undefined);
}

function verdictFailure(test: AuthoredTest, result: RuleResult): string | undefined {
  if (result.verdict === test.expect) return undefined;
  const trace = result.clauses.map((clause) => `${clause.value === true ? '+' : clause.value === false ? '−' : '?'} ${clause.is}`).join('; ');
  const missing = result.missing.length > 0 ? ` (missing: ${result.missing.map((m) => m.fact).join(', ')})` : '';
  return `expected ${test.expect}, got ${result.verdict}${missing}: ${trace}`;
}

function missingFailure(expected: readonly string[], result: RuleResult): string | undefined {
  const actual = result.missing.map((missing) => missing.fact).sort();
  const wanted = [...expected].sort();
  return actual.join() === wanted.join() ? undefined : `expected to miss ${wanted.join(', ')}, misses ${actual.join(', ') || 'nothing'}`;
}

function sentenceFailure(test: AuthoredTest, rule: Rule, facts: Facts): string | undefined {
  const template = test.expect === 'problem' ? rule.evidence.problem : test.expect === 'ok' ? rule.evidence.ok : undefined;
  const actual = template === undefined ? undefined : renderTemplate(template, facts);
  return actual === test.says ? undefined : `expected the sentence "${test.says}", got "${actual ?? '(none)'}"`;
}

/** Knowing less may make a verdict unknown; it may never turn it into another one. */
function flipFailure(before: RuleVerdict, after: RuleVerdict, taken: FactPath): string | undefined {
  if (before === 'unknown' || after === before || after === 'unknown') return undefined;
  // Without its guard's fact a rule may still see that one of its clauses is false: both say "not this".
  if (before === 'not-applicable' && after === 'ok') return undefined;
  const advice =
    after === 'problem'
      ? 'a clause that only rules the cause out where it happens to be known is not needed: a cause whose "always" symptom is absent is set aside by itself'
      : 'what is not known must not read as fine: let it be unknown';
  return `without ${taken} the verdict turns from ${before} to ${after} (known() decides on what was not asked); ${advice}`;
}
