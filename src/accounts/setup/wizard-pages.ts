/** The pages of the startup wizard and what each may hold. All of it can be changed later in the main menu. */
import type { Fault } from '../refusal.js';
import { networkFaults } from './network-page.js';
import type { VideoStandard } from './pages.js';

export const WIZARD_PAGES = ['auto-update', 'general', 'ntp-dst', 'network', 'p2p', 'basic', 'encode', 'schedule'] as const;
export type WizardPage = (typeof WIZARD_PAGES)[number];

/** A moment of the year as daylight saving knows it: the last Sunday of March at 2. */
export interface DstMoment {
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 5; 5 is the last one of the month. */
  readonly week: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 0 to 23. */
  readonly hour: number;
}

export interface NetworkPage {
  readonly dhcp: boolean;
  /** Null with DHCP. */
  readonly fixed: { readonly address: string; readonly mask: string; readonly gateway: string; readonly dns: readonly string[] } | null;
}

export interface RecordingPeriod {
  /** 0 is Sunday. */
  readonly day: number;
  /** `HH:MM`; `to` may be 24:00. */
  readonly from: string;
  readonly to: string;
  readonly kind: 'continuous' | 'motion' | 'alarm';
}

export interface WizardSettings {
  readonly 'auto-update': { readonly enabled: boolean };
  readonly general: { readonly deviceName: string; readonly autoLogoutMinutes: number };
  readonly 'ntp-dst': {
    readonly ntp: { readonly enabled: boolean; readonly server: string; readonly everyMinutes: number };
    readonly dst: { readonly start: DstMoment; readonly end: DstMoment } | null;
  };
  readonly network: NetworkPage;
  readonly p2p: { readonly enabled: boolean };
  /** What happens when the disk is full, and how long one recorded file is. */
  readonly basic: { readonly diskFull: 'overwrite' | 'stop'; readonly fileMinutes: number };
  readonly encode: { readonly codec: 'H.264' | 'H.265'; readonly framesPerSecond: number; readonly kilobitsPerSecond: number };
  readonly schedule: { readonly periods: readonly RecordingPeriod[] };
}

/** Said on the page. */
export const WIZARD_NOTES: Readonly<Record<WizardPage, string | null>> = {
  'auto-update': 'No update server stands behind this yet: switched on or off, no firmware arrives by itself.',
  general: null,
  'ntp-dst': 'A wrong clock makes recordings hard to find, and an unlock code follows the date that the recorder shows.',
  network: 'With DHCP the recorder takes an address that fits the router, also after the router or the provider changes.',
  p2p: 'With P2P the phone app finds the recorder by its serial number, without port forwarding.',
  basic: null,
  encode: null,
  schedule: null,
};

/** The menu at the screen signs out by itself after so many minutes; 0: never. */
export const AUTO_LOGOUT_MINUTES = { usual: 10, most: 60 } as const;

const EVERY_DAY: readonly RecordingPeriod[] = [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, from: '00:00', to: '24:00', kind: 'continuous' }));

/** What the pages show before anybody changes them. */
export function wizardDefaults(country: string, standard: VideoStandard): WizardSettings {
  return {
    'auto-update': { enabled: false },
    general: { deviceName: 'NVR', autoLogoutMinutes: AUTO_LOGOUT_MINUTES.usual },
    'ntp-dst': {
      ntp: { enabled: true, server: 'pool.ntp.org', everyMinutes: 60 },
      // Energy Policy Act of 2005: second Sunday of March to first Sunday of November, at 2.
      dst: country === 'US' ? { start: { month: 3, week: 2, weekday: 0, hour: 2 }, end: { month: 11, week: 1, weekday: 0, hour: 2 } } : null,
    },
    network: { dhcp: true, fixed: null },
    p2p: { enabled: true },
    basic: { diskFull: 'overwrite', fileMinutes: 60 },
    encode: { codec: 'H.265', framesPerSecond: standard === 'NTSC' ? 30 : 25, kilobitsPerSecond: 4096 },
    schedule: { periods: EVERY_DAY },
  };
}

