/** HTML by tagged template: whatever is filled in is escaped, so that forgetting it is not possible. */
import { cleanText } from '../../facts/validate.js';

/** Longest text of a report that the page shows; the embedded document has all of it. */
const MOST_TEXT = 4096;

/** Finished HTML. Made by the template below and for our own constants only. */
export class Markup {
  constructor(readonly html: string) {}
}

export type Filling = Markup | string | number | undefined | readonly Filling[];

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const PLAIN = /^[\x20-\x7e]*$/;
const SPECIAL = /[&<>"']/;

/** Text for an element or for an attribute in quotes: no markup, no control, direction or zero-width characters. */
export function escape(text: string): string {
  const clean = PLAIN.test(text) && text.length <= MOST_TEXT ? text : cleanText(text, MOST_TEXT);
  return SPECIAL.test(clean) ? clean.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '') : clean;
}

/** `undefined` leaves nothing behind; lists are joined. In attributes the quotes stand in the template. */
export function html(strings: TemplateStringsArray, ...fillings: readonly Filling[]): Markup {
  let text = strings[0] ?? '';
  for (let index = 0; index < fillings.length; index += 1) text += fill(fillings[index]) + (strings[index + 1] ?? '');
  return new Markup(text);
}

function fill(filling: Filling): string {
  if (filling === undefined) return '';
  if (filling instanceof Markup) return filling.html;
  if (typeof filling === 'string') return escape(filling);
  if (typeof filling === 'number') return String(filling);
  let text = '';
  for (const item of filling) text += fill(item);
  return text;
}

export const NOTHING = new Markup('');

/** A part of the page that is there only where it has something to say. */
export function list(items: readonly Filling[], kind: 'ul' | 'ol' = 'ul', className?: string): Markup {
  if (items.length === 0) return NOTHING;
  const open = new Markup(`<${kind}${className === undefined ? '' : ` class="${className}"`}>`);
  return html`${open}${items.map((item) => html`<li>${item}</li>`)}${new Markup(`</${kind}>`)}`;
}
