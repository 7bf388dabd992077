import { describe, expect, it } from 'vitest';
import { signIn, digestResponse } from '../../src/accounts/index.js';
import type { FactPath } from '../../src/facts/dictionary.js';
import { RECORDER_FAMILIES } from '../../src/facts/areas/lan.js';
import { loadFamily } from '../../src/recorders/families.js';
import { recorderSettings } from '../../src/probes/recorder-settings.js';
import { CANARY, diagnose, house, LOGIN, PASSWORD, placeRecorder, type Diagnosis, type PlacedRecorder } from './support.js';

/** What every run must leave behind, whatever it met. */
function expectHarmless({ device }: PlacedRecorder, run: Diagnosis, refused = 0): void {
  const { counters } = device;
  expect(counters).toMatchObject({ refusedLogins: refused, writes: 0, bypassBait: 0 });
  expect(counters.rpcLogouts).toBe(counters.rpcLogins);
  const said = JSON.stringify([run.observations, run.outcomes, run.events]);
  expect(said).not.toContain(CANARY);
  expect(said).not.toMatch(/\\u00[01]|\\u007f/);
}

describe('Ctrl-C in the middle of the sign-in', () => {
  /** The person gives up while the recorder, slow as it is, looks at the password. */
  const interruptedAt = async (password: string): Promise<{ run: Diagnosis; again: Diagnosis; refused: number }> => {
    const home = house();
    const recorder = await placeRecorder(home, { quirks: { latency: 500 } });
    const stop = new AbortController();
    const tcp: typeof home.laptop.tcp = async (options) => {
      const connected = await home.laptop.tcp(options);
      if (!connected.ok) return connected;
      const write = connected.value.write.bind(connected.value) as (...rest: unknown[]) => boolean;
      connected.value.write = ((chunk: unknown, ...rest: unknown[]) => {
        if (/authorization: digest/i.test(String(chunk))) void home.clock.sleep(100).then(() => stop.abort());
        return write(chunk, ...rest);
      }) as typeof connected.value.write;
      return connected;
    };
    const network = Object.create(home.laptop, { tcp: { value: tcp } }) as typeof home.laptop;
    const login = { user: 'admin', password };
    const run = await diagnose(network, { login }, {}, undefined, stop.signal);
    return { run, again: await diagnose(network, { login }), refused: recorder.device.counters.refusedLogins };
  };

  it('a wrong password: the refusal is heard, told and remembered', async () => {
    const { run, again, refused } = await interruptedAt(`${PASSWORD}-wrong`);
    expect(run.outcomes.find(({ id }) => id === 'recorder-settings')?.outcome).toBe('interrupted');
    expect(run.value('recorder.login.outcome')).toBe('refused');
    expect(again.why('recorder.login.outcome')).toMatch(/^stale/);
    expect(refused).toBe(1);
  });

  it('a right one is told as accepted, and nothing is held against it', async () => {
    const { run, again } = await interruptedAt(PASSWORD);
    expect(run.value('recorder.login.outcome')).toBe('accepted');
    expect(again.value('recorder.login.outcome')).toBe('accepted');
  });
});

