/** What the file of a virtual recorder holds: one JSON document, versioned. */
import { z } from 'zod';
import type { AccountsState, InitDraft, WizardDraft } from '../../accounts/index.js';
import { accountsStateSchema, clockDistance, inconsistency, initDraftSchema, wizardDraftSchema } from '../../accounts/schema.js';
import { DoctorError } from '../../errors.js';
import { cleanText } from '../../facts/validate.js';

export const VIRTUAL_RECORDER = 'nvr-doctor/virtual-recorder@1';
const SCHEMA_NAME = 'nvr-doctor/virtual-recorder@';

export interface VirtualRecorder {
  readonly schema: typeof VIRTUAL_RECORDER;
  readonly serial: string;
  readonly model: string;
  /** Its head picks the firmware profile, and with it the form of the realm. */
  readonly firmware: string;
  /** Milliseconds that the recorder's life is ahead of this machine's clock. What its screen shows besides is in `accounts.setup`. */
  readonly ahead: number;
  /** Hex. With it the virtual vendor's desk makes unlock codes for this recorder. */
  readonly deskKey: string;
  /** Grows by one with every change. */
  readonly revision: number;
  readonly accounts: AccountsState;
  /** Pages of a set-up that is not saved yet. The accounts know nothing of them. */
  readonly drafts: { readonly initialisation: InitDraft | null; readonly wizard: WizardDraft | null };
}

const text = (max: number): z.ZodString => z.string().max(max).regex(/^[\x20-\x7e]*$/);

const SHAPE: z.ZodType<VirtualRecorder> = z.strictObject({
  schema: z.literal(VIRTUAL_RECORDER),
  serial: text(64).min(1),
  model: text(64),
  firmware: text(64),
  ahead: clockDistance,
  deskKey: z.string().regex(/^[0-9a-f]{64}$/),
  revision: z.int().min(0),
  accounts: accountsStateSchema,
  drafts: z.strictObject({ initialisation: initDraftSchema.nullable(), wizard: wizardDraftSchema.nullable() }),
});

export function printRecorder(recorder: VirtualRecorder): string {
  return `${JSON.stringify(recorder, null, 1)}\n`;
}

/**
 * Nothing of the content is ever in the message: it may be what stands in for a password.
 * @param file for messages only
 * @throws DoctorError for text that no version wrote, and for what a later version wrote
 */
export function parseRecorder(content: string, file: string): VirtualRecorder {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw damaged(file, content.trim() === '' ? 'it is empty' : 'it is not whole JSON');
  }
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (typeof schema !== 'string' || !schema.startsWith(SCHEMA_NAME)) {
    throw new DoctorError('This is not the file of a virtual recorder.', { where: file, hint: 'Name another file with --virtual; this one is left as it is.' });
  }
  if (schema !== VIRTUAL_RECORDER) {
    throw new DoctorError(`The file was written by another version of nvr-doctor (${cleanText(schema, 60)}).`, { where: file, hint: `This version reads ${VIRTUAL_RECORDER}; update nvr-doctor. The file is left as it is.` });
  }
  const read = SHAPE.safeParse(value);
  if (!read.success) {
    const place = read.error.issues[0]?.path.join('.') ?? '';
    throw damaged(file, `\`${cleanText(place === '' ? 'the document' : place, 80)}\` is missing or not what it must be`);
  }
  const wrong = inconsistency(read.data.accounts);
  if (wrong !== undefined) throw damaged(file, wrong);
  return read.data;
}

function damaged(file: string, what: string): DoctorError {
  return new DoctorError(`The file of the virtual recorder is damaged: ${what}.`, { where: file, hint: 'Put a copy of it back, or begin a new recorder in another file; this one is left as it is.' });
}
