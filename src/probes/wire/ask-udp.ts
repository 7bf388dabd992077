/** One question over UDP to one peer: sent again when nothing comes, answered by the first datagram that makes sense. */
import { fail, type Failure, type Network } from '../../network/seam.js';
import { UDP_LAST_WAIT, UDP_RETRIES } from '../deadlines.js';

export type UdpAnswer<T> =
  | { readonly kind: 'answer'; readonly value: T }
  /** The peer's machine says that the port is closed (ICMP port unreachable). */
  | { readonly kind: 'closed' }
  /** Every try went unanswered. `odd` counts datagrams that came from the peer and made no sense. */
  | { readonly kind: 'silence'; readonly odd: number }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface UdpQuestion<T> {
  readonly address: string;
  readonly port: number;
  readonly request: Uint8Array;
  /** The meaning of a datagram from the peer; undefined: not an answer, keep listening. */
  readonly read: (data: Uint8Array) => T | undefined;
  readonly signal: AbortSignal;
  /** How long each try is waited for, milliseconds; default 250, 500 and 450, 1.2 s together. */
  readonly waits?: readonly number[];
}

/** The socket is connected, so the system drops datagrams of any other host. */
export async function askUdp<T>(network: Network, question: UdpQuestion<T>): Promise<UdpAnswer<T>> {
  const opened = await network.udp({ connect: { address: question.address, port: question.port } });
  if (!opened.ok) return { kind: 'failed', failure: opened.failure };
  const socket = opened.value;
  let odd = 0;
  try {
    for (const wait of question.waits ?? [...UDP_RETRIES, UDP_LAST_WAIT]) {
      const sent = await socket.send(question.request);
      if (!sent.ok) return sent.failure.kind === 'connection-refused' ? { kind: 'closed' } : { kind: 'failed', failure: sent.failure };
      const turn = network.clock.deadline(wait, question.signal);
      try {
        for (;;) {
          const datagram = await socket.receive(turn.signal);
          if (datagram.ok) {
            const value = question.read(datagram.value.data);
            if (value !== undefined) return { kind: 'answer', value };
            odd += 1;
            continue;
          }
          if (datagram.failure.kind === 'connection-refused') return { kind: 'closed' };
          if (question.signal.aborted) return { kind: 'failed', failure: fail('aborted').failure };
          if (turn.signal.aborted) break;
          return { kind: 'failed', failure: datagram.failure };
        }
      } finally {
        turn.clear();
      }
    }
    return { kind: 'silence', odd };
  } finally {
    socket.close();
  }
}
