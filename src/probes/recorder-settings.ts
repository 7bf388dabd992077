/** Reads the recorder's own settings by one sign-in, in whatever language the recorder speaks; without credentials, what it tells everybody. */
import { RECORDER_FAMILIES } from '../facts/areas/lan.js';
import { definitionOf, FACT_PATHS, type FactPath } from '../facts/dictionary.js';
import { DERIVED_PATHS } from '../facts/derived.js';
import type { OtherSource } from '../facts/fact.js';
import type { Facts } from '../facts/merge.js';
import type { Observation } from '../facts/observation.js';
import type { Failure, InterfaceAddress } from '../network/seam.js';
import { CallBudget } from '../recorders/call-budget.js';
import { onLink } from '../recorders/discovery/on-link.js';
import type { Exchange } from '../recorders/exchange.js';
import { loadFamily } from '../recorders/families.js';
import type { WebBase } from '../recorders/http-question.js';
import { identifyWeb, type Brand } from '../recorders/identify.js';
import { isSignIn, Login, signInText, TOO_LATE, type NotSignedIn, type SignInResult } from '../recorders/login.js';
import { readItems, readMissing, type Family, type ReaderContext, type RecorderReader } from '../recorders/reader.js';
import { refusalsOf, type DeviceIdentity } from '../recorders/refusals.js';
import { webBases } from '../recorders/web-bases.js';
import { reasonOf, wordsOf } from './failure.js';
import type { Probe, ProbeContext, ProbeOptions, Skip } from './probe.js';

/** Everything that any reader can tell. The dictionary knows it without loading one of them; what is derived from it is none of theirs. */
const FROM_SETTINGS: readonly FactPath[] = FACT_PATHS.filter((path) => definitionOf(path).sources.includes('recorder-settings') && !DERIVED_PATHS.includes(path));
const FROM_LOGIN = ['recorder.login.outcome', 'recorder.login.user', 'recorder.login.triesLeft', 'recorder.login.lockSeconds'] as const satisfies readonly FactPath[];

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

function skip({ login }: ProbeOptions, facts: Facts): Skip | undefined {
  if (facts.value('recorder.initialized') === false) return { reason: 'not-run', detail: NOT_SET_UP };
  const address = facts.value('lan.address');
  if (address === undefined || address === null) {
    const found = facts.get('lan.found');
    return { reason: 'not-run', detail: found.state === 'unknown' && found.detail !== undefined ? found.detail : 'the recorder was not found, so nobody could sign in' };
  }
  if (webBases(facts, address, facts.value('lan.openPorts') ?? []).length === 0) return { reason: 'not-run', detail: login ? "the recorder's web page does not answer, so nobody could sign in" : NO_LOGIN };
  return undefined;
}

const NO_LOGIN = 'no user name and password for the recorder were given';
const NOT_SET_UP = 'the recorder has not been set up; nobody can sign in';

async function run(context: ProbeContext): Promise<void> {
  const { network, options } = context;
  const facts = context.facts();
  const address = facts.value('lan.address');
  if (address === undefined || address === null) return;

  const interfaces = await network.interfaces();
  // Behind the router another house's recorder may have the same private address; only an address that a person gave may be elsewhere.
  if (!onLink(address, interfaces) && address !== options.recorder) {
    return tellLogin(context, { unknown: 'not-run', detail: "the recorder's address belongs to another network; nothing was sent there" }, undefined);
  }
  // The ports probe has waited for the page in vain; a second wait of the same length would find nothing else.
  if (heardOnPage(facts)?.unknown?.reason === 'timed-out') {
    return tellLogin(context, options.login ? { unknown: 'timed-out', detail: "the recorder's web page takes calls and does not answer" } : { unknown: 'not-run', detail: NO_LOGIN }, undefined);
  }
  const found = await findService(context, facts, address);
  // Without credentials the login can answer nothing, and only what the recorder tells everybody is read.
  const login = new Login(identityOf(facts, found.base), options.login ?? { user: '', password: '' }, refusalsOf(network, options.stateDirectory), network.clock);
  const run = new SettingsRun(context, facts, interfaces, login, found.base);
  try {
    await run.read(found);
  } finally {
    await run.close();
  }
}

/** Where a recorder answers and whose it is; `stranger` where what answers is none that is recognised by its web page. */
type Service = { readonly base: WebBase; readonly brand: Brand } | { readonly base: WebBase; readonly brand: undefined; readonly stranger: NotSignedIn };

