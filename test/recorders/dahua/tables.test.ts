import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { CONFIG_NAMES, cgiTarget, RPC_METHODS, rpcCall } from '../../../src/recorders/dahua/allowed.js';
import { filterFields } from '../../../src/recorders/dahua/filter.js';
import { clockFields, firmwareFields, identityFields, localesFields, ntpFields } from '../../../src/recorders/dahua/identity.js';
import { parseKeyValues } from '../../../src/recorders/dahua/key-values.js';
import { linkFields, networkFields, pppoeFields } from '../../../src/recorders/dahua/network-tables.js';
import { lockFields, onvifFields, recoveryFields, sessionFields, userFields, type OwnSession } from '../../../src/recorders/dahua/people.js';
import { contactFields, ddnsStatusFields, turnFields, upnpStatusFields } from '../../../src/recorders/dahua/rpc-items.js';
import { ddnsFields, dvripFields, p2pFields, serviceFields, upnpFields, webFields } from '../../../src/recorders/dahua/service-tables.js';
import { isWellFormed, table, told } from './told.js';

const nic = (name: string, address: string, more: Readonly<Record<string, string>> = {}): string[] =>
  Object.entries({ IPAddress: address, SubnetMask: '255.255.255.0', DefaultGateway: '0.0.0.0', DhcpEnable: 'false', ...more }).map(([key, value]) => `table.Network.${name}.${key}=${value}`);

describe('the network table', () => {
  it('the port named as default counts, not the first and not the camera switch', () => {
    const t = table(...nic('eth0', '10.1.1.1'), ...nic('eth1', '192.168.1.64', { DnsAutoGet: 'true', 'DnsServers[0]': '0.0.0.0', 'DnsServers[1]': '', MTU: '1500' }), 'table.Network.DefaultInterface=eth1');
    expect(told(networkFields(t))).toEqual({
      'recorder.network.dhcp': false,
      'recorder.network.address': '192.168.1.64',
      'recorder.network.prefix': 24,
      'recorder.network.gateway': null,
      'recorder.network.dnsAuto': true,
      'recorder.network.dns': [],
      'recorder.network.mtu': 1500,
      'recorder.network.defaultInterface': 'eth1',
      'recorder.network.poeSubnet': '10.1.1.0/24',
    });
  });

  it('name servers as a list and as two fields are the same', () => {
    const servers = (more: Readonly<Record<string, string>>): unknown => told(networkFields(table(...nic('eth0', '192.168.1.64', more))))['recorder.network.dns'];
    expect(servers({ 'DnsServers[0]': '192.168.1.1', 'DnsServers[1]': '0.0.0.0' })).toEqual(['192.168.1.1']);
    expect(servers({ 'DnsServers.Address0': '192.168.1.1', 'DnsServers.Address1': '' })).toEqual(['192.168.1.1']);
    expect(servers({})).toBe('?not-supported');
  });

  it('without a named port only a single used one will do', () => {
    const eth0 = nic('eth0', '192.168.1.64');
    expect(told(networkFields(table(...eth0, ...nic('bond0', '0.0.0.0'))))).toMatchObject({ 'recorder.network.address': '192.168.1.64', 'recorder.network.defaultInterface': '?not-supported' });
    expect(told(networkFields(table('table.Network.DefaultInterface=', ...eth0)))).toMatchObject({ 'recorder.network.address': '192.168.1.64', 'recorder.network.defaultInterface': null });
    expect(told(networkFields(table(...eth0, ...nic('eth1', '10.1.1.1'))))['recorder.network.address']).toBe('?malformed');
    expect(told(networkFields(table('table.Network.DefaultInterface=eth7', ...eth0)))).toMatchObject({ 'recorder.network.dhcp': '?malformed', 'recorder.network.defaultInterface': 'eth7' });
  });

  it('an absent field is not told, a damaged one malformed; neither is off', () => {
    const t = table('table.Network.DefaultInterface=eth0', 'table.Network.eth0.IPAddress=192.168.1.999', 'table.Network.eth0.SubnetMask=255.0.255.0', 'table.Network.eth0.DnsAutoGet=maybe', 'table.Network.eth0.DnsServers[0]=x');
    expect(told(networkFields(t))).toMatchObject({
      'recorder.network.dhcp': '?not-supported',
      'recorder.network.address': '?malformed',
      'recorder.network.prefix': '?malformed',
      'recorder.network.gateway': '?not-supported',
      'recorder.network.dnsAuto': '?malformed',
      'recorder.network.dns': '?malformed',
      'recorder.network.mtu': '?not-supported',
    });
  });

  it.each<[string, string[], unknown]>([
    ['cameras in the network of the house', nic('eth1', '192.168.1.1'), '192.168.1.0/24'],
    ['a second port with a gateway leads elsewhere', nic('eth1', '10.1.1.1', { DefaultGateway: '10.1.1.254' }), '?not-supported'],
    ['a second port with DHCP belongs to another router', nic('eth1', '10.1.1.1', { DhcpEnable: 'true' }), '?not-supported'],
    ['a second port that is not in use', nic('eth1', '0.0.0.0'), '?not-supported'],
    ['two candidates', [...nic('eth1', '10.1.1.1'), ...nic('eth2', '10.2.1.1')], '?not-supported'],
    ['no second port: camera sockets may be hidden', [], '?not-supported'],
    ['a public address', nic('eth1', '198.51.100.1'), '?not-supported'],
  ])('camera sockets: %s', (_name, lines, expected) => {
    expect(told(networkFields(table('table.Network.DefaultInterface=eth0', ...nic('eth0', '192.168.1.64'), ...lines)))['recorder.network.poeSubnet']).toBe(expected);
  });

  it('dialling in: a plain table, a list, and a switch that cannot be read', () => {
    expect(told(pppoeFields(table('table.PPPoE.Enable=true')))).toEqual({ 'recorder.network.pppoe': true });
    expect(told(pppoeFields(table('table.PPPoE[0].Enable=false', 'table.PPPoE[1].Enable=false')))).toEqual({ 'recorder.network.pppoe': false });
    expect(told(pppoeFields(table('table.PPPoE.Enable=2')))).toEqual({ 'recorder.network.pppoe': '?malformed' });
    expect(told(pppoeFields(table('table.PPPoE.UserName=x')))).toEqual({ 'recorder.network.pppoe': '?not-supported' });
  });
});

