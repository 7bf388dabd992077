/** Plain-text layout: display width and wrapping. Works on text without colour; colour is put on finished lines. */
import { cleanText } from '../../facts/validate.js';

const ZERO_WIDTH = /\p{Mark}/u;
let segmenter: Intl.Segmenter | undefined;
/** Made when the first text needs it: it costs a millisecond, and most answers are plain ASCII and a few signs. */
function segmentsOf(text: string): Iterable<{ readonly segment: string }> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}
/** East Asian wide and full-width blocks and emoji: two columns each in a terminal (Unicode TR11). */
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Columns that the text takes in a terminal. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmentsOf(text)) width += WIDE.test(segment) ? 2 : ZERO_WIDTH.test(segment[0] ?? '') ? 0 : 1;
  return width;
}

export function padEnd(text: string, columns: number, fill = ' '): string {
  return text + fill.repeat(Math.max(0, columns - displayWidth(text)));
}

export function truncate(text: string, columns: number, ellipsis = '…'): string {
  if (displayWidth(text) <= columns) return text;
  return `${takeColumns(text, columns - displayWidth(ellipsis)).trimEnd()}${ellipsis}`;
}

/** Wraps at blanks to `columns`; a word longer than a line is cut. `first` begins the first line, `rest` every other; both count. */
export function wrap(text: string, columns: number, first = '', rest = ' '.repeat(displayWidth(first))): string[] {
  const lines: string[] = [];
  let prefix = first;
  let line = '';
  const room = (): number => Math.max(8, columns - displayWidth(prefix));
  const flush = (): void => {
    lines.push(prefix + line);
    prefix = rest;
    line = '';
  };
  for (let word of safe(text).split(/\s+/).filter(Boolean)) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > room()) flush();
    while (displayWidth(word) > room()) {
      const head = takeColumns(word, room());
      line = head;
      flush();
      word = word.slice(head.length);
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '' || lines.length === 0) flush();
  return lines.map((wrapped) => wrapped.trimEnd());
}

function takeColumns(text: string, columns: number): string {
  let taken = '';
  let width = 0;
  for (const { segment } of segmentsOf(text)) {
    const next = displayWidth(segment);
    if (width + next > columns && taken !== '') break;
    taken += segment;
    width += next;
  }
  return taken;
}

/** Nothing that steers a terminal passes here, whatever came in: the facts are clean already, this is the second lock. */
export function safe(text: string): string {
  return cleanText(text, 2000);
}

const PLAIN_FORM: Readonly<Record<string, string>> = { '‘': "'", '’': "'", '“': '"', '”': '"', '–': '-', '—': '-', '−': '-', '…': '...', '→': '->', '·': '-', '•': '-' };

/** Typographic signs of our own texts in ASCII, for terminals that cannot show them. Names given by people stay as they are. */
export function plainSigns(text: string): string {
  return text.replace(/[‘’“”–—−…→·•]/g, (sign) => PLAIN_FORM[sign] ?? sign);
}
