/** The published JSON Schema of a comparison, held against its type by the compiler. Only the build and tests load it. */
import { z } from 'zod';
import { ANY_VALUE, jsonSchemaOf, METHOD, PATH_VERDICT, RULE_VERDICT, RULES, SOURCE, TEXTS, TIME, UNKNOWN, VERDICT } from '../schema.js';
import { CHANGE_CLASSES, COMPARE_SCHEMA, type ComparedFact, type ComparedItem, type ComparedReport, type Comparison, type Explanation, type RulesEffect } from './types.js';

/** Every field of a type has its entry, or it does not compile. */
type Fields<T> = Record<keyof T, z.ZodType>;

const changed = (type: z.ZodType): z.ZodType => z.object({ old: type, new: type });
const CLASS = z.enum(CHANGE_CLASSES).describe('a problem that can no longer be seen is not gone: the classes with "unknown" in their name count as neither put right nor new');

const REPORT = z.object({
  startedAt: TIME,
  tool: z.string(),
  rules: RULES,
  redaction: z.string().nullable(),
  method: METHOD.nullable(),
  verdict: VERDICT.describe('by the rules of this run'),
  causes: TEXTS,
} satisfies Fields<ComparedReport>);

const ITEM = z.object({
  id: z.string(),
  title: z.string(),
  role: changed(z.enum(['cause', 'symptom', 'note', 'folded', 'none'])),
  verdict: changed(RULE_VERDICT),
  class: CLASS,
} satisfies Fields<ComparedItem>);

const FACT = z.object({
  path: z.string(),
  title: z.string(),
  change: z.enum(['value', 'known-to-unknown', 'unknown-to-known', 'reason', 'source']),
  explains: z.boolean().describe('it belongs to the facts that are enough to turn the old answer into the new one'),
  old: side(),
  new: side(),
} satisfies Fields<ComparedFact>);

function side(): z.ZodType {
  return z.object({ value: ANY_VALUE.optional(), unknown: UNKNOWN.optional(), source: SOURCE.optional() }).describe('with neither value nor reason it was not observed');
}

const EXPLANATION = z.object({
  facts: TEXTS.describe('changed facts that are enough: put into the old report alone, they give the new answer'),
  found: z.boolean(),
  minimal: z.boolean().describe('false where the search was ended early'),
  causes: z.array(z.object({ id: z.string(), class: CLASS, facts: TEXTS, alsoRead: TEXTS })),
} satisfies Fields<Explanation>);

const THEN_NOW = z.object({ then: RULE_VERDICT.nullable(), now: RULE_VERDICT.nullable() });
const BY_RULES = z.object({
  sameRules: z.boolean(),
  verdict: z.object({ then: VERDICT, now: VERDICT }),
  causes: z.object({ then: TEXTS, now: TEXTS }),
  rules: z.array(THEN_NOW.extend({ id: z.string() })),
} satisfies Fields<RulesEffect>);

const SHAPE = {
  schema: z.literal(COMPARE_SCHEMA),
  result: z.enum(['same', 'better', 'worse', 'cannot-tell']),
  old: REPORT,
  new: REPORT,
  rules: RULES.describe('the rules by which both were judged here'),
  home: z.object({ same: z.enum(['yes', 'no', 'cannot-tell']), because: TEXTS }),
  limits: TEXTS.describe('comparisons that are not possible or mislead, one sentence each'),
  paths: z.array(z.object({ method: METHOD, old: PATH_VERDICT, new: PATH_VERDICT })),
  items: z.array(ITEM).describe('every rule whose class is not "same", and everything that is shown in either report'),
  facts: z.array(FACT),
  explanation: EXPLANATION,
  byRules: changed(BY_RULES),
} satisfies Fields<Comparison>;

/** JSON Schema draft-07. Fields may be added in later versions. */
export function compareJsonSchema(): Record<string, unknown> {
  return jsonSchemaOf(z.object(SHAPE), 'compare');
}
