/** Parsed JSON → a report whose every part has its form and whose every text is safe to print. Total: never throws. */
import { isFactPath } from '../../facts/dictionary.js';
import { cleanText } from '../../facts/validate.js';
import { REPORT_SCHEMA, type Report } from '../document.js';
import { REPORT_SHAPE } from '../schema.js';
import { fault, type Input, type InputFault } from './types.js';

const WRITE_ONE = 'Write one with: nvr-doctor report';
/** Longer than any text of a report; the longest of the dictionary has 256 characters, a kept reply 2048. */
const LONGEST_TEXT = 4096;

export function checkReport(document: unknown): (Input & { readonly kind: 'report' }) | InputFault {
  const named = schemaOf(document);
  if (named === undefined) return fault('This is not a report of nvr-doctor.', WRITE_ONE);
  if (named !== REPORT_SCHEMA) return otherVersion(named);
  const facts = factsOf(document);
  const unknown = Object.keys(facts).filter((path) => !isFactPath(path)).length;
  let checked = REPORT_SHAPE.safeParse(document);
  const malformed = new Set<string>();
  if (!checked.success) {
    // A single value that this version cannot read says nothing about the others: without it, its fact is not known.
    for (const { path } of checked.error.issues) if (path[0] === 'facts' && typeof path[1] === 'string') malformed.add(path[1]);
    if (malformed.size > 0) checked = REPORT_SHAPE.safeParse({ ...(document as object), facts: Object.fromEntries(Object.entries(facts).filter(([path]) => !malformed.has(path))) });
  }
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const place = cleanText((issue?.path ?? []).map(String).join('.'), 80);
    return fault(`The report is damaged${place === '' ? '' : ` at "${place}"`}.`, 'Ask for it again.');
  }
  const { replies = [], ...rest } = checked.data;
  const notices = [
    ...(unknown > 0 ? [`${count(unknown, 'fact is', 'facts are')} not known to this version and left out: a newer nvr-doctor wrote it.`] : []),
    ...(malformed.size > 0 ? [`${count(malformed.size, 'fact does', 'facts do')} not have the form that this version knows and ${malformed.size === 1 ? 'is' : 'are'} left out.`] : []),
  ];
  // The schema is held against `Report` by the compiler, field by field; what is optional there may be undefined here.
  return { ok: true, kind: 'report', report: cleaned({ ...rest, replies }) as Report, notices };
}

function otherVersion(named: string): InputFault {
  const shown = cleanText(named, 60);
  if (named.startsWith('nvr-doctor/report@')) return fault(`The report has the form "${shown}", and this version reads ${REPORT_SCHEMA}.`, 'Install the newest nvr-doctor: npm install --global nvr-doctor');
  if (named.startsWith('nvr-doctor/')) return fault(`This is "${shown}" and no report.`, WRITE_ONE);
  return fault(`This is not a report of nvr-doctor: its schema is "${shown}".`, WRITE_ONE);
}

function schemaOf(document: unknown): string | undefined {
  const schema: unknown = isRecord(document) && Object.hasOwn(document, 'schema') ? document['schema'] : undefined;
  return typeof schema === 'string' ? schema : undefined;
}

function factsOf(document: unknown): Readonly<Record<string, unknown>> {
  const facts = isRecord(document) && Object.hasOwn(document, 'facts') ? document['facts'] : undefined;
  return isRecord(facts) ? facts : {};
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const count = (amount: number, one: string, many: string): string => `${amount} ${amount === 1 ? one : many}`;

/** The schema left only what it names, so the depth is bounded; lines of a reply stay lines. */
function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\n') ? value.split('\n').map((line) => cleanText(line, LONGEST_TEXT)).join('\n') : cleanText(value, LONGEST_TEXT);
  if (Array.isArray(value)) return value.map(cleaned);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[cleanText(key, LONGEST_TEXT), cleaned(item)]])));
}
