/** Facts and rules → diagnosis. Pure: the same facts and the same pack always give the same answer. */
import { compilePack, evaluate, evaluateClause, type CompiledPack } from '../rules/evaluate.js';
import type { AccessMethod, Rule, RulePack } from '../rules/types.js';
import { breaksEveryWay } from './access.js';
import { Board } from './board.js';
import { findCauses, symptomsOn, type Causes } from './causes.js';
import { confidenceOf } from './confidence.js';
import { fill } from './fill.js';
import { isSuspect, nextSteps } from './next.js';
import { judgePaths } from './paths.js';
import { decidedBy, SEVERITY_ORDER } from './rank.js';
import { summarize } from './summary.js';
import type { Cause, Diagnosis, DiagnosisInput, Engine, Note, PathResult } from './types.js';
import { offeredRemedies } from './what-if.js';

/** A pack is compiled once, however many homes it judges. */
const COMPILED = new WeakMap<RulePack, CompiledPack>();

export function engineOf(pack: RulePack): Engine {
  const compiled = COMPILED.get(pack) ?? compilePack(pack);
  COMPILED.set(pack, compiled);
  return {
    pack,
    evaluate: (facts) => evaluate(compiled, facts),
    clause: (clause, facts) => evaluateClause(compiled, clause, facts),
  };
}

export function diagnose({ engine, facts, probes }: DiagnosisInput): Diagnosis {
  const board = new Board(engine, facts);
  const method: AccessMethod | null = facts.value('access.method') ?? null;
  const access = facts.get('access.method');
  const causes = findCauses(board, method);
  const roots = causes.roots.map((cause) => cause.rule);
  const paths = judgePaths(board, method);
  const symptoms = symptomsOf(board, method, causes);
  const unexplained = symptoms.find((symptom) => symptom.explainedBy === null)?.title;
  const verdict = roots.length > 0 ? 'problem' : unexplained === undefined && works(paths, method) ? 'healthy' : 'inconclusive';
  const folded = foldedUnder(board, roots);
  return {
    access: { method, inferred: access.state === 'known' && access.source === 'inferred' },
    verdict,
    summary: summarize(verdict, facts, blamed(paths, method, roots), unexplained),
    paths,
    causes: causes.roots.map((cause, index) => {
      const next = causes.roots[index + 1];
      const step = next && decidedBy(cause, next);
      return { ...causeOf(board, cause.rule, method), ...(step ? { before: step.words } : {}) };
    }),
    suspects: suspectsOf(board, method, causes),
    notes: notesOf(board, method, causes, folded),
    symptoms,
    unknowns: unknownsOf(board, method),
    next: verdict === 'healthy' ? [] : nextSteps(board, probes, method),
    rules: board.trace.map((result) => ({ id: result.id, verdict: result.verdict, foldedUnder: folded.get(result.id) ?? null })),
    trace: board.trace,
  };
}

function causeOf(board: Board, rule: Rule, method: AccessMethod | null): Cause {
  const result = board.results.get(rule.id) ?? { id: rule.id, verdict: 'problem' as const, clauses: [], supports: [], missing: [] };
  return {
    id: rule.id,
    title: fill(rule.title, board.facts),
    sentence: fill(rule.evidence.problem, board.facts),
    ...(rule.link ? { link: rule.link } : {}),
    confidence: confidenceOf(rule, result, board.facts),
    severity: rule.severity,
    because: result.clauses.filter((clause) => clause.value === true).map((clause) => ({ clause: clause.is, facts: clause.facts })),
    explains: [...board.consequences(rule.id)],
    remedies: offeredRemedies(board, rule, method),
  };
}

function works(paths: readonly PathResult[], method: AccessMethod | null): boolean {
  return method !== null && paths.find((path) => path.method === method)?.verdict === 'works';
}

/** The link that the headline names: that of the first cause, so that headline and explanation speak of one thing. */
function blamed(paths: readonly PathResult[], method: AccessMethod | null, roots: readonly Rule[]): PathResult['brokenAt'] {
  return roots[0]?.link ?? paths.find((path) => path.method === method)?.brokenAt ?? null;
}

