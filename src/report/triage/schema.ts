/** The published JSON Schema of a triage, held against its types by the compiler. Only the build and tests load it. */
import { z } from 'zod';
import { CONFIDENCE_WORD, jsonSchemaOf, TEXTS, TIME, VERDICT } from '../schema.js';
import { TRIAGE_SCHEMA, type CauseRow, type MissingProbe, type MissingRow, type Outlier, type Share, type Triage } from './table.js';

/** Every field of a type has its entry, or it does not compile. */
type Fields<T> = Record<keyof T, z.ZodType>;

const COUNT = z.int().min(0);
const SHARES = z.array(z.object({ name: z.string(), count: COUNT } satisfies Fields<Share>)).describe('the most frequent first');

const CAUSE = z.object({
  id: z.string(),
  title: z.string().nullable().describe('null: no rule of this version has the id'),
  count: COUNT,
  share: z.number().min(0).max(1).describe('of all reports; the shares of all causes may add up to more than 1'),
  alone: COUNT.describe('reports that have no other cause'),
  confidence: z.record(CONFIDENCE_WORD, COUNT),
  firstSeen: TIME,
  lastSeen: TIME,
  firmware: SHARES,
  brand: SHARES,
  provider: SHARES,
  examples: TEXTS.describe('file:line, or the name it had in its stream'),
} satisfies Fields<CauseRow>);

const OUTLIER = z.object({
  kind: z.enum(['rare', 'firmware', 'brand', 'provider']),
  cause: z.string(),
  name: z.string().nullable().describe('null for a rare cause'),
  count: COUNT,
  lift: z.number().nullable().describe('times as frequent as among all reports; null for a rare cause'),
  examples: TEXTS,
} satisfies Fields<Outlier>);

const MISSING_FACT = z.object({ fact: z.string(), title: z.string(), reports: COUNT, inconclusive: COUNT, reasons: SHARES } satisfies Fields<MissingRow>);

const MISSING = z.object({
  probe: z.string().nullable().describe('null: only a person can tell these'),
  reports: COUNT,
  inconclusive: COUNT,
  facts: z.array(MISSING_FACT),
} satisfies Fields<MissingProbe>);

const SHAPE = {
  schema: z.literal(TRIAGE_SCHEMA),
  reports: COUNT,
  rejected: COUNT,
  verdicts: z.record(VERDICT, COUNT),
  interrupted: COUNT,
  unexplained: COUNT.describe('reports with a problem and no cause'),
  firstSeen: TIME.nullable().describe('null where nothing was read'),
  lastSeen: TIME.nullable(),
  rules: SHARES.describe('hashes of the rules that judged the reports; with more than one, their causes are not quite comparable'),
  firmware: SHARES,
  brand: SHARES,
  provider: SHARES,
  causes: z.array(CAUSE),
  outliers: z.array(OUTLIER),
  missing: z.array(MISSING),
  cut: TEXTS.describe('what had more different names than are counted apart'),
} satisfies Fields<Triage>;

/** JSON Schema draft-07. Fields may be added in later versions. */
export function triageJsonSchema(): Record<string, unknown> {
  return jsonSchemaOf(z.object(SHAPE), 'triage');
}
