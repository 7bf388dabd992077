/** One text per JSON value, whatever the order of its keys, so that two machines hash the same pack alike. */
import { createHash } from 'node:crypto';

/** Far deeper than any rule; a forged pack must not exhaust the stack. */
const MAX_DEPTH = 200;

/** @throws RangeError beyond 200 levels */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > MAX_DEPTH) throw new RangeError('nested too deeply');
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const record = value as Record<string, unknown>;
  const entries: string[] = [];
  for (const key of Object.keys(record).sort()) if (record[key] !== undefined) entries.push(`${JSON.stringify(key)}:${canonicalJson(record[key], depth + 1)}`);
  return `{${entries.join(',')}}`;
}

/** SHA-256 in lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
