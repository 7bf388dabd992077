/**
 * Looks at the tokens of a YAML file before the parser does: deep nesting makes the parser recurse until the process dies,
 * and tags, anchors and aliases have no business in our files. The lexer is a flat state machine, so it is safe on any text.
 */
import { Lexer } from 'yaml';

const MAX_BRACKETS = 16;
const MAX_INDENT = 40;
/** `- - - -` nests without indentation. */
const MAX_MARKS_PER_LINE = 6;

export interface YamlProblem {
  readonly offset: number;
  readonly length: number;
  readonly message: string;
  readonly hint?: string;
}

/** What the file should be: for the words, and for how large it may be. */
export interface YamlKind {
  /** "a rule". */
  readonly noun: string;
  /** The parser's work grows with the tokens, not with the bytes. */
  readonly maxTokens: number;
  /** What to do where a value begins with a character that YAML reserves. */
  readonly quote: string;
  /** JSON nests by brackets alone, so its indentation is free. */
  readonly json?: boolean;
}

/** The first thing that is refused, or undefined. */
export function prescan(text: string, kind: YamlKind): YamlProblem | undefined {
  const deep = kind.json ? null : /^( {41,}|\t+)\S/m.exec(text);
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
    if (tokens > kind.maxTokens) return { offset, length: 1, message: `The file has too many parts to be ${kind.noun}.` };
    // The lexer marks documents, flow errors and scalars with control characters that are not in the text.
    if (token === '\x02' || token === '\x18' || token === '\x1f') {
      scalar = token === '\x1f';
      continue;
    }
    if (!scalar) {
      const problem = forbidden(token, kind.quote);
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

function forbidden(token: string, quote: string): { message: string; hint: string } | undefined {
  switch (token[0]) {
    case '!':
      return { message: 'YAML reads this as a tag, and tags are not allowed.', hint: quote };
    case '&':
      return { message: 'YAML reads this as an anchor, and anchors are not allowed.', hint: quote };
    case '*':
      return { message: 'YAML reads this as an alias, and aliases are not allowed.', hint: quote };
    case '%':
      return { message: 'YAML directives are not allowed.', hint: 'Remove the line.' };
    default:
      return undefined;
  }
}
