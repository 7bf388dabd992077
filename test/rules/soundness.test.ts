/** The promise behind every verdict: what is decided stays decided, whatever the unknown facts turn out to be. */
import fc from 'fast-check';
import { Environment } from '@marcbachmann/cel-js';
import { expect, it } from 'vitest';
import type { FactPath } from '../../src/facts/dictionary.js';
import type { Json } from '../../src/facts/observation.js';
import { compileRule, judge } from '../../src/rules/evaluate.js';
import { checkCel } from '../../src/rules/front/clause.js';
import type { ClauseResult } from '../../src/rules/types.js';
import { factsOf, rule } from './helpers.js';

const MAPPING_80 = { protocol: 'tcp', outside: 80, host: '10.0.0.2', inside: 80, enabled: true, description: 'a', leaseSeconds: 0 };
const MAPPING_81 = { protocol: 'udp', outside: 81, host: '10.0.0.3', inside: 81, enabled: false, description: 'b', leaseSeconds: 60 };

/** Small domains, so that every completion of a document can be tried. */
const DOMAINS = {
  'recorder.network.dhcp': [true, false],
  'wan.online': [true, false],
  'access.method': ['p2p', 'ddns'],
  'recorder.ports.tcp': [80, 81],
  'host.gateway': ['10.0.0.1', null],
  'router.mappings': [[], [MAPPING_80], [MAPPING_80, MAPPING_81]],
} as const satisfies Partial<Record<FactPath, readonly Json[]>>;
type Path = keyof typeof DOMAINS;
const PATHS = Object.keys(DOMAINS) as Path[];
type Document = Partial<Record<Path, Json>>;

const document: fc.Arbitrary<Document> = fc
  // 40 % unknown.
  .tuple(...PATHS.map((path) => fc.oneof({ weight: 3, arbitrary: fc.constantFrom<Json | undefined>(...(DOMAINS[path] as readonly Json[])) }, { weight: 2, arbitrary: fc.constant(undefined) })))
  .map((values) => Object.fromEntries(PATHS.flatMap((path, index) => (values[index] === undefined ? [] : [[path, values[index]]]))));

const atom = fc.constantFrom(
  'recorder.network.dhcp',
  'wan.online',
  'access.method == "p2p"',
  'access.method != "p2p"',
  'access.method in ["ddns", "vpn"]',
  'recorder.ports.tcp == 80',
  'recorder.ports.tcp + 1 > 81',
  'host.gateway == null',
  'has(host.gateway)',
  'addressClass(host.gateway) == "private"',
  'size(router.mappings) > 1',
  'router.mappings.exists(m, m.inside == recorder.ports.tcp)',
  'router.mappings.all(m, m.enabled == wan.online || m.leaseSeconds < 10)',
  'router.mappings.exists(m, m.protocol == "tcp" && m.enabled == true)',
);
const { text } = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { depthSize: 'small', withCrossShrink: true, maxDepth: 5 },
    { weight: 2, arbitrary: atom },
    { weight: 2, arbitrary: fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(${a} && ${b})`) },
    { weight: 2, arbitrary: fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(${a} || ${b})`) },
    { weight: 1, arbitrary: tie('text').map((a) => `!(${a})`) },
    { weight: 1, arbitrary: fc.tuple(tie('text'), tie('text'), tie('text')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`) },
    { weight: 1, arbitrary: fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(${a}) == (${b})`) },
  ),
}));
const expression = text.filter((cel) => cel.length < 1200 && checkCel(cel).ast !== undefined);

function evaluator(cel: string): (facts: Document) => ClauseResult {
  const { ast, reads } = checkCel(cel);
  if (!ast) throw new Error(cel);
  const compiled = compileRule(rule({ when: [{ is: cel, cel, ast, reads }] }));
  return (facts) => judge(compiled, factsOf(facts)).clauses[0] as ClauseResult;
}

function* completions(known: Document): Generator<Document> {
  const open = PATHS.filter((path) => !(path in known));
  const total = open.reduce((product, path) => product * DOMAINS[path].length, 1);
  for (let number = 0; number < total; number += 1) {
    let rest = number;
    const whole: Document = { ...known };
    for (const path of open) {
      whole[path] = DOMAINS[path][rest % DOMAINS[path].length] as Json;
      rest = Math.floor(rest / DOMAINS[path].length);
    }
    yield whole;
  }
}

it('3,000 random expressions: a decided value holds in every completion, and no fact taken away flips it', () => {
  let decided = 0;
  let open = 0;
  fc.assert(
    fc.property(expression, document, (cel, facts) => {
      const evaluate = evaluator(cel);
      const { value } = evaluate(facts);
      expect(value).not.toBe('error');
      if (value === 'unknown') open += 1;
      else {
        decided += 1;
        for (const whole of completions(facts)) {
          const complete = evaluate(whole).value;
          // "None" where an address is needed stays unknown for ever; it never contradicts.
          if (complete !== value) throw new Error(`${cel} was ${value} and is ${complete} with ${JSON.stringify(whole)}`);
        }
      }
      for (const path of Object.keys(facts) as Path[]) {
        const { [path]: _taken, ...fewer } = facts;
        const less = evaluate(fewer).value;
        if (less !== 'unknown' && less !== value) throw new Error(`${cel} turns from ${value} to ${less} without ${path}`);
      }
    }),
    { numRuns: 3000 },
  );
  // Both kinds must really occur, or the property says nothing.
  expect(decided).toBeGreaterThan(500);
  expect(open).toBeGreaterThan(500);
});

it('3,000 random expressions: the facts named for a decided value decide it alone, and those named for an open one settle it', () => {
  fc.assert(
    fc.property(expression, document, document, (cel, facts, other) => {
      const evaluate = evaluator(cel);
      const { value, facts: critical } = evaluate(facts);
      expect(critical.length).toBeGreaterThan(0);
      if (value !== 'unknown') {
        const alone = Object.fromEntries(PATHS.filter((path) => critical.includes(path)).flatMap((path) => (path in facts ? [[path, facts[path] as Json]] : [])));
        expect(evaluate(alone).value).toBe(value);
        return;
      }
      // Supply exactly what was asked for, with a gateway: "none" is an answer that leaves an address question open.
      const supplied: Document = { ...facts };
      for (const path of critical as Path[]) if (!(path in supplied)) supplied[path] = other[path] ?? (DOMAINS[path][0]);
      if (supplied['host.gateway'] === null && cel.includes('addressClass')) return;
      expect(evaluate(supplied).value).not.toBe('unknown');
    }),
    { numRuns: 3000 },
  );
});

it('on whole documents the evaluator says what the CEL library itself says', () => {
  const library = new Environment({ unlistedVariablesAreDyn: true }).registerFunction('addressClass(dyn): string', (value: unknown) => (value === null ? '' : 'private'));
  fc.assert(
    fc.property(expression, fc.constantFrom(...completions({ 'host.gateway': '10.0.0.1' })), (cel, facts) => {
      expect(library.evaluate(cel, nested(facts))).toBe(evaluator(cel)(facts).value);
    }),
    { numRuns: 1000 },
  );
});

/** Paths as the nested objects that the library wants, whole numbers as its big integers. */
function nested(facts: Document): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(facts)) {
    const steps = path.split('.');
    const last = steps.pop() as string;
    const parent = steps.reduce<Record<string, unknown>>((at, step) => (at[step] ??= {}) as Record<string, unknown>, root);
    parent[last] = JSON.parse(JSON.stringify(value), (_key, part: unknown) => (typeof part === 'number' ? BigInt(part) : part));
  }
  return root;
}