describe('reading a healthy recorder', () => {
  it('one sign-in tells network, ports, services, users and clock, each as a value', async () => {
    const home = house();
    const recorder = await placeRecorder(home, {
      settings: {
        network: { dhcp: false, gateway: '192.168.1.1', dns: ['192.168.1.1'], dnsAuto: false },
        ddns: { enabled: true, provider: 'NO-IP DDNS', hostname: 'Cottage.ddns.example', password: CANARY, user: CANARY },
        upnp: { enabled: true },
        p2p: { enabled: true, online: true },
        clockOffsetSeconds: -3600,
      },
    });
    const run = await diagnose(home.laptop, { login: LOGIN }, { 'recorder.accounts.appUser': 'admin' });
    const read = (paths: FactPath[]): Record<string, unknown> => Object.fromEntries(paths.map((p) => [p, run.value(p)]));
    expect(read(['lan.found', 'lan.address', 'lan.mac', 'lan.tcpPort', 'lan.httpPort', 'lan.openPorts', 'lan.askedAddress'])).toEqual({
      'lan.found': true,
      'lan.address': '192.168.1.64',
      'lan.mac': '02:00:00:00:00:64',
      'lan.tcpPort': 'open',
      'lan.httpPort': 'open',
      'lan.openPorts': [37777, 80, 554],
      'lan.askedAddress': null,
    });
    expect(read(['recorder.login.outcome', 'recorder.login.user', 'recorder.initialized', 'recorder.model', 'recorder.serial', 'recorder.brand'])).toEqual({
      'recorder.login.outcome': 'accepted',
      'recorder.login.user': 'admin',
      'recorder.initialized': true,
      'recorder.model': 'DH-NVR5216-4KS2/I',
      'recorder.serial': '9Z0AAAAPAZ00001',
      'recorder.brand': 'Dahua',
    });
    expect(read(['recorder.network.dhcp', 'recorder.network.address', 'recorder.network.prefix', 'recorder.network.gateway', 'recorder.network.dnsAuto', 'recorder.network.dns', 'recorder.network.link'])).toEqual({
      'recorder.network.dhcp': false,
      'recorder.network.address': '192.168.1.64',
      'recorder.network.prefix': 24,
      'recorder.network.gateway': '192.168.1.1',
      'recorder.network.dnsAuto': false,
      'recorder.network.dns': ['192.168.1.1'],
      'recorder.network.link': 'up',
    });
    expect(read(['recorder.ports.tcp', 'recorder.ports.http', 'recorder.ports.httpsEnabled', 'recorder.ports.rtsp', 'recorder.ports.maxConnections'])).toEqual({
      'recorder.ports.tcp': 37777,
      'recorder.ports.http': 80,
      'recorder.ports.httpsEnabled': false,
      'recorder.ports.rtsp': 554,
      'recorder.ports.maxConnections': 128,
    });
    expect(read(['recorder.ddns.enabled', 'recorder.ddns.provider', 'recorder.ddns.hostname', 'recorder.p2p.enabled', 'recorder.p2p.host', 'recorder.p2p.status', 'recorder.upnp.enabled'])).toEqual({
      'recorder.ddns.enabled': true,
      'recorder.ddns.provider': 'NO-IP DDNS',
      'recorder.ddns.hostname': 'cottage.ddns.example',
      'recorder.p2p.enabled': true,
      'recorder.p2p.host': 'www.easy4ipcloud.com',
      'recorder.p2p.status': 'online',
      'recorder.upnp.enabled': true,
    });
    expect(run.value('recorder.upnp.mappings')).toContainEqual({ enabled: true, protocol: 'tcp', inside: 37777, outside: 37777, service: 'TCP' });
    expect(read(['recorder.accounts.lockEnabled', 'recorder.accounts.lockTries', 'recorder.accounts.lockMinutes', 'recorder.accounts.appUserReusable', 'recorder.accounts.appUserSessions'])).toEqual({
      'recorder.accounts.lockEnabled': true,
      'recorder.accounts.lockTries': 5,
      'recorder.accounts.lockMinutes': 30,
      'recorder.accounts.appUserReusable': true,
      'recorder.accounts.appUserSessions': 0,
    });
    expect(run.value('recorder.accounts.users')).toEqual([{ name: 'admin', group: 'admin', reusable: true, reserved: true }]);
    expect(run.value('recorder.accounts.sessions')).toEqual([]);
    expect(Math.abs((run.value('recorder.time.offsetSeconds') as number) + 3600)).toBeLessThanOrEqual(1);
    expect(run.outcomes.map((o) => o.outcome)).toEqual(['done', 'done', 'done']);
    expectHarmless(recorder, run);
  });

  it.each(['3.215.0000000.1', '4.000.0000000.6', '4.001.0000000.14'])('firmware %s: both table shapes, both digest lists and both ways to tell the link are read', async (firmware) => {
    const home = house();
    const recorder = await placeRecorder(home, { settings: { firmware, network: { dns: ['192.168.1.1', '203.0.113.9'], linkUp: true } } });
    const run = await diagnose(home.laptop, { login: LOGIN });
    expect(run.value('recorder.p2p.enabled')).toBe(true);
    expect(run.value('recorder.network.dns')).toEqual(['192.168.1.1', '203.0.113.9']);
    expect(run.value('recorder.network.link')).toBe('up');
    expect(run.value('recorder.model')).toBe('DH-NVR5216-4KS2/I');
    if (firmware.startsWith('3.')) expect(run.why('recorder.ports.https')).toMatch(/^not-permitted/);
    else expect(run.value('recorder.ports.httpsEnabled')).toBe(false);
    expectHarmless(recorder, run);
  });

  it('asks only for what the rules of the run read', async () => {
    const home = house();
    const recorder = await placeRecorder(home);
    const run = await diagnose(home.laptop, { login: LOGIN, wanted: new Set<FactPath>(['recorder.network.dhcp']) });
    // getMachineName and Network; no RPC2 login.
    expect(recorder.device.counters).toMatchObject({ cgiAccepted: 2, rpcLogins: 0 });
    expect(run.value('recorder.network.dnsAuto')).toBe(false);
    expect(run.why('recorder.ddns.enabled')).toBe('not-run: no rule of this run asks for it');
    expectHarmless(recorder, run);
  });

  it('the recorder never sees two of our connections at once while it is read', async () => {
    const home = house();
    const recorder = await placeRecorder(home);
    const found = await diagnose(home.laptop, { login: LOGIN });
    const counters = recorder.device.counters;
    counters.maxSockets = 0;
    await diagnose(home.laptop, { login: LOGIN }, { 'lan.address': '192.168.1.64', 'lan.openPorts': [37777, 80], 'recorder.initialized': true, 'lan.recorders': found.value('lan.recorders') ?? [] }, [
      recorderSettings,
    ]);
    expect(counters.maxSockets).toBe(1);
  });
});

