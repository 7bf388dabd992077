/** `--virtual FILE --at TIME`: the recorder of a command, and operations on its account book. */
import type { AccountsState, Actor, Channel, Outcome, Refused } from '../../accounts/index.js';
import { LOCAL_ADDRESS } from '../../accounts/index.js';
import { DoctorError } from '../../errors.js';
import { canonicalIp } from '../../facts/validate.js';
import { moveClock, openVirtualRecorder, type VirtualRecorder, type VirtualRecorderFile } from '../../lab/virtual-recorder/index.js';
import { flag, text, type Arguments } from '../options.js';

/** Addresses of a home that nobody named. */
const USUAL_ADDRESS: Readonly<Record<Channel, string>> = { 'local-screen': LOCAL_ADDRESS, web: '192.168.1.20', app: '192.168.1.21', sdk: '192.168.1.22' };

/** The recorder of `--virtual`, its clock moved to `--at`. @throws DoctorError */
export async function virtualOf(args: Arguments): Promise<VirtualRecorderFile | undefined> {
  const file = text(args, 'virtual');
  if (file === undefined) {
    if (text(args, 'at') !== undefined) throw new DoctorError('Only the clock of a virtual recorder can be moved.', { where: '--at', hint: 'Name the recorder with --virtual FILE.' });
    onlyVirtual(args, ['secrets-stdin', 'channel', 'address']);
    return undefined;
  }
  const store = await openVirtualRecorder(file);
  await applyClock(store, args);
  return store;
}

/** A secret that is given and not used would be taken for one that was. @throws DoctorError */
export function onlyVirtual(args: Arguments, names: readonly string[]): void {
  const only = names.find((name) => text(args, name) !== undefined || flag(args, name));
  if (only !== undefined) throw new DoctorError(`--${only} is for a virtual recorder.`, { hint: 'Name it with --virtual FILE; nvr-doctor changes nothing on a real one.' });
}

export async function applyClock(store: VirtualRecorderFile, args: Arguments): Promise<void> {
  const at = text(args, 'at');
  if (at !== undefined) await store.update((recorder) => ({ recorder: moveClock(recorder, at), value: undefined }));
}

/** Who acts: `--channel`, and `--address` where several clients of one kind shall be told apart. */
export function actorOf(args: Arguments, channel: Channel): Omit<Actor, 'session'> {
  const given = text(args, 'address');
  if (given === undefined) return { channel, address: USUAL_ADDRESS[channel] };
  if (channel === 'local-screen') throw new DoctorError('The screen of the recorder has no network address.', { where: '--address', hint: 'Leave it out, or name another --channel.' });
  const address = canonicalIp(given);
  if (address === undefined) throw new DoctorError(`--address cannot be "${given.slice(0, 40)}".`, { hint: 'It is the address of the client, such as 192.168.1.21.' });
  return { channel, address };
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refused };

/** One operation, saved whole: a refusal is saved as well, since it may have cost a try. */
export function operate<T>(store: VirtualRecorderFile, operation: (accounts: AccountsState, now: number, recorder: VirtualRecorder) => Outcome<T>): Promise<Result<T> & { readonly at: Moment }> {
  return store.update((recorder, now) => {
    const outcome = operation(recorder.accounts, now, recorder);
    const changed = outcome.state === recorder.accounts ? recorder : { ...recorder, accounts: outcome.state };
    const at = { accounts: outcome.state, now };
    return { recorder: changed, value: outcome.ok ? { ok: true, value: outcome.value, at } : { ok: false, refusal: outcome.refusal, at } };
  });
}

/** The book after an operation, and when that was. */
export interface Moment {
  readonly accounts: AccountsState;
  readonly now: number;
}
