/** A capture on disk: `<brand>/<firmware>/manifest.yaml` and one file per exchange. Names come from the device, so they are made safe; a folder appears whole or not at all. */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { DoctorError } from '../../errors.js';
import { RECORDER_FAMILIES } from '../../facts/areas/lan.js';
import { FACT_PATHS, isFactPath, type FactPath } from '../../facts/dictionary.js';
import type { Json, Vantage } from '../../facts/observation.js';
import { SOURCES, UNKNOWN_REASONS } from '../../facts/types.js';
import { cleanText } from '../../facts/validate.js';
import { ORIGINS, type Capture, type Ending, type TimedExchange } from './capture.js';
import { readReply, writeReply } from './reply-file.js';

export const MANIFEST = 'manifest.yaml';
export const CAPTURE_SCHEMA = 'nvr-doctor/capture@1';
const MAX_FILES = 500;
/** Bytes of one file; a reply is at most 256 KiB. */
const MAX_FILE = 1_048_576;
const VANTAGES = ['home', 'recorder', 'router', 'outside', 'person'] as const satisfies readonly Vantage[];

const json: z.ZodType<Json> = z.lazy(() => z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(json), z.record(z.string(), json)]));
const path = z.string().refine(isFactPath, 'is not a fact');
const manifest = z.strictObject({
  schema: z.literal(CAPTURE_SCHEMA),
  origin: z.enum(ORIGINS),
  brand: z.string(),
  family: z.enum(RECORDER_FAMILIES),
  model: z.string(),
  firmware: z.string(),
  takenAt: z.iso.datetime(),
  zoneMinutes: z.int(),
  tool: z.string(),
  user: z.string(),
  own: z.array(z.strictObject({ address: z.ipv4(), prefix: z.int().min(0).max(32) })),
  given: z.array(z.strictObject({ path, source: z.enum(SOURCES), vantage: z.enum(VANTAGES), value: json })),
  facts: z.record(z.string(), z.union([z.strictObject({ value: json }), z.strictObject({ unknown: z.enum(UNKNOWN_REASONS) })])),
});

/** One file of a capture, before it is written. */
export interface CaptureFile {
  readonly name: string;
  readonly content: string;
}

/** `<brand>/<firmware>`, safe on every file system whatever the device calls itself. */
export function folderOf({ brand, firmware }: Pick<Capture, 'brand' | 'firmware'>): string {
  // The date of the build behind the comma is in the manifest.
  return join(safeName(brand), safeName(firmware.split(',')[0] ?? firmware));
}

export function safeName(text: string): string {
  const name = cleanText(text, 64)
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[-.]+|[-.]+$/g, '');
  // Names that Windows keeps for devices.
  return name === '' || /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/.test(name) ? `x-${name || 'unknown'}` : name;
}

export function filesOf(capture: Capture): CaptureFile[] {
  const replies = capture.exchanges.slice(0, MAX_FILES - 1).map((timed, index) => ({
    name: `${String(index + 1).padStart(3, '0')}-${safeName(timed.exchange.request.replace(/^(GET|POST) \/(cgi-bin|ISAPI|LAPI|onvif)\//, '').replace(/\.cgi\?action=/, '-')).slice(0, 64)}.reply`,
    content: writeReply(timed),
  }));
  return [{ name: MANIFEST, content: writeManifest(capture) }, ...replies];
}

function writeManifest({ origin, brand, family, model, firmware, takenAt, zoneMinutes, tool, user, own, given, facts }: Capture): string {
  const head = { schema: CAPTURE_SCHEMA, origin, brand, family, model, firmware, takenAt: new Date(takenAt).toISOString(), zoneMinutes, tool, user };
  return stringify({ ...head, own, given, facts: Object.fromEntries(facts) }, { lineWidth: 160, aliasDuplicateObjects: false });
}

/**
 * Writes all files into a new folder; with `replace` it takes the place of one that is there.
 * @throws DoctorError where the folder exists (exit 2) or cannot be written
 */
