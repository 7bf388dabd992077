import { describe, expect, it } from 'vitest';
import { mergeObservations, type Facts } from '../../../src/facts/merge.js';
import { Observer } from '../../../src/facts/observation.js';
import { ONVIF_CANARIES, onvifFace, type OnvifProfile } from '../../../src/lab/devices/onvif/index.js';
import { CallBudget } from '../../../src/recorders/call-budget.js';
import type { Exchange } from '../../../src/recorders/exchange.js';
import { Login } from '../../../src/recorders/login.js';
import { ONVIF } from '../../../src/recorders/onvif/reader.js';
import { OPERATIONS } from '../../../src/recorders/onvif/soap.js';
import { writeItem, type RecorderReader } from '../../../src/recorders/reader.js';
import { memoryRefusals } from '../../../src/recorders/refusals.js';
import { CANARY, house, LOGIN, placeRecorder, type House, type PlacedRecorder } from '../support.js';

interface Read {
  readonly facts: Facts;
  readonly exchanges: readonly Exchange[];
  readonly reader: RecorderReader;
  readonly login: Login;
  readonly recorder: PlacedRecorder;
  readonly told: (path: Parameters<Facts['get']>[0]) => unknown;
}

const SETTINGS = { model: 'NVR-1016', serial: 'NVR1016000001', mac: '02:00:00:00:00:80', network: { address: '192.168.1.80', gateway: '192.168.1.1', prefix: 24, dhcp: false, dnsAuto: false, dns: ['192.168.1.1'] } };

/** Reads everything that is read without a sign-in, as the probe does. */
async function read(profile: string, changes: Partial<OnvifProfile> = {}, budget = new CallBudget()): Promise<Read> {
  const home = house();
  const recorder = await placeRecorder(home, { settings: SETTINGS, face: onvifFace({ profile, changes, passwordOf: () => LOGIN.password }) });
  return { ...(await readAt(home, budget)), recorder };
}

async function readAt(home: House, budget = new CallBudget()): Promise<Omit<Read, 'recorder'>> {
  const login = new Login({ endpoint: '192.168.1.80:80' }, LOGIN, memoryRefusals(), home.clock);
  const exchanges: Exchange[] = [];
  const observe = new Observer('recorder-settings', 'recorder', () => home.clock.now());
  const signal = new AbortController().signal;
  const reader = ONVIF.open({ network: home.laptop, base: { address: '192.168.1.80', port: 80, tls: false }, login, budget, signal, facts: mergeObservations([]), ownAddresses: new Set(), discovered: true, witness: (exchange) => exchanges.push(exchange) });
  for (const item of reader.openItems) {
    const ended = reader.ended();
    writeItem(item, ended ? { state: 'unknown', ...ended } : await item.read(), observe);
  }
  const facts = mergeObservations(observe.observations);
  const told = (path: Parameters<Facts['get']>[0]): unknown => {
    const fact = facts.get(path);
    return fact.state === 'known' ? fact.value : `?${fact.reason}`;
  };
  return { facts, exchanges, reader, login, told };
}

describe('a recorder that tells everything to everybody', () => {
  it.each(['lax', 'prefix', 'quotes'])('profile %s is read whole', async (profile) => {
    const { told, exchanges, recorder, reader } = await read(profile);
    expect(told('recorder.network.address')).toBe('192.168.1.80');
    expect(told('recorder.network.prefix')).toBe(24);
    expect(told('recorder.network.dhcp')).toBe(false);
    expect(told('recorder.network.gateway')).toBe('192.168.1.1');
    expect(told('recorder.network.dnsAuto')).toBe(false);
    expect(told('recorder.network.dns')).toEqual(['192.168.1.1']);
    expect(told('recorder.ports.http')).toBe(80);
    expect(told('recorder.serial')).toBe('NVR1016000001');
    expect(told('recorder.model')).toBe('NVR-1016');
    expect(told('lan.mac')).toBe('02:00:00:00:00:80');
    expect(told('recorder.time.offsetSeconds')).toBe(0);
    expect(exchanges.map(({ request }) => request).sort()).toEqual([...OPERATIONS].sort());
    expect(recorder.device.counters.writes).toBe(0);
    expect(reader.ended()).toBeUndefined();
  });

  it('the clock is told to the second, whatever this computer\'s time zone', async () => {
    const home = house();
    const { state } = await placeRecorder(home, { settings: { ...SETTINGS, clockOffsetSeconds: -3600 }, face: onvifFace({ profile: 'lax' }) });
    expect(state.clockOffsetSeconds).toBe(-3600);
    expect((await readAt(home)).told('recorder.time.offsetSeconds')).toBe(-3600);
  });

  it('passwords that the device would tell anybody are not asked for', async () => {
    const { facts, exchanges } = await read('lax');
    const text = JSON.stringify([facts.observed(), exchanges]);
    for (const secret of [CANARY, LOGIN.password, ...Object.values(ONVIF_CANARIES)]) expect(text).not.toContain(secret);
  });
});

