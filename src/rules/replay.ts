/** What a report said of a rule, beside what today's rules say of the same facts. */
import type { ClauseResult, RuleResult, RuleVerdict } from './types.js';

export interface RecordedRule {
  readonly id: string;
  readonly verdict: RuleVerdict;
  readonly clauses: readonly { readonly is: string; readonly value: ClauseResult['value'] }[];
}

/** In words what the report said then, where it differs from today; undefined where it is the same. */
export function changeSince(then: RecordedRule | undefined, now: RuleResult): string | undefined {
  if (!then) return 'The report was made without this rule.';
  if (then.verdict !== now.verdict) return `The report said ${then.verdict}.`;
  const changed = now.clauses.find((clause) => then.clauses.find((old) => old.is === clause.is)?.value !== clause.value);
  if (changed) return `The report said ${then.verdict} too, but its clauses were others: see "${changed.is}".`;
  return undefined;
}
