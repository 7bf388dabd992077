/** From a report to the exit code that a pipeline sees. */
import type { Report } from '../document.js';
import type { Finding } from './findings.js';

export const FAIL_ON = ['problem', 'note', 'never'] as const;
export const UNKNOWN_POLICIES = ['fail', 'pass'] as const;

export interface GatePolicy {
  /** `problem`, the default: a cause ends with 1. `note`: a note does too. `never`: the report is all that is wanted. */
  readonly failOn?: (typeof FAIL_ON)[number];
  /** What an inconclusive run ends with: 1 under `fail`, 0 under `pass`; without a policy 3, so that nobody takes it for either. */
  readonly unknown?: (typeof UNKNOWN_POLICIES)[number];
}

/** 0 nothing wrong at or above the limit · 1 a problem · 3 inconclusive (DESIGN §8). A suppressed finding counts for nothing. */
export function exitCodeFor(report: Report, findings: readonly Finding[], policy: GatePolicy = {}): 0 | 1 | 3 {
  const { failOn = 'problem', unknown } = policy;
  if (failOn === 'never') return 0;
  const open = findings.filter((finding) => finding.suppressed === undefined);
  const bad = open.some(({ kind }) => kind === 'cause' || (kind === 'verdict' && report.verdict === 'problem') || (failOn === 'note' && kind === 'note'));
  if (bad) return 1;
  // Where every cause is accepted, whether the way works apart from it was not looked at: that is not an all-clear, but it is not unknown by accident either.
  if (report.verdict !== 'inconclusive' || !open.some(({ kind }) => kind === 'verdict')) return 0;
  return unknown === 'fail' ? 1 : unknown === 'pass' ? 0 : 3;
}
