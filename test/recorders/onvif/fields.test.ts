import { describe, expect, it } from 'vitest';
import { DICTIONARY } from '../../../src/facts/dictionary.js';
import { validate } from '../../../src/facts/validate.js';
import { readXml, type XmlElement } from '../../../src/network/xml.js';
import { clockFields, dnsFields, gatewayFields, identityFields, networkFields, ntpFields, portFields } from '../../../src/recorders/onvif/fields.js';
import type { Field } from '../../../src/recorders/reader.js';
import { fuzz } from '../discovery/damage.js';

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

function xml(inner: string): XmlElement {
  const root = readXml(`<x>${inner}</x>`);
  if (!root) throw new Error('not well-formed');
  return root;
}

const valid = (field: Field & { value: unknown }): unknown => {
  const value = validate(DICTIONARY[field.path], field.value);
  return value === undefined ? '?invalid' : value;
};

/** Value, or the reason why there is none; as the merge would take it. */
const told = (fields: readonly Field[]): Record<string, unknown> =>
  Object.fromEntries(fields.map((field) => [field.path, 'unknown' in field ? `?${field.unknown}` : valid(field)]));

const date = (name: string, [year, month, day, hour, minute, second]: readonly (number | string)[]): string =>
  `<tt:${name}><tt:Time><tt:Hour>${hour}</tt:Hour><tt:Minute>${minute}</tt:Minute><tt:Second>${second}</tt:Second></tt:Time><tt:Date><tt:Year>${year}</tt:Year><tt:Month>${month}</tt:Month><tt:Day>${day}</tt:Day></tt:Date></tt:${name}>`;
const clock = (inner: string): Record<string, unknown> => told(clockFields(xml(`<tds:SystemDateAndTime>${inner}</tds:SystemDateAndTime>`), NOW));

describe('the clock', () => {
  it('is compared in UTC: zone and daylight saving are told beside it and do not enter', () => {
    const zone = '<tt:TimeZone><tt:TZ>EST5EDT,M3.2.0,M11.1.0</tt:TZ></tt:TimeZone>';
    expect(clock(`<tt:DateTimeType>NTP</tt:DateTimeType><tt:DaylightSavings>true</tt:DaylightSavings>${zone}${date('UTCDateTime', [2026, 11, 22, 12, 1, 40])}${date('LocalDateTime', [2026, 11, 22, 7, 1, 40])}`)).toEqual({
      'recorder.time.offsetSeconds': 100,
      'recorder.time.shownDate': '2026-11-22',
      'recorder.time.zone': 'EST5EDT,M3.2.0,M11.1.0',
      'recorder.time.dstEnabled': true,
      'recorder.time.ntpEnabled': true,
    });
  });

  it.each([
    [[2026, 11, 22, 11, 0, 0], -3600],
    [[2000, 1, 1, 0, 0, 0], -848_664_000],
    [[2026, 11, 22, 24, 0, 0], '?malformed'],
    [[2026, 2, 30, 12, 0, 0], '?malformed'],
    [[2026, 13, 1, 12, 0, 0], '?malformed'],
    [['', 11, 22, 12, 0, 0], '?malformed'],
    [['1e9', 11, 22, 12, 0, 0], '?malformed'],
  ])('%j is %j', (parts, offset) => {
    expect(clock(date('UTCDateTime', parts))['recorder.time.offsetSeconds']).toBe(offset);
  });

  it('what is left out is not told, and is neither "off" nor "no"', () => {
    expect(clock('<tt:DateTimeType>Other</tt:DateTimeType>')).toEqual({
      'recorder.time.offsetSeconds': '?not-supported',
      'recorder.time.shownDate': '?not-supported',
      'recorder.time.zone': '?not-supported',
      'recorder.time.dstEnabled': '?not-supported',
      'recorder.time.ntpEnabled': '?malformed',
    });
  });
});

