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
  readonly others: readonly { readonly source: Source; readonly vantage?: Vantage; readonly value?: Json; readonly unknown?: { readonly reason: UnknownReason; readonly detail?: string }; readonly at: string }[];
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

/** A reply of the recorder that could not be read, so that support can see what it looks like. */
export interface ReportReply {
  /** Which question it was: `ddns`, `users`, … */
  readonly item: string;
  readonly protocol: string;
  readonly request: string;
  readonly status?: number;
  /** Secrets masked, control characters stripped, at most 2,048 characters. */
  readonly body: string;
}

/** What this run had besides the network; advice depends on it. */
export interface ReportGiven {
  /** A user name and a password for the recorder. */
  readonly login: boolean;
  /** A helper that looks from the internet. */
  readonly outside: boolean;
  /** A file with what the recorder's own screen shows. */
  readonly settings: boolean;
}

export interface ReportRedaction {
  /** `share`: no secrets, and persons and places behind tokens. `internal`: no secrets. */
  readonly level: 'share' | 'internal';
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Twelve hex digits of the content: under this name the customer's machine keeps what the tokens stand for. */
  readonly id: string;
}

/** How one answer differs from an earlier one about the same home. */
export interface ReportChange {
  readonly verdict?: { readonly was: Verdict; readonly now: Verdict };
  /** Ids of causes. */
  readonly appeared: readonly string[];
  readonly gone: readonly string[];
  /** All causes before and now, where those that stayed changed places. */
  readonly order?: { readonly was: readonly string[]; readonly now: readonly string[] };
}

/** Present where a report was analysed again. */
export interface ReportAnalysis {
  /** What had judged before. */
  readonly tool: { readonly version: string; readonly rules: { readonly version: string; readonly sha256: string } };
  /** What other rules made of the same facts; absent where the rules are the same. */
  readonly byRules?: ReportChange;
  /** What other facts would change, by the rules of now. */
  readonly whatIf?: {
    readonly facts: Readonly<Record<string, Json>>;
    readonly change: ReportChange;
    /** How the report was made fit to send that these facts were put into. With them in it, it is not. */
    readonly redaction?: ReportRedaction;
  };
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
  readonly probes: readonly { readonly id: string; /** When it began, in ms of the run; missing in reports of older versions. */ readonly startedMs?: number; readonly ms: number; readonly outcome: 'done' | 'timed-out' | 'interrupted' | 'skipped' | 'failed'; readonly detail?: string }[];
  /** Empty where every reply was understood. */
  readonly replies: readonly ReportReply[];
  /** Missing in reports of older versions. */
  readonly given?: ReportGiven;
  /** The computer that ran it, in a live run. */
  readonly machine?: { readonly platform: string; readonly arch: string; readonly node: string };
  /** Absent in a report that was not made fit to send. */
  readonly redaction?: ReportRedaction;
  readonly analysis?: ReportAnalysis;
}

/** Of the values that were not supposed; undefined where none is masked. */
export function redactionOfValues({ redaction, analysis }: Pick<Report, 'redaction' | 'analysis'>): ReportRedaction | undefined {
  return redaction ?? analysis?.whatIf?.redaction;
}
