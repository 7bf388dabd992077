/** The form of the authored files (zod 4). Loaded only by the rule tools. */
import { z } from 'zod';
import { FACT_PATHS } from '../../facts/dictionary.js';
import { UNKNOWN_REASONS } from '../../facts/types.js';
import { LINKS } from '../types.js';

const METHODS = ['p2p', 'ddns', 'wan-ip', 'vpn', 'lan-ip'] as const;
const VERDICTS = ['problem', 'ok', 'unknown', 'not-applicable'] as const;

const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Use lower-case words joined by "-".').max(64);
/** One sentence for people. */
const line = z.string().min(1).max(600).refine((text) => !/[\u0000-\u001f\u007f-\u009f]/.test(text), 'Line breaks and control characters are not allowed here.');
const lines = z.array(line).min(1).max(20);
const cel = z.string().min(1);
const clause = z.strictObject({ is: line, cel });
/** Guards need no sentence of their own. */
const guard = z.union([cel, clause]);
const json = z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(z.json()), z.record(z.string(), z.json())]);
const factValues = z.record(z.string(), json);

const remedy = z.strictObject({
  id: slug,
  title: line,
  exposure: z.enum(['none', 'opens-port', 'p2p-on', 'shared-account']),
  risks: z.array(line).max(10).default([]),
  when: guard.optional(),
  effects: z.record(z.string(), json).default({}),
  steps: z.strictObject({ homeowner: lines.optional(), installer: lines.optional(), provider: lines.optional() }),
});

const test = z.strictObject({
  name: line,
  facts: factValues.default({}),
  expect: z.enum(VERDICTS),
  /** For `unknown`: exactly the facts that would settle it. */
  missing: z.array(z.string()).optional(),
  /** The sentence as the person reads it. */
  says: z.string().optional(),
});

export const ruleSchema = z.strictObject({
  id: slug,
  kind: z.enum(['cause', 'symptom', 'check']),
  status: z.enum(['draft', 'stable', 'retired']),
  title: line,
  link: z.enum(LINKS).optional(),
  paths: z.array(z.enum(METHODS)).min(1),
  applies: guard.optional(),
  when: z.union([z.strictObject({ all: z.array(clause).min(1).max(20) }), z.strictObject({ any: z.array(clause).min(1).max(20) })], 'Write "all:" or "any:" with a list of clauses {is, cel}.'),
  supports: z.array(clause).max(20).default([]),
  severity: z.enum(['blocker', 'major', 'minor', 'info']),
  confidence: z.enum(['certain', 'likely', 'possible']),
  explains: z.record(z.string(), z.enum(['always', 'often'])).default({}),
  evidence: z.strictObject({ problem: line, ok: line.optional() }),
  remedies: z.array(remedy).max(10).default([]),
  recheck: z.array(z.string()).max(40).default([]),
  references: z.array(line).max(20).default([]),
  tests: z.array(test).max(60).default([]),
});

export const pathsSchema = z.strictObject({
  paths: z
    .array(z.strictObject({ method: z.enum(METHODS), title: line, setUp: clause, links: z.array(z.strictObject({ link: z.enum(LINKS), proof: clause.optional(), unseen: z.boolean().optional() })).min(1) }))
    .max(METHODS.length),
});

export const questionsSchema = z.strictObject({
  questions: z.array(z.strictObject({ id: slug, text: line, fact: z.string(), choices: z.array(z.strictObject({ text: line, value: json })).min(2).max(12) })).max(50),
});

export const packSchema = z.strictObject({ name: line, version: z.string().regex(/^\d+\.\d+\.\d+$/, 'Use a version such as 1.2.0.') });

export type AuthoredRule = z.infer<typeof ruleSchema>;
export type AuthoredTest = AuthoredRule['tests'][number];

/** `{unknown: reason}` in a test: the fact was asked for and could not be told. */
export const unknownFact = z.strictObject({ unknown: z.enum(UNKNOWN_REASONS) });

/** JSON Schema (draft-07, which editors read) of a rule file, with the facts' names for completion. */
export function ruleJsonSchema(): unknown {
  const schema = z.toJSONSchema(ruleSchema, { target: 'draft-7', io: 'input' }) as unknown as { properties: { recheck: { items: object } } };
  schema.properties.recheck.items = { type: 'string', enum: [...FACT_PATHS] };
  return schema;
}
