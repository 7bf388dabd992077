/** Clients that nobody here wrote, against the other makes of recorder on loopback sockets: curl's digest, the npm ONVIF client, xmllint. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { lockStatus } from '../../src/accounts/index.js';
import { serveHomeOnLoopback, type ServedHome } from '../../src/lab/devices/serve.js';
import type { Brand } from '../../src/lab/fixture.js';
import { installed, run, type Ran } from './clients-support.js';

const ADDRESS = '127.0.96.1';
/** GetDeviceInformation as the ONVIF core specification prints it. */
const SOAP =
  '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><tds:GetDeviceInformation xmlns:tds="http://www.onvif.org/ver10/device/wsdl"/></s:Body></s:Envelope>';

let served: ServedHome | undefined;
afterEach(() => served?.close());

async function serve(brand: Brand, model?: string, initialized = true): Promise<string> {
  served = await serveHomeOnLoopback({ address: ADDRESS, home: { recorder: { brand, initialized, ...(model === undefined ? {} : { model }) } }, ports: { natPmp: false } });
  return `http://${ADDRESS}:${served.recorder.httpPort}`;
}

const curl = (url: string, password = 'Test-1234', ...more: string[]): Promise<Ran> => run('curl', '-s', '-g', '-w', '%{http_code}', '--digest', '-u', `admin:${password}`, ...more, url);
const left = (): number | null | undefined => served && lockStatus(served.accounts.state, 'admin', Date.now(), ADDRESS)?.triesLeft;

describe.skipIf(!installed('curl'))('curl --digest', () => {
  it.each([
    ['DS-7616NI-K2', 'one challenge that names no algorithm'],
    ['DS-7608NXI-I2', 'MD5 and SHA-256 side by side'],
    ['iDS-7204HUHI-M1', 'SHA-256 alone'],
  ])('reads ISAPI of %s: %s', async (model) => {
    const base = await serve('hikvision', model);
    expect((await curl(`${base}/ISAPI/System/deviceInfo`)).text).toMatch(new RegExp(`<model>${model}</model>[\\s\\S]*200$`));
    expect((await curl(`${base}/ISAPI/System/Network/interfaces/1`)).text).toContain(`<ipAddress>${ADDRESS}<`);
    expect(served?.recorder.counters).toMatchObject({ refusedLogins: 0, writes: 0 });
  });

  it.each(['DS-7616NI-K2', 'iDS-7204HUHI-M1'])('a wrong password for %s burns exactly one try, and the fifth locks', async (model) => {
    const check = `${await serve('hikvision', model)}/ISAPI/Security/userCheck`;
    expect((await curl(check, 'wrong')).text).toMatch(/<retryLoginTime>4<[\s\S]*<lockStatus>unlock<[\s\S]*401$/);
    expect([left(), served?.recorder.counters.refusedLogins]).toEqual([4, 1]);
    for (let i = 0; i < 4; i++) await curl(check, 'wrong');
    expect((await curl(check)).text).toMatch(/<lockStatus>lock<[\s\S]*<unlockTime>1[78]\d\d<[\s\S]*401$/);
  });

  it('what would write is refused and counted', async () => {
    const base = await serve('hikvision');
    expect((await curl(`${base}/ISAPI/System/time`, 'Test-1234', '-X', 'PUT', '-d', '<Time/>')).text).toMatch(/methodNotAllowed[\s\S]*403$/);
    expect(served?.recorder.counters.writes).toBeGreaterThan(0);
  });

  it('reads LAPI', async () => {
    const base = await serve('uniview');
    const { text } = await curl(`${base}/LAPI/V1.0/System/DeviceInfo`);
    expect(text).toMatch(/200$/);
    expect(JSON.parse(text.slice(0, -3))).toMatchObject({ Response: { ResponseCode: 0, Data: { DeviceModel: 'NVR302-16S2-P8' } } });
    expect((await curl(`${base}/LAPI/V1.0/System/DeviceInfo`, 'wrong')).text).toMatch(/401$/);
    expect(left()).toBe(4);
  });

  it('asks ONVIF with the request of the specification', async () => {
    const base = await serve('onvif', 'NVR-3032D');
    const { text } = await curl(`${base}/onvif/device_service`, 'Test-1234', '-H', 'Content-Type: application/soap+xml; charset=utf-8', '-d', SOAP);
    expect(text).toMatch(/<tds:Model>NVR-3032D<[\s\S]*200$/);
  });
});

