/** A Uniview recorder read through LAPI, by best effort: GET only, from an exact list, and every miss is unknown with its reply kept. */
import type { FactPath } from '../../facts/dictionary.js';
import type { Field, ItemResult, NoSession, ReaderContext, ReaderFamily, ReaderItem, RecorderReader } from '../reader.js';
import { SignedHttp } from '../signed-http.js';
import { LAPI_PATHS, type LapiQuestion } from './allowed.js';
import type { Bag } from './data.js';
import { CLOUD_PATHS, cloudFields, DDNS_PATHS, ddnsFields, deviceFields, dnsFields, dstFields, httpsFields, NETWORK_PATHS, networkFields, ntpFields, PORT_MAP_PATHS, portFields, portMapFields, userFields } from './fields.js';
import { isNoRight, readLapi, readRefusal } from './lapi.js';
import { isUniviewRealm } from './realm.js';

class UniviewReader implements RecorderReader {
  /** LAPI tells nothing to strangers. */
  readonly openItems: readonly ReaderItem[] = [];
  readonly items: readonly ReaderItem[];
  private readonly http: SignedHttp;

  constructor(private readonly context: ReaderContext) {
    const { network, base, login, budget, signal, witness, discovered, facts } = context;
    const trusts = (realm: string): boolean => discovered || isUniviewRealm(realm) || facts.value('recorder.brand') === 'Uniview';
    this.http = new SignedHttp({ network, base, login, budget, signal, witness, protocol: 'lapi', readRefusal, isNoRight, trusts });
    this.items = this.build();
  }

  signIn(): Promise<boolean> {
    return this.http.signIn(LAPI_PATHS.device);
  }

  ended(): NoSession | undefined {
    return this.http.ended();
  }

  close(): Promise<void> {
    return this.context.login.close();
  }

  private build(): ReaderItem[] {
    const item = (id: string, question: LapiQuestion, provides: readonly FactPath[], read: (bags: readonly Bag[]) => readonly Field[]): ReaderItem => ({ id, provides, read: () => this.data(question, read) });
    return [
      item('network', 'interfaces', NETWORK_PATHS, (bags) => networkFields(bags, this.context.base.address)),
      item('dns', 'dns', ['recorder.network.dns'], dnsFields),
      item('ports', 'ports', ['recorder.ports.http', 'recorder.ports.rtsp'], portFields),
      item('p2p', 'cloud', CLOUD_PATHS, cloudFields),
      item('ddns', 'ddns', DDNS_PATHS, ddnsFields),
      item('upnp', 'portMap', PORT_MAP_PATHS, portMapFields),
      item('https', 'https', ['recorder.ports.https', 'recorder.ports.httpsEnabled'], httpsFields),
      item('users', 'users', ['recorder.accounts.users'], userFields),
      item('system', 'device', ['recorder.model', 'recorder.serial', 'recorder.firmware'], deviceFields),
      item('ntp', 'ntp', ['recorder.time.ntpEnabled', 'recorder.time.ntpServer'], ntpFields),
      item('dst', 'dst', ['recorder.time.dstEnabled'], dstFields),
    ];
  }

  private async data(question: LapiQuestion, read: (bags: readonly Bag[]) => readonly Field[]): Promise<ItemResult> {
    const reply = readLapi(await this.http.get(LAPI_PATHS[question]));
    if (reply.state !== 'data') return reply;
    const { bags, exchange } = reply;
    return { state: 'known', fields: read(bags), ...(exchange === undefined ? {} : { exchange }) };
  }
}

export const UNIVIEW: ReaderFamily = {
  family: 'Uniview',
  provides: [
    ...NETWORK_PATHS,
    'recorder.network.dns',
    'recorder.ports.http',
    'recorder.ports.rtsp',
    'recorder.ports.https',
    'recorder.ports.httpsEnabled',
    ...CLOUD_PATHS,
    ...DDNS_PATHS,
    ...PORT_MAP_PATHS,
    'recorder.accounts.users',
    'recorder.model',
    'recorder.serial',
    'recorder.firmware',
    'recorder.time.ntpEnabled',
    'recorder.time.ntpServer',
    'recorder.time.dstEnabled',
  ],
  open: (context) => new UniviewReader(context),
};
