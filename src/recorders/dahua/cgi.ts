/** Dahua's HTTP CGI: allowed questions only, one after the other, within a budget; every reply ends as a table or as a reason. */
import { reasonOf } from '../../probes/failure.js';
import type { ItemResult } from '../reader.js';
import type { SignedHttp } from '../signed-http.js';
import { cgiTarget, type CgiQuestion } from './allowed.js';
import { isNoRight } from './codes.js';
import { parseKeyValues, type KeyValues } from './key-values.js';

/** Questions per run. Each is a row in the recorder's log of about 1024 entries, which the homeowner may need as evidence. */
export const CALL_BUDGET = 40;

export type CgiReply = { readonly state: 'table'; readonly table: KeyValues } | Exclude<ItemResult, { state: 'known' }>;

export class DahuaCgi {
  private calls = 0;
  constructor(private readonly http: SignedHttp) {}

  /** True once nothing more may be asked. */
  get over(): boolean {
    return this.http.stopped || this.calls >= CALL_BUDGET;
  }

  async ask(question: CgiQuestion): Promise<CgiReply> {
    const target = cgiTarget(question);
    if (target === undefined) return { state: 'not-supported', detail: 'this is not asked of a recorder' };
    if (this.over) return { state: 'unknown', reason: 'not-run', detail: 'the recorder was not asked any further' };
    this.calls++;
    const signed = await this.http.get(target);
    if (signed.kind === 'stopped') return { state: 'unknown', reason: 'refused', detail: 'the recorder ended the session' };
    if (signed.kind === 'failed') return { state: 'unknown', reason: reasonOf(signed.failure), detail: 'the recorder did not answer properly' };
    return readReply(signed.reply.status, signed.reply.body);
  }
}

/** Status and body of an authenticated reply (recorder-apis §2.3). A body may say "Error" under status 200. */
export function readReply(status: number, body: string): CgiReply {
  if (status === 403) return { state: 'refused', detail: isNoRight(body) ? 'this account may not read it, or the recorder does not have it' : 'the recorder refuses to tell' };
  if (status === 400 || status === 404 || status === 501) return { state: 'not-supported', detail: 'this firmware does not have it' };
  if (status !== 200) return { state: 'unknown', reason: 'failed', detail: `the recorder answered with status ${status}` };
  if (/^\ufeff?\s*Error/i.test(body)) return { state: 'not-supported', detail: 'this firmware does not have it' };
  const table = parseKeyValues(body);
  return table ? { state: 'table', table } : { state: 'unknown', reason: 'malformed', detail: 'the reply is not a table' };
}
