/** Which facts differ between two reports, and which of them are enough to explain that the answer does. */
import { definitionOf, FACT_PATHS, type FactPath } from '../../facts/dictionary.js';
import type { Fact } from '../../facts/fact.js';
import { sameValue } from '../../facts/merge.js';
import type { Diagnosis } from '../../diagnosis/types.js';
import type { RulePack } from '../../rules/types.js';
import { inDictionaryOrder, judge, mixed, type Cells } from './judged.js';
import { smallestSet } from './smallest.js';
import type { ComparedItem, ComparedSide, Explanation, FactChange } from './types.js';

/** Each trial is one diagnosis, about 2 ms: with this many a comparison ends in seconds whatever changed. */
const MOST_TRIALS = 1000;

export interface Difference {
  readonly path: FactPath;
  readonly title: string;
  readonly change: FactChange;
  readonly old: ComparedSide;
  readonly new: ComparedSide;
}

/** In dictionary order. When a thing was seen is no difference. */
export function differences(old: Cells, now: Cells): Difference[] {
  return FACT_PATHS.flatMap((path): Difference[] => {
    const change = changeOf(old.get(path), now.get(path));
    return change ? [{ path, title: definitionOf(path).title, change, old: sideOf(old.get(path)), new: sideOf(now.get(path)) }] : [];
  });
}

function changeOf(old: Fact | undefined, now: Fact | undefined): FactChange | undefined {
  if (old?.state === 'known' && now?.state === 'known' && !sameValue(old.value, now.value)) return 'value';
  if (old?.state === 'known' && now?.state !== 'known') return 'known-to-unknown';
  if (old?.state !== 'known' && now?.state === 'known') return 'unknown-to-known';
  const reason = (fact: Fact | undefined): string => (fact?.state === 'unknown' ? fact.reason : 'not-run');
  if (old?.state !== 'known' && now?.state !== 'known' && reason(old) !== reason(now)) return 'reason';
  return said(old) === said(now) ? undefined : 'source';
}

/** Everything but the times. */
function said(fact: Fact | undefined): string {
  return JSON.stringify(fact, (key, value: unknown) => (key === 'at' ? undefined : value)) ?? '';
}

function sideOf(fact: Fact | undefined): ComparedSide {
  if (fact === undefined) return {};
  const source = fact.source === undefined ? {} : { source: fact.source };
  if (fact.state === 'known') return { value: fact.value, ...source };
  return { unknown: { reason: fact.reason, ...(fact.detail === undefined ? {} : { detail: fact.detail }) }, ...source };
}

export interface ExplainInput {
  readonly old: { readonly cells: Cells; readonly diagnosis: Diagnosis };
  readonly new: { readonly cells: Cells; readonly diagnosis: Diagnosis };
  readonly differences: readonly Difference[];
  readonly items: readonly ComparedItem[];
  readonly pack: RulePack;
  /** Personal facts carry tokens whose meaning holds only within one report: they change all together or not at all. */
  readonly tokens: boolean;
}

/** What has to come out: the verdict, the causes in their order, and each of them present or ruled out as it is in the new report. */
function answerOf({ verdict, causes, rules }: Diagnosis, ids: readonly string[]): { readonly whole: string; readonly causes: ReadonlyMap<string, string> } {
  const verdicts = new Map(rules.map((rule) => [rule.id, rule.verdict]));
  const shown = causes.map((cause) => cause.id);
  const each = new Map(ids.map((id) => [id, `${shown.includes(id)} ${verdicts.get(id) ?? ''}`]));
  return { whole: [verdict, ...shown, ...each.values()].join(' '), causes: each };
}

/** Searched by trial: facts of the new report are put into the old one, and the rules are asked again. */
export function explain(input: ExplainInput): Explanation {
  const { old, new: now, pack, items } = input;
  const involved = items.filter((item) => item.role.old === 'cause' || item.role.new === 'cause');
  const ids = involved.map((item) => item.id);
  const goal = answerOf(now.diagnosis, ids);
  if (answerOf(old.diagnosis, ids).whole === goal.whole) return { facts: [], found: true, minimal: true, causes: [] };
  const asked = memo((paths) => answerOf(judge(mixed(old.cells, now.cells, paths), pack), ids));
  const reaches = (parts: readonly (readonly FactPath[])[]): boolean => asked(parts.flat()).whole === goal.whole;
  const parts = inseparable(input, ids);
  if (!reaches(parts)) return { facts: [], found: false, minimal: true, causes: [] };
  const changed = new Set(input.differences.filter((one) => one.change !== 'source').map((one) => one.path));
  const { items: enough, minimal } = smallestSet(parts, reaches, MOST_TRIALS);
  const causes = involved.filter((item) => item.class !== 'same' || item.role.old !== item.role.new).map((item) => {
    const turns = (some: readonly (readonly FactPath[])[]): boolean => asked(some.flat()).causes.get(item.id) === goal.causes.get(item.id);
    const facts = ordered(smallestSet(enough, turns, MOST_TRIALS).items);
    return { id: item.id, class: item.class, facts, alsoRead: ordered([readBy(pack, [item.id]).filter((path) => !facts.includes(path) && changed.has(path))]) };
  });
  return { facts: ordered(enough), found: true, minimal, causes };
}

function ordered(parts: readonly (readonly FactPath[])[]): FactPath[] {
  return inDictionaryOrder(new Set(parts.flat()));
}

/** Parts that change as one, from the most to the least wanted in an explanation: what the causes are seen by, other facts, what the person says. */
function inseparable({ differences: all, tokens, pack }: ExplainInput, causes: readonly string[]): readonly (readonly FactPath[])[] {
  const personal = all.filter(({ path }) => tokens && definitionOf(path).sensitivity === 'personal').map(({ path }) => path);
  const single = all.filter(({ path }) => !personal.includes(path)).map(({ path }) => [path]);
  const read = new Set(readBy(pack, causes));
  const rank = (part: readonly FactPath[]): number => (part.some((path) => read.has(path)) ? 0 : part.every((path) => path.startsWith('access.')) ? 2 : 1);
  return (personal.length > 0 ? [...single, personal] : single).toSorted((a, b) => rank(a) - rank(b));
}

function readBy(pack: RulePack, ids: readonly string[]): FactPath[] {
  return pack.rules.filter((rule) => ids.includes(rule.id)).flatMap((rule) => [rule.applies, ...rule.when]).flatMap((clause) => clause?.reads ?? []);
}

function memo<T>(ask: (paths: readonly FactPath[]) => T): (paths: readonly FactPath[]) => T {
  const known = new Map<string, T>();
  return (paths) => {
    const key = paths.toSorted().join(' ');
    const answer = known.get(key) ?? ask(paths);
    known.set(key, answer);
    return answer;
  };
}
