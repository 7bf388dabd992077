/** The real machine behind the network seam. */
import type { ServerNetwork } from '../seam.js';
import { hostClock } from './clock.js';
import { defaultGateway } from './gateway.js';
import { interfaces } from './interfaces.js';
import { neighbours } from './neighbours.js';
import { resolvers } from './resolvers.js';
import { listen, tcp } from './tcp.js';
import { udp } from './udp.js';

/** Opens nothing by itself: every socket belongs to the call that asked for it. */
export function hostNetwork(): ServerNetwork {
  return { clock: hostClock, interfaces: async () => interfaces(), defaultGateway, resolvers, neighbours, tcp, udp, listen };
}
