/** A thread of `triage`: piece of work in, counts out. */
import { parentPort, workerData } from 'node:worker_threads';
import { analyzeFacts, analyzeReport } from '../analyze.js';
import type { Input } from '../report/read/types.js';
import type { Unit } from '../report/triage/units.js';
import { UnitReader } from '../report/triage/work.js';
import type { WorkerStart } from './triage-pool.js';

const { probeOf, pack, reanalyze } = workerData as WorkerStart;

function judge(input: Input): unknown {
  if (!input.ok) return undefined;
  return input.kind === 'report' ? analyzeReport(input.report, pack) : analyzeFacts(input.observations, pack);
}

const reader = new UnitReader({ probeOf: new Map(probeOf), judgeFacts: judge, ...(reanalyze ? { again: judge } : {}) });
parentPort?.on('message', (unit: Unit) => parentPort?.postMessage(reader.read(unit)));
