/** The facts of a report by the dictionary: what is personal becomes a token of the same type, what is secret is left out. */
import { definitionOf, FACT_PATHS, isFactPath, type FactPath } from '../../facts/dictionary.js';
import type { Json } from '../../facts/observation.js';
import type { FieldType } from '../../facts/types.js';
import type { Report, ReportFact } from '../document.js';
import { COMPARED, kindOf, type TextKind } from './kinds.js';
import type { Tokens } from './tokens.js';

type Facts = Report['facts'];

/** What becomes of the values of one kind. */
export interface Masks {
  readonly ip: (value: string) => string;
  readonly mac: (value: string) => string;
  readonly network: (value: string) => string;
  /** `field`: the path, with the field of a record; `kind`: `public` where the words are the device's and nobody compares them. */
  readonly text: (kind: TextKind, value: string, field: string) => string;
}

const same = (value: string): string => value;

/** Gives every personal value its token, in the order of the dictionary. */
export function collectTokens(facts: Facts, tokens: Tokens): void {
  const masks = tokenMasks(tokens, same);
  for (const path of FACT_PATHS) for (const value of valuesOf(facts, path)) maskValue(path, value, masks);
}

/** `share`: relations stay, values do not. @param words what becomes of words that nobody compares */
export function tokenMasks(tokens: Tokens, words: (text: string, field: string) => string): Masks {
  return {
    ip: (value) => tokens.ip(value),
    mac: (value) => tokens.mac(value),
    network: (value) => tokens.network(value),
    text: (kind, value, field) => (kind === 'public' ? words(value, field) : tokens.text(kind, value)),
  };
}

/** `internal`: everything but secrets stays. @param name what becomes of what rules compare: hosts, users, serial numbers */
export function secretMasks(words: (text: string, field: string) => string, name: (text: string) => string): Masks {
  return { ip: same, mac: same, network: same, text: (kind, value, field) => (COMPARED.has(kind) ? name(value) : words(value, field)) };
}

export function withoutSecrets(facts: Facts): Facts {
  return Object.fromEntries(FACT_PATHS.flatMap((path) => (Object.hasOwn(facts, path) && definitionOf(path).sensitivity !== 'secret' ? [[path, facts[path] as ReportFact]] : [])));
}

export function maskFacts(facts: Facts, masks: Masks): Facts {
  return eachSaid(facts, (path, part) => (part.value === undefined ? part : { ...part, value: redactValue(path, part.value, masks) }));
}

export function maskDetails(facts: Facts, change: (text: string) => string): Facts {
  return eachSaid(facts, (_path, part) => (part.unknown?.detail === undefined ? part : { ...part, unknown: { ...part.unknown, detail: change(part.unknown.detail) } }));
}

/** One value of a fact; of a fact that does not exist nothing is known, so nothing stays. */
export function redactValue(name: string, value: Json, masks: Masks): Json {
  return !isFactPath(name) || definitionOf(name).sensitivity === 'secret' ? null : maskValue(name, value, masks);
}

/** Every source's word on every fact. */
function eachSaid(facts: Facts, change: <S extends Partial<Pick<ReportFact, 'value' | 'unknown'>>>(path: string, part: S) => S): Facts {
  return Object.fromEntries(Object.entries(facts).map(([path, fact]) => [path, { ...change(path, fact), others: fact.others.map((other) => change(path, other)) }]));
}

function valuesOf(facts: Facts, path: FactPath): Json[] {
  const fact = Object.hasOwn(facts, path) ? facts[path] : undefined;
  return fact === undefined ? [] : [fact, ...fact.others].flatMap(({ value }) => (value === undefined ? [] : [value]));
}

function maskValue(path: FactPath, value: Json, masks: Masks): Json {
  const { type, sensitivity } = definitionOf(path);
  const personal = sensitivity === 'personal';
  if (value === null) return null;
  if (type.kind === 'list') {
    const { of } = type;
    if (!Array.isArray(value)) return null;
    return (value as readonly Json[]).map((item) => {
      if (typeof of !== 'object' || !('record' in of)) return maskField(of, path, item, personal, masks);
      const record = item as Readonly<Record<string, Json>>;
      return Object.fromEntries(Object.entries(of.record).map(([field, fieldType]) => [field, maskField(fieldType, `${path}.${field}`, record[field] ?? null, personal, masks)]));
    });
  }
  if (type.kind === 'cidr') return typeof value === 'string' ? masks.network(value) : null;
  if (type.kind === 'enum') return value;
  return maskField(type.kind, path, value, personal, masks);
}

function maskField(type: FieldType, field: string, value: Json, personal: boolean, masks: Masks): Json {
  if (typeof value !== 'string' || typeof type !== 'string') return value;
  switch (type) {
    case 'ip':
      return masks.ip(value);
    case 'mac':
      return masks.mac(value);
    case 'text':
      return masks.text(kindOf(field) ?? (personal ? 'text' : 'public'), value, field);
    case 'bool':
    case 'int':
    case 'port':
      return value;
  }
}
