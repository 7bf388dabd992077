/** Reads a report file for `rules explain`. */
import { open, type FileHandle } from 'node:fs/promises';
import { DoctorError } from '../errors.js';
import { readRecording, type Recording } from '../rules/replay.js';

/** Bytes; a report of a large home has a hundredth of it. */
const LARGEST_REPORT = 8 * 1024 * 1024;

/** @throws DoctorError that says what is wrong with the file */
export async function readReportFile(file: string): Promise<Recording> {
  const content = await bounded(file);
  let document: unknown;
  try {
    document = JSON.parse(content);
  } catch (error) {
    throw new DoctorError('The report is not JSON.', { where: file, hint: 'Write one with: nvr-doctor --json --output report.json', cause: error });
  }
  const recording = readRecording(document);
  if ('problem' in recording) throw new DoctorError(`This report cannot be read: ${recording.problem}.`, { where: file, hint: 'Write one with: nvr-doctor --json --output report.json' });
  return recording;
}

async function bounded(file: string): Promise<string> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    const about = await handle.stat();
    if (about.isDirectory()) throw new DoctorError('This is a folder, not a report.', { where: file });
    // A pipe has no size of its own, so the bytes are counted too.
    const buffer = Buffer.alloc(about.isFile() ? Math.min(about.size, LARGEST_REPORT) + 1 : LARGEST_REPORT + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    if (length > LARGEST_REPORT) throw new DoctorError(`The report is larger than ${LARGEST_REPORT / 1024 / 1024} MiB.`, { where: file, hint: 'Check that this is the right file.' });
    return buffer.toString('utf8', 0, length);
  } catch (error) {
    if (error instanceof DoctorError) throw error;
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new DoctorError(missing ? 'This report does not exist.' : 'The report cannot be read.', { where: file, hint: 'Check the path.', cause: error });
  } finally {
    await handle?.close();
  }
}
