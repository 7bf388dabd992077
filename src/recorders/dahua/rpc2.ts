/**
 * Dahua's JSON RPC, for the one thing that CGI does not tell: whether the recorder is registered with its P2P cloud. It needs a login of
 * its own, which is made only after CGI accepted the same password, only with the ordinary hash, and always ends with a logout.
 */
import { createHash } from 'node:crypto';
import { cleanText } from '../../facts/validate.js';
import type { Network } from '../../network/seam.js';
import { reasonOf } from '../../probes/failure.js';
import type { Login } from '../login.js';
import { field, noField, type ItemResult } from '../reader.js';
import { plainRequest, type WebBase } from '../signed-http.js';
import { OUTSIDE_METHOD, RPC_METHODS, type RpcMethod } from './allowed.js';
import { CHALLENGE_CODES, member, NO_RIGHT_CODE, outcomeOfCode } from './codes.js';

const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex').toUpperCase();

/** The second step's password: both hashes in upper case, or the recorder counts a wrong one. */
export function rpcPassword(user: string, realm: string, password: string, random: string): string {
  return md5(`${user}:${random}:${md5(`${user}:${realm}:${password}`)}`);
}

type Call = { readonly ok: true; readonly reply: unknown } | { readonly ok: false; readonly result: ItemResult };

export class DahuaRpc {
  private id = 0;
  private session: string | number | undefined;
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly network: Network,
    private readonly base: WebBase,
    private readonly login: Login,
    private readonly signal: AbortSignal,
  ) {}

  /** Signs in, asks `Nat.getTurnStatus`, signs out. */
  async p2pStatus(): Promise<ItemResult> {
    if (!this.login.accepted) return { state: 'unknown', reason: 'not-run', detail: 'not signed in' };
    const refused = await this.open();
    if (refused) return refused;
    try {
      const call = await this.call('Nat.getTurnStatus', null);
      return call.ok ? readTurnStatus(call.reply) : call.result;
    } finally {
      await this.call('global.logout', null);
    }
  }

  private async open(): Promise<ItemResult | undefined> {
    const { user } = this.login.credentials;
    const common = { userName: user, clientType: 'Web3.0', loginType: 'Direct' };
    const first = await this.call('global.login', { ...common, password: '' }, true);
    if (!first.ok) return first.result;
    const code = member(member(first.reply, 'error'), 'code');
    const asked = member(first.reply, 'params');
    const [realm, random, encryption] = ['realm', 'random', 'encryption'].map((name) => member(asked, name));
    if (typeof code !== 'number' || !CHALLENGE_CODES.includes(code)) return rpcError(first.reply);
    const randomText = typeof random === 'number' ? String(random) : random;
    // Any other `encryption` wants the password weaker or in clear, which somebody in between could ask for as well.
    if (encryption !== 'Default' || typeof realm !== 'string' || typeof randomText !== 'string') {
      return { state: 'not-supported', detail: 'the recorder asks for a sign-in that is not answered' };
    }
    this.adopt(first.reply);
    if (!(await this.login.mayAnswerRpc(realm))) return { state: 'unknown', reason: 'stale', detail: 'the recorder refused this second sign-in before; it is not tried again' };
    const password = rpcPassword(user, realm, this.login.credentials.password, randomText);
    const second = await this.call('global.login', { ...common, password, authorityType: 'Default', passwordType: 'Default' }, true);
    if (!second.ok) return second.result;
    this.adopt(second.reply);
    if (member(second.reply, 'result') === true) return undefined;
    const refusal = member(member(second.reply, 'error'), 'code');
    if (typeof refusal === 'number' && outcomeOfCode(refusal) === 'refused') await this.login.rpcRefused(realm);
    return rpcError(second.reply);
  }

  private adopt(reply: unknown): void {
    const session = member(reply, 'session');
    if (typeof session === 'number' || (typeof session === 'string' && /^[\w-]{1,64}$/.test(session))) {
      this.session = session;
      this.cookies.set('DWebClientSessionID', String(session));
    }
  }

  private async call(method: RpcMethod, params: unknown, login = false): Promise<Call> {
    if (!RPC_METHODS.includes(method)) return { ok: false, result: { state: 'not-supported', detail: 'this is not asked of a recorder' } };
    const body = JSON.stringify({ method, params, id: ++this.id, ...(this.session === undefined ? {} : { session: this.session }) });
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const sent = await plainRequest(
      this.network,
      this.base,
      {
        target: login ? '/RPC2_Login' : '/RPC2',
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8', ...(cookie === '' ? {} : { cookie }) },
        body,
      },
      this.signal,
    );
    if (!sent.ok) return { ok: false, result: { state: 'unknown', reason: reasonOf(sent.failure), detail: 'the recorder did not answer properly' } };
    this.keepCookies(sent.value.rawHeaders);
    if (sent.value.status === 404 || sent.value.status === 501) return { ok: false, result: { state: 'not-supported', detail: 'this firmware does not have it' } };
    const reply = parseJson(sent.value.body);
    return reply === undefined ? { ok: false, result: { state: 'unknown', reason: 'malformed', detail: 'the reply is not what was asked for' } } : { ok: true, reply };
  }

  /** Newer firmware demands its own cookie beside the session. */
  private keepCookies(rawHeaders: readonly string[]): void {
    for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
      if (rawHeaders[i]?.toLowerCase() !== 'set-cookie') continue;
      const pair = /^\s*([\w-]{1,64})=([\w.~+/=-]{0,256})(;|$)/.exec(rawHeaders[i + 1] ?? '');
      if (pair?.[1] !== undefined && pair[2] !== undefined && this.cookies.size < 8) this.cookies.set(pair[1], pair[2]);
    }
  }
}

