/** Rewrites `key=value` lines, and any other text line by line. */
import { MASK } from './secrets.js';
import type { Rewritten, Visit } from './site.js';
import { foldName } from './site.js';

const KEY = /^(\s{0,32}([A-Za-z_][\w.[\]-]{0,200})\s{0,32}=)([^]*)$/;

/** A line without a key goes on with the value of the last one, as the recorders' own texts do. */
export function rewriteLines(text: string, visit: Visit): Rewritten {
  let names: readonly string[] = [];
  let dotted = false;
  const lines = text.split('\n').map((raw) => {
    const end = raw.endsWith('\r') ? '\r' : '';
    const line = end === '' ? raw : raw.slice(0, -1);
    const match = KEY.exec(line);
    // In a table every key has a path: `x=y` below a secret of the table is its second line.
    if (match && (match[2]?.includes('.') === true || !dotted || visit({ names, text: line, kind: 'text' }) !== MASK)) {
      const [, head = '', key = '', value = ''] = match;
      dotted = key.includes('.');
      names = key.split('.').map(foldName).filter((n) => n !== '');
      return head + (visit({ names, text: value, kind: 'text' }) ?? value) + end;
    }
    return line.trim() === '' ? raw : (visit({ names, text: line, kind: 'text' }) ?? line) + end;
  });
  return { text: lines.join('\n'), damaged: false };
}
