/** The IPv4 default gateway, and whether the way out is a tunnel. */
import { DONE } from '../done.js';
import { readFile } from 'node:fs/promises';
import { endianness, platform } from 'node:os';
import { ipv4Number, ipv4Text, networkOf } from '../../facts/validate.js';
import { lazy } from '../lazy.js';
import { failureOf } from '../failures.js';
import { fail, ok } from '../seam.js';
import type { Gateway, InterfaceAddress, Outcome } from '../seam.js';
import { hostClock } from './clock.js';
import { interfaces, isTunnel } from './interfaces.js';
import { udp } from './udp.js';

export interface Route {
  readonly interface: string;
  readonly destination: string;
  /** `0.0.0.0` where the route is on-link. */
  readonly gateway: string;
  readonly prefix: number;
  readonly metric: number;
}

/** Milliseconds for the programs that systeminformation starts; Windows' PowerShell alone takes half of it. */
const TOOL_LIMIT = 1_500;
/** A socket connected to it tells the interface that leads to the internet. UDP: connecting sends nothing. */
const SOMEWHERE = { address: '1.1.1.1', port: 53 };

/** What routing tables show as the gateway of a route without one. */
const ON_LINK = '0.0.0.0';

const systemInformation = lazy(async () => (await import('systeminformation')).default);

/**
 * The way out of this machine: the default route with the lowest metric, or what a VPN put in front of it by narrower routes
 * (0.0.0.0/1 and 128.0.0.0/1) or by policy while the default route stays. `address` is `0.0.0.0` where no router of the house is
 * named (on-link, or a tunnel whose own way to its far end is not in the table); null where there is no default route.
 */
export async function defaultGateway(): Promise<Outcome<Gateway | null>> {
  const here = interfaces();
  const out = await wayOut(here);
  const tunnel = (name: string): boolean => isTunnel(name, macOf(name, here));
  if (platform() === 'linux') {
    try {
      return ok(chooseGateway(parseRoutes(await readFile('/proc/net/route', 'latin1')), out, tunnel));
    } catch {
      // No /proc in this sandbox: ask as elsewhere.
    }
  }
  const address = await askSystem();
  if (!address.ok) return address;
  if (out !== undefined && tunnel(out)) {
    // The system names one default gateway, and it may be the far end of the tunnel: only one on a wire of the house is the router.
    const wire = address.value === null ? '' : interfaceTowards(address.value, here.filter((own) => !tunnel(own.interface)));
    return ok({ address: (wire !== '' && address.value) || ON_LINK, interface: out, tunnel: true });
  }
  if (address.value === null) return ok(null);
  return ok({ address: address.value, interface: out ?? interfaceTowards(address.value, here), tunnel: false });
}

/** The rows of /proc/net/route that are up; addresses stand there as one number in the machine's byte order. */
export function parseRoutes(table: string, order: 'LE' | 'BE' = endianness()): Route[] {
  const UP = 1;
  const REJECT = 0x200;
  return table.split('\n').flatMap((line) => {
    const [name, destination, gateway, flags, , , metric, mask] = line.split(/\s+/);
    if (name === undefined || !/^[0-9A-F]{8}$/i.test(mask ?? '') || (parseInt(flags ?? '0', 16) & (UP | REJECT)) !== UP) return [];
    const text = (hex = ''): string => ipv4Text(parseInt(order === 'LE' ? (hex.match(/../g) ?? []).reverse().join('') : hex, 16));
    return [{ interface: name, destination: text(destination), gateway: text(gateway), prefix: bits(text(mask)), metric: Number(metric) }];
  });
}

function bits(mask: string): number {
  return Math.clz32(~(ipv4Number(mask) ?? 0) >>> 0);
}

/**
 * Of the routing table's rows, the one that traffic to the internet takes; `out` is the interface that the kernel chose for it. Into a
 * tunnel it goes by way of the house all the same: the router is then that of the default route beside the tunnel.
 */
export function chooseGateway(routes: readonly Route[], out: string | undefined, tunnel: (name: string) => boolean): Gateway | null {
  const everywhere = routes.filter((route) => route.destination === '0.0.0.0' && route.prefix <= 1);
  const best = [...everywhere].sort((a, b) => b.prefix - a.prefix || a.metric - b.metric);
  const chosen = best.find((route) => route.interface === out) ?? (out !== undefined && tunnel(out) ? { gateway: ON_LINK, interface: out } : best[0]);
  if (chosen === undefined) return null;
  if (!tunnel(chosen.interface)) return { address: chosen.gateway, interface: chosen.interface, tunnel: false };
  const house = best.find((route) => route.prefix === 0 && !tunnel(route.interface));
  return { address: house?.gateway ?? ON_LINK, interface: chosen.interface, tunnel: true };
}

/** macOS, Windows and the rest: measured on Linux 45 ms for the import and 9 ms for the answer, so never on the way of a fast start. */
async function askSystem(): Promise<Outcome<string | null>> {
  try {
    const tool = await systemInformation.get(hostClock);
    const enough = new AbortController();
    const address = await Promise.race([tool.networkGatewayDefault(), hostClock.sleep(TOOL_LIMIT, enough.signal).then(() => undefined)]);
    enough.abort(DONE);
    if (address === undefined) return fail('timed-out', 'default gateway');
    if (address === '') return ok(null);
    return ipv4Number(address) === undefined ? fail('malformed', 'default gateway') : ok(address);
  } catch (error) {
    return failureOf(error);
  }
}

function interfaceTowards(address: string, here: readonly InterfaceAddress[]): string {
  return here.find((own) => own.family === 4 && networkOf(own.address, own.prefix) === networkOf(address, own.prefix))?.interface ?? '';
}

/** Name of the interface that traffic to the internet leaves by; undefined where there is no route. */
async function wayOut(here: readonly InterfaceAddress[]): Promise<string | undefined> {
  const socket = await udp({ connect: SOMEWHERE });
  if (!socket.ok) return undefined;
  const { address } = socket.value.local;
  socket.value.close();
  return here.find((own) => own.address === address)?.interface;
}

function macOf(name: string, here: readonly InterfaceAddress[]): string {
  // An interface without any address is not listed; its name has to do.
  return here.find((own) => own.interface === name)?.mac ?? 'unknown';
}
