/** One evaluation of the pack, indexed: rule and verdict by id, and what follows from what. */
import type { Facts } from '../facts/merge.js';
import type { AccessMethod, Rule, RuleResult } from '../rules/types.js';
import type { Engine } from './types.js';

export class Board {
  readonly rules: ReadonlyMap<string, Rule>;
  readonly results: ReadonlyMap<string, RuleResult>;
  readonly trace: readonly RuleResult[];
  private readonly reached = new Map<string, ReadonlySet<string>>();

  constructor(
    readonly engine: Engine,
    readonly facts: Facts,
  ) {
    // By id, so that the order in which a pack lists its rules decides nothing.
    const active = engine.pack.rules.filter((rule) => rule.status !== 'retired').toSorted(byId);
    this.trace = engine.evaluate(facts).toSorted(byId);
    this.rules = new Map(active.map((rule) => [rule.id, rule]));
    this.results = new Map(this.trace.map((result) => [result.id, result]));
  }

  verdict(id: string): RuleResult['verdict'] | undefined {
    return this.results.get(id)?.verdict;
  }

  /** Rules of one kind in `problem`, by id. */
  problems(kind: Rule['kind']): Rule[] {
    return [...this.rules.values()].filter((rule) => rule.kind === kind && this.verdict(rule.id) === 'problem');
  }

  /**
   * Rules in `problem` that follow from `id`, by transitive closure of `explains`. A chain goes on through a rule that is itself in
   * problem, or through an unknown one where the link is `always`; a rule that is definitely absent breaks it.
   */
  consequences(id: string): ReadonlySet<string> {
    const known = this.reached.get(id);
    if (known) return known;
    const found = new Set<string>();
    const seen = new Set([id]);
    const walk = (from: string): void => {
      for (const [to, strength] of Object.entries(this.rules.get(from)?.explains ?? {})) {
        if (seen.has(to)) continue;
        const verdict = this.verdict(to);
        if (verdict !== 'problem' && !(verdict === 'unknown' && strength === 'always')) continue;
        seen.add(to);
        if (verdict === 'problem') found.add(to);
        walk(to);
      }
    };
    walk(id);
    this.reached.set(id, found);
    return found;
  }

  /**
   * A symptom that always follows from `id` and is definitely absent: the cause is then *latent*. It is there, and it cannot be what
   * stops the cameras now. Undefined where nothing speaks against it.
   */
  absentEffect(id: string): Rule | undefined {
    const seen = new Set([id]);
    const open = [id];
    for (let from = open.pop(); from !== undefined; from = open.pop()) {
      for (const [to, strength] of Object.entries(this.rules.get(from)?.explains ?? {})) {
        if (strength !== 'always' || seen.has(to)) continue;
        const rule = this.rules.get(to);
        if (rule?.kind === 'symptom' && this.verdict(to) === 'ok') return rule;
        seen.add(to);
        open.push(to);
      }
    }
    return undefined;
  }

  /** Child → the cause it is a consequence of. Only confirmed rules that are not latent fold; the first by id breaks a circle. */
  fold(candidates: readonly Rule[]): Map<string, string> {
    const parents = candidates.filter((rule) => !this.absentEffect(rule.id));
    const follows = (child: string, parent: string): boolean =>
      child !== parent && this.consequences(parent).has(child) && !(this.consequences(child).has(parent) && child < parent);
    const roots = parents.filter((rule) => !parents.some((other) => follows(rule.id, other.id)));
    const folded = new Map<string, string>();
    for (const rule of candidates) {
      const root = roots.find((other) => follows(rule.id, other.id));
      if (root) folded.set(rule.id, root.id);
    }
    return folded;
  }

  /** Causes in `problem` on one path that follow from no other cause on it, the latent ones included. */
  standingOn(method: AccessMethod): Rule[] {
    const candidates = this.problems('cause').filter((rule) => rule.paths.includes(method));
    const folded = this.fold(candidates);
    return candidates.filter((rule) => !folded.has(rule.id));
  }
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