describe('cables', () => {
  const network = table('table.Network.DefaultInterface=eth0', ...nic('eth0', '192.168.1.64', { DefaultGateway: '192.168.1.1' }), ...nic('eth1', '10.1.1.1'), ...nic('bond0', '0.0.0.0', { SubnetMask: '0.0.0.0' }));

  it('link and speed are those of the leading port; the list has all', () => {
    const links = table('netInterface[0].Name=eth0', 'netInterface[0].Speed=100', 'netInterface[0].Status=up', 'netInterface[1].Name=eth1', 'netInterface[1].ConnStatus=Unconnected', 'netInterface[2].Name=bond0', 'netInterface[2].Speed=65535', 'netInterface[2].Status=down');
    expect(told(linkFields(links, network))).toEqual({
      'recorder.network.link': 'up',
      'recorder.network.linkSpeed': 100,
      'recorder.network.interfaces': [
        { name: 'eth0', address: '192.168.1.64', prefix: 24, gateway: '192.168.1.1', dhcp: false, up: true },
        { name: 'eth1', address: '10.1.1.1', prefix: 24, gateway: null, dhcp: false, up: false },
        { name: 'bond0', address: null, prefix: null, gateway: null, dhcp: false, up: null },
      ],
    });
  });

  it.each([
    ['Status=up', 'up'],
    ['Status=down', 'down'],
    ['ConnStatus=Connected', 'up'],
    ['ConnStatus=Disconnected', 'down'],
    ['ConnStatus=Unconnected', 'down'],
    ['Status=sleeping', '?malformed'],
    ['Type=Wired', '?not-supported'],
  ])('%s', (line, expected) => {
    expect(told(linkFields(table('netInterface[0].Name=eth0', `netInterface[0].${line}`), network))['recorder.network.link']).toBe(expected);
  });

  it('no speed is told where none can be: no cable, a bond that was never set up, a damaged number', () => {
    const speed = (...lines: string[]): unknown => told(linkFields(table('netInterface[0].Name=eth0', ...lines.map((line) => `netInterface[0].${line}`)), network))['recorder.network.linkSpeed'];
    expect(speed('Status=down', 'Speed=0')).toBe('?not-supported');
    expect(speed('Status=up', 'Speed=65535')).toBe('?not-supported');
    expect(speed('Status=up', 'Speed=0')).toBe('?not-supported');
    expect(speed('Status=up', 'Speed=fast')).toBe('?malformed');
    expect(speed('Status=up')).toBe('?not-supported');
  });

  it('without the network table only a single port can be the leading one', () => {
    expect(told(linkFields(table('netInterface[0].Name=eth5', 'netInterface[0].Status=down'), undefined))).toMatchObject({ 'recorder.network.link': 'down', 'recorder.network.interfaces': '?not-supported' });
    expect(told(linkFields(table('netInterface[0].Name=eth0', 'netInterface[0].Status=down', 'netInterface[1].Name=eth1'), undefined))['recorder.network.link']).toBe('?not-supported');
  });

  it('a damaged address spoils the list: a table with a hole is not the table that was there', () => {
    const damaged = table('table.Network.DefaultInterface=eth0', ...nic('eth0', '192.168.1.64'), ...nic('eth1', '10.1.1'));
    expect(told(linkFields(undefined, damaged))['recorder.network.interfaces']).toBe('?malformed');
  });
});

