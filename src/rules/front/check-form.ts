/** zod's issues as findings at their place in the file. */
import type { z } from 'zod';
import type { LintFinding } from './finding.js';
import type { Source, Step } from './source.js';
import { didYouMean } from '../../facts/suggest.js';

/** The typed content, or every way in which it does not have the form. */
export function checkForm<T extends z.ZodType>(source: Source, schema: T): { content?: z.infer<T>; findings: LintFinding[] } {
  const result = schema.safeParse(source.value());
  if (result.success) return { content: result.data, findings: [] };
  const keys = 'shape' in schema ? Object.keys(schema.shape as object) : [];
  const { missing, others } = missingKeys(source.value(), result.error.issues);
  return { findings: [...missing.map(({ path, names }) => missingFinding(source, path, names)), ...others.flatMap((issue) => issueFindings(source, issue, [], keys))] };
}

interface MissingKeys {
  readonly path: readonly Step[];
  readonly names: string[];
}

/** Keys that are not there at all, those of one mapping together: one line to read instead of seven. */
function missingKeys(value: unknown, issues: readonly z.core.$ZodIssue[]): { missing: readonly MissingKeys[]; others: readonly z.core.$ZodIssue[] } {
  const missing = new Map<string, MissingKeys>();
  const others: z.core.$ZodIssue[] = [];
  for (const issue of issues) {
    const path = issue.path.filter((step): step is Step => typeof step !== 'symbol');
    const name = path.at(-1);
    const parent = path.slice(0, -1).reduce<unknown>((at, step) => (typeof at === 'object' && at !== null ? (at as Record<Step, unknown>)[step] : undefined), value);
    if (typeof name !== 'string' || typeof parent !== 'object' || parent === null || Object.hasOwn(parent, name)) {
      others.push(issue);
      continue;
    }
    const entry = missing.get(path.slice(0, -1).join('.')) ?? { path: path.slice(0, -1), names: [] };
    entry.names.push(name);
    missing.set(entry.path.join('.'), entry);
  }
  return { missing: [...missing.values()], others };
}

function missingFinding(source: Source, path: readonly Step[], names: readonly string[]): LintFinding {
  const keys = names.map((name) => `"${name}"`).join(', ');
  return source.finding('R002', source.spanOf(path), `${path.length === 0 ? '' : `${path.join('.')}: `}${names.length === 1 ? 'The key' : 'The keys'} ${keys} ${names.length === 1 ? 'is' : 'are'} missing.`);
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
