import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { cgiTarget } from '../../src/recorders/dahua/allowed.js';
import { readReply } from '../../src/recorders/dahua/cgi.js';
import { parseKeyValues, type KeyValues } from '../../src/recorders/dahua/key-values.js';
import { clockFields, identityFields, lockFields, sessionFields, userFields } from '../../src/recorders/dahua/people.js';
import { ddnsFields, dvripFields, linkFields, networkFields, p2pFields, portField, upnpFields } from '../../src/recorders/dahua/tables.js';
import { readRefusal } from '../../src/recorders/dahua/codes.js';
import type { Field } from '../../src/recorders/reader.js';

const table = (...lines: string[]): KeyValues => {
  const parsed = parseKeyValues(lines.join('\r\n'));
  if (!parsed) throw new Error('not a table');
  return parsed;
};
/** Values as they are, unknown ones as `?reason`. */
const told = (fields: readonly Field[]): Record<string, unknown> => Object.fromEntries(fields.map((f) => [f.path, 'unknown' in f ? `?${f.unknown}` : f.value]));

describe('key=value replies', () => {
  it('the first = splits, and values keep theirs', () => {
    expect(table('users[0].Memo=a=b c', 'table.Network.Domain=').text('users[0].Memo')).toBe('a=b c');
    expect(table('table.Network.Domain=').text('Network.Domain')).toBe('');
  });

  it('CRLF, LF, a byte order mark and a missing last line end make no difference', () => {
    for (const body of ['name=NVR\r\nid=1\r\n', 'name=NVR\nid=1', '\ufeffname=NVR\nid=1\n']) expect(parseKeyValues(body)?.text('name')).toBe('NVR');
  });

  it('a line without = goes on with the value before it', () => {
    expect(parseKeyValues('users[0].Memo=first\nsecond line\nusers[0].Name=x')?.text('users[0].Memo')).toBe('first\nsecond line');
  });

  it('what a memo says on its own lines cannot overwrite a setting that was told before', () => {
    const t = parseKeyValues('users[0].Sharable=false\nusers[1].Memo=x\nusers[0].Sharable=true\n');
    expect(t?.bool('users[0].Sharable')).toBe(false);
  });

  it('sparse lists keep their own numbers', () => {
    const t = table('table.DDNS[3].Enable=true', 'table.DDNS[0].Enable=false', 'table.DDNS[12].Enable=false');
    expect(t.indices('DDNS')).toEqual([0, 3, 12]);
  });

  it('no key reaches a prototype', () => {
    const t = table('table.__proto__.polluted=1', '__proto__[0].x=1', 'constructor.prototype.polluted=1', 'table.Web.Port=80');
    expect(t.int('Web.Port')).toBe(80);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(t.text('toString')).toBeUndefined();
  });

  it('a page, JSON, nothing and a hundred thousand keys are no table', () => {
    expect(parseKeyValues('<html><body a=b></html>')).toBeUndefined();
    expect(parseKeyValues('{"a":"b=c"}')).toBeUndefined();
    expect(parseKeyValues('')).toBeUndefined();
    expect(parseKeyValues(Array.from({ length: 100_000 }, (_, i) => `k${i}=1`).join('\n'))).toBeUndefined();
  });

  it('any text ends as a table or as none, and no value is longer than its bound', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => {
        const t = parseKeyValues(`a=1\n${text}`);
        expect(t === undefined || (t.text('a') ?? '').length <= 1024).toBe(true);
      }),
    );
  });
});

describe('statuses of an authenticated reply', () => {
  it.each([
    [200, 'name=NVR\r\n', 'table'],
    [200, 'Error: Error -1 getting param in name=DDNS\r\n', 'not-supported'],
    [200, 'Error\r\nAuthority:check failure.\r\n', 'not-supported'],
    [403, 'Error\r\nAuthority:check failure.\r\n', 'refused'],
    [403, '{"error":{"code":403,"message":"Authority:check failure."},"result":false}', 'refused'],
    [400, 'Error\r\nBad Request!\r\n', 'not-supported'],
    [501, 'Error\r\nNot Implemented!\r\n', 'not-supported'],
    [200, '<html>busy</html>', 'unknown'],
    [200, '', 'unknown'],
    [500, 'x=1', 'unknown'],
    [302, '', 'unknown'],
  ])('%i %j is %s', (status, body, state) => {
    expect(readReply(status, body).state).toBe(state);
  });
});

