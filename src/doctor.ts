/** One run from plan to report: the same for the live network and for a fixture home. */
import { breaksEveryWay, inferMethod } from './diagnosis/access.js';
import { diagnose, engineOf } from './diagnosis/index.js';
import type { ProbeKnowledge } from './diagnosis/types.js';
import { inputsOf } from './facts/derived.js';
import { isFactPath, type FactPath } from './facts/dictionary.js';
import { mergeObservations, type Facts } from './facts/merge.js';
import type { Json, Observation } from './facts/observation.js';
import type { Network } from './network/seam.js';
import { PROBES } from './probes/index.js';
import { planProbes } from './probes/plan.js';
import type { Probe, ProbeId, ProbeOptions } from './probes/probe.js';
import { runProbes, type ProbeEvent, type ProbeOutcome } from './probes/run.js';
import { assembleReport } from './report/assemble.js';
import type { Report } from './report/document.js';
import type { AccessMethod, Clause, RulePack } from './rules/types.js';
import { VERSION } from './version.js';

export interface DoctorInput {
  readonly network: Network;
  readonly options: ProbeOptions;
  /** What the person said, as facts: `access.*` and the app's user name. */
  readonly answers: Readonly<Partial<Record<FactPath, Json>>>;
  readonly pack: RulePack;
  /** Ctrl-C: the report then holds what was known, with `interrupted: true`. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ProbeEvent) => void;
  readonly source: Report['source'];
}

/** What one run saw, before anything is concluded from it. */
export interface Collected {
  readonly facts: Facts;
  readonly outcomes: readonly ProbeOutcome[];
  readonly interrupted: boolean;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly elapsedMs: number;
}

/** Never throws for what the world does: every failure becomes a reason in the report. */
export async function runDoctor(input: DoctorInput): Promise<Report> {
  const { options, pack } = input;
  const collected = await collectFacts(input);
  const diagnosis = diagnose({ engine: engineOf(pack), facts: collected.facts, probes: probeKnowledge(collected.outcomes, options) });
  return assembleReport({
    diagnosis,
    facts: collected.facts,
    probes: collected.outcomes,
    source: input.source,
    interrupted: collected.interrupted,
    version: VERSION,
    rules: { version: pack.version, sha256: pack.sha256 },
    startedAt: collected.startedAt,
    elapsedMs: collected.elapsedMs,
  });
}

/** Plans, runs the probes and merges what they saw with what the person said. */
export async function collectFacts(input: Omit<DoctorInput, 'source'>): Promise<Collected> {
  const { network, options, pack } = input;
  const startedAt = network.clock.now();
  const said = answersAsObservations(input.answers, startedAt);
  const known = mergeObservations(said);
  const guess = inferMethod(known, startedAt);
  const initial = guess ? [...said, guess] : said;
  const method = (guess?.value as AccessMethod | undefined) ?? known.value('access.method');
  const wanted = wantedFacts(pack, method);
  const run = await runProbes({
    network,
    probes: planProbes({ wanted, known, options }),
    // The recorder is asked only for what a rule reads: every call there costs two requests and a line in its log.
    options: { ...options, wanted },
    initial,
    ...(input.signal ? { signal: input.signal } : {}),
    ...(input.onEvent ? { onEvent: input.onEvent } : {}),
  });
  const facts = withInferredMethod(run.observations, network.clock.now());
  return { facts, outcomes: run.outcomes, interrupted: run.interrupted, startedAt, elapsedMs: network.clock.now() - startedAt };
}

function answersAsObservations(answers: DoctorInput['answers'], at: number): Observation[] {
  return Object.entries(answers).flatMap(([path, value]) => (isFactPath(path) && value !== undefined ? [{ path, source: 'user' as const, vantage: 'person' as const, at, value }] : []));
}

function withInferredMethod(observations: readonly Observation[], at: number): Facts {
  const facts = mergeObservations(observations);
  const guess = inferMethod(facts, at);
  return guess ? mergeObservations([...observations, guess]) : facts;
}

/**
 * The facts that the rules and proofs of this access path read; every fact of the pack where the path is not known. Where the computer
 * stands and where the recorder is are always wanted: everything else builds on them.
 */
export function wantedFacts(pack: RulePack, method: AccessMethod | undefined): ReadonlySet<FactPath> {
  const byMethod = WANTED.get(pack) ?? new Map<AccessMethod | undefined, ReadonlySet<FactPath>>();
  WANTED.set(pack, byMethod);
  const wanted = byMethod.get(method) ?? readBy(pack, method);
  byMethod.set(method, wanted);
  return wanted;
}

const WANTED = new WeakMap<RulePack, Map<AccessMethod | undefined, ReadonlySet<FactPath>>>();

function readBy(pack: RulePack, method: AccessMethod | undefined): ReadonlySet<FactPath> {
  const rules = pack.rules.filter((rule) => method === undefined || rule.kind === 'check' || rule.paths.includes(method) || breaksEveryWay(rule, pack));
  const paths = pack.paths.filter((path) => method === undefined || path.method === method);
  const clauses: (Clause | undefined)[] = [
    ...rules.flatMap((rule) => [rule.applies, ...rule.when, ...rule.supports]),
    ...paths.flatMap((path) => path.links.map((link) => link.proof)),
    ...pack.paths.map((path) => path.setUp),
  ];
  return new Set<FactPath>(['host.address', 'host.gateway', 'lan.found', ...clauses.flatMap((clause) => clause?.reads ?? []).flatMap(inputsOf)]);
}

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
    text: "Let nvr-doctor read the recorder's settings: run it again with --user NAME; it asks for the password.",
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

function probeKnowledge(outcomes: readonly ProbeOutcome[], options: ProbeOptions): ProbeKnowledge[] {
  const ended = new Map(outcomes.map((outcome) => [outcome.id, outcome.outcome]));
  return PROBES.map((probe: Probe) => {
    const advice: Advice = ADVICE[probe.id];
    const outcome = ended.get(probe.id);
    const lacks = advice.needs !== undefined && options[advice.needs] === undefined;
    // Without what it lacks it can be advised; with it, only where it had no chance to finish.
    const open = lacks || outcome === 'timed-out' || outcome === 'interrupted' || (outcome === 'skipped' && probe.id === 'find-recorder');
    return { id: probe.id, advice: outcome === 'interrupted' && !lacks ? `${AGAIN} and let it come to its end.` : advice.text, provides: probe.provides, seconds: advice.seconds, exhausted: !open, ...(advice.consent === undefined ? {} : { consent: advice.consent }) };
  });
}
