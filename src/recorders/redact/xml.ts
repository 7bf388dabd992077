/** Rewrites text and attribute values of XML, however broken it is, and of web pages. One pass; tags that never close only make it more careful. */
import { foldName, type Rewritten, type Visit } from './site.js';

/** Open elements that are remembered; deeper ones are treated as if they had no name of their own. */
const MAX_DEPTH = 128;
const ATTRIBUTE = /([\w:.-]{1,128})(\s{0,16}=\s{0,16})("[^"]*"?|'[^']*'?|[^\s"'>]{1,4096})/g;

const BLANK = /^[\s/?]*$/;

export function rewriteXml(text: string, visit: Visit): Rewritten {
  const out: string[] = [];
  const open: string[] = [];
  const unclosed = new Set<string>();
  /** The text just before, for a closing tag whose opening one was lost. */
  let before: { readonly index: number; readonly text: string } | undefined;
  const words = (content: string, names: readonly string[]): void => {
    before = { index: out.length, text: content };
    out.push(content.trim() === '' ? content : (visit({ names, text: content, kind: 'text' }) ?? content));
  };
  let at = 0;
  while (at < text.length) {
    const start = text.indexOf('<', at);
    if (start !== at) {
      words(text.slice(at, start < 0 ? text.length : start), open);
      at = start < 0 ? text.length : start;
      continue;
    }
    const bracket = /^<(!\[CDATA\[|!--)/.exec(text.slice(at, at + 9))?.[0];
    if (bracket !== undefined) {
      const close = bracket === '<!--' ? '-->' : ']]>';
      const from = at + bracket.length;
      const found = unclosed.has(close) ? -1 : text.indexOf(close, from);
      if (found < 0) unclosed.add(close);
      // Never closed: only the mark itself is skipped, or everything behind it would pass for free text.
      const end = found < 0 ? endOfText(text, from) : found;
      out.push(bracket);
      const content = text.slice(from, end);
      // A mark that closes only the next section has swallowed tags on the way.
      if (content.includes('<')) out.push(messy(content, open, visit));
      else words(content, open);
      out.push(found < 0 ? '' : close);
      at = found < 0 ? end : end + close.length;
      continue;
    }
    const end = tagEnd(text, at + 1);
    const whole = text[end] === '>';
    const inner = text.slice(at + 1, end);
    const name = /^\/?\s{0,16}([\w:.-]{1,128})/.exec(inner)?.[1];
    const folded = name === undefined ? '' : foldName(name);
    if (inner.startsWith('/')) {
      const depth = open.lastIndexOf(folded);
      if (depth >= 0) open.length = depth;
      else if (before && before.text.trim() !== '') out[before.index] = visit({ names: [...open, folded], text: before.text, kind: 'text' }) ?? (out[before.index] as string);
      out.push('<', closingTag(inner, name, [...open, folded], visit));
    } else if (name === undefined) {
      // Not a tag (`a < b`, `<?xml`): free text inside whatever is open.
      const declared = /^\?xml\b[^?]{0,200}\?$/.test(inner);
      out.push('<', declared ? inner : (visit({ names: open, text: inner, kind: 'text' }) ?? inner));
    } else {
      const names = [...open, folded];
      // A tag that is never closed may have its text stuck to its name.
      const closing = whole ? undefined : /^<\/([\w:.-]{1,128})/.exec(text.slice(end, end + 132))?.[1];
      const stuck = whole ? undefined : visit({ names: closing !== undefined && inner.startsWith(closing) ? [...names, foldName(closing)] : names, text: inner, kind: 'text' });
      out.push('<', stuck ?? name + attributes(inner.slice(name.length), names, visit));
      if (!inner.endsWith('/') && open.length < MAX_DEPTH) open.push(folded);
    }
    if (!inner.startsWith('/')) before = undefined;
    if (whole) out.push('>');
    at = whole ? end + 1 : end;
  }
  return { text: out.join(''), damaged: false };
}

function endOfText(text: string, from: number): number {
  const next = text.indexOf('<', from);
  return next < 0 ? text.length : next;
}

/** Index of `>`, or of the next `<` or the end where the tag is never closed. A `>` inside quotes does not count. */
function tagEnd(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const char = text[at] as string;
    if (char === '<') return at;
    if (quote === '' ? char === '>' : char === quote) {
      if (quote === '') return at;
      quote = '';
    } else if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
    }
  }
  return text.length;
}

/** What stands in a closing tag besides its name is text that has lost its place. */
function closingTag(inner: string, name: string | undefined, names: readonly string[], visit: Visit): string {
  const rest = name === undefined ? inner.slice(1) : inner.slice(inner.indexOf(name) + name.length);
  if (rest.trim() === '') return inner;
  return inner.slice(0, inner.length - rest.length) + (visit({ names, text: rest, kind: 'text' }) ?? rest);
}

function attributes(rest: string, names: readonly string[], visit: Visit): string {
  if (rest.trim() === '' || rest.trim() === '/') return rest;
  const found = [...rest.matchAll(ATTRIBUTE)];
  // `<input name="password" value="…">`: one attribute may say what the other one is.
  const told = found.map((m) => foldName(unquoted(m[3] ?? ''))).filter((n) => n !== '' && n.length < 64);
  const out: string[] = [];
  let at = 0;
  for (const m of found) {
    const [whole, name = '', equals = '', value = ''] = m;
    if (!BLANK.test(rest.slice(at, m.index))) return messy(rest, names, visit);
    const quote = /^["']/.exec(value)?.[0] ?? '';
    const closed = quote !== '' && value.length > 1 && value.endsWith(quote);
    const label = ['value', 'content'].includes(foldName(name)) ? told : [];
    const replaced = visit({ names: [...names.slice(0, -1), ...label, `${names.at(-1) ?? ''}@`, foldName(name)], text: unquoted(value), kind: 'text' });
    out.push(rest.slice(at, m.index), name, equals, replaced === undefined ? value : `${quote}${replaced}${closed ? quote : ''}`);
    at = m.index + whole.length;
  }
  if (!BLANK.test(rest.slice(at))) return messy(rest, names, visit);
  out.push(rest.slice(at));
  return out.join('');
}

/** Quotes are out of step: names and values cannot be told apart, so each word counts as a name. */
function messy(rest: string, names: readonly string[], visit: Visit): string {
  const words = rest.split(/[\s"'=<>/]+/).map(foldName).filter((word) => word !== '' && word.length <= 128);
  return visit({ names: [...names, ...words], text: rest, kind: 'text' }) ?? rest;
}

function unquoted(value: string): string {
  const quote = /^["']/.exec(value)?.[0];
  if (quote === undefined) return value;
  return value.slice(1, value.length > 1 && value.endsWith(quote) ? -1 : undefined);
}
