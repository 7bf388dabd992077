import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DICTIONARY, FACT_PATHS } from '../../src/facts/dictionary.js';
import { canonicalIp, cleanText, ipv4Number, ipv4Text, maskToPrefix, networkOf, parseCidr, prefixMask, validate } from '../../src/facts/validate.js';

describe('text that comes from a device', () => {
  it('loses terminal escapes, line breaks and direction marks', () => {
    expect(cleanText('\u001b[31mNVR\u001b[0m\r\n\u202eevil\u0000')).toBe('[31mNVR [0m evil');
  });

  it('is cut to its bound, and says so', () => {
    expect(cleanText('x'.repeat(1000), 10)).toBe(`${'x'.repeat(9)}…`);
  });

  it('never holds a control character or more than its bound, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), fc.integer({ min: 1, max: 300 }), (text, max) => {
        const clean = cleanText(text, max);
        expect(clean.length).toBeLessThanOrEqual(max);
        expect(clean).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      }),
    );
  });
});

describe('addresses and networks', () => {
  it('reads IPv4 and IPv6 in one canonical form', () => {
    expect(canonicalIp(' 192.168.1.64 ')).toBe('192.168.1.64');
    expect(canonicalIp('2001:DB8:0::1')).toBe('2001:db8::1');
  });

  it('refuses what is not an address', () => {
    for (const bad of ['', '1.2.3', '1.2.3.4.5', '256.1.1.1', 'nvr.local', '1.2.3.4/24', ':::', '0x7f.1.1.1', '2001:db8::1]/']) expect(canonicalIp(bad)).toBeUndefined();
  });

  it('finds the network of an address', () => {
    expect(networkOf('192.168.1.64', 24)).toBe('192.168.1.0/24');
    expect(networkOf('10.1.2.3', 8)).toBe('10.0.0.0/8');
    expect(networkOf('10.1.2.3', 33)).toBeUndefined();
    expect(parseCidr('192.168.1.77/24')).toEqual({ base: ipv4Number('192.168.1.0'), prefix: 24 });
  });

  it('refuses a mask with holes', () => {
    expect(maskToPrefix('255.255.255.0')).toBe(24);
    expect(maskToPrefix('0.0.0.0')).toBe(0);
    expect(maskToPrefix('255.255.255.255')).toBe(32);
    expect(maskToPrefix('255.0.255.0')).toBeUndefined();
  });

  it('goes from address to number and back', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(ipv4Text(ipv4Number(address) ?? -1)).toBe(address);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 32 }), (prefix) => {
        expect(maskToPrefix(ipv4Text(prefixMask(prefix)))).toBe(prefix);
      }),
    );
  });
});

describe('the own address of a device', () => {
  const own = (address: string): unknown => validate(DICTIONARY['recorder.network.address'], address);

  it.each(['0.0.0.0', '0.1.2.3', '127.0.0.1', '127.9.0.1', '224.0.0.1', '239.255.255.250', '255.255.255.255', '::', '::1', 'ff02::1'])('%s is nobody’s', (address) => {
    expect(own(address)).toBeUndefined();
  });

  // Class E is what a shared report shows in place of public addresses.
  it.each(['192.168.1.64', '10.1.1.1', '169.254.3.4', '198.51.100.7', '244.1.2.3', 'fe80::1', '2001:db8::1'])('%s can be one', (address) => {
    expect(own(address)).toBe(address);
  });

  it('none yet is a value', () => {
    expect(validate(DICTIONARY['recorder.network.address'], null)).toBeNull();
  });
});

describe('every fact of the dictionary', () => {
  it('takes anything without throwing, and what it takes it takes again unchanged', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FACT_PATHS), fc.jsonValue(), (path, value) => {
        const once = validate(DICTIONARY[path], value);
        if (once !== undefined) expect(validate(DICTIONARY[path], once)).toEqual(once);
      }),
      { numRuns: 2000 },
    );
  });

  it('says what its empty value means, where it has one', () => {
    for (const path of FACT_PATHS) {
      const definition = DICTIONARY[path];
      if ('nullable' in definition) expect('empty' in definition && definition.empty, path).toMatch(/null/);
    }
  });

  it('does not let a record bring fields of its own or a prototype along', () => {
    const item = JSON.parse('{"address":"192.168.1.2","__proto__":{"x":1},"extra":1,"mac":"AA-BB-CC-DD-EE-FF"}') as unknown;
    expect(validate(DICTIONARY['lan.recorders'], [item])).toEqual([{ address: '192.168.1.2', mac: 'aa:bb:cc:dd:ee:ff', serial: null, model: null, brand: null, family: null, tcpPort: null, httpPort: null }]);
  });
});
