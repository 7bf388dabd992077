/** `report --translate`: an answer about a bundle, with the real names in the place of the tokens. */
import { DoctorError } from '../errors.js';
import { textOf } from '../report/read/bytes.js';
import { fileBytes, streamBytes } from '../report/read/source.js';
import { translate } from '../report/redact/translate.js';
import { deliver, notice } from './common.js';
import type { Arguments } from './options.js';
import { inputName } from './read-input.js';
import { tokensFor } from './report-tokens.js';

export async function translateAnswer(args: Arguments, file: string): Promise<void> {
  const bytes = file === '-' ? await streamBytes(process.stdin) : await fileBytes(file);
  const content = bytes.ok ? textOf(bytes.bytes) : bytes;
  if (!content.ok) throw new DoctorError(content.what, { where: inputName(file), hint: content.hint });
  const kept = await tokensFor(content.text);
  if (kept === undefined) throw new DoctorError('No bundle was made on this computer by this user.', { hint: 'Translate on the computer on which "nvr-doctor report" ran.' });
  if (!kept.named) notice(args, `The answer names no bundle of this computer; the newest is taken: ${kept.id}.`);
  await deliver(args, printable(translate(content.text, kept.tokens)));
}

/** Comes from elsewhere and goes to a terminal: its lines stay, control characters do not. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu, (signs) => (signs === '\r' ? '' : ' '));
}
