/** The value of a fact for people, in full: here no list is cut. */
import { definitionOf, isFactPath } from '../../facts/dictionary.js';
import type { Json } from '../../facts/observation.js';
import { formatValue } from '../../rules/template.js';
import { html, list, NOTHING, type Markup } from './markup.js';

type JsonRecord = Readonly<Record<string, Json>>;

export function valueMarkup(path: string, value: Json): Markup {
  // A fact of another version: shown as it is, since nothing is known about it here.
  if (!isFactPath(path)) return html`${JSON.stringify(value)}`;
  if (!Array.isArray(value) || value.length === 0) return html`${formatValue(path, value)}${meaningOf(path, value)}`;
  const items = value as readonly Json[];
  return items.some((item) => typeof item === 'object' && item !== null) ? list(items.map(recordMarkup), 'ul', 'records') : html`${items.map(fieldText).join(', ')}`;
}

function recordMarkup(item: Json): Markup {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return html`${JSON.stringify(item)}`;
  const told = Object.entries(item as JsonRecord).filter(([, value]) => value !== null && value !== '');
  return told.length === 0 ? html`(empty)` : html`${told.map(([name, value], index) => html`${index > 0 ? ', ' : ''}<span class="field">${name}</span> ${fieldText(value)}`)}`;
}

function fieldText(value: Json): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/** The dictionary says what "none" and "no" stand for: "null means that there is no default route". */
function meaningOf(path: Parameters<typeof definitionOf>[0], value: Json): Markup {
  const match = /^(null|\[\]|false)(?: means(?: that|:)?|:) ([^;]+)/.exec(definitionOf(path).empty ?? '');
  return match?.[1] === JSON.stringify(value) ? html` <span class="quiet">(${match[2]})</span>` : NOTHING;
}
