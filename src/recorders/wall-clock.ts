/** The clock that a recorder shows, compared with this computer's: wall clock with wall clock, because the offset beside it is often wrong. */
import { field, type Field } from './reader.js';
import { cell } from './cells.js';

export const CLOCK_PATHS = ['recorder.time.offsetSeconds', 'recorder.time.shownDate'] as const;

/**
 * `shown`: a wall clock without offset (`2026-11-22 11:59:58`, also with `T`, unpadded, or with AM/PM). `now`: milliseconds since 1970;
 * `zoneMinutes`: as `Date.getTimezoneOffset` gives it.
 */
export function clockFields(shown: string | undefined, now: number, zoneMinutes: number): Field[] {
  const clock = shown === undefined ? undefined : (readClock(shown) ?? 'malformed');
  if (typeof clock !== 'object') return CLOCK_PATHS.map((path) => cell(path, clock));
  const ours = Math.floor(now / 1000) * 1000 - zoneMinutes * 60_000;
  return [field('recorder.time.offsetSeconds', Math.round((clock.at - ours) / 1000)), field('recorder.time.shownDate', clock.date)];
}

/** `at`: the shown time as if it were UTC, milliseconds since 1970. */
function readClock(text: string): { readonly at: number; readonly date: string } | undefined {
  const match = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2}):(\d{1,2}):(\d{1,2})\s*([AP]M)?\s*$/i.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const half = match[7]?.toUpperCase();
  const hour24 = half === undefined ? hour : (hour % 12) + (half === 'PM' ? 12 : 0);
  if (hour24 > 23 || (half !== undefined && (hour < 1 || hour > 12)) || minute > 59 || second > 60) return undefined;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  // The 31st of a shorter month would silently become another day.
  if (midnight.getUTCFullYear() !== year || midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return undefined;
  return { at: midnight.getTime() + ((hour24 * 60 + minute) * 60 + second) * 1000, date: midnight.toISOString().slice(0, 10) };
}
