/** The only file access of the rules room: reading a folder of rules that the caller named. Never loaded at product start-up. */
// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- authoring tools read rule files; the evaluator does not
import { open, readdir } from 'node:fs/promises';

/** A rule is about 4 kB; more than this is not a rule, and the parsers behind are never shown it. */
export const MAX_FILE_BYTES = 32 * 1024;
/** A folder with more files than this is not a folder of rules. */
const MAX_FILES = 2000;

export interface SourceFile {
  /** Relative to the rules folder, with `/`. */
  readonly name: string;
  /** Undefined where the file is too large or cannot be read; `problem` says why. */
  readonly text?: string;
  readonly problem?: string;
}

/** The top files that exist, and `<area>/<id>.yaml` one level down, in name order. */
export async function readRuleFiles(directory: string): Promise<{ files: SourceFile[]; problem?: string }> {
  const names: string[] = [];
  try {
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      if (entry.isFile() && isYaml(entry.name)) names.push(entry.name);
      if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
      for (const inner of await readdir(`${directory}/${entry.name}`, { withFileTypes: true })) if (inner.isFile() && isYaml(inner.name)) names.push(`${entry.name}/${inner.name}`);
    }
  } catch (error) {
    return { files: [], problem: `The rules folder cannot be read (${errorCode(error)}).` };
  }
  if (names.length > MAX_FILES) return { files: [], problem: `The folder holds ${names.length} YAML files; ${MAX_FILES} are the limit.` };
  const files: SourceFile[] = [];
  for (const name of names.sort()) files.push(await readOne(directory, name));
  return { files };
}

async function readOne(directory: string, name: string): Promise<SourceFile> {
  try {
    const handle = await open(`${directory}/${name}`, 'r');
    try {
      // Read one byte more than allowed: the size on disk may change between asking and reading.
      const buffer = Buffer.alloc(MAX_FILE_BYTES + 1);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      if (bytesRead > MAX_FILE_BYTES) return { name, problem: `The file is larger than ${MAX_FILE_BYTES / 1024} KiB.` };
      return { name, text: new TextDecoder('utf-8').decode(buffer.subarray(0, bytesRead)) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { name, problem: `The file cannot be read (${errorCode(error)}).` };
  }
}

function isYaml(name: string): boolean {
  return /\.ya?ml$/.test(name);
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
