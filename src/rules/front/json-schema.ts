/**
 * JSON Schemas (draft-07, which editors read) of the authored files, from the same zod description that lint uses, with the names and
 * values of all facts from the dictionary. Generated into `schema/` and committed: an editor needs no build to complete a rule.
 */
import { z } from 'zod';
import { definitionOf, FACT_PATHS, type FactPath } from '../../facts/dictionary.js';
import { UNKNOWN_REASONS, type FieldType, type ValueType } from '../../facts/types.js';
import { pathsSchema, questionsSchema, ruleSchema } from './schema.js';

/** Where the schemas are found by an editor outside of a checkout. */
export const SCHEMA_BASE = 'https://unpkg.com/nvr-doctor/schema/';

type Schema = { [key: string]: unknown };

/** File name in `schema/` → schema. `ids` are the rules that `explains` completes. */
export function editorSchemas(ids: readonly string[]): Readonly<Record<'rule.schema.json' | 'paths.schema.json' | 'questions.schema.json', Schema>> {
  return { 'rule.schema.json': ruleJsonSchema(ids), 'paths.schema.json': document('paths.schema.json', 'paths.yaml: what proves each link of each way', plain(pathsSchema)), 'questions.schema.json': questionsJsonSchema() };
}

export function ruleJsonSchema(ids: readonly string[]): Schema {
  const schema = plain(ruleSchema);
  const properties = schema['properties'] as Record<string, Schema>;
  const tests = properties['tests']?.['items'] as { properties: Record<string, Schema> };
  const remedies = properties['remedies']?.['items'] as { properties: Record<string, Schema> };
  tests.properties['facts'] = factsObject((path) => ({ anyOf: [{ $ref: valueRef(path) }, { $ref: '#/definitions/unknown' }] }), 'The facts of this test; what is not named is unknown.');
  tests.properties['missing'] = { ...tests.properties['missing'], items: { $ref: '#/definitions/fact' }, description: 'For "unknown": exactly the facts that would settle it.' };
  remedies.properties['effects'] = { ...factsObject((path) => ({ anyOf: [{ $ref: valueRef(path) }, { $ref: '#/definitions/from' }] })), description: remedies.properties['effects']?.['description'] };
  properties['recheck'] = { ...properties['recheck'], items: { $ref: '#/definitions/fact' } };
  // A team's own rules may be named too, so ids beyond these are left to lint.
  const strength = { type: 'string', enum: ['always', 'often'] };
  properties['explains'] = { ...properties['explains'], properties: Object.fromEntries(ids.toSorted().map((id) => [id, strength])) };
  return document('rule.schema.json', 'A rule of nvr-doctor', {
    ...schema,
    definitions: {
      fact: FACT,
      from: { type: 'object', properties: { from: { $ref: '#/definitions/fact' } }, required: ['from'], additionalProperties: false, description: 'Copies the value of another fact of the same kind.' },
      unknown: { type: 'object', properties: { unknown: { type: 'string', enum: [...UNKNOWN_REASONS] } }, required: ['unknown'], additionalProperties: false, description: 'Asked for, and could not be told.' },
      ...Object.fromEntries(FACT_PATHS.map((path) => [path, valueSchema(path)])),
    },
  });
}

function questionsJsonSchema(): Schema {
  const schema = plain(questionsSchema);
  const items = ((schema['properties'] as Record<string, Schema>)['questions'] as { items: { properties: Record<string, Schema> } }).items;
  items.properties['fact'] = { $ref: '#/definitions/fact' };
  const choice = items.properties['choices']?.['items'] as { properties: Record<string, Schema> };
  choice.properties['value'] = { description: 'The value of the fact that this answer is.' };
  return document('questions.schema.json', 'questions.yaml: plain questions whose answers are facts', { ...schema, definitions: { fact: FACT } });
}

const FACT: Schema = { type: 'string', enum: [...FACT_PATHS] };

/** zod's schema without the recursion for free JSON, which the facts' own types replace. */
function plain(schema: z.ZodType): Schema {
  const { definitions: _free, $schema: _version, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }) as Schema;
  return rest;
}

function document(file: string, title: string, schema: Schema): Schema {
  return { $schema: 'http://json-schema.org/draft-07/schema#', $id: SCHEMA_BASE + file, title, ...schema };
}

function factsObject(of: (path: FactPath) => Schema, description?: string): Schema {
  return { type: 'object', properties: Object.fromEntries(FACT_PATHS.map((path) => [path, of(path)])), additionalProperties: false, ...(description === undefined ? {} : { description }) };
}

function valueRef(path: FactPath): string {
  return `#/definitions/${path}`;
}

function valueSchema(path: FactPath): Schema {
  const { type, nullable, title, empty, unit } = definitionOf(path);
  const value = ofType(type);
  const description = [title, ...(empty === undefined ? [] : [`empty: ${empty}`]), ...(unit === undefined ? [] : [`unit: ${unit}`])].join('; ');
  return nullable ? { anyOf: [value, { type: 'null' }], description } : { ...value, description };
}

function ofType(type: ValueType): Schema {
  switch (type.kind) {
    case 'int':
      return { type: 'integer', ...(type.min === undefined ? {} : { minimum: type.min }), ...(type.max === undefined ? {} : { maximum: type.max }) };
    case 'enum':
      return { type: 'string', enum: [...type.values] };
    case 'list': {
      const { of } = type;
      const record = typeof of === 'object' && 'record' in of ? of.record : undefined;
      const items = record
        ? { type: 'object', properties: Object.fromEntries(Object.entries(record).map(([name, field]) => [name, { anyOf: [ofField(field), { type: 'null' }] }])), additionalProperties: false }
        : ofField(of as FieldType);
      return { type: 'array', items, ...(type.max === undefined ? {} : { maxItems: type.max }) };
    }
    case 'cidr':
      return { type: 'string' };
    default:
      return ofField(type.kind);
  }
}

function ofField(field: FieldType): Schema {
  if (typeof field !== 'string') return { type: 'string', enum: [...field] };
  switch (field) {
    case 'bool':
      return { type: 'boolean' };
    case 'int':
      return { type: 'integer' };
    case 'port':
      return { type: 'integer', minimum: 1, maximum: 65535 };
    case 'text':
    case 'ip':
    case 'mac':
      return { type: 'string' };
  }
}
