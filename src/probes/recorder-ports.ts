/** How the recorder answers in the house: which ports, and whose voice it is. No login. */
import type { Facts } from '../facts/merge.js';
import { addressClass } from '../network/addresses.js';
import type { Network } from '../network/seam.js';
import type { CertificateState } from '../network/tls.js';
import { candidateAddress } from '../recorders/choose.js';
import { onLink } from '../recorders/discovery/on-link.js';
import { identifyWeb, type Brand } from '../recorders/identify.js';
import { KNOWN_PORTS, RECORDER_PORTS, tryPorts, type PortState } from '../recorders/ports.js';
import { webBases } from '../recorders/web-bases.js';
import type { Probe, ProbeContext, ProbeOptions } from './probe.js';
import { reasonOf } from './failure.js';

export const recorderPorts: Probe = {
  id: 'recorder-ports',
  title: "Trying the recorder's ports",
  source: 'lan-ports',
  vantage: 'home',
  provides: ['lan.found', 'lan.address', 'lan.mac', 'lan.tcpPort', 'lan.httpPort', 'lan.openPorts', 'lan.triedPorts', 'lan.certificate', 'recorder.brand', 'recorder.family'],
  after: ['find-recorder'],
  touches: 'lan',
  skip: (options, facts) =>
    addressOf(options, facts) === undefined ? { reason: 'not-run', detail: facts.get('lan.recorders').state === 'known' ? whyNone(facts) : 'no address to try' } : undefined,
  run,
};

/** The recorder's address: where it was found, else the given one, else the app's own where it is a house address. */
function addressOf(options: ProbeOptions, facts: Facts): string | undefined {
  return facts.value('lan.address') ?? (options.recorderId === undefined ? candidateAddress(options, facts) : undefined);
}

function whyNone(facts: Facts): string {
  const found = facts.get('lan.found');
  return found.state === 'unknown' && found.detail !== undefined ? found.detail : 'no recorder was found';
}

async function run(context: ProbeContext): Promise<void> {
  const { network, options, observe, signal } = context;
  const facts = context.facts();
  const address = addressOf(options, facts);
  if (address === undefined) return;
  const discovered = facts.value('lan.address') === address;
  const interfaces = await network.interfaces();
  const near = onLink(address, interfaces);
  // Whatever a device says about itself, nothing is sent out of the house because of it.
  if (!near && address !== candidateAddress(options, facts) && !['private', 'link-local'].includes(addressClass(address))) {
    for (const path of recorderPorts.provides) observe.unknown(path, 'not-run', 'the address is not one of this house');
    return;
  }
  const told = (['recorder.ports.tcp', 'recorder.ports.http', 'recorder.ports.https', 'recorder.ports.rtsp', 'recorder.ports.onvif', 'access.port'] as const).map((path) => facts.value(path));
  const ports = [...new Set([...KNOWN_PORTS, ...told.filter((port) => port !== undefined)])];
  const states = await tryPorts(network, address, ports, signal);
  const settled = [...states].filter(([, state]) => state !== undefined).map(([port]) => port);
  const open = ports.filter((port) => states.get(port) === 'open');
  context.progress(open.length === 0 ? 'no port is open' : `open: ${open.join(', ')}`);

  if (settled.length === 0) {
    for (const path of recorderPorts.provides) observe.unknown(path, signal.aborted ? 'timed-out' : 'failed', 'the ports could not be tried');
    return;
  }
  observe.known('lan.triedPorts', settled);
  observe.known('lan.openPorts', open);
  const tcpPort = tcpPortOf(facts, states);
  const httpPort = facts.value('recorder.ports.http') ?? 80;
  for (const [path, port] of [['lan.tcpPort', tcpPort], ['lan.httpPort', httpPort]] as const) {
    const state = states.get(port);
    if (state === undefined) observe.unknown(path, 'failed', `port ${port} could not be tried`);
    else observe.known(path, state);
  }

  const identity = await identify(context, facts, address, open);
  const recorderLike = discovered || identity.brand !== undefined || open.some((port) => RECORDER_PORTS.includes(port) || port === facts.value('recorder.ports.tcp'));
  for (const path of ['recorder.brand', 'recorder.family'] as const) {
    if (identity.brand !== undefined) observe.known(path, identity.brand, 'recorder-probe');
    else observe.unknown(path, identity.reason, identity.detail, 'recorder-probe');
  }
  if (identity.certificate !== undefined) {
    observe.known('lan.certificate', identity.certificate);
    if (identity.certificate !== 'trusted') context.progress(`its HTTPS certificate is not proof of who answers (${identity.certificate})`);
  } else observe.unknown('lan.certificate', 'not-run', 'no recorder was asked by HTTPS');

  if (recorderLike) {
    observe.known('lan.found', true);
    if (settled.some((port) => states.get(port) !== 'no-answer')) observe.known('lan.address', address);
    else observe.unknown('lan.address', 'timed-out', 'none of its ports answers');
    await tellMac(network, context, facts, address, near);
    return;
  }
  const everySilent = settled.length === ports.length && open.length === 0;
  // "Not found" needs both: a search that was sent, and an address that was tried to the end.
  if (facts.get('lan.recorders').state === 'known' && (everySilent || identity.answered)) {
    observe.known('lan.found', false);
    observe.known('lan.address', null);
  } else {
    observe.unknown('lan.found', 'failed', 'what answers there did not show who it is');
    observe.unknown('lan.address', 'failed', 'what answers there did not show who it is');
  }
  observe.unknown('lan.mac', 'not-run', 'no recorder answers there', 'host');
}

