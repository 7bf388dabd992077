/**
 * Expression trees → closures over fact slots, in Kleene's three-valued logic plus `error`.
 * Two functions per node: `run` gives the value (hot, allocates nothing), `path` collects the facts that decided it (slow, only where asked for).
 * Order of strength: under `&&` false > error > unknown > true, under `||` true > error > unknown > false; elsewhere error > unknown.
 * Compiling checks every operator, name and count again, since a pack is a file and files can be damaged.
 */
import { DICTIONARY, FACT_PATHS, isFactPath } from '../facts/dictionary.js';
import type { FactDefinition } from '../facts/types.js';
import { ruleFunction } from './functions.js';
import type { Expression } from './types.js';
import { ERROR, UNKNOWN, type Slots, type Value } from './value.js';

export interface Node {
  readonly run: (slots: Slots) => Value;
  /** Adds the slots of the facts on the critical path of the current value. For `unknown` they are sufficient: once all are known, the value is. */
  readonly path: (slots: Slots, into: Set<number>) => void;
  /** Slots of all facts below this node. */
  readonly reads: readonly number[];
  /** No choice between operands below: the critical path is all reads, or the unknown ones among them. */
  readonly plain: boolean;
}

/** The slot after the last fact holds the item of the running comprehension (their depth is one). */
export const ITEM = FACT_PATHS.length;
/** A tree that passed lint is far below this; a forged one must not exhaust the stack. */
const MAX_DEPTH = 64;

const SLOT = new Map<string, number>(FACT_PATHS.map((path, index) => [path, index]));
/** Names of all record fields in the dictionary: a pack cannot ask a device's record for anything else (`constructor`, `__proto__`). */
const FIELDS = new Set(
  FACT_PATHS.flatMap((path) => {
    const type = (DICTIONARY[path] as FactDefinition).type;
    return type.kind === 'list' && typeof type.of === 'object' && 'record' in type.of ? Object.keys(type.of.record) : [];
  }),
);

/** What is wrong with a tree that did not come from our own build; `compilePack` turns it into a message. */
export class DamagedExpression extends Error {}

/** @throws DamagedExpression for anything that the rule builder cannot have written */
export function compile(expression: Expression): Node {
  return node(expression, false, 0);
}

function node(expression: unknown, inside: boolean, depth: number): Node {
  if (!Array.isArray(expression) || typeof expression[0] !== 'string') throw new DamagedExpression('an expression is not a list that begins with an operator');
  if (depth > MAX_DEPTH) throw new DamagedExpression('an expression is nested too deeply');
  const [op, ...args] = expression as [string, ...unknown[]];
  const child = (index: number): Node => node(args[index], inside, depth + 1);
  const text = (index: number): string => {
    const value = args[index];
    if (typeof value !== 'string') throw new DamagedExpression(`"${op}" lacks a name`);
    return value;
  };
  switch (op) {
    case 'lit':
      return literal(args[0]);
    case 'list':
      return literal(args.map(scalar));
    case 'fact':
      return factNode(slotOf(text(0)));
    case 'item':
      needsItem(inside, op);
      return { run: (s) => s[ITEM] as Value, path: () => undefined, reads: [], plain: true };
    case 'field':
      needsItem(inside, op);
      return field(text(0));
    case 'known': {
      const slot = slotOf(text(0));
      return { run: (s) => s[slot] !== UNKNOWN, path: (_s, into) => void into.add(slot), reads: [slot], plain: false };
    }
    case 'has':
      return unary(child(0), (value) => value !== null);
    case '!':
      return unary(child(0), not);
    case 'neg':
      return unary(child(0), (value) => (typeof value === 'number' ? -value : value === null ? UNKNOWN : ERROR));
    case 'size':
      return unary(child(0), (value) => (typeof value === 'string' || Array.isArray(value) ? value.length : value === null ? UNKNOWN : ERROR));
    case '&&':
      return connective(args.map((_, index) => child(index)), false);
    case '||':
      return connective(args.map((_, index) => child(index)), true);
    case '?:':
      return conditional(child(0), child(1), child(2));
    case 'in':
      return inList(args) ?? binary(child(0), child(1), contains);
    case '==':
      return equalsLiteral(args, true) ?? equality(child(0), child(1), true);
    case '!=':
      return equalsLiteral(args, false) ?? equality(child(0), child(1), false);
    case 'exists':
      return comprehension(child(0), node(args[1], comprehensionBody(inside), depth + 1), true);
    case 'all':
      return comprehension(child(0), node(args[1], comprehensionBody(inside), depth + 1), false);
    case 'call':
      return call(text(0), args.slice(1).map((_, index) => child(index + 1)));
    default: {
      const operator = Object.hasOwn(BINARY, op) ? BINARY[op] : undefined;
      if (!operator) throw new DamagedExpression(`the operator "${op.slice(0, 20)}" is not known`);
      return binary(child(0), child(1), operator);
    }
  }
}

