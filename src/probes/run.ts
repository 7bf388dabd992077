/** Runs the planned probes side by side. Whatever they do, every fact they promised ends as a value or as unknown with a reason. */
import { mergeObservations } from '../facts/merge.js';
import type { Facts } from '../facts/merge.js';
import type { FactPath } from '../facts/dictionary.js';
import { type Observation, Observer } from '../facts/observation.js';
import type { UnknownReason } from '../facts/types.js';
import { cleanText } from '../facts/validate.js';
import type { Network } from '../network/seam.js';
import type { KeptReply } from '../recorders/exchange.js';
import { DEADLINES, LAST_WORDS, SIGN_IN_TO_THE_END } from './deadlines.js';
import type { Probe, ProbeId, ProbeOptions, Skip } from './probe.js';

/** How one probe ended; the form the report shows (`Report['probes'][number]`). */
export interface ProbeOutcome {
  readonly id: ProbeId;
  /** Milliseconds from the beginning of the run to its start; where it never started, to the moment when that was clear. */
  readonly startedMs: number;
  readonly ms: number;
  readonly outcome: 'done' | 'timed-out' | 'interrupted' | 'skipped' | 'failed';
  readonly detail?: string;
}

/** For live progress. `text` is one short line without secrets; on `ended` it is the result. */
export type ProbeEvent =
  | { readonly kind: 'started'; readonly probe: ProbeId; readonly title: string }
  | { readonly kind: 'progress'; readonly probe: ProbeId; readonly title: string; readonly text: string }
  | { readonly kind: 'ended'; readonly probe: ProbeId; readonly title: string; readonly ms: number; readonly outcome: ProbeOutcome['outcome']; readonly text: string };

export interface RunInput {
  readonly network: Network;
  readonly probes: readonly Probe[];
  readonly options: ProbeOptions;
  /** What the person said, or what an earlier run saw. */
  readonly initial: readonly Observation[];
  /** Ctrl-C: what is known is kept. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ProbeEvent) => void;
  /** Times the usual deadlines, default 1. A person who waits for a diagnosis is impatient; a capture of a slow recorder has time. */
  readonly patience?: number;
}

export interface RunResult {
  /** The initial observations and everything the probes saw. */
  readonly observations: Observation[];
  /** In the order of `probes`. */
  readonly outcomes: ProbeOutcome[];
  /** Redacted replies that could not be read; at most 24. */
  readonly replies: KeptReply[];
  readonly interrupted: boolean;
}

export async function runProbes(input: RunInput): Promise<RunResult> {
  const run = new Run(input);
  await run.finished();
  return { observations: run.observations, outcomes: run.outcomes(), replies: run.replies, interrupted: input.signal?.aborted ?? false };
}

/** A report stays readable: a recorder whose every reply is strange is understood after some. */
const MAX_REPLIES = 24;

/** How the work of one probe ended, before it is told to anybody. */
type Ending = 'done' | 'expired' | 'interrupted' | { readonly error: unknown };

class Run {
  readonly observations: Observation[];
  readonly replies: KeptReply[] = [];
  private readonly ended = new Map<ProbeId, ProbeOutcome>();
  private readonly waiting: Set<Probe>;
  private readonly began: number;
  private merged: Facts | undefined;
  private resolve: () => void = () => undefined;

  constructor(private readonly input: RunInput) {
    this.observations = [...input.initial];
    this.waiting = new Set(input.probes);
    this.began = input.network.clock.now();
  }

  /** Resolves when every probe ended. */
  finished(): Promise<void> {
    return new Promise((resolve) => {
      this.resolve = resolve;
      this.startReady();
      if (this.input.probes.length === 0) resolve();
    });
  }

  outcomes(): ProbeOutcome[] {
    return this.input.probes.flatMap((probe) => this.ended.get(probe.id) ?? []);
  }

  private facts(): Facts {
    return (this.merged ??= mergeObservations(this.observations));
  }

  private startReady(): void {
    // A skipped probe ends at once and may free others, so the set is walked until nothing moves.
    for (let moved = true; moved; ) {
      moved = false;
      for (const probe of this.waiting) {
        if (!this.input.signal?.aborted && !this.mayStart(probe)) continue;
        this.waiting.delete(probe);
        moved = true;
        if (this.input.signal?.aborted) {
          this.end(probe, [], 0, 'interrupted', { reason: 'not-run', detail: 'interrupted before it began' });
          continue;
        }
        const skip = this.skipOf(probe);
        if (skip) this.end(probe, [], 0, 'skipped', skip);
        else void this.start(probe);
      }
    }
    if (this.ended.size === this.input.probes.length) this.resolve();
  }

  private mayStart(probe: Probe): boolean {
    const waitsFor = probe.after.some((id) => !this.ended.has(id) && this.input.probes.some((other) => other.id === id));
    if (!waitsFor) return true;
    try {
      return probe.ready?.(this.input.options, this.facts()) ?? false;
    } catch {
      return false;
    }
  }

