/** The unlock pattern on a terminal: dots by their numbers, and the grid that they stand in. */

/** `1-2-3-6`, `1236` or `1 2 3 6`; whether it is a line on the grid is for the recorder to say. Undefined: other characters than the nine numbers. */
export function readPattern(typed: string): readonly number[] | undefined {
  const given = typed.trim();
  return /^[1-9](?:[\s,-]*[1-9]){0,8}$/.test(given) ? [...given.replace(/\D/g, '')].map(Number) : undefined;
}

export const GRID = ['1  2  3', '4  5  6', '7  8  9'] as const;
