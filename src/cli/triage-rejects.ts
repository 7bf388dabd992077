/** The file with what could not be read: one JSON line for each, written as it is found. */
import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { DoctorError } from '../errors.js';
import { cleanText } from '../facts/validate.js';
import type { Reject } from '../report/triage/units.js';

/** Told on stderr at the end, where there is no file. */
const MOST_TOLD = 5;
const LONGEST_NAME = 400;

export class Rejects {
  count = 0;
  readonly told: string[] = [];
  private bytes = 0;

  private constructor(private readonly file: number | undefined) {}

  /**
   * @param going on at a checkpoint: what was written after it is cut off
   * @throws DoctorError where the file cannot be written
   */
  static open(name: string | undefined, going: { readonly bytes: number; readonly count: number } | undefined): Rejects {
    if (name === undefined) return new Rejects(undefined).from(going);
    let file: number;
    try {
      file = openSync(name, going ? 'r+' : 'w', 0o600);
    } catch (error) {
      throw new DoctorError('The file for rejects cannot be written.', { where: name, hint: 'Check that the folder exists and that you may write there.', cause: error });
    }
    const rejects = new Rejects(file).from(going);
    if (going) {
      if (fstatSync(file).size < going.bytes) throw new DoctorError('This file is shorter than the checkpoint says.', { where: name, hint: 'Delete the checkpoint to begin anew.' });
      ftruncateSync(file, going.bytes);
    }
    return rejects;
  }

  add({ line, lines, reason }: Reject, input: string): void {
    this.count += lines;
    const name = cleanText(input, LONGEST_NAME);
    const clean = cleanText(reason, LONGEST_NAME);
    if (this.told.length < MOST_TOLD) this.told.push(`${name}${line > 0 ? `:${line}` : ''}: ${clean}`);
    if (this.file === undefined) return;
    const text = `${JSON.stringify({ input: name, ...(line > 0 ? { line } : {}), ...(lines > 1 ? { lines } : {}), reason: clean })}\n`;
    this.bytes += writeSync(this.file, text, this.bytes);
  }

  /** For the checkpoint. */
  get written(): { readonly bytes: number; readonly count: number } {
    return { bytes: this.bytes, count: this.count };
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
  }

  private from(going: { readonly bytes: number; readonly count: number } | undefined): this {
    this.bytes = going?.bytes ?? 0;
    this.count = going?.count ?? 0;
    return this;
  }
}