describe('what may not be read is unknown, never off', () => {
  it('an ordinary user: lists are not permitted, the own reusable box is read', async () => {
    const home = house();
    const recorder = await placeRecorder(home, { users: [{ name: 'admin', password: 'x1234567' }, { name: 'viewer', password: PASSWORD, group: 'user', reusable: false }] });
    const run = await diagnose(home.laptop, { login: { user: 'viewer', password: PASSWORD } }, { 'recorder.accounts.appUser': 'viewer' });
    expect(run.value('recorder.accounts.appUserReusable')).toBe(false);
    expect(run.why('recorder.accounts.users')).toMatch(/^not-permitted/);
    expect(run.why('recorder.accounts.sessions')).toMatch(/^not-permitted/);
    expectHarmless(recorder, run);
  });

  it('a refused table says nothing about its switch', async () => {
    const home = house();
    const recorder = await placeRecorder(home, { quirks: { refusedConfigs: ['DDNS', 'T2UServer'] } });
    const run = await diagnose(home.laptop, { login: LOGIN });
    expect(run.why('recorder.ddns.enabled')).toMatch(/^not-permitted/);
    expect(run.why('recorder.p2p.enabled')).toMatch(/^not-permitted/);
    expect(run.value('recorder.network.dhcp')).toBe(false);
    expectHarmless(recorder, run);
  });

  it('no second sign-in for a cloud that is switched off', async () => {
    const home = house();
    const recorder = await placeRecorder(home, { settings: { p2p: { enabled: false } } });
    const run = await diagnose(home.laptop, { login: LOGIN, wanted: new Set<FactPath>(['recorder.p2p.enabled', 'recorder.p2p.status']) });
    expect(recorder.device.counters.rpcLogins).toBe(0);
    expect(run.why('recorder.p2p.status')).toBe('not-run: P2P is switched off on the recorder');
  });

  it.each(['OldDigest', 'Basic', 'Plain', 'Martian'])('an RPC2 sign-in of the kind %s is not answered', async (rpcEncryption) => {
    const home = house();
    const recorder = await placeRecorder(home, { quirks: { rpcEncryption } });
    const run = await diagnose(home.laptop, { login: LOGIN });
    expect(run.why('recorder.p2p.status')).toMatch(/^not-supported/);
    expectHarmless(recorder, run);
  });

  it('names with terminal escapes are shown without them', async () => {
    const home = house();
    const recorder = await placeRecorder(home, { users: [{ name: 'admin', password: PASSWORD, memo: `a=b\n\u001b[2J${CANARY}` }, { name: '\u001b[31mred\u202e', password: 'x1234567' }] });
    const run = await diagnose(home.laptop, { login: LOGIN });
    expect((run.value('recorder.accounts.users') as { name: string }[]).map((u) => u.name)).toEqual(['admin', '[31mred']);
    expectHarmless(recorder, run);
  });
});

