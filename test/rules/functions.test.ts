/** The functions of the rule language answer, or say that it cannot be told; they never throw and never guess. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressClass } from '../../src/facts/address-class.js';
import { ADDRESS_CLASSES, FUNCTIONS } from '../../src/rules/functions.js';

const { cidrContains, inNetwork, sameHost, networkOf } = FUNCTIONS;

describe('networks and hosts', () => {
  it.each([
    ['192.168.1.0/24', '192.168.1.64', true],
    ['192.168.1.0/24', '192.168.0.64', false],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['10.0.0.1/32', '10.0.0.1', true],
    ['192.168.1.0/24', 'fe80::1', false],
    ['192.168.1.0/24', 'home.ddns.example', undefined],
    ['not a network', '192.168.1.1', undefined],
    ['192.168.1.0/33', '192.168.1.1', undefined],
  ])('%s and %s: %s', (cidr, address, expected) => {
    expect(cidrContains.run(cidr, address)).toBe(expected);
  });

  it('two addresses are in one network or not, by the prefix', () => {
    expect([inNetwork.run('192.168.1.64', '192.168.1.1', 24), inNetwork.run('192.168.1.200', '192.168.1.1', 25), inNetwork.run('192.168.1.64', '192.168.1.1', 40), inNetwork.run('192.168.1.64', 'fe80::1', 24)]).toEqual([true, false, undefined, undefined]);
    expect(networkOf.run('192.168.1.64', 24)).toBe('192.168.1.0/24');
  });

  it('the same host in other letters and with a dot is the same host', () => {
    expect([sameHost.run('Home.DDNS.example.', 'home.ddns.example'), sameHost.run('home.example', 'house.example')]).toEqual([true, false]);
  });
});

it('every class of address that exists is one that lint knows', () => {
  const samples = ['1.1.1.1', '192.168.1.1', '100.64.0.1', '169.254.1.1', '127.0.0.1', '203.0.113.1', '0.0.0.0', '2001:4860::1', 'home.example'];
  expect(samples.map((text) => addressClass(text)).sort()).toEqual([...ADDRESS_CLASSES].sort());
});

it('whatever the arguments, nothing throws and the answer has its declared kind', () => {
  const odd = fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.constantFrom('', '.', '/', '1.2.3.4/', '999.1.1.1', '::', '__proto__'));
  fc.assert(
    fc.property(odd, odd, fc.oneof(fc.integer(), fc.integer({ min: 0, max: 32 })), (a, b, number) => {
      const answers = [cidrContains.run(a, b), inNetwork.run(a, b, number), sameHost.run(a, b), networkOf.run(a, number), FUNCTIONS.addressClass.run(a)];
      expect(answers.slice(0, 3).every((answer) => answer === undefined || typeof answer === 'boolean')).toBe(true);
      expect(answers.slice(3).every((answer) => answer === undefined || typeof answer === 'string')).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
