/** What is done so far, so that a run that was ended can go on: the pieces that are counted, and the counts. Written whole or not at all. */
import { createHash } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { DoctorError } from '../errors.js';
import type { AggregateData } from '../report/triage/aggregate.js';
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
  const hash = createHash('sha256').update(`${unit.kind} ${unit.bytes} `);
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
  if (!isRecord(document) || document['schema'] !== SCHEMA || !isRecord(document['progress'])) throw damaged();
  if (document['mark'] !== mark) throw new DoctorError('This checkpoint belongs to other inputs, options or another version.', { where: file, hint: 'Delete it to begin anew.' });
  return document['progress'] as unknown as Progress;
}

export async function removeCheckpoint(file: string): Promise<void> {
  await rm(file, { force: true });
}