describe('replies that could not be read', () => {
  it('are kept for support without their secrets; what was read is not', async () => {
    const home = house();
    await placeRecorder(home, { quirks: { refusedConfigs: ['DDNS'] } });
    const run = await diagnose(home.laptop, { login: LOGIN, wanted: new Set<FactPath>(['recorder.network.dhcp', 'recorder.ddns.enabled']) });
    expect(run.replies).toMatchObject([{ item: 'ddns', protocol: 'cgi', request: 'GET /cgi-bin/configManager.cgi?action=getConfig&name=DDNS', status: 403 }]);
    expect(run.replies[0]?.body.length).toBeGreaterThan(0);
    expect(JSON.stringify(run.replies)).not.toContain(CANARY);
  });

  it('nothing is kept of a recorder that was understood', async () => {
    const home = house();
    await placeRecorder(home);
    expect((await diagnose(home.laptop, { login: LOGIN, wanted: new Set<FactPath>(['recorder.network.dhcp']) })).replies).toEqual([]);
  });
});

describe('what the dictionary promises and what the readers tell', () => {
  it('is the same: a fact that nobody reads is no promise, and nothing is told that is not promised', async () => {
    const clock = house().clock;
    const told = new Set<FactPath>();
    for (const family of RECORDER_FAMILIES) for (const path of (await loadFamily(family, clock)).provides) told.add(path);
    expect([...told].filter((path) => !recorderSettings.provides.includes(path))).toEqual([]);
  });
});

describe('a recorder of 2014 that knows nothing but Basic', () => {
  it('gets the password with consent, and not without', async () => {
    for (const allowBasic of [false, true]) {
      const home = house();
      await placeRecorder(home, { settings: { firmware: '2.420.0000000.0.R' } });
      const run = await diagnose(home.laptop, { recorder: '192.168.1.64', login: { ...LOGIN, allowBasic } });
      expect(run.value('recorder.login.outcome')).toBe(allowBasic ? 'accepted' : 'basic-only');
      expect(run.value('recorder.ports.maxConnections')).toBe(allowBasic ? 128 : undefined);
    }
  });
});

