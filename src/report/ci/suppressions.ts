/** The file in which somebody accepts findings, each with a reason and a last day. */
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';
import { prescan, type YamlKind } from '../../facts/file/prescan.js';
import { didYouMean } from '../../facts/suggest.js';
import { cleanText } from '../../facts/validate.js';
import type { Suppression } from './suppression.js';

export const SUPPRESSIONS_SCHEMA = 'nvr-doctor/suppressions@1';
const KIND: YamlKind = { noun: 'a suppressions file', maxTokens: 60_000, quote: 'Put the value in double quotes.' };
const MAX_BYTES = 262_144;
const MAX_ENTRIES = 1000;
const MAX_FAULTS = 20;
const KEYS = ['rule', 'home', 'reason', 'expires'] as const;

export type SuppressionsRead = { readonly ok: true; readonly suppressions: readonly Suppression[] } | { readonly ok: false; readonly faults: readonly { readonly line: number; readonly what: string; readonly hint: string }[] };

/** Text → entries, or everything that is wrong with it. Never throws. `rules`: the ids there are. */
export function readSuppressions(text: string, rules: ReadonlySet<string>): SuppressionsRead {
  const counter = new LineCounter();
  const faults: { line: number; what: string; hint: string }[] = [];
  const fault = (offset: number, what: string, hint: string): void => {
    if (faults.length < MAX_FAULTS) faults.push({ line: Math.max(1, counter.linePos(offset).line), what, hint });
  };
  if (text.length > MAX_BYTES) return { ok: false, faults: [{ line: 1, what: 'The file is too large to be a suppressions file.', hint: `At most ${MAX_BYTES} characters are read.` }] };
  const early = prescan(text, KIND);
  if (early) return { ok: false, faults: [{ line: text.slice(0, early.offset).split('\n').length, what: early.message, hint: early.hint ?? 'Write it as the documentation shows.' }] };
  const document = parseDocument(text, { lineCounter: counter, strict: true, uniqueKeys: true, version: '1.2', schema: 'core', prettyErrors: false, stringKeys: true });
  const broken = document.errors[0] ?? document.warnings[0];
  if (broken) return { ok: false, faults: [{ line: counter.linePos(broken.pos[0]).line, what: broken.message.split('\n')[0] ?? 'The YAML is damaged.', hint: 'Correct the YAML at this place.' }] };
  const root = document.contents as Node | null;
  const schema = isMap(root) ? root.get('schema', true) : undefined;
  if (!isMap(root) || !isScalar(schema) || schema.value !== SUPPRESSIONS_SCHEMA) return { ok: false, faults: [{ line: 1, what: `The file does not begin with "schema: ${SUPPRESSIONS_SCHEMA}".`, hint: 'Name the schema, so that the file cannot be taken for another one.' }] };
  for (const pair of root.items) {
    const key = String(isScalar(pair.key) ? pair.key.value : '');
    if (key !== 'schema' && key !== 'suppressions') fault(offsetOf(pair.key as Node), `"${cleanText(key, 40)}" is not known here.`, 'The file has "schema" and "suppressions".');
  }
  const list = root.get('suppressions', true);
  if (!isSeq(list)) return { ok: false, faults: [...faults, { line: 1, what: 'There is no list "suppressions".', hint: 'Write "suppressions:" and one entry with "- rule: …" for each.' }] };
  if (list.items.length > MAX_ENTRIES) return { ok: false, faults: [{ line: 1, what: `There are more than ${MAX_ENTRIES} entries.`, hint: 'A list that long hides more than it tells; split it.' }] };

  const suppressions: Suppression[] = [];
  for (const item of list.items as Node[]) {
    if (!isMap(item)) {
      fault(offsetOf(item), 'An entry is not a list of keys.', 'Write it as "- rule: …" with "reason:" and "expires:" below.');
      continue;
    }
    const read = (key: (typeof KEYS)[number]): string | undefined => {
      const node = item.get(key, true);
      return isScalar(node) && (typeof node.value === 'string' || typeof node.value === 'number') ? cleanText(String(node.value), 512) : undefined;
    };
    for (const pair of item.items) {
      const key = String(isScalar(pair.key) ? pair.key.value : '');
      if (!KEYS.some((known) => known === key)) fault(offsetOf(pair.key as Node), `"${cleanText(key, 40)}" is not known here.`, didYouMean(key, KEYS) ?? `An entry has ${KEYS.join(', ')}.`);
    }
    const at = offsetOf(item);
    const [rule, home, reason, expires] = KEYS.map(read);
    if (rule === undefined || rule === '') fault(at, 'An entry names no rule.', 'Add "rule:" with the id of a rule.');
    else if (!rules.has(rule)) fault(at, `There is no rule "${rule}".`, didYouMean(rule, rules) ?? '"nvr-doctor rules list" shows them all.');
    if (reason === undefined || reason.trim() === '') fault(at, 'An entry gives no reason.', 'Add "reason:" with why this is accepted, for whoever reads it next year.');
    if (expires === undefined || !isDay(expires)) fault(at, 'An entry has no last day.', 'Add "expires:" with a day such as 2027-03-31.');
    if (rule !== undefined && reason !== undefined && expires !== undefined) {
      suppressions.push({ rule, reason, expires, line: Math.max(1, counter.linePos(at).line), ...(home === undefined ? {} : { home }) });
    }
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, suppressions };
}

function offsetOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}
