/** Reads the router over UPnP: who it is, its internet address and state, its port rules. Never adds or deletes anything. */
import type { FactPath } from '../facts/dictionary.js';
import { canonicalIp } from '../facts/validate.js';
import type { Failure, InterfaceAddress } from '../network/seam.js';
import { reasonOf, wordsOf } from './failure.js';
import { describeGateway, type Gateway, type WanService } from './igd/description.js';
import { listMappings } from './igd/mappings.js';
import { callRouter, type SoapResult } from './igd/soap.js';
import { type Answer, searchGateways, type Search } from './igd/ssdp.js';
import type { Probe, ProbeContext } from './probe.js';

const ABOUT_ROUTER = ['router.igd.model', 'router.igd.version', 'router.igd.address', 'router.igd.isGateway', 'router.igd.connected', 'router.igd.uptimeSeconds', 'router.wanAddress', 'router.mappings'] as const satisfies readonly FactPath[];
/** Interfaces whose other end is not this house. */
const TUNNEL = /^(tun|utun|tap|wg|ppp|ipsec|tailscale|zt|nordlynx)/;
const MAX_INTERFACES = 8;
/** Routers other than the gateway that are tried when the gateway keeps silent. */
const MAX_OTHERS = 3;

export const igd: Probe = {
  id: 'igd',
  title: 'Asking the router over UPnP',
  source: 'igd',
  vantage: 'home',
  provides: ['router.igd.found', 'router.igd.count', ...ABOUT_ROUTER],
  after: ['host'],
  touches: 'lan',
  async run(context) {
    const { network, signal, observe } = context;
    const interfaces = (await network.interfaces()).filter((i) => i.family === 4 && !TUNNEL.test(i.interface));
    const gateway = context.facts().value('host.gateway') ?? undefined;
    if (interfaces.length === 0) {
      for (const path of igd.provides) observe.unknown(path, 'failed', 'this computer is on no IPv4 network');
      context.progress('no network');
      return;
    }
    const search = await searchGateways(network, gatewayFirst(interfaces, gateway), gateway, signal);
    try {
      await report(context, search, gateway);
    } finally {
      search.close();
    }
  },
};

function gatewayFirst(interfaces: readonly InterfaceAddress[], gateway: string | undefined): InterfaceAddress[] {
  const near = (i: InterfaceAddress): number => (gateway?.split('.', 2).join('.') === i.address.split('.', 2).join('.') ? 0 : 1);
  return interfaces.toSorted((a, b) => near(a) - near(b)).slice(0, MAX_INTERFACES);
}

async function report(context: ProbeContext, search: Search, gateway: string | undefined): Promise<void> {
  const { observe, signal, progress, network } = context;
  if (search.answers.size === 0) {
    // Cut short by Ctrl-C or the deadline, silence means nothing.
    if (signal.aborted) return;
    if (!search.sent) {
      for (const path of igd.provides) observe.unknown(path, 'failed', 'the search could not be sent');
      return;
    }
    observe.known('router.igd.found', false);
    observe.known('router.igd.count', 0);
    for (const path of ABOUT_ROUTER) observe.unknown(path, 'not-supported', 'no router answers UPnP');
    progress('no router answers UPnP');
    return;
  }

  const described = await describeBest(context, search, gateway);
  if (!('services' in described)) {
    if (signal.aborted) return;
    for (const path of ['router.igd.found', ...ABOUT_ROUTER] as const) observe.unknown(path, reasonOf(described), wordsOf(described));
    observe.known('router.igd.count', search.answers.size);
    progress(wordsOf(described));
    return;
  }
  observe.known('router.igd.found', true);
  observe.known('router.igd.address', described.address);
  observe.known('router.igd.version', described.version);
  if (described.model === '') observe.unknown('router.igd.model', 'not-supported', 'the router does not name its model');
  else observe.known('router.igd.model', described.model);
  if (gateway === undefined) observe.unknown('router.igd.isGateway', 'not-supported', "this computer's way out is not a router of this house");
  else observe.known('router.igd.isGateway', described.address === gateway);
  progress(`found ${described.model || 'a router'} at ${described.address}`);

  const { service, status, address } = await pickService(context, described);
  observeStatus(context, status);
  observeAddress(context, address);
  const list = await listMappings(network, service, signal);
  if (list.kind === 'list') observe.known('router.mappings', list.mappings);
  else unknownFrom(context, 'router.mappings', list);
  // Counted last: routers that answered while the first one was read are in.
  observe.known('router.igd.count', search.answers.size);
  progress(list.kind === 'list' ? `${described.model || described.address} lists ${list.mappings.length} port rule${list.mappings.length === 1 ? '' : 's'}` : `${described.model || described.address} does not list its port rules`);
}

