/** Looks for the recorder on the wire, without a login. */
import type { FactPath } from '../facts/dictionary.js';
import type { FactValue, Observer } from '../facts/observation.js';
import { candidateAddress, chooseRecorder, hasId, recordersAmong } from '../recorders/choose.js';
import type { Discovered } from '../recorders/discovery/device.js';
import { searchRecorders } from '../recorders/discovery/search.js';
import { KNOWN_PORTS, tryPorts } from '../recorders/ports.js';
import type { Probe, ProbeContext } from './probe.js';

/** What discovery tells about the chosen recorder. */
const ABOUT_ONE: readonly FactPath[] = [
  'lan.address',
  'lan.mac',
  'recorder.brand',
  'recorder.family',
  'recorder.model',
  'recorder.serial',
  'recorder.firmware',
  'recorder.initialized',
  'recorder.network.dhcp',
  'recorder.network.address',
  'recorder.network.prefix',
  'recorder.network.gateway',
  'recorder.ports.tcp',
  'recorder.ports.http',
  'recorder.ports.https',
  'recorder.ports.rtsp',
  'recorder.ports.onvif',
];

export const findRecorder: Probe = {
  id: 'find-recorder',
  title: 'Looking for the recorder',
  source: 'recorder-discovery',
  vantage: 'home',
  provides: ['lan.found', 'lan.recorders', 'lan.askedAddress', 'lan.askedAnswers', ...ABOUT_ONE],
  after: [],
  touches: 'lan',
  run,
};

async function run(context: ProbeContext): Promise<void> {
  const { network, options, observe, signal } = context;
  const id = options.recorderId;
  const candidate = candidateAddress(options, context.facts());
  const wanted = (device: Discovered): boolean => (id === undefined ? device.address === candidate : hasId(device, id));
  const search = searchRecorders(network, {
    signal,
    ...(candidate === undefined ? {} : { unicast: candidate }),
    ...(id === undefined && candidate === undefined ? {} : { isWanted: wanted }),
    ...(options.witness ? { witness: options.witness } : {}),
    onFound: (device) => context.progress(`${device.model ?? 'a device'} at ${device.address}`),
  });
  // Whether the address is silent decides if a recorder elsewhere is the one that moved.
  const tried = candidate === undefined ? undefined : tryPorts(network, candidate, KNOWN_PORTS, signal);
  const { devices, sent } = await search;
  const states = [...((await tried)?.values() ?? [])];
  const alive = states.some((s) => s === 'open' || s === 'closed');
  const silent = !alive && states.every((s) => s === 'no-answer');

  if (options.recorder === undefined) observe.known('lan.askedAddress', null, 'user');
  else if (candidate !== undefined) observe.known('lan.askedAddress', candidate, 'user');
  else observe.unknown('lan.askedAddress', 'malformed', 'the recorder address that was given is not an address', 'user');
  if (options.recorder === undefined) observe.unknown('lan.askedAnswers', 'not-run', 'no recorder address was given', 'lan-ports');
  else if (alive || silent) observe.known('lan.askedAnswers', alive, 'lan-ports');
  else observe.unknown('lan.askedAnswers', 'failed', 'the address could not be tried', 'lan-ports');

  const interrupted = signal.aborted;
  const recorders = recordersAmong(devices);
  if (recorders.length > 0 || (sent && !interrupted)) observe.known('lan.recorders', recorders.map(listItem));
  else observe.unknown('lan.recorders', interrupted ? 'not-run' : 'failed', 'no search could be sent');

  const choice = chooseRecorder(devices, id, candidate, silent);
  if ('recorder' in choice) return tell(observe, choice.recorder);
  context.progress(recorders.length === 0 ? 'no recorder answers' : `${recorders.length} recorders answer`);
  if (recorders.length > 1 && id === undefined) observe.unknown('lan.found', 'failed', choice.none);
  else if (!sent || interrupted) observe.unknown('lan.found', interrupted ? 'not-run' : 'failed', 'no search could be sent');
  // With an address to try, the ports have the last word.
  else if (candidate === undefined) {
    observe.known('lan.found', false);
    if (recorders.length === 0) observe.known('lan.address', null);
  } else observe.unknown('lan.found', 'not-run', 'no answer to the search; its ports are tried next');
  for (const path of ABOUT_ONE) observe.unknown(path, 'failed', choice.none);
}

function tell(observe: Observer, device: Discovered): void {
  observe.known('lan.found', true);
  observe.known('lan.address', device.address);
  const told = <P extends FactPath>(path: P, value: FactValue<P> | undefined): void => {
    if (value === undefined) observe.unknown(path, 'not-supported', 'the recorder does not tell');
    else observe.known(path, value);
  };
  told('recorder.brand', device.brand);
  told('recorder.family', device.family === 'ONVIF' ? undefined : device.family);
  told('lan.mac', device.mac);
  told('recorder.model', device.model);
  told('recorder.serial', device.serial);
  told('recorder.firmware', device.firmware);
  told('recorder.initialized', device.initialized);
  told('recorder.network.dhcp', device.dhcp);
  told('recorder.network.address', device.configured);
  told('recorder.network.prefix', device.prefix);
  told('recorder.network.gateway', device.gateway);
  told('recorder.ports.tcp', device.tcpPort);
  told('recorder.ports.http', device.httpPort);
  told('recorder.ports.https', device.httpsPort);
  told('recorder.ports.rtsp', device.rtspPort);
  told('recorder.ports.onvif', device.onvifPort);
}

function listItem(device: Discovered): FactValue<'lan.recorders'>[number] {
  const { address, mac = null, serial = null, model = null, brand = null, family = null, tcpPort = null, httpPort = null } = device;
  return { address, mac, serial, model, brand, family, tcpPort, httpPort };
}