describe('the account of the app', () => {
  it('another client on a non-reusable account is counted, our own session is not', async () => {
    const home = house();
    const recorder = await placeRecorder(home, { users: [{ name: 'admin', password: PASSWORD }, { name: 'family', password: 'x1234567', group: 'user', reusable: false }] });
    const question = { method: 'GET', uri: '/', nonce: 'n' };
    const response = digestResponse(recorder.book.state.accounts[1]?.passwordEquivalent.ha1 ?? '', question) ?? '';
    const proof = { kind: 'digest', ...question, response } as const;
    const tried = signIn(recorder.book.state, { user: 'family', proof, address: '192.168.1.77', client: 'Mobile', session: { seconds: 600 } }, home.clock.now());
    expect(tried.result.accepted).toBe(true);
    recorder.book.state = tried.state;
    const run = await diagnose(home.laptop, { login: LOGIN }, { 'recorder.accounts.appUser': 'family' });
    expect(run.value('recorder.accounts.appUserReusable')).toBe(false);
    expect(run.value('recorder.accounts.appUserSessions')).toBe(1);
    expect(run.value('recorder.accounts.sessions')).toMatchObject([{ name: 'family', address: '192.168.1.77', client: 'Mobile' }]);
    expectHarmless(recorder, run);
  });

  it('an app user that the recorder does not have is unknown with that reason', async () => {
    const home = house();
    await placeRecorder(home);
    const run = await diagnose(home.laptop, { login: LOGIN }, { 'recorder.accounts.appUser': 'gone' });
    expect(run.why('recorder.accounts.appUserReusable')).toBe('failed: the recorder has no account with the user name of the app');
  });
});

