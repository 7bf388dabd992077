/** `lab unlock-code`: the virtual vendor's desk answers a request for a virtual recorder. Its codes are worth nothing to a real one. */
import { z } from 'zod';
import { DoctorError } from '../errors.js';
import { openVirtualRecorder } from '../lab/virtual-recorder/index.js';
import { askDesk } from '../lab/virtual-recorder/unlock.js';
import { deliver, formatOf } from './common.js';
import { text, type Arguments } from './options.js';
import { readTextFile } from './settings-disk.js';

const REQUEST = z.object({ schema: z.literal('nvr-doctor/unlock-request@1'), serial: z.string().max(64), shownDate: z.iso.date() });

export async function runLabUnlockCode(args: Arguments): Promise<void> {
  const file = text(args, 'request') ?? '';
  const store = await openVirtualRecorder(text(args, 'virtual') ?? '');
  const given = text(args, 'codes') ?? '1';
  if (!/^[1-3]$/.test(given)) throw new DoctorError(`--codes cannot be "${given.slice(0, 40)}".`, { hint: 'The desk gives 1 to 3 codes.' });
  const read = REQUEST.safeParse(jsonOf((await readTextFile(file)).text));
  if (!read.success) throw new DoctorError('This is not a request for an unlock code with a serial number.', { where: file, hint: 'Make one with: nvr-doctor account unlock-request --virtual FILE --json --output REQUEST' });
  const { serial, shownDate } = read.data;
  const codes = askDesk(await store.read(), { serial, shownDate }, Number(given));
  if (codes === undefined) throw new DoctorError('The desk of this lab knows no recorder of that serial number.', { where: file, hint: "It answers for the virtual recorder only; for a real one ask its vendor." });
  await deliver(args, formatOf(args) === 'json' ? `${JSON.stringify({ schema: 'nvr-doctor/lab-unlock-code@1', shownDate, codes }, null, 2)}\n` : `${codes.join('\n')}\n`);
}

function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
