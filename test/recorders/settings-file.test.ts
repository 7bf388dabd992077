import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../src/facts/dictionary.js';
import { readAnswer } from '../../src/recorders/settings-file/answer.js';
import { SETTINGS_PATHS } from '../../src/recorders/settings-file/allowed.js';
import { Answers, choicesOf, openQuestions } from '../../src/recorders/settings-file/form.js';
import { MENU, MENU_ORDER, type MenuQuestion } from '../../src/recorders/settings-file/menu.js';
import { readSettings, type SettingsRead } from '../../src/recorders/settings-file/read.js';

const AT = Date.parse('2026-11-22T10:00:00Z');
const values = (read: SettingsRead): Record<string, unknown> => {
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return Object.fromEntries(read.observations.map((o) => [o.path, o.value ?? o.unknown?.reason ?? null]));
};
const faults = (read: SettingsRead): string => (read.ok ? '' : read.faults.map((f) => `${f.line} ${f.what} ${f.hint}`).join('\n'));
const exported = (...tables: string[]): SettingsRead => readSettings(`${tables.join('\r\n')}\r\n`, AT);

const NETWORK = ['table.Network.DefaultInterface=eth0', 'table.Network.eth0.IPAddress=192.0.2.10', 'table.Network.eth0.SubnetMask=255.255.255.0', 'table.Network.eth0.DefaultGateway=0.0.0.0', 'table.Network.eth0.DhcpEnable=false', 'table.Network.eth0.DnsServers[0]=192.0.2.1', 'table.Network.eth0.DnsServers[1]=0.0.0.0'].join('\r\n');
const DDNS = ['table.DDNS[0].Enable=false', 'table.DDNS[0].Protocol=CN99 DDNS', 'table.DDNS[3].Enable=true', 'table.DDNS[3].Protocol=NO-IP DDNS', 'table.DDNS[3].HostName=site.example.net', 'table.DDNS[3].UserName=anna', 'table.DDNS[3].Password=hunter=2'].join('\r\n');

describe('a settings file', () => {
  it('of the documentation is in order and means what it says', () => {
    const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync('docs/settings-file.md', 'utf8')) ?? [];
    const read = readSettings(example, 0);
    expect(values(read)).toEqual({
      'recorder.network.dhcp': false,
      'recorder.network.address': '192.168.1.64',
      'recorder.network.prefix': 24,
      'recorder.network.gateway': '192.168.1.1',
      'recorder.network.dnsAuto': false,
      'recorder.network.dns': [],
      'recorder.p2p.enabled': true,
      'recorder.p2p.status': 'offline',
      'recorder.ddns.enabled': false,
      'recorder.accounts.appUserReusable': 'not-run',
    });
    expect(read.ok && read.observations.every((o) => o.source === 'settings-file' && o.vantage === 'person' && o.at === AT)).toBe(true);
  });

  it('holds only what stands on the screen of the recorder', () => {
    const file = (line: string): string => faults(readSettings(`schema: nvr-doctor/facts@1\nfacts:\n  ${line}\n`, AT));
    expect(file('recorder.time.shownDate: banana')).toMatch(/`recorder\.time\.shownDate` cannot be "banana"\. It is year, month and day such as 2026-11-22/);
    expect(file('recorder.time.shownDate: 2026-02-30')).toMatch(/cannot be "2026-02-30"/);
    expect(file('router.igd.found: true')).toMatch(/`router\.igd\.found` cannot be read off .* recorder\.network\.\*, .*recorder\.p2p\.\*/);
    expect(file('access.method: p2p')).toMatch(/said with options/);
    expect(file('recorder.login.outcome: accepted')).toMatch(/cannot be read off/);
    expect(file('recorder.network.dhcp: { value: true, source: recorder-settings }')).toMatch(/cannot speak for another source/);
    expect(file('recorder.network.dhcp: { unknown: not-run, source: igd }')).toMatch(/cannot speak for another source/);
  });
});

