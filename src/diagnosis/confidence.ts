/**
 * How sure a cause is, computed and said in terms. It starts at the best the rule allows and loses for what stands behind it.
 * Every term is a statement about evidence that is there, so taking a source away can only lower it. The one exception is a source
 * that contradicts others: without it a circumstance may count that did not count while it was contested.
 */
import { definitionOf, type FactPath } from '../facts/dictionary.js';
import { sameValue, type Facts } from '../facts/merge.js';
import type { Source } from '../facts/types.js';
import type { ClauseResult, ConfidenceWord, Link, Rule, RuleResult } from '../rules/types.js';
import type { Confidence, ConfidenceTerm } from './types.js';

/** Who speaks: sources of one group share their errors, so they count once. */
const GROUP = {
  user: 'person',
  inferred: 'person',
  host: 'this computer',
  'lan-ports': 'this computer',
  hairpin: 'this computer',
  'recorder-settings': 'the recorder',
  'recorder-login': 'the recorder',
  'recorder-probe': 'the recorder',
  'recorder-discovery': 'the recorder',
  'settings-file': 'the recorder',
  igd: 'the router',
  'nat-pmp': 'the router',
  stun: 'the internet',
  dns: 'the internet',
  cloud: 'the internet',
  outside: 'the internet',
} as const satisfies Record<Source, string>;
type Group = (typeof GROUP)[Source];

const CAP = { certain: 0.97, likely: 0.85, possible: 0.55 } as const satisfies Record<ConfidenceWord, number>;
const CERTAIN_FROM = 0.9;
const LIKELY_FROM = 0.6;

const SUPPORT_BONUS = 0.03;
const MOST_SUPPORTS = 2;
const INFERRED = 0.15;
const PERSON_INSTEAD_OF_MEASURED = 0.1;
/** UPnP data was wrong in large field studies, so the router's word alone weighs less. */
const ROUTER_ALONE = 0.08;
const SECOND_BEST_SOURCE = 0.03;
const ONE_GROUP = 0.05;
const NOT_FROM_INTERNET = 0.04;

/** Links whose state shows from the internet side; a claim about them is better with a look from there. */
const OUTER: readonly Link[] = ['name', 'provider-line', 'router-wan', 'port-rule'];

interface Weakness {
  readonly penalty: number;
  readonly text: string;
}
const STRONG: Weakness = { penalty: 0, text: '' };

export function confidenceOf(rule: Rule, result: RuleResult, facts: Facts): Confidence {
  const cap = CAP[rule.confidence];
  const decisive = result.clauses.filter((clause) => clause.value === true);
  const critical = [...new Set(decisive.flatMap((clause) => clause.facts))];
  const groups = new Set(critical.flatMap((path) => groupsBehind(path, facts)));
  const terms: ConfidenceTerm[] = [{ text: `the best this rule can be: ${rule.confidence}`, weight: cap }];
  const lose = (penalty: number, text: string): void => {
    if (penalty > 0) terms.push({ text, weight: -penalty });
  };

  const weakest = weakness(rule, decisive, facts);
  lose(weakest.penalty, weakest.text);
  if (groups.size <= 1 && !([...groups][0] === 'person')) lose(ONE_GROUP, `everything behind it comes from ${[...groups][0] ?? 'nobody'}`);
  else if (groups.size > 1) terms.push({ text: `${groups.size} independent sources stand behind it: ${[...groups].toSorted().join(', ')}`, weight: 0 });
  if (rule.link && OUTER.includes(rule.link) && !groups.has('the internet')) lose(NOT_FROM_INTERNET, 'nothing behind it was seen from the internet');

  const supports = result.supports.filter((clause) => clause.value === true).slice(0, MOST_SUPPORTS);
  for (const clause of supports) terms.push({ text: `fits: ${clause.is}`, weight: SUPPORT_BONUS });
  for (const path of contested(result, facts)) terms.push({ text: `sources disagree about ${definitionOf(path).title}, so it does not count`, weight: 0 });

  const sum = terms.reduce((total, term) => total + term.weight, 0);
  const score = Math.round(Math.min(cap, Math.max(0, sum)) * 100) / 100;
  return { word: score >= CERTAIN_FROM ? 'certain' : score >= LIKELY_FROM ? 'likely' : 'possible', score, terms };
}

/** A chain of clauses is as strong as its weakest; of alternatives the strongest carries the rule. */
function weakness(rule: Rule, decisive: readonly ClauseResult[], facts: Facts): Weakness {
  const perClause = decisive.map((clause) => clause.facts.map((path) => factWeakness(path, facts)).reduce(weaker, STRONG));
  const [first, ...rest] = perClause;
  return first === undefined ? STRONG : rest.reduce(rule.match === 'all' ? weaker : stronger, first);
}

const weaker = (a: Weakness, b: Weakness): Weakness => (b.penalty > a.penalty ? b : a);
const stronger = (a: Weakness, b: Weakness): Weakness => (b.penalty < a.penalty ? b : a);

function factWeakness(path: FactPath, facts: Facts): Weakness {
  const fact = facts.get(path);
  // Only an alternative that was not needed can be unknown here.
  if (fact.state !== 'known') return STRONG;
  const { title, sources } = definitionOf(path);
  const groups = groupsBehind(path, facts);
  if (groups.length > 1) return STRONG;
  if (fact.source === 'inferred') return { penalty: INFERRED, text: `${title} was concluded, not seen` };
  if (fact.source === 'user' && sources.some((source) => GROUP[source] !== 'person')) return { penalty: PERSON_INSTEAD_OF_MEASURED, text: `${title} is known only from what was said` };
  if (GROUP[fact.source] === 'the router') return { penalty: ROUTER_ALONE, text: `${title} is known only from the router` };
  if (sources[0] !== fact.source && fact.source !== 'user') return { penalty: SECOND_BEST_SOURCE, text: `${title} is known only from ${GROUP[fact.source]}, by ${fact.source}` };
  return STRONG;
}

function groupsBehind(path: FactPath, facts: Facts): Group[] {
  const fact = facts.get(path);
  if (fact.state !== 'known') return [];
  const agreeing = fact.others.filter((other) => other.value !== undefined && sameValue(other.value, fact.value));
  return [...new Set([GROUP[fact.source], ...agreeing.map((other) => GROUP[other.source])])];
}

function contested(result: RuleResult, facts: Facts): FactPath[] {
  const paths = new Set([...result.clauses, ...result.supports].flatMap((clause) => clause.facts));
  return [...paths].filter((path) => {
    const fact = facts.get(path);
    return fact.state === 'unknown' && fact.reason === 'contested';
  });
}
