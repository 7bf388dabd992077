/** A Hikvision recorder (also HiLook, HiWatch, LTS, Annke …) read through ISAPI: GET only, from an exact list. */
import type { FactPath } from '../../facts/dictionary.js';
import { textOf, type XmlElement } from '../../network/xml.js';
import { reasonOf, wordsOf } from '../../probes/failure.js';
import { boolText } from '../cells.js';
import { plainRequest } from '../http-question.js';
import { field, type Field, type ItemResult, type NoSession, type ReaderContext, type ReaderFamily, type ReaderItem, type RecorderReader } from '../reader.js';
import { SignedHttp } from '../signed-http.js';
import { ISAPI_PATHS, type IsapiQuestion } from './allowed.js';
import { readDocument, readIsapi } from './isapi.js';
import { accessFields, INTERFACE_PATHS, interfaceFields, mappingFields, PORT_PATHS, upnpFields } from './network-fields.js';
import { isHikvisionRealm } from './realm.js';
import { isNoRight, readRefusal } from './refusal.js';
import { CLOUD_PATHS, cloudFields, DDNS_PATHS, ddnsFields, deviceFields, ntpFields, TIME_PATHS, timeFields, userFields } from './service-fields.js';

class HikvisionReader implements RecorderReader {
  readonly openItems: readonly ReaderItem[];
  readonly items: readonly ReaderItem[];
  private readonly http: SignedHttp;

  constructor(private readonly context: ReaderContext) {
    const { network, base, login, budget, signal, witness, discovered, facts } = context;
    const trusts = (realm: string): boolean => discovered || isHikvisionRealm(realm) || facts.value('recorder.brand') === 'Hikvision';
    this.http = new SignedHttp({ network, base, login, budget, signal, witness, protocol: 'isapi', readRefusal, isNoRight, trusts });
    this.openItems = [{ id: 'initialized', provides: ['recorder.initialized'], read: () => this.activation() }];
    this.items = this.build();
  }

  /**
   * The question whose refusal tells the lock and the tries left before anything is sent: a locked account costs no try, and neither
   * does one with hardly a try left. Firmware without it is asked who it is instead.
   */
  async signIn(): Promise<boolean> {
    const { login } = this.context;
    await this.http.get(ISAPI_PATHS.userCheck);
    return login.accepted || (login.result === undefined && (await this.http.signIn(ISAPI_PATHS.device)));
  }

  ended(): NoSession | undefined {
    return this.http.ended();
  }

  close(): Promise<void> {
    return this.context.login.close();
  }

  /** Asked without signing in, and never answered with the password where the recorder asks for it. */
  private async activation(): Promise<ItemResult> {
    const { network, base, signal, witness, budget } = this.context;
    if (!budget.take()) return { state: 'unknown', reason: 'not-run', detail: 'the recorder was not asked any further' };
    const reply = await plainRequest(network, base, { target: ISAPI_PATHS.activation }, signal, { protocol: 'isapi', witness, budget });
    if (!reply.ok) return { state: 'unknown', reason: reasonOf(reply.failure), detail: wordsOf(reply.failure) };
    const { exchange, status, body } = reply.value;
    if (readRefusal(body)?.outcome === 'not-initialised') return { state: 'known', fields: [field('recorder.initialized', false)], exchange };
    if (status === 401) return { state: 'refused', detail: 'the recorder tells it only to those who have signed in', exchange };
    const read = readDocument(reply.value, ['ActivateStatus', 'Activate', 'Activated']);
    if (read.state !== 'document') return { ...read, exchange };
    const told = activated(read.root);
    if (told === undefined) return { state: 'unknown', reason: 'malformed', detail: 'the recorder gives no usable value', exchange };
    return { state: 'known', fields: [field('recorder.initialized', told)], exchange };
  }

