/**
 * The functions that rule expressions may call. Each is pure and total: the same arguments give the same answer, and nothing throws.
 * `undefined` means "cannot be told from these arguments" (a name where an address is needed) and becomes unknown, never false.
 */
import { addressClass } from '../facts/address-class.js';
import { canonicalIp, ipv4Number, networkOf, parseCidr, prefixMask } from '../facts/validate.js';

export type ParameterKind = 'text' | 'int';

export interface RuleFunction {
  readonly parameters: readonly ParameterKind[];
  readonly returns: 'bool' | 'text';
  /** Every text it can give back, where that is a closed list: comparisons with anything else are refused by lint. */
  readonly values?: readonly string[];
  readonly run: (...args: never[]) => boolean | string | undefined;
}

/** The words of `addressClass` (RFC 6890 and its registries; the table is in facts/address-class). */
export const ADDRESS_CLASSES = ['public', 'private', 'shared', 'link-local', 'loopback', 'reserved', 'unspecified', 'ipv6', 'name'] as const;

/** True where the address lies in the network. An IPv6 address lies in no IPv4 network. */
function cidrContains(cidr: string, address: string): boolean | undefined {
  const network = parseCidr(cidr);
  const number = ipv4Number(address);
  if (!network) return undefined;
  if (number === undefined) return canonicalIp(address) === undefined ? undefined : false;
  return ((number & prefixMask(network.prefix)) >>> 0) === network.base;
}

/** True where both addresses lie in the same network of `prefix` bits (0 to 32). */
function inNetwork(address: string, other: string, prefix: number): boolean | undefined {
  const network = networkOf(other, prefix);
  return network === undefined ? undefined : cidrContains(network, address);
}

/** Host names and addresses are the same when their text is, whatever the case and the dot at the end (RFC 4343 §3). */
function sameHost(a: string, b: string): boolean {
  return hostKey(a) === hostKey(b);
}

function hostKey(host: string): string {
  const text = host.trim().toLowerCase();
  return text.endsWith('.') ? text.slice(0, -1) : text;
}

export const FUNCTIONS = {
  cidrContains: { parameters: ['text', 'text'], returns: 'bool', run: cidrContains },
  inNetwork: { parameters: ['text', 'text', 'int'], returns: 'bool', run: inNetwork },
  addressClass: { parameters: ['text'], returns: 'text', values: ADDRESS_CLASSES, run: addressClass },
  sameHost: { parameters: ['text', 'text'], returns: 'bool', run: sameHost },
  networkOf: { parameters: ['text', 'int'], returns: 'text', run: networkOf },
} as const satisfies Record<string, RuleFunction>;

export function ruleFunction(name: string): RuleFunction | undefined {
  return Object.hasOwn(FUNCTIONS, name) ? (FUNCTIONS as Record<string, RuleFunction>)[name] : undefined;
}
