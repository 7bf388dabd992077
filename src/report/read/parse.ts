/** Text of any input that holds a home → report or facts: JSON, the page of `nvr-doctor report`, a facts file in YAML or JSON. Total: never throws. */
import { FACTS_SCHEMA } from '../../facts/file/format.js';
import { readFactsFile } from '../../facts/file/read.js';
import { cleanText } from '../../facts/validate.js';
import { extractReport } from '../html/embed.js';
import { fault, type Input, type InputFault } from './types.js';
import { checkReport } from './validate.js';

const FOREIGN = fault('This is neither a report nor a facts file of nvr-doctor.', `A report begins with { "schema": "nvr-doctor/report@1", a facts file with \`schema: ${FACTS_SCHEMA}\`.`);
const NAMES_FACTS = /^\s*\{?\s*(?:#[^\n]*\n\s*)*"?schema"?\s*:\s*["']?nvr-doctor\/facts@/;

/** @param at milliseconds since 1970: when the facts of a file were seen that does not say so itself */
export function parseInput(text: string, at: number): Input | InputFault {
  const body = text.replace(/^\ufeff/, '');
  const start = body.trimStart().slice(0, 4096);
  if (start === '') return fault('The file is empty.', 'Check that this is the right file.');
  if (start.startsWith('<')) {
    const extracted = extractReport(body);
    return extracted.ok ? parseReport(extracted.text) : fault(`This page is not a bundle: ${extracted.reason}.`, 'Ask for the file that "nvr-doctor report" wrote, not for a copy of what it shows.');
  }
  if (NAMES_FACTS.test(start)) return parseFacts(body, at);
  if (start.startsWith('{')) return parseReport(body, at);
  return FOREIGN;
}

/** `at`: as above, for JSON that names its schema later than in its first line. */
export function parseReport(json: string, at?: number): Input | InputFault {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch (error) {
    const cut = error instanceof SyntaxError && /end of JSON|Unterminated/.test(error.message);
    const what = json.trimStart().startsWith('{') ? 'The JSON is damaged.' : 'This is not JSON.';
    return fault(cut ? 'The JSON ends too early: the file is cut off.' : what, 'Ask for the file again.');
  }
  if (at !== undefined && typeof document === 'object' && document !== null && Object.hasOwn(document, 'schema') && String((document as { schema?: unknown }).schema).startsWith('nvr-doctor/facts@')) return parseFacts(json, at);
  return checkReport(document);
}

function parseFacts(text: string, at: number): Input | InputFault {
  const read = readFactsFile(text, { source: 'settings-file', at });
  if (read.ok) return { ok: true, kind: 'facts', observations: read.observations, notices: [] };
  const [first] = read.faults;
  const others = read.faults.length + read.more - 1;
  const place = first === undefined ? '' : `Line ${first.line}, column ${first.column}: `;
  return fault(cleanText(`${place}${first?.what ?? 'The facts file is damaged.'}${others > 0 ? ` (and ${others} more)` : ''}`, 400), first?.hint ?? 'Correct the file.');
}
