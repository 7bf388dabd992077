/** The data files of dist/: the compiled rule pack and the JSON Schema of the report. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { reportJsonSchema } from '../src/report/schema.js';
import { buildPack } from '../src/rules/build.js';

export async function buildAssets(target: { rules: string; dist: string }): Promise<void> {
  const pack = await buildPack(target.rules);
  await writeFile(path.join(target.dist, 'rules.pack.json'), JSON.stringify(pack));
  await writeFile(path.join(target.dist, 'report.schema.json'), `${JSON.stringify(reportJsonSchema(), null, 2)}\n`);
}
