/** A file or standard input → bytes, bounded before anything is read. */
import { open, type FileHandle } from 'node:fs/promises';
import { MAX_INPUT_BYTES } from './limits.js';
import { fault, type InputFault } from './types.js';

export type Bytes = { readonly ok: true; readonly bytes: Buffer; /** Milliseconds since 1970: when the file was last written. */ readonly changedAt?: number } | InputFault;

const RIGHT_FILE = 'Check that this is the right file.';
const tooLarge = (): InputFault => fault(`It is larger than ${MAX_INPUT_BYTES / 1024 / 1024} MiB.`, `No report is that large. ${RIGHT_FILE}`);

export async function fileBytes(path: string): Promise<Bytes> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    const about = await handle.stat();
    if (about.isDirectory()) return fault('This is a folder.', 'Name the files in it.');
    if (about.isFile() && about.size > MAX_INPUT_BYTES) return tooLarge();
    const read = await streamBytes(handle.createReadStream({ autoClose: false }));
    return read.ok && about.isFile() ? { ...read, changedAt: Math.floor(about.mtimeMs) } : read;
  } catch (error) {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown reason';
    return code === 'ENOENT' || code === 'ENOTDIR' ? fault('This file does not exist.', 'Check the path.') : fault(`The file cannot be read (${code}).`, 'Check that you may read it.');
  } finally {
    await handle?.close();
  }
}

/** A pipe has no size of its own, so the bytes are counted while they come. */
export async function streamBytes(stream: AsyncIterable<string | Buffer>): Promise<Bytes> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const part = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    length += part.length;
    if (length > MAX_INPUT_BYTES) return tooLarge();
    parts.push(part);
  }
  return { ok: true, bytes: Buffer.concat(parts, length) };
}
