/** One YAML file with the place of everything in it. */
import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node, type Scalar } from 'yaml';
import { prescan, type YamlKind } from '../../facts/file/prescan.js';
import type { LintCode, LintFinding } from './finding.js';

/** 10,000 parts are four times what a long rule has. */
const RULE_FILE: YamlKind = { noun: 'a rule', maxTokens: 10_000, quote: 'In a "cel:" line put the whole expression in single quotes: cel: \'…\'.' };

export interface Span {
  readonly offset: number;
  readonly length: number;
}

export type Step = string | number;

interface Options {
  readonly hint?: string | undefined;
  readonly level?: 'error' | 'warning';
}

export class Source {
  private readonly lines: string[];
  private constructor(
    readonly file: string,
    readonly text: string,
    private readonly document: Document.Parsed,
    private readonly counter: LineCounter,
  ) {
    this.lines = text.split('\n');
  }

  /** The file as plain values with places, or what is wrong with its YAML. Never throws, whatever the text. */
  static read(file: string, text: string): Source | LintFinding {
    const counter = new LineCounter();
    const early = prescan(text, RULE_FILE);
    if (early) return plainFinding(file, text, early.offset, early.length, early.message, early.hint);
    const document = parseDocument(text, { lineCounter: counter, strict: true, uniqueKeys: true, version: '1.2', schema: 'core', prettyErrors: false, stringKeys: true });
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem) {
      const [start, end] = problem.pos;
      const hint = /^\s*(-\s+)?"?cel"?:/.test(lineAt(text, start)) ? 'Put the whole expression in single quotes: cel: \'…\'.' : undefined;
      return plainFinding(file, text, start, Math.max(1, end - start), `${problem.message.split('\n')[0]}`, hint);
    }
    return new Source(file, text, document, counter);
  }

  value(): unknown {
    return this.document.toJS({ maxAliasCount: 0 });
  }

  /** Where the value at a path stands; the nearest parent that exists where it does not. */
  spanOf(path: readonly Step[]): Span {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = this.nodeAt(path.slice(0, length));
      if (node?.range) return { offset: node.range[0], length: Math.max(1, firstLineLength(this.text, node.range[0], node.range[1])) };
    }
    return { offset: 0, length: 1 };
  }

  /** Where the key itself stands. */
  spanOfKey(path: readonly Step[], key: string): Span {
    const parent = this.nodeAt(path);
    const pair = isMap(parent) ? (parent.items).find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key) : undefined;
    const range = (pair?.key as Scalar | undefined)?.range;
    return range ? { offset: range[0], length: Math.max(1, range[1] - range[0]) } : this.spanOf(path);
  }

  scalarAt(path: readonly Step[]): Scalar | undefined {
    const node = this.nodeAt(path);
    return isScalar(node) ? node : undefined;
  }

  finding(code: LintCode, span: Span, message: string, { hint, level = 'error' }: Options = {}): LintFinding {
    const { line, col } = this.counter.linePos(span.offset);
    return {
      file: this.file,
      line: Math.max(1, line),
      column: Math.max(1, col),
      length: span.length,
      code,
      level,
      message,
      ...(hint === undefined ? {} : { hint }),
      snippet: this.lines[line - 1] ?? '',
    };
  }

  private nodeAt(path: readonly Step[]): Node | undefined {
    let node: unknown = this.document.contents;
    for (const step of path) {
      // `getIn` would split nothing either, but it resolves a missing parent to undefined only for collections.
      if (!isMap(node) && !isSeq(node)) return undefined;
      node = node.get(step, true);
    }
    return (node ?? undefined) as Node | undefined;
  }
}

/** A finding without a parsed document behind it. */
export function plainFinding(file: string, text: string, offset: number, length: number, message: string, hint?: string, code: LintCode = 'R001'): LintFinding {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - (before.lastIndexOf('\n') + 1) + 1;
  return { file, line, column, length, code, level: 'error', message, ...(hint === undefined ? {} : { hint }), snippet: lineAt(text, offset) };
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end < 0 ? undefined : end);
}

function firstLineLength(text: string, start: number, end: number): number {
  const newline = text.indexOf('\n', start);
  return (newline < 0 || newline > end ? end : newline) - start;
}