describe('refusals in words and numbers', () => {
  it.each([
    ['{"ErrorCode":268632081,"Result":false,"RmLock":1800,"RmLogin":0}', { outcome: 'locked', lockSeconds: 1800, triesLeft: 0 }],
    ['{"error":{"code":268632085},"params":{"remainLockSecond":0,"remainLoginTimes":2},"result":false}', { outcome: 'refused', triesLeft: 2 }],
    ['{"error":{"code":268632085},"params":{"remainLockSecond":300,"remainLoginTimes":0}}', { outcome: 'locked', lockSeconds: 300, triesLeft: 0 }],
    ['{"error":{"code":268632074}}', { outcome: 'in-use' }],
    ['{"error":{"code":268632073}}', { outcome: 'blocked' }],
    ['{"error":{"code":268632075}}', { outcome: 'busy' }],
    ['{"error":{"code":268632086}}', { outcome: 'not-initialised' }],
    ['Error\r\nUser Locked! Please try again after 30 minutes.\r\n', { outcome: 'locked', lockSeconds: 1800 }],
    ['remainLockSecond: 600', { outcome: 'locked', lockSeconds: 600 }],
    ['Exceeded maximum number of connections', { outcome: 'busy' }],
    ['HasBeedUsed', { outcome: 'in-use' }],
    ['InBlackList', { outcome: 'blocked' }],
    ['Error\r\nInvalid Authority!\r\n', undefined],
    ['Error\r\nAuthority:check failure.\r\n', undefined],
    ['{"error":{"code":403,"message":"Authority:check failure."},"result":false}', undefined],
    ['{"ErrorCode":"268632081"', undefined],
    ['', undefined],
  ])('%j', (body, expected) => {
    expect(readRefusal(body)).toEqual(expected);
  });
});

describe('the network table', () => {
  const nic = (name: string, address: string): string[] => [`table.Network.${name}.IPAddress=${address}`, `table.Network.${name}.SubnetMask=255.255.255.0`, `table.Network.${name}.DhcpEnable=false`];

  it('the interface named as default counts, not the first and not the camera switch', () => {
    const t = table(...nic('eth0', '10.1.1.1'), ...nic('eth1', '192.168.1.64'), 'table.Network.DefaultInterface=eth1', 'table.Network.eth1.DefaultGateway=0.0.0.0', 'table.Network.eth1.DnsAutoGet=true', 'table.Network.eth1.DnsServers[0]=0.0.0.0', 'table.Network.eth1.DnsServers[1]=');
    expect(told(networkFields(t))).toEqual({
      'recorder.network.dhcp': false,
      'recorder.network.address': '192.168.1.64',
      'recorder.network.prefix': 24,
      'recorder.network.gateway': null,
      'recorder.network.dnsAuto': true,
      'recorder.network.dns': [],
    });
  });

  it('without a named interface only a single used one will do', () => {
    expect(told(networkFields(table(...nic('eth0', '192.168.1.64'), ...nic('bond0', '0.0.0.0'))))['recorder.network.address']).toBe('192.168.1.64');
    expect(told(networkFields(table(...nic('eth0', '192.168.1.64'), ...nic('eth1', '10.1.1.1'))))['recorder.network.address']).toBe('?malformed');
    expect(told(networkFields(table('table.Network.DefaultInterface=eth7', ...nic('eth0', '192.168.1.64'))))['recorder.network.dhcp']).toBe('?malformed');
  });

  it('an absent field is not told, a damaged one malformed; neither is off', () => {
    const t = table('table.Network.DefaultInterface=eth0', 'table.Network.eth0.IPAddress=192.168.1.999', 'table.Network.eth0.SubnetMask=255.0.255.0', 'table.Network.eth0.DnsAutoGet=maybe', 'table.Network.eth0.DnsServers[0]=x');
    expect(told(networkFields(t))).toEqual({
      'recorder.network.dhcp': '?not-supported',
      'recorder.network.address': '?malformed',
      'recorder.network.prefix': '?malformed',
      'recorder.network.gateway': '?not-supported',
      'recorder.network.dnsAuto': '?malformed',
      'recorder.network.dns': '?malformed',
    });
  });

  it('the link of the leading card only', () => {
    const t = table('netInterface[0].Name=eth0', 'netInterface[0].Status=down', 'netInterface[1].Name=eth1', 'netInterface[1].ConnStatus=Connected');
    expect(told(linkFields(t, 'eth0'))).toEqual({ 'recorder.network.link': 'down' });
    expect(told(linkFields(t, 'eth1'))).toEqual({ 'recorder.network.link': 'up' });
    expect(told(linkFields(t, undefined))).toEqual({ 'recorder.network.link': '?not-supported' });
    expect(told(linkFields(table('netInterface[0].Name=eth0', 'netInterface[0].Status=sleeping'), 'eth0'))).toEqual({ 'recorder.network.link': '?malformed' });
  });
});

