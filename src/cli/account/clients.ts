/** `--clients FILE`: the phones and programs that sign in, as their owner lists them. */
import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { KnownClient } from '../../accounts/index.js';
import { DoctorError } from '../../errors.js';
import { text, type Arguments } from '../options.js';
import { readTextFile } from '../settings-disk.js';

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/).refine((given) => !Number.isNaN(Date.parse(given)));
const SHAPE = z.strictObject({
  schema: z.literal('nvr-doctor/clients@1'),
  clients: z.array(z.strictObject({ name: z.string().min(1).max(64), user: z.string().min(1).max(64), since: day.nullable().default(null) })).max(256),
});

/** Undefined where no file was given: nobody said who signs in. */
export async function clientsOf(args: Arguments): Promise<readonly KnownClient[] | undefined> {
  const file = text(args, 'clients');
  if (file === undefined) return undefined;
  const document = parseDocument((await readTextFile(file)).text, { schema: 'core', version: '1.2', uniqueKeys: true, stringKeys: true, prettyErrors: false, logLevel: 'error' });
  const read = SHAPE.safeParse(document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 0 }));
  if (!read.success) {
    const place = read.error.issues[0]?.path.join('.') ?? '';
    throw new DoctorError(place === '' ? 'This is not a list of clients.' : `\`${place}\` is missing or not what it must be.`, { where: file, hint: 'It has `schema: nvr-doctor/clients@1` and `clients: [{name: phone, user: viewer, since: 2025-01-31}]`.' });
  }
  return read.data.clients.map(({ name, user, since }) => ({ name, user, since: since === null ? null : Date.parse(since) }));
}
