import { describe, expect, it } from 'vitest';
import { readXml, type XmlElement } from '../../../src/network/xml.js';
import { accessFields, interfaceFields, mappingFields, upnpFields } from '../../../src/recorders/hikvision/network-fields.js';
import { cloudFields, ddnsFields, deviceFields, ntpFields, timeFields, userFields } from '../../../src/recorders/hikvision/service-fields.js';
import { told } from '../dahua/told.js';
import { accesses, card, ddns, ezviz, HIK, interfaces, ISAPI, time } from './documents.js';

function xml(text: string): XmlElement {
  const root = readXml(text);
  if (!root) throw new Error('no document');
  return root;
}
const network = (text: string, asked = '192.0.2.64'): Record<string, unknown> => told(interfaceFields(xml(text), asked));

describe('network ports', () => {
  it('one card: its address, mask, gateway, name servers and link', () => {
    expect(network(interfaces(card(1, '192.0.2.64')))).toEqual({
      'recorder.network.dhcp': false,
      'recorder.network.address': '192.0.2.64',
      'recorder.network.prefix': 24,
      'recorder.network.gateway': '192.0.2.1',
      'recorder.network.dns': ['192.0.2.53'],
      'recorder.network.linkSpeed': 1000,
      'recorder.network.mtu': 1500,
      'recorder.network.interfaces': [{ name: '1', address: '192.0.2.64', prefix: 24, gateway: '192.0.2.1', dhcp: false, up: null }],
    });
  });

  it('of two cards the one that answers, whatever its number', () => {
    const two = network(interfaces(card(1, '198.51.100.9', { type: 'dynamic' }), card(2, '192.0.2.64', { gateway: '192.0.2.254' })));
    expect([two['recorder.network.address'], two['recorder.network.gateway'], two['recorder.network.dhcp']]).toEqual(['192.0.2.64', '192.0.2.254', false]);
    expect(two['recorder.network.interfaces']).toHaveLength(2);
  });

  it('of two cards of which neither answers, none is taken for the one that leads out', () => {
    const two = network(interfaces(card(1, '198.51.100.9'), card(2, '203.0.113.9')));
    expect(two['recorder.network.address']).toBe('?not-supported');
    expect(two['recorder.network.interfaces']).toHaveLength(2);
  });

  it.each([
    ['dynamic', true],
    ['static', false],
    ['apipa', '?not-supported'],
    ['', '?not-supported'],
    ['bridge', '?malformed'],
  ])('addressing type "%s"', (type, dhcp) => {
    expect(network(interfaces(card(1, '192.0.2.64', { type })))['recorder.network.dhcp']).toBe(dhcp);
  });

  it('0.0.0.0 is no gateway; a speed of nought and a missing link are not told', () => {
    const fields = network(interfaces(card(1, '192.0.2.64', { gateway: '0.0.0.0', link: '<Link><speed>0</speed></Link>' })));
    expect([fields['recorder.network.gateway'], fields['recorder.network.linkSpeed'], fields['recorder.network.mtu']]).toEqual([null, '?not-supported', '?not-supported']);
  });

  it('a network port without an address field is not one "not in use": the list is not told', () => {
    const used = '<NetworkInterface><id>1</id><IPAddress><ipAddress>192.0.2.64</ipAddress><subnetMask>255.255.255.0</subnetMask></IPAddress></NetworkInterface>';
    const list = (more: string): unknown => network(`<NetworkInterfaceList ${ISAPI}>${used}${more}</NetworkInterfaceList>`)['recorder.network.interfaces'];
    expect(list('<NetworkInterface><id>2</id></NetworkInterface>')).toBe('?not-supported');
    expect(list('<NetworkInterface><id>2</id><IPAddress><ipAddress>0.0.0.0</ipAddress></IPAddress></NetworkInterface>')).toMatchObject([{ address: '192.0.2.64' }, { name: '2', address: null }]);
  });

  it('a card that says nothing of itself tells nothing, and nothing of it is off', () => {
    const fields = network(`<NetworkInterfaceList ${ISAPI}><NetworkInterface><id>1</id><IPAddress/></NetworkInterface></NetworkInterfaceList>`);
    expect(Object.values(fields).filter((value) => value === false || value === null)).toEqual([]);
    expect(fields['recorder.network.dns']).toBe('?not-supported');
  });

  it('a mask with holes or an address out of range is malformed, in the list too', () => {
    const fields = network(interfaces(card(1, '192.0.2.64').replace('255.255.255.0', '255.0.255.0')));
    expect([fields['recorder.network.prefix'], fields['recorder.network.interfaces']]).toEqual(['?malformed', '?malformed']);
    expect(network(interfaces(card(1, '192.0.2.464')))['recorder.network.address']).toBe('?malformed');
  });
});

