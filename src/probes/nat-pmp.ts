/** Asks the router over NAT-PMP for its internet address (RFC 6886 §3.2). Never asks for a mapping: that would change the router. */
import { canonicalIp } from '../facts/validate.js';
import { reasonOf, wordsOf } from './failure.js';
import type { Probe } from './probe.js';
import { askUdp } from './wire/ask-udp.js';

const PORT = 5351;
const EXTERNAL_ADDRESS_REQUEST = Uint8Array.of(0, 0);

/** RFC 6886 §3.5. */
const RESULT_CODES: Readonly<Record<number, string>> = {
  1: 'the router speaks another version of the protocol',
  2: 'the router has NAT-PMP switched off for us',
  3: 'the router has no internet address',
  4: 'the router is out of resources',
  5: 'the router does not know the request',
};

export type NatPmpAnswer =
  | { readonly kind: 'address'; readonly epochSeconds: number; readonly address: string }
  | { readonly kind: 'error'; readonly epochSeconds: number | undefined; readonly code: number }
  /** A version 2 answer: Port Control Protocol only (RFC 6887). */
  | { readonly kind: 'pcp-only' };

/** The meaning of a datagram; undefined where it is no answer to our request. Error answers may be cut after the epoch. */
export function readNatPmp(data: Uint8Array): NatPmpAnswer | undefined {
  if (data.length < 4) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const isAnswer = view.getUint8(1) >= 128;
  if (view.getUint8(0) === 2) return isAnswer ? { kind: 'pcp-only' } : undefined;
  if (view.getUint8(0) !== 0 || view.getUint8(1) !== 128) return undefined;
  const code = view.getUint16(2);
  const epochSeconds = data.length >= 8 ? view.getUint32(4) : undefined;
  if (code !== 0) return data.length <= 12 ? { kind: 'error', epochSeconds, code } : undefined;
  if (data.length !== 12 || epochSeconds === undefined) return undefined;
  return { kind: 'address', epochSeconds, address: [...data.subarray(8, 12)].join('.') };
}

export const natPmp: Probe = {
  id: 'nat-pmp',
  title: 'Asking the router over NAT-PMP',
  source: 'nat-pmp',
  vantage: 'home',
  provides: ['router.natpmp.found', 'router.natpmp.epochSeconds', 'router.wanAddress'],
  after: ['host'],
  touches: 'lan',
  skip(_options, facts) {
    if (facts.value('host.vpn')) return { reason: 'not-supported', detail: 'the way out of this computer is a VPN, not the router of the house' };
    if (facts.value('host.gateway')) return undefined;
    return { reason: 'not-run', detail: 'this computer has no router to ask' };
  },
  async run({ network, facts, observe, signal, progress }) {
    const gateway = facts().value('host.gateway');
    if (!gateway) return;
    const reply = await askUdp(network, { address: gateway, port: PORT, request: EXTERNAL_ADDRESS_REQUEST, read: readNatPmp, signal });
    const rest = (reason: Parameters<typeof observe.unknown>[1], detail: string): void => {
      observe.unknown('router.natpmp.epochSeconds', reason, detail);
      observe.unknown('router.wanAddress', reason, detail);
      progress(detail);
    };
    if (reply.kind === 'answer') {
      tell(reply.value);
    } else if (reply.kind === 'closed' || (reply.kind === 'silence' && reply.odd === 0)) {
      observe.known('router.natpmp.found', false);
      rest('not-supported', 'the router does not speak NAT-PMP');
    } else if (reply.kind === 'silence') {
      observe.unknown('router.natpmp.found', 'malformed', 'the router sent answers that are not NAT-PMP');
      rest('malformed', 'the router sent answers that are not NAT-PMP');
    } else if (!signal.aborted) {
      observe.unknown('router.natpmp.found', reasonOf(reply.failure), wordsOf(reply.failure));
      rest(reasonOf(reply.failure), wordsOf(reply.failure));
    }

    function tell(answer: NatPmpAnswer): void {
      if (answer.kind === 'pcp-only' || (answer.kind === 'error' && answer.code === 1)) {
        observe.unknown('router.natpmp.found', 'not-supported', 'the router speaks only the newer protocol PCP');
        rest('not-supported', 'the router speaks only the newer protocol PCP');
        return;
      }
      observe.known('router.natpmp.found', true);
      if (answer.epochSeconds === undefined) observe.unknown('router.natpmp.epochSeconds', 'malformed', 'the answer was cut short');
      else observe.known('router.natpmp.epochSeconds', answer.epochSeconds);
      if (answer.kind === 'address') {
        const address = canonicalIp(answer.address) ?? null;
        observe.known('router.wanAddress', address === '0.0.0.0' ? null : address);
        progress(`the router has the internet address ${address}`);
        return;
      }
      const text = RESULT_CODES[answer.code] ?? `NAT-PMP result ${answer.code}`;
      if (answer.code === 3) observe.known('router.wanAddress', null);
      else observe.unknown('router.wanAddress', answer.code === 2 ? 'refused' : 'failed', text);
      progress(text);
    }
  },
};