const card = (name: string, config: string, more = ''): string =>
  `<tds:NetworkInterfaces token="${name}"><tt:Enabled>true</tt:Enabled><tt:Info><tt:Name>${name}</tt:Name><tt:HwAddress>28:57:be:65:7d:d5</tt:HwAddress><tt:MTU>1500</tt:MTU></tt:Info>${more}<tt:IPv4><tt:Enabled>true</tt:Enabled><tt:Config>${config}</tt:Config></tt:IPv4></tds:NetworkInterfaces>`;
const manual = (address: string, prefix: number | string = 24): string => `<tt:Manual><tt:Address>${address}</tt:Address><tt:PrefixLength>${prefix}</tt:PrefixLength></tt:Manual><tt:DHCP>false</tt:DHCP>`;
const network = (inner: string, asked = '192.168.68.111'): Record<string, unknown> => told(networkFields(xml(inner), asked));

describe('the network', () => {
  it('an address set by hand, as in the published sample', () => {
    expect(network(card('eth0', manual('192.168.68.111'), '<tt:Link><tt:OperSettings><tt:AutoNegotiation>true</tt:AutoNegotiation><tt:Speed>100</tt:Speed><tt:Duplex>Full</tt:Duplex></tt:OperSettings></tt:Link>'))).toEqual({
      'recorder.network.interfaces': [{ name: 'eth0', address: '192.168.68.111', prefix: 24, gateway: null, dhcp: false, up: true }],
      'recorder.network.dhcp': false,
      'recorder.network.address': '192.168.68.111',
      'recorder.network.prefix': 24,
      'lan.mac': '28:57:be:65:7d:d5',
      'recorder.network.mtu': 1500,
      'recorder.network.linkSpeed': 100,
    });
  });

  it('with DHCP the leased address counts, not the old one that was set by hand', () => {
    const both = `<tt:Manual><tt:Address>10.0.0.9</tt:Address><tt:PrefixLength>8</tt:PrefixLength></tt:Manual><tt:FromDHCP><tt:Address>192.168.68.111</tt:Address><tt:PrefixLength>24</tt:PrefixLength></tt:FromDHCP><tt:DHCP>true</tt:DHCP>`;
    expect(network(card('eth0', both))).toMatchObject({ 'recorder.network.dhcp': true, 'recorder.network.address': '192.168.68.111', 'recorder.network.prefix': 24, 'recorder.network.linkSpeed': '?not-supported' });
  });

  it('of two cards the one that was asked counts; where it is behind another address none is guessed', () => {
    const two = card('eth1', manual('10.1.1.1')) + card('eth0', manual('192.168.68.111'));
    expect(network(two)).toMatchObject({ 'recorder.network.address': '192.168.68.111' });
    expect(Object.keys(network(two, '192.168.1.64'))).toEqual(['recorder.network.interfaces']);
    expect(network(card('eth1', manual('0.0.0.0')) + card('eth0', manual('192.168.68.111')), '192.168.1.64')).toMatchObject({ 'recorder.network.address': '192.168.68.111' });
  });

  it('a missing DHCP element is not "DHCP off", and an impossible prefix is damage', () => {
    expect(network(card('eth0', '<tt:Manual><tt:Address>192.168.68.111</tt:Address><tt:PrefixLength>99</tt:PrefixLength></tt:Manual>'))).toMatchObject({ 'recorder.network.dhcp': '?not-supported', 'recorder.network.prefix': '?malformed', 'recorder.network.interfaces': '?malformed' });
    expect(network('')).toEqual({ 'recorder.network.interfaces': '?not-supported' });
    expect(network(card('eth0', '<tt:DHCP>true</tt:DHCP>'))).toEqual({ 'recorder.network.interfaces': '?not-supported' });
  });

  it('a speed or a packet size of zero is not told: no cable carries 0 Mbit/s', () => {
    const zero = card('eth0', manual('192.168.68.111'), '<tt:Link><tt:OperSettings><tt:Speed>0</tt:Speed></tt:OperSettings></tt:Link>').replace('<tt:MTU>1500', '<tt:MTU>0');
    expect(network(zero)).toMatchObject({ 'recorder.network.linkSpeed': '?not-supported', 'recorder.network.mtu': '?not-supported' });
  });

  const gateway = (inner: string): unknown => told(gatewayFields(xml(`<tds:NetworkGateway>${inner}</tds:NetworkGateway>`)))['recorder.network.gateway'];
  it.each([
    ['<tt:IPv4Address>192.168.68.1</tt:IPv4Address><tt:IPv4Address>192.168.68.2</tt:IPv4Address>', '192.168.68.1'],
    ['<tt:IPv4Address>0.0.0.0</tt:IPv4Address>', null],
    ['<tt:IPv4Address>nowhere</tt:IPv4Address>', '?malformed'],
    ['<tt:IPv6Address>fe80::1</tt:IPv6Address>', '?not-supported'],
    ['', '?not-supported'],
  ])('gateway %s: %j', (inner, expected) => {
    expect(gateway(inner)).toBe(expected);
  });

  const dns = (inner: string): Record<string, unknown> => told(dnsFields(xml(`<tds:DNSInformation>${inner}</tds:DNSInformation>`)));
  const server = (name: string, address: string): string => `<tt:${name}><tt:Type>IPv4</tt:Type><tt:IPv4Address>${address}</tt:IPv4Address></tt:${name}>`;
  it.each([
    [`<tt:FromDHCP>false</tt:FromDHCP>${server('DNSManual', '8.8.8.8')}${server('DNSManual', '0.0.0.0')}`, false, ['8.8.8.8']],
    [`<tt:FromDHCP>true</tt:FromDHCP>${server('DNSFromDHCP', '192.168.1.1')}${server('DNSManual', '8.8.8.8')}`, true, ['192.168.1.1']],
    [`<tt:FromDHCP>false</tt:FromDHCP>${server('DNSManual', '0.0.0.0')}${server('DNSManual', '')}`, false, []],
    ['<tt:FromDHCP>false</tt:FromDHCP>', false, '?not-supported'],
    ['<tt:FromDHCP>false</tt:FromDHCP><tt:DNSManual><tt:Type>IPv4</tt:Type></tt:DNSManual>', false, '?malformed'],
    ['<tt:FromDHCP>true</tt:FromDHCP>', true, '?not-supported'],
    ['<tt:FromDHCP>true</tt:FromDHCP><tt:DNSFromDHCP/>', true, '?malformed'],
    [`<tt:FromDHCP>perhaps</tt:FromDHCP>${server('DNSManual', '8.8.8.8')}`, '?malformed', '?malformed'],
    [server('DNSManual', '8.8.8.8'), '?not-supported', '?not-supported'],
    [`<tt:FromDHCP>false</tt:FromDHCP>${server('DNSManual', '8.8.8')}`, false, '?malformed'],
  ])('name servers %s', (inner, automatic, servers) => {
    expect(dns(inner)).toEqual({ 'recorder.network.dnsAuto': automatic, 'recorder.network.dns': servers });
  });
});

