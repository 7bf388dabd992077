/**
 * Causes that look alike, and what tells them apart: worked out from the rules themselves. Two causes look alike where they are held
 * together by symptoms, by an `explains`, by a reference or by facts; a clause tells them apart where it is false in the other's tests.
 */
import type { FactPath } from '../facts/dictionary.js';
import type { Facts } from '../facts/merge.js';
import { compileRule, judge, type CompiledRule } from './evaluate.js';
import type { Clause, Rule } from './types.js';

/** A rule with the fact documents in which its own tests say `problem`. */
export interface Witnessed {
  readonly rule: Rule;
  readonly problems: readonly Facts[];
}

export interface LookAlike {
  readonly rule: Rule;
  readonly follows: 'from' | 'to' | 'none';
  /** Ids of the symptoms that both explain. */
  readonly symptoms: readonly string[];
  /** What is so with this cause and not with the other; absent where nothing in the rules says it. */
  readonly here?: Difference;
  /** What is so with the other and not with this one. */
  readonly there?: Difference;
}

export interface Difference {
  readonly clause: Clause;
  /** True where the clause is false in the other's tests; else it only looks at what the other does not look at. */
  readonly excludes: boolean;
}

/** More are a list and no help. */
const MOST = 6;
/** A shared symptom, or two shared facts and the same link: below that, nobody confuses them. */
const ENOUGH = 3;
/** Where hardly anything comes that near, the nearest are named all the same. */
const FEWEST = 2;

export function lookAlikes(one: Witnessed, all: readonly Witnessed[]): LookAlike[] {
  const near = all
    .filter((other) => other.rule.id !== one.rule.id && other.rule.kind === 'cause' && other.rule.status !== 'retired')
    .map((other) => ({ other, score: likeness(one.rule, other.rule) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.other.rule.id < b.other.rule.id ? -1 : 1));
  return near.filter(({ score }, index) => index < FEWEST || (score >= ENOUGH && index < MOST)).map(({ other }) => describe(one, other));
}

function likeness(a: Rule, b: Rule): number {
  const facts = shared(readsOf(a), readsOf(b)).length;
  const paths = shared(a.paths, b.paths).length;
  if (paths === 0) return 0;
  const linked = Object.hasOwn(a.explains, b.id) || Object.hasOwn(b.explains, a.id);
  return (linked ? 6 : 0) + 2 * shared(a.references, b.references).length + 2 * Math.min(2, shared(symptoms(a), symptoms(b)).length) + Math.min(3, facts) + (a.link === b.link ? 1 : 0);
}

function describe(one: Witnessed, other: Witnessed): LookAlike {
  const here = separating(other, one);
  const there = separating(one, other);
  return {
    rule: other.rule,
    follows: Object.hasOwn(one.rule.explains, other.rule.id) ? 'from' : Object.hasOwn(other.rule.explains, one.rule.id) ? 'to' : 'none',
    symptoms: shared(symptoms(one.rule), symptoms(other.rule)),
    ...(here ? { here } : {}),
    ...(there ? { there } : {}),
  };
}

/**
 * The clause of `to` that is most often false where `from` is a problem; where none is, the first one that looks at something else than
 * `from` does. Of an `any` rule no single clause is needed, so none tells it apart.
 */
function separating(from: Witnessed, to: Witnessed): Difference | undefined {
  if (to.rule.match === 'any') return undefined;
  const compiled = compileRule(to.rule);
  const clauses = to.rule.when;
  const falses = clauses.map((_, index) => from.problems.filter((facts) => valueAt(compiled, index, facts) === false).length);
  const most = Math.max(0, ...falses);
  const decisive = most > 0 ? clauses[falses.indexOf(most)] : undefined;
  if (decisive) return { clause: decisive, excludes: true };
  const known = new Set<FactPath>(readsOf(from.rule));
  const further = clauses.find((clause) => !clause.reads.some((path) => known.has(path)));
  return further && { clause: further, excludes: false };
}

function valueAt(compiled: CompiledRule, index: number, facts: Facts): boolean | 'unknown' | 'error' | undefined {
  return judge(compiled, facts).clauses[index]?.value;
}

/** What decides: the guard is about who is asked, not about what is wrong. */
function readsOf(rule: Rule): FactPath[] {
  return [...new Set(rule.when.flatMap((clause) => clause.reads))];
}

function symptoms(rule: Rule): string[] {
  return Object.keys(rule.explains);
}

function shared<T>(a: readonly T[], b: readonly T[]): T[] {
  return a.filter((item) => b.includes(item));
}
