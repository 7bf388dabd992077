import { describe, expect, it } from 'vitest';
import { fail } from '../../src/network/seam.js';
import { DISCOVERY_GROUP } from '../../src/recorders/discovery/dahua.js';
import { SEARCH_TIMES, searchRecorders } from '../../src/recorders/discovery/search.js';
import { diagnose, house, LOGIN, placeRecorder, type Diagnosis, type House } from './support.js';
import type { ProbeOptions } from '../../src/probes/probe.js';

describe('looking for the recorder', () => {
  it('finds the only one and stops soon after', async () => {
    const home = house();
    await placeRecorder(home);
    const run = await diagnose(home.laptop);
    expect(run.value('lan.found')).toBe(true);
    expect(run.value('lan.recorders')).toEqual([{ address: '192.168.1.64', mac: '02:00:00:00:00:64', serial: '9Z0AAAAPAZ00001', model: 'DH-NVR5216-4KS2/I', brand: 'Dahua', family: 'Dahua', tcpPort: 37777, httpPort: 80 }]);
    expect(run.outcomes[0]?.ms).toBeLessThanOrEqual(SEARCH_TIMES.grace + 20);
  });

  it('a recorder of another network is found by its multicast answer, with its own idea of the network; nothing is signed in to there', async () => {
    const home = house('192.168.0.50');
    const recorder = await placeRecorder(home, { settings: { network: { address: '192.168.1.64', gateway: '192.168.1.1' } } });
    const run = await diagnose(home.laptop, { login: LOGIN });
    expect(run.value('lan.found')).toBe(true);
    expect(run.value('recorder.network.address')).toBe('192.168.1.64');
    expect(run.value('recorder.network.gateway')).toBe('192.168.1.1');
    expect(run.value('recorder.network.dhcp')).toBe(false);
    expect(run.value('lan.tcpPort')).toBe('no-answer');
    expect(recorder.device.counters).toMatchObject({ cgiAccepted: 0, refusedLogins: 0 });
  });

  it('a named recorder ends the search as soon as it answers', async () => {
    for (const options of [{ recorder: '192.168.1.64' }, { recorderId: '9z0aaaapaz00001' }, { recorderId: '02-00-00-00-00-64' }]) {
      const home = house();
      await placeRecorder(home);
      const run = await diagnose(home.laptop, options, {}, undefined);
      expect(run.outcomes[0]?.ms).toBeLessThan(50);
      expect(run.value('recorder.serial')).toBe('9Z0AAAAPAZ00001');
      expect(run.value('lan.askedAddress')).toBe('recorder' in options ? '192.168.1.64' : null);
      if ('recorder' in options) expect(run.value('lan.askedAnswers')).toBe(true);
    }
  });

  const second = { serial: '9Z0AAAAPAZ00002', mac: '02:00:00:00:00:65', network: { address: '192.168.1.65' }, model: 'DH-XVR5108' };

  it('of two recorders none is guessed; both are named, and the choice decides', async () => {
    const home = house();
    await placeRecorder(home);
    await placeRecorder(home, { settings: second });
    const open = await diagnose(home.laptop, { login: LOGIN });
    expect((open.value('lan.recorders') as { address: string }[]).map((r) => r.address).sort()).toEqual(['192.168.1.64', '192.168.1.65']);
    expect(open.why('recorder.serial')).toMatch(/^not-run: 2 recorders answered; choose one by address or serial number: .*192\.168\.1\.6[45].*192\.168\.1\.6[45]/);
    expect(open.why('lan.found')).toMatch(/^failed: 2 recorders answered/);
    expect(open.why('recorder.login.outcome')).toMatch(/^not-run/);
    const chosen = await diagnose(home.laptop, { recorderId: second.serial });
    expect(chosen.value('lan.address')).toBe('192.168.1.65');
    const saved = await diagnose(home.laptop, {}, { 'access.host': '192.168.1.65' });
    expect(saved.value('recorder.model')).toBe('DH-XVR5108');
    const unknown = await diagnose(home.laptop, { recorderId: 'ZZZ' });
    expect(unknown.value('lan.found')).toBe(false);
    expect(JSON.stringify(unknown.facts.get('recorder.serial'))).toContain('no recorder with the id that was given answered');
  });

  it('a recorder that moved away from the given address is recognised as the only one', async () => {
    const home = house();
    await placeRecorder(home, { settings: { network: { address: '192.168.1.77' } } });
    const run = await diagnose(home.laptop, { recorder: '192.168.1.64' });
    expect(run.value('lan.askedAddress')).toBe('192.168.1.64');
    expect(run.value('lan.askedAnswers')).toBe(false);
    expect(run.value('lan.address')).toBe('192.168.1.77');
    expect(run.value('lan.found')).toBe(true);
  });

  it('silence is "not found" only because it was really asked, and costs under a second', async () => {
    const home = house();
    const run = await diagnose(home.laptop, { login: LOGIN });
    expect(run.value('lan.found')).toBe(false);
    expect(run.value('lan.recorders')).toEqual([]);
    expect(run.value('lan.address')).toBeNull();
    expect(run.value('lan.askedAddress')).toBeNull();
    expect(run.elapsed).toBeLessThan(1000);
  });

  it('a given address that is silent: both ways were tried to the end', async () => {
    const home = house();
    const run = await diagnose(home.laptop, { recorder: '192.168.1.64', login: LOGIN });
    expect(run.value('lan.found')).toBe(false);
    expect(run.value('lan.askedAnswers')).toBe(false);
    expect(run.value('lan.address')).toBeNull();
    expect(run.value('lan.openPorts')).toEqual([]);
    expect(run.value('lan.tcpPort')).toBe('no-answer');
    expect(run.elapsed).toBeLessThan(1700);
  });

  it('a public address in the app is not searched, and its ports are not tried', async () => {
    const home = house();
    await placeRecorder(home);
    const spokenTo = new Set<string | undefined>();
    const watched = Object.assign(Object.create(home.laptop) as typeof home.laptop, {
      tcp: (options: Parameters<typeof home.laptop.tcp>[0]) => (spokenTo.add(options.host), home.laptop.tcp(options)),
      udp: async (options: Parameters<typeof home.laptop.udp>[0]) => {
        const socket = await home.laptop.udp(options);
        if (!socket.ok) return socket;
        const send: typeof socket.value.send = (data, port, address) => (spokenTo.add(address), socket.value.send(data, port, address));
        return { ok: true, value: Object.assign(Object.create(socket.value) as typeof socket.value, { send }) };
      },
    });
    const run = await diagnose(watched, { login: LOGIN }, { 'access.host': '203.0.113.5', 'access.port': 37777 });
    expect(run.value('lan.address')).toBe('192.168.1.64');
    expect(spokenTo).toContain('192.168.1.64');
    expect(spokenTo).not.toContain('203.0.113.5');
  });

  it('"not found" needs both, the search and every port', async () => {
    const home = house();
    const changed = (change: Partial<typeof home.laptop>): typeof home.laptop => Object.assign(Object.create(home.laptop) as typeof home.laptop, change);
    const mute = changed({ udp: () => Promise.resolve(fail('not-permitted')) });
    const unsearched = await diagnose(mute, { recorder: '192.168.1.64' });
    expect(unsearched.facts.get('lan.recorders').state).toBe('unknown');
    expect(unsearched.value('lan.openPorts')).toEqual([]);
    expect(unsearched.facts.get('lan.found').state).toBe('unknown');
    const oneUntried = changed({ tcp: (options) => (options.port === 554 ? Promise.resolve(fail('not-permitted')) : home.laptop.tcp(options)) });
    const run = await diagnose(oneUntried, { recorder: '192.168.1.64' });
    expect(run.value('lan.recorders')).toEqual([]);
    expect(run.value('lan.triedPorts')).toEqual([37777, 80, 443, 35000, 8000]);
    expect(run.facts.get('lan.found').state).toBe('unknown');
  });

  it('where nothing can be sent, nothing is known', async () => {
    const home = house();
    await placeRecorder(home);
    const mute = Object.assign(Object.create(home.laptop) as typeof home.laptop, { udp: () => Promise.resolve(fail('not-permitted')) });
    const run = await diagnose(mute);
    expect(run.why('lan.found')).toBe('failed: no search could be sent');
    expect(run.why('lan.recorders')).toBe('failed: no search could be sent');
    expect(run.facts.get('lan.address').state).toBe('unknown');
    const noNetwork = Object.assign(Object.create(home.laptop) as typeof home.laptop, { interfaces: () => Promise.resolve([]) });
    expect((await diagnose(noNetwork)).why('lan.found')).toBe('failed: no search could be sent');
    const unplugged = Object.assign(Object.create(noNetwork) as typeof home.laptop, { tcp: () => Promise.resolve(fail('network-unreachable')), udp: () => Promise.resolve(fail('network-unreachable')) });
    const given = await diagnose(unplugged, { recorder: '192.168.1.64' });
    expect(given.why('lan.askedAnswers')).toBe('failed: the address could not be tried');
    expect(given.why('lan.tcpPort')).toBe('failed: the ports could not be tried');
    expect(given.facts.get('lan.found').state).toBe('unknown');
  });

  it('an address that is none is told so, and the search goes on', async () => {
    const home = house();
    await placeRecorder(home);
    const run = await diagnose(home.laptop, { recorder: 'my-recorder' });
    expect(run.why('lan.askedAddress')).toMatch(/^malformed/);
    expect(run.value('lan.found')).toBe(true);
  });

  it('cameras answer the same search and are nobody\'s recorder', async () => {
    const home = house();
    const camera = home.host('camera', '192.168.1.90');
    const socket = await camera.udp({ port: 37810, reuse: true, groups: [DISCOVERY_GROUP] });
    if (!socket.ok) throw new Error('no socket');
    void (async () => {
      for (;;) {
        const heard = await socket.value.receive(new AbortController().signal);
        if (!heard.ok) return;
        await socket.value.send(Buffer.from('{"mac":"02:00:00:00:00:90","method":"client.notifyDevInfo","params":{"deviceInfo":{"DeviceClass":"IPC","DeviceType":"IPC-1"}}}'), heard.value.port, heard.value.address);
      }
    })();
    const alone = await diagnose(home.laptop);
    expect(alone.value('lan.found')).toBe(false);
    expect(alone.value('lan.recorders')).toEqual([]);
    const asked = await diagnose(home.laptop, { recorder: '192.168.1.90' });
    expect(asked.value('recorder.model')).toBe('IPC-1');
    socket.value.close();
  });

  it('a flood of forged devices is bounded', async () => {
    const home = house();
    const attacker = home.host('attacker', '192.168.1.66');
    const socket = await attacker.udp({ port: 37810, reuse: true, groups: [DISCOVERY_GROUP] });
    if (!socket.ok) throw new Error('no socket');
    void (async () => {
      const heard = await socket.value.receive(new AbortController().signal);
      if (!heard.ok) return;
      for (let i = 0; i < 2000; i++) {
        await socket.value.send(Buffer.from(`{"mac":"02:00:00:00:${String(i % 90).padStart(2, '1')}:${String(i % 89).padStart(2, '1')}","method":"client.notifyDevInfo","params":{"deviceInfo":{"DeviceClass":"NVR","SerialNo":"S${i}"}}}`), heard.value.port, heard.value.address);
      }
    })();
    const result = await searchRecorders(home.laptop, { signal: new AbortController().signal });
    expect(result.devices.length).toBeLessThanOrEqual(64);
    socket.value.close();
  });

  it.each(['huge', 'no-address'] as const)('a reply of the kind "%s" is enough to be found', async (discovery) => {
    const home = house();
    await placeRecorder(home, { quirks: { discovery } });
    const run = await diagnose(home.laptop);
    expect(run.value('lan.address')).toBe('192.168.1.64');
    expect(run.facts.get('recorder.network.dhcp')).toMatchObject(
      discovery === 'huge' ? { state: 'known', value: false } : { state: 'unknown', others: [{ source: 'recorder-discovery', unknown: { reason: 'not-supported' } }] },
    );
  });
});

