/** What the truth of one condition makes sure about another: after `has(x)` holds, `x` is not none. */
import type { Expression } from '../types.js';

/** How a fact or an item's field is remembered; undefined for anything that has no name. */
export function nullKey(expression: Expression): string | undefined {
  const [op, name] = expression;
  return (op === 'fact' || op === 'field') && typeof name === 'string' ? `${op} ${name}` : undefined;
}

/** The names that are not null when the expression has this truth. */
export function impliedNotNull(expression: Expression, truth: boolean): string[] {
  const [op, ...args] = expression as [string, ...Expression[]];
  switch (op) {
    case 'has':
      return truth ? named(args[0]) : [];
    case '!':
      return impliedNotNull(args[0] as Expression, !truth);
    case '&&':
    case '||':
      // Only all of them together say something: a false "&&" may be false for any of its operands.
      return (op === '&&') === truth ? args.flatMap((arg) => impliedNotNull(arg, truth)) : [];
    case '==':
    case '!=': {
      const equal = (op === '==') === truth;
      const [left, right] = args as [Expression, Expression];
      if (isNull(right)) return equal ? [] : named(left);
      if (isNull(left)) return equal ? [] : named(right);
      // Equal to something that is a value is a value.
      return equal ? [...(right[0] === 'lit' ? named(left) : []), ...(left[0] === 'lit' ? named(right) : [])] : [];
    }
    case 'in':
      return truth ? named(args[0]) : [];
    default:
      return [];
  }
}

function named(expression: Expression | undefined): string[] {
  const key = expression && nullKey(expression);
  return key === undefined ? [] : [key];
}

function isNull(expression: Expression): boolean {
  return expression[0] === 'lit' && expression[1] === null;
}