describe('services', () => {
  it('ports out of range are malformed; a switched-off service has no port', () => {
    expect(told(dvripFields(table('table.DVRIP.TCPPort=35000', 'table.DVRIP.UDPPort=37778', 'table.DVRIP.SSLPort=37779', 'table.DVRIP.MaxConnections=128')))).toEqual({ 'recorder.ports.tcp': 35000, 'recorder.ports.udp': 37778, 'recorder.ports.maxConnections': 128 });
    expect(told(dvripFields(table('table.DVRIP.TCPPort=0', 'table.DVRIP.UDPPort=70000')))).toEqual({ 'recorder.ports.tcp': '?malformed', 'recorder.ports.udp': '?malformed', 'recorder.ports.maxConnections': '?not-supported' });
    expect(told(webFields(table('table.Web.Port=8080')))).toEqual({ 'recorder.ports.http': 8080 });
    const https = { port: 'recorder.ports.https', enabled: 'recorder.ports.httpsEnabled' } as const;
    expect(told(serviceFields(table('table.Https.Enable=false', 'table.Https.Port=443'), 'Https', https))).toEqual({ 'recorder.ports.https': '?not-supported', 'recorder.ports.httpsEnabled': false });
    expect(told(serviceFields(table('table.Https.Enable=true', 'table.Https.Port=443'), 'Https', https))).toEqual({ 'recorder.ports.https': 443, 'recorder.ports.httpsEnabled': true });
    expect(told(serviceFields(table('table.RTSP.Port=554'), 'RTSP', { port: 'recorder.ports.rtsp', enabled: 'recorder.ports.rtspEnabled' }))).toEqual({ 'recorder.ports.rtsp': 554, 'recorder.ports.rtspEnabled': '?not-supported' });
  });

  const off = ['table.DDNS[0].Enable=false', 'table.DDNS[0].Protocol=CN99 DDNS', 'table.DDNS[0].HostName=old.example'];

  it('DDNS: the enabled provider counts wherever it stands', () => {
    expect(told(ddnsFields(table(...off, 'table.DDNS[3].Enable=true', 'table.DDNS[3].Protocol=NO-IP DDNS', 'table.DDNS[3].HostName=Site.Example.net.')))).toEqual({
      'recorder.ddns.enabled': true,
      'recorder.ddns.provider': 'NO-IP DDNS',
      'recorder.ddns.hostname': 'site.example.net',
      'recorder.ddns.providers': ['NO-IP DDNS'],
    });
  });

  it('DDNS: several providers on are all named, and the name is that of the one which has one', () => {
    const t = table('table.DDNS[1].Enable=true', 'table.DDNS[1].Protocol=Dyndns DDNS', 'table.DDNS[1].HostName=', 'table.DDNS[7].Enable=true', 'table.DDNS[7].Protocol=NO-IP DDNS', 'table.DDNS[7].HostName=a.example');
    expect(told(ddnsFields(t))).toEqual({ 'recorder.ddns.enabled': true, 'recorder.ddns.provider': 'NO-IP DDNS', 'recorder.ddns.hostname': 'a.example', 'recorder.ddns.providers': ['Dyndns DDNS', 'NO-IP DDNS'] });
  });

  it.each<[string, string[], Record<string, unknown>]>([
    ['all off', off, { 'recorder.ddns.enabled': false, 'recorder.ddns.provider': null, 'recorder.ddns.hostname': null, 'recorder.ddns.providers': [] }],
    ['a switch that is missing is not off', [...off, 'table.DDNS[1].HostName=x'], { 'recorder.ddns.enabled': '?malformed', 'recorder.ddns.providers': '?malformed' }],
    ['no list', ['x=y'], { 'recorder.ddns.enabled': '?not-supported', 'recorder.ddns.providers': '?not-supported' }],
    ['an empty name field', ['table.DDNS[1].Enable=true', 'table.DDNS[1].HostName='], { 'recorder.ddns.hostname': null, 'recorder.ddns.provider': '?not-supported', 'recorder.ddns.providers': '?malformed' }],
    ['a name that is none', ['table.DDNS[1].Enable=true', 'table.DDNS[1].HostName=a b;rm'], { 'recorder.ddns.hostname': '?malformed' }],
  ])('DDNS: %s', (_name, lines, expected) => {
    expect(told(ddnsFields(table(...lines)))).toMatchObject(expected);
  });

  it('DDNS: no spelling of user and password goes into any fact', () => {
    const t = table('table.DDNS[0].Enable=true', 'table.DDNS[0].Protocol=NO-IP DDNS', 'table.DDNS[0].HostName=a.example', ...['UserName', 'User', 'Password', 'Pass'].map((key) => `table.DDNS[0].${key}=canary-5ecret`));
    expect(JSON.stringify(ddnsFields(t))).not.toContain('canary');
  });

  it('P2P: a list, an object, a list whose second entry is on, and none of the keys in it', () => {
    expect(told(p2pFields(table('table.T2UServer.Enable=false', 'table.T2UServer.Address=www.easy4ipcloud.com')))).toEqual({ 'recorder.p2p.enabled': false, 'recorder.p2p.host': 'www.easy4ipcloud.com' });
    expect(told(p2pFields(table('table.T2UServer[0].Enable=false', 'table.T2UServer[0].Address=a.example', 'table.T2UServer[1].Enable=true', 'table.T2UServer[1].Address=b.example')))).toEqual({ 'recorder.p2p.enabled': true, 'recorder.p2p.host': 'b.example' });
    expect(told(p2pFields(table('table.T2UServer.UUID=9Z0', 'table.T2UServer.Key=canary-5ecret')))).toEqual({ 'recorder.p2p.enabled': '?not-supported', 'recorder.p2p.host': '?not-supported' });
    expect(told(p2pFields(table('table.T2UServer[0].Enable=false', 'table.T2UServer[1].Address=b.example')))).toMatchObject({ 'recorder.p2p.enabled': '?not-supported' });
  });

  it('UPnP: rows as they are; one damaged row spoils the table, absence is not emptiness', () => {
    const row = (i: number, port: string): string[] => [`table.UPnP.MapTable[${i}].Enable=true`, `table.UPnP.MapTable[${i}].InnerPort=${port}`, `table.UPnP.MapTable[${i}].OuterPort=8080`, `table.UPnP.MapTable[${i}].Protocol=TCP`, `table.UPnP.MapTable[${i}].ServiceName=HTTP`];
    expect(told(upnpFields(table('table.UPnP.Enable=true', ...row(0, '80'))))).toEqual({ 'recorder.upnp.enabled': true, 'recorder.upnp.mappings': [{ enabled: true, protocol: 'tcp', inside: 80, outside: 8080, service: 'HTTP' }] });
    expect(told(upnpFields(table('table.UPnP.Enable=true', ...row(0, '80'), ...row(5, '0'))))['recorder.upnp.mappings']).toBe('?malformed');
    expect(told(upnpFields(table('table.UPnP.Enable=true')))['recorder.upnp.mappings']).toBe('?not-supported');
    expect(told(upnpFields(table('table.UPnP.Enable=true', 'table.UPnP.MapTable=')))['recorder.upnp.mappings']).toEqual([]);
  });
});

