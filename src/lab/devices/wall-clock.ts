/** The house's time zone as recorders put it into words. The lab lives in the zone of the machine it runs on. */

/** Minutes that the zone is ahead of UTC at a time, and in winter. */
export function zoneOffset(at: number): { readonly now: number; readonly winter: number; readonly hasSummer: boolean } {
  const year = new Date(at).getFullYear();
  const [january, july] = [-new Date(year, 0, 1).getTimezoneOffset(), -new Date(year, 6, 1).getTimezoneOffset()];
  return { now: -new Date(at).getTimezoneOffset(), winter: Math.min(january, july), hasSummer: january !== july };
}

/** `+01:00`. */
export function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
}

/** `CST-1:00:00`: the sign is turned around, as in POSIX. */
export function posixZone(winterMinutes: number): string {
  const size = Math.abs(winterMinutes);
  return `CST${winterMinutes > 0 ? '-' : '+'}${Math.floor(size / 60)}:${String(size % 60).padStart(2, '0')}:00`;
}
