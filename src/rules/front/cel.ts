/**
 * The one door to the CEL library (`@marcbachmann/cel-js`, pinned exactly): it parses and it checks types; it never evaluates.
 * What comes out is a tree of our own, so that another parser could stand here.
 */
import { Environment, type ASTNode } from '@marcbachmann/cel-js';
import { definitionOf, FACT_PATHS } from '../../facts/dictionary.js';
import type { FieldType, ValueType } from '../../facts/types.js';
import { FUNCTIONS } from '../functions.js';
import type { LintCode } from './finding.js';

/** Limits of one expression; a condition that a person can read is far below them. */
export const MAX_CEL_TEXT = 2000;
export const MAX_CEL_NODES = 500;
export const MAX_CEL_DEPTH = 40;
export const MAX_CEL_LIST = 64;

export interface CelProblem {
  readonly code: LintCode;
  readonly level?: 'warning';
  /** Places in the expression text, from 0. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint?: string;
}

interface Place {
  readonly start: number;
  readonly end: number;
}
export type CelTree = Place &
  (
    | { readonly kind: 'literal'; readonly value: boolean | number | string | null }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'select'; readonly of: CelTree; readonly field: string }
    | { readonly kind: 'operator'; readonly op: string; readonly args: readonly CelTree[] }
    | { readonly kind: 'call'; readonly name: string; readonly receiver?: CelTree; readonly args: readonly CelTree[] }
    | { readonly kind: 'list'; readonly items: readonly CelTree[] }
  );

/** Carries a problem out of the recursive steps; never leaves this folder. */
export class Refused extends Error {
  constructor(readonly problem: CelProblem) {
    super(problem.message);
  }
}

export interface ParsedCel {
  readonly tree: CelTree;
  /** The library's own type check against the dictionary. */
  readonly check: () => CelProblem | undefined;
}

/** The expression as a tree, or what is wrong with its syntax or size. Never throws. */
export function parseCel(text: string): ParsedCel | CelProblem {
  if (text.length > MAX_CEL_TEXT) return { code: 'R005', start: 0, end: 1, message: `The expression is longer than ${MAX_CEL_TEXT} characters.` };
  try {
    const parsed = environment().parse(text);
    return { tree: convert(parsed.ast), check: () => problemOf(parsed.check().error, text) };
  } catch (error) {
    if (error instanceof Refused) return error.problem;
    return problemOf(error, text) ?? { code: 'R005', start: 0, end: 1, message: 'The expression is nested too deeply.' };
  }
}

function convert(node: ASTNode): CelTree {
  const place = { start: node.start, end: node.end };
  switch (node.op) {
    case 'value':
      return { kind: 'literal', value: literalValue(node.args, place), ...place };
    case 'id':
      return { kind: 'name', name: node.args, ...place };
    case '.':
      return { kind: 'select', of: convert(node.args[0]), field: node.args[1], ...place };
    case 'call':
      return { kind: 'call', name: node.args[0], args: node.args[1].map(convert), ...place };
    case 'rcall':
      return { kind: 'call', name: node.args[0], receiver: convert(node.args[1]), args: node.args[2].map(convert), ...place };
    case 'list':
      return { kind: 'list', items: node.args.map(convert), ...place };
    case '!_':
      return { kind: 'operator', op: '!', args: [convert(node.args)], ...place };
    case '-_':
      return { kind: 'operator', op: 'neg', args: [convert(node.args)], ...place };
    case '?:':
      return { kind: 'operator', op: '?:', args: node.args.map(convert), ...place };
    case '&&':
    case '||':
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
    case '+':
    case '-':
      return { kind: 'operator', op: node.op, args: node.args.map(convert), ...place };
    case '.?':
    case '[]':
    case '[?]':
    case 'map':
    case '*':
    case '/':
    case '%':
      throw new Refused({ code: 'R005', ...place, message: `${FORBIDDEN[node.op]} not allowed in rules.` });
  }
}

const FORBIDDEN = {
  '.?': 'Optional access is',
  '[]': 'Access by index is',
  '[?]': 'Access by index is',
  map: 'Maps are',
  '*': 'Multiplication is',
  '/': 'Division is',
  '%': 'Division is',
} as const;

function literalValue(value: unknown, place: Place): boolean | number | string | null {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value);
  throw new Refused({ code: 'R005', ...place, message: 'Only whole numbers, texts, true, false and null are allowed in rules.' });
}

