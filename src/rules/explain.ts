/** Why a rule says what it says: its clauses with `+ − ?`, the values they rest on, and what would settle the open ones. Data; the command line prints it. */
import { definitionOf, type FactPath } from '../facts/dictionary.js';
import type { Facts } from '../facts/merge.js';
import { judge, type CompiledPack, type CompiledRule } from './evaluate.js';
import { renderTemplate, shownFact } from './template.js';
import type { Clause, ClauseResult, RuleResult, RuleVerdict } from './types.js';

export type TraceMark = '+' | '−' | '?' | '!';

export interface TraceLine {
  readonly part: 'applies' | 'when' | 'supports';
  readonly mark: TraceMark;
  readonly is: string;
  readonly facts: readonly { readonly path: FactPath; readonly title: string; readonly shown: string }[];
  /** The line as printed: `? the port is closed from outside  (outside.tcpPort unknown: not permitted)`. */
  readonly text: string;
}

export interface RuleExplanation {
  readonly id: string;
  readonly title: string;
  readonly verdict: RuleVerdict;
  /** The sentence of this verdict with this home's values; absent where the rule has none for it. */
  readonly sentence?: string;
  readonly lines: readonly TraceLine[];
  /** Why the rule is not in `problem`: the guard or the first clause that decided it. Absent where it is. */
  readonly whyNot?: string;
  /** Facts that would settle it. */
  readonly missing: RuleResult['missing'];
  readonly reads: readonly FactPath[];
  readonly explains: readonly string[];
  readonly explainedBy: readonly string[];
}

const MARKS: Readonly<Record<string, TraceMark>> = { true: '+', false: '−', unknown: '?', error: '!' };

/** Undefined where the pack has no rule of that id. */
export function explainRule(compiled: CompiledPack, id: string, facts: Facts): RuleExplanation | undefined {
  const found = compiled.rules.find((rule) => rule.rule.id === id);
  if (!found) return undefined;
  const { rule } = found;
  const result = judge(found, facts);
  const guard = rule.applies ? [line('applies', guardResult(found, facts), facts)] : [];
  const when = result.clauses.map((clause) => line('when', clause, facts));
  const sentence = result.verdict === 'problem' ? rule.evidence.problem : result.verdict === 'ok' ? rule.evidence.ok : undefined;
  const whyNot = whyNotProblem(result, guard[0], when, rule.match);
  return {
    id,
    title: rule.title,
    verdict: result.verdict,
    ...(sentence === undefined ? {} : { sentence: renderTemplate(sentence, facts) }),
    lines: [...guard, ...when, ...result.supports.map((clause) => line('supports', clause, facts))],
    ...(whyNot === undefined ? {} : { whyNot }),
    missing: result.missing,
    reads: readsOf([rule.applies, ...rule.when, ...rule.supports]),
    explains: Object.keys(rule.explains),
    explainedBy: compiled.pack.rules.filter((other) => Object.hasOwn(other.explains, id)).map((other) => other.id),
  };
}

/** The guard is judged as a rule of one clause, so that it is traced the same way. */
function guardResult(compiled: CompiledRule, facts: Facts): ClauseResult {
  const { applies, ...rest } = compiled;
  return judge({ ...rest, when: applies ? [applies] : [], supports: [] }, facts).clauses[0] as ClauseResult;
}

function line(part: TraceLine['part'], result: ClauseResult, facts: Facts): TraceLine {
  const mark = MARKS[String(result.value)] as TraceMark;
  const shown = result.facts.map((path) => ({ path, title: definitionOf(path).title, shown: state(path, facts) }));
  const because = shown.map((fact) => `${fact.path} ${fact.shown}`).join(', ');
  return { part, mark, is: result.is, facts: shown, text: `${mark} ${result.is}${because === '' ? '' : `  (${because})`}` };
}

function state(path: FactPath, facts: Facts): string {
  const fact = facts.get(path);
  if (fact.state === 'known') return `= ${shownFact(path, facts)}`;
  return `unknown: ${fact.reason.replaceAll('-', ' ')}${fact.detail === undefined ? '' : `, ${fact.detail}`}`;
}

function whyNotProblem(result: RuleResult, guard: TraceLine | undefined, when: readonly TraceLine[], match: 'all' | 'any'): string | undefined {
  const list = (mark: TraceMark): string | undefined => when.find((l) => l.mark === mark)?.text;
  switch (result.verdict) {
    case 'problem':
      return undefined;
    case 'not-applicable':
      return `The rule does not apply here: ${guard?.text}`;
    case 'ok':
      return match === 'any' ? `None of its clauses holds: ${when.map((l) => l.text).join('; ')}` : `Its first clause that does not hold: ${list('−')}`;
    case 'unknown':
      return `It cannot be told: ${guard?.mark === '?' ? guard.text : list('?')}`;
    case 'error':
      return `The rule is broken: ${guard?.mark === '!' ? guard.text : list('!')}`;
  }
}

function readsOf(clauses: readonly (Clause | undefined)[]): FactPath[] {
  return [...new Set(clauses.flatMap((clause) => clause?.reads ?? []))];
}
