/** Rewrites the values of JSON where they stand: everything else keeps its bytes, a cut-off end included. One pass, no recursion. */
import { foldName, type Rewritten, type Visit } from './site.js';

/** Levels; recorders use at most eight. */
const MAX_DEPTH = 256;
const LITERALS = ['true', 'false', 'null'];

interface Frame {
  readonly object: boolean;
  /** The names lead here; the last one is replaced from member to member. */
  readonly names: readonly string[];
}

type Expect = 'value' | 'key' | 'colon' | 'next';

export function rewriteJson(text: string, visit: Visit): Rewritten {
  const out: string[] = [];
  const frames: Frame[] = [];
  // Not narrowed to its first value: the helpers below move it.
  let expect = 'value' as Expect;
  let names: readonly string[] = [];
  let copied = 0;
  let at = 0;
  const replace = (from: number, to: number, by: string | undefined): void => {
    if (by === undefined) return;
    out.push(text.slice(copied, from), by);
    copied = to;
  };
  const done = (damaged: boolean): Rewritten => {
    out.push(text.slice(copied));
    return { text: out.join(''), damaged };
  };
  const afterValue = (): void => {
    expect = frames.length === 0 ? 'value' : 'next';
  };
  while (at < text.length) {
    const char = text[at] as string;
    if (char === ' ' || char === '\n' || char === '\r' || char === '\t' || char === '\0') {
      at += 1;
    } else if (char === '"') {
      const end = stringEnd(text, at + 1);
      const content = text.slice(at + 1, end);
      if (expect === 'key') {
        names = [...(frames.at(-1)?.names ?? []), foldName(plainKey(content))];
        expect = 'colon';
      } else if (expect === 'value') {
        replace(at + 1, end, visit({ names, text: content, kind: 'text' }));
        afterValue();
      } else {
        return done(true);
      }
      at = end + 1;
    } else if (char === '{' || char === '[') {
      if (expect !== 'value' || frames.length >= MAX_DEPTH) return done(true);
      frames.push({ object: char === '{', names });
      expect = char === '{' ? 'key' : 'value';
      at += 1;
    } else if (char === '}' || char === ']') {
      const frame = frames.pop();
      if (!frame || frame.object !== (char === '}') || expect === 'colon') return done(true);
      names = frames.at(-1)?.names ?? [];
      afterValue();
      at += 1;
    } else if (char === ',') {
      const frame = frames.at(-1);
      if (!frame || expect !== 'next') return done(true);
      names = frame.names;
      expect = frame.object ? 'key' : 'value';
      at += 1;
    } else if (char === ':') {
      if (expect !== 'colon') return done(true);
      expect = 'value';
      at += 1;
    } else {
      const end = wordEnd(text, at);
      const word = text.slice(at, end);
      const number = /^-?\d[\d.eE+-]{0,40}$/.test(word) || (end === text.length && word === '-');
      if (expect !== 'value' || !(number || LITERALS.some((l) => l === word || (end === text.length && l.startsWith(word))))) return done(true);
      if (number) replace(at, end, visit({ names, text: word, kind: 'number' }));
      afterValue();
      at = end;
    }
  }
  return done(false);
}

/** `p\u0061ssword` is a password too. */
function plainKey(raw: string): string {
  return raw.includes('\\') ? raw.replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))) : raw;
}

/** Index of the closing quote, or the end of the text. */
function stringEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 92) at += 1;
    else if (code === 34) return at;
  }
  return text.length;
}

/** At least one character further, so that the scan always moves. */
function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && /[\w.+-]/.test(text[at] as string)) at += 1;
  return Math.max(at, from + 1);
}