describe('the access filter', () => {
  it.each<[string, string[], unknown, unknown]>([
    ['off', ['Enable=false', 'Type=TrustList', 'TrustList[0]=192.168.1.5'], 'off', ['192.168.1.5']],
    ['a list of those who may', ['Enable=true', 'Type=TrustList', 'TrustList[0]=192.168.1.5', 'TrustList[3]=192.168.1.10-192.168.1.20', 'BannedList[0]=203.0.113.9'], 'allow', ['192.168.1.5', '192.168.1.10-192.168.1.20']],
    ['a list of those who may not', ['Enable=true', 'Type=BannedList', 'BannedList[0]=203.0.113.0/24'], 'deny', ['203.0.113.0/24']],
    ['other words for the same', ['Enable=true', 'Type=WhiteList', 'WhiteList[0].IPAddress=192.168.1.5', 'WhiteList[1].Address=', 'WhiteList[2].StartIP=192.168.1.7', 'WhiteList[2].EndIP=192.168.1.9'], 'allow', ['192.168.1.5', '192.168.1.7-192.168.1.9']],
    ['a hardware address', ['Enable=true', 'Type=TrustList', 'TrustList[0]=02:00:00:00:00:01'], 'allow', ['02:00:00:00:00:01']],
    ['a row that is switched off', ['Enable=true', 'Type=TrustList', 'TrustList[0].Address=192.168.1.5', 'TrustList[0].Enable=false'], 'allow', []],
    ['an empty list that was told', ['Enable=true', 'Type=TrustList', 'TrustList='], 'allow', []],
    ['a list that was not told', ['Enable=true', 'Type=TrustList'], 'allow', '?not-supported'],
    ['a kind that is a number', ['Enable=true', 'Type=1', 'TrustList[0]=192.168.1.5'], '?malformed', '?malformed'],
    ['no kind', ['Enable=true', 'TrustList[0]=192.168.1.5'], '?not-supported', '?not-supported'],
    ['no switch is not off', ['Type=TrustList', 'TrustList[0]=192.168.1.5'], '?not-supported', ['192.168.1.5']],
    ['a list under an unknown name', ['Enable=true', 'Type=TrustList', 'Friends[0]=192.168.1.5'], 'allow', '?not-supported'],
    ['a row that is no address', ['Enable=true', 'Type=TrustList', 'TrustList[0]=everybody'], 'allow', '?malformed'],
    ['a row with unknown fields', ['Enable=true', 'Type=TrustList', 'TrustList[0].Who=192.168.1.5'], 'allow', '?malformed'],
    ['two lists that could be meant', ['Enable=true', 'Type=TrustList', 'TrustList[0]=192.168.1.5', 'AllowList[0]=192.168.1.6'], 'allow', '?malformed'],
    ['nothing that is known', ['Mode=strict'], '?not-supported', '?not-supported'],
  ])('%s', (_name, lines, mode, addresses) => {
    expect(told(filterFields(table(...lines.map((line) => `table.AccessFilter.${line}`))))).toEqual({ 'recorder.filter.mode': mode, 'recorder.filter.addresses': addresses });
  });
});

