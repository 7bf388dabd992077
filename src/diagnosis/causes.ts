/** From rules in `problem` to the root causes of what the person sees, in order; and the suspects that would account for the rest. */
import type { AccessMethod, Rule } from '../rules/types.js';
import { breaksEveryWay } from './access.js';
import type { Board } from './board.js';
import { confidenceOf } from './confidence.js';
import { cheapestCover, confirmedCost, suspectedCost, type Candidate } from './cover.js';
import { isSuspect } from './next.js';
import { rank, type Ranked } from './rank.js';

export interface Causes {
  /** On the person's way, in order; what follows from another cause is not among them. */
  readonly roots: readonly Ranked[];
  /** Confirmed on the person's way, but what always follows from it is absent: shown beside the roots. */
  readonly latent: readonly Rule[];
  /** Ids of the confirmed and suspected causes that together account for every symptom at the least cost. */
  readonly cover: ReadonlySet<string>;
}

/** @param method the person's; null where nobody knows it: then only what breaks every way can be a cause */
export function findCauses(board: Board, method: AccessMethod | null): Causes {
  const candidates = board.problems('cause').filter((rule) => (method ? rule.paths.includes(method) : breaksEveryWay(rule, board.engine.pack)));
  const folded = board.fold(candidates);
  const standing = candidates.filter((rule) => !folded.has(rule.id));
  const measured = standing.filter((rule) => !board.absentEffect(rule.id)).map((rule) => measure(board, rule));
  const symptoms = symptomsOn(board, method).map((rule) => rule.id);
  const suspects = [...board.rules.values()].filter((rule) => rule.kind === 'cause' && (method === null || rule.paths.includes(method)) && isSuspect(board.results.get(rule.id)));
  const cover = cheapestCover(symptoms, [...measured.map(confirmed(board)), ...suspects.map(suspected(board))]).chosen;
  const roots = measured.map((cause) => ({
    ...cause,
    covers: symptoms.filter((id) => board.consequences(cause.rule.id).has(id)).length,
    inCover: cover.has(cause.rule.id),
  }));
  return { roots: rank(roots), latent: standing.filter((rule) => board.absentEffect(rule.id)), cover };
}

/** What is seen to be broken on the person's way; on any, where nobody knows it. */
export function symptomsOn(board: Board, method: AccessMethod | null): Rule[] {
  return board.problems('symptom').filter((rule) => method === null || rule.paths.includes(method));
}

type Measured = Pick<Ranked, 'rule' | 'score' | 'supports'>;

function measure(board: Board, rule: Rule): Measured {
  const result = board.results.get(rule.id);
  return { rule, score: result ? confidenceOf(rule, result, board.facts).score : 0, supports: supportsOf(board, rule) };
}

function supportsOf(board: Board, rule: Rule): number {
  return board.results.get(rule.id)?.supports.filter((clause) => clause.value === true).length ?? 0;
}

function confirmed(board: Board): (cause: Measured) => Candidate {
  return ({ rule, score, supports }) => ({ id: rule.id, cost: confirmedCost(score, supports), explains: board.consequences(rule.id) });
}

function suspected(board: Board): (rule: Rule) => Candidate {
  return (rule) => {
    const clauses = board.results.get(rule.id)?.clauses ?? [];
    const holding = clauses.filter((clause) => clause.value === true).length;
    return { id: rule.id, cost: suspectedCost(holding, Math.max(1, clauses.length), supportsOf(board, rule)), explains: board.consequences(rule.id) };
  };
}
