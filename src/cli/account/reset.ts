/** `account reset`: back in after a lost password. A virtual recorder is reset; for a real one the right way is found, and a person walks it at its screen. */
import { DoctorError } from '../../errors.js';
import { flag, text, type Arguments } from '../options.js';
import { virtualOf } from './virtual.js';

const VIRTUAL_ONLY = ['channel', 'address', 'second-admin', 'hint'] as const;
const REAL_ONLY = ['have', 'lack', 'settings', 'network', 'recorder', 'user', 'state'] as const;

export async function runAccountReset(args: Arguments): Promise<void> {
  const store = await virtualOf(args);
  if (store === undefined) {
    const only = VIRTUAL_ONLY.find((name) => text(args, name) !== undefined) ?? (flag(args, 'secrets-stdin') ? 'secrets-stdin' : undefined);
    if (only !== undefined) throw new DoctorError(`--${only} is for a virtual recorder.`, { hint: 'Name it with --virtual FILE; a real recorder takes answers and codes at its own screen only.' });
    // The virtual desk is on no path that a real recorder leads to.
    return (await import('./reset-real.js')).resetReal(args);
  }
  const mixed = REAL_ONLY.find((name) => text(args, name) !== undefined) ?? (flag(args, 'print') ? 'print' : undefined);
  if (mixed !== undefined) throw new DoctorError(`--virtual and --${mixed} contradict each other.`, { hint: 'A virtual recorder knows itself what was set up; leave one of the two out.' });
  return (await import('./reset-virtual.js')).resetVirtual(args, store);
}
