/** What triage takes from one report. Reads stored answers only, never trusts them, and never throws. */
import { isFactPath, type FactPath } from '../../facts/dictionary.js';
import { UNKNOWN_REASONS, type UnknownReason } from '../../facts/types.js';
import { cleanText } from '../../facts/validate.js';
import type { ConfidenceWord } from '../../rules/types.js';
import { REPORT_SCHEMA, type Verdict } from '../document.js';

export interface Summary {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly verdict: Verdict;
  readonly interrupted: boolean;
  /** Begin of the hash of the rules that judged it. */
  readonly rules: string;
  readonly causes: readonly { readonly id: string; readonly word: ConfidenceWord }[];
  /** Absent where the report does not know it. */
  readonly firmware?: string;
  readonly brand?: string;
  /** DDNS provider. */
  readonly provider?: string;
  /** Facts for want of which a rule could not be decided, each once. */
  readonly missing: readonly { readonly fact: FactPath; readonly reason: UnknownReason | 'not-told' }[];
}

/** A cause or an unknown more than this in one report was not written by us. */
const MOST_ITEMS = 1000;
const ID = /^[a-z0-9][a-z0-9-]{0,63}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;
const VERDICTS: readonly Verdict[] = ['healthy', 'problem', 'inconclusive'];
const WORDS: readonly ConfidenceWord[] = ['certain', 'likely', 'possible'];

/** A reason is a sentence about the document. */
export type Summarized = { readonly summary: Summary } | { readonly reason: string };

const refused = (reason: string): Summarized => ({ reason });

/** A report, or a line of `analyze --ndjson` about one. */
export function summarize(document: unknown): Summarized {
  if (!isRecord(document)) return refused('This is not a report of nvr-doctor.');
  const { schema, startedAt, verdict, causes } = document;
  if (schema !== undefined && schema !== REPORT_SCHEMA) return refused(typeof schema === 'string' ? `The report has the form "${cleanText(schema, 60)}", and this version reads ${REPORT_SCHEMA}.` : 'This is not a report of nvr-doctor.');
  if (schema === undefined && typeof document['error'] === 'string') return refused(`It could not be analysed: ${cleanText(document['error'], 300)}`);
  const known = VERDICTS.find((word) => word === verdict);
  if (known === undefined) return refused(schema === undefined ? 'This is not a report of nvr-doctor.' : 'The report is damaged: it has no verdict.');
  const at = typeof startedAt === 'string' && TIME.test(startedAt) ? Date.parse(startedAt) : Number.NaN;
  if (Number.isNaN(at)) return refused('The report is damaged: it does not say when it was made.');
  if (!Array.isArray(causes)) return refused('The report is damaged: it has no causes.');
  const read = causes.slice(0, MOST_ITEMS).map(causeOf);
  if (read.some((cause) => cause === undefined)) return refused('The report is damaged: a cause in it cannot be read.');
  const rest = schema === undefined ? ofLine(document) : ofReport(document);
  if (rest === undefined) return refused('The report is damaged: parts of it are missing.');
  return {
    summary: {
      at: new Date(at).toISOString(),
      verdict: known,
      interrupted: document['interrupted'] === true,
      // The same cause twice in one report is one report with that cause.
      causes: [...new Map(read.flatMap((cause) => (cause ? [[cause.id, cause]] : []))).values()],
      ...rest,
    },
  };
}

type Rest = Pick<Summary, 'rules' | 'firmware' | 'brand' | 'provider' | 'missing'>;

function ofReport({ facts, unknowns, tool }: Readonly<Record<string, unknown>>): Rest | undefined {
  if (!isRecord(facts) || !Array.isArray(unknowns)) return undefined;
  const valueOf = (path: FactPath): unknown => {
    const fact = Object.hasOwn(facts, path) ? facts[path] : undefined;
    return isRecord(fact) ? fact['value'] : undefined;
  };
  const rules = isRecord(tool) && isRecord(tool['rules']) ? tool['rules'] : {};
  return {
    rules: rulesOf(rules['sha256']),
    ...named('firmware', valueOf('recorder.firmware')),
    ...named('brand', valueOf('recorder.brand')),
    ...named('provider', valueOf('recorder.ddns.provider')),
    missing: missingOf(unknowns),
  };
}

/** A line of `analyze --ndjson` says what is missing, and not why. */
function ofLine({ rules, firmware, brand, provider, missing }: Readonly<Record<string, unknown>>): Rest | undefined {
  if (!Array.isArray(missing)) return undefined;
  const facts = missing.slice(0, MOST_ITEMS).filter((fact): fact is FactPath => typeof fact === 'string' && isFactPath(fact));
  return { rules: rulesOf(rules), ...named('firmware', firmware), ...named('brand', brand), ...named('provider', provider), missing: [...new Set(facts)].map((fact) => ({ fact, reason: 'not-told' as const })) };
}

/** Twelve hex digits are enough to tell packs apart, and the version alone is not: rules change within it. */
function rulesOf(sha256: unknown): string {
  return typeof sha256 === 'string' && sha256 !== '' ? cleanText(sha256, 64).slice(0, 12) : 'not told';
}

function causeOf(cause: unknown): Summary['causes'][number] | undefined {
  if (!isRecord(cause) || typeof cause['id'] !== 'string' || !ID.test(cause['id'])) return undefined;
  const confidence = cause['confidence'];
  const said = isRecord(confidence) ? confidence['word'] : cause['word'];
  const word = WORDS.find((known) => known === said);
  return word && { id: cause['id'], word };
}

function named(name: 'firmware' | 'brand' | 'provider', value: unknown): Partial<Rest> {
  const text = typeof value === 'string' ? cleanText(value, 96) : '';
  return text === '' ? {} : { [name]: text };
}

function missingOf(unknowns: readonly unknown[]): Summary['missing'] {
  const found = new Map<FactPath, UnknownReason>();
  for (const unknown of unknowns.slice(0, MOST_ITEMS)) {
    const missing = isRecord(unknown) ? unknown['missing'] : undefined;
    if (!Array.isArray(missing)) continue;
    for (const one of missing.slice(0, MOST_ITEMS) as unknown[]) {
      if (!isRecord(one) || typeof one['fact'] !== 'string' || !isFactPath(one['fact'])) continue;
      const reason = UNKNOWN_REASONS.find((known) => known === one['reason']);
      if (reason && !found.has(one['fact'])) found.set(one['fact'], reason);
    }
  }
  return [...found].map(([fact, reason]) => ({ fact, reason }));
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
