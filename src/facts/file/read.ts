/** Reads a facts file: text → observations, or everything that is wrong with it. Pure; never throws, whatever the text. */
import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair, type YAMLMap } from 'yaml';
import { definitionOf, FACT_PATHS, isFactPath, type FactPath } from '../dictionary.js';
import type { Observation, Vantage } from '../observation.js';
import { didYouMean } from '../suggest.js';
import { SOURCES, UNKNOWN_REASONS, type Source, type UnknownReason } from '../types.js';
import { cleanText } from '../validate.js';
import { FACTS_SCHEMA, MAX_FACTS_BYTES, MAX_FAULTS, secretWord, usualVantage, type FileFault } from './format.js';
import { prescan, type YamlKind } from './prescan.js';
import { readValue } from './value.js';

export interface ReadOptions {
  /** Who says so where neither the file nor the entry names a source. */
  readonly source: Source;
  /** Milliseconds since 1970: when it was seen, where neither the file nor the entry says so. */
  readonly at: number;
  /** Fewer facts or sources than there are: why this one may not stand here, or undefined. */
  readonly refuse?: (path: FactPath, source: Source) => { readonly what: string; readonly hint: string } | undefined;
  /** Facts that a misspelt name is compared with; default: all. */
  readonly known?: readonly FactPath[];
}

export type FactsRead =
  | { readonly ok: true; readonly observations: readonly Observation[] }
  /** In order of place, at most `MAX_FAULTS`; `more`: how many others there are. */
  | { readonly ok: false; readonly faults: readonly FileFault[]; readonly more: number };

const KIND: YamlKind = { noun: 'a facts file', maxTokens: 60_000, quote: 'Put the value in double quotes.' };
const HEAD = ['schema', 'source', 'at', 'facts'] as const;
const ENTRY = ['value', 'unknown', 'detail', 'source', 'at', 'vantage', 'others'] as const;
const VANTAGES: readonly Vantage[] = ['home', 'recorder', 'router', 'outside', 'person'];
const MOST_OTHERS = 16;
const GROUPS: ReadonlySet<string> = new Set(FACT_PATHS.flatMap((path) => path.split('.').slice(0, -1).map((_, index, parts) => parts.slice(0, index + 1).join('.'))));
/** In words of our own: the parser's words repeat what stands in the file, which may be a secret. */
const SYNTAX: Readonly<Partial<Record<string, readonly [what: string, hint: string]>>> = {
  TAB_AS_INDENT: ['The line is indented with a tab.', 'Use blanks.'],
  BAD_INDENT: ['The line is indented otherwise than its neighbours.', 'Put it exactly under the line it belongs with.'],
  MULTIPLE_DOCS: ['The file holds several documents.', 'Leave out what comes after the line `---`.'],
  MISSING_CHAR: ['A quote, bracket or comma is missing here.', 'Close what was opened before.'],
  NON_STRING_KEY: ['A name is missing before the colon.', 'Write `name: value`.'],
  BLOCK_AS_IMPLICIT_KEY: ['There is one colon too many on this line, or the line is indented wrongly.', 'Put values with a colon in double quotes.'],
};

/** @param text the whole file, already decoded */
export function readFactsFile(text: string, options: ReadOptions): FactsRead {
  return new Reader(text, options).read();
}

/** What a file or an entry says about all values in it. */
interface Origin {
  readonly source: Source;
  readonly at: number;
}

class Reader {
  private readonly lines = new LineCounter();
  private readonly faults: FileFault[] = [];
  private readonly observations: Observation[] = [];
  private readonly seen = new Set<FactPath>();

  constructor(
    private readonly text: string,
    private readonly options: ReadOptions,
  ) {}

  read(): FactsRead {
    this.document();
    if (this.faults.length === 0) return { ok: true, observations: this.observations };
    const sorted = this.faults.toSorted((a, b) => a.line - b.line || a.column - b.column);
    return { ok: false, faults: sorted.slice(0, MAX_FAULTS), more: Math.max(0, sorted.length - MAX_FAULTS) };
  }