describe('a run that is interrupted', () => {
  it('keeps what answered and turns no silence into an answer', async () => {
    const home = house();
    await placeRecorder(home);
    const before = await interrupted(home, 20, {});
    expect(before.value('lan.found')).toBe(true);
    const empty = house();
    const silent = await interrupted(empty, 20, { recorder: '192.168.1.64' });
    expect(silent.facts.get('lan.found').state).toBe('unknown');
    expect(silent.facts.get('lan.recorders').state).toBe('unknown');
    expect(silent.facts.get('lan.askedAnswers').state).toBe('unknown');
    expect(silent.elapsed).toBeLessThan(100);
  });
});

describe('ports and who answers on them', () => {
  it('another TCP port that discovery told is the one that counts', async () => {
    const home = house();
    await placeRecorder(home, { settings: { ports: { tcp: 40000, http: 8081 } } });
    const run = await diagnose(home.laptop, {}, { 'access.port': 37777 });
    expect(run.value('recorder.ports.tcp')).toBe(40000);
    expect(run.value('lan.tcpPort')).toBe('open');
    expect(run.value('lan.httpPort')).toBe('open');
    expect(run.value('lan.openPorts')).toEqual([554, 40000, 8081]);
    expect(run.value('lan.triedPorts')).toEqual([37777, 80, 443, 554, 35000, 8000, 40000, 8081]);
    expect(run.facts.get('recorder.brand').others).toContainEqual(expect.objectContaining({ source: 'recorder-probe', value: 'Dahua' }));
  });

  it('a recorder whose discovery is off is found at the app\'s own address, read, and its hardware address learnt', async () => {
    const home = house();
    const network = home.host('recorder', '192.168.1.64');
    const { createRecorderState, startRecorder } = await import('../../src/lab/devices/recorder/index.js');
    const { createAccounts } = await import('../../src/accounts/index.js');
    const state = createRecorderState();
    const accounts = { state: createAccounts({ realm: 'Login to 0123456789abcdef0123456789abcdef', users: [{ name: 'admin', password: LOGIN.password }] }) };
    await startRecorder(network, { state, accounts, ports: { discovery: false }, keepaliveSeconds: 0 });
    const run = await diagnose(home.laptop, { login: LOGIN }, { 'access.host': '192.168.1.64', 'access.port': 37777 });
    expect(run.value('lan.found')).toBe(true);
    expect(run.value('lan.recorders')).toEqual([]);
    expect(run.value('lan.askedAddress')).toBeNull();
    expect(run.value('lan.mac')).toMatch(/^02:00:00:00:01:/);
    expect(run.value('recorder.login.outcome')).toBe('accepted');
    expect(run.value('recorder.initialized')).toBe(true);
    expect(run.elapsed).toBeLessThan(1200);
  });

  it('a factory-new recorder without discovery tells so itself, and is not signed in to', async () => {
    const home = house();
    const recorder = await placeRecorder(home, { settings: { firmware: '4.000.1' }, users: [], initialized: false });
    const run = await diagnose(home.laptop, { login: LOGIN, recorder: '192.168.1.64' }, {}, undefined);
    expect(run.value('recorder.initialized')).toBe(false);
    expect(recorder.device.counters.refusedLogins).toBe(0);
  });

  it('a printer at the given address is not a recorder and never hears the password', async () => {
    const home = house();
    const printer = home.host('printer', '192.168.1.64');
    const heard: string[] = [];
    await printer.listen(80, (connection) => {
      connection.on('data', (data: Buffer) => {
        heard.push(data.toString('latin1'));
        connection.end('HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm="Printer", nonce="n", qop="auth"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      });
      connection.on('error', () => undefined);
    });
    const run = await diagnose(home.laptop, { recorder: '192.168.1.64', login: LOGIN });
    expect(run.value('lan.found')).toBe(false);
    expect(run.value('lan.askedAnswers')).toBe(true);
    expect(run.value('lan.address')).toBeNull();
    const brand = run.facts.get('recorder.brand');
    expect(brand.state).toBe('unknown');
    expect(brand.others.find(({ source }) => source === 'recorder-probe')?.unknown).toEqual({ reason: 'not-supported', detail: 'what answers there is not a recorder that is known; it calls itself "Printer"' });
    expect(run.value('recorder.login.outcome')).toBeUndefined();
    // Once in the words of each make.
    expect(heard.length).toBe(3);
    expect(heard.join('')).not.toMatch(/authorization/i);
  });

  it.each([
    ['Digest realm="IP Camera(SIM21)", nonce="n", qop="auth"', 'Hikvision'],
    ['Digest realm="NVRDVR", nonce="n", qop="auth"', 'Uniview'],
    ['Basic realm="Device_CGI"', 'Dahua'],
  ])('%s is %s', async (challenge, brand) => {
    const home = house();
    const other = home.host('recorder', '192.168.1.64');
    const heard: string[] = [];
    await other.listen(80, (connection) => {
      connection.on('data', (data: Buffer) => {
        heard.push(data.toString('latin1'));
        connection.end(`HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: ${challenge}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      });
      connection.on('error', () => undefined);
    });
    const run = await diagnose(home.laptop, { recorder: '192.168.1.64' });
    expect(run.value('recorder.brand')).toBe(brand);
    expect(run.value('lan.found')).toBe(true);
    expect(heard.join('')).not.toMatch(/authorization/i);
  });
});

/** Ctrl-C after `ms` of virtual time. */
async function interrupted(home: House, ms: number, options: Partial<ProbeOptions>): Promise<Diagnosis> {
  const stop = new AbortController();
  void home.clock.sleep(ms).then(() => stop.abort());
  return diagnose(home.laptop, options, {}, undefined, stop.signal);
}
