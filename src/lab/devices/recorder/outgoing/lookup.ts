/** Names as the recorder finds them: by its own name servers, whatever they are worth. */
import { resolveA } from '../../../../network/dns.js';
import type { Network } from '../../../../network/seam.js';
import type { RecorderState } from '../state.js';

const TIMEOUT = 2_000;

/** The first address of a name, or undefined where no name server gives one. */
export async function lookUp(network: Network, state: RecorderState, name: string): Promise<string | undefined> {
  const servers = state.network.dns.filter((address) => address !== '' && address !== '0.0.0.0');
  const deadline = network.clock.deadline(TIMEOUT);
  const found = await resolveA(network, name, servers, deadline.signal);
  deadline.clear();
  return found.ok ? found.value[0]?.data : undefined;
}
