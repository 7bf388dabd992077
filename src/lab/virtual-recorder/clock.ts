/** The time of a virtual recorder: this machine's clock, moved ahead as far as the owner likes, so that a lock ends without waiting. */
import { DoctorError } from '../../errors.js';
import { shownTime } from '../../accounts/index.js';
import { readLocal } from '../../accounts/setup/pages.js';
import type { VirtualRecorder } from './document.js';

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** A step of more than a year is a slip. */
const LONGEST_MS = 366 * UNIT_MS.d;

/** Milliseconds since 1970 in the life of the recorder. `real` is this machine's clock. */
export const timeOf = (recorder: VirtualRecorder, real = Date.now()): number => real + recorder.ahead;

/**
 * `+30m`, `+90s`, `+2h`, `+1d`; or `YYYY-MM-DDTHH:MM[:SS]`, which the recorder's screen shows then.
 * Time only goes on, as it does for a real recorder: going back would undo a lock that nobody waited for.
 * @throws DoctorError
 */
export function moveClock(recorder: VirtualRecorder, to: string, options: { readonly mayGoBack?: boolean; readonly real?: number } = {}): VirtualRecorder {
  const now = timeOf(recorder, options.real);
  const step = /^\+(\d{1,8})([smhd])$/.exec(to);
  const toTheMinute = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(to);
  const shown = readLocal(toTheMinute ? `${to}:00` : to);
  if (step === null && shown === undefined) {
    throw new DoctorError(`--at cannot be "${to.slice(0, 40)}".`, { hint: 'It is a step such as +30m, +2h or +1d, or what the recorder shows then, such as 2026-11-22T14:30.' });
  }
  const by = step === null ? (shown ?? 0) - (readLocal(shownTime(recorder.accounts, now)) ?? now) : Number(step[1]) * UNIT_MS[step[2] as keyof typeof UNIT_MS];
  if (!(options.mayGoBack ?? false)) {
    // The minute that is shown is where the clock stands already.
    if (toTheMinute && shownTime(recorder.accounts, now).startsWith(to)) return recorder;
    if (by < 0) throw new DoctorError(`The recorder shows ${shownTime(recorder.accounts, now)} already; its time does not go back.`, { where: '--at', hint: 'Name a later time.' });
    if (by > LONGEST_MS) throw new DoctorError('That is more than a year ahead.', { where: '--at', hint: 'Name an earlier time.' });
  }
  const moved = { ...recorder, ahead: recorder.ahead + by };
  if (readLocal(shownTime(recorder.accounts, timeOf(moved, options.real))) === undefined) throw new DoctorError('The clock of a recorder ends with the year 2037.', { where: '--at', hint: 'Name an earlier time.' });
  return moved;
}
