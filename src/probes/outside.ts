/** Asks the outside helper how the recorder's port looks from the internet, and whether it is the recorder that answers there. */
import { randomBytes } from 'node:crypto';
import { addressClass } from '../facts/address-class.js';
import type { Facts } from '../facts/merge.js';
import { canonicalIp } from '../facts/validate.js';
import { httpRequest } from '../network/http.js';
import { fail, type Failure, type Network, ok, type Outcome } from '../network/seam.js';
import { HELPER_CONNECT } from './deadlines.js';
import { reasonOf, wordsOf } from './failure.js';
import { compareGreetings, type Greeting, takeGreeting } from './outside/greeting.js';
import { insidePort, outsidePort, portIsSettled, recorderAddress } from './outside/port.js';
import { type CheckAnswer, type CheckRequest, readCheckAnswer } from './outside/request.js';
import type { Probe, ProbeContext } from './probe.js';
import { isHostName, lookupAt, systemServers } from './wire/lookup.js';

export const outside: Probe = {
  id: 'outside',
  title: 'Looking at the port from outside',
  source: 'outside',
  vantage: 'outside',
  provides: ['outside.address', 'outside.port', 'outside.tcpPort', 'outside.recognised'],
  after: ['host', 'find-recorder', 'recorder-settings', 'igd'],
  touches: 'outside-helper',
  // The greeting is taken inside as well, so the recorder has to be found first.
  ready: (_options, facts) => portIsSettled(facts) && facts.value('recorder.ports.tcp') !== undefined && facts.value('lan.address') !== undefined,
  skip(options, facts) {
    if (options.outside === undefined) return { reason: 'not-run', detail: 'a look from outside needs an outside helper, and none is set' };
    if (facts.value('host.vpn')) return { reason: 'not-permitted', detail: 'this computer goes out through a VPN: the helper would try the address of the VPN' };
    return outsidePort(facts) === undefined ? { reason: 'not-run', detail: 'it is not known which port to try' } : undefined;
  },
  async run(context) {
    const { network, options, observe, signal, progress } = context;
    const facts = context.facts();
    const port = outsidePort(facts);
    if (options.outside === undefined || port === undefined) return;
    const inside = insidePort(facts, port);
    const http = inside === facts.value('recorder.ports.http') && inside !== facts.value('recorder.ports.tcp');
    const request: CheckRequest = { port, nonce: randomBytes(12).toString('hex'), http };
    const [answer, fromInside] = await Promise.all([ask(network, options.outside, request, signal), greetInside(context, facts, inside, http)]);
    if (!answer.ok) {
      if (signal.aborted) return;
      for (const path of outside.provides) observe.unknown(path, reasonOf(answer.failure), helperFailure(answer.failure));
      progress('the outside helper gave no answer');
      return;
    }
    const address = canonicalIp(answer.value.address);
    if (address === undefined) observe.unknown('outside.address', 'malformed');
    else observe.known('outside.address', address);
    observe.known('outside.port', port);
    const likeness = likenessOf(answer.value, fromInside);
    // `open` from outside is taken back where something speaks against its being the recorder.
    const state = likeness === 'different' ? 'foreign' : answer.value.state;
    observe.known('outside.tcpPort', state);
    if (likeness === 'unclear') observe.unknown('outside.recognised', 'not-supported', state === 'open' ? 'the port does not say who it is' : 'nothing answers there');
    else observe.known('outside.recognised', likeness === 'same');
    progress(`port ${port} is ${state === 'foreign' ? 'answered by something else' : state}`);
  },
};

/** Whether the recorder is what answers from outside. */
function likenessOf(answer: CheckAnswer, inside: Greeting | undefined): 'same' | 'different' | 'unclear' {
  if (answer.state !== 'open' || inside === undefined) return 'unclear';
  // The recorder refuses this very port in the house, so it cannot be the one that accepts it.
  if (inside.state === 'closed') return 'different';
  return inside.state === 'open' ? compareGreetings(inside.bytes, Buffer.from(answer.greeting, 'hex')) : 'unclear';
}

async function greetInside({ network, signal }: ProbeContext, facts: Facts, port: number, http: boolean): Promise<Greeting | undefined> {
  const host = recorderAddress(facts);
  if (host === undefined) return undefined;
  return takeGreeting(network, { host, port, http, connectMs: HELPER_CONNECT, signal });
}

async function ask(network: Network, base: string, request: CheckRequest, signal: AbortSignal): Promise<Outcome<CheckAnswer>> {
  const target = await helperUrl(network, base, signal);
  if (!target.ok) return target;
  const response = await httpRequest(network, {
    method: 'POST',
    url: target.value.url,
    headers: { Host: target.value.host, 'Content-Type': 'application/json' },
    body: JSON.stringify(request),
    maxBytes: 4096,
    signal,
  });
  if (!response.ok) return response;
  const { status, body } = response.value;
  if (status === 429) return fail('not-permitted', 'the outside helper has been asked too often, try again in a minute');
  if (status !== 200) return fail('malformed', `the outside helper answered HTTP ${status}`);
  const answer = readCheckAnswer(body.toString('utf8'), request);
  return answer ? ok(answer) : fail('malformed', 'the outside helper gave an answer that makes no sense');
}

/** The helper's `/check` with an address for a host: names are looked up by us, as everywhere. */
async function helperUrl(network: Network, base: string, signal: AbortSignal): Promise<Outcome<{ url: string; host: string }>> {
  if (!URL.canParse(base)) return fail('malformed', 'the address of the outside helper is not a web address');
  const url = new URL(base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return fail('malformed', 'the address of the outside helper is not a web address');
  const { host, hostname } = url;
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/check`;
  url.search = '';
  if (isHostName(hostname)) {
    // Certificates are for names, and the connection is made to an address.
    if (url.protocol === 'https:') return fail('malformed', 'an outside helper behind https must be given by its address');
    const found = await lookupAt(network, await systemServers(network), hostname, signal);
    if (found?.kind !== 'addresses' || found.addresses[0] === undefined) return fail('name-not-found', 'the name of the outside helper is not found');
    url.hostname = found.addresses[0];
  } else if (addressClass(hostname.replace(/^\[|\]$/g, '')) === 'name') {
    return fail('malformed', 'the address of the outside helper is not a web address');
  }
  return ok({ url: url.href, host });
}

/** Every detail about the helper names it, so that nobody takes it for the recorder. */
function helperFailure(failure: Failure): string {
  const words = wordsOf(failure);
  return words.includes('outside helper') ? words : `the outside helper: ${words}`;
}
