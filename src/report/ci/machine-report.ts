/** A report with the name under which a pipeline knows it, and its findings. */
import type { Report } from '../document.js';
import { findingsOf, type Finding } from './findings.js';
import type { Suppression } from './suppression.js';

export interface MachineReport {
  /** Name of the home or of the file. */
  readonly name: string;
  /** The file it came from, relative to where the command runs; absent for a live run. */
  readonly file?: string;
  readonly report: Report;
  readonly findings: readonly Finding[];
}

export function machineReport(report: Report, input: { readonly file?: string; readonly suppressions?: readonly Suppression[] } = {}): MachineReport {
  const { file, suppressions = [] } = input;
  const name = report.source.name ?? file ?? 'this home';
  return { name, ...(file === undefined ? {} : { file }), report, findings: findingsOf(report, suppressions, name) };
}

export function usedSuppressions(reports: readonly MachineReport[]): ReadonlySet<Suppression> {
  return new Set(reports.flatMap(({ findings }) => findings.flatMap((finding) => finding.suppressed ?? [])));
}
