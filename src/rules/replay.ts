/** An old ticket once more: the facts of a report, judged by the rules of today, beside what the report said then. */
import { isFactPath, type FactPath } from '../facts/dictionary.js';
import { mergeObservations, type Facts } from '../facts/merge.js';
import type { Json, Observation, Vantage } from '../facts/observation.js';
import { SOURCES, UNKNOWN_REASONS, type Source, type UnknownReason } from '../facts/types.js';
import { cleanText } from '../facts/validate.js';
import type { ClauseResult, RuleResult, RuleVerdict } from './types.js';

export interface RecordedRule {
  readonly id: string;
  readonly verdict: RuleVerdict;
  readonly clauses: readonly { readonly is: string; readonly value: ClauseResult['value'] }[];
}

/** What a report holds of its run, as far as rules can be judged by it. */
export interface Recording {
  readonly facts: Facts;
  readonly rules: readonly RecordedRule[];
  /** Version and hash of the pack that judged then. */
  readonly pack: { readonly version: string; readonly sha256: string };
  /** Facts that this version does not know; they are left out. */
  readonly unknownPaths: readonly string[];
}

/** The schemas whose facts are read here. */
const READABLE = 'nvr-doctor/report@1';
/** More entries than any report has; what is beyond is not read. */
const MOST_ENTRIES = 10_000;
const VANTAGES: readonly Vantage[] = ['home', 'recorder', 'router', 'outside', 'person'];

/** The recording in parsed JSON, or in words what is wrong with it. Total: never throws. */
export function readRecording(document: unknown): Recording | { readonly problem: string } {
  if (!isRecord(document)) return { problem: 'it is not a report' };
  if (document['schema'] !== READABLE) {
    const schema = document['schema'];
    return { problem: typeof schema === 'string' ? `its schema is "${cleanText(schema, 60)}", and this version reads ${READABLE}` : 'it does not name its schema' };
  }
  const { facts, rules, tool } = document;
  if (!isRecord(facts)) return { problem: 'it has no facts' };
  const entries = Object.entries(facts).slice(0, MOST_ENTRIES);
  const observations = entries.flatMap(([path, cell]) => (isFactPath(path) && isRecord(cell) ? observation(path, cell) : []));
  const pack = isRecord(tool) && isRecord(tool['rules']) ? tool['rules'] : {};
  return {
    facts: mergeObservations(observations),
    rules: Array.isArray(rules) ? rules.slice(0, MOST_ENTRIES).flatMap(recordedRule) : [],
    pack: { version: shortText(pack['version']), sha256: shortText(pack['sha256']) },
    unknownPaths: entries.map(([path]) => path).filter((path) => !isFactPath(path)),
  };
}

/** The merged state itself becomes the one observation: a contest stays a contest, and a derived fact stays what it was. */
function observation(path: FactPath, cell: Readonly<Record<string, unknown>>): Observation[] {
  const source = SOURCES.find((known: Source) => known === cell['source']) ?? 'settings-file';
  const vantage = VANTAGES.find((known) => known === cell['vantage']) ?? 'home';
  const at = typeof cell['at'] === 'string' ? Date.parse(cell['at']) : Number.NaN;
  const base = { path, source, vantage, at: Number.isFinite(at) ? at : 0 };
  if (cell['value'] !== undefined) return [{ ...base, value: cell['value'] as Json }];
  const unknown = isRecord(cell['unknown']) ? cell['unknown'] : {};
  const reason = UNKNOWN_REASONS.find((known: UnknownReason) => known === unknown['reason']) ?? 'failed';
  return [{ ...base, unknown: { reason, ...(typeof unknown['detail'] === 'string' ? { detail: cleanText(unknown['detail']) } : {}) } }];
}

const VERDICTS: readonly RuleVerdict[] = ['problem', 'ok', 'unknown', 'not-applicable', 'error'];
const VALUES: readonly ClauseResult['value'][] = [true, false, 'unknown', 'error'];

function recordedRule(rule: unknown): RecordedRule[] {
  if (!isRecord(rule) || typeof rule['id'] !== 'string') return [];
  const verdict = VERDICTS.find((known) => known === rule['verdict']);
  if (!verdict) return [];
  const clauses = Array.isArray(rule['clauses']) ? rule['clauses'].slice(0, MOST_ENTRIES) : [];
  return [
    {
      id: rule['id'],
      verdict,
      clauses: clauses.flatMap((clause: unknown) => {
        const value = isRecord(clause) ? VALUES.find((known) => known === clause['value']) : undefined;
        return isRecord(clause) && typeof clause['is'] === 'string' && value !== undefined ? [{ is: cleanText(clause['is'], 600), value }] : [];
      }),
    },
  ];
}

/** In words what the report said then, where it differs from today; undefined where it is the same. */
export function changeSince(then: RecordedRule | undefined, now: RuleResult): string | undefined {
  if (!then) return 'The report was made without this rule.';
  if (then.verdict !== now.verdict) return `The report said ${then.verdict}.`;
  const changed = now.clauses.find((clause) => then.clauses.find((old) => old.is === clause.is)?.value !== clause.value);
  if (changed) return `The report said ${then.verdict} too, but its clauses were others: see "${changed.is}".`;
  return undefined;
}

function shortText(value: unknown): string {
  return typeof value === 'string' ? cleanText(value, 64) : 'unknown';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
