/** Sentences with `{fact.path}` in them, filled with the values of this home. */
import { definitionOf, isFactPath, type FactPath } from '../facts/dictionary.js';
import type { Facts } from '../facts/merge.js';
import type { Json } from '../facts/observation.js';
import { cleanText } from '../facts/validate.js';

const PLACEHOLDER = /\{([^{}]*)\}/g;
const MAX_LENGTH = 2000;
/** Longer lists are cut in a sentence; the report document has them whole. */
const MAX_ITEMS = 5;

/** The texts between braces, with their places; for lint. */
export function placeholders(text: string): { name: string; index: number }[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => ({ name: match[1] ?? '', index: match.index }));
}

/** The sentence with values for people. What is not known reads "unknown"; a secret is never shown. */
export function renderTemplate(text: string, facts: Facts): string {
  return cleanText(
    text.replace(PLACEHOLDER, (whole, name: string) => (isFactPath(name) ? shownFact(name, facts) : whole)),
    MAX_LENGTH,
  );
}

/** One fact for people: `shownFact('recorder.upnp.enabled', …)` → "on". */
export function shownFact(path: FactPath, facts: Facts): string {
  const definition = definitionOf(path);
  if (definition.sensitivity === 'secret') return '(hidden)';
  const fact = facts.get(path);
  if (fact.state === 'unknown') return 'unknown';
  return formatValue(path, fact.value);
}

export function formatValue(path: FactPath, value: Json): string {
  const { title, unit, type } = definitionOf(path);
  if (typeof value === 'boolean') return formatBoolean(value, title);
  if (typeof value === 'number') return unit === 's' ? formatSeconds(value) : unit === undefined || unit === 'bits' ? String(value) : `${value} ${unit}`;
  if (typeof value === 'string') return type.kind === 'enum' ? value.replaceAll('-', ' ') : cleanText(value);
  if (value === null) return 'none';
  if (!Array.isArray(value)) return formatRecord(value as Readonly<Record<string, Json>>);
  const items = value as readonly Json[];
  if (items.length === 0) return 'none';
  const shown = items.slice(0, MAX_ITEMS).map((item) => (typeof item === 'object' && item !== null ? formatRecord(item as Readonly<Record<string, Json>>) : cleanText(String(item))));
  return items.length > MAX_ITEMS ? `${shown.join(', ')} and ${items.length - MAX_ITEMS} more` : shown.join(', ');
}

/** A switch reads on or off, everything else yes or no; the title says which it is. */
function formatBoolean(value: boolean, title: string): string {
  return / (is on|by DHCP)$/.test(title) ? (value ? 'on' : 'off') : value ? 'yes' : 'no';
}

function formatRecord(record: Readonly<Record<string, Json>>): string {
  const parts = Object.values(record).filter((value) => value !== null && value !== '' && typeof value !== 'boolean');
  return parts.length === 0 ? '(empty)' : parts.map((value) => (typeof value === 'string' ? cleanText(value, 64) : JSON.stringify(value))).join(' ');
}

/** Two units at most: 95 → "1 min 35 s", 90061 → "1 day 1 h". */
export function formatSeconds(seconds: number): string {
  const sign = seconds < 0 ? '-' : '';
  const whole = Math.abs(seconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), whole >= 172_800 ? 'days' : 'day'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first < 0) return '0 s';
  return sign + parts.slice(first, first + 2).filter(([amount]) => amount > 0).map(([amount, name]) => `${amount} ${name}`).join(' ');
}
