/** What a person types at the keyboard → values, checked at once; the words of a problem are for that person. */
import { Scalar, YAMLSeq, type Node } from 'yaml';
import { definitionOf, type FactPath } from '../../facts/dictionary.js';
import { describeValue, readValue } from '../../facts/file/value.js';
import type { Json } from '../../facts/observation.js';
import { cleanText } from '../../facts/validate.js';
import { clockFields } from '../wall-clock.js';
import type { MenuQuestion } from './menu.js';

/** What stands for an empty field. */
export const NONE = 'none';

export type Answer = { readonly values: readonly (readonly [FactPath, Json])[] } | { readonly problem: string };

/** The moment and the place of the clock on the wall. */
export interface Now {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** As `Date.getTimezoneOffset` gives it. */
  readonly zoneMinutes: number;
}

export function readAnswer(question: MenuQuestion, typed: string, now: Now): Answer {
  const { path } = question;
  const text = typed.trim();
  if (question.form === 'clock') return clock(text, now);
  if (path === 'recorder.upnp.mappings' && text.toLowerCase() !== NONE) return mappings(path, text);
  if (text.toLowerCase() === NONE) return none(question);
  const read = readValue(path, nodeOf(path, text));
  return 'value' in read ? { values: [[path, read.value]] } : { problem: `"${cleanText(text, 40)}" cannot be: it is ${describeValue(path).replace(', or null where it is empty', question.empty === undefined ? '' : `, or ${NONE}`)}.` };
}

function none({ path, empty }: MenuQuestion): Answer {
  const { type, nullable } = definitionOf(path);
  if (empty !== undefined && nullable) return { values: [[path, null]] };
  if (empty !== undefined && type.kind === 'list') return { values: [[path, []]] };
  return { problem: 'This field cannot be empty on a recorder that works. Press Enter alone if you cannot see it.' };
}

function nodeOf(path: FactPath, text: string): Node {
  const { type } = definitionOf(path);
  if (type.kind === 'list') {
    const list = new YAMLSeq<Scalar>();
    list.items = text.split(/[\s,;]+/).filter(Boolean).map((item) => new Scalar(item));
    return list;
  }
  return new Scalar(type.kind === 'int' && /^-?\d{1,9}$/.test(text) ? Number(text) : path.endsWith('.prefix') ? text.replace(/^\/(?=\d)/, '') : text);
}

/** The recorder's clock as it shows now, or as it stands on paper with the time of a watch behind a slash. */
function clock(text: string, { now, zoneMinutes }: Now): Answer {
  const problem = 'It is year, month, day and the time, such as 2026-11-22 17:05.';
  const [shown = '', watch, ...more] = text.split(' / ').map(wallClock);
  const moment = watch === undefined ? now : offsetOf(watch, 0, 0);
  const offset = moment === undefined || more.length > 0 ? undefined : offsetOf(shown, watch === undefined ? moment : moment * 1000, watch === undefined ? zoneMinutes : 0);
  return offset === undefined ? { problem } : { values: [['recorder.time.offsetSeconds', offset], ['recorder.time.shownDate', shown.slice(0, 10)]] };
}

/** In the form that recorders give; seconds are rarely typed, so the middle of the minute stands in for them. */
function wallClock(text: string): string {
  const match = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ T,]+(\d{1,2}:\d{1,2})(:\d{1,2})?( ?[ap]m)?$/i.exec(text.trim());
  if (!match) return '';
  const [, year = '', month = '', day = '', minutes = '', seconds = ':30', half = ''] = match;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')} ${minutes}${seconds}${half}`;
}

function offsetOf(shown: string, now: number, zoneMinutes: number): number | undefined {
  const field = clockFields(shown, now, zoneMinutes).find(({ path }) => path === 'recorder.time.offsetSeconds');
  return field !== undefined && 'value' in field ? (field.value as number) : undefined;
}

function mappings(path: FactPath, text: string): Answer {
  const rows: Json[] = [];
  for (const row of text.split(';').map((part) => part.trim()).filter(Boolean)) {
    const match = /^(tcp|udp)[\s,]+(\d{1,5})[\s,]+(\d{1,5})[\s,]+(on|off)$/i.exec(row);
    const [inside, outside] = [Number(match?.[2]), Number(match?.[3])];
    if (!match || inside < 1 || inside > 65535 || outside < 1 || outside > 65535) return { problem: `"${cleanText(row, 40)}" is not like "tcp 37777 37777 on".` };
    rows.push({ enabled: match[4]?.toLowerCase() === 'on', protocol: match[1]?.toLowerCase() as string, inside, outside, service: null });
  }
  return rows.length === 0 || rows.length > 32 ? { problem: `It is up to 32 lines like "tcp 37777 37777 on", or ${NONE}.` } : { values: [[path, rows]] };
}