describe('services', () => {
  it('ports out of range are malformed; a switched-off service has no port', () => {
    expect(told(dvripFields(table('table.DVRIP.TCPPort=0', 'table.DVRIP.MaxConnections=128')))).toEqual({ 'recorder.ports.tcp': '?malformed', 'recorder.ports.maxConnections': 128 });
    expect(told(dvripFields(table('table.DVRIP.TCPPort=70000')))).toEqual({ 'recorder.ports.tcp': '?malformed', 'recorder.ports.maxConnections': '?not-supported' });
    expect(told(portField('recorder.ports.https', table('table.Https.Enable=false', 'table.Https.Port=443'), 'Https'))).toEqual({ 'recorder.ports.https': '?not-supported' });
  });

  it('DDNS: the enabled provider counts wherever it stands', () => {
    const off = ['table.DDNS[0].Enable=false', 'table.DDNS[0].Protocol=CN99 DDNS', 'table.DDNS[0].HostName=old.example'];
    expect(told(ddnsFields(table(...off, 'table.DDNS[3].Enable=true', 'table.DDNS[3].Protocol=NO-IP DDNS', 'table.DDNS[3].HostName=Site.Example.net.')))).toEqual({
      'recorder.ddns.enabled': true,
      'recorder.ddns.provider': 'NO-IP DDNS',
      'recorder.ddns.hostname': 'site.example.net',
    });
    expect(told(ddnsFields(table(...off)))).toEqual({ 'recorder.ddns.enabled': false, 'recorder.ddns.provider': null, 'recorder.ddns.hostname': null });
    expect(told(ddnsFields(table(...off, 'table.DDNS[1].HostName=x')))).toMatchObject({ 'recorder.ddns.enabled': '?malformed' });
    expect(told(ddnsFields(table('x=y')))).toMatchObject({ 'recorder.ddns.enabled': '?not-supported' });
    expect(told(ddnsFields(table('table.DDNS[1].Enable=true', 'table.DDNS[1].HostName=')))).toMatchObject({ 'recorder.ddns.hostname': null, 'recorder.ddns.provider': '?not-supported' });
    expect(told(ddnsFields(table('table.DDNS[1].Enable=true', 'table.DDNS[1].HostName=a b;rm')))).toMatchObject({ 'recorder.ddns.hostname': '?malformed' });
  });

  it('P2P: a list, an object, and a list whose second entry is on', () => {
    expect(told(p2pFields(table('table.T2UServer.Enable=false', 'table.T2UServer.Address=www.easy4ipcloud.com')))).toEqual({ 'recorder.p2p.enabled': false, 'recorder.p2p.host': 'www.easy4ipcloud.com' });
    expect(told(p2pFields(table('table.T2UServer[0].Enable=false', 'table.T2UServer[0].Address=a.example', 'table.T2UServer[1].Enable=true', 'table.T2UServer[1].Address=b.example')))).toEqual({ 'recorder.p2p.enabled': true, 'recorder.p2p.host': 'b.example' });
    expect(told(p2pFields(table('table.T2UServer.UUID=9Z0')))).toEqual({ 'recorder.p2p.enabled': '?not-supported', 'recorder.p2p.host': '?not-supported' });
  });

  it('UPnP: rows as they are; one damaged row spoils the table, absence is not emptiness', () => {
    const row = (i: number, port: string): string[] => [`table.UPnP.MapTable[${i}].Enable=true`, `table.UPnP.MapTable[${i}].InnerPort=${port}`, `table.UPnP.MapTable[${i}].OuterPort=8080`, `table.UPnP.MapTable[${i}].Protocol=TCP`, `table.UPnP.MapTable[${i}].ServiceName=HTTP`];
    expect(told(upnpFields(table('table.UPnP.Enable=true', ...row(0, '80'))))['recorder.upnp.mappings']).toEqual([{ enabled: true, protocol: 'tcp', inside: 80, outside: 8080, service: 'HTTP' }]);
    expect(told(upnpFields(table('table.UPnP.Enable=true', ...row(0, '80'), ...row(5, '0'))))['recorder.upnp.mappings']).toBe('?malformed');
    expect(told(upnpFields(table('table.UPnP.Enable=true')))['recorder.upnp.mappings']).toBe('?not-supported');
    expect(told(upnpFields(table('table.UPnP.Enable=true', 'table.UPnP.MapTable=')))['recorder.upnp.mappings']).toEqual([]);
  });
});

