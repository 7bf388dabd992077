/** A small simulated house with a virtual recorder, and the recorder probes run in it. */
import { createAccounts, type NewAccount } from '../../src/accounts/index.js';
import type { FactPath } from '../../src/facts/dictionary.js';
import { mergeObservations, type Facts } from '../../src/facts/merge.js';
import type { Json, Observation } from '../../src/facts/observation.js';
import { createRecorderState, startRecorder, type OpenFace, type Recorder, type RecorderQuirks, type RecorderSettings, type RecorderState } from '../../src/lab/devices/recorder/index.js';
import { VirtualClock } from '../../src/lab/sim/clock.js';
import { Host } from '../../src/lab/sim/host.js';
import { Segment } from '../../src/lab/sim/segment.js';
import { HostView } from '../../src/lab/sim/view.js';
import type { Network } from '../../src/network/seam.js';
import { findRecorder } from '../../src/probes/find-recorder.js';
import type { Probe, ProbeOptions } from '../../src/probes/probe.js';
import { recorderPorts } from '../../src/probes/recorder-ports.js';
import { recorderSettings } from '../../src/probes/recorder-settings.js';
import type { KeptReply } from '../../src/recorders/exchange.js';
import { runProbes, type ProbeEvent, type ProbeOutcome } from '../../src/probes/run.js';

/** Appears in every secret field of a recorder and may appear nowhere else. */
export const CANARY = 'canary-5ecret';
export const PASSWORD = `${CANARY}-1`;

export interface House {
  readonly clock: VirtualClock;
  readonly segment: Segment;
  readonly laptop: HostView;
  host(name: string, address: string, prefix?: number): HostView;
}

export function house(laptopAddress = '192.168.1.50', prefix = 24): House {
  const clock = new VirtualClock();
  const segment = new Segment('home', 1);
  let number = 0x10;
  const host = (name: string, address: string, bits = 24): HostView => {
    const host = new Host(name, clock, number * 64);
    host.plug('eth0', `02:00:00:00:01:${(number++).toString(16)}`, segment, address, bits);
    return new HostView(host, clock);
  };
  return { clock, segment, laptop: host('laptop', laptopAddress, prefix), host };
}

export interface PlacedRecorder {
  readonly device: Recorder;
  readonly state: RecorderState;
  readonly book: { state: ReturnType<typeof createAccounts> };
}

export interface RecorderSetup {
  readonly settings?: RecorderSettings;
  readonly users?: readonly NewAccount[];
  readonly quirks?: RecorderQuirks;
  readonly realm?: string;
  readonly initialized?: boolean;
  /** Another make than the Dahua family. */
  readonly face?: OpenFace;
}

export async function placeRecorder(at: House, setup: RecorderSetup = {}): Promise<PlacedRecorder> {
  const state = createRecorderState(setup.settings);
  const users = setup.users ?? [{ name: 'admin', password: PASSWORD }];
  const book = { state: createAccounts({ realm: setup.realm ?? `Login to ${state.serial}`, users, ...(setup.initialized === undefined ? {} : { initialized: setup.initialized }) }) };
  const network = at.host(`recorder ${state.serial}`, state.network.address, state.network.prefix);
  const device = await startRecorder(network, { state, accounts: book, keepaliveSeconds: 0, ...(setup.quirks ? { quirks: setup.quirks } : {}), ...(setup.face ? { face: setup.face } : {}) });
  return { device, state, book };
}

export interface Diagnosis {
  readonly facts: Facts;
  readonly observations: readonly Observation[];
  readonly outcomes: readonly ProbeOutcome[];
  readonly events: readonly ProbeEvent[];
  readonly replies: readonly KeptReply[];
  /** Virtual milliseconds. */
  readonly elapsed: number;
  value(path: FactPath): Json | undefined;
  /** `reason: detail` of an unknown fact. */
  why(path: FactPath): string | undefined;
}

export const ALL: readonly Probe[] = [findRecorder, recorderPorts, recorderSettings];

export async function diagnose(network: Network, options: Partial<ProbeOptions> = {}, said: Readonly<Partial<Record<FactPath, Json>>> = {}, probes = ALL, signal?: AbortSignal): Promise<Diagnosis> {
  const events: ProbeEvent[] = [];
  const at = network.clock.now();
  const initial = Object.entries(said).map(([path, value]) => ({ path: path as FactPath, source: 'user' as const, vantage: 'person' as const, at, value: value }));
  const run = await runProbes({ network, probes, options: { stunServers: [], publicResolvers: [], ...options }, initial, onEvent: (e) => events.push(e), ...(signal ? { signal } : {}) });
  const facts = mergeObservations(run.observations);
  return {
    facts,
    observations: run.observations,
    outcomes: run.outcomes,
    replies: run.replies,
    events,
    elapsed: network.clock.now() - at,
    value: (path) => facts.value(path),
    why: (path) => {
      const fact = facts.get(path);
      return fact.state === 'unknown' ? `${fact.reason}: ${fact.detail ?? ''}` : undefined;
    },
  };
}

export const LOGIN = { user: 'admin', password: PASSWORD };
