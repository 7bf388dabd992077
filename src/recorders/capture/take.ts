/** Reads a live recorder as a diagnosis does, with one sign-in, and keeps every reply. */
import { FACT_PATHS, isFactPath, type FactPath } from '../../facts/dictionary.js';
import { mergeObservations, type Facts } from '../../facts/merge.js';
import type { Json, Observation } from '../../facts/observation.js';
import type { Network } from '../../network/seam.js';
import { findRecorder } from '../../probes/find-recorder.js';
import type { ProbeOptions } from '../../probes/probe.js';
import { recorderPorts } from '../../probes/recorder-ports.js';
import { recorderSettings } from '../../probes/recorder-settings.js';
import { runProbes, type ProbeEvent } from '../../probes/run.js';
import { redactExchange } from '../redact.js';
import type { Family } from '../reader.js';
import type { Capture, Ending, Origin, TimedExchange } from './capture.js';
import { Disguise, type Known } from './disguise.js';

export interface TakeInput {
  readonly network: Network;
  readonly options: ProbeOptions;
  readonly origin: Origin;
  readonly tool: string;
  /** What the person said, such as the user name in the app. */
  readonly answers?: Readonly<Partial<Record<FactPath, Json>>>;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ProbeEvent) => void;
}

export type Taken =
  | { readonly kind: 'capture'; readonly capture: Capture; readonly replaced: number }
  /** Nothing worth keeping came; `reason` in words. `interrupted`: by the person. */
  | { readonly kind: 'nothing'; readonly reason: string; readonly interrupted: boolean };

/** All replies together, characters: a recorder's settings are a twentieth of it. */
const MAX_CHARACTERS = 8_000_000;
const PATIENCE = 10;
const FROM_READER = ['recorder-settings', 'recorder-login'];

export async function takeCapture(input: TakeInput): Promise<Taken> {
  const { network, options, answers = {} } = input;
  const takenAt = network.clock.now();
  const exchanges: TimedExchange[] = [];
  let characters = 0;
  const { wanted: _everything, ...rest } = options;
  const said = Object.entries(answers).flatMap(([path, value]): Observation[] => (isFactPath(path) && value !== undefined ? [{ path, source: 'user', vantage: 'person', at: takenAt, value }] : []));
  const run = await runProbes({
    network,
    probes: [findRecorder, recorderPorts, recorderSettings],
    patience: PATIENCE,
    options: {
      ...rest,
      witness: (exchange) => {
        characters += exchange.body.length;
        // Redacted at once: nothing else is ever held.
        if (characters <= MAX_CHARACTERS) exchanges.push({ exchange: redactExchange(exchange), after: Math.max(0, Math.round(network.clock.now() - takenAt)) });
      },
    },
    initial: said,
    ...(input.signal ? { signal: input.signal } : {}),
    ...(input.onEvent ? { onEvent: input.onEvent } : {}),
  });
  const facts = mergeObservations(run.observations);
  const read = run.observations.filter((o) => FROM_READER.includes(o.source));
  const talked = exchanges.some(({ exchange }) => exchange.protocol !== 'dhdiscover' && exchange.protocol !== 'sadp' && exchange.protocol !== 'ws-discovery');
  if (run.interrupted || !talked) return { kind: 'nothing', reason: reasonIn(run.outcomes.map(({ detail }) => detail), facts), interrupted: run.interrupted };
  const interfaces = await network.interfaces();
  const disguise = new Disguise(exchanges.map(({ exchange }) => exchange), knownFrom(facts, options));
  const given = run.observations.filter((o) => !FROM_READER.includes(o.source) && o.value !== undefined && isGiven(o.path));
  return {
    kind: 'capture',
    replaced: disguise.size,
    capture: {
      origin: input.origin,
      family: familyOf(facts, exchanges),
      brand: disguise.fact('recorder.brand', facts.value('recorder.brand') ?? familyOf(facts, exchanges)),
      model: disguise.fact('recorder.model', facts.value('recorder.model') ?? 'unknown'),
      firmware: facts.value('recorder.firmware') ?? 'unknown',
      takenAt,
      zoneMinutes: new Date(takenAt).getTimezoneOffset(),
      tool: input.tool,
      user: disguise.user(options.login?.user ?? 'admin'),
      own: interfaces.filter((i) => i.family === 4).map(({ address, prefix }) => ({ address, prefix })),
      given: given.map(({ path, source, vantage, value }) => ({ path, source, vantage, value: disguise.fact(path, value as Json) })),
      exchanges: exchanges.map(({ exchange, after }) => ({ exchange: disguise.exchange(exchange), after })),
      facts: endings(read, (path, value) => disguise.fact(path, value)),
    },
  };
}

/** How each fact of the reader ended; the last word on a path counts, and a value more than none. */
export function endings(observations: readonly Observation[], map: (path: FactPath, value: Json) => Json = (_, value) => value): Map<FactPath, Ending> {
  const byPath = new Map<FactPath, Ending>();
  for (const { path, value, unknown } of observations) {
    const before = byPath.get(path);
    if (value !== undefined) byPath.set(path, { value: map(path, value) });
    else if (unknown && !(before && 'value' in before)) byPath.set(path, { unknown: unknown.reason });
  }
  return new Map(FACT_PATHS.flatMap((path) => (byPath.has(path) ? [[path, byPath.get(path) as Ending] as const] : [])));
}

/** What the reader starts from. `lan.*` tells where the recorder is; the rest of the house is nobody's business. */
function isGiven(path: FactPath): boolean {
  return path.startsWith('recorder.') || ['lan.address', 'lan.mac', 'lan.recorders', 'lan.openPorts', 'lan.found', 'access.method', 'access.port'].includes(path);
}

function familyOf(facts: Facts, exchanges: readonly TimedExchange[]): Family {
  const spoken = new Set(exchanges.map(({ exchange }) => exchange.protocol));
  if (spoken.has('isapi')) return 'Hikvision';
  if (spoken.has('lapi')) return 'Uniview';
  if (spoken.has('cgi') || spoken.has('rpc2')) return 'Dahua';
  return facts.value('recorder.brand') === 'Dahua' ? 'Dahua' : 'ONVIF';
}

function knownFrom(facts: Facts, options: ProbeOptions): Known {
  const texts = (...values: unknown[]): string[] => values.filter((value) => typeof value === 'string');
  const others = facts.value('lan.recorders') ?? [];
  return {
    serials: texts(facts.value('recorder.serial'), ...others.map((r) => r.serial)),
    models: texts(facts.value('recorder.model'), ...others.map((r) => r.model)),
    users: texts(options.login?.user, facts.value('recorder.accounts.appUser')),
    hosts: texts(facts.value('access.host'), facts.value('recorder.ddns.hostname')),
  };
}

function reasonIn(details: readonly (string | undefined)[], facts: Facts): string {
  const found = facts.get('lan.found');
  if (found.state === 'known' && found.value === false) return 'No recorder was found.';
  const last = details.findLast((detail) => detail !== undefined);
  return last === undefined ? 'The recorder was not asked anything.' : `The recorder was not asked anything: ${last}.`;
}
