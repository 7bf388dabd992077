/**
 * CEL tree → our expression tree: names become facts, the subset and its limits are kept, and what the CEL types cannot say is checked:
 * words of enums, form of addresses, and "none" (null) where a value is needed.
 */
import { definitionOf, FACT_PATHS, isFactPath, type FactPath } from '../../facts/dictionary.js';
import type { FieldType, ValueType } from '../../facts/types.js';
import { FUNCTIONS, ruleFunction } from '../functions.js';
import type { Expression } from '../types.js';
import { MAX_CEL_DEPTH, Refused, type CelProblem, type CelTree } from './cel.js';
import { checkLiteral, type Shape } from './literals.js';
import { impliedNotNull, nullKey } from './narrow.js';
import { didYouMean } from '../../facts/suggest.js';

interface Typed extends Shape {
  readonly ir: Expression;
  readonly tree: CelTree;
  /** `null` is a value of it. */
  readonly nullable: boolean;
}

/** The item of the comprehension around, if any. */
interface Item {
  readonly name: string;
  readonly fields?: Readonly<Record<string, FieldType>>;
  readonly scalar?: Shape;
}

interface Scope {
  readonly item?: Item;
  readonly notNull: ReadonlySet<string>;
  readonly depth: number;
}

export interface Translated {
  readonly ir: Expression;
  readonly reads: readonly FactPath[];
  readonly isBoolean: boolean;
  /** Problems that do not stop the translation. */
  readonly problems: readonly CelProblem[];
}

/** @throws Refused on names, operations and limits that are not allowed */
export function translate(tree: CelTree, notNull: ReadonlySet<string>): Translated {
  const translator = new Translator();
  const typed = translator.node(tree, { notNull, depth: 0 });
  return { ir: typed.ir, reads: FACT_PATHS.filter((path) => translator.reads.has(path)), isBoolean: typed.type === 'bool', problems: translator.problems };
}

const FUNCTION_NAMES = [...Object.keys(FUNCTIONS), 'has', 'known', 'size', 'exists', 'all'];

class Translator {
  readonly reads = new Set<FactPath>();
  readonly problems: CelProblem[] = [];

  node(tree: CelTree, scope: Scope): Typed {
    if (scope.depth > MAX_CEL_DEPTH) throw new Refused({ code: 'R005', ...place(tree), end: tree.start + 1, message: `The expression is nested more than ${MAX_CEL_DEPTH} levels deep.` });
    switch (tree.kind) {
      case 'literal':
        return { ir: ['lit', tree.value], tree, nullable: tree.value === null, type: literalType(tree.value) };
      case 'list':
        return this.list(tree, scope);
      case 'name':
      case 'select':
        return this.name(tree, scope);
      case 'call':
        return this.call(tree, scope);
      case 'operator':
        return this.operator(tree.op, tree.args, tree, scope);
    }
  }

  private list(tree: Extract<CelTree, { kind: 'list' }>, scope: Scope): Typed {
    const items = tree.items.map((item) => this.node(item, deeper(scope)));
    const other = items.find((item) => item.ir[0] !== 'lit' && item.ir[0] !== 'neg');
    if (other) throw new Refused({ code: 'R005', ...place(other.tree), message: 'A list may hold only fixed values.', hint: 'Compare facts one by one and join with "||".' });
    const values = items.map((item) => (item.ir[0] === 'neg' ? -((item.ir[1] as Expression)[1] as number) : (item.ir[1] as string | number)));
    return { ir: ['list', ...values], tree, nullable: false, type: 'list', element: { type: items[0]?.type ?? 'text' } };
  }

  /** `recorder.network.dhcp` as one fact, or the field of a comprehension's item. */
  private name(tree: CelTree, scope: Scope): Typed {
    const { root, steps } = dotted(tree);
    if (root === undefined) throw new Refused({ code: 'R005', ...place(tree), message: 'A "." is allowed only in the name of a fact or of an item\'s field.' });
    const { item } = scope;
    if (item && root === item.name) return this.itemPart(tree, item, steps);
    const path = [root, ...steps].join('.');
    if (isFactPath(path)) {
      this.reads.add(path);
      const definition = definitionOf(path);
      return { ir: ['fact', path], tree, nullable: definition.nullable === true, ...shapeOf(definition.type) };
    }
    throw new Refused(unknownName(path, tree));
  }

