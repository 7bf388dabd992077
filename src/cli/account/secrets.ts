/** Secrets for scripts: one JSON object on standard input. Never arguments (others on the machine see them), never a file of ours. */
import { DoctorError } from '../../errors.js';
import { didYouMean } from '../../facts/suggest.js';
import { cleanText } from '../../facts/validate.js';

const MAX_BYTES = 16_384;
const WHERE = '--secrets-stdin';

export type Secrets<Name extends string> = { readonly [name in Name]?: string | readonly string[] };

/**
 * Only the names that this command knows. No message ever holds a value.
 * @throws DoctorError
 */
export async function readSecrets<Name extends string>(names: readonly Name[]): Promise<Secrets<Name>> {
  const refuse = (what: string, hint: string): DoctorError => new DoctorError(what, { where: WHERE, hint });
  const shape = `Write one JSON object with: ${names.join(', ')}.`;
  let received = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    received += chunk;
    if (received.length > MAX_BYTES) throw refuse('There is too much on standard input.', shape);
  }
  let document: unknown;
  try {
    document = JSON.parse(received);
  } catch {
    throw refuse(received.trim() === '' ? 'There is nothing on standard input.' : 'What stands on standard input is not JSON.', shape);
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) throw refuse('What stands on standard input is not a JSON object.', shape);
  const known = new Set<string>(names);
  for (const [name, value] of Object.entries(document)) {
    // A secret in the wrong place would be a name here, so only what looks like a name is repeated.
    if (!known.has(name)) throw refuse(`This command knows no secret ${/^[A-Za-z]{1,20}$/.test(name) && didYouMean(name, names) !== undefined ? `"${cleanText(name, 20)}"` : 'of one of these names'}.`, shape);
    if (typeof value !== 'string' && !(Array.isArray(value) && value.every((item) => typeof item === 'string'))) throw refuse(`"${name}" must be text${name === 'answers' ? 's in a list' : ''}.`, shape);
  }
  return document;
}

/** @throws DoctorError where it is missing */
export function needText<Name extends string>(secrets: Secrets<Name>, name: Name): string {
  const value = secrets[name];
  if (typeof value !== 'string') throw new DoctorError(`"${name}" is missing.`, { where: WHERE, hint: 'Write it into the JSON object as text.' });
  return value;
}

export function textOf<Name extends string>(secrets: Secrets<Name>, name: Name): string | undefined {
  return secrets[name] === undefined ? undefined : needText(secrets, name);
}
