/**
 * One value as people write it → the dictionary's form. Generous where the meaning is certain (`yes`, `255.255.255.0`, `0.0.0.0` for an
 * empty address, numbers where a name consists of digits), strict everywhere else.
 */
import { isMap, isPair, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import type { FactPath } from '../dictionary.js';
import { definitionOf } from '../dictionary.js';
import type { Json } from '../observation.js';
import { didYouMean } from '../suggest.js';
import type { FactDefinition, FieldType } from '../types.js';
import { cleanText, maskToPrefix, validate } from '../validate.js';
import { secretWord } from './format.js';

export type ValueResult = { readonly value: Json } | { readonly at: Node | undefined; readonly what: string; readonly hint: string };

/** `name`: for messages. */
export function readValue(path: FactPath, node: unknown): ValueResult {
  const definition = definitionOf(path);
  const plain = plainOf(path, definition, node);
  if ('what' in plain) return plain;
  const value = validate(definition, plain.value);
  if (value === undefined || isCut(definition, plain.value)) return wrong(path, definition, node);
  return { value };
}

/** What a value of this fact must be: "an address such as 192.168.1.64". */
export function describeValue(path: FactPath): string {
  const { type, nullable, unit } = definitionOf(path);
  const or = nullable ? ', or null where it is empty' : '';
  if (path.endsWith('.prefix')) return `a network mask such as 255.255.255.0, or a whole number from 0 to 32${or}`;
  switch (type.kind) {
    case 'bool':
      return `true or false${or}`;
    case 'int': {
      const range = type.min !== undefined && type.max !== undefined ? ` from ${type.min} to ${type.max}` : type.min === undefined ? '' : ` of at least ${type.min}`;
      return `a whole number${range}${unit === undefined ? '' : ` (${unit})`}${or}`;
    }
    case 'text':
      return type.form === 'date' ? `year, month and day such as 2026-11-22${or}` : `text of at most ${type.max ?? 256} characters${or}`;
    case 'ip':
      return `an address such as 192.168.1.64${or}`;
    case 'cidr':
      return `a network such as 192.168.1.0/24${or}`;
    case 'mac':
      return `a hardware address such as 02:00:00:00:00:64${or}`;
    case 'port':
      return `a number from 1 to 65535${or}`;
    case 'enum':
      return `one of ${type.values.join(', ')}${or}`;
    case 'list': {
      const limit = type.max === undefined ? '' : ` of at most ${type.max}`;
      if (typeof type.of === 'object' && 'record' in type.of) return `a list${limit}, each like { ${Object.keys(type.of.record).map((field) => `${field}: …`).join(', ')} }${or}`;
      return `a list${limit} such as [${sample(type.of)}]${or}`;
    }
  }
}

function sample(type: FieldType): string {
  if (typeof type !== 'string') return type.slice(0, 2).join(', ');
  return { bool: 'true', int: '1, 2', text: 'one, two', ip: '8.8.8.8, 9.9.9.9', mac: '02:00:00:00:00:64', port: '80, 37777' }[type];
}

type Plain = { readonly value: unknown } | { readonly at: Node | undefined; readonly what: string; readonly hint: string };

function plainOf(path: FactPath, definition: FactDefinition, node: unknown): Plain {
  const { type } = definition;
  if (type.kind === 'list') {
    const { of } = type;
    // One name server need not be put in brackets.
    const items: readonly unknown[] | undefined = isSeq(node) ? node.items : isScalar(node) && typeof of === 'string' && node.value !== null ? [node] : undefined;
    if (items === undefined || items.length > (type.max ?? 64)) return wrong(path, definition, node);
    const values: unknown[] = [];
    for (const [index, item] of items.entries()) {
      const read: Plain = typeof of === 'object' && 'record' in of ? recordOf(`${path}[${index}]`, of.record, item) : { value: scalarOf(of, item) };
      if ('what' in read) return read;
      // `0.0.0.0` and an empty field in a list of addresses are places that are not in use.
      if (!(of === 'ip' && isNoAddress(read.value))) values.push(read.value);
    }
    return { value: values };
  }
  const value = scalarOf(type.kind === 'enum' ? type.values : type.kind === 'cidr' ? 'text' : type.kind, node);
  if (path.endsWith('.prefix') && typeof value === 'string') return { value: maskToPrefix(value.trim()) ?? value };
  if (type.kind === 'cidr' && typeof value === 'string') {
    // `10.1.1.1/255.255.255.0`, as address and mask stand on a screen.
    const prefix = maskToPrefix(value.slice(value.indexOf('/') + 1).trim());
    if (value.includes('/') && prefix !== undefined) return { value: `${value.slice(0, value.indexOf('/')).trim()}/${prefix}` };
  }
  if (definition.nullable && (value === '' || (type.kind === 'ip' && isNoAddress(value)) || (type.kind !== 'text' && value === 'none'))) return { value: null };
  return { value };
}

function recordOf(name: string, fields: Readonly<Record<string, FieldType>>, node: unknown): Plain {
  if (!isMap(node)) return { at: node as Node | undefined, what: `\`${name}\` must be a group such as { ${Object.keys(fields).map((field) => `${field}: …`).join(', ')} }.`, hint: 'Correct this value.' };
  const values = new Map<string, unknown>();
  for (const pair of node.items) {
    if (!isPair(pair)) continue;
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    const at = pair.key as Node;
    const secret = secretWord(key);
    if (secret !== undefined) return { at, what: `\`${name}\` holds something that looks like a secret ("${secret}").`, hint: 'Delete this line: passwords and keys must not be in this file.' };
    const type = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (type === undefined) return { at, what: `\`${cleanText(key, 40)}\` is not known in \`${name}\`.`, hint: didYouMean(key, Object.keys(fields)) ?? `Known: ${Object.keys(fields).join(', ')}.` };
    if (values.has(key)) return { at, what: `\`${key}\` stands twice in \`${name}\`.`, hint: 'Leave one of the two.' };
    const value = scalarOf(type, pair.value);
    values.set(key, type === 'ip' && isNoAddress(value) ? null : value);
  }
  return { value: Object.fromEntries(values) };
}

const YES: ReadonlySet<string> = new Set(['yes', 'on', 'true', 'enabled']);
const NO: ReadonlySet<string> = new Set(['no', 'off', 'false', 'disabled']);

/** A symbol of its own, which no definition accepts, where the node is no scalar. */
const NOT_SCALAR = Symbol('not a scalar');

function scalarOf(type: FieldType | 'ip' | 'int', node: unknown): unknown {
  if (!isScalar(node)) return NOT_SCALAR;
  const { value } = node;
  if (typeof type !== 'string') return value;
  switch (type) {
    case 'bool': {
      const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
      return YES.has(word) ? true : NO.has(word) ? false : value;
    }
    case 'int':
    case 'port':
      return typeof value === 'string' && /^\d{1,9}$/.test(value.trim()) ? Number(value) : value;
    case 'text':
      // A user named 888888, or firmware 4.10: as written, not as a number.
      return typeof value === 'number' ? written(node) : value;
    case 'ip':
    case 'mac':
      return value;
  }
}

function written(node: Scalar): string {
  return node.source ?? String(node.value);
}

function isNoAddress(value: unknown): boolean {
  return typeof value === 'string' && ['', '0.0.0.0', '::', 'none'].includes(value.trim());
}

/** Text that is longer than the dictionary holds would be cut without a word. */
function isCut({ type }: FactDefinition, value: unknown): boolean {
  return type.kind === 'text' && typeof value === 'string' && value.trim().length > (type.max ?? 256);
}

function wrong(path: FactPath, definition: FactDefinition, node: unknown): ValueResult & { what: string } {
  const shown = isScalar(node) && (typeof node.value !== 'string' || node.value.length <= 60) ? ` be "${cleanText(written(node), 60)}"` : ' have this value';
  const hint = node !== null && isScalar(node) && node.value === null && !definition.nullable ? 'Leave the line out, or write { unknown: not-run } where you cannot see it.' : `It is ${describeValue(path)}.`;
  return { at: (node ?? undefined) as Node | undefined, what: `\`${path}\` cannot${shown}.`, hint };
}