  private document(): void {
    const { text } = this;
    if (Buffer.byteLength(text) > MAX_FACTS_BYTES) return this.faultAt(0, 'The file is larger than 1 MB.', 'Check that this is the right file.');
    if (text.trim() === '') return this.faultAt(0, 'The file is empty.', `It begins with \`schema: ${FACTS_SCHEMA}\`.`);
    const refused = prescan(text, { ...KIND, json: /^\s*[{[]/.test(text) });
    if (refused) {
      this.startLines();
      return this.faultAt(refused.offset, refused.message, refused.hint ?? 'Correct this line.');
    }
    const document = parseDocument(text, { lineCounter: this.lines, schema: 'core', version: '1.2', uniqueKeys: false, stringKeys: true, prettyErrors: false, logLevel: 'error' });
    for (const problem of [...document.errors, ...document.warnings]) {
      const [what, hint] = SYNTAX[problem.code] ?? ['This line cannot be read as YAML or JSON.', 'Write `name: value`; put values with a colon, a quote or a bracket in double quotes.'];
      this.faultAt(problem.pos[0], what, hint);
    }
    if (this.faults.length > 0) return;
    const top: unknown = document.contents;
    if (!isMap(top)) return this.faultAt(place(top) ?? 0, 'This is not a facts file.', `It begins with \`schema: ${FACTS_SCHEMA}\`.`);
    this.head(top);
  }

  private head(top: YAMLMap): void {
    const pairs = this.fields(top, HEAD, 'The file');
    const version = pairs.get('schema');
    const named = isScalar(version?.value) ? String(version.value.value) : undefined;
    if (named !== FACTS_SCHEMA) {
      // Nothing else is looked at: another version may have other parts.
      this.faults.length = 0;
      return this.fault(version?.value ?? top, named === undefined ? 'The file does not name its schema.' : `The schema "${cleanText(named, 60)}" is not known.`, `Its first line must be \`schema: ${FACTS_SCHEMA}\`.`);
    }
    const facts = pairs.get('facts');
    const origin = { source: this.source(pairs.get('source')) ?? this.options.source, at: this.time(pairs.get('at')) ?? this.options.at };
    if (facts === undefined) this.fault(top, 'The file has no `facts`.', 'Add `facts:` and below it, indented, one line for each fact.');
    else if (isMap(facts.value)) this.group(facts.value, '', origin);
    else if (!isNothing(facts.value)) this.fault(facts.value, '`facts` must be a group of `name: value` lines.', 'Put each fact on a line of its own, indented below `facts:`.');
  }

  /** Names may be written in full or nested, in any mixture. */
  private group(map: YAMLMap, prefix: string, origin: Origin): void {
    for (const pair of map.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      const name = prefix === '' ? key : `${prefix}.${key}`;
      if (isFactPath(name)) this.fact(name, pair, origin);
      else if (GROUPS.has(name) && isMap(pair.value)) this.group(pair.value, name, origin);
      else if (GROUPS.has(name)) this.fault(pair.key, `\`${name}\` is a group of facts and has no value of its own.`, `Write for example \`${FACT_PATHS.find((path) => path.startsWith(`${name}.`))}: …\`.`);
      else if (!this.isSecret(key, pair)) this.fault(pair.key, `There is no fact "${cleanText(name, 80)}".`, didYouMean(name, this.options.known ?? FACT_PATHS) ?? 'The names stand in docs/settings-file.md.');
    }
  }

  private fact(path: FactPath, pair: Pair, origin: Origin): void {
    if (definitionOf(path).sensitivity === 'secret') return this.fault(pair.key, `\`${path}\` is a secret.`, 'Delete this line: secrets must not be in this file.');
    if (this.seen.has(path)) return this.fault(pair.key, `\`${path}\` stands twice in this file.`, 'Leave one of the two.');
    this.seen.add(path);
    if (isNothing(pair.value)) return this.fault(pair.key, `\`${path}\` has no value.`, `Write the value${definitionOf(path).nullable ? ', or null where the field on the screen is empty' : ''}; leave the line out where you do not know it.`);
    if (isMap(pair.value)) this.entry(path, pair.value, origin, true);
    else this.value(path, pair.value, { ...origin, vantage: usualVantage(origin.source) });
  }

  /** `{value, source, at}` or `{unknown, …}`, and what other sources said. */
  private entry(path: FactPath, map: YAMLMap, outer: Origin, first: boolean): void {
    const pairs = this.fields(map, first ? ENTRY : ENTRY.filter((name) => name !== 'others'), `\`${path}\``);
    const source = this.source(pairs.get('source')) ?? outer.source;
    const vantage = this.oneOf(pairs.get('vantage'), VANTAGES) ?? usualVantage(source);
    const origin = { source, at: this.time(pairs.get('at')) ?? outer.at, vantage };
    const [value, unknown, others] = [pairs.get('value'), pairs.get('unknown'), pairs.get('others')];
    if ((value === undefined) === (unknown === undefined)) this.fault(map, `\`${path}\` must have either \`value\` or \`unknown\`.`, 'Write for example { value: …, at: 2026-11-22T10:00:00Z }, or { unknown: not-run }.');
    else if (value !== undefined) {
      if (isNothing(value.value)) this.fault(value.key, `\`${path}\` has no value.`, 'Write the value, or leave the fact out.');
      else this.value(path, value.value, origin);
    } else this.unknown(path, unknown as Pair, pairs.get('detail'), origin, others !== undefined);
    if (others === undefined) return;
    if (!isSeq(others.value) || others.value.items.length > MOST_OTHERS) return this.fault(others.key, `\`others\` must be a list of at most ${MOST_OTHERS}.`, 'Each is like { source: …, value: … }.');
    for (const item of others.value.items) {
      if (isMap(item)) this.entry(path, item, outer, false);
      else this.fault(item, '`others` holds something that is not { source: …, value: … }.', 'Correct this value.');
    }
  }

  private value(path: FactPath, node: unknown, { source, at, vantage }: Origin & { vantage: Vantage }): void {
    const refused = this.options.refuse?.(path, source);
    if (refused) return this.fault(node, refused.what, refused.hint);
    const read = readValue(path, node);
    if ('what' in read) return this.fault(read.at ?? node, read.what, read.hint);
    this.observations.push({ path, source, vantage, at, value: read.value });
  }

  private unknown(path: FactPath, pair: Pair, detailPair: Pair | undefined, { source, at, vantage }: Origin & { vantage: Vantage }, hasOthers: boolean): void {
    const refused = this.options.refuse?.(path, source);
    if (refused) return this.fault(pair.key, refused.what, refused.hint);
    // A report writes { reason, detail }.
    const pairs = isMap(pair.value) ? this.fields(pair.value, ['reason', 'detail'], `\`${path}\``) : undefined;
    const reason: UnknownReason | undefined = this.oneOf(pairs ? pairs.get('reason') : pair, UNKNOWN_REASONS);
    if (pairs && !pairs.has('reason')) this.fault(pair.value, `\`${path}\` does not say why it is unknown.`, `It is one of: ${UNKNOWN_REASONS.join(', ')}.`);
    const told = (pairs?.get('detail') ?? detailPair)?.value;
    if (told !== undefined && !(isScalar(told) && typeof told.value === 'string')) this.fault(told, '`detail` must be text.', 'Put it in double quotes.');
    // Who disagrees stands in `others`; that they do follows from it again.
    if (reason === undefined || (reason === 'contested' && hasOthers)) return;
    const detail = isScalar(told) && typeof told.value === 'string' ? cleanText(told.value) : undefined;
    this.observations.push({ path, source, vantage, at, unknown: { reason, ...(detail === undefined ? {} : { detail }) } });
  }

  /** The known fields of a group; everything else in it is a fault. */
  private fields<const N extends string>(map: YAMLMap, names: readonly N[], owner: string): Map<N, Pair> {
    const found = new Map<N, Pair>();
    for (const pair of map.items) {
      if (!isPair(pair)) continue;
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      const name = names.find((candidate) => candidate === key);
      if (this.isSecret(key, pair)) continue;
      if (name === undefined) this.fault(pair.key, `${owner} cannot have "${cleanText(key, 60)}".`, didYouMean(key, names) ?? (isFactPath(key) || GROUPS.has(key) ? 'Facts stand below `facts:`, indented.' : `Known: ${names.join(', ')}.`));
      else if (found.has(name)) this.fault(pair.key, `\`${name}\` stands twice here.`, 'Leave one of the two.');
      else found.set(name, pair);
    }
    return found;
  }

  private isSecret(key: string, pair: Pair): boolean {
    const word = secretWord(key);
    if (word !== undefined) this.fault(pair.key, `This looks like a secret ("${word}").`, 'Delete this line: passwords, keys and answers must not be in this file.');
    return word !== undefined;
  }

  private source(pair: Pair | undefined): Source | undefined {
    return this.oneOf(pair, SOURCES);
  }

  private oneOf<T extends string>(pair: Pair | undefined, choices: readonly T[]): T | undefined {
    if (pair === undefined) return undefined;
    const given = isScalar(pair.value) ? String(pair.value.value) : '';
    const found = choices.find((choice) => choice === given);
    if (found === undefined) this.fault(pair.value ?? pair.key, `\`${String((pair.key as { value?: unknown }).value)}\` cannot be "${cleanText(given, 60)}".`, didYouMean(given, choices) ?? `It is one of: ${choices.join(', ')}.`);
    return found;
  }

  /** ISO 8601 with a zone, so that it means one moment everywhere. */
  private time(pair: Pair | undefined): number | undefined {
    if (pair === undefined) return undefined;
    const given = isScalar(pair.value) ? String(pair.value.value) : '';
    const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(given) ? Date.parse(given) : Number.NaN;
    if (Number.isNaN(at)) this.fault(pair.value ?? pair.key, `\`at\` cannot be "${cleanText(given, 40)}".`, 'It is a moment such as 2026-11-22T10:00:00Z.');
    return Number.isNaN(at) ? undefined : at;
  }

  private fault(node: unknown, what: string, hint: string): void {
    this.faultAt(place(node) ?? 0, what, hint);
  }

  private faultAt(offset: number, what: string, hint: string): void {
    const { line, col } = this.lines.linePos(offset);
    this.faults.push({ line: Math.max(1, line), column: Math.max(1, col), what, hint });
  }

  /** For faults found before the parser, which otherwise finds the line starts. */
  private startLines(): void {
    this.lines.addNewLine(0);
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) this.lines.addNewLine(at + 1);
  }
}

function place(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

/** `name:` with nothing behind it, which is a blank that nobody filled in, not the value null. */
function isNothing(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null && (node.source ?? '') === '');
}
