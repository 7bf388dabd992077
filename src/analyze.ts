/** A diagnosis without a network: the facts of a report or of a facts file, judged by the rules at hand. Pure; no shared state. */
import { withConclusions } from './diagnosis/access.js';
import { diagnose, engineOf } from './diagnosis/index.js';
import type { FactPath } from './facts/dictionary.js';
import { definitionOf } from './facts/dictionary.js';
import type { Facts } from './facts/merge.js';
import type { Json, Observation } from './facts/observation.js';
import { usualVantage } from './facts/file/format.js';
import { probeKnowledge } from './probe-advice.js';
import { assembleReport } from './report/assemble.js';
import { redactionOfValues, type Report, type ReportChange, type ReportGiven } from './report/document.js';
import { parseReport } from './report/read/parse.js';
import { observationsOf } from './report/restore.js';
import type { RulePack } from './rules/types.js';
import { VERSION } from './version.js';

/** Facts that are taken to have other values. */
export type WhatIf = Readonly<Partial<Record<FactPath, Json>>>;

export interface AnalyzeOptions {
  readonly whatIf?: WhatIf;
  /** Of the file; default: what the report calls itself. */
  readonly name?: string;
}

/** The answer that a run would have given that saw the same and had these rules. `report` has passed the schema. */
export function analyzeReport(report: Report, pack: RulePack, { whatIf = {}, name = report.source.name }: AnalyzeOptions = {}): Report {
  const observations = observationsOf(report);
  const facts = withConclusions(observations, Date.parse(report.startedAt));
  const given = report.given ?? guessGiven(facts);
  const now = judge(facts, report, given, pack, name);
  const byRules = pack.sha256 === report.tool.rules.sha256 ? undefined : changeBetween(report, now);
  const analysis = { tool: { version: report.tool.version, rules: report.tool.rules }, ...(byRules === undefined ? {} : { byRules }) };
  if (Object.keys(whatIf).length === 0) return { ...now, ...(report.redaction === undefined ? {} : { redaction: report.redaction }), analysis };
  const redaction = redactionOfValues(report);
  const changed = judge(withConclusions(withChanges(observations, whatIf, Date.parse(report.startedAt)), Date.parse(report.startedAt)), report, given, pack, name);
  // What is supposed is not masked, so neither is the whole.
  return { ...changed, analysis: { ...analysis, whatIf: { facts: { ...whatIf }, change: changeBetween(now, changed), ...(redaction === undefined ? {} : { redaction }) } } };
}

/** A home known from a facts file: nobody looked, so there are no probes and nothing was given. */
export function analyzeFacts(observations: readonly Observation[], pack: RulePack, { whatIf = {}, name }: AnalyzeOptions = {}): Report {
  const at = observations.reduce((latest, observation) => Math.max(latest, observation.at), 0);
  const run = { startedAt: new Date(at).toISOString(), elapsedMs: 0, interrupted: false, probes: [], replies: [] };
  const given = { login: false, outside: false, settings: true };
  const now = judge(withConclusions(observations, at), run, given, pack, name);
  if (Object.keys(whatIf).length === 0) return now;
  const changed = judge(withConclusions(withChanges(observations, whatIf, at), at), run, given, pack, name);
  return { ...changed, analysis: { tool: { version: VERSION, rules: now.tool.rules }, whatIf: { facts: { ...whatIf }, change: changeBetween(now, changed) } } };
}

/** What one line of `analyze --ndjson` says: enough to count and to find, no values of the home beyond its make. */
export interface AnalyzedLine {
  readonly name?: string;
  readonly startedAt: string;
  readonly method: string | null;
  readonly verdict: Report['verdict'];
  readonly causes: readonly { readonly id: string; readonly score: number; readonly word: string }[];
  readonly notes: readonly string[];
  readonly suspects: readonly string[];
  /** Facts that would settle what is open on the person's way. */
  readonly missing: readonly string[];
  readonly brand?: string;
  readonly model?: string;
  readonly firmware?: string;
  /** Of the DDNS name. */
  readonly provider?: string;
  /** Hash of the rules that judged now. */
  readonly rules: string;
  /** Absent where the report was judged by the same rules. */
  readonly changed?: ReportChange;
}

/** One report as a line of JSON → one line of JSON, without a line end. Never throws: what cannot be read becomes `{"error": …}`. */
export function analyzeLine(line: string, pack: RulePack): string {
  const input = parseReport(line);
  if (!input.ok) return JSON.stringify({ error: `${input.what} ${input.hint}` });
  // Without a time of its own the parser takes nothing but reports.
  if (input.kind !== 'report') return JSON.stringify({ error: 'This is not a report of nvr-doctor.' });
  return JSON.stringify(lineOf(analyzeReport(input.report, pack)));
}