/** The port that the recorder names, else the app's, else the usual ones, the open one first. */
function tcpPortOf(facts: Facts, states: ReadonlyMap<number, PortState | undefined>): number {
  return facts.value('recorder.ports.tcp') ?? facts.value('access.port') ?? RECORDER_PORTS.find((port) => states.get(port) === 'open') ?? 37777;
}

interface Identity {
  readonly brand?: Brand;
  readonly certificate?: CertificateState;
  /** A web page answered, whoever's it is. */
  readonly answered: boolean;
  readonly reason: 'failed' | 'not-supported' | ReturnType<typeof reasonOf>;
  readonly detail: string;
}

async function identify(context: ProbeContext, facts: Facts, address: string, open: readonly number[]): Promise<Identity> {
  let seen: Identity = { answered: false, reason: 'failed', detail: 'no web page answers' };
  for (const base of webBases(facts, address, open)) {
    const identity = await identifyWeb(context.network, base, context.signal, context.options.witness);
    if (!identity.ok) {
      if (!seen.answered) seen = { answered: false, reason: reasonOf(identity.failure), detail: 'the web page did not answer properly' };
    } else if (identity.value.brand !== undefined) {
      const { brand, certificate } = identity.value;
      return { brand, answered: true, reason: 'failed', detail: '', ...(certificate === undefined ? {} : { certificate }) };
    } else seen = { answered: true, reason: 'not-supported', detail: identity.value.stranger };
  }
  return seen;
}

/** A recorder that does not speak discovery still has a hardware address, once this computer has talked to it. */
async function tellMac(network: Network, context: ProbeContext, facts: Facts, address: string, near: boolean): Promise<void> {
  if (facts.value('lan.mac') !== undefined) return context.observe.unknown('lan.mac', 'not-run', 'the search told it already', 'host');
  const neighbours = near ? await network.neighbours() : undefined;
  const mac = neighbours?.ok ? neighbours.value.find((n) => n.address === address)?.mac : undefined;
  if (mac === undefined) context.observe.unknown('lan.mac', 'failed', 'this computer does not know it', 'host');
  else context.observe.known('lan.mac', mac, 'host');
}
