/** What a settings file holds, in words or as JSON. A fault ends with exit code 2 and all faults. */
import { definitionOf } from '../facts/dictionary.js';
import type { Observation } from '../facts/observation.js';
import { MENU_ORDER } from '../recorders/settings-file/menu.js';
import { wrap } from '../report/text/layout.js';
import type { Style } from '../report/text/style.js';
import { deliver, formatOf, notice, styleOf } from './common.js';
import { EXIT } from './exit.js';
import type { Arguments } from './options.js';
import { readSettingsFile } from './settings-disk.js';

export async function runSettingsCheck(args: Arguments): Promise<void> {
  const file = String(args['file']);
  const { form, observations, notices } = await readSettingsFile(file);
  for (const line of notices) notice(args, line);
  const facts = observations.map((o) => ({ path: o.path, at: new Date(o.at).toISOString(), ...(o.value === undefined ? { unknown: o.unknown } : { value: o.value }) }));
  await deliver(args, formatOf(args) === 'json' ? `${JSON.stringify({ file, form, facts }, null, 2)}\n` : render(file, form, observations, await styleOf(args)));
  process.exitCode = EXIT.fine;
}

function render(file: string, form: 'facts' | 'export', observations: readonly Observation[], { columns, signs, paint }: Style): string {
  const known = observations.filter((o) => o.value !== undefined).toSorted((a, b) => place(a) - place(b));
  const unknown = observations.filter((o) => o.value === undefined);
  const lines = [
    ...wrap(`${file}: ${form === 'facts' ? 'a settings file' : 'text printed by a recorder'} with ${count(known.length, 'setting')}${unknown.length === 0 ? '' : `, ${unknown.length} not known`}.`, columns, `${signs.good} `),
    ...known.flatMap((o) => wrap(`${definitionOf(o.path).title}: ${JSON.stringify(o.value)}`, columns, '  ', '    ')),
    ...(unknown.length === 0 ? [] : ['', paint.strong('Not known'), ...unknown.flatMap((o) => wrap(`${definitionOf(o.path).title}${o.unknown?.detail === undefined ? '' : ` (${o.unknown.detail})`}`, columns, '  ', '    '))]),
  ];
  return `${lines.join('\n')}\n`;
}

/** As in the menus; what stands in no menu comes last. */
function place({ path }: Observation): number {
  const index = MENU_ORDER.indexOf(path);
  return index < 0 ? MENU_ORDER.length : index;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