interface LibraryError {
  readonly code?: string;
  readonly summary?: string;
  readonly range?: Place;
}

/** The library's message in our words; undefined where there is no error, or it is not the library's. */
function problemOf(error: unknown, text: string): CelProblem | undefined {
  const { code, summary, range } = (error ?? {}) as LibraryError;
  if (code === undefined || summary === undefined) return undefined;
  const start = Math.min(range?.start ?? 0, text.length);
  const place = { start, end: Math.max(start + 1, range?.end ?? 0) };
  if (code === 'limit_exceeded') return { code: 'R005', ...place, end: start + 1, message: `The expression is too large (${summary}).` };
  const types = /^no such overload: (.*)$/.exec(summary)?.[1];
  if (types !== undefined) return { code: 'R003', ...place, message: `These types do not go together: ${types}.` };
  if (/^Unexpected character: '?=/.test(summary)) return { code: 'R003', ...place, message: 'A single "=" compares nothing.', hint: 'Write "==".' };
  if (/EOF$/.test(summary)) return { code: 'R003', ...place, message: 'The expression ends too early.' };
  return { code: 'R003', ...place, message: `${summary.slice(0, 200)}.` };
}

let ready: Environment | undefined;

/** Generated from the dictionary, so that a new fact is known to the checker by itself. */
function environment(): Environment {
  if (ready) return ready;
  const env = new Environment({ unlistedVariablesAreDyn: false, limits: { maxAstNodes: MAX_CEL_NODES, maxListElements: MAX_CEL_LIST } });
  const roots: Schema = {};
  for (const path of FACT_PATHS) {
    const steps = path.split('.');
    const last = steps.pop() as string;
    let schema = roots;
    for (const step of steps) schema = (schema[step] ??= {}) as Schema;
    schema[last] = celType(env, path, definitionOf(path).type);
  }
  for (const [name, schema] of Object.entries(roots)) env.registerVariable({ name, schema: schema as Record<string, string> });
  // The evaluator is ours; the handlers exist only because the library wants one.
  for (const [name, { parameters, returns }] of Object.entries(FUNCTIONS)) {
    env.registerFunction(`${name}(${parameters.map(celName).join(', ')}): ${celName(returns)}`, () => false);
  }
  env.registerFunction('known(dyn): bool', () => false);
  // CEL has no comparison of a text with null; ours has, and `translate` allows it only where null is a value.
  for (const type of ['string', 'int', 'bool']) env.registerOperator(`${type} == null`, () => false);
  return (ready = env);
}

interface Schema {
  [name: string]: string | Schema;
}

function celType(env: Environment, path: string, type: ValueType): string {
  if (type.kind !== 'list') return celName(type.kind);
  if (typeof type.of === 'string' || Array.isArray(type.of)) return `list<${celField(type.of as FieldType)}>`;
  const record = (type.of as { readonly record: Readonly<Record<string, FieldType>> }).record;
  const name = `Item_${path.replaceAll('.', '_')}`;
  env.registerType({ name, schema: Object.fromEntries(Object.entries(record).map(([field, fieldType]) => [field, celField(fieldType)])) });
  return `list<${name}>`;
}

function celField(type: FieldType): string {
  return typeof type === 'string' ? celName(type) : 'string';
}

function celName(kind: string): string {
  return kind === 'bool' ? 'bool' : kind === 'int' || kind === 'port' ? 'int' : 'string';
}