  private itemPart(tree: CelTree, item: Item, steps: readonly string[]): Typed {
    const [field, ...more] = steps;
    if (field === undefined) {
      if (item.scalar) return { ir: ['item'], tree, nullable: false, ...item.scalar };
      throw new Refused({ code: 'R005', ...place(tree), message: `"${item.name}" is a record; name one of its fields.`, hint: `Fields: ${Object.keys(item.fields ?? {}).join(', ')}.` });
    }
    const type = more.length === 0 && item.fields && Object.hasOwn(item.fields, field) ? item.fields[field] : undefined;
    if (type !== undefined) return { ir: ['field', field], tree, nullable: true, ...fieldShape(type) };
    const known = Object.keys(item.fields ?? {});
    const hint = didYouMean(field, known) ?? (known.length > 0 ? `Fields: ${known.join(', ')}.` : undefined);
    throw new Refused({ code: 'R004', start: tree.end - (steps.at(-1)?.length ?? 1), end: tree.end, message: `"${item.name}" has no field "${steps.join('.')}".`, ...(hint === undefined ? {} : { hint }) });
  }

  private operator(op: string, args: readonly CelTree[], tree: CelTree, scope: Scope): Typed {
    const bool = { tree, nullable: false, type: 'bool' } as const;
    if (op === '&&' || op === '||') return { ir: this.connective(op, args as [CelTree, CelTree], scope), ...bool };
    if (op === '?:') return this.conditional(args as [CelTree, CelTree, CelTree], tree, scope);
    const operands = args.map((arg) => this.node(arg, deeper(scope)));
    const [left, right] = operands as [Typed, Typed];
    switch (op) {
      case '!':
        this.needsValue(left, scope);
        return { ir: ['!', left.ir], ...bool };
      case '==':
      case '!=':
        this.equality(op, left, right, scope);
        return { ir: [op, left.ir, right.ir], ...bool };
      case 'in':
        for (const problem of [...listItems(right).flatMap((item) => checkLiteral(left, item)), ...(right.element ? checkLiteral(right.element, left) : [])]) this.problems.push(problem);
        return { ir: ['in', left.ir, right.ir], ...bool };
      default: {
        for (const operand of operands) {
          this.needsValue(operand, scope);
          if (operand.type !== 'int') throw new Refused({ code: operand.type === 'text' ? 'R005' : 'R003', ...place(operand.tree), message: `"${op === 'neg' ? '-' : op}" works on whole numbers only.` });
        }
        return { ir: [op, ...operands.map((operand) => operand.ir)], tree, nullable: false, type: /[<>]/.test(op) ? 'bool' : 'int' };
      }
    }
  }

  /** Chains of the same operator become one node, and each operand knows what the ones before it have made sure. */
  private connective(op: '&&' | '||', [leftTree, rightTree]: readonly [CelTree, CelTree], scope: Scope): Expression {
    const leftScope = leftTree.kind === 'operator' && leftTree.op === op ? scope : deeper(scope);
    const left = this.node(leftTree, leftScope);
    const sure = impliedNotNull(left.ir, op === '&&');
    const right = this.node(rightTree, { ...deeper(scope), notNull: new Set([...scope.notNull, ...sure]) });
    for (const side of [left, right]) this.needsValue(side, { ...scope, notNull: new Set([...scope.notNull, ...(side === right ? sure : [])]) });
    return [op, ...(left.ir[0] === op ? left.ir.slice(1) : [left.ir]), ...(right.ir[0] === op ? right.ir.slice(1) : [right.ir])];
  }

  private conditional([conditionTree, yesTree, noTree]: readonly [CelTree, CelTree, CelTree], tree: CelTree, scope: Scope): Typed {
    const condition = this.node(conditionTree, deeper(scope));
    this.needsValue(condition, scope);
    const under = (truth: boolean): Scope => ({ ...deeper(scope), notNull: new Set([...scope.notNull, ...impliedNotNull(condition.ir, truth)]) });
    const yes = this.node(yesTree, under(true));
    const no = this.node(noTree, under(false));
    return { ir: ['?:', condition.ir, yes.ir, no.ir], tree, nullable: yes.nullable || no.nullable, type: yes.type };
  }

