/** What must hold in every home there is, whatever is broken in it: all probes, all fixture networks. */
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { FactPath } from '../../src/facts/dictionary.js';
import { mergeObservations } from '../../src/facts/merge.js';
import type { Observation } from '../../src/facts/observation.js';
import { openHome, readFixture } from '../../src/lab/index.js';
import { PROBES } from '../../src/probes/index.js';
import { runProbes } from '../../src/probes/run.js';

const FOLDER = 'fixtures/networks';
/** A live run has to end before `upnpc -l` does (2.2 s), the start of the program included. */
const ALL_PROBES_MS = 1850;

it.each(readdirSync(FOLDER).filter((name) => name.endsWith('.yaml')))('%s: every promise kept, nothing broken, over in time', async (name) => {
  const home = await openHome(await readFixture(`${FOLDER}/${name}`));
  try {
    const begin = home.network.clock.now();
    const initial = Object.entries(home.answers).map(([path, value]): Observation => ({ path: path as FactPath, source: 'user', vantage: 'person', at: begin, value: value }));
    const { observations, outcomes, interrupted } = await runProbes({ network: home.network, probes: PROBES, options: home.options, initial });
    const facts = mergeObservations(observations);
    expect(interrupted).toBe(false);
    expect(outcomes.map((outcome) => outcome.id)).toEqual(PROBES.map((probe) => probe.id));
    expect(outcomes.filter((outcome) => outcome.outcome === 'failed')).toEqual([]);
    const observed = new Set(facts.observed().map(([path]) => path));
    for (const path of new Set(PROBES.flatMap((probe) => probe.provides))) expect(observed, path).toContain(path);
    expect(home.network.clock.now() - begin).toBeLessThanOrEqual(ALL_PROBES_MS);
  } finally {
    home.close();
  }
});