describe('people and policies', () => {
  it('seconds of a lock become minutes, rounded up', () => {
    const t = table('table.General.LockLoginEnable=true', 'table.General.LockLoginTimes=5', 'table.General.LoginFailLockTime=301');
    expect(told(lockFields(t))).toEqual({ 'recorder.accounts.lockEnabled': true, 'recorder.accounts.lockTries': 5, 'recorder.accounts.lockMinutes': 6 });
    expect(told(lockFields(table('table.General.MachineName=NVR')))).toEqual({ 'recorder.accounts.lockEnabled': '?not-supported', 'recorder.accounts.lockTries': '?not-supported', 'recorder.accounts.lockMinutes': '?not-supported' });
  });

  it('ONVIF sign-in and password reset have a switch each, and no switch is not off', () => {
    expect(told(onvifFields(table('table.UserGlobal.OnvifLoginCheck=true')))).toEqual({ 'recorder.accounts.onvifLogin': true });
    expect(told(onvifFields(table('table.UserGlobal.Other=1')))).toEqual({ 'recorder.accounts.onvifLogin': '?not-supported' });
    expect(told(recoveryFields(table('table.PwdReset.Enable=false')))).toEqual({ 'recorder.recovery.enabled': false });
    expect(told(recoveryFields(table('x=1')))).toEqual({ 'recorder.recovery.enabled': '?not-supported' });
  });

  it('users with gaps in their numbers and either spelling of their id; a missing box is unknown', () => {
    const t = table('users[0].Name=admin', 'users[0].ID=1', 'users[0].Group=admin', 'users[0].Sharable=true', "users[0].Memo=admin 's account=x", 'users[2].Name=viewer', 'users[2].Id=3', 'users[2].Sharable=false', 'users[7].Name=odd\u001b[31m', 'users[7].Memo=a=b');
    expect(told(userFields(t, 'viewer', true))).toEqual({
      'recorder.accounts.users': [
        { name: 'admin', group: 'admin', reusable: true, reserved: null },
        { name: 'viewer', group: null, reusable: false, reserved: null },
        { name: 'odd [31m', group: null, reusable: null, reserved: null },
      ],
      'recorder.accounts.appUserReusable': false,
    });
    expect(told(userFields(t, 'odd\u001b[31m', true))['recorder.accounts.appUserReusable']).toBe('?not-supported');
    expect(told(userFields(t, 'nobody', true))['recorder.accounts.appUserReusable']).toBe('?failed');
    expect(told(userFields(t, undefined, true))['recorder.accounts.appUserReusable']).toBe('?not-run');
    expect(told(userFields(table('x=y'), 'viewer', true))).toEqual({ 'recorder.accounts.users': '?malformed', 'recorder.accounts.appUserReusable': '?not-supported' });
  });

  const own: OwnSession = { user: 'admin', addresses: new Set(['192.168.1.50']), client: /CGI/i, single: false };
  const session = (i: number, name: string, address: string, client: string, since = ''): string[] => [`users[${i}].Name=${name}`, `users[${i}].ClientAddress=${address}`, `users[${i}].ClientType=${client}`, `users[${i}].LoginTime=${since}`];

  it('a CGI session from our own address is us, one from elsewhere or of somebody else is not', () => {
    const t = table(...session(0, 'admin', '192.168.1.50', 'CGI'), ...session(1, 'admin', '192.168.1.60', 'CGI'), ...session(2, 'admin', '192.168.1.50', 'Web3.0'), ...session(3, 'viewer', 'Local', 'GUI'), ...session(9, 'viewer', '192.168.1.50', 'CGI'));
    const fields = told(sessionFields(t, 'admin', own));
    expect(fields['recorder.accounts.appUserSessions']).toBe(2);
    expect((fields['recorder.accounts.sessions'] as { name: string }[]).map((s) => s.name)).toEqual(['admin', 'admin', 'viewer', 'viewer']);
  });

  it('of two web sessions from here only the newest is ours', () => {
    const t = table(...session(0, 'admin', '192.168.1.50', 'Web3.0', '2026-11-22 11:20:00'), ...session(1, 'admin', '192.168.1.50', 'Web3.0', '2026-11-22 11:59:00'));
    expect(told(sessionFields(t, 'admin', { ...own, client: /^Web/, single: true }))).toEqual({
      'recorder.accounts.sessions': [{ name: 'admin', address: '192.168.1.50', client: 'Web3.0', since: '2026-11-22 11:20:00' }],
      'recorder.accounts.appUserSessions': 1,
    });
  });

  it('a reply without sessions is not "nobody", unless it says so', () => {
    expect(told(sessionFields(table('x=y'), 'admin', own))).toEqual({ 'recorder.accounts.sessions': '?malformed', 'recorder.accounts.appUserSessions': '?malformed' });
    expect(told(sessionFields(table('users='), 'admin', own))).toEqual({ 'recorder.accounts.sessions': [], 'recorder.accounts.appUserSessions': 0 });
  });
});

