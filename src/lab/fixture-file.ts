/** Reads a fixture network. Everything wrong with a file is told as one fault with file, line and column, and what to do about it. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Node, YAMLMap } from 'yaml';
import { DoctorError } from '../errors.js';
import { cleanText } from '../facts/validate.js';
import type { Json } from '../facts/observation.js';
import { FIXTURE_SCHEMA, type NetworkFixture } from './fixture.js';
import { strayName } from './fixture-check/names.js';
import { lanFault, NETWORK_SHAPE } from './fixture-check/network.js';
import { closest, describe, type Fields, type Shape } from './fixture-check/shape.js';

/** Bytes of a fixture file: the longest story is a hundredth of it. */
const MAX_BYTES = 262_144;
const MAX_BRACKETS = 16;
const MAX_INDENT = 40;
const MAX_INDICATORS = 8;

/** What to do about a fault of the YAML itself, where the usual advice would mislead. */
const HINTS: Readonly<Partial<Record<string, string>>> = {
  DUPLICATE_KEY: 'Leave one of the two lines.',
  MULTIPLE_DOCS: 'A file holds one home; leave out what comes after the line `---`.',
};

/** Throws a DoctorError that names file, line and column. */
export async function readFixture(path: string): Promise<NetworkFixture> {
  return parseFixture(await readBounded(path), path);
}

async function readBounded(path: string): Promise<string> {
  const refuse = (what: string, hint: string, cause?: unknown): never => {
    throw new DoctorError(what, { where: path, hint, ...(cause === undefined ? {} : { cause }) });
  };
  try {
    const found = await stat(path);
    if (found.isDirectory()) refuse('This is a folder, not a fixture network.', 'Name a YAML file.');
    // A pipe or a device may have no end, or never begin.
    if (!found.isFile()) refuse('This is a device or a pipe, not a file.', 'Save the fixture network as a file.');
    if (found.size > MAX_BYTES) refuse(`The file is too big for a fixture network: ${found.size} bytes; the limit is ${MAX_BYTES}.`, 'Check that this is the right file.');
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (error instanceof DoctorError) throw error;
    const code = (error as { code?: unknown }).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return refuse('The fixture network does not exist.', 'Check the path; `nvr-doctor lab list` shows the ones that come with nvr-doctor.', error);
    if (error instanceof TypeError) return refuse('The file is not text in UTF-8.', 'Save it as UTF-8.', error);
    return refuse(`The file cannot be read (${typeof code === 'string' ? code : 'unknown reason'}).`, 'Check that you may read it.', error);
  }
}

