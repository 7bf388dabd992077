/** The unlock pattern: a line through the dots of a 3×3 grid, numbered 1 to 9 row by row. */
import type { Fault } from '../refusal.js';

const SIDE = 3;
export const MIN_DOTS = 4;

/** What the grid makes of the drawn line: a dot that lies straight between two others is taken along unless it was used before. Undefined: no line on this grid. */
export function drawnDots(line: readonly number[]): readonly number[] | undefined {
  const dots: number[] = [];
  for (const dot of line) {
    if (!Number.isInteger(dot) || dot < 1 || dot > SIDE * SIDE || dots.includes(dot)) return undefined;
    const last = dots.at(-1);
    const between = last === undefined ? undefined : dotBetween(last, dot);
    if (between !== undefined && !dots.includes(between)) dots.push(between);
    dots.push(dot);
  }
  return dots;
}

function dotBetween(a: number, b: number): number | undefined {
  const row = (dot: number): number => Math.floor((dot - 1) / SIDE);
  const column = (dot: number): number => (dot - 1) % SIDE;
  // Half-way between two dots lies a dot only where both distances are even.
  if (a === b || (row(a) + row(b)) % 2 !== 0 || (column(a) + column(b)) % 2 !== 0) return undefined;
  return (a + b) / 2;
}

/** How a pattern goes into its verifier. */
export const patternText = (dots: readonly number[]): string => dots.join('-');

export type DrawnPattern = { readonly ok: true; readonly dots: readonly number[] } | { readonly ok: false; readonly faults: readonly Fault[] };

/** A new pattern, drawn twice. */
export function newPattern(first: readonly number[], second: readonly number[]): DrawnPattern {
  const fault = (field: string, code: string, reason: string): DrawnPattern => ({ ok: false, faults: [{ field, code, reason }] });
  const dots = drawnDots(first);
  if (dots === undefined) return fault('first', 'not-a-line', 'A pattern goes through dots 1 to 9, each once.');
  if (dots.length < MIN_DOTS) return fault('first', 'too-few-dots', `A pattern connects at least ${MIN_DOTS} of the 9 dots.`);
  const again = drawnDots(second);
  if (again === undefined || patternText(again) !== patternText(dots)) return fault('second', 'not-confirmed', 'The second drawing is not the same as the first.');
  return { ok: true, dots };
}
