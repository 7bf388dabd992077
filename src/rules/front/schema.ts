/** The form of the authored files (zod 4). Loaded only by the rule tools. */
import { z } from 'zod';
import { UNKNOWN_REASONS } from '../../facts/types.js';
import { LINKS } from '../types.js';

export const METHODS = ['p2p', 'ddns', 'wan-ip', 'vpn', 'lan-ip'] as const;
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
  effects: z.record(z.string(), json).default({}).describe('Facts as they are expected to be afterwards: a value, or {from: fact}. A remedy that does not restore the way is not offered.'),
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
  id: slug.describe('The name of the file without its ending. Unique across all areas; never changes its meaning.'),
  kind: z.enum(['cause', 'symptom', 'check']).describe('cause: why the cameras cannot be seen. symptom: what is broken; causes explain it. check: hygiene, becomes a note.'),
  status: z.enum(['draft', 'stable', 'retired']).describe('draft: runs with --rules only. stable: goes into a pack. retired: kept for old tickets, never runs.'),
  title: line.describe('The cause in one line, as it stands in a list.'),
  link: z.enum(LINKS).describe('The link of the way that it breaks, from the phone to the account. A cause names one.').optional(),
  paths: z.array(z.enum(METHODS)).min(1).describe('The ways to the cameras that it can break.'),
  applies: guard.describe('Where this is false, the rule does not apply and says nothing.').optional(),
  when: z.union([z.strictObject({ all: z.array(clause).min(1).max(20) }), z.strictObject({ any: z.array(clause).min(1).max(20) })], 'Write "all:" or "any:" with a list of clauses {is, cel}.').describe('True when the problem is present. all: every clause holds. any: one is enough.'),
  supports: z.array(clause).max(20).default([]).describe('Clauses that make it more likely; they never change the verdict.'),
  severity: z.enum(['blocker', 'major', 'minor', 'info']),
  confidence: z.enum(['certain', 'likely', 'possible']).describe('The best confidence it can reach, whatever the evidence.'),
  explains: z.record(z.string(), z.enum(['always', 'often'])).default({}).describe('Symptoms and causes that follow from this one. always: where it is absent, this cause is not the root.'),
  evidence: z.strictObject({ problem: line, ok: line.optional() }).describe('The sentence that the person reads, per verdict; {fact.path} shows a value.'),
  remedies: z.array(remedy).max(10).default([]).describe('What to do, safest first.'),
  recheck: z.array(z.string()).max(40).default([]).describe('Facts to look at again after the repair.'),
  references: z.array(line).max(20).default([]).describe('Numbers of tickets or articles.'),
  tests: z.array(test).max(60).default([]).describe('At least one per verdict: problem, ok, unknown, and not-applicable where the rule has "applies".'),
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