describe('ports, time server and identity', () => {
  const protocol = (name: string, enabled: string, port: string): string => `<tds:NetworkProtocols><tt:Name>${name}</tt:Name><tt:Enabled>${enabled}</tt:Enabled><tt:Port>${port}</tt:Port></tds:NetworkProtocols>`;

  it('by name and not by place; a port that is listed says nothing about the switch', () => {
    expect(told(portFields(xml(protocol('RTSP', 'true', '554') + protocol('http', '1', '81') + protocol('HTTPS', 'false', '443'))))).toEqual({
      'recorder.ports.http': 81,
      'recorder.ports.https': 443,
      'recorder.ports.httpsEnabled': false,
      'recorder.ports.rtsp': 554,
      'recorder.ports.rtspEnabled': true,
    });
    expect(told(portFields(xml(protocol('HTTP', '', '0x50'))))).toMatchObject({ 'recorder.ports.http': '?malformed', 'recorder.ports.httpsEnabled': '?not-supported', 'recorder.ports.rtsp': '?not-supported' });
  });

  const ntp = (inner: string): unknown => told(ntpFields(xml(`<tds:NTPInformation>${inner}</tds:NTPInformation>`)))['recorder.time.ntpServer'];
  it.each([
    ['<tt:FromDHCP>false</tt:FromDHCP><tt:NTPManual><tt:Type>DNS</tt:Type><tt:DNSname>pool.example</tt:DNSname></tt:NTPManual>', 'pool.example'],
    ['<tt:FromDHCP>true</tt:FromDHCP><tt:NTPFromDHCP><tt:Type>IPv4</tt:Type><tt:IPv4Address>192.168.1.1</tt:IPv4Address></tt:NTPFromDHCP>', '192.168.1.1'],
    ['<tt:FromDHCP>false</tt:FromDHCP><tt:NTPManual><tt:Type>DNS</tt:Type><tt:DNSname/></tt:NTPManual>', null],
    ['<tt:FromDHCP>false</tt:FromDHCP><tt:NTPManual><tt:Type>IPv4</tt:Type><tt:IPv4Address>0.0.0.0</tt:IPv4Address></tt:NTPManual><tt:NTPManual><tt:DNSname>pool.example</tt:DNSname></tt:NTPManual>', 'pool.example'],
    ['<tt:FromDHCP>false</tt:FromDHCP><tt:NTPManual><tt:Type>DNS</tt:Type></tt:NTPManual>', '?malformed'],
    ['<tt:FromDHCP>false</tt:FromDHCP>', '?not-supported'],
    ['<tt:FromDHCP>true</tt:FromDHCP>', '?not-supported'],
    ['<tt:NTPManual><tt:DNSname>pool.example</tt:DNSname></tt:NTPManual>', '?not-supported'],
    ['', '?not-supported'],
  ])('time server %s: %j', (inner, expected) => {
    expect(ntp(inner)).toBe(expected);
  });

  it('identity is cleaned, and an empty field is not told', () => {
    expect(told(identityFields(xml('<tds:Manufacturer>General\u009b</tds:Manufacturer><tds:Model>NVR &amp; more</tds:Model><tds:SerialNumber/>')))).toEqual({
      'recorder.brand': 'General',
      'recorder.model': 'NVR & more',
      'recorder.serial': '?not-supported',
      'recorder.firmware': '?not-supported',
    });
  });

  it('whatever is damaged, every known field has the form that the dictionary wants', () => {
    const texts = [
      `<x><SystemDateAndTime><DateTimeType>NTP</DateTimeType>${date('UTCDateTime', [2026, 11, 22, 12, 1, 40]).replaceAll('tt:', '')}</SystemDateAndTime></x>`,
      `<x>${card('eth0', manual('192.168.68.111'))}<NetworkGateway><IPv4Address>192.168.68.1</IPv4Address></NetworkGateway></x>`,
      `<x>${protocol('HTTP', 'true', '80')}<DNSInformation><FromDHCP>false</FromDHCP><DNSManual><IPv4Address>1.1.1.1</IPv4Address></DNSManual></DNSInformation><NTPInformation><FromDHCP>false</FromDHCP></NTPInformation><Model>M</Model></x>`,
    ];
    const invalid: unknown[] = [];
    fuzz(texts, (data) => {
      const root = readXml(data.toString('utf8'));
      if (!root) return;
      const fields = [...clockFields(root, NOW), ...networkFields(root, '192.168.68.111'), ...gatewayFields(root), ...dnsFields(root), ...portFields(root), ...ntpFields(root), ...identityFields(root)];
      // Ranges (a port of 99999) are the dictionary's to judge; the type is ours.
      for (const field of fields) if ('value' in field && validate(DICTIONARY[field.path], field.value) === undefined && typeof field.value !== 'number') invalid.push(field);
    });
    expect(invalid).toEqual([]);
  });
});
