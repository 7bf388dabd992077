/** Whether a file is one document or one report a line. */

const PAGES = /\.(?:html?|ya?ml)(?:\.gz)?$/i;
const LINES = /\.(?:ndjson|jsonl)(?:\.gz)?$/i;

/**
 * By its name where that says so, else by its begin: a page, or JSON whose first line does not end, is one document. A file with one
 * broken line after another is lines, so that each gets its own reject.
 */
export function isDocument(path: string, begin: Buffer): boolean {
  if (PAGES.test(path)) return true;
  if (LINES.test(path)) return false;
  const text = begin.toString('utf8').replace(/^\ufeff/, '').trimStart();
  const [first = '', ...rest] = text.split('\n');
  if (text.startsWith('<') || /^\s*(?:#|schema\s*:)/.test(text)) return true;
  return first.trim() === '{' || first.trim() === '[' || (rest.length > 0 && !first.trimEnd().endsWith('}') && /^\s*[}\]"]/.test(rest[0] ?? ''));
}