function slotOf(path: string): number {
  const slot = SLOT.get(path);
  if (slot === undefined || !isFactPath(path)) throw new DamagedExpression(`the fact "${path.slice(0, 80)}" is not known`);
  return slot;
}

function needsItem(inside: boolean, op: string): void {
  if (!inside) throw new DamagedExpression(`"${op}" stands outside of exists and all`);
}

function comprehensionBody(inside: boolean): true {
  if (inside) throw new DamagedExpression('exists and all are nested');
  return true;
}

function scalar(value: unknown): boolean | number | string | null {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value;
  throw new DamagedExpression('a literal is not a plain value');
}

function literal(raw: unknown): Node {
  const value = Array.isArray(raw) ? raw.map(scalar) : scalar(raw);
  return { run: () => value, path: () => undefined, reads: [], plain: true };
}

function factNode(slot: number): Node {
  return { run: (s) => s[slot] as Value, path: (_s, into) => void into.add(slot), reads: [slot], plain: true };
}

function field(name: string): Node {
  if (!FIELDS.has(name)) throw new DamagedExpression(`the field "${name.slice(0, 40)}" is not known`);
  const run = (s: Slots): Value => {
    const item = s[ITEM];
    if (typeof item !== 'object' || item === null) return ERROR;
    const value = (item as Readonly<Record<string, Value>>)[name];
    return value === undefined ? null : value;
  };
  return { run, path: () => undefined, reads: [], plain: true };
}

type Unary = (value: Exclude<Value, symbol>) => Value;
type Binary = (a: Exclude<Value, symbol>, b: Exclude<Value, symbol>) => Value;

const not: Unary = (value) => (typeof value === 'boolean' ? !value : value === null ? UNKNOWN : ERROR);

/** An ordering or a sum over "none" cannot be told; over other types it is broken. */
function numeric(operation: (a: number, b: number) => boolean | number): Binary {
  return (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') {
      const result = operation(a, b);
      return typeof result === 'boolean' || Number.isSafeInteger(result) ? result : ERROR;
    }
    return (a === null || typeof a === 'number') && (b === null || typeof b === 'number') ? UNKNOWN : ERROR;
  };
}

const contains: Binary = (item, list) => (Array.isArray(list) ? (list as readonly unknown[]).includes(item) : list === null ? UNKNOWN : ERROR);

const BINARY: Readonly<Record<string, Binary>> = {
  '<': numeric((a, b) => a < b),
  '<=': numeric((a, b) => a <= b),
  '>': numeric((a, b) => a > b),
  '>=': numeric((a, b) => a >= b),
  '+': numeric((a, b) => a + b),
  '-': numeric((a, b) => a - b),
};

function unary(operand: Node, operation: Unary): Node {
  const run = (s: Slots): Value => {
    const value = operand.run(s);
    return typeof value === 'symbol' ? value : operation(value);
  };
  return { run, path: operand.path, reads: operand.reads, plain: operand.plain };
}