describe('identity and time', () => {
  it('a numeric device type is no model', () => {
    expect(told(identityFields(table('deviceType=31', 'serialNumber=9Z0', 'updateSerial=DH-NVR5216')))).toEqual({ 'recorder.model': 'DH-NVR5216', 'recorder.serial': '9Z0' });
    expect(told(identityFields(table('deviceType=IP4M-1041B', 'updateSerial=IPC-AW46WN-S2')))).toEqual({ 'recorder.model': 'IP4M-1041B', 'recorder.serial': '?not-supported' });
  });

  it('the firmware with its date, whatever stands between', () => {
    expect(told(firmwareFields(table('version=2.800.0000016.0.R, build: 2020-06-05')))).toEqual({ 'recorder.firmware': '2.800.0000016.0.R, build: 2020-06-05' });
    expect(told(firmwareFields(table('version=')))).toEqual({ 'recorder.firmware': '?not-supported' });
  });

  const NOW = Date.UTC(2026, 10, 22, 12, 0, 0, 400);
  it.each<[string, unknown, unknown]>([
    ['2026-11-22 12:00:00', 0, '2026-11-22'],
    ['2026-11-22 13:00:00', 3600, '2026-11-22'],
    ['2026-11-22 10:59:58', -3602, '2026-11-22'],
    ['2026-11-2 9:05:07', (Date.UTC(2026, 10, 2, 9, 5, 7) - Date.UTC(2026, 10, 22, 12)) / 1000, '2026-11-02'],
    ['2026-11-22 12:00:00 PM', 0, '2026-11-22'],
    ['2026-11-22 12:00:00 AM', -43_200, '2026-11-22'],
    ['2000-01-01 00:00:10', (Date.UTC(2000, 0, 1, 0, 0, 10) - Date.UTC(2026, 10, 22, 12)) / 1000, '2000-01-01'],
    ['2026-13-22 12:00:00', '?malformed', '?malformed'],
    ['2026-02-30 12:00:00', '?malformed', '?malformed'],
    ['2026-11-22 13:00:00 PM', '?malformed', '?malformed'],
    ['yesterday', '?malformed', '?malformed'],
  ])('a clock that shows %s', (text, offset, date) => {
    expect(told(clockFields(table(`result=${text}`), NOW, 0))).toEqual({ 'recorder.time.offsetSeconds': offset, 'recorder.time.shownDate': date });
  });

  it('wall clocks are compared: a recorder in the same zone east of Greenwich is not ahead', () => {
    expect(told(clockFields(table('result=2026-11-22 13:00:00'), NOW, -60))['recorder.time.offsetSeconds']).toBe(0);
  });

  it('the time server, the zone in words and never by number', () => {
    expect(told(ntpFields(table('table.NTP.Enable=true', 'table.NTP.Address=pool.example', 'table.NTP.TimeZone=25', 'table.NTP.TimeZoneDesc=Easterntime')))).toEqual({ 'recorder.time.ntpEnabled': true, 'recorder.time.ntpServer': 'pool.example', 'recorder.time.zone': 'Easterntime' });
    expect(told(ntpFields(table('table.NTP.TimeZone=25')))).toEqual({ 'recorder.time.ntpEnabled': '?not-supported', 'recorder.time.ntpServer': '?not-supported', 'recorder.time.zone': '?not-supported' });
    expect(told(ntpFields(table('table.NTP.Address=', 'table.NTP.ServerList[0].Enable=false', 'table.NTP.ServerList[0].Address=old.example', 'table.NTP.ServerList[2].Enable=true', 'table.NTP.ServerList[2].Address=b.example')))['recorder.time.ntpServer']).toBe('b.example');
    expect(told(ntpFields(table('table.NTP.Address=', 'table.NTP.ServerList[0].Enable=true', 'table.NTP.ServerList[0].Address=')))['recorder.time.ntpServer']).toBeNull();
    expect(told(localesFields(table('table.Locales.DSTEnable=false')))).toEqual({ 'recorder.time.dstEnabled': false });
  });
});