describe('admin ports', () => {
  const of = (text: string): Record<string, unknown> => told(accessFields(xml(text)));

  it('are found by the name of their protocol, in two orders that recorders have', () => {
    const expected = { 'recorder.ports.tcp': 8000, 'recorder.ports.http': 80, 'recorder.ports.https': 443, 'recorder.ports.httpsEnabled': true, 'recorder.ports.rtsp': 10554, 'recorder.ports.rtspEnabled': true };
    expect(of(accesses(['HTTP', 80, true], ['RTSP', 10554, true], ['HTTPS', 443, true], ['DEV_MANAGE', 8000, true], ['WebSocket', 7681, false], ['IOT', 30999, false], ['SDK_OVER_TLS', 8443, true]))).toEqual(expected);
    expect(of(accesses(['HTTP', 80, true], ['HTTPS', 443, true], ['DEV_MANAGE', 8000, true], ['RTSP', 10554, true]))).toEqual(expected);
  });

  it('a protocol without "enabled" is neither on nor off, and its port is told', () => {
    const fields = of(accesses(['HTTP', 80], ['HTTPS', 443], ['DEV_MANAGE', 8000]));
    expect(fields).toMatchObject({ 'recorder.ports.tcp': 8000, 'recorder.ports.http': 80, 'recorder.ports.https': 443, 'recorder.ports.httpsEnabled': '?not-supported', 'recorder.ports.rtsp': '?not-supported', 'recorder.ports.rtspEnabled': '?not-supported' });
  });

  it('the port of HTTPS that is switched off is nobody\'s', () => {
    expect(of(accesses(['HTTP', 80, true], ['HTTPS', 443, false]))).toMatchObject({ 'recorder.ports.https': '?not-supported', 'recorder.ports.httpsEnabled': false });
  });

  it('a port that is none is malformed', () => {
    expect(of(accesses(['HTTP', 0, true], ['DEV_MANAGE', 70_000, true]))).toMatchObject({ 'recorder.ports.http': '?malformed', 'recorder.ports.tcp': '?malformed' });
  });
});

describe('DDNS', () => {
  const of = (...entries: string[]): Record<string, unknown> => told(ddnsFields(xml(ddns(...entries))));
  const entry = (enabled: string, provider: string, name: string, more = ''): string => `${enabled}<provider>${provider}</provider><serverAddress><addressingFormatType>hostname</addressingFormatType><hostName>dynupdate.example</hostName></serverAddress><portNo>80</portNo><deviceDomainName>${name}</deviceDomainName><userName>CANARYUSER</userName>${more}`;
  const [on, off] = ['<enabled>true</enabled>', '<enabled>false</enabled>'];

  it('on: provider, name and the recorder\'s own word for how it went', () => {
    expect(of(entry(off, 'IPServer', ''), entry(on, 'NoIpDns', 'site.example.net', '<status>DDNS Normal</status>'))).toEqual({
      'recorder.ddns.enabled': true,
      'recorder.ddns.provider': 'NoIpDns',
      'recorder.ddns.hostname': 'site.example.net',
      'recorder.ddns.providers': ['NoIpDns'],
      'recorder.ddns.lastResult': 'DDNS Normal',
    });
  });

  it('off only where every provider says so', () => {
    expect(of(entry(off, 'IPServer', ''), entry(off, 'DynDNS', 'old.example.net'))).toEqual({ 'recorder.ddns.enabled': false, 'recorder.ddns.provider': null, 'recorder.ddns.hostname': null, 'recorder.ddns.providers': [] });
    expect(of(entry(off, 'IPServer', ''), entry('', 'DynDNS', 'old.example.net'))['recorder.ddns.enabled']).toBe('?not-supported');
    expect(of(entry('<enabled>maybe</enabled>', 'DynDNS', ''))['recorder.ddns.enabled']).toBe('?malformed');
    expect(of()['recorder.ddns.enabled']).toBe('?not-supported');
  });

  it('two on: the one with a name is told, and that there are two', () => {
    expect(of(entry(on, 'HiDDNS', ''), entry(on, 'NoIpDns', 'site.example.net'))).toMatchObject({ 'recorder.ddns.provider': 'NoIpDns', 'recorder.ddns.hostname': 'site.example.net', 'recorder.ddns.providers': ['HiDDNS', 'NoIpDns'] });
  });

  it('on without a name, and with one that is none', () => {
    expect(of(entry(on, 'DynDNS', ''))['recorder.ddns.hostname']).toBeNull();
    expect(of(entry(on, 'DynDNS', 'a b; c'))['recorder.ddns.hostname']).toBe('?malformed');
  });

  it('the status word of a refused update is kept as it is', () => {
    expect(of(entry(on, 'DynDNS', 'a.example', '<status>connServerfail</status>'))['recorder.ddns.lastResult']).toBe('connServerfail');
  });
});