/** `fact == literal` is most of what rules say, so it has a closure of its own. Anything else: undefined. */
function equalsLiteral([left, right]: readonly unknown[], same: boolean): Node | undefined {
  if (!Array.isArray(left) || left[0] !== 'fact' || !Array.isArray(right) || right[0] !== 'lit') return undefined;
  const fact = factNode(slotOf(String(left[1])));
  const slot = fact.reads[0] as number;
  const wanted = scalar(right[1]);
  return {
    ...fact,
    run: (s) => {
      const value = s[slot];
      return value === UNKNOWN ? UNKNOWN : (value === wanted) === same;
    },
  };
}

/** So has `fact in ["a", "b"]`. */
function inList([left, right]: readonly unknown[]): Node | undefined {
  if (!Array.isArray(left) || left[0] !== 'fact' || !Array.isArray(right) || right[0] !== 'list') return undefined;
  const fact = factNode(slotOf(String(left[1])));
  const slot = fact.reads[0] as number;
  const wanted: readonly unknown[] = right.slice(1).map(scalar);
  return {
    ...fact,
    run: (s) => {
      const value = s[slot];
      return value === UNKNOWN ? UNKNOWN : wanted.includes(value);
    },
  };
}

/** The same as `binary`, without a call for what is one comparison. */
function equality(left: Node, right: Node, same: boolean): Node {
  const run = (s: Slots): Value => {
    const a = left.run(s);
    const b = right.run(s);
    if (typeof a === 'symbol' || typeof b === 'symbol') return a === ERROR || b === ERROR ? ERROR : UNKNOWN;
    return (a === b) === same;
  };
  return { run, path: strictPath([left, right]), reads: union([left, right]), plain: left.plain && right.plain };
}

function binary(left: Node, right: Node, operation: Binary): Node {
  const run = (s: Slots): Value => {
    const a = left.run(s);
    const b = right.run(s);
    if (typeof a === 'symbol' || typeof b === 'symbol') return a === ERROR || b === ERROR ? ERROR : UNKNOWN;
    return operation(a, b);
  };
  return { run, path: strictPath([left, right]), reads: union([left, right]), plain: left.plain && right.plain };
}

/** Every operand counts; where one of them is unknown, only the unknown ones stand in the way. */
function strictPath(operands: readonly Node[]): Node['path'] {
  return (s, into) => {
    const unknown = operands.filter((operand) => operand.run(s) === UNKNOWN);
    for (const operand of unknown.length > 0 ? unknown : operands) operand.path(s, into);
  };
}

function connective(operands: readonly Node[], decisive: boolean): Node {
  if (operands.length < 2) throw new DamagedExpression('"&&" or "||" has fewer than two operands');
  const run = (s: Slots): Value => {
    let result: Value = !decisive;
    for (const operand of operands) {
      const value = operand.run(s);
      if (value === decisive) return decisive;
      if (value === !decisive) continue;
      if (value !== UNKNOWN && value !== null) result = ERROR;
      else if (result !== ERROR) result = UNKNOWN;
    }
    return result;
  };
  const [first, second] = operands as readonly [Node, Node];
  const runTwo = (s: Slots): Value => {
    const value = first.run(s);
    return value === decisive ? decisive : value === !decisive ? booleanOrWeak(second.run(s)) : run(s);
  };
  const path: Node['path'] = (s, into) => {
    const result = run(s);
    if (result === decisive || result === ERROR) return operands.find((operand) => operand.run(s) === result)?.path(s, into);
    for (const operand of operands) {
      const value = operand.run(s);
      if (result !== UNKNOWN || value === UNKNOWN || value === null) operand.path(s, into);
    }
  };
  return { run: operands.length === 2 ? runTwo : run, path, reads: union(operands), plain: false };
}

