/** Reads the recorder's own settings by one sign-in. */
import type { FactPath } from '../facts/dictionary.js';
import type { Facts } from '../facts/merge.js';
import type { Failure, Network } from '../network/seam.js';
import { DahuaReader } from '../recorders/dahua/reader.js';
import { askInitialized } from '../recorders/dahua/rpc2.js';
import { onLink } from '../recorders/discovery/dahua.js';
import { identifyWeb } from '../recorders/identify.js';
import { Login, type NotSignedIn, type SignInResult } from '../recorders/login.js';
import { readItems } from '../recorders/reader.js';
import { fileRefusals, memoryRefusals, type DeviceIdentity, type RefusalStore } from '../recorders/refusals.js';
import type { WebBase } from '../recorders/signed-http.js';
import { webBases } from '../recorders/web-bases.js';
import { reasonOf } from './failure.js';
import type { Probe, ProbeContext, ProbeOptions, Skip } from './probe.js';

const FROM_SETTINGS: readonly FactPath[] = [
  'recorder.network.dhcp',
  'recorder.network.address',
  'recorder.network.prefix',
  'recorder.network.gateway',
  'recorder.network.dnsAuto',
  'recorder.network.dns',
  'recorder.network.link',
  'recorder.ports.tcp',
  'recorder.ports.http',
  'recorder.ports.https',
  'recorder.ports.rtsp',
  'recorder.ports.maxConnections',
  'recorder.p2p.enabled',
  'recorder.p2p.host',
  'recorder.p2p.status',
  'recorder.ddns.enabled',
  'recorder.ddns.provider',
  'recorder.ddns.hostname',
  'recorder.upnp.enabled',
  'recorder.upnp.mappings',
  'recorder.accounts.lockEnabled',
  'recorder.accounts.lockTries',
  'recorder.accounts.lockMinutes',
  'recorder.accounts.users',
  'recorder.accounts.appUserReusable',
  'recorder.accounts.sessions',
  'recorder.accounts.appUserSessions',
  'recorder.model',
  'recorder.serial',
  'recorder.firmware',
  'recorder.time.offsetSeconds',
];
const FROM_LOGIN: readonly FactPath[] = ['recorder.login.outcome', 'recorder.login.user', 'recorder.login.triesLeft', 'recorder.login.lockSeconds'];

export const recorderSettings: Probe = {
  id: 'recorder-settings',
  title: "Reading the recorder's settings",
  source: 'recorder-settings',
  vantage: 'recorder',
  provides: [...FROM_SETTINGS, ...FROM_LOGIN, 'recorder.initialized'],
  after: ['find-recorder', 'recorder-ports'],
  touches: 'recorder-login',
  skip,
  run,
};

function skip(options: ProbeOptions, facts: Facts): Skip | undefined {
  if (options.login === undefined) return { reason: 'not-run', detail: 'no user name and password for the recorder were given' };
  if (facts.value('recorder.initialized') === false) return { reason: 'not-run', detail: 'the recorder has not been set up; nobody can sign in' };
  const address = facts.value('lan.address');
  if (address === undefined || address === null) {
    const found = facts.get('lan.found');
    return { reason: 'not-run', detail: found.state === 'unknown' && found.detail !== undefined ? found.detail : 'the recorder was not found, so nobody could sign in' };
  }
  if (webBases(facts, address, facts.value('lan.openPorts') ?? []).length === 0) return { reason: 'not-run', detail: "the recorder's web page does not answer, so nobody could sign in" };
  return undefined;
}