describe('cloud', () => {
  const of = (fields: string): Record<string, unknown> => told(cloudFields(xml(ezviz(fields))));
  it.each([
    ['true', 'online'],
    ['online', 'online'],
    ['false', 'offline'],
    ['offline', 'offline'],
    ['registering', '?malformed'],
    ['', '?not-supported'],
  ])('register status "%s"', (word, status) => {
    expect(of(`<enabled>true</enabled><registerStatus>${word}</registerStatus>`)['recorder.p2p.status']).toBe(status);
  });

  it('server by name or by address, empty is none, absent is not told; the code is nowhere', () => {
    expect(of('<enabled>true</enabled><serverAddress><addressingFormatType>hostname</addressingFormatType><hostName>dev.cloud.example</hostName></serverAddress>')).toEqual({ 'recorder.p2p.enabled': true, 'recorder.p2p.status': '?not-supported', 'recorder.p2p.host': 'dev.cloud.example' });
    expect(of('<serverAddress><addressingFormatType>ipaddress</addressingFormatType><hostName>x</hostName><ipAddress>198.51.100.3</ipAddress></serverAddress>')['recorder.p2p.host']).toBe('198.51.100.3');
    expect(of('<serverAddress><hostName></hostName></serverAddress>')['recorder.p2p.host']).toBeNull();
    expect(of('')).toEqual({ 'recorder.p2p.enabled': '?not-supported', 'recorder.p2p.status': '?not-supported', 'recorder.p2p.host': '?not-supported' });
  });
});

describe('port mappings', () => {
  const of = (rows: string, enabled = '<enabled>true</enabled>'): unknown => told(mappingFields(xml(`<ports ${HIK}>${enabled}<mapmode>manual</mapmode>${rows}</ports>`)))['recorder.upnp.mappings'];
  it('whatever of the two names holds the transport', () => {
    expect(of('<portList><portMapping><enabled>true</enabled><portType>HTTP</portType><protocolType>TCP</protocolType><internalPort>80</internalPort><externalPort>8080</externalPort></portMapping><portMapping><protocolType>RTSP</protocolType><internalPort>554</internalPort><externalPort>554</externalPort></portMapping><portMapping><internalPort>8000</internalPort><externalPort>8000</externalPort></portMapping></portList>')).toEqual([
      { enabled: true, protocol: 'tcp', inside: 80, outside: 8080, service: 'HTTP' },
      { enabled: null, protocol: 'tcp', inside: 554, outside: 554, service: 'RTSP' },
      { enabled: null, protocol: null, inside: 8000, outside: 8000, service: null },
    ]);
  });
  it('of a recorder that asks for no ports are all off', () => {
    expect(of('<portList><portMapping><enabled>true</enabled><internalPort>80</internalPort><externalPort>80</externalPort></portMapping></portList>', '<enabled>false</enabled>')).toMatchObject([{ enabled: false }]);
  });
  it('an empty list is empty, a missing one is not told, one with a broken row is malformed', () => {
    expect([of('<portList/>'), of(''), of('<portList><portMapping><internalPort>eighty</internalPort></portMapping></portList>')]).toEqual([[], '?not-supported', '?malformed']);
  });
  it('the switch', () => {
    expect(told(upnpFields(xml('<UPnP><enabled>false</enabled><name>NVR</name></UPnP>')))).toEqual({ 'recorder.upnp.enabled': false });
    expect(told(upnpFields(xml('<UPnP><name>NVR</name></UPnP>')))).toEqual({ 'recorder.upnp.enabled': '?not-supported' });
  });
});