/** A value as a clause may have it: "none" cannot be told, anything but true and false is broken. */
function booleanOrWeak(value: Value): Value {
  return typeof value === 'boolean' || value === UNKNOWN ? value : value === null ? UNKNOWN : ERROR;
}

function conditional(condition: Node, yes: Node, no: Node): Node {
  const run = (s: Slots): Value => {
    const value = condition.run(s);
    if (value === true) return yes.run(s);
    if (value === false) return no.run(s);
    return value === UNKNOWN || value === null ? UNKNOWN : ERROR;
  };
  const path: Node['path'] = (s, into) => {
    condition.path(s, into);
    const value = condition.run(s);
    if (value === true) yes.path(s, into);
    else if (value === false) no.path(s, into);
    else for (const branch of [yes, no]) if (branch.run(s) === UNKNOWN) branch.path(s, into);
  };
  return { run, path, reads: union([condition, yes, no]), plain: false };
}

function comprehension(range: Node, body: Node, decisive: boolean): Node {
  const run = (s: Slots): Value => {
    const items = range.run(s);
    if (!Array.isArray(items)) return items === UNKNOWN || items === null ? UNKNOWN : ERROR;
    let result: Value = !decisive;
    for (const item of items as readonly Value[]) {
      s[ITEM] = item;
      const value = body.run(s);
      if (value === decisive) return decisive;
      if (value === !decisive) continue;
      if (value !== UNKNOWN && value !== null) result = ERROR;
      else if (result !== ERROR) result = UNKNOWN;
    }
    return result;
  };
  const path: Node['path'] = (s, into) => {
    range.path(s, into);
    const items = range.run(s);
    if (!Array.isArray(items)) {
      // The body cannot run without the list; what else it would need is named now, so that one more round settles it.
      for (const slot of body.reads) if (s[slot] === UNKNOWN) into.add(slot);
      return;
    }
    const result = run(s);
    for (const item of items as readonly Value[]) {
      s[ITEM] = item;
      const value = body.run(s);
      if (value === result || (result === UNKNOWN && value === null)) body.path(s, into);
      if (value === decisive) return;
    }
  };
  return { run, path, reads: union([range, body]), plain: false };
}

function call(name: string, operands: readonly Node[]): Node {
  const definition = ruleFunction(name);
  if (!definition || definition.parameters.length !== operands.length) throw new DamagedExpression(`the function "${name.slice(0, 40)}" is not known in this form`);
  const types = definition.parameters.map((kind) => (kind === 'int' ? 'number' : 'string'));
  const handler = definition.run as (...args: unknown[]) => boolean | string | undefined;
  const [first, second] = operands as readonly [Node, Node | undefined];
  const [firstType, secondType] = types;
  /** Of one or two arguments, without a list for them. */
  const runShort = (s: Slots): Value => {
    const a = first.run(s);
    const b = second?.run(s);
    const aWeak = a === UNKNOWN || a === null;
    const bWeak = b === UNKNOWN || b === null;
    if ((!aWeak && typeof a !== firstType) || (second && !bWeak && typeof b !== secondType)) return ERROR;
    if (aWeak || bWeak) return UNKNOWN;
    return handler(a, b) ?? UNKNOWN;
  };
  const runLong = (s: Slots): Value => {
    const values = operands.map((operand) => operand.run(s));
    if (values.some((value, index) => value !== UNKNOWN && value !== null && typeof value !== types[index])) return ERROR;
    if (values.some((value) => value === UNKNOWN || value === null)) return UNKNOWN;
    return handler(...values) ?? UNKNOWN;
  };
  const run = operands.length > 2 ? runLong : runShort;
  return { run, path: strictPath(operands), reads: union(operands), plain: operands.every((operand) => operand.plain) };
}

function union(nodes: readonly Node[]): readonly number[] {
  return [...new Set(nodes.flatMap((n) => n.reads))];
}