function rpcError(reply: unknown): ItemResult {
  const code = member(member(reply, 'error'), 'code');
  if (code === NO_RIGHT_CODE) return { state: 'refused', detail: 'this account may not read it, or the recorder does not have it' };
  const outcome = typeof code === 'number' ? outcomeOfCode(code) : undefined;
  if (outcome !== undefined) return { state: 'unknown', reason: 'refused', detail: `the recorder did not allow a second sign-in (${outcome})` };
  return typeof code === 'number' ? { state: 'not-supported', detail: 'this firmware does not have it' } : { state: 'unknown', reason: 'malformed', detail: 'the reply is not what was asked for' };
}

/** The words of `Status` are documented nowhere; only those whose meaning cannot be mistaken are taken. */
function readTurnStatus(reply: unknown): ItemResult {
  if (member(reply, 'result') !== true) return rpcError(reply);
  const told = member(member(member(reply, 'params'), 'Status'), 'Status');
  const word = typeof told === 'string' ? cleanText(told, 48).toLowerCase() : '';
  if (/^(online|connected|registered|success)/.test(word)) return { state: 'known', fields: [field('recorder.p2p.status', 'online')] };
  if (/^(offline|not online|disconnect|connecting|unregistered|fail)/.test(word)) return { state: 'known', fields: [field('recorder.p2p.status', 'offline')] };
  return { state: 'known', fields: [noField('recorder.p2p.status', 'malformed', word === '' ? 'the recorder does not tell' : `the recorder says "${word}"`)] };
}

/** Tolerates what follows the JSON: a line end, or a NUL. */
function parseJson(body: string): unknown {
  const start = body.indexOf('{');
  const end = body.lastIndexOf('}');
  if (start < 0 || end < start) return undefined;
  try {
    return JSON.parse(body.slice(start, end + 1));
  } catch {
    return undefined;
  }
}

/** Asked without a login: has the recorder been set up? undefined where it does not tell (old firmware has no such page). */
export async function askInitialized(network: Network, base: WebBase, signal: AbortSignal): Promise<boolean | undefined> {
  const body = JSON.stringify({ method: OUTSIDE_METHOD, params: null, id: 1 });
  const sent = await plainRequest(network, base, { target: '/OutsideCmd', method: 'POST', headers: { 'content-type': 'application/json' }, body }, signal);
  const init = sent.ok && sent.value.status === 200 ? member(member(parseJson(sent.value.body), 'params'), 'Init') : undefined;
  return init === 1 ? false : init === 2 ? true : undefined;
}