/** The first web service that introduces itself as one of the families. */
async function findService({ network, options, signal }: ProbeContext, facts: Facts, address: string): Promise<Service> {
  const open = webBases(facts, address, facts.value('lan.openPorts') ?? []);
  // The ports probe was led to HTTPS where it saw a certificate.
  const byHttps = facts.get('lan.certificate').state === 'known' ? open.filter(({ tls }) => tls) : [];
  const bases = byHttps.length > 0 ? byHttps : open;
  const fallback = bases[0] ?? { address, port: 80, tls: false };
  const told = brandTold(facts);
  // It has just been heard there; asking again would only be one more row in its log.
  if (told && bases.length === 1 && (byHttps.length > 0 || facts.get('lan.certificate').state !== 'known')) return { base: fallback, brand: told };
  let failure: Failure | undefined;
  let stranger = '';
  for (const base of bases) {
    const identity = await identifyWeb(network, base, signal, options.witness);
    if (!identity.ok) failure ??= identity.failure;
    else if (identity.value.brand) return { base: identity.value.base, brand: identity.value.brand };
    else if (stranger === '') stranger = identity.value.stranger;
  }
  // A page in disguise, of a recorder that introduced itself to the search from this very address.
  const discovered = brandNamed(facts.value('lan.recorders')?.find((recorder) => recorder.address === address)?.family);
  if (stranger !== '' && discovered) return { base: fallback, brand: discovered };
  if (stranger === '' && failure) return { base: fallback, brand: undefined, stranger: { unknown: reasonOf(failure), detail: `the recorder's web page does not answer: ${wordsOf(failure)}` } };
  return { base: fallback, brand: undefined, stranger: { unknown: 'not-supported', detail: stranger } };
}

/** What the ports probe heard on the web page: not what discovery calls the make, which is a name for people. */
function brandTold(facts: Facts): Brand | undefined {
  return brandNamed(heardOnPage(facts)?.value);
}

function heardOnPage(facts: Facts): Pick<OtherSource, 'value' | 'unknown'> | undefined {
  const fact = facts.get('recorder.brand');
  const own = fact.state === 'known' ? { source: fact.source, value: fact.value } : { source: fact.source, unknown: { reason: fact.reason } };
  return [own, ...fact.others].find(({ source }) => source === 'recorder-probe');
}

function brandNamed(name: unknown): Brand | undefined {
  return RECORDER_FAMILIES.find((family): family is Brand => family === name && family !== 'ONVIF');
}

function identityOf(facts: Facts, base: WebBase): DeviceIdentity {
  const serial = facts.value('recorder.serial');
  const mac = facts.value('lan.mac');
  return { endpoint: `${base.address}:${base.port}`, ...(serial === undefined ? {} : { serial }), ...(mac === undefined ? {} : { mac }) };
}

/** One run at one recorder: first what it tells everybody, then the one sign-in, then its settings, then what another protocol adds. */
class SettingsRun {
  private readonly kept: [item: string, exchange: Exchange][] = [];
  private readonly readers: RecorderReader[] = [];
  private readonly readerContext: ReaderContext;

  constructor(
    private readonly context: ProbeContext,
    private readonly facts: Facts,
    interfaces: readonly InterfaceAddress[],
    private readonly login: Login,
    base: WebBase,
  ) {
    const { network, signal } = context;
    const address = base.address;
    this.readerContext = {
      network,
      base,
      login,
      budget: new CallBudget(),
      signal,
      facts,
      ownAddresses: new Set(interfaces.map((i) => i.address)),
      discovered: facts.get('lan.address').state === 'known' && facts.value('lan.recorders')?.some((r) => r.address === address) === true,
      ...(context.options.witness ? { witness: context.options.witness } : {}),
    };
  }

  async read(found: Service): Promise<void> {
    if (found.brand === undefined) return this.readStranger(found.stranger);
    await this.readFamily(found.brand);
    await this.fillIn();
  }

  private async readFamily(brand: Brand): Promise<void> {
    const { context, login } = this;
    const { observe, options, signal } = context;
    const { reader, provides } = await this.open(brand);
    await readItems(reader, undefined, observe, signal, this.keep, reader.openItems.filter((item) => this.isOpenQuestion(item.provides)));
    if (observe.observations.some((o) => o.path === 'recorder.initialized' && o.value === false)) {
      return tellLogin(context, { unknown: 'not-run', detail: NOT_SET_UP }, undefined);
    }
    if (!options.login) return tellLogin(context, { unknown: 'not-run', detail: NO_LOGIN }, undefined);
    const accepted = await context.toTheEnd(reader.signIn());
    tellLogin(context, login.result ?? { unknown: 'failed', detail: 'the recorder did not answer' }, login.credentials.user);
    if (login.cannotRemember) context.progress('the refused password could not be remembered: check it before the next run');
    if (!accepted) return;
    context.progress('signed in');
    observe.known('recorder.initialized', true, 'recorder-login');
    await readItems(reader, options.wanted, observe, signal, this.keep);
    for (const path of FROM_SETTINGS) if (!provides.includes(path)) observe.unknown(path, 'not-supported', 'recorders of this make do not tell it');
    context.progress('settings read');
  }

