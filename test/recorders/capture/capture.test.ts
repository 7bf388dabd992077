import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { differences, type Capture } from '../../../src/recorders/capture/capture.js';
import { Disguise } from '../../../src/recorders/capture/disguise.js';
import { filesOf, folderOf, listFolders, readFolder, safeName, writeFolder } from '../../../src/recorders/capture/folder.js';
import { holdsSecret } from '../../../src/recorders/capture/leak.js';
import { replayCapture } from '../../../src/recorders/capture/replay.js';
import { readReply, writeReply } from '../../../src/recorders/capture/reply-file.js';
import type { Exchange } from '../../../src/recorders/exchange.js';

/** Whether a draft can be put in its place. */
const disk = vi.hoisted(() => ({ draftStays: false }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  const rename: typeof fs.rename = (from, to) => (disk.draftStays && /\.capture-\w+$/.test(String(from)) ? Promise.reject(new Error('EIO')) : real.rename(from, to));
  return { ...real, rename };
});

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'nvr-doctor-capture-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const cgi = (request: string, body: string, more: Partial<Exchange> = {}): Exchange => ({ protocol: 'cgi', request: `GET /cgi-bin/${request}`, status: 200, rawHeaders: ['Content-type', 'text/plain'], body, ...more });
const NOBODY = { serials: [], models: [], users: [], hosts: [] };

async function anyCapture(): Promise<Capture> {
  const folders = await listFolders('fixtures/recorders');
  return readFolder(folders.find((folder) => folder.includes(`dahua${sep}4.000`)) ?? '');
}

describe('where a capture is written', () => {
  it.each([
    ['../../etc', 'passwd', join('etc', 'passwd')],
    ['Dahua', '4.001.0000000.14,build:2021-03-06 10:32:02', join('dahua', '4.001.0000000.14')],
    ['', '', join('x-unknown', 'x-unknown')],
    ['CON', '..', join('x-con', 'x-unknown')],
    ['/', '\u0000\u001b[31m', join('x-unknown', '31m')],
    ['漢字', 'V4.30 (build 1)', join('x-unknown', 'v4.30-build-1')],
  ])('%j and %j become a folder below', (brand, firmware, expected) => {
    expect(folderOf({ brand, firmware })).toBe(expected);
  });

  it('whatever a device calls itself, its name is one plain part of a path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
        expect(safeName(name)).toMatch(/^(?!.*\.\.)[a-z0-9-][a-z0-9.-]{0,70}$/);
      }),
      { numRuns: 5000 },
    );
  });

  it('a capture that is there stays, unless it is to be replaced', async () => {
    const folder = join(place, 'dahua', '4.000');
    await writeFolder(folder, [{ name: 'manifest.yaml', content: 'one' }], false);
    await expect(writeFolder(folder, [{ name: 'manifest.yaml', content: 'two' }], false)).rejects.toThrow('There is a capture in this folder already.');
    expect(readFileSync(join(folder, 'manifest.yaml'), 'utf8')).toBe('one');
    await writeFolder(folder, [{ name: 'manifest.yaml', content: 'two' }], true);
    expect(readFileSync(join(folder, 'manifest.yaml'), 'utf8')).toBe('two');
    expect(readdirSync(join(place, 'dahua'))).toEqual(['4.000']);
    expect(readdirSync(folder)).toEqual(['manifest.yaml']);
  });

  it('a capture that cannot be replaced is there as it was, and nothing beside it', async () => {
    const folder = join(place, 'dahua', '4.000');
    await writeFolder(folder, [{ name: 'manifest.yaml', content: 'one' }], false);
    disk.draftStays = true;
    try {
      await expect(writeFolder(folder, [{ name: 'manifest.yaml', content: 'two' }], true)).rejects.toThrow('The capture cannot be written.');
    } finally {
      disk.draftStays = false;
    }
    expect(readFileSync(join(folder, 'manifest.yaml'), 'utf8')).toBe('one');
    expect(readdirSync(join(place, 'dahua'))).toEqual(['4.000']);
  });

  it("a person's own folder is not replaced, whatever is agreed to", async () => {
    const folder = join(place, 'photos');
    mkdirSync(folder);
    writeFileSync(join(folder, 'cat.jpg'), 'cat');
    await expect(writeFolder(folder, [], true)).rejects.toThrow('This is not a capture, so it is not replaced.');
    expect(readdirSync(folder)).toEqual(['cat.jpg']);
  });

  it('a capture that cannot be written whole leaves nothing', async () => {
    const twice = [{ name: 'a.reply', content: '1' }, { name: 'a.reply', content: '2' }];
    await expect(writeFolder(join(place, 'x', 'y'), twice, false)).rejects.toThrow('The capture cannot be written.');
    expect(readdirSync(join(place, 'x'))).toEqual([]);
  });

  it('what is written is read again as it was', async () => {
    const capture = await anyCapture();
    const folder = join(place, 'again');
    await writeFolder(folder, filesOf(capture), false);
    expect(await readFolder(folder)).toEqual(capture);
  });

  it('a folder that is none is told with the file that is wrong', async () => {
    writeFileSync(join(place, 'manifest.yaml'), 'schema: something@1');
    await expect(readFolder(place)).rejects.toThrow('The manifest is not one');
    writeFileSync(join(place, 'manifest.yaml'), '"');
    await expect(readFolder(place)).rejects.toThrow('The manifest is not YAML.');
    await expect(readFolder(join(place, 'nothing'))).rejects.toThrow('The file cannot be read.');
  });
});

