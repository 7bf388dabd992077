/** Dahua's HTTP CGI: allowed questions only, one after the other; every reply ends as a table or as a reason. */
import { reasonOf } from '../../probes/failure.js';
import type { Exchange } from '../exchange.js';
import type { SignedHttp } from '../signed-http.js';
import { cgiTarget, type Question } from './allowed.js';
import { isNoRight, NOT_ASKED, type Unread } from './codes.js';
import { parseKeyValues, type KeyValues } from './key-values.js';

/** A table, or why there is none, with the exchange it came in. */
export type TableReply = { readonly state: 'table'; readonly table: KeyValues; readonly exchange?: Exchange } | Unread;

/** Somebody who reads tables, by whichever transport. */
export interface Tables {
  ask(question: Question): Promise<TableReply>;
}

export class DahuaCgi implements Tables {
  constructor(private readonly http: SignedHttp) {}

  async ask(question: Question): Promise<TableReply> {
    const target = cgiTarget(question);
    if (target === undefined) return NOT_ASKED;
    const signed = await this.http.get(target);
    if (signed.kind === 'reply') {
      const { status, body, exchange } = signed.reply;
      return { ...readReply(status, body), exchange };
    }
    if (signed.kind === 'stopped') return { state: 'unknown', ...(this.http.ended() ?? { reason: 'refused', detail: 'the recorder ended the session' }) };
    const exchange: Exchange = { protocol: 'cgi', request: `GET ${target}`, rawHeaders: [], body: '', failure: signed.failure.kind };
    return { state: 'unknown', reason: reasonOf(signed.failure), detail: 'the recorder did not answer properly', exchange };
  }
}

/** Status and body of an authenticated reply (recorder-apis §2.3). A body may say "Error" under status 200. */
export function readReply(status: number, body: string): TableReply {
  const error = status === 200 && /^\ufeff?\s*(Error|\{)/i.test(body);
  if ((error || status === 403) && isNoRight(body)) return { state: 'refused', detail: 'this account may not read it, or the recorder does not have it' };
  if (status === 403) return { state: 'refused', detail: 'the recorder refuses to tell' };
  if (status === 400 || status === 404 || status === 501 || (error && !/^\ufeff?\s*\{/.test(body))) return { state: 'not-supported', detail: 'this firmware does not have it' };
  if (status !== 200) return { state: 'unknown', reason: 'failed', detail: `the recorder answered with status ${status}` };
  const table = parseKeyValues(body);
  return table ? { state: 'table', table } : { state: 'unknown', reason: 'malformed', detail: 'the reply is not a table' };
}