export async function writeFolder(folder: string, files: readonly CaptureFile[], replace: boolean): Promise<void> {
  const there = await stat(folder).catch(() => undefined);
  if (there && !replace) throw new DoctorError('There is a capture in this folder already.', { where: folder, hint: 'Choose another folder with --output, or replace it with --force.' });
  // Only what is a capture is replaced: a slip of --output must not cost a person's files.
  if (there && !(await stat(join(folder, MANIFEST)).catch(() => undefined))) throw new DoctorError('This is not a capture, so it is not replaced.', { where: folder, hint: 'Choose another folder with --output.' });
  let draft: string | undefined;
  try {
    await mkdir(dirname(folder), { recursive: true });
    draft = await mkdtemp(join(dirname(folder), '.capture-'));
    for (const { name, content } of files) await writeFile(join(draft, name), content, { flag: 'wx', mode: 0o644 });
    if (there) await exchange(folder, draft);
    else await rename(draft, folder);
    draft = undefined;
  } catch (cause) {
    if (draft !== undefined) await rm(draft, { recursive: true, force: true });
    throw new DoctorError('The capture cannot be written.', { where: folder, hint: 'Check that you may write there.', cause });
  }
}

/** The draft takes the place of the folder; where that fails, what was there comes back. */
async function exchange(folder: string, draft: string): Promise<void> {
  const before = `${draft}-before`;
  await rename(folder, before);
  try {
    await rename(draft, folder);
  } catch (error) {
    await rename(before, folder);
    throw error;
  }
  await rm(before, { recursive: true, force: true });
}

/** @throws DoctorError that names the file which is not as it should be */
export async function readFolder(folder: string): Promise<Capture> {
  const file = join(folder, MANIFEST);
  const checked = manifest.safeParse(parseYaml(file, await readBounded(file)));
  if (!checked.success) throw new DoctorError(`The manifest is not one: ${checked.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')}`, { where: file });
  const { schema: _known, takenAt, facts, given, ...rest } = checked.data;
  const unknownFact = Object.keys(facts).find((name) => !isFactPath(name));
  if (unknownFact !== undefined) throw new DoctorError(`There is no fact "${cleanText(unknownFact, 60)}".`, { where: file });
  const names = (await readdir(folder)).filter((name) => name.endsWith('.reply')).toSorted();
  const exchanges: TimedExchange[] = [];
  for (const name of names.slice(0, MAX_FILES)) {
    const reply = readReply(await readBounded(join(folder, name)));
    if (!reply) throw new DoctorError('This is not a reply.', { where: join(folder, name), hint: 'Its first line is "> protocol milliseconds request", its second "< status".' });
    exchanges.push(reply);
  }
  return {
    ...rest,
    takenAt: Date.parse(takenAt),
    given: given.map((g) => ({ ...g, path: g.path })),
    exchanges,
    facts: new Map<FactPath, Ending>(FACT_PATHS.flatMap((fact) => (Object.hasOwn(facts, fact) ? [[fact, facts[fact] as Ending] as const] : []))),
  };
}

/** Every capture below a folder, as paths, in order. Two levels: brand and firmware. */
export async function listFolders(root: string): Promise<string[]> {
  const found: string[] = [];
  for (const brand of (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory())) {
    const entries = await readdir(join(root, brand.name), { withFileTypes: true });
    for (const entry of entries) if (entry.isDirectory() && !entry.name.startsWith('.')) found.push(join(root, brand.name, entry.name));
  }
  return found.toSorted();
}

async function readBounded(file: string): Promise<string> {
  const found = await stat(file).catch((cause: unknown) => {
    throw new DoctorError('The file cannot be read.', { where: file, cause });
  });
  // A device may have no end, and a pipe may never begin.
  if (!found.isFile()) throw new DoctorError('This is not a file.', { where: file });
  if (found.size > MAX_FILE) throw new DoctorError('The file is too large.', { where: file });
  return readFile(file, 'utf8');
}

function parseYaml(file: string, text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch (cause) {
    throw new DoctorError('The manifest is not YAML.', { where: file, cause });
  }
}
