import { describe, expect, it } from 'vitest';
import { canonicalIp } from '../../../src/facts/validate.js';
import { readReply } from '../../../src/recorders/discovery/dahua.js';
import type { Introduction } from '../../../src/recorders/discovery/device.js';
import { DeviceList } from '../../../src/recorders/discovery/devices.js';
import { readSadp } from '../../../src/recorders/discovery/sadp.js';
import { readProbeMatches } from '../../../src/recorders/discovery/ws-discovery.js';
import type { Datagram } from '../../../src/network/seam.js';
import { bodiesOf } from './seeds.js';
import { fuzz, LONG_RUNS, SLOW_MS, type Dice } from './support.js';

const CARD = [{ interface: 'eth0', mac: '02:00:00:00:00:01', address: '192.168.1.50', prefix: 24, family: 4 as const }];
const READERS = [readReply, readSadp, readProbeMatches];

function check(told: Introduction): void {
  if (canonicalIp(told.address) !== told.address) throw new Error(`address ${told.address}`);
  for (const [name, value] of Object.entries(told)) {
    if (typeof value === 'string' && (/[\u0000-\u001f\u007f-\u009f]/.test(value) || value.length > 512)) throw new Error(`${name} = ${JSON.stringify(value)}`);
    if (name.endsWith('Port') && value !== undefined && (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 65_535)) throw new Error(`${name} = ${JSON.stringify(value)}`);
  }
  for (const device of listed([told])) if (device.address === '') throw new Error('a device without an address');
}

function listed(replies: readonly Introduction[]): ReturnType<DeviceList['devices']> {
  const list = new DeviceList(CARD);
  for (const reply of replies) list.add(reply);
  return list.devices();
}

const datagram = (text: string, encoding: BufferEncoding = 'utf8'): Datagram => ({ data: Buffer.from(text, encoding), address: '192.168.1.64', port: 37_810 });

describe('datagrams of recorders, bent at random', () => {
  const protocols = [['DHDiscover', readReply, bodiesOf('dhdiscover')], ['SADP', readSadp, bodiesOf('sadp')], ['WS-Discovery', readProbeMatches, bodiesOf('ws-discovery')]] as const;

  it.each(protocols)('%s breaks no reader, and every word of it is fit to be shown', { timeout: 300_000 }, (_, read, seeds) => {
    const { count, slowest } = fuzz(seeds, (text: string, dice: Dice) => {
      const told = read(datagram(text, dice.next(4) === 0 ? 'latin1' : 'utf8'));
      if (told) check(told);
    });
    expect(count).toBe(100_000);
    expect(slowest.ms, slowest.input).toBeLessThan(SLOW_MS);
  });

  it('many different ones at once make a bounded list', () => {
    const seeds = bodiesOf('dhdiscover', 'sadp', 'ws-discovery');
    const replies: Introduction[] = [];
    fuzz(seeds, (text) => {
      for (const read of READERS) {
        const told = read(datagram(text));
        if (told) replies.push(told);
      }
    }, 5000);
    expect(replies.length).toBeGreaterThan(300);
    const begin = performance.now();
    expect(listed(replies).length).toBeLessThanOrEqual(256);
    expect(performance.now() - begin).toBeLessThan(SLOW_MS);
  });

  it('of 64 KiB are done with in a moment', () => {
    for (const text of LONG_RUNS) {
      const begin = performance.now();
      for (const read of READERS) read(datagram(text.slice(0, 65_507)));
      expect(performance.now() - begin, text.slice(0, 40)).toBeLessThan(SLOW_MS);
    }
  });
});
