/**
 * Figures as ratios in one run, so that they mean the same on any machine. Build first (`npm run build`).
 *   npm run bench              all parts; the namespace part needs root on Linux
 *   npm run bench -- start     only the named parts: start, homes, reading, rules, namespace, triage, html
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { start } from './start.mjs';
import { homes } from './homes.mjs';
import { reading } from './reading.mjs';
import { rules } from './rules.mjs';
import { namespace } from './namespace.mjs';
import { triage } from './triage.mjs';
import { html } from './html.mjs';

if (!existsSync(fileURLToPath(new URL('../dist/cli.js', import.meta.url)))) {
  console.error('dist/ is missing: run `npm run build` first.');
  process.exit(2);
}
const parts = { start, homes, reading, rules, namespace, triage, html };
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}
let over = 0;
for (const [name, part] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  for (const { what, value, limit, unit, atLeast } of await part()) {
    const kept = atLeast ? value >= limit : value <= limit;
    if (!kept) over += 1;
    console.log(`${name.padEnd(10)} ${what.padEnd(62)} ${value.toFixed(2)}${unit}  (${atLeast ? 'at least' : 'at most'} ${limit}${unit}) ${kept ? 'kept' : 'NOT KEPT'}`);
  }
}
process.exit(over > 0 ? 1 : 0);
