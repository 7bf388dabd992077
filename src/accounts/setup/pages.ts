/** The first two pages of the set-up: where the recorder stands, and what time it shows. */
import type { Fault } from '../refusal.js';

export const VIDEO_STANDARDS = ['NTSC', 'PAL'] as const;
export type VideoStandard = (typeof VIDEO_STANDARDS)[number];

export interface LocationPage {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** BCP 47: `en`, `es`, `pt-BR`. */
  readonly language: string;
  readonly videoStandard: VideoStandard;
}

export interface TimePage {
  /** IANA name: `America/New_York`. */
  readonly timeZone: string;
  /** `YYYY-MM-DDTHH:MM:SS`, as the recorder shall show it from now on. */
  readonly time: string;
}

export interface Setup extends LocationPage {
  readonly timeZone: string;
  /** Milliseconds from our clock to what the recorder's screen shows, read as if it were UTC. */
  readonly clockOffset: number;
  readonly initialisedAt: number;
}

const UNITED_STATES: ReadonlySet<string> = new Set(['US', 'PR', 'GU', 'VI', 'AS', 'MP']);
/** Countries with 60 Hz television (ITU-R BT.1701, system M). */
const NTSC: ReadonlySet<string> = new Set(
  'US PR GU VI AS MP CA MX JP KR TW PH CO PE EC VE CL BO CR CU DO SV GT HN NI PA JM BS BB TT MM HT BM AW SR AG BZ'.split(' '),
);

export function defaultVideoStandard(country: string): VideoStandard {
  return NTSC.has(country) ? 'NTSC' : 'PAL';
}

export function locationFaults(page: LocationPage): readonly Fault[] {
  return [
    ...(isKnown('region', page.country, /^[A-Z]{2}$/) ? [] : [{ field: 'country', code: 'unknown-country', reason: 'A country is given by its two-letter code, such as US.' }]),
    ...(isKnown('language', page.language, /^[a-z]{2,3}(-[A-Z]{2})?$/) ? [] : [{ field: 'language', code: 'unknown-language', reason: 'A language is given by its code, such as en.' }]),
    ...(VIDEO_STANDARDS.includes(page.videoStandard) ? [] : [{ field: 'videoStandard', code: 'unknown-standard', reason: 'The video standard is NTSC or PAL.' }]),
    ...(UNITED_STATES.has(page.country) && page.videoStandard !== 'NTSC' ? [{ field: 'videoStandard', code: 'ntsc-needed', reason: 'In the United States the video standard must be NTSC.' }] : []),
  ];
}

export function locationWarnings({ country, videoStandard }: LocationPage): readonly Fault[] {
  const usual = defaultVideoStandard(country);
  return videoStandard === usual ? [] : [{ field: 'videoStandard', code: 'unusual-standard', reason: `The usual video standard in that country is ${usual}.` }];
}

export function timeFaults(page: TimePage): readonly Fault[] {
  return [
    ...(isTimeZone(page.timeZone) ? [] : [{ field: 'timeZone', code: 'unknown-zone', reason: 'A time zone is given by its name, such as America/New_York.' }]),
    ...(readLocal(page.time) === undefined ? [{ field: 'time', code: 'bad-time', reason: 'The time is written as 2026-11-22T14:30:00, from 2000 to 2037.' }] : []),
  ];
}

/** Milliseconds of a local date and time, read as if it were UTC; undefined where there is no such time or the recorder cannot show it. */
export function readLocal(text: string): number | undefined {
  if (!/^20[0-3]\d-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return undefined;
  const at = Date.parse(`${text}Z`);
  // The round trip refuses the 31st of February.
  return Number.isNaN(at) || writeLocal(at) !== text || at >= Date.UTC(2038, 0) ? undefined : at;
}

export const writeLocal = (at: number): string => new Date(at).toISOString().slice(0, 19);

function isKnown(type: 'region' | 'language', code: string, shape: RegExp): boolean {
  if (!shape.test(code) || code === 'ZZ') return false;
  return new Intl.DisplayNames(['en'], { type, fallback: 'none' }).of(code) !== undefined;
}

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+){0,2}$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
