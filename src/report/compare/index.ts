/** Two reports side by side, both under the rules of this run: what changed, and which facts that comes from. Pure. */
import type { Diagnosis } from '../../diagnosis/types.js';
import { definitionOf } from '../../facts/dictionary.js';
import type { RulePack, RuleVerdict } from '../../rules/types.js';
import type { Report } from '../document.js';
import { differences, explain, type Difference } from './facts.js';
import { sameHome } from './homes.js';
import { compareRules, resultOf } from './items.js';
import { cellsOf, judge, type Cells } from './judged.js';
import { redactionOf } from './redaction.js';
import { COMPARE_SCHEMA, type ComparedReport, type Comparison, type RulesEffect } from './types.js';

export interface CompareOptions {
  /** What counts for `result`. Default `problem`: causes and what is seen to be broken; `note`: notes as well. */
  readonly failOn?: 'problem' | 'note';
}

/** Both reports have passed the schema. The same reports and the same pack always give the same comparison. */
export function compareReports(old: Report, now: Report, pack: RulePack, { failOn = 'problem' }: CompareOptions = {}): Comparison {
  const before = judged(old, pack);
  const after = judged(now, pack);
  const items = compareRules(before.diagnosis, after.diagnosis, pack);
  const redaction = redactionOf(old, now);
  const found = differences(before.cells, after.cells);
  const explanation = explain({ old: before, new: after, differences: found, items, pack, tokens: redaction.tokens });
  const explains = new Set([...explanation.facts, ...explanation.causes.flatMap((cause) => cause.facts)]);
  return {
    schema: COMPARE_SCHEMA,
    result: resultOf({ old: before.diagnosis, new: after.diagnosis, items, pack, failOn }),
    old: about(old, before.diagnosis, redaction.old),
    new: about(now, after.diagnosis, redaction.new),
    rules: { version: pack.version, sha256: pack.sha256 },
    home: sameHome(before.cells, after.cells, redaction.tokens),
    limits: [outOfOrder(old, now) ?? [], redaction.limits].flat(),
    paths: after.diagnosis.paths.flatMap(({ method, verdict }) => {
      const was = before.diagnosis.paths.find((path) => path.method === method)?.verdict;
      return was === undefined || was === verdict ? [] : [{ method, old: was, new: verdict }];
    }),
    items,
    facts: found.filter((one) => !(redaction.tokens && onlyMasked(one))).map((one) => ({ ...one, explains: explains.has(one.path) })),
    explanation,
    byRules: { old: effectOf(old, before.diagnosis, pack), new: effectOf(now, after.diagnosis, pack) },
  };
}

/** One sentence where the old report is the later one; `better` and `worse` rest on the order. */
export function outOfOrder(old: Pick<Report, 'startedAt'>, now: Pick<Report, 'startedAt'>): string | undefined {
  if (Date.parse(old.startedAt) <= Date.parse(now.startedAt)) return undefined;
  return 'By their times the old report is later than the new one: what is called new, gone, better or worse went the other way. Give the older one first.';
}

function judged(report: Report, pack: RulePack): { cells: Cells; diagnosis: Diagnosis } {
  const cells = cellsOf(report);
  return { cells, diagnosis: judge(cells, pack) };
}

/** Two masks of perhaps the same thing: that they differ says nothing. That a thing is known or not does. */
function onlyMasked({ path, change }: Difference): boolean {
  return definitionOf(path).sensitivity === 'personal' && (change === 'value' || change === 'source');
}

function about(report: Report, diagnosis: Diagnosis, redaction: string | null): ComparedReport {
  return {
    startedAt: report.startedAt,
    tool: report.tool.version,
    rules: report.tool.rules,
    redaction,
    method: diagnosis.access.method,
    verdict: diagnosis.verdict,
    causes: diagnosis.causes.map((cause) => cause.id),
  };
}

/** What the report said when it was written, against what the rules of this run say to the same facts. */
function effectOf(report: Report, now: Diagnosis, pack: RulePack): RulesEffect {
  const then = new Map(report.rules.map(({ id, verdict }) => [id, verdict]));
  const today = new Map(now.rules.map(({ id, verdict }) => [id, verdict]));
  const ids = [...new Set([...then.keys(), ...today.keys()])].toSorted();
  const rules = ids.map((id): { id: string; then: RuleVerdict | null; now: RuleVerdict | null } => ({ id, then: then.get(id) ?? null, now: today.get(id) ?? null }));
  return {
    sameRules: report.tool.rules.sha256 === pack.sha256,
    verdict: { then: report.verdict, now: now.verdict },
    causes: { then: report.causes.map((cause) => cause.id), now: now.causes.map((cause) => cause.id) },
    rules: rules.filter((rule) => rule.then !== rule.now),
  };
}
