/** Which probes a run needs: those that can deliver a wanted fact, and everything they must see first. */
import type { FactPath } from '../facts/dictionary.js';
import type { Facts } from '../facts/merge.js';
import { PROBES } from './index.js';
import type { Probe, ProbeId, ProbeOptions } from './probe.js';

export interface PlanInput {
  /** Facts that the rules for this access path read. */
  readonly wanted: ReadonlySet<FactPath>;
  /** Facts known before anything ran. A probe whose wanted facts are all known already is left out. */
  readonly known: Facts;
  readonly options: ProbeOptions;
  /** Default: every probe there is. */
  readonly probes?: readonly Probe[];
}

/** In table order, closed over `after`. A probe that cannot run stays in the plan: the runner says what it lacks. */
export function planProbes(input: PlanInput): readonly Probe[] {
  const all = input.probes ?? PROBES;
  const byId = new Map(all.map((probe) => [probe.id, probe]));
  const planned = new Set<ProbeId>();
  const add = (probe: Probe): void => {
    if (planned.has(probe.id)) return;
    planned.add(probe.id);
    for (const id of probe.after) {
      const earlier = byId.get(id);
      if (earlier) add(earlier);
    }
  };
  for (const probe of all) {
    if (probe.provides.some((path) => input.wanted.has(path) && input.known.get(path).state !== 'known')) add(probe);
  }
  return all.filter((probe) => planned.has(probe.id));
}
