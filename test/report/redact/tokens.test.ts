import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressClass } from '../../../src/facts/address-class.js';
import { canonicalIp, ipv4Number, ipv4Text, networkOf } from '../../../src/facts/validate.js';
import { Scrubber } from '../../../src/report/redact/text.js';
import { Tokens } from '../../../src/report/redact/tokens.js';
import { translate } from '../../../src/report/redact/translate.js';
import { FUNCTIONS } from '../../../src/rules/functions.js';

const { inNetwork, cidrContains, sameHost } = FUNCTIONS;
/** The networks of documentation stay while what lies around them is masked: no home is in either. */
const AROUND_DOCUMENTATION = /^(?:192\.0|198\.51|203\.0)\./;
const ipv4 = fc.integer({ min: 0, max: 0xffffffff }).map(ipv4Text).filter((address) => !AROUND_DOCUMENTATION.test(address));
/** Addresses that often share a network, in one that often is public. */
const near = fc.tuple(fc.constantFrom('93.184.216.0', '93.184.217.0', '93.199.0.0', '192.168.1.0', '100.72.0.0', '244.0.0.0', '198.18.7.0'), fc.integer({ min: 0, max: 255 })).map(([net, host]) => ipv4Text((ipv4Number(net) ?? 0) + host));
const ip6 = fc.ipV6().map((text) => canonicalIp(text)).filter((ip) => ip !== undefined);
const anyIp = fc.oneof(ipv4, near, near, ip6);

describe('tokens of addresses', () => {
  it('have the class of the address and are addresses', () => {
    fc.assert(
      fc.property(fc.array(anyIp, { minLength: 1, maxLength: 40 }), (addresses) => {
        const tokens = new Tokens();
        for (const address of addresses) {
          const token = tokens.ip(address);
          expect(canonicalIp(token)).toBe(token);
          expect(addressClass(token)).toBe(addressClass(address));
        }
      }),
    );
  });

  it('lie in the same networks of 16 to 32 bits as the addresses did', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(ipv4, near, near), { minLength: 2, maxLength: 12 }), fc.integer({ min: 16, max: 32 }), (addresses, prefix) => {
        const tokens = new Tokens();
        const masked = addresses.map((address) => tokens.ip(address));
        addresses.forEach((a, i) =>
          addresses.forEach((b, j) => {
            const [ta, tb] = [masked[i] ?? '', masked[j] ?? ''];
            expect(ta === tb, `${a} and ${b}`).toBe(a === b);
            expect(inNetwork.run(ta, tb, prefix), `${a} in the network of ${b}/${prefix}`).toBe(inNetwork.run(a, b, prefix));
            const network = networkOf(b, prefix) ?? '';
            expect(cidrContains.run(tokens.network(network), ta), `${a} in ${network}`).toBe(cidrContains.run(network, a));
          }),
        );
      }),
    );
  });

  it('are the same addresses when they are masked again', () => {
    fc.assert(
      fc.property(fc.array(anyIp, { minLength: 1, maxLength: 20 }), (addresses) => {
        const [once, twice] = [new Tokens(), new Tokens()];
        const masked = addresses.map((address) => once.ip(address));
        expect(masked.map((token) => twice.ip(token))).toEqual(masked);
      }),
    );
  });

  it('tell apart more public networks than fit into the masked one', () => {
    const tokens = new Tokens();
    const addresses = Array.from({ length: 1500 }, (_, index) => ipv4Text(0x01010101 + index * 0x10000)).filter((address) => addressClass(address) === 'public');
    expect(new Set(addresses.map((address) => tokens.ip(address))).size).toBe(addresses.length);
  });

  it('leave private, shared and reserved addresses and the resolvers of the public', () => {
    const tokens = new Tokens();
    for (const address of ['192.168.1.64', '10.0.0.1', '172.31.0.2', '100.64.9.9', '169.254.1.1', '127.0.0.1', '192.0.0.2', '203.0.113.7', '255.255.255.255', '0.0.0.0', '::1', '8.8.8.8', '2620:fe::fe']) expect(tokens.ip(address)).toBe(address);
    expect(tokens.all()).toEqual([]);
  });

  it('hide the hardware address in a link-local address and the random number in a unique local one', () => {
    const tokens = new Tokens();
    expect(tokens.ip('fe80::3eef:8cff:fe12:3456')).toBe('fe80::1');
    expect(tokens.ip('fd12:3456:789a:1::64')).toMatch(/^fd00:/);
  });

  it('mask a real address that lies where the tokens lie', () => {
    const tokens = new Tokens();
    const [first, second] = [tokens.ip('93.184.216.34'), tokens.ip('244.0.0.1')];
    expect(first).toBe('244.0.0.1');
    expect(second).not.toBe(first);
  });
});

const label = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,8}$/);
const host = fc.oneof(
  fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.')),
  fc.tuple(label, fc.constantFrom('ddns.net', 'quickddns.com', 'duckdns.org')).map(([first, provider]) => `${first}.${provider}`),
  ipv4,
  fc.tuple(label, fc.integer({ min: 1, max: 65535 })).map(([name, port]) => `http://${name}.ddns.net:${port}/`),
  fc.string({ maxLength: 20 }).map((text) => text.trim()),
);

