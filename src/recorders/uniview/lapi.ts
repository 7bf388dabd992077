/** One reply of LAPI: its data, or the reason why there is none (recorder-apis §9). */
import { cleanText } from '../../facts/validate.js';
import { reasonOf, wordsOf } from '../../probes/failure.js';
import type { Exchange } from '../exchange.js';
import type { HttpReply } from '../http-question.js';
import type { SignIn } from '../login.js';
import type { ItemResult } from '../reader.js';
import type { Signed } from '../signed-http.js';
import { bagsIn, type Bag } from './data.js';

export type LapiReply = { readonly state: 'data'; readonly bags: readonly Bag[]; readonly exchange?: Exchange } | Exclude<ItemResult, { state: 'known' }>;

/** Stands at everything that could not be read, so that nobody takes a miss for a word of the recorder. */
export const BEST_EFFORT = 'what the recorder told has no published form and is read as far as it speaks for itself';

export function readLapi(signed: Signed): LapiReply {
  if (signed.kind === 'stopped') return { state: 'unknown', reason: 'refused', detail: 'the recorder ended the session' };
  if (signed.kind === 'failed') return { state: 'unknown', reason: reasonOf(signed.failure), detail: wordsOf(signed.failure) };
  return { ...readReply(signed.reply), exchange: signed.reply.exchange };
}

/** The wrapper may carry an error under status 200; numbers of errors are not published, words are taken where they are plain. */
export function readReply({ status, body }: Pick<HttpReply, 'status' | 'body'>): LapiReply {
  const response = responseIn(body);
  const given = response?.get('responsecode');
  const code = typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : given;
  if (response && code !== 0) {
    const said = wordsIn(response);
    if (/not\s?support/i.test(said)) return { state: 'not-supported', detail: 'this firmware does not have it' };
    if (/not\s?authori[sz]ed|no\s(right|permission|authority)|permission\sdenied/i.test(said)) return { state: 'refused', detail: 'this account may not read it' };
    if (status === 200) return { state: 'unknown', reason: typeof code === 'number' ? 'failed' : 'malformed', detail: `the recorder answered with error ${cleanText(`${typeof code === 'number' ? code : ''} ${said}`, 80)}`.trim() };
  }
  if (status === 404 || status === 405 || status === 501) return { state: 'not-supported', detail: 'this firmware does not have it' };
  if (status === 403) return { state: 'refused', detail: 'this account may not read it, or the recorder does not have it' };
  if (status !== 200) return { state: 'unknown', reason: 'failed', detail: `the recorder answered with status ${status}` };
  const data = response?.get('data');
  if (typeof data !== 'object' || data === null) return { state: 'unknown', reason: 'malformed', detail: BEST_EFFORT };
  return { state: 'data', bags: bagsIn(data) };
}

/** A refusal whose words speak of a lock is one; how long it lasts and how many tries are left it does not tell. */
export function readRefusal(body: string): SignIn | undefined {
  const response = responseIn(body);
  return response && /\block(ed)?\b|userlock/i.test(wordsIn(response)) ? { outcome: 'locked' } : undefined;
}

/** True for a 403 that speaks about one item and not about the sign-in. */
export function isNoRight(body: string): boolean {
  const response = responseIn(body);
  return response !== undefined && /not\s?support/i.test(wordsIn(response));
}

function wordsIn(response: Bag): string {
  return ['responsestring', 'statusstring'].map((name) => response.get(name)).filter((word) => typeof word === 'string').join(' ').slice(0, 256);
}

function responseIn(body: string): Bag | undefined {
  try {
    // C programs end their text with a zero, which goes out with it.
    const end = body.indexOf('\0');
    const [outer] = bagsIn(JSON.parse((end < 0 ? body : body.slice(0, end)).replace(/^\ufeff/, '')));
    const response = outer?.get('response');
    return typeof response === 'object' && response !== null && !Array.isArray(response) ? bagsIn(response)[0] : undefined;
  } catch {
    return undefined;
  }
}
