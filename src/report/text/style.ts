/** How the answer may look on this terminal: width, signs, colour. Signs always stand with a word; colour only adds. */
import { plainSigns } from './layout.js';

export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly open: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly quiet: (text: string) => string;
}

export interface Signs {
  readonly good: string;
  readonly bad: string;
  readonly open: string;
  readonly line: string;
  readonly bullet: string;
  readonly ellipsis: string;
}

export interface Style {
  /** Columns of the terminal, 40 to 200. */
  readonly columns: number;
  readonly signs: Signs;
  readonly paint: Paint;
}

export const UNICODE_SIGNS: Signs = { good: '✓', bad: '✗', open: '?', line: '─', bullet: '•', ellipsis: '…' };
export const ASCII_SIGNS: Signs = { good: '+', bad: 'x', open: '?', line: '-', bullet: '-', ellipsis: '...' };

/** A finished text as this terminal can show it. */
export function forTerminal(text: string, { signs }: Style): string {
  return signs === ASCII_SIGNS ? plainSigns(text) : text;
}

const same = (text: string): string => text;
export const NO_PAINT: Paint = { good: same, bad: same, open: same, strong: same, quiet: same };

export const DEFAULT_COLUMNS = 80;
const NARROWEST = 40;
const WIDEST = 200;

export interface TerminalHints {
  readonly isTty: boolean;
  readonly columns?: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--no-color`. */
  readonly noColor: boolean;
  readonly platform?: string;
}

/** Chalk is loaded only where colour is wanted. */
export async function styleFor(hints: TerminalHints): Promise<Style> {
  const columns = Math.min(WIDEST, Math.max(NARROWEST, (hints.isTty ? hints.columns : undefined) ?? DEFAULT_COLUMNS));
  return { columns, signs: speaksUnicode(hints) ? UNICODE_SIGNS : ASCII_SIGNS, paint: wantsColour(hints) ? await colours() : NO_PAINT };
}

/** `NO_COLOR` counts when it is set and not empty (no-color.org). */
function wantsColour({ isTty, env, noColor }: TerminalHints): boolean {
  return isTty && !noColor && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

/** The Linux console has 256 glyphs, a dumb terminal promises nothing, and the C locale is ASCII (POSIX order of the variables). */
export function speaksUnicode({ env, platform = process.platform }: TerminalHints): boolean {
  if (env['TERM'] === 'linux' || env['TERM'] === 'dumb') return false;
  if (platform === 'win32') return Boolean(env['WT_SESSION'] ?? env['TERM_PROGRAM'] ?? env['ConEmuTask']);
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return /utf-?8/i.test(locale) || (platform === 'darwin' && locale === '');
}

async function colours(): Promise<Paint> {
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  // One argument each: chalk joins all it is given, and these are used with map().
  return { good: (text) => chalk.green(text), bad: (text) => chalk.red.bold(text), open: (text) => chalk.yellow(text), strong: (text) => chalk.bold(text), quiet: (text) => chalk.dim(text) };
}