/** Frames a second that the video standard gives. */
const TOP_RATE: Readonly<Record<VideoStandard, number>> = { NTSC: 30, PAL: 25 };
const MAX_PERIODS_A_DAY = 6;

type Check<Page extends WizardPage> = (page: WizardSettings[Page], standard: VideoStandard) => readonly Fault[];

export const WIZARD_FAULTS: { readonly [Page in WizardPage]: Check<Page> } = {
  'auto-update': () => [],
  general: ({ deviceName, autoLogoutMinutes }) => [
    ...(/^[\x20-\x7e]{1,32}$/.test(deviceName) && deviceName.trim() !== '' ? [] : [fault('deviceName', 'The name of the device has 1 to 32 characters that the keyboard on the screen offers.')]),
    ...within('autoLogoutMinutes', autoLogoutMinutes, 0, AUTO_LOGOUT_MINUTES.most),
  ],
  'ntp-dst': ({ ntp, dst }) => [
    ...(!ntp.enabled || /^[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$/.test(ntp.server) ? [] : [fault('ntp.server', 'The time server is a name or an address.')]),
    ...within('ntp.everyMinutes', ntp.everyMinutes, 1, 65_535),
    ...(dst === null ? [] : [...momentFaults('dst.start', dst.start), ...momentFaults('dst.end', dst.end)]),
  ],
  network: networkFaults,
  p2p: () => [],
  basic: ({ fileMinutes }) => within('fileMinutes', fileMinutes, 1, 120),
  encode: ({ framesPerSecond, kilobitsPerSecond }, standard) => [...within('framesPerSecond', framesPerSecond, 1, TOP_RATE[standard]), ...within('kilobitsPerSecond', kilobitsPerSecond, 32, 65_536)],
  schedule: ({ periods }) => scheduleFaults(periods),
};

function momentFaults(field: string, { month, week, weekday, hour }: DstMoment): readonly Fault[] {
  return [...within(`${field}.month`, month, 1, 12), ...within(`${field}.week`, week, 1, 5), ...within(`${field}.weekday`, weekday, 0, 6), ...within(`${field}.hour`, hour, 0, 23)];
}

function scheduleFaults(periods: readonly RecordingPeriod[]): readonly Fault[] {
  const faults = periods.flatMap(({ day, from, to }, index) => {
    const [start, end] = [minutes(from), minutes(to)];
    const field = `periods.${index}`;
    if (start === undefined || end === undefined || start >= end) return [fault(field, 'A period begins before it ends, within one day, written as 08:00 and 24:00.')];
    return within(`${field}.day`, day, 0, 6);
  });
  if (faults.length > 0) return faults;
  return [0, 1, 2, 3, 4, 5, 6].flatMap((day) => {
    const own = periods.filter((period) => period.day === day).sort((a, b) => (a.from < b.from ? -1 : 1));
    if (own.length > MAX_PERIODS_A_DAY) return [fault('periods', `A day has at most ${MAX_PERIODS_A_DAY} periods.`)];
    return own.some((period, index) => index > 0 && period.from < (own[index - 1]?.to ?? '')) ? [fault('periods', 'Two periods of one day overlap.')] : [];
  });
}

/** Minutes since midnight. */
function minutes(text: string): number | undefined {
  const found = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(text);
  const value = Number(found?.[1]) * 60 + Number(found?.[2]);
  return found === null || value > 1440 ? undefined : value;
}

function within(field: string, value: number, min: number, max: number): readonly Fault[] {
  return Number.isInteger(value) && value >= min && value <= max ? [] : [fault(field, `A whole number from ${min} to ${max} is needed.`)];
}

const fault = (field: string, reason: string): Fault => ({ field, code: 'invalid-input', reason });
