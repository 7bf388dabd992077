/**
 * The `key=value` text that a Dahua-family recorder prints, saved by somebody, several tables in one file. It is read by the same
 * functions as a live recorder; only what is certain becomes an observation.
 */
import type { FileFault } from '../../facts/file/format.js';
import { MAX_FAULTS } from '../../facts/file/format.js';
import type { FactsRead } from '../../facts/file/read.js';
import type { Observation } from '../../facts/observation.js';
import { cleanText } from '../../facts/validate.js';
import { filterFields } from '../dahua/filter.js';
import { firmwareFields, identityFields, localesFields, ntpFields } from '../dahua/identity.js';
import { parseKeyValues, type KeyValues } from '../dahua/key-values.js';
import { linkFields, networkFields, pppoeFields } from '../dahua/network-tables.js';
import { lockFields, onvifFields, recoveryFields, userFields } from '../dahua/people.js';
import { ddnsFields, dvripFields, p2pFields, serviceFields, upnpFields, webFields } from '../dahua/service-tables.js';
import type { Field } from '../reader.js';
import { isSettingsPath } from './allowed.js';

type Mapper = (table: KeyValues) => readonly Field[];

/** Each is asked only where its table is in the file: a table that is not there says nothing. */
const TABLES: Readonly<Record<string, Mapper>> = {
  Network: networkFields,
  netInterface: (table) => linkFields(table, table.has('Network.') ? table : undefined),
  PPPoE: pppoeFields,
  DVRIP: dvripFields,
  Web: webFields,
  Https: (table) => serviceFields(table, 'Https', { port: 'recorder.ports.https', enabled: 'recorder.ports.httpsEnabled' }),
  RTSP: (table) => serviceFields(table, 'RTSP', { port: 'recorder.ports.rtsp', enabled: 'recorder.ports.rtspEnabled' }),
  T2UServer: p2pFields,
  DDNS: ddnsFields,
  UPnP: upnpFields,
  AccessFilter: filterFields,
  NTP: ntpFields,
  Locales: localesFields,
  General: lockFields,
  UserGlobal: onvifFields,
  PwdReset: recoveryFields,
};
/** Pages that are no table; a version of the hardware has no build, and says nothing. */
const IDENTITY = /^(?:serialNumber=|version=.*build:)/;
const USER = /^users\[\d+\]\./;
const LINE = /^(table\.)?([A-Za-z_]\w*)([.[][\w.[\]-]*)?=/;
const SECRET_KEY = /(?:password|pwd|pass|key|uuid|username)=/i;
/** Rulers and addresses that people leave between the tables they paste. */
const BETWEEN = /^\s*(?:#|\/\/|https?:|GET |[-=*_]{3,}|$)/;

/** True where the text is such an export and no facts file. */
export function isExportedText(text: string): boolean {
  if (/^[^\S\n]*["']?schema["']?[^\S\n]*:/m.test(text)) return false;
  return text
    .replace(/^\ufeff/, '')
    .split('\n', 2000)
    .some((line) => isSetting(line) || USER.test(line));
}

export type ExportRead = FactsRead & { readonly notices: readonly string[] };

/** @param at milliseconds since 1970: when the text was saved */
export function readExportedText(text: string, at: number): ExportRead {
  const notices: string[] = [];
  const all = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const cut = cutTable(all);
  const lines = all.slice(0, -1).filter((line) => !BETWEEN.test(line) && (cut === undefined || LINE.exec(line)?.[2] !== cut));
  if (cut !== undefined) notices.push(`The last line has no end, so the table ${cleanText(cut, 40)} may be cut off and was left out. Where it is complete, add an empty line at the end of the file.`);
  if (lines.some((line) => SECRET_KEY.test(line))) notices.push('Lines with user names, passwords or keys were not read. Delete them before you send this file to anybody.');
  const faults = contradictions(all);
  if (faults.length > 0) return { ok: false, faults: faults.slice(0, MAX_FAULTS), more: Math.max(0, faults.length - MAX_FAULTS), notices };
  const table = parseKeyValues(lines.join('\n'));
  const observations = table === undefined ? [] : fieldsOf(table).flatMap((field) => asObservation(field, at));
  if (observations.length === 0) return { ok: false, faults: [{ line: 1, column: 1, what: 'No setting of this text can be read.', hint: cut === undefined ? 'Save the whole page of the recorder, as text.' : (notices[0] as string) }], more: 0, notices };
  return { ok: true, observations, notices };
}

/** Where the last line has no end, the rest of its table may be missing; a line that is too short to tell may belong to the table before. */
function cutTable(lines: readonly string[]): string | undefined {
  const last = lines.at(-1) ?? '';
  if (BETWEEN.test(last)) return undefined;
  return /^(?:table\.)?(?!table\.)([A-Za-z_]\w*)[.[=]/.exec(last)?.[1] ?? LINE.exec(lines.findLast((line) => LINE.test(line)) ?? '')?.[2];
}

function fieldsOf(table: KeyValues): Field[] {
  const fields = Object.entries(TABLES).flatMap(([name, mapper]) => (table.has(`${name}.`) || table.has(`${name}[`) ? mapper(table) : []));
  if (table.text('serialNumber') !== undefined) fields.push(...identityFields(table));
  // Hardware prints a `version` too; only software has a build.
  if (table.text('version')?.includes('build:')) fields.push(...firmwareFields(table));
  // Who is signed in is printed under the same names as the users.
  if (table.indices('users').some((i) => table.text(`users[${i}].Sharable`) !== undefined) && !table.indices('users').some((i) => table.text(`users[${i}].ClientAddress`) !== undefined)) fields.push(...userFields(table, undefined, true));
  return fields;
}

/** What this table does not tell may stand in another that was not saved: only values and damaged values are observations. */
function asObservation(field: Field, at: number): Observation[] {
  if (!isSettingsPath(field.path)) return [];
  const by = { path: field.path, source: 'settings-file', vantage: 'person', at } as const;
  if ('value' in field) return [{ ...by, value: field.value as never }];
  return field.unknown === 'malformed' ? [{ ...by, unknown: { reason: 'malformed', ...(field.detail === undefined ? {} : { detail: field.detail }) } }] : [];
}

/** The same setting twice with two values: two recorders, or two days, in one file. Values are not told: they may be secrets. */
function contradictions(lines: readonly string[]): FileFault[] {
  const first = new Map<string, { line: number; value: string }>();
  const faults: FileFault[] = [];
  for (const [index, line] of lines.entries()) {
    if (!isSetting(line)) continue;
    const equals = line.indexOf('=');
    const key = line.slice(0, equals).replace(/^table\./, '');
    const value = line.slice(equals + 1).trim();
    const before = first.get(key);
    if (before === undefined) first.set(key, { line: index + 1, value });
    else if (before.value !== value) faults.push({ line: index + 1, column: 1, what: `"${cleanText(key, 80)}" has another value than on line ${before.line}.`, hint: 'Keep the tables of one recorder and one day.' });
  }
  return faults;
}

/** One value that a recorder has once. Users are not: who is signed in is printed under their names. */
function isSetting(line: string): boolean {
  const name = LINE.exec(line)?.[2];
  return (name !== undefined && Object.hasOwn(TABLES, name)) || IDENTITY.test(line);
}
