/** Comparisons that can never hold: a word that an enum does not have, an address that is none, a spelling that never occurs. */
import type { FieldType } from '../../facts/types.js';
import { validate } from '../../facts/validate.js';
import type { Expression } from '../types.js';
import type { CelProblem, CelTree } from './cel.js';
import { didYouMean } from '../../facts/suggest.js';

/** What is known of an expression beyond its CEL type. */
export interface Shape {
  readonly type: 'bool' | 'int' | 'text' | 'null' | 'list' | 'record';
  /** Every word it can be. */
  readonly values?: readonly string[];
  readonly form?: 'ip' | 'cidr' | 'mac' | 'port';
  /** Of a list of plain values. */
  readonly element?: Shape;
  /** Of a list of records. */
  readonly fields?: Readonly<Record<string, FieldType>>;
}

const FORMS: Readonly<Record<NonNullable<Shape['form']>, string>> = { ip: 'an address', cidr: 'a network such as 192.168.1.0/24', mac: 'a hardware address', port: 'a port (1 to 65535)' };

/** Problems of comparing something of this shape with the other side, where that is a literal (or an enum that shares no word). */
export function checkLiteral(shape: Shape, other: Shape & { readonly ir: Expression; readonly tree: CelTree }): CelProblem[] {
  const at = { start: other.tree.start, end: other.tree.end };
  const literal = other.ir[0] === 'lit' ? other.ir[1] : undefined;
  if (shape.values && other.values && !shape.values.some((word) => other.values?.includes(word))) {
    return [{ code: 'R003', ...at, message: 'These two have no word in common, so they are never equal.' }];
  }
  if (typeof literal === 'string' && shape.values && !shape.values.includes(literal)) {
    return [{ code: 'R003', ...at, message: `"${literal.slice(0, 60)}" is not one of its values.`, hint: didYouMean(literal, shape.values) ?? `Values: ${shape.values.join(', ')}.` }];
  }
  if (shape.form && (typeof literal === 'string' || typeof literal === 'number') && (shape.form === 'port') === (typeof literal === 'number')) {
    const valid = validate({ type: { kind: shape.form }, title: '', sources: [] }, literal);
    if (valid === undefined) return [{ code: 'R003', ...at, message: `${JSON.stringify(literal).slice(0, 60)} is not ${FORMS[shape.form]}.` }];
    if (valid !== literal) return [{ code: 'R003', ...at, message: `This is never equal: the fact is written ${JSON.stringify(valid)}.` }];
  }
  return [];
}
