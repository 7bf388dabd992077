/** The comparison document `nvr-doctor/compare@1`: what changed between two reports, and which facts that comes from. */
import type { FactPath } from '../../facts/dictionary.js';
import type { Json } from '../../facts/observation.js';
import type { Source, UnknownReason } from '../../facts/types.js';
import type { AccessMethod, RuleVerdict } from '../../rules/types.js';
import type { PathVerdict, Verdict } from '../document.js';

export const COMPARE_SCHEMA = 'nvr-doctor/compare@1';

/**
 * What became of one rule. A problem that can no longer be seen is not a problem that is gone: the four classes with `unknown` in their
 * name stand apart from `gone` and `new`, and none of them counts as put right.
 * `better`: it was a cause and is a note now. `worse`: the other way round.
 */
export const CHANGE_CLASSES = ['new', 'worse', 'unknown-to-problem', 'problem-to-unknown', 'ok-to-unknown', 'gone', 'better', 'unknown-to-ok', 'same'] as const;
export type ChangeClass = (typeof CHANGE_CLASSES)[number];

/** `worse` wins over `cannot-tell`, and that over `better`. */
export type CompareResult = 'same' | 'better' | 'worse' | 'cannot-tell';

/** How a rule in `problem` is shown; `folded`: as a consequence of a cause. `none`: it is not in `problem`, or not on the person's way. */
export type Role = 'cause' | 'symptom' | 'note' | 'folded' | 'none';

export interface Changed<T> {
  readonly old: T;
  readonly new: T;
}

export interface ComparedItem {
  readonly id: string;
  readonly title: string;
  readonly role: Changed<Role>;
  readonly verdict: Changed<RuleVerdict>;
  readonly class: ChangeClass;
}

/** One side of a changed fact; with neither value nor reason it was not observed. */
export interface ComparedSide {
  readonly value?: Json;
  readonly unknown?: { readonly reason: UnknownReason; readonly detail?: string };
  readonly source?: Source;
}

/** `value`: known before and now. `source`: the same value, told by others or with another weight. */
export type FactChange = 'value' | 'known-to-unknown' | 'unknown-to-known' | 'reason' | 'source';

export interface ComparedFact extends Changed<ComparedSide> {
  readonly path: FactPath;
  readonly title: string;
  readonly change: FactChange;
  /** It belongs to the facts that are enough to turn the old answer into the new one. */
  readonly explains: boolean;
}

/** What the rules of this run say otherwise than the rules that judged the report when it was written. */
export interface RulesEffect {
  /** True where the report was judged by the very rules of this run. */
  readonly sameRules: boolean;
  readonly verdict: { readonly then: Verdict; readonly now: Verdict };
  readonly causes: { readonly then: readonly string[]; readonly now: readonly string[] };
  readonly rules: readonly { readonly id: string; readonly then: RuleVerdict | null; readonly now: RuleVerdict | null }[];
}

export interface Explanation {
  /** Changed facts that are enough: put into the old report alone, they give the new verdict and causes. None of them can be left out. */
  readonly facts: readonly FactPath[];
  /** False where not even all changed facts together give the new answer; then `facts` is empty. */
  readonly found: boolean;
  /** False where the search was ended early, so that a fact may stand here without need. */
  readonly minimal: boolean;
  /** For each cause that came or went, the part of `facts` that is enough for it alone; and what its rule reads that changed too, without need. */
  readonly causes: readonly { readonly id: string; readonly class: ChangeClass; readonly facts: readonly FactPath[]; readonly alsoRead: readonly FactPath[] }[];
}

export interface ComparedReport {
  readonly startedAt: string;
  readonly tool: string;
  readonly rules: { readonly version: string; readonly sha256: string };
  readonly redaction: string | null;
  readonly method: AccessMethod | null;
  /** By the rules of this run. */
  readonly verdict: Verdict;
  readonly causes: readonly string[];
}

export interface Comparison {
  readonly schema: typeof COMPARE_SCHEMA;
  readonly result: CompareResult;
  readonly old: ComparedReport;
  readonly new: ComparedReport;
  /** The rules by which both were judged here. */
  readonly rules: { readonly version: string; readonly sha256: string };
  readonly home: { readonly same: 'yes' | 'no' | 'cannot-tell'; readonly because: readonly string[] };
  /** Comparisons that are not possible or mislead, one sentence each. */
  readonly limits: readonly string[];
  readonly paths: readonly ({ readonly method: AccessMethod } & Changed<PathVerdict>)[];
  /** Every rule whose class is not `same`, and everything that is shown in either report. */
  readonly items: readonly ComparedItem[];
  readonly facts: readonly ComparedFact[];
  readonly explanation: Explanation;
  readonly byRules: Changed<RulesEffect>;
}
