/** What a diagnosis is: everything the report says beyond the bare facts. Plain data; no sockets, no files, no wording for a terminal. */
import type { FactPath } from '../facts/dictionary.js';
import type { Facts } from '../facts/merge.js';
import type { AccessMethod, Clause, ClauseResult, ConfidenceWord, Link, Missing, Remedy, RulePack, RuleResult, RuleVerdict, Severity } from '../rules/types.js';

/** The rule pack as something that can be asked: evaluation is injected, so that what-if runs the same rules as the run itself. */
export interface Engine {
  readonly pack: RulePack;
  evaluate(facts: Facts): readonly RuleResult[];
  clause(clause: Clause, facts: Facts): ClauseResult;
}

/** What the diagnosis needs to know of a probe in order to advise it. */
export interface ProbeKnowledge {
  readonly id: string;
  /** What the person is told to do so that it can run. */
  readonly advice: string;
  readonly provides: readonly FactPath[];
  /** Typical time, the person's part included. Seconds, more than 0. */
  readonly seconds: number;
  /** What has to be agreed to first; absent where nothing is. */
  readonly consent?: string;
  /** True where this run already did all it can do: advising it again would be noise. */
  readonly exhausted: boolean;
}

export interface DiagnosisInput {
  readonly engine: Engine;
  readonly facts: Facts;
  readonly probes: readonly ProbeKnowledge[];
}

export interface ConfidenceTerm {
  readonly text: string;
  readonly weight: number;
}

export interface Confidence {
  readonly word: ConfidenceWord;
  /** 0 to 1. */
  readonly score: number;
  readonly terms: readonly ConfidenceTerm[];
}

export interface OfferedRemedy {
  readonly id: string;
  readonly title: string;
  readonly steps: Readonly<Record<string, readonly string[]>>;
  readonly exposure: Remedy['exposure'];
  readonly risks: readonly string[];
}

export interface Cause {
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
  readonly link?: Link;
  readonly confidence: Confidence;
  readonly severity: Severity;
  readonly because: readonly { readonly clause: string; readonly facts: readonly FactPath[] }[];
  /** Rules in `problem` that follow from this one. */
  readonly explains: readonly string[];
  readonly remedies: readonly OfferedRemedy[];
  /** Why it stands before the next cause, in words; absent on the last one. */
  readonly before?: string;
}

export interface Note {
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
  readonly severity: Severity;
  readonly steps: readonly string[];
  /** For a fault on the person's way that cannot be the reason now: why not. */
  readonly aside?: string;
}

export type LinkState = 'broken' | 'proven' | 'unseen' | 'unknown';
export type PathVerdict = 'works' | 'broken' | 'unknown' | 'not-set-up';

export interface PathResult {
  readonly method: AccessMethod;
  readonly verdict: PathVerdict;
  /** The first broken link from the phone's side. */
  readonly brokenAt: Link | null;
  readonly links: readonly { readonly link: Link; readonly state: LinkState; readonly rules: readonly string[] }[];
}

export interface NextStep {
  readonly kind: 'probe' | 'question';
  readonly id: string;
  readonly text: string;
  readonly decides: readonly string[];
  /** For a question: the fact that its answer is. */
  readonly fact?: FactPath;
  readonly seconds: number;
  readonly consent?: string;
}

export interface Diagnosis {
  readonly access: { readonly method: AccessMethod | null; readonly inferred: boolean };
  readonly verdict: 'healthy' | 'problem' | 'inconclusive';
  readonly summary: string;
  readonly paths: readonly PathResult[];
  readonly causes: readonly Cause[];
  readonly suspects: readonly { readonly id: string; readonly title: string; readonly missing: readonly FactPath[] }[];
  readonly notes: readonly Note[];
  /** What is broken, as far as it was seen, and the cause that accounts for it. */
  readonly symptoms: readonly { readonly id: string; readonly title: string; readonly explainedBy: string | null }[];
  readonly unknowns: readonly { readonly rule: string; readonly missing: readonly Missing[] }[];
  readonly next: readonly NextStep[];
  readonly rules: readonly { readonly id: string; readonly verdict: RuleVerdict; readonly foldedUnder: string | null }[];
  /** The rule results with their clauses, for the trace. */
  readonly trace: readonly RuleResult[];
}
