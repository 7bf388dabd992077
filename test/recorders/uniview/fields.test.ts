import { describe, expect, it } from 'vitest';
import { bagsIn, type Bag } from '../../../src/recorders/uniview/data.js';
import { cloudFields, ddnsFields, deviceFields, dnsFields, dstFields, httpsFields, networkFields, ntpFields, portFields, portMapFields, userFields } from '../../../src/recorders/uniview/fields.js';
import { isNoRight, readRefusal, readReply } from '../../../src/recorders/uniview/lapi.js';
import type { Field } from '../../../src/recorders/reader.js';
import { told } from '../dahua/told.js';

const of = (read: (bags: readonly Bag[]) => readonly Field[], data: unknown): Record<string, unknown> => told(read(bagsIn(data)));
const wrapped = (code: unknown, words: string, data: unknown = null): string => JSON.stringify({ Response: { ResponseURL: '/LAPI/V1.0/x', ResponseCode: code, ResponseString: words, StatusCode: 0, Data: data } });

describe('the wrapper', () => {
  it.each([
    ['data', 200, wrapped(0, 'Succeed', { Enable: 1 }), 'data'],
    ['data whose code is written as text', 200, wrapped('0', 'Succeed', {}), 'data'],
    ['a list', 200, wrapped(0, 'Succeed', []), 'data'],
    ['no data', 200, wrapped(0, 'Succeed'), 'unknown: malformed'],
    ['"Not Supported" under 200', 200, wrapped(4, 'Not Supported'), 'not-supported'],
    ['"Not Authorized" under 200', 200, wrapped(3, 'Not Authorized'), 'refused'],
    ['a code without a meaning under 200', 200, wrapped(50_102, 'Common Error', { Enable: 0 }), 'unknown: failed'],
    ['no code', 200, JSON.stringify({ Response: { Data: { Enable: 0 } } }), 'unknown: malformed'],
    ['no path', 404, '', 'not-supported'],
    ['a bare 403', 403, '', 'refused'],
    ['a server in trouble', 500, wrapped(1, 'Failed'), 'unknown: failed'],
    ['a web page', 200, '<!DOCTYPE html><html></html>', 'unknown: malformed'],
    ['something else in JSON', 200, '[1,2]', 'unknown: malformed'],
    ['a wrapper that is a list', 200, '{"Response":[]}', 'unknown: malformed'],
    ['half of it', 200, wrapped(0, 'Succeed', {}).slice(0, -3), 'unknown: malformed'],
    ['a mark before it and a nought behind', 200, `\ufeff${wrapped(0, 'Succeed', {})}\0`, 'data'],
  ])('%s', (_name, status, body, expected) => {
    const reply = readReply({ status, body });
    expect(reply.state === 'unknown' ? `unknown: ${reply.reason}` : reply.state).toBe(expected);
  });

  it('a refusal is a lock only where it says so in words', () => {
    expect(['User Locked', 'User is locked', 'Not Authorized', 'Clock Error', 'Unlocked'].map((words) => readRefusal(wrapped(11, words))?.outcome)).toEqual(['locked', 'locked', undefined, undefined, undefined]);
    expect([readRefusal(''), isNoRight(wrapped(4, 'Not Supported')), isNoRight(wrapped(3, 'Not Authorized')), isNoRight('')]).toEqual([undefined, true, false, false]);
  });
});

