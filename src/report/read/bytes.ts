/** Bytes of an input → text: unpacked where they are packed, never more than the limit. */
import { gunzipSync } from 'node:zlib';
import { MAX_INPUT_BYTES } from './limits.js';
import { fault, type InputFault } from './types.js';
import { DAMAGED, isPacked, packedFault } from './unpack.js';

const TEXT = new TextDecoder('utf-8', { fatal: true });
const RIGHT_FILE = 'Check that this is the right file.';

export function textOf(bytes: Buffer): { readonly ok: true; readonly text: string } | InputFault {
  const unpacked = isPacked(bytes) ? unpack(bytes) : bytes;
  if ('ok' in unpacked) return unpacked;
  if (unpacked[0] === 0x50 && unpacked[1] === 0x4b) return fault('This is a ZIP archive.', 'Unpack it and give the file in it.');
  try {
    return { ok: true, text: TEXT.decode(unpacked) };
  } catch {
    return fault('This is not text in UTF-8.', RIGHT_FILE);
  }
}

/** zlib stops at the limit, so that a bomb costs no more than a large file. */
function unpack(bytes: Buffer): Buffer | InputFault {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_INPUT_BYTES });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') return fault(`Unpacked it is larger than ${MAX_INPUT_BYTES / 1024 / 1024} MiB.`, 'No report is that large: it is damaged, or made to harm.');
    return packedFault(error) ?? DAMAGED;
  }
}
