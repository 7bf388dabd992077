/** What is generated from the rules and committed; a test holds the files against it, and `node scripts/rules.mjs generate` writes them. */
import { causePages, type Page } from './cause-pages.js';
import { editorSchemas } from './front/json-schema.js';
import type { LoadedRule } from './front/load.js';

/** Folder in the repository → everything that is in it. */
export function generatedFiles(loaded: readonly LoadedRule[]): Readonly<Record<'schema' | 'docs/causes', readonly Page[]>> {
  const ids = loaded.filter(({ rule }) => rule.kind !== 'check' && rule.status !== 'retired').map(({ rule }) => rule.id);
  const schemas = Object.entries(editorSchemas(ids)).map(([name, schema]) => ({ name, text: `${JSON.stringify(schema, null, 1)}\n` }));
  return { schema: schemas, 'docs/causes': causePages(loaded) };
}