describe('fields', () => {
  const card = (address: string): object => ({ ID: 1, MTU: 1500, IPv4: { AddressList: [{ Address: address, Netmask: '255.255.255.0', Gateway: '192.0.2.1' }] } });
  it('network: the card that answers; a number for the kind of address is not guessed at', () => {
    const network = (bags: readonly Bag[]): Field[] => networkFields(bags, '192.0.2.64');
    expect(of(network, { Num: 1, NetworkInterfaceList: [{ ...card('192.0.2.64'), IPGetType: 1 }] })).toEqual({
      'recorder.network.dhcp': '?malformed',
      'recorder.network.address': '192.0.2.64',
      'recorder.network.prefix': 24,
      'recorder.network.gateway': '192.0.2.1',
      'recorder.network.mtu': 1500,
    });
    expect(of(network, [card('198.51.100.9'), card('192.0.2.64')])).toMatchObject({ 'recorder.network.address': '192.0.2.64', 'recorder.network.mtu': '?malformed' });
    expect(of(network, [card('198.51.100.9'), card('203.0.113.9')])['recorder.network.address']).toBe('?malformed');
    expect(of(network, { ipaddress: '192.0.2.64', SUBNETMASK: '255.0.255.0', DHCP: false })).toMatchObject({ 'recorder.network.dhcp': false, 'recorder.network.prefix': '?malformed' });
  });

  it("DHCP of IPv6 is not that of the card's address", () => {
    const ipv4 = { AddressList: [{ Address: '192.0.2.64', Netmask: '255.255.255.0' }] };
    const dhcp = (data: unknown): unknown => of((bags) => networkFields(bags, '192.0.2.64'), data)['recorder.network.dhcp'];
    expect(dhcp([{ IPv6: { DHCPEnable: 1 }, IPv4: { ...ipv4, DHCPEnable: 0 } }])).toBe(false);
    expect(dhcp([{ IPv6: { DHCPEnable: 1 }, DHCPEnable: 0, IPv4: ipv4 }])).toBe(false);
    expect(dhcp([{ IPv6: { DHCPEnable: 0 }, IPv4: ipv4 }])).toBe('?malformed');
  });

  it('name servers in a list or by name; empty ones are none, and none at all is a miss', () => {
    expect(of(dnsFields, { DNSServers: [{ IPAddress: '192.0.2.53' }, { IPAddress: '0.0.0.0' }] })).toEqual({ 'recorder.network.dns': ['192.0.2.53'] });
    expect(of(dnsFields, { PrimaryDNS: '192.0.2.53', SecondaryDNS: '198.51.100.53' })).toEqual({ 'recorder.network.dns': ['192.0.2.53', '198.51.100.53'] });
    expect(of(dnsFields, { DNS: ['0.0.0.0', ''] })).toEqual({ 'recorder.network.dns': [] });
    expect(of(dnsFields, { DNSMode: 'Manual', DNS1: '192.0.2.53' })).toEqual({ 'recorder.network.dns': ['192.0.2.53'] });
    for (const unreadable of [{ DNS: ['dns.local', ''] }, { DNS: ['dns.local', '8.8.8.8'] }, { DNS: [134_744_072, ''] }, { DNSMode: '' }, { PrimaryDNS: 'none' }]) expect([unreadable, of(dnsFields, unreadable)]).toEqual([unreadable, { 'recorder.network.dns': '?malformed' }]);
    expect(of(dnsFields, { PrimaryDNS: '', DnsAlternative: '192.0.2.53' })).toEqual({ 'recorder.network.dns': ['192.0.2.53'] });
    expect(of(dnsFields, { Mode: 1 })).toEqual({ 'recorder.network.dns': '?malformed' });
  });

  it('ports and HTTPS', () => {
    expect(of(portFields, { HTTPPort: 80, RTSPPort: '554' })).toEqual({ 'recorder.ports.http': 80, 'recorder.ports.rtsp': 554 });
    expect(of(portFields, { HTTPPort: 0 })).toEqual({ 'recorder.ports.http': '?malformed', 'recorder.ports.rtsp': '?malformed' });
    expect(of(httpsFields, { Enable: 0, Port: 443 })).toEqual({ 'recorder.ports.httpsEnabled': false, 'recorder.ports.https': '?not-supported' });
    expect(of(httpsFields, { Port: 443 })).toEqual({ 'recorder.ports.httpsEnabled': '?malformed', 'recorder.ports.https': 443 });
  });

  it('cloud: a number for its state is not guessed at', () => {
    expect(of(cloudFields, { Enable: 1, Server: 'cloud.example', Status: 0, RegisterCode: 'CANARY' })).toEqual({ 'recorder.p2p.enabled': true, 'recorder.p2p.status': '?malformed', 'recorder.p2p.host': 'cloud.example' });
    expect(of(cloudFields, { Enabled: false, Status: 'Offline' })).toMatchObject({ 'recorder.p2p.enabled': false, 'recorder.p2p.status': 'offline' });
    expect(Object.values(of(cloudFields, {}))).toEqual(['?malformed', '?malformed', '?malformed']);
  });

  it('DDNS: off only where it says so', () => {
    expect(of(ddnsFields, { Enable: 0, DomainName: 'old.example' })).toEqual({ 'recorder.ddns.enabled': false, 'recorder.ddns.provider': null, 'recorder.ddns.hostname': null });
    expect(of(ddnsFields, { Enable: 1, Type: 'NO-IP', DomainName: 'site.example.net', Password: 'CANARY' })).toEqual({ 'recorder.ddns.enabled': true, 'recorder.ddns.provider': 'NO-IP', 'recorder.ddns.hostname': 'site.example.net' });
    expect(of(ddnsFields, { Type: 2 })).toEqual({ 'recorder.ddns.enabled': '?malformed', 'recorder.ddns.provider': '?malformed', 'recorder.ddns.hostname': '?malformed' });
  });

  it('of several switches none is taken for the one: the name is that of the provider that is on', () => {
    const rows = [{ Enabled: 0, Type: 'Old', DomainName: 'old.example' }, { Enabled: 1, Type: 'NO-IP', DomainName: 'a.example.net' }];
    expect(of(ddnsFields, { DDNSInfos: rows })).toEqual({ 'recorder.ddns.enabled': '?malformed', 'recorder.ddns.provider': 'NO-IP', 'recorder.ddns.hostname': 'a.example.net' });
    expect(of(ddnsFields, { DDNSInfos: rows.map((row) => ({ ...row, Enabled: 1 })) })).toEqual({ 'recorder.ddns.enabled': true, 'recorder.ddns.provider': '?malformed', 'recorder.ddns.hostname': '?malformed' });
    expect(of(ddnsFields, { DDNSInfos: rows.map((row) => ({ ...row, Enabled: 0 })) })).toMatchObject({ 'recorder.ddns.enabled': false });
    expect(of(ntpFields, rows)).toEqual({ 'recorder.time.ntpEnabled': '?malformed', 'recorder.time.ntpServer': 'a.example.net' });
    expect(of(dstFields, [{ Enable: 0 }, { Enable: 1 }])).toEqual({ 'recorder.time.dstEnabled': '?malformed' });
  });

  it('port map: rows, what the router gave, and its address', () => {
    const row = (inside: number, success: number, out = '203.0.113.7'): object => ({ Protocol: 'HTTP', InnerPort: inside, OuterPort: inside, NatOutAddr: { IPAddr: out, Port: inside }, PortMapSuccess: success });
    expect(of(portMapFields, { Enable: 1, MapAuto: 0, MapNum: 2, UpnpPortMap: [row(80, 1), row(443, 0)] })).toEqual({
      'recorder.upnp.enabled': true,
      'recorder.upnp.mappings': [{ enabled: null, protocol: null, inside: 80, outside: 80, service: 'HTTP' }, { enabled: null, protocol: null, inside: 443, outside: 443, service: 'HTTP' }],
      'recorder.upnp.granted': [{ protocol: null, inside: 80, outside: 80, granted: true }, { protocol: null, inside: 443, outside: 443, granted: false }],
      'recorder.upnp.outsideAddress': '203.0.113.7',
    });
    expect(of(portMapFields, { UpnpPortMap: [row(80, 2), row(443, 0, '192.0.2.7')] })).toMatchObject({ 'recorder.upnp.enabled': '?malformed', 'recorder.upnp.outsideAddress': '?malformed' });
    expect(of(portMapFields, { Enable: 0, UpnpPortMap: [row(0, 1)] })).toMatchObject({ 'recorder.upnp.enabled': false, 'recorder.upnp.mappings': '?malformed', 'recorder.upnp.granted': '?malformed' });
    expect(of(portMapFields, { Enable: 0, UpnpPortMap: [] })).toMatchObject({ 'recorder.upnp.mappings': [], 'recorder.upnp.granted': [] });
    expect(of(portMapFields, { Enable: 0 })).toMatchObject({ 'recorder.upnp.mappings': '?malformed' });
  });

  it('users, identity, time', () => {
    expect(of(userFields, { UserList: [{ UserName: 'admin', Level: 0, Password: 'CANARY' }] })).toEqual({ 'recorder.accounts.users': [{ name: 'admin', group: null, reusable: null, reserved: null }] });
    expect(of(userFields, { UserList: [] })).toEqual({ 'recorder.accounts.users': '?malformed' });
    expect(of(deviceFields, { DeviceModel: 'NVR302-16S2', SerialNumber: '210235C3UJ', FirmwareVersion: 'B3601' })).toEqual({ 'recorder.model': 'NVR302-16S2', 'recorder.serial': '210235C3UJ', 'recorder.firmware': 'B3601' });
    expect(of(ntpFields, { Enable: 1, DomainName: '', IPAddress: '192.0.2.123' })).toEqual({ 'recorder.time.ntpEnabled': true, 'recorder.time.ntpServer': '192.0.2.123' });
    expect(of(dstFields, { Enable: 2 })).toEqual({ 'recorder.time.dstEnabled': '?malformed' });
  });

  it('names of built-in properties are only names', () => {
    expect(of(cloudFields, JSON.parse('{"__proto__":{"Enable":1},"constructor":1,"toString":{"Status":"online"}}'))).toMatchObject({ 'recorder.p2p.enabled': true, 'recorder.p2p.status': 'online' });
    expect(({} as Record<string, unknown>)['Enable']).toBeUndefined();
  });
});
