/** A recorder of any make, as far as it speaks about itself over ONVIF without a sign-in. */
import type { FactPath } from '../../facts/dictionary.js';
import { reasonOf, wordsOf } from '../../probes/failure.js';
import type { XmlElement } from '../../network/xml.js';
import type { Exchange } from '../exchange.js';
import { plainRequest } from '../http-question.js';
import type { Field, ItemResult, NoSession, ReaderContext, ReaderFamily, ReaderItem, RecorderReader } from '../reader.js';
import { clockFields, dnsFields, gatewayFields, identityFields, networkFields, ntpFields, portFields } from './fields.js';
import { contentType, envelope, readAnswer, SERVICE_PATH, type Answer, type Operation } from './soap.js';

const WANTS_SIGN_IN = 'the recorder tells this only after an ONVIF sign-in, which nvr-doctor never makes';

/** What each operation tells; the clock is the one thing that every device should tell anybody. */
const ITEMS = [
  {
    id: 'clock',
    operation: 'GetSystemDateAndTime',
    provides: ['recorder.time.offsetSeconds', 'recorder.time.shownDate', 'recorder.time.zone', 'recorder.time.dstEnabled', 'recorder.time.ntpEnabled'],
    read: (answer, { network }) => clockFields(answer, network.clock.now()),
  },
  {
    id: 'network',
    operation: 'GetNetworkInterfaces',
    provides: ['recorder.network.dhcp', 'recorder.network.address', 'recorder.network.prefix', 'recorder.network.interfaces', 'recorder.network.mtu', 'recorder.network.linkSpeed', 'lan.mac'],
    read: (answer, { base }) => networkFields(answer, base.address),
  },
  { id: 'gateway', operation: 'GetNetworkDefaultGateway', provides: ['recorder.network.gateway'], read: gatewayFields },
  { id: 'dns', operation: 'GetDNS', provides: ['recorder.network.dnsAuto', 'recorder.network.dns'], read: dnsFields },
  { id: 'ports', operation: 'GetNetworkProtocols', provides: ['recorder.ports.http', 'recorder.ports.https', 'recorder.ports.httpsEnabled', 'recorder.ports.rtsp', 'recorder.ports.rtspEnabled'], read: portFields },
  { id: 'identity', operation: 'GetDeviceInformation', provides: ['recorder.brand', 'recorder.model', 'recorder.serial', 'recorder.firmware'], read: identityFields },
  { id: 'ntp', operation: 'GetNTP', provides: ['recorder.time.ntpServer'], read: ntpFields },
] as const satisfies readonly { id: string; operation: Operation; provides: readonly FactPath[]; read: (answer: XmlElement, context: ReaderContext) => readonly Field[] }[];
type Item = (typeof ITEMS)[number];

/** Questions in a row that end the same way: the rest would too, and each is a line in the recorder's log. */
const ENOUGH = 2;

class OnvifReader implements RecorderReader {
  readonly items: readonly ReaderItem[] = [];
  readonly openItems: readonly ReaderItem[];
  private over: NoSession | undefined;
  /** It has answered something in the words of ONVIF. */
  private speaks = false;
  private silences = 0;
  private refusals = 0;

  constructor(private readonly context: ReaderContext) {
    this.openItems = ITEMS.map((item) => ({ id: item.id, provides: item.provides, read: () => this.read(item) }));
  }

  /** Never: an ONVIF password is another one than that of the web page on many makes, and a wrong one counts towards the lock. */
  async signIn(): Promise<boolean> {
    await this.context.login.fail({ unknown: 'not-supported', detail: 'nvr-doctor does not sign in over ONVIF: it would spend a try of an account that it cannot know' });
    return false;
  }

  ended(): NoSession | undefined {
    return this.over ?? (this.context.budget.exhausted ? { reason: 'not-run', detail: 'the recorder was not asked any further' } : undefined);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async read(item: Item): Promise<ItemResult> {
    const { network, base, signal, budget, witness } = this.context;
    const ended = this.ended();
    if (ended) return { state: 'unknown', ...ended };
    budget.take();
    const question = { target: SERVICE_PATH, method: 'POST', headers: { 'Content-Type': contentType(item.operation) }, body: envelope(item.operation) } as const;
    const reply = await plainRequest(network, base, question, signal, { protocol: 'onvif', name: item.operation, budget, witness });
    if (!reply.ok) return this.settle(item, { kind: 'failed', failure: reply.failure });
    const { status, body, exchange } = reply.value;
    return this.settle(item, readAnswer(status, body, item.operation), exchange);
  }

  private settle(item: Item, answer: Answer, exchange?: Exchange): ItemResult {
    const kept = exchange === undefined ? {} : { exchange };
    this.silences = answer.kind === 'failed' || answer.kind === 'trouble' ? this.silences + 1 : 0;
    // Everybody may ask for the time; who is turned away there is turned away for a reason that holds for that question only.
    this.refusals = answer.kind === 'sign-in-wanted' && item.id !== 'clock' ? this.refusals + 1 : 0;
    switch (answer.kind) {
      case 'answer':
        this.speaks = true;
        return { state: 'known', fields: item.read(answer.element, this.context), ...kept };
      case 'sign-in-wanted':
        if (this.refusals >= ENOUGH) this.over = { reason: 'not-permitted', detail: WANTS_SIGN_IN };
        return { state: 'refused', detail: WANTS_SIGN_IN, ...kept };
      case 'no-such-operation':
        this.speaks = true;
        return { state: 'not-supported', detail: 'the recorder does not know this question', ...kept };
      case 'fault':
        this.speaks = true;
        return { state: 'unknown', reason: 'failed', detail: `the recorder answered with a fault${answer.text === '' ? '' : `: ${answer.text}`}`, ...kept };
      case 'no-onvif':
        if (this.speaks) return { state: 'unknown', reason: 'failed', detail: `what the recorder answered is not ONVIF (HTTP ${answer.status})`, ...kept };
        this.over = { reason: 'not-supported', detail: 'what answers there does not speak ONVIF' };
        return { state: 'unknown', ...this.over, ...kept };
      case 'trouble':
        return { state: 'unknown', ...this.silent({ reason: 'failed', detail: `the recorder answered with HTTP ${answer.status}` }), ...kept };
      case 'failed':
        return { state: 'unknown', ...this.silent({ reason: reasonOf(answer.failure), detail: wordsOf(answer.failure) }), ...kept };
    }
  }

  private silent(why: NoSession): NoSession {
    if (this.silences >= ENOUGH || this.context.signal.aborted) this.over = why;
    return why;
  }
}

export const ONVIF: ReaderFamily = {
  family: 'ONVIF',
  provides: [...new Set(ITEMS.flatMap((item): readonly FactPath[] => item.provides))],
  open: (context) => new OnvifReader(context),
};
