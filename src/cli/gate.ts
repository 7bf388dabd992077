/** What a pipeline gets: JUnit, SARIF or annotations, and an exit code by its own policy. */
import { DoctorError } from '../errors.js';
import type { Report } from '../report/document.js';
import { exitCodeFor, type GatePolicy } from '../report/ci/gate.js';
import { machineReport, usedSuppressions, type MachineReport } from '../report/ci/machine-report.js';
import { inForce, staleOf, type Suppression } from '../report/ci/suppression.js';
import type { RulePack } from '../rules/types.js';
import { VERSION } from '../version.js';
import { formatOf, notice, renderReport } from './common.js';
import { text, type Arguments } from './options.js';

export interface Gate {
  readonly policy: GatePolicy;
  readonly active: readonly Suppression[];
  readonly expired: readonly Suppression[];
}

/** @throws DoctorError for a policy that contradicts itself, or a suppressions file that cannot be used: a pipeline must not be green by a typing error */
export async function openGate(args: Arguments, pack: RulePack): Promise<Gate> {
  const [failOn, unknown, file] = ['fail-on', 'unknown', 'suppressions'].map((name) => text(args, name));
  if (failOn === 'never' && unknown === 'fail') throw new DoctorError('--fail-on never and --unknown fail contradict each other.', { hint: 'Give one of them.' });
  // yargs has checked both against their lists.
  const policy = { ...(failOn === undefined ? {} : { failOn }), ...(unknown === undefined ? {} : { unknown }) } as GatePolicy;
  if (file === undefined) return { policy, active: [], expired: [] };
  const { suppressionsOf } = await import('./suppressions-disk.js');
  return { policy, ...inForce(await suppressionsOf(file, pack), Date.now()) };
}

export function judged(gate: Gate, report: Report, file?: string): MachineReport {
  return machineReport(report, { suppressions: gate.active, ...(file === undefined ? {} : { file }) });
}

/** The answer for people, and below it what stands in it although it counts for nothing. */
export async function renderJudged(args: Arguments, { report, findings }: MachineReport): Promise<string> {
  const accepted = findings.filter(({ suppressed }) => suppressed !== undefined);
  const answer = await renderReport(report, args, new Set(accepted.map(({ id }) => id)));
  const audience = text(args, 'audience');
  if (formatOf(args) === 'json' || (audience !== undefined && audience !== 'homeowner')) return answer;
  const shown = accepted.filter(({ kind }) => kind !== 'unknown');
  return `${answer}${shown.map(({ title, suppressed }) => `Accepted until ${suppressed?.expires}: ${title}.\n`).join('')}`;
}

export function exitCodeOf(gate: Gate, { report, findings }: MachineReport): 0 | 1 | 3 {
  return exitCodeFor(report, findings, gate.policy);
}

/** Entries that did nothing, so that the file does not grow old. */
export function tellSuppressions(args: Arguments, gate: Gate, reports: readonly MachineReport[]): void {
  const file = text(args, 'suppressions') ?? '';
  for (const { line, rule, expires } of gate.expired) notice(args, `${file}:${line}: "${rule}" was accepted until ${expires} and counts again.`);
  for (const { line, rule, home } of staleOf(gate.active, usedSuppressions(reports))) notice(args, `${file}:${line}: "${rule}"${home === undefined ? '' : ` in ${home}`} was not found, so this entry is not needed any more.`);
}

export const MACHINE_FORMATS = ['junit', 'sarif', 'github'] as const;
export type MachineFormat = (typeof MACHINE_FORMATS)[number];

export function machineFormat(args: Arguments): MachineFormat | undefined {
  const format = text(args, 'format');
  return MACHINE_FORMATS.find((known) => known === format);
}

export async function renderMachine(format: MachineFormat, reports: readonly MachineReport[], { policy }: Gate, pack: RulePack): Promise<string> {
  const titles = new Map(pack.rules.map(({ id, title }) => [id, title]));
  switch (format) {
    case 'junit':
      return (await import('../report/ci/junit.js')).renderJunit(reports, policy, titles);
    case 'sarif':
      return (await import('../report/ci/sarif.js')).renderSarif({ reports, version: VERSION, titles });
    case 'github':
      return (await import('../report/ci/github.js')).renderGithub(reports);
  }
}
