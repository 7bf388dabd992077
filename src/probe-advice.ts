/** What a person is told to do so that a probe can tell more: the same in a run and when its report is analysed again. */
import type { ProbeKnowledge } from './diagnosis/types.js';
import type { LOGIN_OUTCOMES } from './facts/areas/recorder-accounts.js';
import { definitionOf } from './facts/dictionary.js';
import type { Facts } from './facts/merge.js';
import { PROBES } from './probes/index.js';
import type { Probe, ProbeId } from './probes/probe.js';
import type { Report, ReportGiven } from './report/document.js';

interface Advice {
  /** What to do so that it can run; in words for the person. */
  readonly text: string;
  /** With the person's part. Seconds. */
  readonly seconds: number;
  readonly consent?: string;
  /** The option it waits for; absent where it can run by itself. */
  readonly needs?: 'login' | 'outside';
}

const AGAIN = 'Run nvr-doctor once more';

const ADVICE = {
  host: { text: `${AGAIN} on a computer that is connected to your home network.`, seconds: 30 },
  'find-recorder': { text: `${AGAIN} at home and give the recorder's address: --recorder ADDRESS.`, seconds: 60 },
  'recorder-ports': { text: `${AGAIN}: the recorder did not answer in time.`, seconds: 5 },
  'recorder-settings': {
    text: "Let nvr-doctor read the recorder's settings: run it again with --user NAME; it asks for the password. Password lost? Run \"nvr-doctor settings ask\".",
    seconds: 20,
    consent: 'signs in to the recorder once; nothing is changed',
    needs: 'login',
  },
  igd: { text: `${AGAIN}: the router did not answer in time.`, seconds: 5 },
  'nat-pmp': { text: `${AGAIN}: the router did not answer in time.`, seconds: 5 },
  'public-address': { text: `${AGAIN}: the internet side did not answer in time.`, seconds: 5 },
  'ddns-name': { text: `${AGAIN}: the name servers did not answer in time.`, seconds: 5 },
  'recorder-dns': { text: `${AGAIN}: the recorder's name servers did not answer in time.`, seconds: 5 },
  'p2p-cloud': { text: `${AGAIN}: the camera cloud did not answer in time.`, seconds: 5 },
  hairpin: { text: `${AGAIN}: the router did not answer in time.`, seconds: 5 },
  outside: {
    text: 'Look at your house from the internet: start "nvr-doctor outside serve" on a computer elsewhere, then run this again with --outside URL.',
    seconds: 120,
    consent: 'the helper tries one port at your own public address',
    needs: 'outside',
  },
} as const satisfies Record<ProbeId, Advice>;

/** Where the recorder lets nobody in, its own screen still shows what it is set to. Reading it takes a person some minutes. */
const OFF_THE_SCREEN = { text: `Read what is missing off the recorder's own screen: run "nvr-doctor settings ask", then this again with --settings FILE.`, seconds: 300 } as const satisfies Advice;

/** Nobody knows the password: a new one is within reach of whoever stands before the recorder. Counted until it is begun: it is what this person came for. */
const LOST = { text: `Reset the password: "nvr-doctor account reset" leads the way. Or go on without it: run "nvr-doctor settings ask", then this again with --settings FILE.`, seconds: 60 } as const satisfies Advice;

/** A sign-in that will not succeed by running once more. */
const SHUT_OUT: ReadonlySet<unknown> = new Set(['refused', 'locked', 'in-use', 'blocked', 'unsupported'] satisfies (typeof LOGIN_OUTCOMES)[number][]);

/** @param outcomes how the probes of the run ended; empty where none ran */
export function probeKnowledge(outcomes: Report['probes'], facts: Facts, given: ReportGiven): ProbeKnowledge[] {
  const ended = new Map(outcomes.map((outcome) => [outcome.id, outcome.outcome]));
  return PROBES.map((probe: Probe) => {
    const lost = facts.value('access.password') === 'forgotten' && !given.login;
    if (probe.id === 'recorder-settings' && (lost || (!given.settings && SHUT_OUT.has(facts.value('recorder.login.outcome'))))) {
      const { text, seconds } = lost ? LOST : OFF_THE_SCREEN;
      return { id: probe.id, advice: text, provides: probe.provides.filter((path) => definitionOf(path).sources.includes('settings-file')), seconds, exhausted: given.settings };
    }
    const advice: Advice = ADVICE[probe.id];
    const outcome = ended.get(probe.id);
    const lacks = advice.needs !== undefined && !given[advice.needs];
    // Without what it lacks it can be advised; with it, only where it had no chance to finish.
    const open = lacks || outcome === 'timed-out' || outcome === 'interrupted' || (outcome === 'skipped' && probe.id === 'find-recorder');
    return { id: probe.id, advice: outcome === 'interrupted' && !lacks ? `${AGAIN} and let it come to its end.` : advice.text, provides: probe.provides, seconds: advice.seconds, exhausted: !open, ...(advice.consent === undefined ? {} : { consent: advice.consent }) };
  });
}
