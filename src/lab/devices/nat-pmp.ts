/** A router's NAT-PMP responder (RFC 6886). Other versions, PCP among them, are told "unsupported version". */
import type { ServerNetwork } from '../../network/seam.js';
import type { Device, MappingResult, RouterControl } from '../device.js';
import { serveUdp } from './service.js';

export const NAT_PMP_PORT = 5351;

/** Result codes (RFC 6886 §3.5). */
const RESULT = { success: 0, unsupportedVersion: 1, notAuthorized: 2, networkFailure: 3, outOfResources: 4, unsupportedOpcode: 5 } as const;
/** How many neighbouring outside ports are tried where the wish is taken. */
const PORT_TRIES = 64;

export interface NatPmpOptions {
  readonly router: RouterControl;
  /** Address to answer on; default the router's LAN address. */
  readonly address?: string;
  /** Default 5351. Clients know no other. */
  readonly port?: number;
}

export function startNatPmp(network: ServerNetwork, options: NatPmpOptions): Promise<Device> {
  const { router } = options;
  const socket = { address: options.address ?? router.lanAddress(), port: options.port ?? NAT_PMP_PORT };
  return serveUdp(network, socket, 'The NAT-PMP port of the router', (datagram, reply) => {
    const answer = answerNatPmp(Buffer.from(datagram.data), datagram.address, router);
    if (answer !== undefined) reply(answer);
  });
}

/** The answer to one request; undefined where the RFC wants silence (too short, or itself an answer). */
export function answerNatPmp(request: Buffer, requester: string, router: RouterControl): Buffer | undefined {
  if (request.length < 2) return undefined;
  const opcode = request.readUInt8(1);
  if (opcode >= 128) return undefined;
  const head = (length: number, result: number): Buffer => {
    const answer = Buffer.alloc(length);
    answer.writeUInt8(opcode + 128, 1);
    answer.writeUInt16BE(result, 2);
    answer.writeUInt32BE(Math.max(0, Math.floor(router.epochSeconds())) >>> 0, 4);
    return answer;
  };
  if (request.readUInt8(0) !== 0) return head(8, RESULT.unsupportedVersion);
  if (opcode > 2) return head(8, RESULT.unsupportedOpcode);
  if (opcode === 0) {
    const wan = router.wanAddress();
    const answer = head(12, wan === null ? RESULT.networkFailure : RESULT.success);
    Buffer.from((wan ?? '0.0.0.0').split('.').map(Number)).copy(answer, 8);
    return answer;
  }
  if (request.length < 12) return undefined;

  const protocol = opcode === 1 ? 'udp' : 'tcp';
  const inside = request.readUInt16BE(4);
  const wish = { protocol, inside, outside: request.readUInt16BE(6) || inside, lifetime: request.readUInt32BE(8) } as const;
  const done = wish.lifetime === 0 ? unmap(router, requester, wish) : map(router, requester, wish);
  const answer = head(16, done.result);
  answer.writeUInt16BE(inside, 8);
  answer.writeUInt16BE(done.outside, 10);
  answer.writeUInt32BE(done.result === RESULT.success ? wish.lifetime : 0, 12);
  return answer;
}

interface Wish {
  readonly protocol: 'tcp' | 'udp';
  readonly inside: number;
  readonly outside: number;
  readonly lifetime: number;
}

function map(router: RouterControl, requester: string, wish: Wish): { readonly result: number; readonly outside: number } {
  if (wish.inside === 0) return { result: RESULT.notAuthorized, outside: 0 };
  const held = router.mappings().find((m) => m.host === requester && m.protocol === wish.protocol && m.inside === wish.inside);
  const first = held?.outside ?? wish.outside;
  for (let outside = first; outside < Math.min(first + PORT_TRIES, 65_536); outside++) {
    const mapping = { protocol: wish.protocol, outside, host: requester, inside: wish.inside, description: `NAT-PMP ${outside} ${wish.protocol}`, leaseSeconds: wish.lifetime };
    const result = router.addMapping(requester, mapping);
    if (result === 'ok') return { result: RESULT.success, outside };
    if (result !== 718 && result !== 729) return { result: codeOf(result), outside: 0 };
  }
  return { result: RESULT.outOfResources, outside: 0 };
}

/** Lifetime 0 deletes; inside port 0 deletes every mapping of the requester (RFC 6886 §3.4). */
function unmap(router: RouterControl, requester: string, wish: Wish): { readonly result: number; readonly outside: number } {
  const own = router.mappings().filter((m) => m.host === requester && m.protocol === wish.protocol && (wish.inside === 0 || m.inside === wish.inside));
  for (const mapping of own) {
    const result = router.deleteMapping(requester, mapping.protocol, mapping.outside);
    if (result !== 'ok') return { result: codeOf(result), outside: 0 };
  }
  return { result: RESULT.success, outside: 0 };
}

function codeOf(result: Exclude<MappingResult, 'ok'>): number {
  if (result === 606) return RESULT.notAuthorized;
  return result === 501 ? RESULT.networkFailure : RESULT.outOfResources;
}
