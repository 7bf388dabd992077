/** The next best probe or question: what would settle most for the least time (knowledge of the open rules and of the missing proofs). */
import type { FactPath } from '../facts/dictionary.js';
import { inputsOf } from '../facts/derived.js';
import type { Facts } from '../facts/merge.js';
import type { AccessMethod, PathDefinition, Rule, RuleResult } from '../rules/types.js';
import { failureReported } from './access.js';
import type { Board } from './board.js';
import { SEVERITY_ORDER } from './rank.js';
import type { NextStep, ProbeKnowledge } from './types.js';

/** What a person needs to read a question and answer it. Seconds. */
const QUESTION_SECONDS = 10;
const SUSPECT_BONUS = 3;
/** A missing proof keeps the verdict open just as a blocker does. */
const PROOF_WORTH = 4;
/** Where nobody reports a failure, the missing proofs are all that stands between here and a verdict: they come before any suspicion. */
const ONLY_PROOFS_WORTH = 100;
const MOST_STEPS = 2;
const FIRST_OF_ALL = 1e9;

/** Something that is open, what it waits for, and what settling it is worth. */
interface Open {
  readonly id: string;
  readonly missing: readonly FactPath[];
  readonly worth: number;
}

export function nextSteps(board: Board, probes: readonly ProbeKnowledge[], method: AccessMethod | null): NextStep[] {
  // Without a network there is one thing to do, and nothing else is worth asking.
  const host = probes.find((probe) => probe.id === 'host');
  if (host && board.facts.value('host.address') === null) return [{ kind: 'probe', id: host.id, text: host.advice, decides: [], seconds: host.seconds }];
  const open = [...openRules(board, method), ...openProofs(board, method)];
  const steps = [...probeSteps(open, probes, board.facts), ...questionSteps(board, open, method)];
  return steps
    .toSorted((a, b) => b.score - a.score || a.step.seconds - b.step.seconds || (a.step.id < b.step.id ? -1 : 1))
    .slice(0, MOST_STEPS)
    .map(({ step }) => step);
}

export function isSuspect(result: RuleResult | undefined): boolean {
  return result?.verdict === 'unknown' && result.clauses.some((clause) => clause.value === true);
}

function openRules(board: Board, method: AccessMethod | null): Open[] {
  return [...board.rules.values()].flatMap((rule): Open[] => {
    const result = board.results.get(rule.id);
    if (result?.verdict !== 'unknown' || rule.kind === 'check' || (method && !rule.paths.includes(method))) return [];
    return [{ id: rule.id, missing: result.missing.flatMap((missing) => inputsOf(missing.fact)), worth: ruleWorth(rule, result) }];
  });
}

function ruleWorth(rule: Rule, result: RuleResult): number {
  return 1 + (SEVERITY_ORDER.length - 1 - SEVERITY_ORDER.indexOf(rule.severity)) + (isSuspect(result) ? SUSPECT_BONUS : 0);
}

function openProofs(board: Board, method: AccessMethod | null): Open[] {
  const paths: readonly PathDefinition[] = board.engine.pack.paths.filter((path) => path.method === method);
  const worth = failureReported(board.facts) ? PROOF_WORTH : ONLY_PROOFS_WORTH;
  return paths.flatMap((path) =>
    path.links.flatMap((link): Open[] => {
      const result = link.proof && board.engine.clause(link.proof, board.facts);
      return result?.value === 'unknown' ? [{ id: `link:${link.link}`, missing: result.facts.flatMap(inputsOf), worth }] : [];
    }),
  );
}

function probeSteps(open: readonly Open[], probes: readonly ProbeKnowledge[], facts: Facts): { step: NextStep; score: number }[] {
  return probes.flatMap((probe) => {
    if (probe.exhausted) return [];
    const provides = new Set(probe.provides.filter((path) => facts.get(path).state === 'unknown'));
    const settled = open.filter((item) => item.missing.some((path) => provides.has(path)));
    if (settled.length === 0) return [];
    const step: NextStep = {
      kind: 'probe',
      id: probe.id,
      text: probe.advice,
      decides: decided(settled),
      seconds: probe.seconds,
      ...(probe.consent === undefined ? {} : { consent: probe.consent }),
    };
    return [{ step, score: worth(settled) / probe.seconds }];
  });
}

function questionSteps(board: Board, open: readonly Open[], method: AccessMethod | null): { step: NextStep; score: number }[] {
  return board.engine.pack.questions.flatMap((question) => {
    if (board.facts.get(question.fact).state === 'known') return [];
    // Without the way in, no rule that depends on it can become a cause: this one question opens them all.
    const opensAll = question.fact === 'access.method' && method === null;
    const settled = opensAll ? open : open.filter((item) => item.missing.includes(question.fact));
    if (settled.length === 0 && !opensAll) return [];
    const step: NextStep = { kind: 'question', id: question.id, text: question.text, decides: decided(settled), fact: question.fact, seconds: QUESTION_SECONDS };
    return [{ step, score: opensAll ? FIRST_OF_ALL : worth(settled) / QUESTION_SECONDS }];
  });
}

const worth = (open: readonly Open[]): number => open.reduce((sum, item) => sum + item.worth, 0);
const decided = (open: readonly Open[]): string[] => open.map((item) => item.id).filter((id) => !id.startsWith('link:'));
