/** What was not checked and why, grouped by who could have told, in the words of the house. */
import { definitionOf, isFactPath } from '../../facts/dictionary.js';
import type { Source, UnknownReason } from '../../facts/types.js';
import type { Report } from '../document.js';
import { displayWidth } from './layout.js';

const SUBJECT = {
  user: 'what you see in the app',
  inferred: 'what you see in the app',
  host: 'this computer',
  'recorder-settings': "the recorder's own settings",
  'recorder-login': "the recorder's own settings",
  'recorder-probe': 'the recorder',
  'recorder-discovery': 'the recorder',
  'lan-ports': 'the recorder',
  igd: 'the router',
  'nat-pmp': 'the router',
  stun: 'your internet line',
  dns: 'the internet name',
  cloud: 'the camera cloud',
  outside: 'the view from the internet',
  hairpin: 'the view from the internet',
  'settings-file': "the recorder's own settings",
} as const satisfies Record<Source, string>;

const REASON = {
  'not-run': 'not tried',
  failed: 'the check failed',
  'timed-out': 'no answer in time',
  refused: 'refused',
  'not-permitted': 'no permission',
  'not-supported': 'it cannot tell',
  stale: 'too old',
  malformed: 'the answer made no sense',
  contested: 'two answers disagree',
} as const satisfies Record<UnknownReason, string>;

/** Details longer than this do not fit into the one line there is. */
const LONGEST_DETAIL = 40;

export interface Unchecked {
  readonly subject: string;
  readonly why: string;
}

/** What most rules wait for comes first. Questions to the person are not in it: they are asked, not checked. */
export function unchecked(report: Report): Unchecked[] {
  const groups = new Map<string, { why: string; rules: number }>();
  for (const { missing } of report.unknowns) {
    const subjects = new Map<string, string>();
    for (const { fact, reason, detail } of missing) {
      const source = isFactPath(fact) ? definitionOf(fact).sources[0] : undefined;
      if (source === undefined || source === 'user') continue;
      if (!subjects.has(SUBJECT[source])) subjects.set(SUBJECT[source], detail !== undefined && displayWidth(detail) <= LONGEST_DETAIL ? detail : whyNot(source, reason));
    }
    for (const [subject, why] of subjects) {
      const group = groups.get(subject);
      if (group) group.rules += 1;
      else groups.set(subject, { why, rules: 1 });
    }
  }
  return [...groups].toSorted((a, b) => b[1].rules - a[1].rules || (a[0] < b[0] ? -1 : 1)).map(([subject, { why }]) => ({ subject, why }));
}

function whyNot(source: Source, reason: UnknownReason): string {
  // Whatever kept the probe from running, the settings were not read because nobody signed in.
  return reason === 'not-run' && (source === 'recorder-settings' || source === 'recorder-login') ? 'no sign-in' : REASON[reason];
}

/** One line of at most `columns`; the rest is counted. */
export function uncheckedLine(report: Report, columns: number): string | undefined {
  const all = unchecked(report);
  if (all.length === 0) return undefined;
  const text = (count: number): string => {
    const rest = all.length - count;
    return `Not checked: ${all.slice(0, count).map(({ subject, why }) => `${subject} (${why})`).join(', ')}${rest > 0 ? `, ${rest} more` : ''}.`;
  };
  let count = all.length;
  while (count > 1 && displayWidth(text(count)) > columns) count -= 1;
  return text(count);
}
