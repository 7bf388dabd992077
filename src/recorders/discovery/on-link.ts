/** Whether an address is a neighbour of this computer. */
import { networkOf } from '../../facts/validate.js';
import type { InterfaceAddress } from '../../network/seam.js';

/** True where the address belongs to the network of one of the interfaces. */
export function onLink(address: string, interfaces: readonly InterfaceAddress[]): boolean {
  return interfaces.some((i) => i.family === 4 && networkOf(address, i.prefix) !== undefined && networkOf(address, i.prefix) === networkOf(i.address, i.prefix));
}
