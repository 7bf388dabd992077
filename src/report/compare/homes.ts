/** Whether two reports are of the same home, and what cannot be compared between them. */
import type { FactPath } from '../../facts/dictionary.js';
import { sameValue } from '../../facts/merge.js';
import type { Cells } from './judged.js';
import type { Comparison } from './types.js';

/** What tells one recorder from another; a new one of the same make in the same house differs too, and that is worth a word. */
const IDENTITY = [
  { path: 'recorder.serial', name: 'serial number' },
  { path: 'lan.mac', name: 'hardware address' },
] as const satisfies readonly { path: FactPath; name: string }[];

export function sameHome(old: Cells, now: Cells, tokens: boolean): Comparison['home'] {
  if (tokens) return { same: 'cannot-tell', because: ['personal values are masked, and each masked report has masks of its own'] };
  const known = IDENTITY.flatMap(({ path, name }) => {
    const [before, after] = [old.get(path), now.get(path)];
    return before?.state === 'known' && after?.state === 'known' ? [{ name, same: sameValue(before.value, after.value) }] : [];
  });
  const differing = known.filter(({ same }) => !same).map(({ name }) => `the recorder's ${name} is another one`);
  if (differing.length > 0) return { same: 'no', because: differing };
  if (known.length > 0) return { same: 'yes', because: known.map(({ name }) => `the recorder's ${name} is the same`) };
  return { same: 'cannot-tell', because: ['one of the reports knows neither serial number nor hardware address'] };
}