describe('text that a recorder printed', () => {
  it.each([
    ['getUserInfoAll', 'users[0].Group=admin\r\nusers[0].Name=admin\r\nusers[0].Sharable=true', 'recorder.accounts.users'],
    ['getSystemInfo', 'appAutoStart=true\r\nserialNumber=0A00000PAG00001\r\nupdateSerial=X', 'recorder.serial'],
    ['getSoftwareVersion', '\ufeffversion=4.001.0000000.14,build:2021-03-06', 'recorder.firmware'],
  ])('one page alone is enough: %s', (_page, text, path) => {
    const read = exported(text);
    expect(read.form).toBe('export');
    expect(Object.keys(values(read))).toContain(path);
  });

  it('two serial numbers are two recorders', () => {
    expect(faults(exported('serialNumber=0A00000PAG00001', 'serialNumber=0A00000PAG00002'))).toMatch(/"serialNumber" has another value than on line 1/);
  });

  it('is read as a live recorder is, several tables in one file', () => {
    const read = exported('http://192.0.2.10/cgi-bin/configManager.cgi?action=getConfig&name=Network', NETWORK, '', '-----', DDNS, 'table.T2UServer[0].Enable=false', 'table.General.LockLoginEnable=true', 'table.General.LoginFailLockTime=1800', 'version=4.001.0000000.14,build:2021-03-06');
    expect(read.form).toBe('export');
    expect(values(read)).toMatchObject({
      'recorder.network.dhcp': false,
      'recorder.network.address': '192.0.2.10',
      'recorder.network.prefix': 24,
      'recorder.network.gateway': null,
      'recorder.network.dns': ['192.0.2.1'],
      'recorder.ddns.enabled': true,
      'recorder.ddns.provider': 'NO-IP DDNS',
      'recorder.ddns.hostname': 'site.example.net',
      'recorder.p2p.enabled': false,
      'recorder.accounts.lockMinutes': 30,
      'recorder.firmware': '4.001.0000000.14,build:2021-03-06',
    });
  });

  it('never hands on what is secret in it, and says that it is there', () => {
    const read = exported(NETWORK, DDNS);
    expect(JSON.stringify(read)).not.toMatch(/hunter|anna/);
    expect(read.notices.join()).toMatch(/passwords or keys were not read/);
  });

  it('says nothing about tables and settings that are not in it', () => {
    expect(Object.keys(values(exported('table.UPnP.Enable=true')))).toEqual(['recorder.upnp.enabled']);
    expect(values(exported(NETWORK.replace('DhcpEnable=false', 'DhcpEnable=perhaps')))['recorder.network.dhcp']).toBe('malformed');
  });

  it('is not trusted where it ends in the middle of a line: the table may go on', () => {
    const whole = `${NETWORK}\r\n${DDNS}\r\n`;
    for (const length of [3, 8, 13, 20, 24]) {
      const read = readSettings(whole.slice(0, whole.indexOf('table.DDNS[3]') + length), AT);
      expect(values(read)).toMatchObject({ 'recorder.network.dhcp': false });
      expect(Object.keys(values(read)).filter((path) => path.includes('ddns'))).toEqual([]);
      expect(read.notices.join()).toMatch(/table DDNS may be cut off/);
    }
    expect(faults(readSettings('table.UPnP.Enable=tr', AT))).toMatch(/No setting .* may be cut off/);
  });

  it('is refused where it says two things, without repeating them', () => {
    const read = exported(NETWORK, DDNS, DDNS.replace('hunter=2', 'other-secret'), NETWORK.replace('192.0.2.10', '192.0.2.99'));
    expect(faults(read)).toMatch(/"DDNS\[3\]\.Password" has another value than on line 14/);
    expect(faults(read)).toMatch(/"Network\.eth0\.IPAddress" has another value than on line 2/);
    expect(JSON.stringify(read)).not.toMatch(/hunter|other-secret|192\.0\.2\.99/);
  });

  it('tells users from those who are signed in', () => {
    const users = ['users[0].Name=admin', 'users[0].Group=admin', 'users[0].Sharable=true'].join('\r\n');
    expect(values(exported(NETWORK, users))['recorder.accounts.users']).toEqual([{ name: 'admin', group: 'admin', reusable: true, reserved: null }]);
    expect(values(exported(NETWORK, users, 'users[1].ClientAddress=192.0.2.50'))['recorder.accounts.users']).toBeUndefined();
  });

  it('never throws, whatever the text, and tells only of the recorder', () => {
    const scraps = fc.array(fc.constantFrom('table.Network.eth0.', 'IPAddress=', '192.0.2.10', '\r\n', 'table.DDNS[0].Enable=', 'true', 'table.DDNS[-1]', '__proto__=1', 'table.UPnP.MapTable[0].InnerPort=', '=', '\u001b[31m', 'schema', ':'), { maxLength: 20 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(scraps, fc.string({ unit: 'binary' })), (text) => {
        const read = readSettings(text, AT);
        expect(read.ok ? read.observations.every((o) => SETTINGS_PATHS.includes(o.path)) : read.faults.length > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the menus', () => {
  it('ask each fact once, only what a settings file may hold, and say how to read it', () => {
    expect(new Set(MENU_ORDER).size).toBe(MENU_ORDER.length);
    expect(MENU_ORDER.filter((path) => !SETTINGS_PATHS.includes(path))).toEqual([]);
    for (const { questions } of MENU) {
      for (const question of questions) {
        expect(question.how, question.path).toMatch(/^[A-Z].*\.$/);
        // Where the fact can be "none", the question says what that looks like.
        if (definitionOf(question.path).nullable) expect(question.empty, question.path).toBeDefined();
        for (const { label } of choicesOf(question) ?? []) expect(label, question.path).toMatch(/^[A-Z]/);
      }
    }
  });

  it('give examples that are answers', () => {
    for (const question of MENU.flatMap((page) => page.questions)) {
      if (question.example !== undefined) expect(readAnswer(question, question.example, { now: AT, zoneMinutes: 0 }), question.path).toHaveProperty('values');
    }
  });
});

const ask = (path: string): MenuQuestion => MENU.flatMap((page) => page.questions).find((question) => question.path === path) as MenuQuestion;
const answer = (path: string, typed: string, zoneMinutes = 0): unknown => {
  const read = readAnswer(ask(path), typed, { now: AT, zoneMinutes });
  return 'problem' in read ? read.problem : Object.fromEntries(read.values);
};

describe('a typed answer', () => {
  it.each([
    ['recorder.network.address', ' 192.168.1.64 ', '192.168.1.64'],
    ['recorder.network.gateway', 'None', null],
    ['recorder.network.gateway', '0.0.0.0', null],
    ['recorder.network.prefix', '255.255.255.0', 24],
    ['recorder.network.prefix', '/24', 24],
    ['recorder.network.poeSubnet', '10.1.1.1/255.255.255.0', '10.1.1.0/24'],
    ['recorder.network.dns', '8.8.8.8, 9.9.9.9', ['8.8.8.8', '9.9.9.9']],
    ['recorder.network.dns', 'none', []],
    ['recorder.ports.tcp', '37777', 37777],
    ['recorder.serial', '0123456', '0123456'],
    ['recorder.time.shownDate', '2026-02-28', '2026-02-28'],
    ['recorder.upnp.mappings', 'TCP 37777 37777 on; udp,37778,37778,off', [{ enabled: true, protocol: 'tcp', inside: 37777, outside: 37777, service: null }, { enabled: false, protocol: 'udp', inside: 37778, outside: 37778, service: null }]],
  ] as const)('%s: "%s"', (path, typed, value) => {
    expect(answer(path, typed)).toEqual({ [path]: value });
  });

  it.each([
    ['recorder.network.address', '192.168.1', /"192\.168\.1" cannot be: it is an address such as 192\.168\.1\.64, or none\./],
    ['recorder.network.prefix', '255.0.255.0', /mask/],
    ['recorder.ports.tcp', '0', /from 1 to 65535/],
    ['recorder.ports.tcp', 'none', /cannot be empty/],
    ['recorder.network.dns', '8.8.8.8 dns', /8\.8\.8\.8 dns/],
    ['recorder.time.shownDate', '2026-02-30', /year, month and day/],
    ['recorder.time.offsetSeconds', '22.11.2026 17:05', /year, month, day and the time/],
    ['recorder.time.offsetSeconds', '2026-11-22 17:05 / soon', /year, month/],
    ['recorder.upnp.mappings', 'tcp 37777', /is not like/],
  ] as const)('%s: "%s" is refused with a reason', (path, typed, problem) => {
    expect(answer(path, typed)).toMatch(problem);
  });

  it('of the clock is compared with this computer, or with a watch on paper', () => {
    expect(answer('recorder.time.offsetSeconds', '2026-11-22 10:00:20')).toEqual({ 'recorder.time.offsetSeconds': 20, 'recorder.time.shownDate': '2026-11-22' });
    expect(answer('recorder.time.offsetSeconds', '2026-11-22 12:00:00', -60)).toMatchObject({ 'recorder.time.offsetSeconds': 3600 });
    expect(answer('recorder.time.offsetSeconds', '2000-1-1 01:00 pm / 2026-11-22 13:00')).toEqual({ 'recorder.time.offsetSeconds': (Date.UTC(2000, 0, 1) - Date.UTC(2026, 10, 22)) / 1000, 'recorder.time.shownDate': '2000-01-01' });
  });
});

describe('the form', () => {
  it('asks in the order of the menus for what is wanted and not settled', () => {
    const open = openQuestions(new Set(['recorder.p2p.enabled', 'recorder.network.gateway', 'recorder.network.dhcp', 'router.igd.found']), (path) => path === 'recorder.network.dhcp');
    expect(open.map((question) => question.path)).toEqual(['recorder.network.gateway', 'recorder.p2p.enabled']);
  });

  it('writes a file that reads back, keeps the time of earlier answers, and tells skipped from empty', () => {
    const earlier = readSettings('schema: nvr-doctor/facts@1\nat: 2026-11-20T08:00:00Z\nfacts: { recorder.network.dhcp: true }', 0);
    const answers = new Answers(earlier.ok ? earlier.observations : [], AT);
    answers.set('recorder.network.gateway', null);
    answers.setUnknown('recorder.p2p.status');
    const read = readSettings(answers.toText(), 0);
    expect(read.ok && read.observations.map((o) => [o.path, o.at, o.value, o.unknown?.reason])).toEqual([
      ['recorder.network.dhcp', AT - 50 * 3_600_000, true, undefined],
      ['recorder.network.gateway', AT, null, undefined],
      ['recorder.p2p.status', AT, undefined, 'not-run'],
    ]);
    expect(answers.toText()).toContain('# --- Main Menu > Network > P2P\n');
  });
});
