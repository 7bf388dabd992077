import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressClass } from '../../src/facts/address-class.js';
import { ipv4Text } from '../../src/facts/validate.js';

describe('what kind of address a text is', () => {
  it.each([
    ['192.88.98.7', 'public'],
    ['8.8.8.8', 'public'],
    ['1.0.0.0', 'public'],
    ['223.255.255.255', 'public'],
    ['192.88.99.1', 'public'],
    ['9.255.255.255', 'public'],
    ['10.0.0.0', 'private'],
    ['10.255.255.255', 'private'],
    ['11.0.0.0', 'public'],
    ['172.15.255.255', 'public'],
    ['172.16.0.0', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', 'public'],
    ['192.167.255.255', 'public'],
    ['192.168.1.64', 'private'],
    ['192.169.0.0', 'public'],
    ['100.63.255.255', 'public'],
    ['100.64.0.0', 'shared'],
    ['100.127.255.255', 'shared'],
    ['100.128.0.0', 'public'],
    ['169.254.3.4', 'link-local'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.255', 'loopback'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'reserved'],
    ['192.0.0.2', 'reserved'],
    ['192.0.1.0', 'public'],
    ['192.0.2.1', 'reserved'],
    ['198.17.255.255', 'public'],
    ['198.18.0.1', 'reserved'],
    ['198.19.255.255', 'reserved'],
    ['198.51.100.50', 'reserved'],
    ['203.0.113.1', 'reserved'],
    ['224.0.0.251', 'reserved'],
    ['239.255.255.250', 'reserved'],
    ['255.255.255.255', 'reserved'],
    ['2a00:1450:4001::1', 'ipv6'],
    ['64:ff9b::808:808', 'ipv6'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['febf::', 'link-local'],
    ['fd12:3456::1', 'private'],
    ['fc00::', 'private'],
    ['::1', 'loopback'],
    ['::', 'unspecified'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['FE80::ABCD', 'link-local'],
    ['::ffff:192.168.1.1', 'private'],
    ['::ffff:8.8.8.8', 'public'],
    ['ff02::1', 'reserved'],
    ['2001:db8::1', 'reserved'],
    ['100::1', 'reserved'],
    [' 192.168.1.1 ', 'private'],
    ['', 'name'],
    ['nvr.ddns.example', 'name'],
    ['192.168.1', 'name'],
    ['192.168.1.256', 'name'],
    ['192.168.1.1:80', 'name'],
    ['1.2.3.4.5', 'name'],
    ['0x7f000001', 'name'],
    ['2130706433', 'name'],
    ['fe80::1::2', 'name'],
    ['[::1]', 'name'],
    ['%eth0', 'name'],
  ] as const)('%j is %s', (text, kind) => {
    expect(addressClass(text)).toBe(kind);
  });

  it('every IPv4 address has a class that fits its IPv6-mapped form, and none is a name', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (number) => {
        const text = ipv4Text(number);
        expect(addressClass(text)).not.toBe('name');
        expect(addressClass(`::ffff:${text}`)).toBe(addressClass(text));
      }),
    );
  });

  it('is total for any text', () => {
    const known = ['public', 'private', 'shared', 'link-local', 'loopback', 'reserved', 'unspecified', 'ipv6', 'name'];
    fc.assert(fc.property(fc.oneof(fc.string(), fc.ipV6(), fc.domain()), (text) => known.includes(addressClass(text))));
  });
});
