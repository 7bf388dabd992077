/** Dahua's JSON as it really arrives (a NUL or line end behind it, `text/html`), and JSON tables in the flat form of the CGI ones. */
import { KeyValues, MAX_KEYS, MAX_VALUE } from './key-values.js';

/** An own member of a parsed reply; undefined where the reply is no object or lacks it. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

/** The object in a reply; undefined where there is none. */
export function parseJson(body: string): unknown {
  const start = body.indexOf('{');
  const end = body.lastIndexOf('}');
  if (start < 0 || end < start) return undefined;
  try {
    return JSON.parse(body.slice(start, end + 1));
  } catch {
    return undefined;
  }
}

const MAX_DEPTH = 8;
const NAME = /^[A-Za-z_][\w-]{0,63}$/;

/**
 * `{Enable: true, MapTable: [{InnerPort: 80}]}` named `UPnP` → `UPnP.Enable=true`, `UPnP.MapTable[0].InnerPort=80`, as CGI would print
 * it. An empty list becomes an empty value, since it was told; a null is left out like an absent key. Without a name the keys stand bare.
 * undefined where the value is no table at all, or larger than any.
 */
export function tableOf(name: string, value: unknown): KeyValues | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const values = new Map<string, string>();
  return flatten(name, value, values, 0) ? new KeyValues(values) : undefined;
}

/** False where a bound is exceeded. */
function flatten(key: string, value: unknown, into: Map<string, string>, depth: number): boolean {
  if (depth > MAX_DEPTH || into.size > MAX_KEYS) return false;
  if (Array.isArray(value)) {
    if (value.length === 0 && key !== '') into.set(key, '');
    return value.length <= MAX_KEYS && value.every((entry, index) => flatten(`${key}[${index}]`, entry, into, depth + 1));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).every(([name, entry]) => !NAME.test(name) || flatten(key === '' ? name : `${key}.${name}`, entry, into, depth + 1));
  }
  if (typeof value === 'string') into.set(key, value.slice(0, MAX_VALUE));
  else if (typeof value === 'number' || typeof value === 'boolean') into.set(key, String(value));
  return true;
}
