/** Reads a capture again with the readers of today: what they make of it must be what the manifest says. */
import type { FactPath } from '../../facts/dictionary.js';
import type { Observation } from '../../facts/observation.js';
import { recorderSettings } from '../../probes/recorder-settings.js';
import { runProbes, type ProbeOutcome } from '../../probes/run.js';
import type { KeptReply } from '../exchange.js';
import type { Capture, Ending } from './capture.js';
import { ReplayNetwork, type ReplayCounts } from './replay-network.js';
import { endings } from './take.js';

export interface Replay {
  readonly facts: ReadonlyMap<FactPath, Ending>;
  readonly counts: ReplayCounts;
  readonly outcome: ProbeOutcome['outcome'] | undefined;
  /** Replies that today's reader could not make sense of. */
  readonly replies: readonly KeptReply[];
}

/** Ports are where the recorder's own web page was; in a replay everything answers on port 80, without TLS. */
const PLACE = new Set<FactPath>(['lan.openPorts', 'recorder.ports.http', 'recorder.ports.https', 'recorder.ports.onvif']);

export async function replayCapture(capture: Capture): Promise<Replay> {
  const network = new ReplayNetwork(capture);
  const at = capture.takenAt;
  const given = capture.given.flatMap(({ path, source, vantage, value }): Observation[] => (PLACE.has(path) || value === undefined ? [] : [{ path, source, vantage, at, value }]));
  const run = await runProbes({
    network,
    probes: [recorderSettings],
    options: { stunServers: [], publicResolvers: [], login: { user: capture.user, password: 'replayed-Passw0rd', confirmed: true, allowBasic: true } },
    initial: [...given, { path: 'lan.openPorts', source: 'lan-ports', vantage: 'home', at, value: [80] }],
    patience: 10,
  });
  const read = run.observations.slice(given.length + 1).filter(({ source }) => source === 'recorder-settings' || source === 'recorder-login');
  return { facts: endings(read), counts: network.counts, outcome: run.outcomes[0]?.outcome, replies: run.replies };
}
