/** One reply of ISAPI: a document of the expected kind, or the reason why there is none. */
import { cleanText } from '../../facts/validate.js';
import { readXml, type XmlElement } from '../../network/xml.js';
import { reasonOf, wordsOf } from '../../probes/failure.js';
import type { Exchange } from '../exchange.js';
import type { HttpReply } from '../http-question.js';
import type { ItemResult } from '../reader.js';
import type { Signed } from '../signed-http.js';
import { subStatus } from './refusal.js';

export type IsapiReply = { readonly state: 'document'; readonly root: XmlElement; readonly exchange?: Exchange } | Exclude<ItemResult, { state: 'known' }>;

const NOT_HERE = 'this firmware does not have it';
const NO_RIGHT = 'this account may not read it';

/** `roots`: what the document may be called. */
export function readIsapi(signed: Signed, roots: readonly string[]): IsapiReply {
  if (signed.kind === 'stopped') return { state: 'unknown', reason: 'refused', detail: 'the recorder ended the session' };
  if (signed.kind === 'failed') return { state: 'unknown', reason: reasonOf(signed.failure), detail: wordsOf(signed.failure) };
  return { ...readDocument(signed.reply, roots), exchange: signed.reply.exchange };
}

/** An error may come under any status, 200 included (§7.1): the body decides before the status does. */
export function readDocument({ status, body }: Pick<HttpReply, 'status' | 'body'>, roots: readonly string[]): IsapiReply {
  const error = subStatus(body);
  if (error !== undefined && error !== '') return readError(error);
  if (status === 404 || status === 405 || status === 501) return { state: 'not-supported', detail: NOT_HERE };
  // A bare 403 stands for a missing right as well as for a missing page.
  if (status === 403) return { state: 'refused', detail: `${NO_RIGHT}, or the recorder does not have it` };
  if (status !== 200) return { state: 'unknown', reason: 'failed', detail: `the recorder answered with status ${status}` };
  const root = readXml(body);
  if (root && roots.includes(root.name)) return { state: 'document', root };
  return { state: 'unknown', reason: 'malformed', detail: error === undefined ? 'the reply is not the document that was asked for' : 'the recorder answered with an error that it does not name' };
}

function readError(word: string): IsapiReply {
  switch (word) {
    case 'notsupport':
    case 'methodnotallowed':
      return { state: 'not-supported', detail: NOT_HERE };
    case 'lowprivilege':
    case 'badauthorization':
      return { state: 'refused', detail: NO_RIGHT };
    case 'riskpassword':
      return { state: 'unknown', reason: 'refused', detail: 'the recorder does not tell because it holds the password for weak' };
    default:
      return { state: 'unknown', reason: 'failed', detail: `the recorder answered with the error ${cleanText(word, 32)}` };
  }
}
