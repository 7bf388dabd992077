/** The data files of dist/: the compiled rule pack and the JSON Schemas of the documents. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { compareJsonSchema } from '../src/report/compare/schema.js';
import { reportJsonSchema } from '../src/report/schema.js';
import { triageJsonSchema } from '../src/report/triage/schema.js';
import { buildPack } from '../src/rules/build.js';

export async function buildAssets(target: { rules: string; dist: string }): Promise<void> {
  const pack = await buildPack(target.rules);
  await writeFile(path.join(target.dist, 'rules.pack.json'), JSON.stringify(pack));
  const schemas = { report: reportJsonSchema(), compare: compareJsonSchema(), triage: triageJsonSchema() };
  for (const [name, schema] of Object.entries(schemas)) await writeFile(path.join(target.dist, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
}
