/** `account init --answers FILE`: everything that is no secret, in YAML. */
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { QUESTIONS, WIZARD_PAGES, type WizardPage } from '../../accounts/index.js';
import { DoctorError } from '../../errors.js';
import { cleanText } from '../../facts/validate.js';
import { readTextFile } from '../settings-disk.js';

export const ANSWERS = 'nvr-doctor/account-init@1';

const word = z.string().max(128);
const questionId = z.enum(QUESTIONS.flat().map(({ id }) => id) as [string, ...string[]]);
/** What each page may hold is checked by the page itself. */
const page = z.record(word, z.unknown());

const SHAPE = z.strictObject({
  schema: z.literal(ANSWERS),
  location: z.strictObject({ country: word, language: word, videoStandard: z.enum(['NTSC', 'PAL']) }),
  /** Without `time`: what the clock of the recorder's zone shows now. */
  time: z.strictObject({ timeZone: word, time: word.optional() }),
  hint: word.default(''),
  /** `draw`: the dots come with the secrets. */
  pattern: z.enum(['draw', 'skip']),
  questions: z.union([z.literal('off'), z.array(questionId).length(QUESTIONS.length)]),
  /** Pages of the startup wizard that shall differ from what they show. */
  wizard: z.partialRecord(z.enum(WIZARD_PAGES), page).default({}),
});
export type InitAnswers = z.infer<typeof SHAPE>;
export type WizardAnswers = Readonly<Partial<Record<WizardPage, Readonly<Record<string, unknown>>>>>;

const SECRET = /pass|secret|code|answer/i;

/** @throws DoctorError that names the place */
export async function readAnswers(file: string): Promise<InitAnswers> {
  const { text } = await readTextFile(file);
  const refuse = (what: string, hint: string): DoctorError => new DoctorError(what, { where: file, hint });
  const document = parseDocument(text, { schema: 'core', version: '1.2', uniqueKeys: true, stringKeys: true, prettyErrors: false, logLevel: 'error' });
  const broken = document.errors[0];
  if (broken !== undefined) throw refuse(`This is not valid YAML (${cleanText(broken.code, 40)}).`, 'Correct the file.');
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  const read = SHAPE.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    if (SECRET.test(key)) throw refuse('This looks like a secret.', 'Secrets come with --secrets-stdin and stand in no file; take it out, and choose another.');
    throw refuse(`There is no answer of this name${/^[\w-]{1,40}$/.test(key) ? `: "${key}"` : ''}.`, 'See docs/accounts.md.');
  }
  const place = (issue?.path ?? []).join('.') || 'the file';
  if (place === 'schema') throw refuse('The file does not name its schema.', `This version reads \`schema: ${ANSWERS}\`.`);
  throw refuse(`\`${cleanText(place, 60)}\` is missing or not what it must be.`, 'See docs/accounts.md.');
}