describe('signing in', () => {
  it('a wrong password is sent once; the next run sends nothing', async () => {
    const home = house();
    const recorder = await placeRecorder(home);
    const login = { user: 'admin', password: `${CANARY}-wrong` };
    const first = await diagnose(home.laptop, { login });
    expect(first.value('recorder.login.outcome')).toBe('refused');
    expect(first.why('recorder.ddns.enabled')).toBe('refused: the recorder did not let nvr-doctor in (refused)');
    expect(first.value('recorder.network.dhcp')).toBe(false);
    expectHarmless(recorder, first, 1);
    const second = await diagnose(home.laptop, { login });
    expect(second.why('recorder.login.outcome')).toMatch(/^stale: the recorder refused this password on 2026-11-22/);
    expectHarmless(recorder, second, 1);
    // The right password is another one, and may be tried.
    const third = await diagnose(home.laptop, { login: LOGIN });
    expect(third.value('recorder.login.outcome')).toBe('accepted');
    expectHarmless(recorder, third, 1);
  });

  it('the same wrong password in another house is that house\'s own affair', async () => {
    for (let i = 0; i < 2; i++) {
      const home = house();
      const recorder = await placeRecorder(home);
      const run = await diagnose(home.laptop, { login: { user: 'admin', password: 'wrong-one' } });
      expect(run.value('recorder.login.outcome')).toBe('refused');
      expect(recorder.device.counters.refusedLogins).toBe(1);
    }
  });

  it.each(['4.000.0000000.6', '3.215.0000000.1'])('a locked account (firmware %s) is told with its seconds, and left alone until then', async (firmware) => {
    const home = house();
    const recorder = await placeRecorder(home, { settings: { firmware } });
    recorder.book.state = { ...recorder.book.state, accounts: recorder.book.state.accounts.map((a) => ({ ...a, lockedUntil: home.clock.now() + 900_000 })) };
    const run = await diagnose(home.laptop, { login: LOGIN });
    expect(run.value('recorder.login.outcome')).toBe('locked');
    expect(run.value('recorder.login.lockSeconds')).toBeGreaterThan(880);
    expectHarmless(recorder, run, 1);
    const again = await diagnose(home.laptop, { login: LOGIN });
    expect(again.value('recorder.login.outcome')).toBe('locked');
    expectHarmless(recorder, again, 1);
    await home.clock.sleep(901_000);
    const later = await diagnose(home.laptop, { login: LOGIN });
    expect(later.value('recorder.login.outcome')).toBe('accepted');
  });

  it('a recorder that was never set up is not signed in to', async () => {
    const home = house();
    const recorder = await placeRecorder(home, { users: [], initialized: false });
    const run = await diagnose(home.laptop, { login: LOGIN });
    expect(run.value('recorder.initialized')).toBe(false);
    expect(run.why('recorder.login.outcome')).toBe('not-run: the recorder has not been set up; nobody can sign in');
    expectHarmless(recorder, run);
  });

  it('a full recorder is busy, which says nothing about the password', async () => {
    const home = house();
    const recorder = await placeRecorder(home, { quirks: { connectionCap: 0 } });
    const run = await diagnose(home.laptop, { login: LOGIN });
    expect(run.value('recorder.login.outcome')).toBe('busy');
    expectHarmless(recorder, run);
  });

  it.each([
    ['Basic realm="Device_CGI"', 'basic-only'],
    ['Digest realm="{realm}", qop="auth-int", nonce="{nonce}"', 'unsupported'],
    ['Digest realm="{realm}", qop="auth", nonce="{nonce}", algorithm=SHA-512-256', 'unsupported'],
  ])('nothing is answered to %s', async (challenge, outcome) => {
    const home = house();
    const recorder = await placeRecorder(home, { quirks: { challenge } });
    const run = await diagnose(home.laptop, { login: LOGIN });
    expect(run.value('recorder.login.outcome')).toBe(outcome);
    expect(recorder.device.counters.cgiAccepted).toBe(0);
    expectHarmless(recorder, run);
  });

  it.each([[`${PASSWORD}\n`], [` ${PASSWORD}`], [`${PASSWORD}é`], ['']])('an odd password (%j) is not sent before the person confirms it', async (password) => {
    const home = house();
    const recorder = await placeRecorder(home);
    const run = await diagnose(home.laptop, { login: { user: 'admin', password } });
    expect(run.why('recorder.login.outcome')).toMatch(/^not-run: nothing was sent: the password/);
    expectHarmless(recorder, run);
  });

  it('a confirmed password with a blank at its end is sent as it is', async () => {
    const home = house();
    const password = `${PASSWORD} `;
    await placeRecorder(home, { users: [{ name: 'admin', password }] });
    const run = await diagnose(home.laptop, { login: { user: 'admin', password, confirmed: true } });
    expect(run.value('recorder.login.outcome')).toBe('accepted');
  });

  it('a web page that never answers costs one try of the question and none of the password', async () => {
    const home = house();
    const recorder = await placeRecorder(home, { quirks: { silentHttp: true } });
    const run = await diagnose(home.laptop, { login: LOGIN });
    expect(run.why('recorder.login.outcome')).toBe("timed-out: the recorder's web page takes calls and does not answer");
    expect(run.why('recorder.ddns.enabled')).toBe("not-run: the recorder's web page takes calls and does not answer");
    expect(run.elapsed).toBeLessThan(3500);
    expectHarmless(recorder, run);
  });

  it('behind a router another house may have the same address: only a person can send the password there', async () => {
    const home = house();
    await placeRecorder(home);
    const targets: string[] = [];
    // A way that leads from 192.168.2.64, beyond the router, to a recorder that would accept the password.
    const routed = Object.assign(Object.create(home.laptop) as typeof home.laptop, {
      tcp: (options: Parameters<typeof home.laptop.tcp>[0]) => {
        targets.push(options.host);
        return home.laptop.tcp({ ...options, host: '192.168.1.64' });
      },
    });
    const told = { 'lan.address': '192.168.2.64', 'lan.openPorts': [80], 'lan.found': true, 'recorder.initialized': true } as const;
    const found = await diagnose(routed, { login: LOGIN }, told, [recorderSettings]);
    expect(found.why('recorder.login.outcome')).toBe("not-run: the recorder's address belongs to another network; nothing was sent there");
    expect(targets).toEqual([]);
    const given = await diagnose(routed, { login: LOGIN, recorder: '192.168.2.64' }, told, [recorderSettings]);
    expect(given.value('recorder.login.outcome')).toBe('accepted');
  });

  it('without credentials nothing is tried', async () => {
    const home = house();
    const recorder = await placeRecorder(home);
    const run = await diagnose(home.laptop);
    expect(run.why('recorder.login.outcome')).toBe('not-run: no user name and password for the recorder were given');
    expect(recorder.device.counters.cgiAccepted).toBe(0);
    expect(run.elapsed).toBeLessThan(700);
  });
});
