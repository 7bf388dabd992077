/**
 * The CEL project's own test cases (cel-spec, as packaged by @bufbuild/cel-spec), through our adapter and evaluator. What lies outside
 * of the rule subset must be refused before it runs; what is accepted must give CEL's answer. The counts are fixed, so that an upgrade
 * of the parser or of the cases cannot shrink them unnoticed.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FACT_PATHS } from '../../src/facts/dictionary.js';
import { compile, ITEM } from '../../src/rules/compile.js';
import { parseCel, Refused, type CelProblem } from '../../src/rules/front/cel.js';
import { translate } from '../../src/rules/front/translate.js';
import type { Expression } from '../../src/rules/types.js';
import { ERROR, UNKNOWN, type Slots, type Value } from '../../src/rules/value.js';

const DATA = fileURLToPath(new URL('../../bench/peers/node_modules/@bufbuild/cel-spec/dist/esm/testdata/conformance.js', import.meta.url));
const present = existsSync(DATA);
if (!present) console.log('skipped: the CEL conformance cases (run `npm ci --prefix bench/peers`)');

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly expr: string;
  readonly value: SpecValue | undefined;
  readonly evalError: unknown;
}
interface SpecValue {
  readonly boolValue?: boolean;
  readonly int64Value?: string;
  readonly stringValue?: string;
  readonly nullValue?: null;
  readonly listValue?: { readonly values?: readonly SpecValue[] };
}
interface Suite {
  readonly name: string;
  readonly suites?: readonly Suite[];
  readonly tests?: readonly { readonly original: { readonly name?: string; readonly expr: string; readonly value?: SpecValue; readonly typedResult?: { readonly result?: SpecValue }; readonly evalError?: unknown } }[];
}

function* casesOf(suite: Suite, top: string): Generator<Case> {
  // Without an expected value a case expects `true` (cel-spec, simple.proto).
  for (const { original } of suite.tests ?? []) {
    const value = original.value ?? original.typedResult?.result ?? (original.evalError === undefined ? { boolValue: true } : undefined);
    yield { suite: top, name: original.name ?? '', expr: original.expr, value, evalError: original.evalError };
  }
  for (const inner of suite.suites ?? []) yield* casesOf(inner, top);
}

const loaded = present ? ((await import(pathToFileURL(DATA).href)) as { readonly tests: Suite }) : undefined;
const CASES = (loaded?.tests.suites ?? []).flatMap((suite) => [...casesOf(suite, suite.name)]);

/** The expression tree, or why the subset does not take it. */
function adapt(cel: string): { readonly ir: Expression } | { readonly refused: CelProblem } {
  const parsed = parseCel(cel);
  if ('code' in parsed) return { refused: parsed };
  try {
    const { ir, problems } = translate(parsed.tree, new Set());
    const problem = parsed.check() ?? problems.find((entry) => entry.level !== 'warning');
    return problem ? { refused: problem } : { ir };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.problem };
    throw error;
  }
}

/** Messages with names in them, by their kind. */
function reason(message: string): string {
  return message.replace(/"[^"]*"/g, '…').replace(/: .*/, '').replace(/'[^']*'/g, '…').replace(/\d+/g, 'n');
}

function plain(value: SpecValue): Value {
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.int64Value !== undefined) return Number(value.int64Value);
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.listValue !== undefined) return (value.listValue.values ?? []).map(plain) as Value;
  if (value.nullValue === null) return null;
  throw new Error(`a value that the subset does not have: ${JSON.stringify(value)}`);
}

const nothingKnown = (): Slots => new Array<Value>(ITEM + 1).fill(UNKNOWN);
const accepted = CASES.flatMap((entry) => {
  const result = adapt(entry.expr);
  return 'ir' in result ? [{ ...entry, ir: result.ir }] : [];
});

/** The tree with every plain literal in the place of a value read from a fact, and what those facts hold. */
function withFacts(ir: Expression): { readonly ir: Expression; readonly values: readonly Value[] } {
  const values: Value[] = [];
  const walk = (node: Expression): Expression => {
    const [op, ...args] = node;
    if (op === 'lit' && !Array.isArray(args[0])) {
      values.push(args[0] as Value);
      return ['fact', FACT_PATHS[values.length - 1] as string];
    }
    if (op === 'list') return node;
    return [op, ...args.map((arg) => (Array.isArray(arg) ? walk(arg as unknown as Expression) : arg))] as Expression;
  };
  return { ir: walk(ir), values };
}

describe.skipIf(!present)("CEL's own cases", () => {
  it('that the subset takes give the answer that CEL gives', () => {
    const wrong: string[] = [];
    for (const { suite, name, expr, value, evalError, ir } of accepted) {
      const got = compile(ir).run(nothingKnown());
      const right = evalError === undefined ? value !== undefined && JSON.stringify(got) === JSON.stringify(plain(value)) && typeof got !== 'symbol' : got === ERROR || got === UNKNOWN;
      if (!right) wrong.push(`${suite}/${name}: ${expr} gave ${typeof got === 'symbol' ? String(got) : JSON.stringify(got)}, wanted ${JSON.stringify(value ?? evalError)}`);
    }
    expect(wrong).toEqual([]);
  });

  it('give the same where the values come from facts, and nothing else where some of these are unknown', () => {
    let blanks = 0;
    for (const { suite, name, expr, value, ir } of accepted) {
      if (value === undefined) continue;
      const { ir: reading, values } = withFacts(ir);
      const run = compile(reading).run;
      const slots = nothingKnown();
      values.forEach((held, slot) => (slots[slot] = held));
      expect(JSON.stringify(run(slots)), `${suite}/${name}: ${expr}`).toBe(JSON.stringify(plain(value)));
      for (let hidden = 1; hidden < 1 << Math.min(values.length, 6); hidden += 1) {
        const fewer = slots.map((held, slot) => ((hidden & (1 << slot)) !== 0 && slot < values.length ? UNKNOWN : held));
        const got = run(fewer);
        if (got !== UNKNOWN) expect(JSON.stringify(got), `${suite}/${name}: ${expr} without ${hidden.toString(2)}`).toBe(JSON.stringify(plain(value)));
        blanks += 1;
      }
    }
    expect(blanks).toBeGreaterThan(300);
  });

  it('are as many as ever, taken and refused, each refusal with its reason', () => {
    const taken = tally(accepted.map((entry) => entry.suite));
    const refused = CASES.flatMap((entry) => {
      const result = adapt(entry.expr);
      return 'refused' in result ? [result.refused] : [];
    });
    const reasons = Object.entries(tally(refused.map(({ code, message }) => `${code} ${reason(message)}`))).toSorted((a, b) => b[1] - a[1]);
    console.log(`CEL cases: ${accepted.length} of ${CASES.length} lie in the rule subset (${Object.entries(taken).map(([suite, count]) => `${suite} ${count}`).join(', ')}). Refused:\n${reasons.map(([why, count]) => `${String(count).padStart(5)} ${why}`).join('\n')}`);
    expect(taken).toEqual({ basic: 23, comparisons: 34, integer_math: 14, lists: 6, logic: 12, macros: 7, parse: 87, plumbing: 2, string: 5, type_deductions: 5 });
    expect(refused).toHaveLength(2344 - 195);
    // By kind: not CEL at all for the parser or of types that do not go together; names that are no facts; forbidden in rules.
    expect(tally(refused.map(({ code }) => code))).toEqual({ R003: 691, R004: 89, R005: 1369 });
  });
});

function tally(keys: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys.toSorted()) counts.set(key, (counts.get(key) ?? 0) + 1);
  return Object.fromEntries(counts);
}