describe('clock', () => {
  const noon = Date.UTC(2026, 6, 1, 11, 24, 29);
  const of = (text: string, zoneMinutes = 240): Record<string, unknown> => told(timeFields(xml(text), noon, zoneMinutes));

  it('wall clocks are compared, so that a winter offset beside a summer clock does not count', () => {
    expect(of(time('2026-07-01T07:24:29-05:00'))).toEqual({ 'recorder.time.offsetSeconds': 0, 'recorder.time.shownDate': '2026-07-01', 'recorder.time.ntpEnabled': true, 'recorder.time.zone': 'CST+5:00:00DST01:00:00,M3.2.0/02:00:00,M11.1.0/02:00:00', 'recorder.time.dstEnabled': true });
  });
  it.each([
    ['2026-07-01T06:24:29-05:00', -3600],
    ['2026-07-01T07:24:39', 10],
    ['2026-07-01T07:24:29Z', 0],
    ['2026-07-01T07:24:29.500-05:00', 0],
    ['2000-01-01T00:00:00-05:00', Date.UTC(2000, 0, 1) / 1000 - (noon / 1000 - 14_400)],
    ['2026-02-30T07:24:29-05:00', '?malformed'],
    ['-05:00', '?not-supported'],
    ['today', '?malformed'],
  ])('%s', (shown, offset) => {
    expect(of(time(shown))['recorder.time.offsetSeconds']).toBe(offset);
  });
  it('set by hand, and in ways that are not known', () => {
    expect([of(time('2026-07-01T07:24:29', 'manual', 'CST-8:00:00')), of(time('2026-07-01T07:24:29', 'satellite', 'somewhere'))]).toMatchObject([
      { 'recorder.time.ntpEnabled': false, 'recorder.time.dstEnabled': false },
      { 'recorder.time.ntpEnabled': '?malformed', 'recorder.time.dstEnabled': '?not-supported', 'recorder.time.zone': 'somewhere' },
    ]);
  });
  it('time server by name or address', () => {
    expect(told(ntpFields(xml('<NTPServerList><NTPServer><id>1</id><addressingFormatType>hostname</addressingFormatType><hostName>time.example</hostName><portNo>123</portNo></NTPServer></NTPServerList>')))).toEqual({ 'recorder.time.ntpServer': 'time.example' });
    expect(told(ntpFields(xml('<NTPServer><addressingFormatType>ipaddress</addressingFormatType><ipAddress>192.0.2.123</ipAddress></NTPServer>')))).toEqual({ 'recorder.time.ntpServer': '192.0.2.123' });
    expect(told(ntpFields(xml('<NTPServerList/>')))).toEqual({ 'recorder.time.ntpServer': '?not-supported' });
  });
});

describe('identity and users', () => {
  it('model, serial and firmware with its build; letters that are no XML do not matter', () => {
    const text = `<DeviceInfo version="2.0" ${HIK}><deviceName>Bar & Grill</deviceName><model>DS-7616NI-K2</model><serialNumber>DS-7616NI-K20120240108CCRR000000064WCVU</serialNumber><macAddress>02:00:00:00:00:64</macAddress><firmwareVersion>V4.74.210</firmwareVersion><firmwareReleasedDate>build 240108</firmwareReleasedDate></DeviceInfo>`;
    expect(told(deviceFields(xml(text)))).toEqual({ 'recorder.model': 'DS-7616NI-K2', 'recorder.serial': 'DS-7616NI-K20120240108CCRR000000064WCVU', 'recorder.firmware': 'V4.74.210 build 240108' });
    expect(told(deviceFields(xml('<DeviceInfo><firmwareReleasedDate>build 1</firmwareReleasedDate></DeviceInfo>')))).toEqual({ 'recorder.model': '?not-supported', 'recorder.serial': '?not-supported', 'recorder.firmware': '?not-supported' });
  });
  it('users with their level; whether they may share it, such recorders do not tell', () => {
    const list = `<UserList ${HIK}><User><id>1</id><userName>admin</userName><priority>high</priority><userLevel>Administrator</userLevel></User><User><id>2</id><userName>a\u001b[31mb</userName></User></UserList>`;
    expect(told(userFields(xml(list)))).toEqual({ 'recorder.accounts.users': [{ name: 'admin', group: 'Administrator', reusable: null, reserved: null }, { name: 'a [31mb', group: null, reusable: null, reserved: null }] });
  });
  it('an empty list is not the list of users', () => {
    expect(told(userFields(xml('<UserList/>')))).toEqual({ 'recorder.accounts.users': '?malformed' });
  });
});
