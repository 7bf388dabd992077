/** zod's issues as findings at their place in the file. */
import type { z } from 'zod';
import type { LintFinding } from './finding.js';
import type { Source, Step } from './source.js';
import { didYouMean } from './suggest.js';

/** The typed content, or every way in which it does not have the form. */
export function checkForm<T extends z.ZodType>(source: Source, schema: T): { content?: z.infer<T>; findings: LintFinding[] } {
  const result = schema.safeParse(source.value());
  if (result.success) return { content: result.data, findings: [] };
  const keys = 'shape' in schema ? Object.keys(schema.shape as object) : [];
  return { findings: result.error.issues.flatMap((issue) => issueFindings(source, issue, [], keys)) };
}

function issueFindings(source: Source, issue: z.core.$ZodIssue, above: readonly Step[], known: readonly string[]): LintFinding[] {
  const path = [...above, ...issue.path.filter((step): step is Step => typeof step !== 'symbol')];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => source.finding('R002', source.spanOfKey(path, key), `The key "${key.slice(0, 40)}" is not known here.`, { hint: path.length === 0 ? didYouMean(key, known) : undefined }));
  }
  // Of several forms, the one that came nearest has the most useful complaints.
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nearest = issue.errors.toSorted((a, b) => weight(a) - weight(b))[0] ?? [];
    if (nearest.every((inner) => inner.code !== 'invalid_type' || inner.path.length > 0)) return nearest.flatMap((inner) => issueFindings(source, inner, path, []));
  }
  const message = issue.message.replace(/^Invalid (option|input): /, '');
  const written = source.scalarAt(path)?.value;
  const hint = issue.code === 'invalid_value' && typeof written === 'string' ? didYouMean(written, issue.values.map(String)) : undefined;
  return [source.finding('R002', source.spanOf(path), `${path.length === 0 ? '' : `${path.join('.')}: `}${message}`, { hint })];
}

function weight(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? 2 : issue.path.length === 0 ? 3 : 1), 0);
}
