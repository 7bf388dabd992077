/** What a machine has to know about a report, in one list: every rule that found something or could not tell, with its weight for the exit code. */
import type { Severity } from '../../rules/types.js';
import type { Report } from '../document.js';
import { suppressionFor, type Suppression } from './suppression.js';

/**
 * `cause`: explains why the cameras cannot be seen. `note`: in problem, and not the reason. `unknown`: a rule on the person's way that
 * could not be decided. `verdict`: the run as a whole could not tell, or saw trouble without a cause.
 */
export type FindingKind = 'cause' | 'note' | 'unknown' | 'verdict';

export interface Finding {
  readonly kind: FindingKind;
  /** Rule id; `verdict` for the run as a whole. */
  readonly id: string;
  readonly title: string;
  /** One or two sentences with the values of this home. */
  readonly message: string;
  readonly severity: Severity;
  /** The link of the access path that it breaks, where it breaks one. */
  readonly link?: string;
  /** What to do, one step a line; empty where nothing is known to help. */
  readonly steps: readonly string[];
  readonly suppressed?: Suppression;
}

export const VERDICT_ID = 'verdict';

/** In the report's own order: causes, notes, what could not be told, and the verdict where no cause stands for it. */
export function findingsOf(report: Report, suppressions: readonly Suppression[] = [], home?: string): readonly Finding[] {
  const found: Finding[] = [];
  const add = (finding: Finding): void => {
    const suppressed = suppressionFor(suppressions, finding.id, home);
    found.push(suppressed ? { ...finding, suppressed } : finding);
  };
  for (const cause of report.causes) {
    const remedy = cause.remedies[0];
    const steps = remedy ? (remedy.steps['homeowner'] ?? Object.values(remedy.steps)[0] ?? []) : [];
    add({ kind: 'cause', id: cause.id, title: cause.title, message: `${cause.sentence} (${cause.confidence.word})`, severity: cause.severity, ...(cause.link ? { link: cause.link } : {}), steps });
  }
  for (const note of report.notes) {
    add({ kind: 'note', id: note.id, title: note.title, message: note.aside === undefined ? note.sentence : `${note.sentence} ${note.aside}`, severity: note.severity, steps: note.steps });
  }
  for (const { rule, missing } of report.unknowns) {
    const first = missing[0];
    const why = first ? `${first.fact} is not known (${first.reason}${first.detail === undefined ? '' : `: ${first.detail}`})` : 'something is not known';
    add({ kind: 'unknown', id: rule, title: rule, message: `Could not be decided: ${why}${missing.length > 1 ? `, and ${missing.length - 1} more` : ''}.`, severity: 'info', steps: [] });
  }
  if (report.verdict === 'inconclusive' || (report.verdict === 'problem' && report.causes.length === 0)) {
    const next = report.next[0];
    add({ kind: 'verdict', id: VERDICT_ID, title: 'Verdict', message: report.summary, severity: report.verdict === 'problem' ? 'blocker' : 'minor', steps: next ? [next.text] : [] });
  }
  return found;
}