describe('any table at all', () => {
  const readers = { networkFields, pppoeFields, dvripFields, webFields, ddnsFields, p2pFields, upnpFields, filterFields, lockFields, onvifFields, recoveryFields, identityFields, firmwareFields, ntpFields, localesFields, links: (t: ReturnType<typeof table>) => linkFields(t, t), users: (t: ReturnType<typeof table>) => userFields(t, 'admin', true) };
  const names = ['Network.eth0.IPAddress', 'Network.DefaultInterface', 'DDNS[1].Enable', 'DDNS[1].HostName', 'T2UServer[0].Enable', 'UPnP.MapTable[0].InnerPort', 'AccessFilter.Type', 'AccessFilter.TrustList[0]', 'General.LockLoginTimes', 'users[1].Name', 'users[1].Sharable', 'netInterface[0].Name', 'netInterface[0].Speed', 'NTP.Address', 'DVRIP.TCPPort'];
  const value = fc.oneof(fc.constantFrom('true', 'false', '', '0.0.0.0', '192.168.1.1', 'eth0', 'TrustList', '80', '70000', '-1'), fc.string({ maxLength: 40 }));

  it.each(Object.entries(readers))('%s tells only facts of the dictionary, each well-formed or unknown', (_name, read) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 20 }), (lines) => {
        const t = parseKeyValues(['x=1', ...lines.map(([key, text]) => `table.${key}=${text}`)].join('\n'));
        if (t) for (const f of read(t)) expect(isWellFormed(f)).toBe(true);
      }),
    );
  });
});

