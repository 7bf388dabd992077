/** What was named on the command line → the files to read, folders opened. */
import { readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

const READABLE = /\.(?:json|ndjson|jsonl|html?|ya?ml)(?:\.gz)?$/i;
const DEEPEST = 32;

export interface TriageInput {
  /** As the person would name it; `-` for standard input. */
  readonly name: string;
  /** Bytes; 0 where that is not known before. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  /** A file that can be read in parts. */
  readonly regular: boolean;
  /** Why it cannot be opened. */
  readonly trouble?: string;
}

export interface FoundInputs {
  readonly inputs: readonly TriageInput[];
  /** Files in folders that are neither JSON, pages nor facts files by their name. */
  readonly passedOver: number;
}

/** @param ours files that this run writes: a table that lies among the reports is not one of them */
export function findInputs(names: readonly string[], ours: readonly string[]): FoundInputs {
  const own = new Set(ours.map(realName));
  const inputs: TriageInput[] = [];
  let passedOver = 0;
  const open = (folder: string, depth: number): void => {
    let entries;
    try {
      entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      inputs.push(unreadable(folder, error));
      return;
    }
    for (const entry of entries) {
      const name = path.join(folder, entry.name);
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory() && depth < DEEPEST) open(name, depth + 1);
      else if (!READABLE.test(entry.name)) passedOver += 1;
      else if (!own.has(realName(name))) look(name, depth);
    }
  };
  const look = (name: string, depth: number): void => {
    try {
      const about = statSync(name);
      // A link to a folder could lead in a circle: below the first level it is not followed.
      if (about.isDirectory()) {
        if (depth === 0) open(name, 1);
      } else inputs.push({ name, size: about.isFile() ? about.size : 0, changedAt: about.isFile() ? Math.floor(about.mtimeMs) : 0, regular: about.isFile() });
    } catch (error) {
      inputs.push(unreadable(name, error));
    }
  };
  for (const name of names) {
    if (name === '-') inputs.push({ name, size: 0, changedAt: 0, regular: false });
    else look(name, 0);
  }
  return { inputs, passedOver };
}

function unreadable(name: string, error: unknown): TriageInput {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  return { name, size: 0, changedAt: 0, regular: false, trouble: code === 'ENOENT' || code === 'ENOTDIR' ? 'This file does not exist.' : `It cannot be read (${code}).` };
}

function realName(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return path.resolve(file);
  }
}
