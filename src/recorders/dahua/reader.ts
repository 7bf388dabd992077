/** A Dahua-family recorder (IC Realtime, Dahua, Lorex, Amcrest, Intelbras …) read through CGI, and RPC where CGI is silent. */
import type { SignInResult } from '../login.js';
import type { NoSession, ReaderContext, ReaderFamily, ReaderItem, RecorderReader } from '../reader.js';
import { SignedHttp } from '../signed-http.js';
import { CGI_ACTIONS, cgiTarget, type Question } from './allowed.js';
import { DahuaCgi, type TableReply, type Tables } from './cgi.js';
import { isNoRight, readRefusal } from './codes.js';
import { readInitialized } from './init.js';
import { ITEMS, type Reading } from './items.js';
import { isDahuaRealm } from './realm.js';
import { RpcSession } from './rpc2.js';
import { RpcTables } from './rpc-tables.js';

/**
 * Firmware whose CGI refuses even the right password, as its makers want the private protocol used; RPC takes it (recorder-apis §2.1).
 * Since only one try is made, it is decided before.
 */
const RPC_FIRMWARE = /^2\.8\d\d\./;

const RPC_FIRMWARE_REFUSAL: SignInResult = {
  unknown: 'refused',
  detail: 'the recorder refused the sign-in, as firmware of this kind does even where the password is right; the password is not sent again without --spend-a-try',
  counted: 'bare',
};

/** The search brought no firmware, and nothing that is told without a sign-in gives it away. */
const UNKNOWN_FIRMWARE_REFUSAL: SignInResult = {
  unknown: 'refused',
  detail: 'the recorder refused the sign-in without a reason: the password is wrong, or this is the one kind of firmware that refuses the right one too; it is not sent again without --spend-a-try',
  counted: 'bare',
};

export class DahuaReader implements RecorderReader {
  readonly openItems: readonly ReaderItem[];
  readonly items: readonly ReaderItem[];
  private readonly http: SignedHttp;
  private readonly rpc: RpcSession;
  private readonly cgi: DahuaCgi;
  private readonly tables = new Map<string, Promise<TableReply>>();
  /** True once RPC carries everything. */
  private rpcOnly = false;

  constructor(private readonly context: ReaderContext) {
    const { network, base, login, signal, budget, witness, discovered, facts } = context;
    const trusts = (realm: string): boolean => discovered || isDahuaRealm(realm);
    const plainRefusal = this.prefersRpc ? RPC_FIRMWARE_REFUSAL : facts.value('recorder.firmware') === undefined ? UNKNOWN_FIRMWARE_REFUSAL : undefined;
    this.http = new SignedHttp({ network, base, login, budget, signal, witness, protocol: 'cgi', readRefusal, isNoRight, trusts, plainRefusal });
    this.rpc = new RpcSession(context, trusts);
    this.cgi = new DahuaCgi(this.http);
    this.openItems = [{ id: 'initialized', provides: ['recorder.initialized'], read: () => readInitialized(context) }];
    this.items = ITEMS.map((item) => ({ id: item.id, provides: item.provides, read: () => item.read(this.reading()) }));
  }

  private get prefersRpc(): boolean {
    return RPC_FIRMWARE.test(this.context.facts.value('recorder.firmware') ?? '');
  }

  async signIn(): Promise<boolean> {
    if (this.prefersRpc) {
      const signedIn = await this.rpc.signIn();
      this.rpcOnly = signedIn !== 'absent';
      if (signedIn !== 'absent') return signedIn;
    }
    return this.http.signIn(CGI_ACTIONS.machineName);
  }

  ended(): NoSession | undefined {
    return this.rpcOnly ? this.rpc.ended() : this.http.ended();
  }

  async close(): Promise<void> {
    await this.rpc.close();
    await this.context.login.close();
  }

  private reading(): Reading {
    const { context, rpcOnly } = this;
    const user = context.login.credentials.user;
    return {
      context,
      appUser: context.facts.value('recorder.accounts.appUser'),
      ownSession: { user, addresses: context.ownAddresses, client: rpcOnly ? /^Web/i : /CGI/i, single: rpcOnly },
      ask: (question) => this.ask(question),
      rpc: (method) => (method === 'netApp.getUPnPStatus' ? this.rpc.callObject(method) : this.rpc.call(method)),
    };
  }

  private ask(question: Question): Promise<TableReply> {
    const key = cgiTarget(question) ?? '';
    const known = this.tables.get(key);
    if (known) return known;
    const transport: Tables = this.rpcOnly ? new RpcTables(this.rpc) : this.cgi;
    const asked = transport.ask(question);
    this.tables.set(key, asked);
    return asked;
  }
}

export const DAHUA: ReaderFamily = {
  family: 'Dahua',
  provides: ['recorder.initialized', ...ITEMS.flatMap((item) => item.provides)],
  open: (context) => new DahuaReader(context),
};
