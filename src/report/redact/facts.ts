/** The facts of a report by the dictionary: what is personal becomes a token of the same type, what is secret is left out. */
import { definitionOf, FACT_PATHS, isFactPath, type FactPath } from '../../facts/dictionary.js';
import type { Json } from '../../facts/observation.js';
import type { FieldType } from '../../facts/types.js';
import type { Report, ReportFact } from '../document.js';
import { kindOf, VERSIONS } from './kinds.js';
import type { Scrubber } from './text.js';
import type { Tokens } from './tokens.js';

type Facts = Report['facts'];

/** Gives every personal value its token, in the order of the dictionary. */
export function collectTokens(facts: Facts, tokens: Tokens): void {
  for (const path of FACT_PATHS) for (const value of valuesOf(facts, path)) maskValue(path, value, tokens, (text) => text);
}

/** What looks like an address in the facts and is a version. */
export function versionsIn(facts: Facts): string[] {
  return FACT_PATHS.filter((path) => VERSIONS.has(path)).flatMap((path) => valuesOf(facts, path).filter((value) => typeof value === 'string'));
}

export function withoutSecrets(facts: Facts): Facts {
  return Object.fromEntries(FACT_PATHS.flatMap((path) => (Object.hasOwn(facts, path) && definitionOf(path).sensitivity !== 'secret' ? [[path, facts[path] as ReportFact]] : [])));
}

/** `tokens` undefined: everything but secrets stays. */
export function redactFacts(facts: Facts, scrubber: Scrubber, tokens: Tokens | undefined): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => {
      const said = <S extends Partial<Pick<ReportFact, 'value' | 'unknown'>>>(part: S): S => ({
        ...part,
        ...(part.value === undefined ? {} : { value: redactValue(name, part.value, scrubber, tokens) }),
        ...(part.unknown?.detail === undefined ? {} : { unknown: { ...part.unknown, detail: scrubber.scrub(part.unknown.detail) } }),
      });
      return [name, { ...said(fact), others: fact.others.map(said) }];
    }),
  );
}

/** One value of a fact; of a fact that does not exist nothing is known, so nothing stays. */
export function redactValue(name: string, value: Json, scrubber: Scrubber, tokens: Tokens | undefined): Json {
  if (!isFactPath(name) || definitionOf(name).sensitivity === 'secret') return null;
  const plain = (text: string, field: string): string => {
    // A text that is the secret as a whole says to nobody that it is one; make and model have to stay what they are.
    const scrubbed = scrubber.scrub(text, 'strong');
    return VERSIONS.has(field) && scrubbed !== text && !text.includes(' ') && tokens === undefined ? text : scrubbed;
  };
  return tokens === undefined ? mapTexts(value, (text) => plain(text, name)) : maskValue(name, value, tokens, plain);
}

function valuesOf(facts: Facts, path: FactPath): Json[] {
  const fact = Object.hasOwn(facts, path) ? facts[path] : undefined;
  return fact === undefined ? [] : [fact, ...fact.others].flatMap(({ value }) => (value === undefined ? [] : [value]));
}

/** @param plain what becomes of a text that is not personal; `field`: its path, with the field of a record */
function maskValue(path: FactPath, value: Json, tokens: Tokens, plain: (text: string, field: string) => string): Json {
  const { type, sensitivity } = definitionOf(path);
  const personal = sensitivity === 'personal';
  if (value === null) return null;
  if (type.kind === 'list') {
    const { of } = type;
    if (!Array.isArray(value)) return null;
    return (value as readonly Json[]).map((item) => {
      if (typeof of !== 'object' || !('record' in of)) return maskField(of, path, item, personal, tokens, plain);
      const record = item as Readonly<Record<string, Json>>;
      return Object.fromEntries(Object.entries(of.record).map(([field, fieldType]) => [field, maskField(fieldType, `${path}.${field}`, record[field] ?? null, personal, tokens, plain)]));
    });
  }
  if (type.kind === 'cidr') return typeof value === 'string' ? tokens.network(value) : null;
  if (type.kind === 'enum') return value;
  return maskField(type.kind, path, value, personal, tokens, plain);
}

function maskField(type: FieldType, field: string, value: Json, personal: boolean, tokens: Tokens, plain: (text: string, field: string) => string): Json {
  if (typeof value !== 'string' || typeof type !== 'string') return value;
  switch (type) {
    case 'ip':
      return tokens.ip(value);
    case 'mac':
      return tokens.mac(value);
    case 'text': {
      const kind = kindOf(field) ?? (personal ? 'text' : 'public');
      return kind === 'public' ? plain(value, field) : tokens.text(kind, value);
    }
    case 'bool':
    case 'int':
    case 'port':
      return value;
  }
}

function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}
