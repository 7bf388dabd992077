/** One report under the rules of this run, and halves of two reports put together. */
import { diagnose, engineOf } from '../../diagnosis/index.js';
import type { Diagnosis } from '../../diagnosis/types.js';
import { DERIVED_PATHS } from '../../facts/derived.js';
import { FACT_PATHS, type FactPath } from '../../facts/dictionary.js';
import type { Fact } from '../../facts/fact.js';
import { Facts, mergeObservations } from '../../facts/merge.js';
import type { RulePack } from '../../rules/types.js';
import type { Report } from '../document.js';
import { observationsOf } from '../restore.js';

/** The facts that were observed; those that follow from others follow again. */
export type Cells = ReadonlyMap<FactPath, Fact>;

export function cellsOf(report: Pick<Report, 'facts' | 'startedAt'>): Cells {
  const facts = mergeObservations(observationsOf(report));
  return new Map(facts.observed().filter(([path]) => !DERIVED_PATHS.includes(path)));
}

/** Without advice on what to do next: a comparison gives none. */
export function judge(cells: Cells, pack: RulePack): Diagnosis {
  return diagnose({ engine: engineOf(pack), facts: new Facts(cells), probes: [] });
}

/** The old facts, with `paths` as they are in the new report; also absent where they are absent there. */
export function mixed(old: Cells, now: Cells, paths: Iterable<FactPath>): Cells {
  const cells = new Map(old);
  for (const path of paths) {
    const fact = now.get(path);
    if (fact) cells.set(path, fact);
    else cells.delete(path);
  }
  return cells;
}

export function inDictionaryOrder(paths: ReadonlySet<FactPath>): FactPath[] {
  return FACT_PATHS.filter((path) => paths.has(path));
}