  private skipOf(probe: Probe): Skip | undefined {
    try {
      return probe.skip?.(this.input.options, this.facts());
    } catch (error) {
      return { reason: 'failed', detail: errorText(error) };
    }
  }

  private async start(probe: Probe): Promise<void> {
    const { network, options, signal, onEvent } = this.input;
    const begin = network.clock.now();
    const allowed = DEADLINES[probe.id] * (this.input.patience ?? 1);
    const deadline = network.clock.deadline(allowed, signal);
    const observer = new Observer(probe.source, probe.vantage, () => network.clock.now());
    let lastLine = '';
    let open = true;
    onEvent?.({ kind: 'started', probe: probe.id, title: probe.title });
    const progress = (text: string): void => {
      if (!open) return;
      lastLine = cleanText(text, 100);
      onEvent?.({ kind: 'progress', probe: probe.id, title: probe.title, text: lastLine });
    };
    const keep = (reply: KeptReply): void => {
      if (open && this.replies.length < MAX_REPLIES) this.replies.push(reply);
    };
    let held: Promise<unknown> | undefined;
    const toTheEnd = async <T>(step: Promise<T>): Promise<T> => {
      held = step.catch(() => undefined);
      try {
        return await step;
      } finally {
        held = undefined;
      }
    };
    const work = settle(async () => probe.run({ network, options, signal: deadline.signal, observe: observer, facts: () => this.facts(), keep, progress, toTheEnd }));
    const ending = await Promise.race([work, this.outOfTime(deadline.signal, work, () => held)]);
    const expired = deadline.expired;
    deadline.clear();
    open = false;
    // A copy: a probe that did not obey the signal may still write into its observer.
    const seen = [...observer.observations];
    const ms = Math.max(0, Math.round(network.clock.now() - begin));
    // Half of a broken probe is not trusted: nothing it saw counts.
    if (typeof ending === 'object') this.end(probe, [], ms, 'failed', { reason: 'failed', detail: errorText(ending.error) });
    else if (signal?.aborted) this.end(probe, interruptedView(seen), ms, 'interrupted', { reason: 'not-run', detail: 'interrupted' });
    else if (expired || ending === 'expired') this.end(probe, seen, ms, 'timed-out', { reason: 'timed-out', detail: `no result within ${allowed} ms` }, lastLine);
    else this.end(probe, seen, ms, 'done', { reason: 'failed', detail: 'the check ended without a word about this' }, lastLine);
    this.startReady();
  }

  /** After the signal the probe has a moment for its last words; a probe that ignores it cannot hold up the run. */
  private async outOfTime(signal: AbortSignal, work: Promise<Ending>, held: () => Promise<unknown> | undefined): Promise<Ending> {
    const { clock } = this.input.network;
    await aborted(signal);
    const step = held();
    if (step) {
      const limit = clock.deadline(SIGN_IN_TO_THE_END);
      await Promise.race([step, aborted(limit.signal)]);
      limit.clear();
    }
    return Promise.race([work, clock.sleep(LAST_WORDS).then((): Ending => (this.input.signal?.aborted ? 'interrupted' : 'expired'))]);
  }

  private end(probe: Probe, seen: readonly Observation[], ms: number, outcome: ProbeOutcome['outcome'], rest: Skip, line = ''): void {
    const told = new Set<FactPath>(seen.map((o) => o.path));
    const at = this.input.network.clock.now();
    for (const path of probe.provides) {
      if (!told.has(path)) this.observations.push({ path, source: probe.source, vantage: probe.vantage, at, unknown: { ...rest } });
    }
    this.observations.push(...seen);
    this.merged = undefined;
    const detail = outcome === 'done' ? line : rest.detail;
    this.ended.set(probe.id, { id: probe.id, startedMs: Math.max(0, Math.round(at - this.began) - ms), ms, outcome, ...(detail === '' ? {} : { detail }) });
    this.input.onEvent?.({ kind: 'ended', probe: probe.id, title: probe.title, ms, outcome, text: outcome === 'done' || outcome === 'timed-out' ? line || rest.detail : rest.detail });
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return signal.aborted ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

async function settle(run: () => Promise<void>): Promise<Ending> {
  try {
    await run();
    return 'done';
  } catch (error) {
    return { error };
  }
}

/**
 * After Ctrl-C a time-out that a probe wrote is none: nobody waited to the end. `false` from silence is withdrawn by the probes themselves.
 * Only the sign-in was waited for: that a password is out and was not answered must be told.
 */
function interruptedView(seen: readonly Observation[]): Observation[] {
  const reason: UnknownReason = 'not-run';
  return seen.map((o) => (o.unknown?.reason === 'timed-out' && o.source !== 'recorder-login' ? { ...o, unknown: { reason, detail: 'interrupted' } } : o));
}

function errorText(error: unknown): string {
  return cleanText(`the check broke: ${error instanceof Error ? error.message : String(error)}`, 200);
}