  private equality(op: string, left: Typed, right: Typed, scope: Scope): void {
    for (const side of [left, right]) {
      if (side.type === 'list' || side.type === 'record') throw new Refused({ code: 'R005', ...place(side.tree), message: 'Lists cannot be compared.', hint: 'Use size(), in, exists or all.' });
    }
    const nullSide = [left, right].find((side) => side.type === 'null');
    if (nullSide) {
      const other = nullSide === left ? right : left;
      if (!other.nullable) {
        const hint = other.ir[0] === 'fact' ? `It is always a value or unknown: "known(${sourceName(other.tree)})" asks whether it is known.` : undefined;
        this.problems.push({ code: 'R015', ...place(other.tree), message: 'This is never null.', ...(hint === undefined ? {} : { hint }) });
      }
      return;
    }
    this.problems.push(...checkLiteral(left, right), ...checkLiteral(right, left));
    const loose = [left, right].find((side) => side.nullable && side.ir[0] === 'fact' && !scope.notNull.has(nullKey(side.ir) ?? ''));
    if (op === '!=' && loose) {
      const name = sourceName(loose.tree) ?? '';
      this.problems.push({ code: 'R015', level: 'warning', ...place(loose.tree), message: `${name} can be none, and "!=" is then true.`, hint: `If that is not meant: has(${name}) && …` });
    }
  }

  private call(tree: Extract<CelTree, { kind: 'call' }>, scope: Scope): Typed {
    const { name, receiver, args } = tree;
    if ((name === 'exists' || name === 'all') && receiver) return this.comprehension(name, receiver, args, tree, scope);
    if (name === 'size') return this.size(receiver ? [receiver, ...args] : args, tree, scope);
    const definition = receiver ? undefined : ruleFunction(name);
    if (!receiver && (name === 'has' || name === 'known')) return this.presence(name, args, tree, scope);
    if (!definition) {
      const hint = didYouMean(name, FUNCTION_NAMES) ?? `Allowed: ${FUNCTION_NAMES.join(', ')}.`;
      throw new Refused({ code: 'R005', start: receiver ? receiver.end + 1 : tree.start, end: (receiver ? receiver.end + 1 : tree.start) + name.length, message: `The function "${name.slice(0, 40)}" is not allowed in rules.`, hint });
    }
    const operands = args.map((arg) => this.node(arg, deeper(scope)));
    for (const operand of operands) this.needsValue(operand, scope);
    const shape: Shape = { type: definition.returns, ...(definition.values === undefined ? {} : { values: definition.values }) };
    return { ir: ['call', name, ...operands.map((operand) => operand.ir)], tree, nullable: false, ...shape };
  }

  private size(args: readonly CelTree[], tree: CelTree, scope: Scope): Typed {
    const [only, ...more] = args;
    if (!only || more.length > 0) throw new Refused({ code: 'R003', ...place(tree), message: 'size() takes one list or text.' });
    const operand = this.node(only, deeper(scope));
    this.needsValue(operand, scope);
    return { ir: ['size', operand.ir], tree, nullable: false, type: 'int' };
  }

  /** The library's `has` looks only at the first name; ours resolves the whole path, so a typo inside is found. */
  private presence(name: 'has' | 'known', args: readonly CelTree[], tree: CelTree, scope: Scope): Typed {
    const [only, ...more] = args;
    const operand = only && more.length === 0 ? this.node(only, deeper(scope)) : undefined;
    const fits = operand && (operand.ir[0] === 'fact' || (name === 'has' && operand.ir[0] === 'field'));
    if (!fits) throw new Refused({ code: 'R003', ...place(tree), message: `${name}() takes the name of one fact${name === 'has' ? " or of an item's field" : ''}.` });
    const ir: Expression = name === 'has' ? ['has', operand.ir] : ['known', operand.ir[1] as FactPath];
    return { ir, tree, nullable: false, type: 'bool' };
  }

  private comprehension(op: 'exists' | 'all', rangeTree: CelTree, args: readonly CelTree[], tree: CelTree, scope: Scope): Typed {
    if (scope.item) throw new Refused({ code: 'R005', start: rangeTree.end + 1, end: rangeTree.end + 1 + op.length, message: 'exists and all may not be nested.' });
    const [variable, body, ...more] = args;
    if (variable?.kind !== 'name' || !body || more.length > 0) throw new Refused({ code: 'R003', ...place(tree), message: `Write ${op}(m, …): a name for the item, then the condition.` });
    if (ROOTS.has(variable.name)) throw new Refused({ code: 'R003', ...place(variable), message: `"${variable.name}" is already the name of a group of facts.`, hint: 'Use a short name such as "m".' });
    const range = this.node(rangeTree, deeper(scope));
    if (range.type !== 'list') throw new Refused({ code: 'R003', ...place(rangeTree), message: `${op}() works on lists.` });
    const item: Item = { name: variable.name, ...(range.fields ? { fields: range.fields } : { scalar: range.element ?? { type: 'text' } }) };
    const inner: Scope = { item, notNull: scope.notNull, depth: scope.depth + 1 };
    const typedBody = this.node(body, inner);
    this.needsValue(typedBody, inner);
    return { ir: [op, range.ir, typedBody.ir], tree, nullable: false, type: 'bool' };
  }

