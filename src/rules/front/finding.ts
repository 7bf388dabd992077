/** What lint says about a rule file: where, what, and what to do about it. */

/**
 * R001 YAML · R002 form of the file · R003 expression syntax or type · R004 fact not in the dictionary · R005 forbidden operation or limit ·
 * R006 clause that is not a yes-or-no, or reads no fact · R007 `explains` dangling or cyclic · R008 id twice or not the file's name ·
 * R009 a verdict without a test · R010 decided without any fact · R011 secret in a text · R012 blocker without steps for the homeowner ·
 * R014 retired rule still named · R015 value that can be none · R016 remedy effect · R017 fact in a test · R018 dangerous advice ·
 * R019 verdict that hangs on what was asked · R020 a unit said twice.
 */
export type LintCode =
  | 'R001' | 'R002' | 'R003' | 'R004' | 'R005' | 'R006' | 'R007' | 'R008' | 'R009'
  | 'R010' | 'R011' | 'R012' | 'R014' | 'R015' | 'R016' | 'R017' | 'R018' | 'R019' | 'R020';

export interface LintFinding {
  /** Path as given by the caller, relative where the rules folder was. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** How many characters are meant, at least 1. */
  readonly length: number;
  readonly code: LintCode;
  /** An error keeps the rule out of the pack; a warning does not. */
  readonly level: 'error' | 'warning';
  readonly message: string;
  /** What to do; absent where the message says it. */
  readonly hint?: string;
  /** The source line, empty where the file has none. */
  readonly snippet: string;
}

/** `file:line:column code message`, the source line, a caret under the place, and the hint. */
export function renderFinding(finding: LintFinding): string {
  const { line, column, length, code, level } = finding;
  const [file, message, hint, snippet] = [finding.file, finding.message, finding.hint, finding.snippet].map(harmless) as [string, string, string | undefined, string];
  const head = `${file}:${line}:${column} ${level === 'warning' ? 'warning ' : ''}${code} ${message}`;
  const lines = [head];
  if (snippet !== '') {
    // A window around the place: a line may be long, and a caret off the screen helps nobody.
    const from = Math.max(0, column - 1 - 60);
    const window = snippet.slice(from, from + 120);
    const caret = ' '.repeat(column - 1 - from) + '^'.repeat(Math.max(1, Math.min(length, window.length - (column - 1 - from))));
    lines.push(`  ${window}`, `  ${caret}`);
  }
  if (hint !== undefined) lines.push(`  ${hint}`);
  return lines.join('\n');
}

/** The words of a file that may be hostile, for a terminal: whatever steers one becomes a blank, one for one, so that the caret stays in place. */
function harmless(text: string | undefined): string | undefined {
  return text?.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]/g, ' ');
}
