/** Asked without a login: has the recorder been set up (recorder-apis §3.6)? */
import { reasonOf } from '../../probes/failure.js';
import { plainRequest } from '../http-question.js';
import { field, type ItemResult, type ReaderContext } from '../reader.js';
import { OUTSIDE_METHOD } from './allowed.js';
import { member, parseJson } from './json-reply.js';

/** Old firmware has no such page. */
export async function readInitialized({ network, base, signal, budget, witness }: ReaderContext): Promise<ItemResult> {
  const body = JSON.stringify({ method: OUTSIDE_METHOD, params: null, id: 1 });
  const question = { target: '/OutsideCmd', method: 'POST', headers: { 'content-type': 'application/json' }, body } as const;
  if (!budget.take()) return { state: 'unknown', reason: 'not-run', detail: 'the recorder was not asked any further' };
  const sent = await plainRequest(network, base, question, signal, { protocol: 'rpc2', witness, budget, name: OUTSIDE_METHOD });
  if (!sent.ok) return { state: 'unknown', reason: reasonOf(sent.failure), detail: 'the recorder did not answer properly' };
  const { status, exchange } = sent.value;
  const reply = status === 200 ? parseJson(sent.value.body) : undefined;
  if (reply === undefined || member(reply, 'result') === false) return { state: 'not-supported', detail: 'this firmware does not have it', exchange };
  const init = member(member(reply, 'params'), 'Init');
  if (init === 1 || init === 2) return { state: 'known', fields: [field('recorder.initialized', init === 2)], exchange };
  return { state: 'unknown', reason: 'malformed', detail: 'the recorder gives no usable value', exchange };
}