  /** Where a value is needed, "none" must have been ruled out before: it is no number, no address and no yes or no. */
  private needsValue(typed: Typed, scope: Scope): void {
    if (!typed.nullable || scope.notNull.has(nullKey(typed.ir) ?? '')) return;
    const name = sourceName(typed.tree);
    const field = typed.ir[0] === 'field';
    this.problems.push({
      code: 'R015',
      // A warning: the evaluator answers "unknown" for none, which is safe and never ends.
      level: 'warning',
      ...place(typed.tree),
      message: name === undefined ? 'This can be none, and then it stays unknown.' : `${name} can be none (${field ? 'the device may not say it' : definitionOf(typed.ir[1] as FactPath).empty ?? 'null'}), and then this stays unknown.`,
      hint: typed.type === 'bool' ? `Write "${name} == true", or has(${name}) && … before it.` : `Rule it out first: has(${name ?? '…'}) && …, or a clause of its own before this one.`,
    });
  }
}

const ROOTS = new Set(FACT_PATHS.map((path) => path.slice(0, path.indexOf('.'))));

function unknownName(path: string, tree: CelTree): CelProblem {
  const group = FACT_PATHS.filter((known) => known.startsWith(`${path}.`));
  if (group.length > 0) return { code: 'R004', ...place(tree), message: `"${path}" is a group of facts.`, hint: `Name one of them: ${group.slice(0, 6).join(', ')}${group.length > 6 ? ', …' : ''}.` };
  const inside = FACT_PATHS.find((known) => path.startsWith(`${known}.`));
  if (inside) {
    const list = (definitionOf(inside)).type.kind === 'list';
    return { code: 'R004', ...place(tree), message: `${inside} has no parts that can be named this way.`, ...(list ? { hint: `It is a list: ${inside}.exists(m, …).` } : {}) };
  }
  const hint = didYouMean(path, FACT_PATHS);
  return { code: 'R004', ...place(tree), message: `There is no fact "${path.slice(0, 80)}".`, ...(hint === undefined ? {} : { hint }) };
}

function dotted(tree: CelTree): { root?: string; steps: string[] } {
  const steps: string[] = [];
  let node = tree;
  while (node.kind === 'select') {
    steps.unshift(node.field);
    node = node.of;
  }
  return node.kind === 'name' ? { root: node.name, steps } : { steps };
}

function sourceName(tree: CelTree): string | undefined {
  const { root, steps } = dotted(tree);
  return root === undefined ? undefined : [root, ...steps].join('.');
}

function shapeOf(type: ValueType): Shape {
  switch (type.kind) {
    case 'bool':
      return { type: 'bool' };
    case 'int':
      return { type: 'int' };
    case 'port':
      return { type: 'int', form: 'port' };
    case 'enum':
      return { type: 'text', values: type.values };
    case 'text':
      return { type: 'text' };
    case 'ip':
    case 'cidr':
    case 'mac':
      return { type: 'text', form: type.kind };
    case 'list':
      return typeof type.of === 'object' && 'record' in type.of ? { type: 'list', fields: type.of.record } : { type: 'list', element: fieldShape(type.of) };
  }
}

function fieldShape(type: FieldType): Shape {
  return typeof type === 'string' ? shapeOf({ kind: type }) : { type: 'text', values: type };
}

function literalType(value: boolean | number | string | null): Shape['type'] {
  return value === null ? 'null' : typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? 'int' : 'text';
}

function listItems(list: Typed): Typed[] {
  return list.tree.kind === 'list' ? list.tree.items.map((tree) => ({ ir: ['lit', tree.kind === 'literal' ? tree.value : null], tree, nullable: false, type: 'text' })) : [];
}

function deeper(scope: Scope): Scope {
  return { ...scope, depth: scope.depth + 1 };
}

function place(tree: CelTree): { start: number; end: number } {
  return { start: tree.start, end: tree.end };
}
