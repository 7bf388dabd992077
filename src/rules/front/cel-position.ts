/** From a place in an expression to the place in the file, through YAML's ways of quoting. */
import { Scalar } from 'yaml';
import type { Source, Span, Step } from './source.js';

/** Why an expression may not be written in this style; undefined where it may. */
export function styleProblem(source: Source, path: readonly Step[]): { message: string; hint: string } | undefined {
  const scalar = source.scalarAt(path);
  if (!scalar?.range) return undefined;
  const raw = source.text.slice(scalar.range[0], scalar.range[1]);
  if (scalar.type === Scalar.BLOCK_FOLDED) return { message: 'An expression in a folded block (">") loses its line numbers.', hint: 'Use single quotes on one line, or "|".' };
  if (scalar.type !== Scalar.BLOCK_LITERAL && raw.includes('\n')) return { message: 'An expression is spread over several lines.', hint: 'Use single quotes on one line, or "|".' };
  // YAML drops ` # …` from a plain text without a word, and the rest of the condition with it.
  if (scalar.type === Scalar.PLAIN && scalar.comment) return { message: 'YAML cuts the expression off at "#".', hint: "Put the expression in single quotes, and the remark on a line of its own." };
  return undefined;
}

/** The span in the file of `start`..`end` of the expression text. */
export function celSpan(source: Source, path: readonly Step[], start: number, end: number): Span {
  const scalar = source.scalarAt(path);
  if (!scalar?.range || typeof scalar.value !== 'string') return source.spanOf(path);
  const from = fileOffset(source.text, scalar, start);
  const to = fileOffset(source.text, scalar, end);
  return { offset: from, length: Math.max(1, to - from) };
}

function fileOffset(text: string, scalar: Scalar, index: number): number {
  const [start, end] = scalar.range as [number, number, number];
  switch (scalar.type) {
    case Scalar.QUOTE_SINGLE:
      return skip(start + 1, end, index, (at) => (text.startsWith("''", at) ? 2 : 1));
    case Scalar.QUOTE_DOUBLE:
      return skip(start + 1, end, index, (at) => (text[at] !== '\\' ? 1 : text[at + 1] === 'x' ? 4 : text[at + 1] === 'u' ? 6 : 2));
    case Scalar.BLOCK_LITERAL:
      return blockOffset(text, start, String(scalar.value), index);
    default:
      return Math.min(start + index, end);
  }
}

function skip(from: number, end: number, count: number, width: (at: number) => number): number {
  let at = from;
  for (let done = 0; done < count && at < end; done += 1) at += width(at);
  return at;
}

/** Every line of the value is a line of the file after the header, moved right by the same indentation. */
function blockOffset(text: string, start: number, value: string, index: number): number {
  const before = value.slice(0, index);
  const lineNumber = before.split('\n').length - 1;
  const column = index - (before.lastIndexOf('\n') + 1);
  let lineStart = text.indexOf('\n', start) + 1;
  const indent = /^ */.exec(text.slice(lineStart, lineStart + 64))?.[0].length ?? 0;
  for (let line = 0; line < lineNumber; line += 1) lineStart = text.indexOf('\n', lineStart) + 1;
  return lineStart + indent + column;
}
