/** The facts that a test in a rule states. */
import { isFactPath } from '../facts/dictionary.js';
import { mergeObservations, type Facts } from '../facts/merge.js';
import type { Observation } from '../facts/observation.js';
import { unknownFact, type AuthoredTest } from './front/schema.js';

/** Everything that the test does not name is unknown. */
export function factsOf(test: AuthoredTest): Facts {
  const observations: Observation[] = [];
  for (const [path, value] of Object.entries(test.facts)) {
    if (!isFactPath(path)) continue;
    const failed = unknownFact.safeParse(value);
    const cell = { path, source: 'settings-file', vantage: 'home', at: 0 } as const;
    observations.push(failed.success ? { ...cell, unknown: { reason: failed.data.unknown } } : { ...cell, value: value });
  }
  return mergeObservations(observations);
}