export function lineOf(report: Report): AnalyzedLine {
  const text = (path: FactPath): string | undefined => {
    const value = Object.hasOwn(report.facts, path) ? report.facts[path]?.value : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const [brand, model, firmware, provider] = (['recorder.brand', 'recorder.model', 'recorder.firmware', 'recorder.ddns.provider'] as const).map(text);
  const changed = report.analysis?.byRules;
  return {
    ...(report.source.name === undefined ? {} : { name: report.source.name }),
    startedAt: report.startedAt,
    method: report.access.method,
    verdict: report.verdict,
    causes: report.causes.map(({ id, confidence }) => ({ id, score: confidence.score, word: confidence.word })),
    notes: report.notes.map(({ id }) => id),
    suspects: report.suspects.map(({ id }) => id),
    missing: [...new Set(report.unknowns.flatMap((unknown) => unknown.missing.map(({ fact }) => fact)))],
    ...(brand === undefined ? {} : { brand }),
    ...(model === undefined ? {} : { model }),
    ...(firmware === undefined ? {} : { firmware }),
    ...(provider === undefined ? {} : { provider }),
    rules: report.tool.rules.sha256,
    ...(changed === undefined ? {} : { changed }),
  };
}

/** Between two answers about one home, by their causes. */
export function changeBetween(was: Pick<Report, 'verdict' | 'causes'>, now: Pick<Report, 'verdict' | 'causes'>): ReportChange {
  const before = was.causes.map(({ id }) => id);
  const after = now.causes.map(({ id }) => id);
  const stayed = (ids: readonly string[], others: readonly string[]): string => ids.filter((id) => others.includes(id)).join(' ');
  return {
    ...(was.verdict === now.verdict ? {} : { verdict: { was: was.verdict, now: now.verdict } }),
    appeared: after.filter((id) => !before.includes(id)),
    gone: before.filter((id) => !after.includes(id)),
    ...(stayed(before, after) === stayed(after, before) ? {} : { order: { was: before, now: after } }),
  };
}

export function isChange({ verdict, appeared, gone, order }: ReportChange): boolean {
  return verdict !== undefined || appeared.length > 0 || gone.length > 0 || order !== undefined;
}

type Run = Pick<Report, 'startedAt' | 'elapsedMs' | 'interrupted' | 'probes' | 'replies'> & Partial<Pick<Report, 'machine'>>;

function judge(facts: Facts, run: Run, given: ReportGiven, pack: RulePack, name: string | undefined): Report {
  const diagnosis = diagnose({ engine: engineOf(pack), facts, probes: probeKnowledge(run.probes, facts, given) });
  return assembleReport({
    diagnosis,
    facts,
    probes: run.probes,
    replies: run.replies,
    source: { kind: 'bundle', ...(name === undefined ? {} : { name }) },
    interrupted: run.interrupted,
    version: VERSION,
    rules: pack,
    startedAt: Date.parse(run.startedAt),
    elapsedMs: run.elapsedMs,
    given,
    ...(run.machine === undefined ? {} : { machine: run.machine }),
  });
}

/** The changed value takes the place of everything that was said about it, by the source that is trusted most. */
function withChanges(observations: readonly Observation[], whatIf: WhatIf, at: number): Observation[] {
  const changes = Object.entries(whatIf) as [FactPath, Json][];
  const kept = observations.filter(({ path }) => !Object.hasOwn(whatIf, path));
  return [...kept, ...changes.map(([path, value]) => {
    const source = definitionOf(path).sources[0] ?? 'user';
    return { path, source, vantage: usualVantage(source), at, value };
  })];
}

/** A report of an older version does not say what the run had; it shows. */
function guessGiven(facts: Facts): ReportGiven {
  const seen = facts.observed().map(([, fact]) => fact);
  const outside = facts.get('outside.tcpPort');
  const tried = facts.get('recorder.login.outcome');
  return {
    login: tried.state === 'known' || (tried.reason !== 'not-permitted' && tried.reason !== 'not-run'),
    outside: outside.state === 'known' || (outside.reason !== 'not-permitted' && outside.reason !== 'not-run'),
    settings: seen.some((fact) => fact.source === 'settings-file' || fact.others.some((other) => other.source === 'settings-file')),
  };
}