async function run(context: ProbeContext): Promise<void> {
  const { network, options, observe, signal } = context;
  const facts = context.facts();
  const address = facts.value('lan.address');
  const credentials = options.login;
  if (!credentials || address === undefined || address === null) return;
  const nothing = (result: SignInResult): void => tellLogin(context, result, undefined);

  const interfaces = await network.interfaces();
  // Behind the router another house's recorder may have the same private address; only an address that a person gave may be elsewhere.
  if (!onLink(address, interfaces) && address !== options.recorder) {
    return nothing({ unknown: 'not-run', detail: "the recorder's address belongs to another network; nothing was sent there" });
  }
  const base = await findBase(context, facts, address);
  if (!('port' in base)) return nothing(base);
  if (facts.get('recorder.initialized').state !== 'known') {
    const initialized = await askInitialized(network, base, signal);
    if (initialized !== undefined) observe.known('recorder.initialized', initialized, 'recorder-probe');
    if (initialized === false) return nothing({ unknown: 'not-run', detail: 'the recorder has not been set up; nobody can sign in' });
  }

  const login = new Login(identityOf(facts, base), credentials, refusalsFor(network, options), network.clock);
  const reader = new DahuaReader({
    network,
    base,
    login,
    signal,
    appUser: facts.value('recorder.accounts.appUser'),
    ownAddresses: new Set(interfaces.map((i) => i.address)),
    discovered: facts.get('lan.address').state === 'known' && facts.value('lan.recorders')?.some((r) => r.address === address) === true,
  });
  try {
    const accepted = await reader.signIn();
    tellLogin(context, login.result ?? { unknown: 'failed', detail: 'the recorder did not answer' }, credentials.user);
    if (login.cannotRemember) context.progress('the refused password could not be remembered: check it before the next run');
    if (!accepted) return;
    context.progress('signed in');
    observe.known('recorder.initialized', true, 'recorder-login');
    await readItems(reader, options.wanted, observe, signal);
    context.progress('settings read');
  } finally {
    await reader.close();
  }
}

/** The first web service that introduces itself as one of the family. */
async function findBase({ network, signal }: ProbeContext, facts: Facts, address: string): Promise<WebBase | NotSignedIn> {
  const bases = webBases(facts, address, facts.value('lan.openPorts') ?? []);
  const brand = facts.get('recorder.brand');
  const told = [brand, ...brand.others].some((s) => s.source === 'recorder-probe' && 'value' in s && s.value === 'Dahua');
  // The ports probe has just heard it there; asking again would only be one more row in its log.
  if (told && bases.length === 1 && bases[0]) return bases[0];
  let failure: Failure | undefined;
  for (const base of bases) {
    const identity = await identifyWeb(network, base, signal);
    if (identity.ok && identity.value.brand === 'Dahua') return identity.value.base;
    if (identity.ok) failure = undefined;
    else failure ??= identity.failure;
  }
  return failure
    ? { unknown: reasonOf(failure), detail: "the recorder's web page does not answer" }
    : { unknown: 'not-supported', detail: 'what answers there is not a recorder whose settings can be read' };
}

function identityOf(facts: Facts, base: WebBase): DeviceIdentity {
  const serial = facts.value('recorder.serial');
  const mac = facts.value('lan.mac');
  return { endpoint: `${base.address}:${base.port}`, ...(serial === undefined ? {} : { serial }), ...(mac === undefined ? {} : { mac }) };
}

/** One memory per network: two simulated homes have recorders with the same serial number, and nothing to do with each other. */
const inMemory = new WeakMap<Network, RefusalStore>();

function refusalsFor(network: Network, options: ProbeOptions): RefusalStore {
  if (options.stateDirectory !== undefined) return fileRefusals(options.stateDirectory);
  const store = inMemory.get(network) ?? memoryRefusals();
  inMemory.set(network, store);
  return store;
}

function tellLogin(context: ProbeContext, result: SignInResult, user: string | undefined): void {
  const { observe } = context;
  const from = 'recorder-login';
  if (!('outcome' in result)) {
    for (const path of FROM_LOGIN) observe.unknown(path, result.unknown, result.detail, from);
    for (const path of FROM_SETTINGS) observe.unknown(path, 'not-run', result.detail);
    context.progress(result.detail);
    return;
  }
  observe.known('recorder.login.outcome', result.outcome, from);
  if (user !== undefined) observe.known('recorder.login.user', user, from);
  if (result.triesLeft === undefined) observe.unknown('recorder.login.triesLeft', 'not-supported', 'the recorder does not tell', from);
  else observe.known('recorder.login.triesLeft', result.triesLeft, from);
  if (result.lockSeconds === undefined) observe.unknown('recorder.login.lockSeconds', 'not-supported', result.outcome === 'locked' ? 'the recorder does not tell' : 'the account is not locked', from);
  else observe.known('recorder.login.lockSeconds', result.lockSeconds, from);
  if (result.outcome === 'accepted') return;
  context.progress(`sign-in: ${result.outcome}`);
  for (const path of FROM_SETTINGS) observe.unknown(path, 'refused', `the recorder did not let nvr-doctor in (${result.outcome})`);
}
