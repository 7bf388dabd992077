/** What a clock on the wall shows. */

/** `YYYY-MM-DDTHH:MM:SS` in a zone; in UTC where the zone does not exist, which the page says then. */
export function localTime(timeZone: string, at: number): string {
  try {
    const parts = new Intl.DateTimeFormat('en-CA', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' }).formatToParts(at);
    const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
    return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
  } catch {
    return new Date(at).toISOString().slice(0, 19);
  }
}

export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