describe('a recorder that wants a sign-in', () => {
  it.each([
    ['plain', 400],
    ['digest', 401],
    ['plain', 200],
  ] as const)('profile %s, faults under %i: its clock is read, the rest is "no permission" and never "off"; nothing is signed', async (profile, faultStatus) => {
    const { told, exchanges, reader, login, recorder } = await read(profile, { faultStatus });
    expect(told('recorder.time.offsetSeconds')).toBe(0);
    for (const path of ['recorder.network.dhcp', 'recorder.network.gateway', 'recorder.network.dns', 'recorder.ports.http', 'recorder.time.ntpServer', 'recorder.serial'] as const) expect([path, told(path)]).toEqual([path, '?not-permitted']);
    // Two refusals in a row tell what the rest would be.
    expect(exchanges).toHaveLength(3);
    expect(reader.ended()).toMatchObject({ reason: 'not-permitted' });
    expect(await reader.signIn()).toBe(false);
    expect(login.result).toMatchObject({ unknown: 'not-supported' });
    expect(recorder.device.counters).toMatchObject({ refusedLogins: 0, writes: 0 });
  });

  it('one that does not even tell the time is asked for two more things and then left alone', async () => {
    const { told, exchanges } = await read('strict');
    expect(told('recorder.time.offsetSeconds')).toBe('?not-permitted');
    expect(exchanges).toHaveLength(3);
  });

  it('signing in sends nothing at all', async () => {
    const home = house();
    await placeRecorder(home, { settings: SETTINGS, face: onvifFace() });
    const { reader } = await readAt(home);
    let packets = 0;
    home.segment.trace = () => void packets++;
    expect(await reader.signIn()).toBe(false);
    await reader.close();
    expect(packets).toBe(0);
    expect(reader.items).toEqual([]);
  });
});

describe('what is no ONVIF recorder, or none any more', () => {
  async function web(answer: string | undefined): Promise<{ home: House; heard: string[] }> {
    const home = house();
    const heard: string[] = [];
    await home.host('other', '192.168.1.80').listen(80, (connection) => {
      connection.on('data', (data: Buffer) => {
        heard.push(data.toString('latin1'));
        if (answer !== undefined) connection.end(answer);
      });
      connection.on('error', () => undefined);
    });
    return { home, heard };
  }

  it.each([
    ['a router\'s login page', 'HTTP/1.1 200 OK\r\nContent-Length: 26\r\nConnection: close\r\n\r\n<html><body></body></html>'],
    ['nothing there', 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'],
    ['a redirect to another host', 'HTTP/1.1 302 Found\r\nLocation: http://203.0.113.66/onvif/device_service\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'],
  ])('%s is asked once', async (_name, answer) => {
    const { home, heard } = await web(answer);
    const { told, reader } = await readAt(home);
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatch(/^POST \/onvif\/device_service HTTP\/1\.1\r\n/);
    expect(heard[0]).not.toMatch(/authorization|wsse|UsernameToken/i);
    expect(told('recorder.time.offsetSeconds')).toBe('?not-supported');
    expect(told('recorder.network.dhcp')).toBe('?not-supported');
    expect(reader.ended()).toMatchObject({ reason: 'not-supported', detail: 'what answers there does not speak ONVIF' });
  });

  /** A recorder that answers the clock, and what `answers` says afterwards, in turn. */
  async function afterTheClock(...answers: readonly string[]): Promise<{ told: (path: Parameters<Facts['get']>[0]) => unknown; exchanges: readonly Exchange[]; reader: RecorderReader }> {
    const home = house();
    let asked = 0;
    await home.host('other', '192.168.1.80').listen(80, (connection) => {
      connection.on('data', () => {
        const [status = '', body = ''] = asked === 0 ? ['200 OK', said('<GetSystemDateAndTimeResponse><SystemDateAndTime><DateTimeType>NTP</DateTimeType></SystemDateAndTime></GetSystemDateAndTimeResponse>')] : (answers[asked - 1] ?? answers.at(-1) ?? '').split('|');
        asked += 1;
        connection.end(`HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
      });
      connection.on('error', () => undefined);
    });
    return readAt(home);
  }
  const said = (inner: string): string => `<Envelope><Body>${inner}</Body></Envelope>`;
  const DNS = said('<GetDNSResponse><DNSInformation><FromDHCP>true</FromDHCP></DNSInformation></GetDNSResponse>');

  it.each(['503 Busy', '404 Not Found', '200 OK'])('one question answered by %s costs that question only', async (status) => {
    const { told, exchanges, reader } = await afterTheClock(`${status}|`, '404 Not Found|', `200 OK|${DNS}`, '404 Not Found|');
    expect(told('recorder.time.ntpEnabled')).toBe(true);
    expect(told('recorder.network.dhcp')).toBe('?failed');
    expect(told('recorder.network.dnsAuto')).toBe(true);
    expect(exchanges).toHaveLength(OPERATIONS.length);
    expect(reader.ended()).toBeUndefined();
  });

  it('a server in trouble twice in a row is left alone, like a silent one', async () => {
    const { told, exchanges, reader } = await afterTheClock('503 Busy|');
    expect(told('recorder.serial')).toBe('?failed');
    expect(exchanges).toHaveLength(3);
    expect(reader.ended()).toMatchObject({ reason: 'failed' });
  });

  it('silence is met twice and not more', async () => {
    const { home, heard } = await web(undefined);
    const { told } = await readAt(home);
    expect(heard).toHaveLength(2);
    expect(told('recorder.network.dhcp')).toBe('?timed-out');
  });

  it('the budget of the run holds for it as well', async () => {
    const { exchanges, told, reader } = await read('lax', {}, new CallBudget(2));
    expect(exchanges).toHaveLength(2);
    expect(told('recorder.serial')).toBe('?not-run');
    expect(reader.ended()).toMatchObject({ reason: 'not-run' });
  });
});
