/** What was not checked and why, grouped by who could have told, in the words of the house. */
import type { LOGIN_OUTCOMES } from '../../facts/areas/recorder-accounts.js';
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
  igd: "the router's settings",
  'nat-pmp': "the router's settings",
  stun: 'your internet line',
  dns: 'the internet name',
  cloud: 'the camera cloud',
  outside: 'the view from the internet',
  hairpin: 'the view from the internet',
  'settings-file': "the recorder's own settings",
} as const satisfies Record<Source, string>;

const RECORDER_DNS = "the recorder's name servers";

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
  const proof = proofByName(report);
  for (const { missing } of report.unknowns) {
    const found = new Map<string, string>();
    for (const { subject, why } of missing.flatMap((item) => about(item, report))) if (!found.has(subject) && !proof.has(subject)) found.set(subject, why);
    for (const [subject, why] of found) {
      const group = groups.get(subject);
      if (group) group.rules += 1;
      else groups.set(subject, { why, rules: 1 });
    }
  }
  return [...groups].toSorted((a, b) => b[1].rules - a[1].rules || (a[0] < b[0] ? -1 : 1)).map(([subject, { why }]) => ({ subject, why }));
}

/** Where a cause is seen by what name servers do not answer, their silence was looked at: it is the proof, not a gap. */
function proofByName({ causes }: Report): ReadonlySet<string> {
  const facts = causes.flatMap(({ because }) => because.flatMap((clause) => clause.facts)).filter((fact) => fact.startsWith('name.'));
  return new Set(facts.map((fact) => (fact.startsWith('name.recorderDns') ? RECORDER_DNS : SUBJECT.dns)));
}

type Missing = Report['unknowns'][number]['missing'][number];

/** Who could have told this fact and why it did not come; none where it was asked from the person, or does not exist in this home. */
function about({ fact, reason, detail }: Missing, report: Report): Unchecked[] {
  const source = isFactPath(fact) ? definitionOf(fact).sources[0] : undefined;
  if (source === undefined || source === 'user') return [];
  const inSettings = SUBJECT[source] === SUBJECT['recorder-settings'];
  const settingsRead = report.facts['recorder.login.outcome']?.value === 'accepted';
  // The name servers that are set in the recorder can be asked only when its settings are known.
  if (!settingsRead && (inSettings || (fact.startsWith('name.recorderDns') && reason === 'not-run'))) return [{ subject: SUBJECT['recorder-settings'], why: whyNotSignedIn(report) }];
  const why = wordsFor(reason, detail);
  if (fact.startsWith('name.recorderDns')) return [{ subject: RECORDER_DNS, why }];
  if (!inSettings) return [{ subject: SUBJECT[source], why }];
  if (fact.startsWith('recorder.accounts.appUser')) return [{ subject: "the app's account at the recorder", why }];
  // With the settings read, a part that was not asked for has no meaning here: the P2P state where P2P is off.
  return reason === 'not-run' ? [] : [{ subject: "some of the recorder's settings", why }];
}

const NOT_SIGNED_IN = {
  accepted: 'not told',
  refused: 'sign-in refused',
  locked: 'account locked',
  'in-use': 'account in use',
  busy: 'the recorder is full',
  blocked: 'this computer is not let in',
  'not-initialised': 'the recorder was never set up',
  unsupported: 'password not sent',
  'basic-only': 'password not sent',
} as const satisfies Record<(typeof LOGIN_OUTCOMES)[number], string>;

function whyNotSignedIn({ facts }: Report): string {
  const outcome = facts['recorder.login.outcome']?.value;
  return typeof outcome === 'string' && Object.hasOwn(NOT_SIGNED_IN, outcome) ? NOT_SIGNED_IN[outcome as keyof typeof NOT_SIGNED_IN] : 'no sign-in';
}

function wordsFor(reason: UnknownReason, detail: string | undefined): string {
  if (detail?.startsWith('interrupted')) return 'stopped early';
  // Codes of the system are for support, who read all of it with --verbose.
  const words = detail?.replace(/ \([A-Z][A-Z0-9_]+\)$/, '');
  return words !== undefined && reason !== 'timed-out' && displayWidth(words) <= LONGEST_DETAIL ? words : REASON[reason];
}

/** One line of at most `columns`: reasons are left out before subjects are, and what then does not fit is counted. */
export function uncheckedLine(report: Report, columns: number): string | undefined {
  const all = unchecked(report);
  if (all.length === 0) return undefined;
  const line = (named: number, explained: number): string => {
    const rest = all.length - named;
    const parts = all.slice(0, named).map(({ subject, why }, index) => (index < explained ? `${subject} (${why})` : subject));
    return `Not checked: ${[...parts, ...(rest > 0 ? [`${rest} more`] : [])].join(', ')}.`;
  };
  const fits = (text: string): boolean => displayWidth(text) <= columns;
  for (let named = all.length; named > 0; named--) {
    for (let explained = named; explained > 0; explained--) if (fits(line(named, explained))) return line(named, explained);
    if (named > 1 && fits(line(named, 0))) return line(named, 0);
  }
  return line(1, 1);
}
