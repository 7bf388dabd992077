/** How far a hand-over is: who saw what, and when. No secret belongs in it. */
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { HANDOVER_ITEMS, type AccountsState, type HandoverItem } from '../../accounts/index.js';
import { DoctorError } from '../../errors.js';
import { cleanText } from '../../facts/validate.js';
import { writeWhole } from '../common.js';
import { didYouMean } from '../../facts/suggest.js';
import { readTextFile } from '../settings-disk.js';

const SCHEMA = 'nvr-doctor/handover@1';
const entry = z.strictObject({ item: z.string().max(64), state: z.enum(['done', 'not-needed']), by: z.string().min(1).max(80), at: z.iso.datetime(), seen: z.string().min(1).max(300) });
const SHAPE = z.strictObject({ schema: z.literal(SCHEMA), recorder: z.string().max(80), signed: z.array(entry).max(64) });

export type Handover = z.infer<typeof SHAPE>;
export type Signed = Handover['signed'][number];

/**
 * A new one where there is no file.
 * @param recorder its name where it is known, else any
 * @throws DoctorError for a file of something else, or of another recorder
 */
export async function readHandover(file: string | undefined, recorder: string | undefined): Promise<Handover> {
  const name = recorder === undefined ? undefined : cleanText(recorder, 80);
  if (file === undefined || (await stat(file).catch(() => undefined)) === undefined) return { schema: SCHEMA, recorder: name ?? 'recorder', signed: [] };
  const read = SHAPE.safeParse(jsonOf((await readTextFile(file)).text));
  if (!read.success) throw new DoctorError('This file does not say how far a hand-over is.', { where: file, hint: 'Name another with --state FILE; this one is left as it is.' });
  if (name !== undefined && read.data.recorder !== name) throw new DoctorError(`This is the hand-over of another recorder: ${cleanText(read.data.recorder, 80)}.`, { where: file, hint: `Name another file with --state for ${name}; this one is left as it is.` });
  return read.data;
}

export const saveHandover = (file: string, handover: Handover): Promise<void> => writeWhole(file, `${JSON.stringify(handover, null, 2)}\n`);

/** The later word counts. @throws DoctorError where it may not be signed like that */
export function sign(handover: Handover, entryOf: Signed): Handover {
  const item = itemOf(entryOf.item);
  if (entryOf.state === 'not-needed' && !item.optional) throw new DoctorError(`"${item.id}" cannot be left out of a hand-over.`, { where: '--not-needed', hint: 'Do it, and sign it with --done.' });
  const fault = evidenceFault(entryOf.by) ?? evidenceFault(entryOf.seen);
  if (fault !== undefined) throw new DoctorError(fault, { where: '--seen', hint: `Say what was seen, such as: ${item.evidence}` });
  const own = { ...entryOf, by: cleanText(entryOf.by, 80), seen: cleanText(entryOf.seen, 300) };
  return { ...handover, signed: [...handover.signed.filter((other) => other.item !== item.id), own] };
}

/** Evidence says what was seen. What looks like a secret is not written down, and not repeated. */
export function evidenceFault(given: string): string | undefined {
  if (given.trim() === '') return 'Who saw it, and what was seen, must be said.';
  return /\b(pass(word|wort|phrase|code)?|pwd|pw|pin|answers?|code|secret|pattern)\b\s*(is|was|:|=)\s*\S/i.test(given) ? 'That looks like a secret; secrets belong in the password manager, never in a record.' : undefined;
}

/** @throws DoctorError */
export function itemOf(id: string): HandoverItem {
  const item = HANDOVER_ITEMS.find((one) => one.id === id);
  if (item !== undefined) return item;
  const meant = didYouMean(id, HANDOVER_ITEMS.map((one) => one.id));
  throw new DoctorError(`There is no item "${cleanText(id, 40)}" in a hand-over.`, { hint: meant === undefined ? `The items are: ${HANDOVER_ITEMS.map((one) => one.id).join(', ')}.` : `Did you mean "${meant}"?` });
}

/** What the recorder shows is stronger than a signature, also long after it was given. `accounts`: undefined where the recorder cannot be looked at. */
export const contradicted = (item: HandoverItem, accounts: AccountsState | undefined): boolean => accounts !== undefined && item.seen?.(accounts) === false;

export const openItems = ({ signed }: Handover, accounts: AccountsState | undefined): readonly HandoverItem[] =>
  HANDOVER_ITEMS.filter((item) => !signed.some((one) => one.item === item.id && !(one.state === 'done' && contradicted(item, accounts))));

function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
