import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { InterfaceAddress } from '../../../src/network/seam.js';
import type { Discovered, Introduction } from '../../../src/recorders/discovery/device.js';
import { DeviceList } from '../../../src/recorders/discovery/devices.js';

const HOME: InterfaceAddress[] = [{ interface: 'eth0', mac: '02:00:00:00:00:01', address: '192.168.1.50', prefix: 24, family: 4 }];
const dahua = (fields: Partial<Introduction> = {}): Introduction => ({ protocol: 'dhdiscover', address: '192.168.1.64', family: 'Dahua', brand: 'Dahua', kind: 'recorder', mac: '02:00:00:00:00:64', serial: 'S1', ...fields });
const onvif = (fields: Partial<Introduction> = {}): Introduction => ({ protocol: 'ws-discovery', address: '192.168.1.64', endpoint: 'urn:uuid:1', family: 'ONVIF', ...fields });

function devices(...replies: Introduction[]): Discovered[] {
  const list = new DeviceList(HOME);
  for (const reply of replies) list.add(reply);
  return list.devices();
}

const addresses = (found: readonly Discovered[]): string[] => found.map((device) => device.address);

describe('one list out of many replies', () => {
  it('a device that speaks two protocols is one, whichever is heard first; its maker\'s own words come first', () => {
    for (const replies of [[dahua(), onvif({ model: 'x', onvifPort: 8899 })], [onvif({ model: 'x', onvifPort: 8899 }), dahua()]]) {
      const found = devices(...replies, ...replies);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({ family: 'Dahua', serial: 'S1', model: 'x', onvifPort: 8899, kind: 'recorder' });
      expect(found[0]?.protocols).toEqual(new Set(['dhdiscover', 'ws-discovery']));
    }
  });

  it('two of the same brand stay two', () => {
    expect(addresses(devices(dahua(), dahua({ address: '192.168.1.65', mac: '02:00:00:00:00:65', serial: 'S2' })))).toEqual(['192.168.1.64', '192.168.1.65']);
  });

  it('two network cards are one recorder, told by the card that this computer can reach', () => {
    const far = dahua({ address: '10.1.1.1', mac: '02:00:00:00:01:64', configured: '10.1.1.1', prefix: 8, gateway: null, dhcp: false });
    const near = dahua({ configured: '192.168.1.64', prefix: 24 });
    for (const replies of [[far, near], [near, far]]) {
      const found = devices(...replies);
      expect(found).toHaveLength(1);
      // The far card's gateway and DHCP switch are not put together with the near card's address.
      expect(found[0]).toMatchObject({ address: '192.168.1.64', mac: '02:00:00:00:00:64', configured: '192.168.1.64', prefix: 24, gateway: undefined, dhcp: undefined });
    }
  });

  it('two devices with one address are two: an address conflict is not one recorder', () => {
    const found = devices(dahua(), dahua({ mac: '02:00:00:00:00:99', serial: 'S9' }), onvif());
    expect(found.map((device) => device.serial)).toEqual(['S1', 'S9']);
  });

  it('a reply that names two devices does not make them one', () => {
    expect(devices(dahua(), dahua({ address: '192.168.1.65', mac: '02:00:00:00:00:65', serial: 'S2' }), dahua({ address: '192.168.1.66', serial: 'S2' }))).toHaveLength(2);
  });

  it('what has neither serial number nor hardware address is told by its address or endpoint', () => {
    expect(addresses(devices(onvif(), onvif({ address: '10.0.0.9' }), onvif({ address: '192.168.1.70', endpoint: 'urn:uuid:2' }), onvif({ address: '192.168.1.70', endpoint: undefined })))).toEqual(['192.168.1.64', '192.168.1.70']);
  });

  it('ONVIF\'s hardware address and another protocol\'s serial number at one address are one device', () => {
    const found = devices(dahua({ mac: undefined }), onvif({ mac: '02:00:00:00:00:64' }));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ serial: 'S1', mac: '02:00:00:00:00:64' });
  });

  it('is bounded, and every reply belongs to exactly one device', () => {
    const reply = fc.record({
      protocol: fc.constantFrom('dhdiscover' as const, 'sadp' as const, 'ws-discovery' as const),
      address: fc.constantFrom('192.168.1.64', '192.168.1.65', '10.0.0.1'),
      mac: fc.option(fc.constantFrom('02:00:00:00:00:64', '02:00:00:00:00:65'), { nil: undefined }),
      serial: fc.option(fc.constantFrom('S1', 'S2'), { nil: undefined }),
      endpoint: fc.option(fc.constantFrom('urn:uuid:1', 'urn:uuid:2'), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(reply, { maxLength: 40 }), (replies) => {
        const list = new DeviceList(HOME);
        const kept = replies.filter((r) => list.add(r));
        const found = list.devices();
        // Whoever said a hardware address is found under it, and no two devices have the same one.
        const macs = found.flatMap((device) => device.mac ?? []);
        expect(new Set(macs).size).toBe(macs.length);
        for (const r of kept) expect(found).toContainEqual(list.deviceOf(r));
        expect(found.length).toBeLessThanOrEqual(kept.length);
      }),
      { numRuns: 2000 },
    );
    const list = new DeviceList(HOME);
    for (let i = 0; i < 1000; i++) list.add(dahua({ mac: undefined, serial: `S${i}` }));
    expect(list.devices()).toHaveLength(256);
  });
});