describe('a reply in a file', () => {
  it('keeps line ends, NULs and blanks of the body', () => {
    const timed = { exchange: cgi('a', 'one\r\ntwo \n\n\u0000', { rawHeaders: ['CONNECTION', 'close', 'X-Odd', ''] }), after: 17 };
    expect(readReply(writeReply(timed))).toEqual(timed);
  });

  it('tells a failure and a datagram from an answer', () => {
    const failed = { exchange: { protocol: 'rpc2', request: 'Nat.getTurnStatus', rawHeaders: [], body: '', failure: 'timed-out' }, after: 0 } as const;
    const heard = { exchange: { protocol: 'dhdiscover', request: 'search', rawHeaders: [], body: '{"a":1}' }, after: 5 } as const;
    expect(readReply(writeReply(failed))).toEqual(failed);
    expect(readReply(writeReply(heard))).toEqual(heard);
  });

  it('holds nothing that moves a cursor, and no header that a device split in two', () => {
    const text = writeReply({ exchange: cgi('a', '\u001b[2Jbody', { request: 'GET /a\n< 200', rawHeaders: ['A', 'b\r\n\r\nc'] }), after: 0 });
    expect(text).not.toContain('\u001b');
    expect(readReply(text)?.exchange).toMatchObject({ request: 'GET /a < 200', rawHeaders: ['A', 'b    c'], body: '?[2Jbody' });
  });
});

