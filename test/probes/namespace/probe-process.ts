/** Runs the named probes on the machine's real network and prints what they saw as one JSON line. Arguments: probe ids, then options as JSON. */
import { mergeObservations } from '../../../src/facts/merge.js';
import { hostNetwork } from '../../../src/network/host/index.js';
import { PROBES } from '../../../src/probes/index.js';
import type { ProbeOptions } from '../../../src/probes/probe.js';
import { runProbes } from '../../../src/probes/run.js';

const [ids = '', options = '{}'] = process.argv.slice(2);
const network = hostNetwork();
const given: ProbeOptions = { stunServers: [], publicResolvers: [], ...(JSON.parse(options) as Partial<ProbeOptions>) };
const begin = performance.now();
const run = await runProbes({ network, probes: PROBES.filter((probe) => ids.split(',').includes(probe.id)), options: given, initial: [] });
const ms = performance.now() - begin;
process.stdout.write(JSON.stringify({ ms, outcomes: run.outcomes, facts: Object.fromEntries(mergeObservations(run.observations).observed()) }));
