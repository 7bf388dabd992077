/** The order of causes: lexicographic, deterministic, and each step can be said in words. No weights are added up. */
import type { ConfidenceWord, Link, Rule, Severity } from '../rules/types.js';

export const SEVERITY_ORDER = ['blocker', 'major', 'minor', 'info'] as const satisfies readonly Severity[];
const CONFIDENCE_ORDER = ['certain', 'likely', 'possible'] as const satisfies readonly ConfidenceWord[];

/** How far up the stream a fault on this link sits when it stops one way only; lower is reported first. */
const LINK_TIER = {
  'recorder-network': 2,
  'provider-line': 3,
  'router-wan': 3,
  lan: 4,
  'recorder-service': 4,
  'port-rule': 5,
  cloud: 5,
  name: 6,
  account: 7,
  app: 7,
  'far-network': 8,
} as const satisfies Record<Link, number>;

/** A dead recorder, a dead cable or a dead line stops everything behind it, and is put right before anything else can be judged. */
const DEAD: readonly Link[] = ['lan', 'recorder-service', 'provider-line', 'router-wan'];

export interface Ranked {
  readonly rule: Rule;
  /** Symptoms in `problem` on the person's path that this rule accounts for. */
  readonly covers: number;
  /** It belongs to the cheapest set of causes that accounts for everything seen to be broken. */
  readonly inCover: boolean;
  readonly score: number;
  readonly supports: number;
}

/** Words of each step, for `rules explain` and the documentation. */
export const RANKING: readonly { readonly words: string; readonly key: (cause: Ranked) => number }[] = [
  { words: 'a recorder that somebody else has taken over comes first', key: (c) => (c.rule.area === 'security' ? 0 : 1) },
  { words: 'a cause that accounts for something seen to be broken comes before one that accounts for nothing', key: (c) => (c.covers > 0 ? 0 : 1) },
  { words: 'what stops everything comes before what stops one way: recorder or line down, then the recorder’s network, the provider, the router, the name', key: (c) => tier(c.rule) },
  { words: 'what is needed to account for everything that is broken comes before what the others account for as well', key: (c) => (c.inCover ? 0 : 1) },
  { words: 'the graver comes first', key: (c) => SEVERITY_ORDER.indexOf(c.rule.severity) },
  { words: 'what accounts for more of what is broken comes first', key: (c) => -c.covers },
  { words: 'the better proven comes first', key: (c) => -Math.round(c.score * 100) },
  { words: 'the rule that can be surer comes first', key: (c) => CONFIDENCE_ORDER.indexOf(c.rule.confidence) },
  { words: 'what more circumstances speak for comes first', key: (c) => -c.supports },
];

function tier(rule: Rule): number {
  if (rule.link === undefined) return 9;
  return DEAD.includes(rule.link) && rule.severity === 'blocker' && rule.paths.includes('p2p') ? 1 : LINK_TIER[rule.link];
}

export function rank(causes: readonly Ranked[]): Ranked[] {
  return causes.toSorted((a, b) => {
    const step = decidedBy(a, b);
    return step ? step.key(a) - step.key(b) : a.rule.id < b.rule.id ? -1 : 1;
  });
}

/** The step that puts the two in order; undefined where only their names do. */
export function decidedBy(a: Ranked, b: Ranked): (typeof RANKING)[number] | undefined {
  return RANKING.find(({ key }) => key(a) !== key(b));
}
