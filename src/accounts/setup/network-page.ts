/** The network page of the startup wizard: DHCP, or a fixed address that fits its own subnet. */
import type { Fault } from '../refusal.js';
import type { NetworkPage } from './wizard-pages.js';

export function networkFaults({ dhcp, fixed }: NetworkPage): readonly Fault[] {
  const fault = (field: string, reason: string): Fault => ({ field, code: 'invalid-input', reason });
  if (dhcp) return [];
  if (fixed === null) return [fault('fixed', 'Without DHCP an address, a mask, a gateway and a DNS server are needed.')];
  const [address, mask, gateway] = [fixed.address, fixed.mask, fixed.gateway].map(number);
  const wrong = [
    ...(address === undefined ? [fault('fixed.address', 'The address is four numbers from 0 to 255 with dots between.')] : []),
    ...(mask === undefined || !isMask(mask) ? [fault('fixed.mask', 'The subnet mask is one like 255.255.255.0.')] : []),
    ...(gateway === undefined ? [fault('fixed.gateway', 'The gateway is the address of the router.')] : []),
    ...(fixed.dns.length === 0 || fixed.dns.length > 2 || fixed.dns.some((server) => number(server) === undefined) ? [fault('fixed.dns', 'One or two DNS servers are given by their addresses.')] : []),
  ];
  if (wrong.length > 0 || address === undefined || mask === undefined || gateway === undefined) return wrong;
  const host = (address & ~mask) >>> 0;
  if (host === 0 || host === ~mask >>> 0) return [fault('fixed.address', 'That is the address of the whole subnet, not of a device.')];
  if (address === gateway) return [fault('fixed.gateway', 'The recorder and the router cannot have the same address.')];
  return (address & mask) === (gateway & mask) ? [] : [fault('fixed.gateway', 'Address and gateway are not in the same subnet, so the recorder would not find the router.')];
}

function number(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255)) return undefined;
  return parts.reduce((value, part) => value * 256 + Number(part), 0);
}

/** Ones, then zeros; at least two addresses for devices. */
function isMask(mask: number): boolean {
  const zeros = ~mask >>> 0;
  return mask !== 0 && zeros >= 3 && (zeros & (zeros + 1)) === 0;
}
