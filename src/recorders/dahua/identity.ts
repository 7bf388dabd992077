/** From Dahua's identity and time tables to facts (recorder-apis §2.4). */
import { cleanText } from '../../facts/validate.js';
import type { Field } from '../reader.js';
import { clockFields as wallClockFields } from '../wall-clock.js';
import { cell, hostName, type Cell } from '../cells.js';
import type { KeyValues } from './key-values.js';

export const IDENTITY_PATHS = ['recorder.model', 'recorder.serial'] as const;
export { CLOCK_PATHS } from '../wall-clock.js';
export const NTP_PATHS = ['recorder.time.ntpEnabled', 'recorder.time.ntpServer', 'recorder.time.zone'] as const;

/** `getSystemInfo`: recorders give a number as device type and their model as the type to update. */
export function identityFields(table: KeyValues): Field[] {
  const type = cleanText(table.text('deviceType') ?? '', 64);
  const model = type === '' || /^\d+$/.test(type) ? cleanText(table.text('updateSerial') ?? '', 64) : type;
  const serial = cleanText(table.text('serialNumber') ?? '', 64);
  return [cell('recorder.model', model || undefined), cell('recorder.serial', serial || undefined)];
}

/** `getSoftwareVersion`: `version=4.001.0000000.14,build:2021-03-06 10:32:02`. */
export function firmwareFields(table: KeyValues): Field[] {
  return [cell('recorder.firmware', cleanText(table.text('version') ?? '', 96) || undefined)];
}

/** `getCurrentTime`; `now` and `zoneMinutes` as in `clockFields` of every make. */
export function clockFields(table: KeyValues, now: number, zoneMinutes: number): Field[] {
  return wallClockFields(table.text('result') ?? table.text('time'), now, zoneMinutes);
}

/** `NTP`. Its number of the time zone is the maker's own and means nothing outside; only the words beside it are taken. */
export function ntpFields(table: KeyValues): Field[] {
  const zone = cleanText(table.text('NTP.TimeZoneDesc') ?? '', 64);
  return [cell('recorder.time.ntpEnabled', table.bool('NTP.Enable')), cell('recorder.time.ntpServer', timeServer(table)), cell('recorder.time.zone', zone || undefined)];
}

/** The one server, else the first that is on in the list that newer firmware has beside it. */
function timeServer(table: KeyValues): Cell<string | null> {
  const own = hostName(table.text('NTP.Address'));
  if (typeof own === 'string') return own;
  const listed = table.indices('NTP.ServerList').find((i) => table.bool(`NTP.ServerList[${i}].Enable`) === true && table.text(`NTP.ServerList[${i}].Address`)?.trim());
  return listed === undefined ? own : hostName(table.text(`NTP.ServerList[${listed}].Address`));
}

/** `Locales`: whether daylight saving is followed. */
export function localesFields(table: KeyValues): Field[] {
  return [cell('recorder.time.dstEnabled', table.bool('Locales.DSTEnable'))];
}