  /** Whether it has been set up decides about the sign-in, so it is asked in any case; the rest where a rule reads it and nobody told. */
  private isOpenQuestion(provides: readonly FactPath[]): boolean {
    const { wanted } = this.context.options;
    return provides.some((path) => this.facts.get(path).state !== 'known' && (path === 'recorder.initialized' || !wanted || wanted.has(path)));
  }

  /** No web page that is known. What speaks ONVIF is a recorder or a camera all the same; the password is not for it (§16.2). */
  private async readStranger(stranger: NotSignedIn): Promise<void> {
    const { context } = this;
    const { observe, options, signal } = context;
    if (stranger.unknown === 'not-supported') {
      const { reader } = await this.open('ONVIF');
      await readItems(reader, options.wanted, observe, signal, this.keep, reader.openItems);
      if (observe.observations.some(({ value }) => value !== undefined)) {
        return tellLogin(context, { unknown: 'not-supported', detail: 'this make is read by ONVIF, without the password' }, undefined, observe.observations);
      }
    }
    tellLogin(context, options.login ? stranger : { unknown: 'not-run', detail: NO_LOGIN }, undefined);
  }

  /** ONVIF needs no password for some of it, and is asked only for what nothing else told. */
  private async fillIn(): Promise<void> {
    const { observe, signal } = this.context;
    const missing = this.missing();
    if (missing.size === 0 || signal.aborted) return;
    const { reader } = await this.open('ONVIF');
    await readMissing(reader, missing, observe, signal, this.keep);
  }

  /** What a rule reads, and neither this run nor another source knows. */
  private missing(): ReadonlySet<FactPath> {
    const { observe, options } = this.context;
    const told = new Set(observe.observations.flatMap((o) => (o.value === undefined ? [] : [o.path])));
    return new Set(FROM_SETTINGS.filter((path) => !told.has(path) && this.facts.get(path).state !== 'known' && (!options.wanted || options.wanted.has(path))));
  }

  private async open(name: Family): Promise<{ readonly reader: RecorderReader; readonly provides: readonly FactPath[] }> {
    const onvifPort = name === 'ONVIF' ? this.facts.value('recorder.ports.onvif') : undefined;
    const base = onvifPort === undefined ? this.readerContext.base : { address: this.readerContext.base.address, port: onvifPort, tls: false };
    const family = await loadFamily(name, this.context.network.clock);
    const reader = family.open({ ...this.readerContext, base });
    this.readers.push(reader);
    return { reader, provides: family.provides };
  }

  private readonly keep = (item: string, exchange: Exchange): void => {
    this.kept.push([item, exchange]);
  };

  async close(): Promise<void> {
    for (const reader of this.readers) await reader.close();
    await this.login.close();
    if (this.kept.length === 0) return;
    const { keptReply } = await this.context.network.clock.pending(import('../recorders/redact.js'));
    for (const [item, exchange] of this.kept) this.context.keep(keptReply(item, exchange));
  }
}

/** How the sign-in ended, and that it is why the settings are not told. `settled`: what has been told or refused for a better reason; default the values. */
function tellLogin(context: ProbeContext, ended: SignInResult, user: string | undefined, settled: readonly Observation[] = context.observe.observations.filter(({ value }) => value !== undefined)): void {
  const { observe, signal } = context;
  // A wait that was cut off is no silence; only an answer that was sent is waited for whatever happens.
  const cutOff = signal.aborted && !isSignIn(ended) && ended.unknown === 'timed-out' && !ended.counted;
  const result = cutOff ? TOO_LATE : ended;
  const from = 'recorder-login';
  const paths = new Set(settled.map(({ path }) => path));
  const settings = (reason: 'not-run' | 'refused', detail: string): void => {
    for (const path of FROM_SETTINGS) if (!paths.has(path)) observe.unknown(path, reason, detail);
  };
  if (!isSignIn(result)) {
    for (const path of FROM_LOGIN) observe.unknown(path, result.unknown, result.detail, from);
    settings('not-run', result.detail);
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
  context.progress(`sign-in: ${signInText(result)}`);
  settings('refused', `the recorder did not let nvr-doctor in (${signInText(result)})`);
}