/** The default gateway where it answered; another router only where the gateway kept silent. */
async function describeBest(context: ProbeContext, search: Search, gateway: string | undefined): Promise<Gateway | Failure> {
  const fromGateway = gateway === undefined ? undefined : search.answers.get(gateway);
  const candidates: readonly Answer[] = fromGateway ? [fromGateway] : [...search.answers.values()].slice(0, MAX_OTHERS);
  let first: Failure | undefined;
  for (const answer of candidates) {
    const described = await describeGateway(context.network, answer, context.signal);
    if (described.ok) return described.value;
    first ??= described.failure;
  }
  return first ?? { kind: 'unknown-failure' };
}

/** The service that is connected; routers list idle ones too (PPP beside IP). */
async function pickService({ network, signal }: ProbeContext, gateway: Gateway): Promise<{ service: WanService; status: SoapResult; address: SoapResult }> {
  const asked = await Promise.all(
    gateway.services.map(async (service) => {
      const [status, address] = await Promise.all([
        callRouter(network, service, 'GetStatusInfo', {}, signal),
        callRouter(network, service, 'GetExternalIPAddress', {}, signal),
      ]);
      return { service, status, address };
    }),
  );
  const connected = asked.find(({ status }) => status.kind === 'values' && status.values.get('NewConnectionStatus') === 'Connected');
  const first = asked[0];
  if (!first) throw new Error('a gateway without services');
  return connected ?? first;
}

function observeStatus(context: ProbeContext, status: SoapResult): void {
  if (status.kind !== 'values') {
    unknownFrom(context, 'router.igd.connected', status);
    unknownFrom(context, 'router.igd.uptimeSeconds', status);
    return;
  }
  const word = status.values.get('NewConnectionStatus') ?? '';
  // The words of WANIPConnection:2 §2.3.2; anything else is not understood, which is not the same as "down".
  if (word === 'Connected') context.observe.known('router.igd.connected', true);
  else if (['Disconnected', 'Unconfigured', 'Connecting', 'Disconnecting', 'PendingDisconnect'].includes(word)) context.observe.known('router.igd.connected', false);
  else context.observe.unknown('router.igd.connected', 'malformed', 'the router uses an unknown word for its state');
  const uptime = Number(status.values.get('NewUptime') || Number.NaN);
  if (Number.isSafeInteger(uptime) && uptime >= 0) context.observe.known('router.igd.uptimeSeconds', uptime);
  else context.observe.unknown('router.igd.uptimeSeconds', 'malformed');
}

function observeAddress(context: ProbeContext, reply: SoapResult): void {
  if (reply.kind !== 'values') return unknownFrom(context, 'router.wanAddress', reply);
  const text = reply.values.get('NewExternalIPAddress');
  const address = canonicalIp(text ?? '');
  if (text === '' || address === '0.0.0.0') context.observe.known('router.wanAddress', null);
  else if (address !== undefined) context.observe.known('router.wanAddress', address);
  else context.observe.unknown('router.wanAddress', 'malformed', 'the router names an address that is none');
}

/** UPnP error codes are kept in the detail: 401 and 501 say more to support than "failed". */
function unknownFrom({ observe }: ProbeContext, path: FactPath, result: { kind: 'refused'; code: number } | { kind: 'failed'; failure: Failure }): void {
  if (result.kind === 'failed') observe.unknown(path, reasonOf(result.failure), wordsOf(result.failure));
  else observe.unknown(path, result.code === 401 || result.code === 602 ? 'not-supported' : result.code === 606 ? 'not-permitted' : 'failed', `UPnP error ${result.code}`);
}
