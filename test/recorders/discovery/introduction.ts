/** What every introduction must be, whatever the datagram was. */
import { expect } from 'vitest';
import { canonicalIp } from '../../../src/facts/validate.js';
import type { Introduction } from '../../../src/recorders/discovery/device.js';

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

export function expectWellFormed(reply: Introduction): void {
  const wrong: string[] = [];
  const check = (name: keyof Introduction, fits: boolean): void => void (fits || wrong.push(`${name}: ${JSON.stringify(reply[name])}`));
  check('address', reply.address === '192.168.1.64');
  for (const name of ['endpoint', 'brand', 'serial', 'model', 'firmware'] as const) {
    const text = reply[name];
    check(name, text === undefined || (typeof text === 'string' && text !== '' && text.length <= 128 && !CONTROL.test(text)));
  }
  check('mac', reply.mac === undefined || /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(reply.mac));
  for (const name of ['tcpPort', 'httpPort', 'httpsPort', 'rtspPort', 'onvifPort'] as const) {
    const port = reply[name];
    check(name, port === undefined || (Number.isInteger(port) && port >= 1 && port <= 65535));
  }
  for (const name of ['configured', 'gateway'] as const) {
    const address = reply[name];
    check(name, address === undefined || address === null || canonicalIp(address) === address);
  }
  check('prefix', reply.prefix === undefined || (Number.isInteger(reply.prefix) && reply.prefix >= 0 && reply.prefix <= 32));
  for (const name of ['dhcp', 'initialized'] as const) check(name, reply[name] === undefined || typeof reply[name] === 'boolean');
  check('kind', [undefined, 'recorder', 'other'].includes(reply.kind));
  expect(wrong).toEqual([]);
}
