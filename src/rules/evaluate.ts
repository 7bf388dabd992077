/** Rules over facts: one verdict per rule, with what decided it and, where it is open, what is missing. */
import { FACT_PATHS, type FactPath } from '../facts/dictionary.js';
import type { Facts } from '../facts/merge.js';
import { compile, DamagedExpression, type Node } from './compile.js';
import { packRefusal } from './refusal.js';
import type { Clause, ClauseResult, Missing, Rule, RulePack, RuleResult, RuleVerdict } from './types.js';
import { ERROR, UNKNOWN, type Slots, type Value } from './value.js';

export interface CompiledClause {
  readonly clause: Clause;
  readonly node: Node;
  /** The facts of the clause, shared by all results for which they all count. */
  readonly reads: readonly FactPath[];
}

export interface CompiledRule {
  readonly rule: Rule;
  readonly applies?: CompiledClause;
  readonly when: readonly CompiledClause[];
  readonly supports: readonly CompiledClause[];
}

export interface CompiledPack {
  readonly pack: RulePack;
  readonly rules: readonly CompiledRule[];
  /** Clauses outside of rules (proofs, guards of remedies), compiled when first asked for. */
  readonly clauses: WeakMap<Clause, CompiledClause>;
}

/** @throws DoctorError where the pack holds what the builder cannot have written, whatever its hash says */
export function compilePack(pack: RulePack): CompiledPack {
  try {
    return compileAll(pack);
  } catch (error) {
    throw packRefusal(error instanceof DamagedExpression ? error.message : 'its rules do not have the form they should have');
  }
}

function compileAll(pack: RulePack): CompiledPack {
  const clauses = new WeakMap<Clause, CompiledClause>();
  for (const path of pack.paths) for (const clause of [path.setUp, ...path.links.flatMap((link) => link.proof ?? [])]) clauses.set(clause, compileClause(clause));
  for (const remedy of pack.rules.flatMap((rule) => rule.remedies)) if (remedy.when) clauses.set(remedy.when, compileClause(remedy.when));
  return { pack, rules: pack.rules.map(compileRule), clauses };
}

export function compileRule(rule: Rule): CompiledRule {
  return {
    rule,
    ...(rule.applies ? { applies: compileClause(rule.applies) } : {}),
    when: rule.when.map(compileClause),
    supports: rule.supports.map(compileClause),
  };
}

function compileClause(clause: Clause): CompiledClause {
  const node = compile(clause.ast);
  return { clause, node, reads: node.reads.map(pathOf) };
}

function pathOf(slot: number): FactPath {
  return FACT_PATHS[slot] as FactPath;
}

const SLOTS = new WeakMap<Facts, Slots>();

/** Facts are immutable, so their slots are laid out once. */
function slotsOf(facts: Facts): Slots {
  const ready = SLOTS.get(facts);
  if (ready) return ready;
  const slots: Slots = new Array<Value>(FACT_PATHS.length + 1).fill(UNKNOWN);
  for (let index = 0; index < FACT_PATHS.length; index += 1) {
    const fact = facts.get(pathOf(index));
    if (fact.state === 'known') slots[index] = fact.value;
  }
  SLOTS.set(facts, slots);
  return slots;
}

/** All rules of the pack, in its order. Never throws: a rule that breaks gets the verdict `error`. */
export function evaluate(compiled: CompiledPack, facts: Facts): RuleResult[] {
  const slots = slotsOf(facts);
  return compiled.rules.map((rule) => evaluateRule(rule, slots, facts));
}

/** One clause that stands outside of a rule: a proof, the guard of a remedy. */
export function evaluateClause(compiled: CompiledPack, clause: Clause, facts: Facts): ClauseResult {
  let ready = compiled.clauses.get(clause);
  if (!ready) compiled.clauses.set(clause, (ready = compileClause(clause)));
  const slots = slotsOf(facts);
  return clauseResult(ready, run(ready, slots), slots);
}

/** One rule alone (tests, explain). */
export function judge(rule: CompiledRule, facts: Facts): RuleResult {
  return evaluateRule(rule, slotsOf(facts), facts);
}

function evaluateRule(compiled: CompiledRule, slots: Slots, facts: Facts): RuleResult {
  return new Outcome(compiled, verdictOf(compiled, slots), slots, facts);
}

