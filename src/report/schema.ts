/** The published JSON Schema of the report, from one description whose fields the compiler holds against the `Report` type. A plain run does not load it: only reading a report does. */
import { z } from 'zod';
import { definitionOf, FACT_PATHS } from '../facts/dictionary.js';
import { SOURCES, UNKNOWN_REASONS, type FactDefinition, type FieldType } from '../facts/types.js';
import { LINKS } from '../rules/types.js';
import { REPORT_SCHEMA, type Report } from './document.js';

export const METHOD = z.enum(['p2p', 'ddns', 'wan-ip', 'vpn', 'lan-ip']);
export const CONFIDENCE_WORD = z.enum(['certain', 'likely', 'possible']);
const SEVERITY = z.enum(['blocker', 'major', 'minor', 'info']);
const LINK = z.enum(LINKS);
export const REASON = z.enum(UNKNOWN_REASONS);
export const SOURCE = z.enum(SOURCES);
export const TEXTS = z.array(z.string());
export const TIME = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/).describe('ISO 8601, UTC');
export const UNKNOWN = z.object({ reason: REASON, detail: z.string().optional() });
const CLAUSE = z.object({ is: z.string(), value: z.union([z.boolean(), z.enum(['unknown', 'error'])]) });

const REMEDY = z.object({
  id: z.string(),
  title: z.string(),
  steps: z.record(z.string(), TEXTS).describe('steps by audience: homeowner, installer, provider'),
  exposure: z.string().describe('what it opens to strangers; "none" where nothing'),
  risks: TEXTS,
});

const CAUSE = z.object({
  id: z.string(),
  title: z.string(),
  sentence: z.string(),
  link: LINK.optional(),
  confidence: z.object({
    word: CONFIDENCE_WORD,
    score: z.number().min(0).max(1),
    terms: z.array(z.object({ text: z.string(), weight: z.number() })),
  }),
  severity: SEVERITY,
  because: z.array(z.object({ clause: z.string(), facts: TEXTS })),
  explains: TEXTS,
  remedies: z.array(REMEDY),
  before: z.string().optional().describe('why it stands before the next cause'),
});

function field(type: FieldType): z.ZodType {
  if (typeof type !== 'string') return z.enum(type as [string, ...string[]]);
  switch (type) {
    case 'bool':
      return z.boolean();
    case 'int':
      return z.int();
    case 'port':
      return z.int().min(1).max(65535);
    case 'text':
    case 'ip':
    case 'mac':
      return z.string();
  }
}

/** The schema of a fact's value, from the dictionary. */
function valueSchema({ type, nullable }: FactDefinition): z.ZodType {
  const schema = (): z.ZodType => {
    switch (type.kind) {
      case 'bool':
      case 'port':
        return field(type.kind);
      case 'int':
        return z.int().min(type.min ?? Number.MIN_SAFE_INTEGER).max(type.max ?? Number.MAX_SAFE_INTEGER);
      case 'text':
        return z.string().max(type.max ?? 256);
      case 'ip':
      case 'cidr':
      case 'mac':
        return z.string();
      case 'enum':
        return z.enum(type.values as [string, ...string[]]);
      case 'list': {
        const { of } = type;
        const isRecord = typeof of === 'object' && 'record' in of;
        const item = isRecord ? z.object(Object.fromEntries(Object.entries(of.record).map(([name, kind]) => [name, field(kind).nullable()]))) : field(of);
        return z.array(item).max(type.max ?? 64);
      }
    }
  };
  return nullable ? schema().nullable() : schema();
}

const VANTAGE = z.enum(['home', 'recorder', 'router', 'outside', 'person']);

function factSchema(definition: FactDefinition): z.ZodType {
  const value = valueSchema(definition).optional();
  return z
    .object({
      value,
      unknown: UNKNOWN.optional(),
      source: SOURCE.optional(),
      vantage: VANTAGE.optional(),
      at: TIME.optional(),
      others: z.array(z.object({ source: SOURCE, vantage: VANTAGE.optional(), value, unknown: UNKNOWN.optional(), at: TIME })),
    })
    .describe([definition.title, definition.empty, definition.unit && `unit: ${definition.unit}`].filter(Boolean).join('; '));
}

const FACTS = z
  .object(Object.fromEntries(FACT_PATHS.flatMap((path) => (definitionOf(path).sensitivity === 'secret' ? [] : [[path, factSchema(definitionOf(path)).optional()]]))))
  .describe('a path that is missing was not observed: unknown(not-run)');

/** A value of any fact. Its depth is bounded, since a reader follows it. */
const SCALAR = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const ANY_VALUE = z.union([SCALAR, z.array(z.union([SCALAR, z.record(z.string(), SCALAR)]))]);

