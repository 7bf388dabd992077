/** Diagnosis + facts → the report document. The only place where facts become output, so secrets are dropped here by their class. */
import type { Diagnosis } from '../diagnosis/types.js';
import { definitionOf } from '../facts/dictionary.js';
import type { Fact, OtherSource } from '../facts/fact.js';
import type { Facts } from '../facts/merge.js';
import type { RuleResult } from '../rules/types.js';
import { REPORT_SCHEMA, type Report, type ReportClause, type ReportFact } from './document.js';

export interface ReportInput {
  readonly diagnosis: Diagnosis;
  readonly facts: Facts;
  readonly probes: Report['probes'];
  readonly replies: Report['replies'];
  readonly source: Report['source'];
  readonly interrupted: boolean;
  readonly version: string;
  readonly rules: { readonly version: string; readonly sha256: string };
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly elapsedMs: number;
  readonly given?: Report['given'];
  readonly machine?: Report['machine'];
}

export function assembleReport(input: ReportInput): Report {
  const { trace, ...diagnosis } = input.diagnosis;
  const results = new Map(trace.map((result) => [result.id, result]));
  return {
    schema: REPORT_SCHEMA,
    tool: { name: 'nvr-doctor', version: input.version, rules: { version: input.rules.version, sha256: input.rules.sha256 } },
    startedAt: iso(input.startedAt),
    elapsedMs: Math.round(input.elapsedMs),
    source: input.source,
    access: diagnosis.access,
    verdict: diagnosis.verdict,
    summary: diagnosis.summary,
    interrupted: input.interrupted,
    paths: diagnosis.paths,
    causes: diagnosis.causes,
    suspects: diagnosis.suspects,
    notes: diagnosis.notes,
    symptoms: diagnosis.symptoms,
    unknowns: diagnosis.unknowns,
    next: diagnosis.next,
    rules: diagnosis.rules.map((rule) => ({ ...rule, ...traceOf(results.get(rule.id)) })),
    facts: reportFacts(input.facts),
    probes: input.probes,
    replies: input.replies,
    ...(input.given === undefined ? {} : { given: input.given }),
    ...(input.machine === undefined ? {} : { machine: input.machine }),
  };
}

function traceOf(result: RuleResult | undefined): { clauses: ReportClause[]; supports: ReportClause[] } {
  const plain = (clauses: RuleResult['clauses'] = []): ReportClause[] => clauses.map(({ is, value }) => ({ is, value }));
  return { clauses: plain(result?.clauses), supports: plain(result?.supports) };
}

/** Every fact that somebody observed, except secrets: those do not even show that they are there. */
export function reportFacts(facts: Facts): Record<string, ReportFact> {
  const shown: Record<string, ReportFact> = {};
  for (const [path, fact] of facts.observed()) {
    if (definitionOf(path).sensitivity !== 'secret') shown[path] = reportFact(fact);
  }
  return shown;
}

function reportFact(fact: Fact): ReportFact {
  const others = fact.others.map(reportOther);
  if (fact.state === 'known') return { value: fact.value, source: fact.source, vantage: fact.vantage, at: iso(fact.at), others };
  return {
    unknown: { reason: fact.reason, ...(fact.detail === undefined ? {} : { detail: fact.detail }) },
    ...(fact.source === undefined ? {} : { source: fact.source }),
    ...(fact.vantage === undefined ? {} : { vantage: fact.vantage }),
    ...(fact.at === undefined ? {} : { at: iso(fact.at) }),
    others,
  };
}

function reportOther(other: OtherSource): ReportFact['others'][number] {
  return {
    source: other.source,
    vantage: other.vantage,
    ...(other.value === undefined ? {} : { value: other.value }),
    ...(other.unknown === undefined ? {} : { unknown: other.unknown }),
    at: iso(other.at),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