/** The verdict at once; trace and missing facts when somebody asks, since a what-if run wants verdicts only. Facts never change, so later is the same as now. */
class Outcome implements RuleResult {
  readonly id: string;
  readonly #compiled: CompiledRule;
  readonly #slots: Slots;
  readonly #facts: Facts;
  #clauses: readonly ClauseResult[] | undefined;
  #supports: readonly ClauseResult[] | undefined;
  #missing: readonly Missing[] | undefined;

  constructor(
    compiled: CompiledRule,
    readonly verdict: RuleVerdict,
    slots: Slots,
    facts: Facts,
  ) {
    this.id = compiled.rule.id;
    this.#compiled = compiled;
    this.#slots = slots;
    this.#facts = facts;
  }

  get clauses(): readonly ClauseResult[] {
    return (this.#clauses ??= this.#compiled.when.map((clause) => clauseResult(clause, run(clause, this.#slots), this.#slots)));
  }

  get supports(): readonly ClauseResult[] {
    return (this.#supports ??= this.#compiled.supports.map((clause) => clauseResult(clause, run(clause, this.#slots), this.#slots)));
  }

  get missing(): readonly Missing[] {
    return (this.#missing ??= this.verdict === 'unknown' ? missingOf(this.#compiled, this.#slots, this.#facts) : []);
  }

  toJSON(): RuleResult {
    return { id: this.id, verdict: this.verdict, clauses: this.clauses, supports: this.supports, missing: this.missing };
  }
}

/** A throwing expression is broken, whatever else the rule says; it may never look like "fine". */
function run(compiled: CompiledClause, slots: Slots): Value {
  try {
    const value = compiled.node.run(slots);
    return typeof value === 'boolean' || value === UNKNOWN ? value : value === null ? UNKNOWN : ERROR;
  } catch {
    return ERROR;
  }
}

function verdictOf({ rule, applies, when }: CompiledRule, slots: Slots): RuleVerdict {
  const guard = applies ? run(applies, slots) : true;
  if (guard === false) return 'not-applicable';
  // An error in the guard may hide that the rule applies; not even a false clause makes that fine.
  if (guard === ERROR) return 'error';
  const decisive = rule.match === 'any';
  let result: Value = !decisive;
  for (const clause of when) {
    const value = run(clause, slots);
    if (value === decisive) {
      result = decisive;
      break;
    }
    if (value === ERROR) result = ERROR;
    else if (value === UNKNOWN && result !== ERROR) result = UNKNOWN;
  }
  if (result === false) return 'ok';
  if (result === ERROR) return 'error';
  return guard === true && result === true ? 'problem' : 'unknown';
}

function clauseResult(compiled: CompiledClause, value: Value, slots: Slots): ClauseResult {
  return {
    is: compiled.clause.is,
    value: value === true || value === false ? value : value === UNKNOWN ? 'unknown' : 'error',
    facts: criticalFacts(compiled, value, slots),
  };
}

function criticalFacts({ node, reads }: CompiledClause, value: Value, slots: Slots): readonly FactPath[] {
  if (value === ERROR) return reads;
  if (node.plain) return value === UNKNOWN ? openAmong(node.reads, slots) : reads;
  const found = new Set<number>();
  node.path(slots, found);
  return value === UNKNOWN ? openAmong([...found], slots) : [...found].map(pathOf);
}

/** The unknown ones. A value that is known and still cannot be told (an address that is a name) leaves none behind: then all count. */
function openAmong(decisive: readonly number[], slots: Slots): readonly FactPath[] {
  const open = decisive.filter((slot) => slots[slot] === UNKNOWN);
  return (open.length === 0 ? decisive : open).map(pathOf);
}

function missingOf({ applies, when }: CompiledRule, slots: Slots, facts: Facts): Missing[] {
  const open = [...(applies ? [applies] : []), ...when].filter((clause) => run(clause, slots) === UNKNOWN);
  const paths = new Set(open.flatMap((clause) => criticalFacts(clause, UNKNOWN, slots)));
  return [...paths].map((fact) => {
    const cell = facts.get(fact);
    if (cell.state === 'unknown') return { fact, reason: cell.reason, ...(cell.detail === undefined ? {} : { detail: cell.detail }) };
    return { fact, reason: 'not-supported', detail: 'its value does not allow an answer here' };
  });
}