/** The fixture in a YAML text. `path` is for messages only. */
export async function parseFixture(source: string, path: string): Promise<NetworkFixture> {
  scanDepth(source, path);
  const { parseDocument, LineCounter, isAlias, isMap, isPair, isScalar, isSeq } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, schema: 'core', version: '1.2', uniqueKeys: true, stringKeys: true, prettyErrors: false, logLevel: 'error' });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  const fault = (offset: number, what: string, hint: string): never => {
    throw new DoctorError(what, { where: at(offset), hint });
  };
  const broken = document.errors[0] ?? document.warnings[0];
  if (broken) fault(broken.pos[0], `This is not valid YAML: ${cleanText(broken.message, 160)}.`, HINTS[broken.code] ?? 'Correct this line; texts with a colon or a quote need quotes around them.');

  const place = (node: unknown, fallback: number): number => (node as Node | null)?.range?.[0] ?? fallback;
  const read = (node: unknown, shape: Shape, name: string, from: number): Json => {
    const here = place(node, from);
    const wrong = (): never => fault(here, `\`${name}\` must be ${describe(shape)}.`, 'Correct this value.');
    if (isAlias(node)) return fault(here, `\`${name}\` is an alias.`, 'Write the value out; aliases are not allowed.');
    if ((isScalar(node) || isMap(node) || isSeq(node)) && (node.tag !== undefined || node.anchor !== undefined)) {
      return fault(here, `\`${name}\` has a tag or an anchor.`, 'Write the plain value; tags and anchors are not allowed.');
    }
    switch (shape.kind) {
      case 'either': {
        const fitting = shape.of.find((candidate) => fits(candidate, node));
        return fitting ? read(node, fitting, name, from) : wrong();
      }
      case 'list':
        if (!isSeq(node) || node.items.length > shape.max) return wrong();
        return node.items.map((item, index) => read(item, shape.of, `${name}[${index}]`, here));
      case 'object':
        return isMap(node) ? readFields(node, shape.fields, shape.required, name, here) : wrong();
      case 'variants': {
        if (!isMap(node)) return wrong();
        const kind: unknown = node.get(shape.by);
        const known = Object.keys(shape.of);
        const variant = typeof kind === 'string' && Object.hasOwn(shape.of, kind) ? shape.of[kind] : undefined;
        if (!variant) {
          const meant = closest(String(kind), known);
          return fault(place(node.get(shape.by, true), here), `\`${cleanText(String(kind), 40)}\` is not a known ${shape.by}.`, meant ? `Did you mean \`${meant}\`?` : `Known: ${known.join(', ')}.`);
        }
        return readFields(node, { [shape.by]: { kind: 'enum', values: known }, ...variant.fields }, [shape.by, ...variant.required], `${name} ${String(kind)}`, here);
      }
      case 'answers': {
        if (!isMap(node)) return wrong();
        const answers: Record<string, Json> = {};
        for (const pair of node.items) {
          const key = isScalar(pair.key) ? String(pair.key.value) : '';
          if (!shape.key(key)) unknownKey(key, shape.known, place(pair.key, here));
          const value = plain(pair.value, key, here);
          // `null` takes back what the phone's app entry would say.
          if (value !== null && !shape.valid(key, value)) fault(place(pair.value, here), `\`${key}\` cannot be ${cleanText(JSON.stringify(value), 60)}.`, `It is ${shape.means(key)}.`);
          answers[key] = value;
        }
        return answers;
      }
      case 'text':
      case 'number':
      case 'bool':
      case 'enum':
      case 'null': {
        if (!isScalar(node) || !fits(shape, node)) return wrong();
        const lanProblem = /(^|\.)lan$/.test(name) && typeof node.value === 'string' ? lanFault(node.value) : undefined;
        return lanProblem === undefined ? (node.value as Json) : fault(here, `\`${name}\`: ${lanProblem}.`, 'Correct this value.');
      }
    }
  };
  const readFields = (node: YAMLMap, fields: Fields, required: readonly string[], name: string, here: number): Json => {
    const values: Record<string, Json> = {};
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      const shape = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (!shape) return unknownKey(key, Object.keys(fields), place(pair.key, here));
      values[key] = read(pair.value, shape, name === '' ? key : `${name}.${key}`, place(pair.key, here));
    }
    const missing = required.find((key) => !Object.hasOwn(values, key));
    if (missing !== undefined) return fault(here, `${name === '' ? 'The fixture network' : `\`${name}\``} has no \`${missing}\`.`, `Add \`${missing}:\`.`);
    return values;
  };
  const unknownKey = (key: string, known: readonly string[], offset: number): never => {
    const meant = closest(key, known);
    return fault(offset, `\`${cleanText(key, 40)}\` is not known here.`, meant ? `Did you mean \`${meant}\`?` : `Known: ${known.join(', ')}.`);
  };
  const fits = (shape: Shape, node: unknown): boolean => {
    if (shape.kind === 'list') return isSeq(node);
    if (shape.kind === 'object') return isMap(node);
    const value: unknown = isScalar(node) ? node.value : node === null ? null : undefined;
    switch (shape.kind) {
      case 'text':
        return typeof value === 'string' && value.length <= shape.max && (shape.pattern?.test(value) ?? true);
      case 'number':
        return typeof value === 'number' && Number.isInteger(value) && value >= shape.min && value <= shape.max;
      case 'bool':
        return typeof value === 'boolean';
      case 'enum':
        return (typeof value === 'string' || typeof value === 'number') && shape.values.includes(value);
      case 'null':
        return value === null;
      default:
        return false;
    }
  };
  const plain = (node: unknown, name: string, from: number): Json => {
    if (isScalar(node) && (node.value === null || ['string', 'number', 'boolean'].includes(typeof node.value))) return node.value as Json;
    if (isSeq(node) && node.items.length <= 32) return node.items.map((item) => plain(item, name, from));
    return fault(place(node, from), `\`${name}\` must be a plain value or a list of plain values.`, 'Correct this value.');
  };

  const top: unknown = document.contents;
  if (!isMap(top)) return fault(place(top, 0), `${basename(path)} is not a fixture network.`, `It must begin with \`schema: ${FIXTURE_SCHEMA}\`.`);
  // Before anything else: an unknown version may have other keys.
  const version = (top.items).find((pair) => isPair(pair) && isScalar(pair.key) && pair.key.value === 'schema');
  const named = isScalar(version?.value) && version.value.value !== null ? `${version.value.value as string | number | boolean}` : undefined;
  if (named !== FIXTURE_SCHEMA) {
    fault(place(version?.value ?? top, 0), named === undefined ? 'The file does not name its schema.' : `The schema \`${cleanText(named, 60)}\` is not known.`, `This version reads \`schema: ${FIXTURE_SCHEMA}\`.`);
  }
  const fixture = read(top, NETWORK_SHAPE, '', 0) as unknown as NetworkFixture;
  const stray = strayName(fixture);
  if (stray) fault(place(document.getIn(stray.at, true), 0), stray.what, stray.hint);
  return fixture;
}

/** Deep nesting can end the process inside the YAML parser, so it is refused before. */
function scanDepth(source: string, path: string): void {
  let line = 0;
  let open = 0;
  for (const text of source.split('\n')) {
    line++;
    const start = /^[ ]*/.exec(text)?.[0].length ?? 0;
    const indicators = /^(?:[ ]*[-?](?=[ ]|$))*/.exec(text)?.[0].replaceAll(' ', '').length ?? 0;
    let deepest = open;
    for (const character of text) {
      if (character === '[' || character === '{') deepest = Math.max(deepest, ++open);
      else if ((character === ']' || character === '}') && open > 0) open--;
    }
    if ((start > MAX_INDENT && text.trim() !== '') || indicators > MAX_INDICATORS || deepest > MAX_BRACKETS) {
      throw new DoctorError('The file is nested too deeply for a fixture network.', { where: `${path}:${line}:${start + 1}`, hint: 'Check that this is the right file.' });
    }
  }
}