describe('tokens of names', () => {
  it('are the same host, the same text and of the same class exactly where the names were', () => {
    fc.assert(
      fc.property(fc.array(host, { minLength: 2, maxLength: 8 }), fc.boolean(), (hosts, upper) => {
        const names = hosts.flatMap((name) => [name, ...(upper ? [name.toUpperCase(), `${name}.`] : [])]);
        const tokens = new Tokens();
        const masked = names.map((name) => tokens.text('host', name));
        names.forEach((a, i) => {
          expect(addressClass(masked[i] ?? ''), a).toBe(addressClass(a));
          expect(/^[a-z0-9_-]+(\.[a-z0-9_-]+)+\.?$/i.test(masked[i] ?? ''), a).toBe(/^[a-z0-9_-]+(\.[a-z0-9_-]+)+\.?$/i.test(a));
          names.forEach((b, j) => {
            expect(masked[i] === masked[j], `${a} = ${b}`).toBe(a === b);
            expect(sameHost.run(masked[i] ?? '', masked[j] ?? ''), `${a} ~ ${b}`).toBe(sameHost.run(a, b));
          });
        });
      }),
    );
  });

  it.each([
    ['SmithHouse.ddns.net', /^Name-1\.ddns\.net$/i],
    ['cam.smith-family.com', /^name-1\.example$/],
    ['http://smith.quickddns.com:8080/', /^http:\/\/name-1\.quickddns\.com:8080\/$/],
    ['93.184.216.34:37777', /^244\.0\.0\.1:37777$/],
    ['192.168.1.50-192.168.1.60', /^192\.168\.1\.50-192\.168\.1\.60$/],
    ['3c:ef:8c:12:34:56', /^02:4e:56:52:00:01$/],
    ['fe80::1:2%eth0', /^fe80::1%eth0$/],
    ['ddns.net', /^ddns\.net$/],
    ['Smith house', /^name-1$/i],
    ['nvr', /^nvr$/],
  ])('%s', (name, token) => {
    expect(new Tokens().text('host', name)).toMatch(token);
  });

  it('leave users that every recorder has', () => {
    const tokens = new Tokens();
    expect(['admin', '888888', 'guest', 'anna', 'Anna', 'anna', ''].map((user) => tokens.text('user', user))).toEqual(['admin', '888888', 'guest', 'user-1', 'user-2', 'user-1', '']);
    // Names of people that are words of our sentences as well.
    expect(['max', 'may', 'Page'].map((user) => tokens.text('user', user))).toEqual(['user-3', 'user-4', 'user-5']);
  });
});

describe('an answer with tokens in it', () => {
  const tokens = new Map([['name-1.ddns.net', 'smithhouse.ddns.net'], ['name-1', 'never'], ['244.0.0.1', '93.184.216.34'], ['02:4e:56:52:00:01', '3c:ef:8c:12:34:56'], ['user-1', 'anna'], ['3fff:0:0:1::1', '2a02::1'], ['domain-1.example', 'smith.org'], ['mail-1@name.example', 'anna@web.de']]);

  it.each([
    ['name-1.ddns.net:37777', 'smithhouse.ddns.net:37777'],
    ['http://name-1.ddns.net:8080/', 'http://smithhouse.ddns.net:8080/'],
    ['Name-1.DDNS.net, ntp.domain-1.example', 'smithhouse.ddns.net, ntp.smith.org'],
    ['244.0.0.1:37777 ::ffff:244.0.0.1 (244.0.0.1).', '93.184.216.34:37777 ::ffff:93.184.216.34 (93.184.216.34).'],
    ['host-244-0-0-1.cable, 02-4E-56-52-00-01, 024e56520001, 024e.5652.0001', 'host-93-184-216-34.cable, 3c-ef-8c-12-34-56, 3cef8c123456, 3cef.8c12.3456'],
    ['the box smith, [3fff:0:0:1::1]:80, mail-1@name.example', 'the box smith, [2a02::1]:80, anna@web.de'],
    ['user-1 User-1 user-12 xuser-1', 'anna User-1 user-12 xuser-1'],
    ['244.0.0.12 1.244.0.0.1 v244.0.0.1 name-12.ddns.net name-1.ddns.network 1244-0-0-1', '244.0.0.12 1.244.0.0.1 v244.0.0.1 name-12.ddns.net smithhouse.ddns.network 1244-0-0-1'],
  ])('has the real values in every form that masking writes, and nothing else: %s', (masked, real) => {
    expect(translate(masked, new Map([...tokens].filter(([token]) => token !== 'name-1')))).toBe(real);
  });

  it('is what it was before', () => {
    const tokensOf = new Tokens();
    tokensOf.text('host', 'smithhouse.ddns.net');
    tokensOf.ip('93.184.216.34');
    tokensOf.mac('3c:ef:8c:12:34:56');
    const text = 'smithhouse.ddns.net:80 smithhouse host-93-184-216-34.cable 3cef8c123456 ::ffff:93.184.216.34 3c-ef-8c-12-34-56';
    const masked = new Scrubber({ tokens: tokensOf, secrets: [], personal: true }).scrub(text);
    expect(masked).not.toMatch(/smith|93.184|3c.?ef/i);
    expect(translate(masked, new Map(tokensOf.all().map(({ token, value }) => [token, value])))).toBe(text);
  });
});
