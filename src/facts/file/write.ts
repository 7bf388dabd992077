/** Observations → a facts file in YAML that people can read and change. What is written reads back as the same observations. */
import { FACT_PATHS, type FactPath } from '../dictionary.js';
import type { Observation } from '../observation.js';
import type { Source } from '../types.js';
import { FACTS_SCHEMA, usualVantage } from './format.js';

export interface WriteOptions {
  /** Stands for all values that name no other. */
  readonly source: Source;
  /** In this order; others follow in the order of the dictionary. */
  readonly order?: readonly FactPath[];
  /** Lines above a fact, without `#`. */
  readonly comment?: (path: FactPath) => readonly string[];
  /** Lines at the top, without `#`. */
  readonly title?: readonly string[];
}

/** The text; its file-wide time is the latest one among the observations. */
export function writeFactsFile(observations: readonly Observation[], { source, order = [], comment, title = [] }: WriteOptions): string {
  const at = observations.reduce<number | undefined>((latest, o) => Math.max(latest ?? o.at, o.at), undefined);
  const lines = [...title.map((line) => `# ${line}`.trimEnd()), `schema: ${FACTS_SCHEMA}`, `source: ${source}`, ...(at === undefined ? [] : [`at: ${moment(at)}`]), 'facts:'];
  const outer = { source, at: at ?? 0 };
  for (const path of new Set([...order, ...FACT_PATHS])) {
    const [first, ...others] = observations.filter((o) => o.path === path);
    if (first === undefined) continue;
    lines.push(...(comment?.(path) ?? []).map((line) => `  # ${line}`));
    const plain = first.value !== undefined && others.length === 0 && Object.keys(marks(first, outer)).length === 0;
    const entry = plain ? first.value : { ...bare(first, outer), ...(others.length === 0 ? {} : { others: others.map((o) => bare(o, outer)) }) };
    lines.push(`  ${path}: ${JSON.stringify(entry)}`);
  }
  return `${lines.join('\n')}\n`;
}

function bare(o: Observation, outer: { source: Source; at: number }): Record<string, unknown> {
  const said = o.value !== undefined ? { value: o.value } : { unknown: o.unknown?.reason, ...(o.unknown?.detail === undefined ? {} : { detail: o.unknown.detail }) };
  return { ...said, ...marks(o, outer) };
}

/** What differs from the head of the file. */
function marks(o: Observation, outer: { source: Source; at: number }): Record<string, unknown> {
  return {
    ...(o.source === outer.source ? {} : { source: o.source }),
    ...(o.at === outer.at ? {} : { at: moment(o.at) }),
    ...(o.vantage === usualVantage(o.source) ? {} : { vantage: o.vantage }),
  };
}

function moment(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}