interface Cam {
  [method: string]: (callback: (error: Error | null, value: unknown) => void) => void;
}
type OnvifPackage = { readonly Cam: new (options: object) => Cam };

/** Not among our dependencies: it is used where somebody has put it. */
function onvifPackage(): OnvifPackage | undefined {
  try {
    return createRequire(import.meta.url)('onvif') as OnvifPackage;
  } catch {
    console.warn('skipped: the npm package onvif is not installed');
    return undefined;
  }
}

const onvif = onvifPackage();

describe.skipIf(onvif === undefined)('the npm package onvif', () => {
  it.each([
    ['NVR-1016', 'a token'],
    ['NVR-3032D', 'HTTP digest'],
    ['NVR-1008P', 'no sign-in at all'],
    ['XVR-5104', 'a prefix that nobody declared'],
  ])('reads %s, which has %s', async (model) => {
    await serve('onvif', model);
    const cam = new (onvif as OnvifPackage).Cam({ hostname: ADDRESS, port: served?.recorder.httpPort, username: 'admin', password: 'Test-1234', autoconnect: false });
    const call = (method: string): Promise<unknown> => new Promise((resolve, reject) => cam[method]?.((error, value) => (error ? reject(error) : resolve(value))));
    expect(Math.abs(Number(await call('getSystemDateAndTime')) - Date.now())).toBeLessThan(5_000);
    await call('getCapabilities');
    expect(await call('getDeviceInformation')).toMatchObject({ model });
    expect(await call('getNetworkInterfaces')).toMatchObject([{ IPv4: { config: { manual: { address: ADDRESS, prefixLength: 8 }, DHCP: false } } }]);
    expect(await call('getDNS')).toMatchObject({ fromDHCP: false });
    expect(served?.recorder.counters.refusedLogins).toBe(0);
  });
});

describe.skipIf(!installed('xmllint') || !installed('curl'))('xmllint', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'xmllint-'));
  const file = path.join(folder, 'reply.xml');
  const wellFormed = async (reply: Ran): Promise<boolean> => {
    writeFileSync(file, reply.text.replace(/\d{3}$/, ''));
    // A prefix that nobody declared is complained about and not an error to it.
    const { code, text } = await run('xmllint', '--noout', file);
    return code === 0 && text === '';
  };
  afterEach(() => rmSync(file, { force: true }));

  it('finds the documents of clean models well-formed, and those of an ugly one not', async () => {
    const base = await serve('hikvision', 'DS-7608NXI-I2');
    for (const document of ['System/deviceInfo', 'System/capabilities', 'Security/adminAccesses', 'Security/users', 'Security/userCheck', 'System/Network/interfaces', 'System/Network/DDNS', 'System/Network/EZVIZ', 'System/Network/UPnP/ports', 'System/time', 'System/time/ntpServers', 'Nothing']) {
      expect(await wellFormed(await curl(`${base}/ISAPI/${document}`)), document).toBe(true);
    }
    served?.close();
    expect(await wellFormed(await curl(`${await serve('hikvision', 'DS-7616NI-K2')}/ISAPI/System/deviceInfo`))).toBe(false);
  });

  it.each([
    ['NVR-3032D', true],
    ['NVR-1008P', true],
    ['XVR-5104', false],
    ['AHD-0804', false],
  ])('ONVIF of %s is well-formed: %s', async (model, clean) => {
    const base = await serve('onvif', model);
    expect(await wellFormed(await curl(`${base}/onvif/device_service`, 'Test-1234', '-d', SOAP))).toBe(clean);
  });
});