/** Explained by the first cause that accounts for it, one of the cheapest cover before any other. A suspicion explains nothing yet. */
function symptomsOf(board: Board, method: AccessMethod | null, { roots }: Causes): Diagnosis['symptoms'] {
  const byCover = roots.toSorted((a, b) => Number(b.inCover) - Number(a.inCover));
  return symptomsOn(board, method).map((symptom) => ({
    id: symptom.id,
    title: fill(symptom.title, board.facts),
    explainedBy: byCover.find(({ rule }) => board.consequences(rule.id).has(symptom.id))?.rule.id ?? null,
  }));
}

/** Causes that may be there as well; not those that a found cause would explain anyway. First those that would account for what is not explained yet. */
function suspectsOf(board: Board, method: AccessMethod | null, { roots, cover }: Causes): Diagnosis['suspects'] {
  const { pack } = board.engine;
  const waiting = [...board.rules.values()].filter(
    (rule) => rule.kind === 'cause' && (method === null || rule.paths.includes(method)) && !roots.some((root) => Object.hasOwn(root.rule.explains, rule.id)),
  );
  return waiting
    .flatMap((rule) => {
      const result = board.results.get(rule.id);
      if (isSuspect(result)) return [{ rule, missing: result?.missing.map((missing) => missing.fact) ?? [] }];
      // Present, but whether it is on the person's way cannot be told.
      return method === null && result?.verdict === 'problem' && !breaksEveryWay(rule, pack) ? [{ rule, missing: ['access.method' as const] }] : [];
    })
    .toSorted((a, b) => Number(cover.has(b.rule.id)) - Number(cover.has(a.rule.id)) || a.missing.length - b.missing.length || severity(a.rule) - severity(b.rule) || (a.rule.id < b.rule.id ? -1 : 1))
    .map(({ rule, missing }) => ({ id: rule.id, title: fill(rule.title, board.facts), missing }));
}

const severity = (rule: Rule): number => SEVERITY_ORDER.indexOf(rule.severity);

function notesOf(board: Board, method: AccessMethod | null, { roots, latent }: Causes, folded: ReadonlyMap<string, string>): Note[] {
  const shown = new Set(roots.map(({ rule }) => rule.id));
  const aside = board.problems('cause').filter((rule) => (method !== null || latent.includes(rule)) && !shown.has(rule.id) && !folded.has(rule.id));
  // A consequence of another note is not a note of its own.
  const noteFold = board.fold(aside);
  return [...aside.filter((rule) => !noteFold.has(rule.id)), ...board.problems('check').filter((rule) => !folded.has(rule.id))]
    .toSorted((a, b) => severity(a) - severity(b) || (a.id < b.id ? -1 : 1))
    .map((rule) => ({
      id: rule.id,
      title: fill(rule.title, board.facts),
      sentence: fill(rule.evidence.problem, board.facts),
      severity: rule.severity,
      steps: offeredRemedies(board, rule, method)[0]?.steps['homeowner'] ?? [],
      ...latentNote(latent.includes(rule) ? board.absentEffect(rule.id) : undefined, board),
    }));
}

function latentNote(absent: Rule | undefined, board: Board): Pick<Note, 'aside'> {
  return absent ? { aside: `${fill(absent.title, board.facts)}: that always follows from it, and it is not so. It cannot be what stops the cameras now.` } : {};
}

function foldedUnder(board: Board, roots: readonly Rule[]): Map<string, string> {
  const folded = new Map<string, string>();
  for (const root of roots) for (const id of board.consequences(root.id)) if (!folded.has(id)) folded.set(id, root.id);
  for (const root of roots) folded.delete(root.id);
  return folded;
}

function unknownsOf(board: Board, method: AccessMethod | null): Diagnosis['unknowns'] {
  return [...board.rules.values()].flatMap((rule) => {
    const result = board.results.get(rule.id);
    const relevant = rule.kind === 'check' || method === null || rule.paths.includes(method);
    return result?.verdict === 'unknown' && relevant ? [{ rule: rule.id, missing: result.missing }] : [];
  });
}
