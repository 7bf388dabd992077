/** Addresses as sockets see them; what an address *means* stands in the fact room. */
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';

export { addressClass, type AddressClass } from '../facts/address-class.js';

/** 4 or 6 for an IP literal (IPv6 with or without zone), 0 for anything else. */
export function ipFamily(text: string): 0 | 4 | 6 {
  return isIP(text) as 0 | 4 | 6;
}

/** Handed to every socket in place of the system's resolver: this room connects to addresses only, so that no name is ever looked up by accident. */
export const literalOnly = ((host: string, options: { all?: boolean }, callback: (...args: unknown[]) => void): void => {
  const family = isIP(host);
  if (family === 0) callback(Object.assign(new Error('not an address'), { code: 'ENOTFOUND' }));
  else if (options.all) callback(null, [{ address: host, family }]);
  else callback(null, host, family);
}) as unknown as LookupFunction;
