/** One run from plan to report: the same for the live network and for a fixture home. */
import { breaksEveryWay, inferMethod, withConclusions } from './diagnosis/access.js';
import { diagnose, engineOf } from './diagnosis/index.js';
import { inputsOf } from './facts/derived.js';
import { isFactPath, type FactPath } from './facts/dictionary.js';
import { mergeObservations, type Facts } from './facts/merge.js';
import type { Json, Observation } from './facts/observation.js';
import type { Network } from './network/seam.js';
import { probeKnowledge } from './probe-advice.js';
import { planProbes } from './probes/plan.js';
import type { ProbeOptions } from './probes/probe.js';
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
  /** What was told before the run, such as a settings file. It skips no probe: whatever can be measured is measured, and both stand side by side. */
  readonly given?: readonly Observation[];
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
  readonly replies: Report['replies'];
  readonly interrupted: boolean;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly elapsedMs: number;
}

/** Never throws for what the world does: every failure becomes a reason in the report. */
export async function runDoctor(input: DoctorInput): Promise<Report> {
  const { options, pack } = input;
  const collected = await collectFacts(input);
  const given = { login: options.login !== undefined, outside: options.outside !== undefined, settings: (input.given ?? []).length > 0 };
  const diagnosis = diagnose({ engine: engineOf(pack), facts: collected.facts, probes: probeKnowledge(collected.outcomes, collected.facts, given) });
  return assembleReport({
    diagnosis,
    facts: collected.facts,
    probes: collected.outcomes,
    replies: collected.replies,
    source: input.source,
    interrupted: collected.interrupted,
    version: VERSION,
    rules: { version: pack.version, sha256: pack.sha256 },
    startedAt: collected.startedAt,
    elapsedMs: collected.elapsedMs,
    given,
    // A fixture home gives the same report on every machine.
    ...(input.source.kind === 'live' ? { machine: { platform: process.platform, arch: process.arch, node: process.versions.node } } : {}),
  });
}

/** Plans, runs the probes and merges what they saw with what the person said. */
export async function collectFacts(input: Omit<DoctorInput, 'source'>): Promise<Collected> {
  const { network, options, pack } = input;
  const startedAt = network.clock.now();
  const said = answersAsObservations(input.answers, startedAt);
  const known = mergeObservations(said);
  const told = [...said, ...(input.given ?? [])];
  const guess = inferMethod(mergeObservations(told), startedAt);
  const initial = guess ? [...told, guess] : told;
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
  const facts = withConclusions(run.observations, network.clock.now());
  return { facts, outcomes: run.outcomes, replies: run.replies, interrupted: run.interrupted, startedAt, elapsedMs: network.clock.now() - startedAt };
}

function answersAsObservations(answers: DoctorInput['answers'], at: number): Observation[] {
  return Object.entries(answers).flatMap(([path, value]) => (isFactPath(path) && value !== undefined ? [{ path, source: 'user' as const, vantage: 'person' as const, at, value }] : []));
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
