/**
 * Looks at the tokens of a YAML file before the parser does: deep nesting makes the parser recurse until the process dies,
 * and tags, anchors and aliases have no business in a rule. The lexer is a flat state machine, so it is safe on any text.
 */
import { Lexer } from 'yaml';

const MAX_BRACKETS = 16;
const MAX_INDENT = 40;
/** `- - - -` nests without indentation. */
const MAX_MARKS_PER_LINE = 6;
/** Four times what a long rule has; the parser's work grows with the tokens, not with the bytes. */
const MAX_TOKENS = 10_000;

export interface YamlProblem {
  readonly offset: number;
  readonly length: number;
  readonly message: string;
  readonly hint?: string;
}

/** The first thing that is refused, or undefined. */
export function prescan(text: string): YamlProblem | undefined {
  const deep = /^( {41,}|\t+)\S/m.exec(text);
  if (deep) {
    const tab = deep[0].startsWith('\t');
    return { offset: deep.index, length: 1, message: tab ? 'A line is indented with a tab.' : `A line is indented by more than ${MAX_INDENT} blanks.` };
  }
  let offset = 0;
  let brackets = 0;
  let marks = 0;
  let scalar = false;
  let tokens = 0;
  for (const token of new Lexer().lex(text)) {
    tokens += 1;
    if (tokens > MAX_TOKENS) return { offset, length: 1, message: 'The file has too many parts to be a rule.' };
    // The lexer marks documents, flow errors and scalars with control characters that are not in the text.
    if (token === '\x02' || token === '\x18' || token === '\x1f') {
      scalar = token === '\x1f';
      continue;
    }
    if (!scalar) {
      const problem = forbidden(token);
      if (problem) return { offset, length: token.trimEnd().length, ...problem };
      if (token === '[' || token === '{') brackets += 1;
      if (token === ']' || token === '}') brackets -= 1;
      if (token === '-' || token === '?') marks += 1;
      if (brackets > MAX_BRACKETS || marks > MAX_MARKS_PER_LINE) return { offset, length: 1, message: 'Lists are nested too deeply here.' };
    }
    if (token.includes('\n')) marks = 0;
    scalar = false;
    offset += token.length;
  }
  return undefined;
}

const QUOTE = 'In a "cel:" line put the whole expression in single quotes: cel: \'…\'.';

function forbidden(token: string): { message: string; hint: string } | undefined {
  switch (token[0]) {
    case '!':
      return { message: 'YAML reads this as a tag, and tags are not allowed.', hint: QUOTE };
    case '&':
      return { message: 'YAML reads this as an anchor, and anchors are not allowed.', hint: QUOTE };
    case '*':
      return { message: 'YAML reads this as an alias, and aliases are not allowed.', hint: QUOTE };
    case '%':
      return { message: 'YAML directives are not allowed.', hint: 'Remove the line.' };
    default:
      return undefined;
  }
}
