/** The report inside its own page: written so that no text of it can end the element, and read back bit for bit without a DOM. */
import type { Report } from '../document.js';
import { Markup } from './markup.js';

export const EMBEDDED_ID = 'nvr-doctor-report';

/** JSON.stringify never writes these as escapes of its own, so that the way back is exact. */
const ESCAPES: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\u2028': '\\u2028', '\u2029': '\\u2029' };
const ORIGINALS: ReadonlyMap<string, string> = new Map(Object.entries(ESCAPES).map(([sign, escaped]) => [escaped, sign]));

export function embedReport(report: Report): Markup {
  const json = JSON.stringify(report).replace(/[<>&\u2028\u2029]/g, (sign) => ESCAPES[sign] ?? '');
  return new Markup(`<script type="application/json" id="${EMBEDDED_ID}">${json}</script>`);
}

export type Extracted = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

/** A tag longer than this is not one that a page of ours, or a browser that saved it, would write. */
const LONGEST_TAG = 1024;
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;

/**
 * The JSON text of the report in a page, as `JSON.stringify` wrote it. One pass over the file; comments, scripts and styles are stepped
 * over whole, as a browser does. `reason` is a clause about the page: "it holds no report of nvr-doctor".
 */
export function extractReport(page: string): Extracted {
  const none: Extracted = { ok: false, reason: 'it holds no report of nvr-doctor' };
  let found: string | undefined;
  for (let at = page.indexOf('<'); at >= 0; ) {
    const element = elementAt(page, at);
    if (element === undefined) {
      at = page.indexOf('<', at + 1);
      continue;
    }
    if (element.isReport) {
      if (element.end === undefined) return { ok: false, reason: 'it ends in the middle of the report' };
      if (found !== undefined) return { ok: false, reason: 'it holds more than one report' };
      found = page.slice(element.begin, element.end);
    }
    if (element.end === undefined) break;
    at = page.indexOf('<', element.end + 1);
  }
  if (found === undefined) return none;
  // Pairs are read from the left, so that an escaped backslash before "u003c" stays what it was.
  return { ok: true, text: found.trim().replace(/\\(?:u[0-9a-f]{4}|[^])/g, (escaped) => ORIGINALS.get(escaped) ?? escaped) };
}

interface RawElement {
  /** Where its content begins, and where it ends; no end where the page is cut short. */
  readonly begin: number;
  readonly end: number | undefined;
  readonly isReport: boolean;
}

/** The comment, script, style, title or text area that begins here; undefined for anything else. */
function elementAt(page: string, at: number): RawElement | undefined {
  if (page.startsWith('<!--', at)) return { begin: at + 4, end: endOf(page, /-->/g, at + 4), isReport: false };
  const name = /^<(script|style|title|textarea)[\s/>]/i.exec(page.slice(at, at + 12))?.[1]?.toLowerCase();
  if (name === undefined) return undefined;
  const tag = page.slice(at + 1 + name.length, at + LONGEST_TAG);
  const close = tagEnd(tag);
  // Cut inside the tag, or a tag without end: nothing in it can be trusted to be the report's.
  if (close < 0) return undefined;
  const begin = at + 1 + name.length + close + 1;
  return { begin, end: endOf(page, CLOSING[name as keyof typeof CLOSING], begin), isReport: name === 'script' && isReportTag(tag.slice(0, close)) };
}

const CLOSING = { script: /<\/script[\s/>]/gi, style: /<\/style[\s/>]/gi, title: /<\/title[\s/>]/gi, textarea: /<\/textarea[\s/>]/gi };

function endOf(page: string, mark: RegExp, from: number): number | undefined {
  const search = new RegExp(mark);
  search.lastIndex = from;
  return search.exec(page)?.index;
}

/** The first ">" outside quotes; -1 where there is none. */
function tagEnd(tag: string): number {
  let quote = '';
  for (let index = 0; index < tag.length; index += 1) {
    const sign = tag[index] ?? '';
    if (quote !== '') quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '>') return index;
  }
  return -1;
}

function isReportTag(attributes: string): boolean {
  const named = new Map([...attributes.matchAll(ATTRIBUTE)].map((match) => [(match[1] ?? '').toLowerCase(), match[2] ?? match[3] ?? match[4] ?? '']));
  return named.get('id') === EMBEDDED_ID && named.get('type')?.toLowerCase() === 'application/json';
}
