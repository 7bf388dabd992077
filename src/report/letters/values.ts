/** Values of a report for a letter: in words, with who saw them, and never a guess where nobody did. */
import { definitionOf, type FactPath } from '../../facts/dictionary.js';
import type { Source } from '../../facts/types.js';
import { formatValue } from '../../rules/template.js';
import type { Report, ReportFact } from '../document.js';

const SEEN_BY: Readonly<Record<Source, string>> = {
  user: 'told',
  inferred: 'inferred',
  host: 'this computer',
  'recorder-settings': 'read from the recorder',
  'recorder-login': 'sign-in',
  'recorder-probe': 'asked the recorder',
  'recorder-discovery': 'search in the house',
  'lan-ports': 'tried in the house',
  igd: 'UPnP of the router',
  'nat-pmp': 'NAT-PMP of the router',
  stun: 'STUN',
  dns: 'name servers',
  cloud: 'the camera cloud',
  outside: 'from outside',
  hairpin: 'tried from inside',
  'settings-file': "read off the recorder's screen",
};

export function factOf(report: Report, path: FactPath): ReportFact | undefined {
  return Object.hasOwn(report.facts, path) ? report.facts[path] : undefined;
}

/** "the recorder's address: 192.168.1.64 (read from the recorder)"; undefined where nobody observed it. */
export function factLine(report: Report, path: FactPath): string | undefined {
  const fact = factOf(report, path);
  if (!fact) return undefined;
  const name = definitionOf(path).title;
  if (fact.value !== undefined) return `${name}: ${formatValue(path, fact.value)}${fact.source === undefined ? '' : ` (${SEEN_BY[fact.source]})`}`;
  if (fact.unknown?.reason !== 'contested') return `${name}: not known (${fact.unknown?.detail ?? fact.unknown?.reason ?? 'not run'})`;
  const said = fact.others.flatMap((other) => (other.value === undefined ? [] : [`${formatValue(path, other.value)} (${SEEN_BY[other.source]})`]));
  return `${name}: sources disagree: ${said.join(', ')}`;
}

/** `2026-11-22 12:00 UTC`. */
export function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
