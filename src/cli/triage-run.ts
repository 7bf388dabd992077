/** Hands the inputs out to threads, puts their counts together in order, and shows the table. */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { DoctorError } from '../errors.js';
import { PROBES } from '../probes/index.js';
import { Aggregate } from '../report/triage/aggregate.js';
import { tableOf, type Triage } from '../report/triage/table.js';
import type { Unit, UnitResult } from '../report/triage/units.js';
import { deliver, notice, packFor, styleOf } from './common.js';
import { EXIT } from './exit.js';
import { filesRead, keepApart } from './files-apart.js';
import { flag, text, texts, type Arguments } from './options.js';
import { fingerprint, loadCheckpoint, markOf, removeCheckpoint, saveCheckpoint, type Progress } from './triage-checkpoint.js';
import { inputName } from './read-input.js';
import { findInputs, type TriageInput } from './triage-inputs.js';
import { Pool } from './triage-pool.js';
import { triageProgress } from './triage-progress.js';
import { Rejects } from './triage-rejects.js';
import { unitsOf } from './triage-units.js';

const MOST_WORKERS = 64;
/** Milliseconds of work that a run may lose when it is ended. */
const CHECKPOINT_PACE = 1000;
/** Pieces that are handed out before their turn to be counted has come. */
const AHEAD = 2;

export async function runTriage(args: Arguments): Promise<void> {
  const names = namesOf(args);
  const workers = workersOf(args);
  const output = text(args, 'output');
  const rejectsFile = text(args, 'rejects') ?? (output === undefined ? undefined : `${output}.rejects.ndjson`);
  const checkpoint = text(args, 'checkpoint');
  keepApart({ output, rejects: rejectsFile, checkpoint }, filesRead(args));
  const pack = await packFor(args);
  const { inputs, passedOver } = findInputs(names, [output, rejectsFile, checkpoint].filter((file) => file !== undefined));
  if (passedOver > 0) notice(args, `${passedOver} ${passedOver === 1 ? 'file in a folder is' : 'files in folders are'} neither JSON nor HTML by name and passed over.`);
  const reanalyze = flag(args, 'reanalyze');
  const mark = markOf({ inputs, reanalyze, rules: pack.sha256, rejects: rejectsFile ?? '' });
  const before = checkpoint === undefined ? undefined : await loadCheckpoint(checkpoint, mark);
  const rejects = Rejects.open(rejectsFile, before?.rejects);
  const total = inputs.reduce((sum, input) => sum + input.size, 0);
  const streams = inputs.some((input) => !input.regular && input.trouble === undefined);
  const probeOf = probeOfFact();
  const pool = new Pool(workers, { probeOf: [...probeOf], pack, reanalyze });
  const tally = new Tally(inputs, rejects, before);
  const progress = triageProgress(args, streams ? 0 : total);
  try {
    await count({ pool, tally, inputs, workers, checkpoint, mark, tick: (bytes) => progress.done(bytes, tally.reports, rejects.count) });
  } finally {
    progress.end();
    rejects.close();
    await pool.close();
  }
  if (tally.reports === 0 && rejects.count === 0) {
    if (checkpoint !== undefined) await removeCheckpoint(checkpoint);
    throw nothingIn(names);
  }
  const titles = new Map(pack.rules.map((rule) => [rule.id, rule.title]));
  const table = tableOf({ data: tally.aggregate.data(), rejected: rejects.count, inputName: (input) => nameOf(inputs, input), titleOf: (cause) => titles.get(cause), probeOf });
  await deliver(args, await render(table, args));
  if (checkpoint !== undefined) await removeCheckpoint(checkpoint);
  tellRejects(rejects, rejectsFile, args);
  process.exitCode = rejects.count > 0 ? EXIT.usage : EXIT.fine;
}

function namesOf(args: Arguments): string[] {
  const given = Array.isArray(args['files']) ? args['files'].map(String) : texts(args, 'files');
  if (given.filter((name) => name === '-').length > 1) throw new DoctorError('Standard input can be read once.', { hint: 'Give - once.' });
  return given;
}

/** An empty table would look like a heap of healthy homes. */
function nothingIn(names: readonly string[]): DoctorError {
  const [first = ''] = names;
  return new DoctorError(`There is no report in ${inputName(first)}${names.length > 1 ? ` and ${names.length - 1} more` : ''}.`, { hint: 'Give reports, or files with one report a line; of a folder those are read that end in .json, .ndjson, .jsonl, .html or .yaml, packed (.gz) or not.' });
}

function workersOf(args: Arguments): number {
  const given = text(args, 'workers');
  if (given === undefined) return Math.min(MOST_WORKERS, availableParallelism());
  const workers = Number(given);
  if (!Number.isInteger(workers) || workers < 1 || workers > MOST_WORKERS) throw new DoctorError(`--workers cannot be "${given.slice(0, 40)}".`, { hint: `It is a whole number from 1 to ${MOST_WORKERS}.` });
  return workers;
}

function nameOf(inputs: readonly TriageInput[], input: number): string {
  return inputName(inputs[input]?.name ?? '?');
}

