/** The report document `nvr-doctor/report@1` (DESIGN §8). Additive changes only. */
import type { Json, Vantage } from '../facts/observation.js';
import type { Source, UnknownReason } from '../facts/types.js';
import type { AccessMethod, ConfidenceWord, Link, RuleVerdict, Severity } from '../rules/types.js';

export const REPORT_SCHEMA = 'nvr-doctor/report@1';

export type Verdict = 'healthy' | 'problem' | 'inconclusive';
export type PathVerdict = 'works' | 'broken' | 'unknown' | 'not-set-up';
export type LinkState = 'broken' | 'proven' | 'unseen' | 'unknown';

export interface ConfidenceTerm {
  /** What counts for or against, in words: "seen by two independent sources". */
  readonly text: string;
  readonly weight: number;
}

export interface ReportRemedy {
  readonly id: string;
  readonly title: string;
  readonly steps: Readonly<Record<string, readonly string[]>>;
  readonly exposure: string;
  readonly risks: readonly string[];
}

export interface ReportCause {
  readonly id: string;
  readonly title: string;
  /** One sentence with the values of this home. */
  readonly sentence: string;
  readonly link?: Link;
  readonly confidence: { readonly word: ConfidenceWord; readonly score: number; readonly terms: readonly ConfidenceTerm[] };
  readonly severity: Severity;
  readonly because: readonly { readonly clause: string; readonly facts: readonly string[] }[];
  readonly explains: readonly string[];
  readonly remedies: readonly ReportRemedy[];
  /** Why it stands before the next cause, in words; absent on the last one. */
  readonly before?: string;
}

export interface ReportClause {
  readonly is: string;
  readonly value: boolean | 'unknown' | 'error';
}

export interface ReportFact {
  readonly value?: Json;
  readonly unknown?: { readonly reason: UnknownReason; readonly detail?: string };
  readonly source?: Source;
  readonly vantage?: Vantage;
  /** ISO 8601, UTC. */
  readonly at?: string;
  readonly others: readonly { readonly source: Source; readonly value?: Json; readonly unknown?: { readonly reason: UnknownReason; readonly detail?: string }; readonly at: string }[];
}

export interface ReportNext {
  readonly kind: 'probe' | 'question';
  readonly id: string;
  readonly text: string;
  /** Rules that it could settle. */
  readonly decides: readonly string[];
  /** For a question: the fact that its answer is. */
  readonly fact?: string;
  readonly seconds: number;
  readonly consent?: string;
}

export interface Report {
  readonly schema: typeof REPORT_SCHEMA;
  readonly tool: { readonly name: 'nvr-doctor'; readonly version: string; readonly rules: { readonly version: string; readonly sha256: string } };
  readonly startedAt: string;
  readonly elapsedMs: number;
  readonly source: { readonly kind: 'live' | 'fixture' | 'bundle'; readonly name?: string };
  readonly access: { readonly method: AccessMethod | null; readonly inferred: boolean };
  readonly verdict: Verdict;
  readonly summary: string;
  readonly interrupted: boolean;
  readonly paths: readonly {
    readonly method: AccessMethod;
    readonly verdict: PathVerdict;
    readonly brokenAt: Link | null;
    readonly links: readonly { readonly link: Link; readonly state: LinkState; readonly rules: readonly string[] }[];
  }[];
  readonly causes: readonly ReportCause[];
  readonly suspects: readonly { readonly id: string; readonly title: string; readonly missing: readonly string[] }[];
  readonly notes: readonly { readonly id: string; readonly title: string; readonly sentence: string; readonly severity: Severity; readonly steps: readonly string[]; /** For a fault on the person's way that cannot be the reason now: why not. */ readonly aside?: string }[];
  /** What was seen to be broken, and the cause that accounts for it. */
  readonly symptoms: readonly { readonly id: string; readonly title: string; readonly explainedBy: string | null }[];
  readonly unknowns: readonly { readonly rule: string; readonly missing: readonly { readonly fact: string; readonly reason: UnknownReason; readonly detail?: string }[] }[];
  readonly next: readonly ReportNext[];
  readonly rules: readonly {
    readonly id: string;
    readonly verdict: RuleVerdict;
    readonly foldedUnder: string | null;
    /** The trace: each clause with its value; `supports` never change the verdict. */
    readonly clauses: readonly ReportClause[];
    readonly supports: readonly ReportClause[];
  }[];
  readonly facts: Readonly<Record<string, ReportFact>>;
  readonly probes: readonly { readonly id: string; readonly ms: number; readonly outcome: 'done' | 'timed-out' | 'interrupted' | 'skipped' | 'failed'; readonly detail?: string }[];
}