describe('any JSON reply at all', () => {
  const word = fc.oneof(fc.constantFrom('Success', 'Failed', 'Online', '', '0.0.0.0', '192.168.1.1'), fc.string({ maxLength: 20 }), fc.integer(), fc.constant(null), fc.boolean());
  const params = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.record({ Status: fc.oneof(word, fc.record({ Status: word })), InnerAddress: word, OuterAddress: word, PortMapStatus: fc.oneof(word, fc.array(word, { maxLength: 3 })), contactEmail: word, status: fc.oneof(word, fc.array(fc.record({ Protocol: word, Status: word, ConIp: word }), { maxLength: 3 })) }, { requiredKeys: [] }),
  );
  const mapping = { enabled: true, protocol: 'tcp', inside: 80, outside: 80, service: '' } as const;
  const readers = {
    turnFields,
    contactFields,
    ddns: (reply: unknown) => ddnsStatusFields(reply, ['Success']),
    upnp: (reply: unknown) => upnpStatusFields(reply, new Map([[0, mapping], [1, mapping]])),
  };

  it.each(Object.entries(readers))('%s tells only facts of the dictionary, each well-formed or unknown', (_name, read) => {
    fc.assert(fc.property(params, (told) => read({ params: told, result: true }).every(isWellFormed)));
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

  it('calls are reads by their very names, apart from the sign-out and the object that is made and given back', () => {
    for (const method of RPC_METHODS) expect(method).toMatch(/\.get[A-Z]\w+$|^global\.logout$|^netApp\.(factory\.instance|destroy)$/);
    for (const name of CONFIG_NAMES) expect(rpcCall({ config: name })).toEqual({ method: 'configManager.getConfig', params: { name } });
    expect(rpcCall('PasswdFind.getContact')).toEqual({ method: 'PasswdFind.getContact', params: { mode: 0 } });
    for (const method of ['configManager.setConfig', 'PasswdFind.getDescript', 'magicBox.reboot', 'toString']) expect(rpcCall(method as never)).toBeUndefined();
    expect(rpcCall({ config: 'Telnet' as never })).toBeUndefined();
  });
});
