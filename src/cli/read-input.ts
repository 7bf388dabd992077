/** A report, bundle or facts file named on the command line, or `-` for standard input. */
import { DoctorError } from '../errors.js';
import { textOf } from '../report/read/bytes.js';
import { parseInput } from '../report/read/parse.js';
import { fileBytes, streamBytes } from '../report/read/source.js';
import type { Input, InputFault } from '../report/read/types.js';

export const STDIN = 'standard input';

export function inputName(file: string): string {
  return file === '-' ? STDIN : file;
}

/** @throws DoctorError that says what is wrong with it */
export async function readInput(file: string): Promise<Input> {
  const refuse = ({ what, hint }: InputFault): DoctorError => new DoctorError(what, { where: inputName(file), hint });
  const bytes = file === '-' ? await streamBytes(process.stdin) : await fileBytes(file);
  if (!bytes.ok) throw refuse(bytes);
  const content = textOf(bytes.bytes);
  if (!content.ok) throw refuse(content);
  const input = parseInput(content.text, bytes.changedAt ?? Date.now());
  if (!input.ok) throw refuse(input);
  return input;
}
