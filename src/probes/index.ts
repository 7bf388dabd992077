/** Every probe there is, in the order in which they are shown. A probe stands after all that it lists in `after`. */
import { ddnsName } from './ddns-name.js';
import { findRecorder } from './find-recorder.js';
import { hairpin } from './hairpin.js';
import { host } from './host.js';
import { igd } from './igd.js';
import { natPmp } from './nat-pmp.js';
import { outside } from './outside.js';
import { p2pCloud } from './p2p-cloud.js';
import type { Probe, ProbeId } from './probe.js';
import { publicAddress } from './public-address.js';
import { recorderDns } from './recorder-dns.js';
import { recorderPorts } from './recorder-ports.js';
import { recorderSettings } from './recorder-settings.js';

const BY_ID = {
  host,
  'find-recorder': findRecorder,
  'recorder-ports': recorderPorts,
  'recorder-settings': recorderSettings,
  igd,
  'nat-pmp': natPmp,
  'public-address': publicAddress,
  'ddns-name': ddnsName,
  'recorder-dns': recorderDns,
  'p2p-cloud': p2pCloud,
  hairpin,
  outside,
} as const satisfies Record<ProbeId, Probe>;

export const PROBES: readonly Probe[] = Object.values(BY_ID);