describe('persons and places', () => {
  it('become the same other name everywhere, of the same length where that matters', () => {
    const serial = '6G06324PAG4549F';
    const exchanges = [
      cgi('magicBox.cgi?action=getSerialNo', `sn=${serial}\r\n`, { rawHeaders: ['WWW-Authenticate', `Digest realm="Login to ${serial}"`] }),
      cgi('configManager.cgi?action=getConfig&name=Network', 'table.Network.Hostname=Bergers-NVR\r\ntable.Network.eth0.PhysicalAddress=3c:ef:8c:12:34:56\r\ntable.Network.eth0.IPAddress=192.168.1.64\r\n'),
      cgi('x', '{"SerialNumber":"6G06324PAG4549F","Other":"6G06324PAG4550F","MAC":"3CEF8C123456"}'),
    ];
    const disguise = new Disguise(exchanges, { ...NOBODY, serials: ['6G06324PAG4550F'] });
    const [first, second, third] = exchanges.map((exchange) => disguise.exchange(exchange));
    const other = /sn=(\w+)/.exec(first?.body ?? '')?.[1] ?? '';
    expect(other).toMatch(/^\d[A-Z]\d{5}[A-Z]{3}\d{4}[A-Z]$/);
    expect(other).not.toBe(serial);
    expect(first?.rawHeaders[1]).toBe(`Digest realm="Login to ${other}"`);
    expect(third?.body).toContain(`"SerialNumber":"${other}"`);
    expect(third?.body).not.toContain('6G06324');
    expect(/"Other":"(\w+)"/.exec(third?.body ?? '')?.[1]).not.toBe(other);
    expect(second?.body).toBe('table.Network.Hostname=NVR-1\r\ntable.Network.eth0.PhysicalAddress=00:00:5e:00:53:01\r\ntable.Network.eth0.IPAddress=192.168.1.64\r\n');
    expect(third?.body).toContain('"MAC":"00005E005301"');
    expect(disguise.fact('recorder.serial', serial)).toBe(other);
    expect(disguise.fact('lan.mac', '3c:ef:8c:12:34:56')).toBe('00:00:5e:00:53:01');
  });

  it('public addresses go and private ones stay, and dotted versions are no addresses', () => {
    const body = 'table.Network.eth0.IPAddress=192.168.1.64\ntable.UPnP.OuterAddress=81.2.69.142\ntable.X.Address=81.2.69.142\ntable.X.Dns=8.8.8.8\ntable.X.V6=2a02:908::1\nversion=4.1.1.5\ntable.X.Mask=255.255.255.0';
    const disguise = new Disguise([cgi('x', body)], NOBODY);
    expect(disguise.exchange(cgi('x', body)).body).toBe(
      'table.Network.eth0.IPAddress=192.168.1.64\ntable.UPnP.OuterAddress=198.51.100.1\ntable.X.Address=198.51.100.1\ntable.X.Dns=8.8.8.8\ntable.X.V6=2001:db8::2\nversion=4.1.1.5\ntable.X.Mask=255.255.255.0',
    );
  });

  it('where the recorder stands, what the house is called and whom it belongs to go as well', () => {
    const exchanges: Exchange[] = [
      { ...cgi('x', '<DeviceInfo><deviceLocation>12 Elm St</deviceLocation><model>DS-7608NI-K2</model></DeviceInfo>'), protocol: 'isapi', request: 'GET /ISAPI/System/deviceInfo' },
      { protocol: 'ws-discovery', request: 'search', rawHeaders: [], body: '<Scopes>onvif://www.onvif.org/name/Smith%20House onvif://www.onvif.org/hardware/X1 onvif://www.onvif.org/location/country/elm%20st</Scopes>' },
      { protocol: 'ws-discovery', request: 'search', rawHeaders: [], body: '<Scopes>onvif://www.onvif.org/name/HIKVISION%20DS-7608NI-K2 onvif://www.onvif.org/hardware/DS-7608NI-K2 onvif://www.onvif.org/name/NVR</Scopes>' },
      cgi('userManager.cgi?action=getUserInfoAll', 'users[0].Name=admin\nusers[0].Group=Smiths\nusers[1].Name=viewer\nusers[1].Group=user'),
      cgi('configManager.cgi?action=getConfig&name=NTP', 'table.NTP.Address=ntp.smith-family.org\ntable.NTP.Backup.Address=pool.ntp.org'),
    ];
    const disguise = new Disguise(exchanges, NOBODY);
    const bodies = exchanges.map((exchange) => disguise.exchange(exchange).body);
    expect(bodies.join('\n')).not.toMatch(/smith|elm/i);
    expect(bodies[0]).toContain('DS-7608NI-K2');
    expect(bodies[1]).toContain('hardware/X1');
    expect(bodies[2]).toBe(exchanges[2]?.body);
    expect(bodies[3]).toMatch(/users\[0\]\.Group=group-\d+\nusers\[1\]\.Name=viewer\nusers\[1\]\.Group=user$/);
    expect(bodies[4]).toMatch(/NTP\.Address=home-\d+\.example\.net\ntable\.NTP\.Backup\.Address=pool\.ntp\.org$/);
    expect(JSON.stringify([disguise.fact('recorder.time.ntpServer', 'ntp.smith-family.org'), disguise.fact('recorder.accounts.users', [{ name: 'admin', group: 'Smiths' }]), disguise.fact('recorder.model', 'Smith House')])).not.toMatch(/smith/i);
  });

  it.each(['a&b<c"d', "p+w d/ü'x"])('the password %j is found in every code in which a device repeats it', (secret) => {
    const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
    const written = [secret, xml, JSON.stringify(secret), secret.replace(/[^]/gu, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`), encodeURIComponent(secret), new URLSearchParams({ p: secret }).toString()];
    expect(written.filter((text) => !holdsSecret(`before ${text} after`, secret))).toEqual([]);
    expect(holdsSecret('nothing of it', secret)).toBe(false);
  });

  it('names of users go where users are listed, and a user named "true" breaks nothing', () => {
    const users = 'users[0].Name=admin\nusers[1].Name=true\nusers[1].Sharable=true\nusers[2].Name=frau.berger\nusers[2].Group=user';
    const list = cgi('userManager.cgi?action=getUserInfoAll', users);
    const own = cgi('userManager.cgi?action=getUserInfo&name=frau.berger', 'user.Name=frau.berger\nuser.Sharable=true');
    const disguise = new Disguise([list, own], NOBODY);
    expect(disguise.exchange(list).body).toBe('users[0].Name=admin\nusers[1].Name=user-1\nusers[1].Sharable=true\nusers[2].Name=user-2\nusers[2].Group=user');
    expect(disguise.exchange(own)).toMatchObject({ request: 'GET /cgi-bin/userManager.cgi?action=getUserInfo&name=user-2', body: 'user.Name=user-2\nuser.Sharable=true' });
    expect(disguise.fact('recorder.accounts.users', [{ name: 'frau.berger', group: 'user' }])).toEqual([{ name: 'user-2', group: 'user' }]);
  });
});

describe('a replay', () => {
  it('notices a setting that is read differently, by its name', async () => {
    const capture = await anyCapture();
    const facts = new Map(capture.facts).set('recorder.ports.rtsp', { value: 10_554 }).set('recorder.network.pppoe', { value: true });
    expect(differences(facts, (await replayCapture(capture)).facts)).toEqual(['recorder.network.pppoe: true became false', 'recorder.ports.rtsp: 10554 became 554']);
  });

  it('counts sign-ins: one of each kind, signed out of where there is a session', async () => {
    const { counts } = await replayCapture(await anyCapture());
    expect(counts).toMatchObject({ refused: 0, rpcLogins: 1, rpcLogouts: 1, sockets: 1, unanswered: [] });
    expect(counts.answers).toBeGreaterThan(10);
  });

  it('a reply that is missing is a question without an answer, not a setting that is off', async () => {
    const capture = await anyCapture();
    const exchanges = capture.exchanges.filter(({ exchange }) => !exchange.request.includes('name=DDNS'));
    const { facts, counts } = await replayCapture({ ...capture, exchanges });
    expect(counts.unanswered).toContain('GET /cgi-bin/configManager.cgi?action=getConfig&name=DDNS');
    expect(facts.get('recorder.ddns.enabled')).toHaveProperty('unknown');
  });

  it('an answer that never came then does not come now', async () => {
    const capture = await anyCapture();
    const exchanges = capture.exchanges.map((timed) => (timed.exchange.request.includes('name=NTP') && timed.exchange.status === 200 ? { ...timed, exchange: { ...timed.exchange, body: '', rawHeaders: [], failure: 'timed-out' as const, status: undefined as never } } : timed));
    const { facts } = await replayCapture({ ...capture, exchanges });
    expect(facts.get('recorder.time.ntpEnabled')).toEqual({ unknown: 'timed-out' });
    expect(facts.get('recorder.ports.rtsp')).toEqual({ value: 554 });
  });

  it('gives the same in any time zone', async () => {
    const capture = await anyCapture();
    const before = process.env['TZ'];
    try {
      for (const zone of ['America/New_York', 'Asia/Kolkata']) {
        process.env['TZ'] = zone;
        expect(differences(capture.facts, (await replayCapture(capture)).facts)).toEqual([]);
      }
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });
});
