/** The token maps of the bundles that were made on this computer. */
import { chmod, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DoctorError } from '../errors.js';
import type { Redacted } from '../report/redact/index.js';
import { readTokenFile, tokenFile } from '../report/redact/translate.js';
import { writeWhole } from './common.js';
import { stateDirectory } from './probe-options.js';

const MAX_BYTES = 1_048_576;
const FILE = /^([0-9a-f]{12})\.json$/;

function folder(): string {
  return join(stateDirectory(), 'bundles');
}

/** Where it is kept; undefined where the bundle has no tokens. @throws DoctorError where it cannot be kept */
export async function keepTokens(redacted: Redacted): Promise<string | undefined> {
  if (redacted.tokens.size === 0) return undefined;
  const file = join(folder(), `${redacted.report.redaction.id}.json`);
  await mkdir(folder(), { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw new DoctorError('What the tokens stand for cannot be kept.', { where: folder(), hint: 'Check that you may write there, or set XDG_STATE_HOME to another folder.', cause: error });
  });
  await writeWhole(file, `${JSON.stringify(tokenFile(redacted), null, 2)}\n`);
  await chmod(file, 0o600);
  return file;
}

export interface KeptTokens {
  readonly id: string;
  readonly tokens: ReadonlyMap<string, string>;
}

/** Of the first bundle that the text names and that was made here; else the newest. Undefined where there is none. */
export async function tokensFor(text: string): Promise<(KeptTokens & { readonly named: boolean }) | undefined> {
  const here = new Set((await readdir(folder()).catch(() => [])).flatMap((file) => FILE.exec(file)?.[1] ?? []));
  const named = [...text.matchAll(/(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])/g)].map(([id]) => id).find((id) => here.has(id));
  const id = named ?? (await newest([...here]));
  const tokens = id === undefined ? undefined : await read(id);
  return id === undefined || tokens === undefined ? undefined : { id, tokens, named: named !== undefined };
}

async function newest(ids: readonly string[]): Promise<string | undefined> {
  const dated = await Promise.all(ids.map(async (id) => ({ id, at: (await stat(join(folder(), `${id}.json`))).mtimeMs })));
  return dated.toSorted((a, b) => b.at - a.at)[0]?.id;
}

async function read(id: string): Promise<ReadonlyMap<string, string> | undefined> {
  const file = join(folder(), `${id}.json`);
  if ((await stat(file)).size > MAX_BYTES) return undefined;
  return readTokenFile(await readFile(file, 'utf8'));
}
