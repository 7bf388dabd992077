/** What the form need not ask: what a look around the house shows without a sign-in, and what stands in an earlier report or file. */
import { isFactPath, type FactPath } from '../facts/dictionary.js';
import { mergeObservations, type Facts } from '../facts/merge.js';
import { DoctorError } from '../errors.js';
import { planProbes } from '../probes/plan.js';
import { runProbes } from '../probes/run.js';
import { readSettings } from '../recorders/settings-file/read.js';
import { REPORT_SCHEMA } from '../report/document.js';
import type { AccessMethod } from '../rules/types.js';
import { fixtureHome } from './fixture-home.js';
import { text, type Arguments } from './options.js';
import { addressesFrom, withDefaults } from './probe-options.js';
import { showProgress } from './progress.js';
import { faultsError, readTextFile } from './settings-disk.js';

export interface Known {
  readonly paths: ReadonlySet<FactPath>;
  /** How the app connects, where the report tells. */
  readonly method?: AccessMethod;
}

/** Looks for `wanted` without signing in, and without asking anything beyond the house. */
export async function lookAround(args: Arguments, wanted: ReadonlySet<FactPath>): Promise<Facts> {
  const name = text(args, 'network');
  const given = addressesFrom(args);
  const home = name === undefined ? undefined : (await fixtureHome(name)).home;
  const network = home?.network ?? (await import('../network/host/index.js')).hostNetwork();
  const { login: _login, ...options } = { ...(home?.options ?? withDefaults({})), ...given };
  const progress = showProgress(args);
  try {
    const none = mergeObservations([]);
    const probes = planProbes({ wanted, known: none, options }).filter((probe) => probe.touches === 'nothing' || probe.touches === 'lan' || probe.touches === 'recorder-login');
    const run = await runProbes({ network, probes, options: { ...options, wanted }, initial: [], onEvent: progress.onEvent });
    return mergeObservations(run.observations);
  } finally {
    progress.end();
    home?.close();
  }
}

/** @throws DoctorError where the file is neither a report nor a settings file */
export async function knownFrom(path: string): Promise<Known> {
  const { text: content, changedAt } = await readTextFile(path);
  const report = asReport(content);
  if (report) return report;
  const read = readSettings(content, Math.floor(changedAt));
  if (!read.ok) throw faultsError(path, read.faults, read.more);
  return { paths: new Set(read.observations.flatMap((o) => (o.value === undefined ? [] : [o.path]))) };
}

function asReport(content: string): Known | undefined {
  let document: unknown;
  try {
    document = JSON.parse(content);
  } catch {
    return undefined;
  }
  if (!isObject(document) || document['schema'] !== REPORT_SCHEMA) return undefined;
  const facts = document['facts'];
  if (!isObject(facts)) throw new DoctorError('The report holds no facts.', { hint: 'Make it again with: nvr-doctor --json.' });
  const paths = new Set(Object.entries(facts).flatMap(([path, fact]) => (isFactPath(path) && isObject(fact) && Object.hasOwn(fact, 'value') ? [path] : [])));
  const access = document['access'];
  const method = isObject(access) ? METHODS.find((known) => known === access['method']) : undefined;
  return { paths, ...(method === undefined ? {} : { method }) };
}

const METHODS: readonly AccessMethod[] = ['p2p', 'ddns', 'wan-ip', 'vpn', 'lan-ip'];

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