/** The probe that would tell a fact; where several can, the last, which is the one that asks the thing itself. */
function probeOfFact(): Map<string, string> {
  return new Map(PROBES.flatMap((probe) => probe.provides.map((fact): [string, string] => [fact, probe.id])));
}

/** The counts of all pieces up to one, and the place in the input that this is. */
class Tally {
  readonly aggregate = new Aggregate();
  reports = 0;
  private units: number;
  private last: string;
  private input: number;
  private lines: number;

  constructor(
    private readonly inputs: readonly TriageInput[],
    private readonly rejects: Rejects,
    before: Progress | undefined,
  ) {
    ({ units: this.units, last: this.last, input: this.input, lines: this.lines } = before ?? { units: 0, last: '', input: -1, lines: 0 });
    if (before) this.merge(before.data, 0);
    this.done = { units: this.units, last: this.last };
  }

  /** What the checkpoint had counted. */
  readonly done: { readonly units: number; readonly last: string };

  add(unit: Unit, last: string, { data, rejects, lines }: UnitResult): void {
    const within = unit.kind === 'files' ? -1 : unit.input;
    if (within !== this.input) this.lines = 0;
    this.input = within;
    this.merge(data, this.lines);
    for (const reject of rejects) this.rejects.add({ ...reject, line: reject.line === 0 ? 0 : reject.line + this.lines }, nameOf(this.inputs, reject.input));
    this.lines += lines;
    this.units += 1;
    this.last = last;
  }

  progress(): Progress {
    const { units, last, input, lines } = this;
    return { units, last, input, lines, rejects: this.rejects.written, data: this.aggregate.data() };
  }

  private merge(data: UnitResult['data'], lines: number): void {
    this.aggregate.merge(data, lines);
    this.reports += data.reports;
  }
}

interface CountInput {
  readonly pool: Pool;
  readonly tally: Tally;
  readonly inputs: readonly TriageInput[];
  readonly workers: number;
  readonly checkpoint: string | undefined;
  readonly mark: string;
  readonly tick: (bytes: number) => void;
}

async function count({ pool, tally, inputs, workers, checkpoint, mark, tick }: CountInput): Promise<void> {
  const running: { unit: Unit; last: string; result: Promise<UnitResult> }[] = [];
  // The first piece is kept at once: a checkpoint that cannot be written is told before the work is done.
  let saved = -Infinity;
  const settle = async (): Promise<void> => {
    const first = running.shift();
    if (!first) return;
    tally.add(first.unit, first.last, await first.result);
    tick(first.unit.bytes);
    if (checkpoint !== undefined && performance.now() - saved > CHECKPOINT_PACE) {
      await saveCheckpoint(checkpoint, mark, tally.progress());
      saved = performance.now();
    }
  };
  let index = 0;
  for await (const unit of unitsOf(inputs, process.stdin)) {
    const last = checkpoint === undefined ? '' : fingerprint(unit);
    index += 1;
    if (index <= tally.done.units) {
      if (index === tally.done.units && last !== tally.done.last) throw new DoctorError('What comes in is not what the checkpoint was made from.', { ...(checkpoint === undefined ? {} : { where: checkpoint }), hint: 'Delete the checkpoint to begin anew.' });
      tick(unit.bytes);
      continue;
    }
    const result = pool.run(unit);
    // It is awaited in its turn; until then it must not count as forgotten.
    result.catch(() => undefined);
    running.push({ unit, last, result });
    if (running.length >= workers + AHEAD) await settle();
  }
  if (index < tally.done.units) throw new DoctorError('Less comes in than the checkpoint was made from.', { ...(checkpoint === undefined ? {} : { where: checkpoint }), hint: 'Delete the checkpoint to begin anew.' });
  while (running.length > 0) await settle();
}

async function render(table: Triage, args: Arguments): Promise<string> {
  switch (flag(args, 'json') ? 'json' : (text(args, 'format') ?? 'text')) {
    case 'json':
      return `${JSON.stringify(table, null, 2)}\n`;
    case 'ndjson': {
      const { triageLines } = await import('../report/triage/ndjson.js');
      return triageLines(table);
    }
    case 'csv': {
      const { triageCsv } = await import('../report/triage/csv.js');
      return triageCsv(table);
    }
    case 'html': {
      const { triagePage, TRIAGE_STYLE } = await import('../report/triage/page.js');
      return triagePage(table, createHash('sha256').update(TRIAGE_STYLE).digest('base64'));
    }
    default: {
      const { renderTriage } = await import('../report/triage/text.js');
      return renderTriage(table, await styleOf(args));
    }
  }
}

function tellRejects(rejects: Rejects, file: string | undefined, args: Arguments): void {
  if (rejects.count === 0) return;
  if (file === undefined || rejects.count <= rejects.told.length) for (const line of rejects.told) process.stderr.write(`nvr-doctor: ${line}\n`);
  const all = `${rejects.count} ${rejects.count === 1 ? 'input was' : 'inputs were'} not readable`;
  notice(args, file === undefined ? `${all}; --rejects FILE keeps them all.` : `${all}: ${file}`);
}
