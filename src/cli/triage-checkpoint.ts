/** What is done so far, so that a run that was ended can go on: the pieces that are counted, and the counts. Written whole or not at all. */
import { createHash } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { z } from 'zod';
import { DoctorError } from '../errors.js';
import type { AggregateData, CauseData, MissingData, Place } from '../report/triage/aggregate.js';
import type { BoundedData } from '../report/triage/bounded.js';
import { isRecord } from '../report/triage/summary.js';
import { UNIT_BYTES, type Unit } from '../report/triage/units.js';
import { VERSION } from '../version.js';
import { writeWhole } from './common.js';
import type { TriageInput } from './triage-inputs.js';

const SCHEMA = 'nvr-doctor/triage-checkpoint@1';
/** Bytes; the counts have a bound of their own that is far below. */
const LARGEST = 256 * 1024 * 1024;
const ENDS = 256;

export interface Progress {
  /** Pieces that are counted, from the first without a gap. */
  readonly units: number;
  /** Of the last of them, to know a pipe again. */
  readonly last: string;
  /** The input in the middle of which it is, and the lines of it that are counted. */
  readonly input: number;
  readonly lines: number;
  readonly rejects: { readonly bytes: number; readonly count: number };
  readonly data: AggregateData;
}

const COUNT = z.int().min(0);
const bounded = <V>(value: z.ZodType<V>): z.ZodType<BoundedData<V>> => z.object({ over: z.boolean(), entries: z.array(z.tuple([z.string(), value])) });
const COUNTS = bounded(COUNT);
const NAMES = { firmware: COUNTS, brand: COUNTS, provider: COUNTS };
const MISSING: z.ZodType<BoundedData<MissingData>> = bounded(z.object({ count: COUNT, inconclusive: COUNT }));
const PLACE: z.ZodType<Place> = z.object({ input: COUNT, line: COUNT, id: z.string().exactOptional() });
const CAUSE: z.ZodType<CauseData> = z.object({ count: COUNT, alone: COUNT, words: z.object({ certain: COUNT, likely: COUNT, possible: COUNT }), first: z.string(), last: z.string(), ...NAMES, examples: z.array(PLACE) });
const DATA: z.ZodType<AggregateData> = z.object({
  ...{ reports: COUNT, verdicts: z.object({ healthy: COUNT, problem: COUNT, inconclusive: COUNT }), interrupted: COUNT, unexplained: COUNT, first: z.string(), last: z.string() },
  ...{ rules: COUNTS, ...NAMES, causes: bounded(CAUSE), missing: MISSING, probes: MISSING },
});
const PROGRESS: z.ZodType<Progress> = z.object({ units: COUNT, last: z.string(), input: z.int().min(-1), lines: COUNT, rejects: z.object({ bytes: COUNT, count: COUNT }), data: DATA });

export interface CheckpointOptions {
  readonly file: string;
  readonly inputs: readonly TriageInput[];
  readonly reanalyze: boolean;
  readonly rules: string;
  /** Name of the rejects file, or the empty text. */
  readonly rejects: string;
}

/** Two runs with the same mark read the same in the same pieces. */
export function markOf({ inputs, reanalyze, rules, rejects }: Omit<CheckpointOptions, 'file'>): string {
  return createHash('sha256').update(JSON.stringify([VERSION, UNIT_BYTES, reanalyze, reanalyze ? rules : '', rejects, inputs.map(({ name, size, changedAt }) => [name, size, changedAt])])).digest('hex');
}

/** Its length and what stands at its ends; the whole would cost a pass over everything. */
export function fingerprint(unit: Unit): string {
  const hash = createHash('sha256').update(`${unit.kind} ${unit.kind === 'lines' ? unit.content.length : unit.bytes} `);
  if (unit.kind === 'lines') hash.update(unit.content.subarray(0, ENDS)).update(unit.content.subarray(-ENDS));
  return hash.digest('hex').slice(0, 16);
}

export async function saveCheckpoint(file: string, mark: string, progress: Progress): Promise<void> {
  await writeWhole(file, JSON.stringify({ schema: SCHEMA, mark, progress }));
}

/**
 * Undefined where there is none yet.
 * @throws DoctorError where it is damaged or belongs to another run: going on would give a wrong table
 */
export async function loadCheckpoint(file: string, mark: string): Promise<Progress | undefined> {
  const about = await stat(file).catch(() => undefined);
  if (about === undefined) return undefined;
  const damaged = (cause?: unknown): DoctorError => new DoctorError('This is not a checkpoint of triage, or it is damaged.', { where: file, hint: 'Delete it to begin anew, or give another name.', cause });
  if (!about.isFile() || about.size > LARGEST) throw damaged();
  let document: unknown;
  try {
    document = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw damaged(error);
  }
  if (!isRecord(document) || document['schema'] !== SCHEMA) throw damaged();
  if (document['mark'] !== mark) throw new DoctorError('This checkpoint belongs to other inputs, options or another version.', { where: file, hint: 'Delete it to begin anew.' });
  const read = PROGRESS.safeParse(document['progress']);
  if (!read.success) throw damaged(read.error);
  return read.data;
}

export async function removeCheckpoint(file: string): Promise<void> {
  await rm(file, { force: true });
}