export const RULE_VERDICT = z.enum(['problem', 'ok', 'unknown', 'not-applicable', 'error']);
export const PATH_VERDICT = z.enum(['works', 'broken', 'unknown', 'not-set-up']);
export const RULES = z.object({ version: z.string(), sha256: z.string() });
export const VERDICT = z.enum(['healthy', 'problem', 'inconclusive']);
const REDACTION = z.object({ level: z.enum(['share', 'internal']), at: TIME, id: z.string() });
const CHANGE = z.object({
  verdict: z.object({ was: VERDICT, now: VERDICT }).optional(),
  appeared: TEXTS,
  gone: TEXTS,
  order: z.object({ was: TEXTS, now: TEXTS }).optional(),
});

const SHAPE = {
  schema: z.literal(REPORT_SCHEMA),
  tool: z.object({ name: z.literal('nvr-doctor'), version: z.string(), rules: RULES }),
  startedAt: TIME,
  elapsedMs: z.int().min(0),
  source: z.object({ kind: z.enum(['live', 'fixture', 'bundle']), name: z.string().optional() }),
  access: z.object({ method: METHOD.nullable(), inferred: z.boolean() }),
  verdict: VERDICT,
  summary: z.string(),
  interrupted: z.boolean(),
  paths: z.array(
    z.object({
      method: METHOD,
      verdict: PATH_VERDICT,
      brokenAt: LINK.nullable(),
      links: z.array(z.object({ link: LINK, state: z.enum(['broken', 'proven', 'unseen', 'unknown']), rules: TEXTS })),
    }),
  ),
  causes: z.array(CAUSE),
  suspects: z.array(z.object({ id: z.string(), title: z.string(), missing: TEXTS })),
  notes: z.array(z.object({ id: z.string(), title: z.string(), sentence: z.string(), severity: SEVERITY, steps: TEXTS, aside: z.string().optional() })),
  symptoms: z.array(z.object({ id: z.string(), title: z.string(), explainedBy: z.string().nullable() })),
  unknowns: z.array(z.object({ rule: z.string(), missing: z.array(z.object({ fact: z.string(), reason: REASON, detail: z.string().optional() })) })),
  next: z.array(
    z.object({ kind: z.enum(['probe', 'question']), id: z.string(), text: z.string(), decides: TEXTS, fact: z.string().optional(), seconds: z.number().positive(), consent: z.string().optional() }),
  ),
  rules: z.array(
    z.object({ id: z.string(), verdict: RULE_VERDICT, foldedUnder: z.string().nullable(), clauses: z.array(CLAUSE), supports: z.array(CLAUSE) }),
  ),
  facts: FACTS,
  probes: z.array(z.object({ id: z.string(), startedMs: z.number().min(0).optional().describe('when it began, in ms of the run; missing in reports of older versions'), ms: z.number().min(0), outcome: z.enum(['done', 'timed-out', 'interrupted', 'skipped', 'failed']), detail: z.string().optional() })),
  replies: z
    .array(z.object({ item: z.string(), protocol: z.string(), request: z.string(), status: z.int().optional(), body: z.string().max(2048) }))
    .optional()
    .describe('replies of the recorder that could not be read, secrets masked; missing in reports of older versions'),
  given: z.object({ login: z.boolean(), outside: z.boolean(), settings: z.boolean() }).optional().describe('what the run had besides the network; missing in reports of older versions'),
  machine: z.object({ platform: z.string(), arch: z.string(), node: z.string() }).optional().describe('the computer that ran it'),
  redaction: REDACTION.optional().describe('absent in a report that was not made fit to send'),
  analysis: z
    .object({
      tool: z.object({ version: z.string(), rules: RULES }),
      byRules: CHANGE.optional().describe('what other rules made of the same facts'),
      whatIf: z.object({ facts: z.record(z.string(), ANY_VALUE), change: CHANGE, redaction: REDACTION.optional().describe('how the report was masked that these facts were put into') }).optional().describe('what other facts would change'),
    })
    .optional()
    .describe('present where a report was analysed again'),
} satisfies Record<keyof Report, z.ZodType>;

/** What every report is read through; keys that it does not name are left out. */
export const REPORT_SHAPE = z.object(SHAPE);

/** JSON Schema draft-07. Fields may be added in later versions, so a reader must allow for more than it knows. */
export function reportJsonSchema(): Record<string, unknown> {
  return jsonSchemaOf(REPORT_SHAPE, 'report');
}

/** The form in which a document's schema is published. */
export function jsonSchemaOf(shape: z.ZodType, document: 'report' | 'compare' | 'triage'): Record<string, unknown> {
  const schema = z.toJSONSchema(shape, { target: 'draft-7', io: 'input', reused: 'ref' });
  return { $id: `https://unpkg.com/nvr-doctor/dist/${document}.schema.json`, title: `nvr-doctor ${document}, version 1`, ...schema };
}