describe('people, identity and clock', () => {
  it('seconds of a lock become minutes, rounded up', () => {
    const t = table('table.General.LockLoginEnable=true', 'table.General.LockLoginTimes=5', 'table.General.LoginFailLockTime=301');
    expect(told(lockFields(t))).toEqual({ 'recorder.accounts.lockEnabled': true, 'recorder.accounts.lockTries': 5, 'recorder.accounts.lockMinutes': 6 });
    expect(told(lockFields(table('table.General.MachineName=NVR')))).toEqual({ 'recorder.accounts.lockEnabled': '?not-supported', 'recorder.accounts.lockTries': '?not-supported', 'recorder.accounts.lockMinutes': '?not-supported' });
  });

  it('a numeric device type is no model', () => {
    expect(told(identityFields(table('deviceType=31', 'serialNumber=9Z0', 'updateSerial=DH-NVR5216')))).toEqual({ 'recorder.model': 'DH-NVR5216', 'recorder.serial': '9Z0' });
    expect(told(identityFields(table('deviceType=IP4M-1041B', 'updateSerial=IPC-AW46WN-S2')))).toEqual({ 'recorder.model': 'IP4M-1041B', 'recorder.serial': '?not-supported' });
  });

  it.each([
    ['2026-11-22 12:00:00', 0],
    ['2026-11-22 13:00:00', 3600],
    ['2026-11-2 9:05:07', Date.UTC(2026, 10, 2, 9, 5, 7) / 1000 - Date.UTC(2026, 10, 22, 12) / 1000],
    ['2026-11-22 12:00:00 PM', 0],
    ['2026-11-22 12:00:00 AM', -43_200],
    ['2000-01-01 00:00:00', Date.UTC(2000, 0, 1) / 1000 - Date.UTC(2026, 10, 22, 12) / 1000],
    ['2026-13-22 12:00:00', '?malformed'],
    ['yesterday', '?malformed'],
  ])('a clock that shows %s', (text, expected) => {
    expect(told(clockFields(table(`result=${text}`), Date.UTC(2026, 10, 22, 12, 0, 0, 400), 0))).toEqual({ 'recorder.time.offsetSeconds': expected });
  });

  it('wall clocks are compared: a recorder in the same zone east of Greenwich is not ahead', () => {
    expect(told(clockFields(table('result=2026-11-22 13:00:00'), Date.UTC(2026, 10, 22, 12), -60))).toEqual({ 'recorder.time.offsetSeconds': 0 });
  });

  it('users with gaps in their numbers; a missing box is unknown', () => {
    const t = table('users[0].Name=admin', 'users[0].Group=admin', 'users[0].Sharable=true', 'users[2].Name=viewer', 'users[2].Sharable=false', 'users[7].Name=odd');
    expect(told(userFields(t, 'viewer', true))).toEqual({
      'recorder.accounts.users': [
        { name: 'admin', group: 'admin', reusable: true, reserved: null },
        { name: 'viewer', group: null, reusable: false, reserved: null },
        { name: 'odd', group: null, reusable: null, reserved: null },
      ],
      'recorder.accounts.appUserReusable': false,
    });
    expect(told(userFields(t, 'odd', true))['recorder.accounts.appUserReusable']).toBe('?not-supported');
    expect(told(userFields(t, undefined, true))['recorder.accounts.appUserReusable']).toBe('?not-run');
  });

  it('a CGI session from our own address is us, one from elsewhere is not', () => {
    const row = (i: number, name: string, address: string, client: string): string[] => [`users[${i}].Name=${name}`, `users[${i}].ClientAddress=${address}`, `users[${i}].ClientType=${client}`];
    const t = table(...row(0, 'admin', '192.168.1.50', 'CGI'), ...row(1, 'admin', '192.168.1.60', 'CGI'), ...row(2, 'admin', '192.168.1.50', 'Web3.0'), ...row(3, 'viewer', 'Local', 'GUI'));
    const fields = told(sessionFields(t, 'admin', new Set(['192.168.1.50'])));
    expect(fields['recorder.accounts.appUserSessions']).toBe(2);
    expect((fields['recorder.accounts.sessions'] as unknown[]).length).toBe(3);
  });
});

describe('what may be asked', () => {
  it('only names on the list become a request, and no user name can add to it', () => {
    expect(cgiTarget({ config: 'Network' })).toBe('/cgi-bin/configManager.cgi?action=getConfig&name=Network');
    expect(cgiTarget({ config: 'NetWork' as never })).toBeUndefined();
    expect(cgiTarget({ action: 'constructor' as never })).toBeUndefined();
    expect(cgiTarget({ user: 'viewer' })).toBe('/cgi-bin/userManager.cgi?action=getUserInfo&name=viewer');
    for (const user of ['a&action=addUser', 'a b', "o'neil", 'x#', '', 'ä']) expect(cgiTarget({ user })).toBeUndefined();
  });
});
