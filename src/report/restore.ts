/** The way back: from the facts of a report to the observations they were merged from, so that any rules can judge them again. */
import { DERIVED_PATHS } from '../facts/derived.js';
import { FACT_PATHS, type FactPath } from '../facts/dictionary.js';
import type { Json, Observation, Vantage } from '../facts/observation.js';
import type { Source, UnknownReason } from '../facts/types.js';
import type { Report, ReportFact } from './document.js';

/** What one source said; the first of a fact and its `others` have the same parts. */
interface Said {
  readonly source?: Source;
  readonly vantage?: Vantage;
  readonly value?: Json;
  readonly unknown?: { readonly reason: UnknownReason; readonly detail?: string };
  readonly at?: string;
}

/**
 * Merging these gives the facts of the report again: values, reasons, contests and their order. Facts that follow from others are left out
 * and follow again. `report` has passed the schema; facts that this version does not know are not in it any more.
 */
export function observationsOf(report: Pick<Report, 'facts' | 'startedAt'>): Observation[] {
  return FACT_PATHS.flatMap((path) => {
    const fact = Object.hasOwn(report.facts, path) ? report.facts[path] : undefined;
    return fact === undefined || DERIVED_PATHS.includes(path) ? [] : saidOf(fact).flatMap((said) => observation(path, said, report.startedAt));
  });
}

/** A contested fact has no source of its own: all that was said stands in `others`. */
function saidOf({ others, ...own }: ReportFact): readonly Said[] {
  return own.source === undefined ? others : [own, ...others];
}

function observation(path: FactPath, { source, vantage = 'home', value, unknown, at }: Said, startedAt: string): Observation[] {
  if (source === undefined) return [];
  const when = Date.parse(at ?? startedAt);
  if (value !== undefined) return [{ path, source, vantage, at: when, value }];
  return unknown === undefined ? [] : [{ path, source, vantage, at: when, unknown }];
}