  private build(): ReaderItem[] {
    const { base, network } = this.context;
    const item = (id: string, question: IsapiQuestion, roots: readonly string[], provides: readonly FactPath[], read: (root: XmlElement) => readonly Field[]): ReaderItem => ({
      id,
      provides,
      read: () => this.document(question, roots, read),
    });
    return [
      item('network', 'interfaces', ['NetworkInterfaceList', 'NetworkInterface'], INTERFACE_PATHS, (root) => interfaceFields(root, base.address)),
      item('ports', 'ports', ['AdminAccessProtocolList'], PORT_PATHS, accessFields),
      item('p2p', 'cloud', ['EZVIZ'], CLOUD_PATHS, cloudFields),
      item('ddns', 'ddns', ['DDNSList', 'DDNS'], DDNS_PATHS, ddnsFields),
      item('upnp', 'upnp', ['UPnP'], ['recorder.upnp.enabled'], upnpFields),
      item('upnp-ports', 'upnpPorts', ['ports', 'UPnPPorts', 'UPnP'], ['recorder.upnp.mappings'], mappingFields),
      { id: 'upnp-status', provides: ['recorder.upnp.granted', 'recorder.upnp.outsideAddress'], read: () => this.mappingStatus() },
      item('users', 'users', ['UserList'], ['recorder.accounts.users'], userFields),
      item('system', 'device', ['DeviceInfo'], ['recorder.model', 'recorder.serial', 'recorder.firmware'], deviceFields),
      item('clock', 'time', ['Time'], TIME_PATHS, (root) => {
        const now = network.clock.now();
        return timeFields(root, now, new Date(now).getTimezoneOffset());
      }),
      item('ntp', 'ntp', ['NTPServerList', 'NTPServer'], ['recorder.time.ntpServer'], ntpFields),
    ];
  }

  private async document(question: IsapiQuestion, roots: readonly string[], read: (root: XmlElement) => readonly Field[]): Promise<ItemResult> {
    const reply = readIsapi(await this.http.get(ISAPI_PATHS[question]), roots);
    if (reply.state !== 'document') return reply;
    const { root, exchange } = reply;
    return { state: 'known', fields: read(root), ...(exchange === undefined ? {} : { exchange }) };
  }

  /** No reply of this kind has been published (recorder-apis §7.3), so that none is read: it is kept, for whoever meets one. */
  private async mappingStatus(): Promise<ItemResult> {
    const reply = readIsapi(await this.http.get(ISAPI_PATHS.upnpStatus), []);
    if (reply.state !== 'unknown' && reply.state !== 'document') return reply;
    if (reply.state === 'unknown' && reply.reason !== 'malformed') return reply;
    const { exchange } = reply;
    return { state: 'unknown', reason: 'malformed', detail: 'what the recorder tells about its port mappings has no known form', ...(exchange === undefined ? {} : { exchange }) };
  }
}

/** `<ActivateStatus><Activated>true`, `<Activate>active`: two spellings of the same. */
function activated(root: XmlElement): boolean | undefined {
  const text = textOf(root, 'Activated') ?? textOf(root, 'Activate') ?? textOf(root, 'activateStatus') ?? root.text;
  const word = text.toLowerCase();
  if (word === 'active') return true;
  if (word === 'inactive') return false;
  const told = boolText(text);
  return typeof told === 'boolean' ? told : undefined;
}

export const HIKVISION: ReaderFamily = {
  family: 'Hikvision',
  provides: [
    'recorder.initialized',
    ...INTERFACE_PATHS,
    ...PORT_PATHS,
    ...CLOUD_PATHS,
    ...DDNS_PATHS,
    'recorder.upnp.enabled',
    'recorder.upnp.mappings',
    'recorder.upnp.granted',
    'recorder.upnp.outsideAddress',
    'recorder.accounts.users',
    'recorder.model',
    'recorder.serial',
    'recorder.firmware',
    ...TIME_PATHS,
    'recorder.time.ntpServer',
  ],
  open: (context) => new HikvisionReader(context),
};
