/** The ugly corners of the virtual recorder's wire, each as real firmware has it. */
import { describe, expect, it } from 'vitest';
import { createAccounts } from '../../src/accounts/index.js';
import { CANARIES, RECORDER_KINDS, realmOf } from '../../src/lab/devices/recorder/index.js';
import { rpcPassword } from '../../src/recorders/dahua/rpc2.js';
import type { Network } from '../../src/network/seam.js';
import { cgi, digestHeader, fetchHttp, RECORDER, recorderHouse } from './devices-support.js';
import { readAll } from './sim-support.js';

const NAME = '/cgi-bin/magicBox.cgi?action=getMachineName';
const config = (name: string): string => `/cgi-bin/configManager.cgi?action=getConfig&name=${name}`;
const ADMIN = { user: 'admin', password: 'Test-1234' };

interface Reply {
  readonly result: unknown;
  readonly session: string | number;
  readonly error?: { readonly code: number };
  readonly params?: Record<string, unknown>;
}
interface Told extends Reply {
  readonly text: string;
  readonly cookie: string | undefined;
}

async function rpc(network: Network, path: string, request: object, headers: Record<string, string> = {}): Promise<Told> {
  const reply = await fetchHttp(network, `http://${RECORDER}${path}`, { method: 'POST', body: JSON.stringify(request), headers });
  const text = reply.body.toString();
  const cookie = reply.rawHeaders.find((_, index, all) => index > 0 && all[index - 1]?.toLowerCase() === 'set-cookie')?.split(';', 1)[0];
  return { ...(JSON.parse(text.replace(/\0$/, '')) as Reply), text, cookie };
}
async function rpcLogin(network: Network, { user, password } = ADMIN): Promise<Told & { first: Told }> {
  const common = { userName: user, clientType: 'Web3.0', loginType: 'Direct' };
  const first = await rpc(network, '/RPC2_Login', { method: 'global.login', params: { ...common, password: '' }, id: 1 });
  const { random, realm } = (first.params ?? {}) as { random?: string; realm?: string };
  if (random === undefined || realm === undefined) return { ...first, first };
  const second = await rpc(network, '/RPC2_Login', { method: 'global.login', params: { ...common, password: rpcPassword(user, realm, password, random) }, id: 2, session: first.session });
  return { ...second, first };
}

/** Everything that comes back on one connection, byte for byte. */
async function raw(network: Network, text: string): Promise<string> {
  const connected = await network.tcp({ host: RECORDER, port: 80, signal: new AbortController().signal });
  if (!connected.ok) throw new Error(connected.failure.kind);
  const heard = readAll(connected.value);
  connected.value.on('error', () => undefined);
  connected.value.write(text);
  return (await heard).toString();
}
const signed = async (network: Network, target: string): Promise<string> => {
  const challenge = String((await cgi(network, target, null)).headers['www-authenticate']);
  return `GET ${target} HTTP/1.1\r\nHost: ${RECORDER}\r\nAuthorization: ${digestHeader(challenge, { ...ADMIN, uri: target })}\r\n\r\n`;
};

describe('replies of the CGI', () => {
  it('begin with a byte order mark, end without a line end, and call themselves a web page', async () => {
    const { laptop } = await recorderHouse({ options: { quirks: { bom: true, openEnd: true, html: true } } });
    const reply = await cgi(laptop, NAME);
    expect([...reply.body]).toEqual([...Buffer.from('\ufeffname=NVR')]);
    expect(reply.headers['content-type']).toBe('text/html');
  });

  it.each([
    ['short', /CONTENT-LENGTH: 9\r\n\r\nname=NVR\r\n$/],
    ['absent', /Content-type: [^\r]*\r\n\r\nname=NVR\r\n$/],
    ['chunked', /Transfer-Encoding: chunked\r\n\r\n5\r\nname=\r\n5\r\nNVR\r\n\r\n0\r\n\r\n$/],
  ] as const)('have a length that is %s', async (length, expected) => {
    const { laptop } = await recorderHouse({ options: { quirks: { length } } });
    expect(await raw(laptop, await signed(laptop, NAME))).toMatch(expected);
  });

  it('are errors under status 200', async () => {
    const { laptop } = await recorderHouse({ options: { quirks: { errorsAre200: true } } });
    const reply = await cgi(laptop, config('Nothing'));
    expect([reply.status, reply.text]).toEqual([200, 'Error\r\nAuthority:check failure.\r\n']);
  });

  it('are empty, or say that the model has no such table', async () => {
    const { laptop } = await recorderHouse({ options: { quirks: { emptyConfigs: ['DDNS'], missingConfigs: ['UPnP'] } } });
    expect(await cgi(laptop, config('DDNS'))).toMatchObject({ status: 200, text: '' });
    expect(await cgi(laptop, config('UPnP'))).toMatchObject({ status: 400, text: 'Error: Error -1 getting param in name=UPnP\r\n' });
  });

  it('come with a lock told in seconds', async () => {
    const { laptop } = await recorderHouse({ options: { quirks: { lockForm: 'seconds' } } });
    for (let i = 0; i < 4; i++) await cgi(laptop, NAME, { user: 'admin', password: 'wrong' });
    expect((await cgi(laptop, NAME, { user: 'admin', password: 'wrong' })).text).toBe('Error\r\nremainLockSecond: 1800\r\n');
  });

  it('to HEAD, OPTIONS and POST are errors', async () => {
    const { laptop } = await recorderHouse();
    const first = async (method: string): Promise<string> => (await raw(laptop, `${method} ${NAME} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).split('\r\n', 1)[0] ?? '';
    expect([await first('HEAD'), await first('OPTIONS'), await first('POST')]).toEqual(['HTTP/1.1 501 Not Implemented', 'HTTP/1.1 400 Bad Request', 'HTTP/1.1 400 Bad Request']);
  });

  it('newer firmware wants the action first', async () => {
    const { laptop } = await recorderHouse({ settings: { firmware: '5.001.0000000.2.R' } });
    expect((await cgi(laptop, '/cgi-bin/configManager.cgi?name=General&action=getConfig')).status).toBe(400);
    expect((await cgi(laptop, config('General'))).status).toBe(200);
  });

  it('a nonce that was used is stale, by 401 or 403 as the firmware has it', async () => {
    for (const staleStatus of [401, 403] as const) {
      const { laptop } = await recorderHouse({ options: { quirks: { staleStatus } } });
      const request = await signed(laptop, NAME);
      expect(await raw(laptop, request)).toContain('200 OK');
      expect(await raw(laptop, request)).toContain(`HTTP/1.1 ${staleStatus} `);
    }
  });
});

describe('the web port', () => {
  it('cuts every third request, and sends half of every second reply', async () => {
    const cut = await recorderHouse({ options: { quirks: { dropEvery: 3 } } });
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push(await fetchHttp(cut.laptop, `http://${RECORDER}${NAME}`).then((reply) => reply.status, (error: unknown) => String(error)));
    expect(statuses.slice(0, 2)).toEqual([401, 401]);
    expect(statuses[2]).toMatch(/closed|reset/);
    const half = await recorderHouse({ options: { quirks: { truncateEvery: 2 } } });
    expect(await raw(half.laptop, await signed(half.laptop, NAME))).toMatch(/Content-Length: 10\r\n\r\nname=$/);
  });

  it('answers late', async () => {
    const { laptop } = await recorderHouse({ options: { quirks: { latency: 1500 } } });
    const before = laptop.clock.now();
    await fetchHttp(laptop, `http://${RECORDER}${NAME}`);
    expect(laptop.clock.now() - before).toBeGreaterThan(1499);
  });

  it('keeps a connection open where the firmware does', async () => {
    const { laptop } = await recorderHouse({ options: { quirks: { keepsOpen: true } } });
    const connected = await laptop.tcp({ host: RECORDER, port: 80, signal: new AbortController().signal });
    if (!connected.ok) throw new Error(connected.failure.kind);
    let heard = '';
    connected.value.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    for (let i = 0; i < 2; i++) {
      connected.value.write(`GET ${NAME} HTTP/1.1\r\nHost: x\r\n\r\n`);
      await laptop.clock.sleep(100);
    }
    expect(heard.match(/HTTP\/1\.1 401 Unauthorized/g)).toHaveLength(2);
    connected.value.destroy();
  });
});

describe('RPC2 by firmware', () => {
  it('the session of the first step is a number, that of the second a text', async () => {
    const { laptop } = await recorderHouse();
    const login = await rpcLogin(laptop);
    expect([typeof login.first.session, typeof login.session, String(login.first.session) === login.session]).toEqual(['number', 'string', true]);
  });

  it('firmware 5.001 takes a new session and its cookie, and nothing without it', async () => {
    const { laptop } = await recorderHouse({ settings: { firmware: '5.001.0000000.2.R' } });
    const login = await rpcLogin(laptop);
    expect(login.session).not.toBe(String(login.first.session));
    const call = (headers?: Record<string, string>): Promise<Told> => rpc(laptop, '/RPC2', { method: 'Nat.getTurnStatus', params: null, id: 3, session: login.session }, headers);
    expect(await call()).toMatchObject({ error: { code: 287637505 } });
    expect(await call({ cookie: login.cookie ?? '' })).toMatchObject({ result: true });
    const bundle = await rpc(laptop, '/RPC2', { method: 'system.multicall', params: [{ id: 4, method: 'configManager.getConfig', params: { name: 'Web' } }], id: 3, session: login.session }, { cookie: login.cookie ?? '' });
    expect(bundle.params).toEqual([{ id: 4, result: false, session: login.session }]);
  });

  it('older firmware does the calls of a bundle', async () => {
    const { laptop } = await recorderHouse();
    const { session } = await rpcLogin(laptop);
    const bundle = await rpc(laptop, '/RPC2', { method: 'system.multicall', params: [{ id: 4, method: 'configManager.getConfig', params: { name: 'Web' } }, 'x'], id: 3, session });
    expect(bundle.params).toMatchObject([{ id: 4, params: { table: { Port: 80 } }, result: true }, { result: false }]);
  });

  it('firmware 3.215 wants an object for netApp, 4.000 says yes with a number', async () => {
    const old = await recorderHouse({ settings: { firmware: '3.215.0000000.1' } });
    const { session } = await rpcLogin(old.laptop);
    const upnp = (object?: unknown): Promise<Told> => rpc(old.laptop, '/RPC2', { method: 'netApp.getUPnPStatus', params: null, id: 3, session, ...(object === undefined ? {} : { object }) });
    expect(await upnp()).toMatchObject({ error: { code: 268894209 } });
    const handle = (await rpc(old.laptop, '/RPC2', { method: 'netApp.factory.instance', params: null, id: 3, session })).result;
    expect(await upnp(handle)).toMatchObject({ result: true, params: { Working: false } });
    expect(await rpc(old.laptop, '/RPC2', { method: 'netApp.destroy', params: null, id: 3, session, object: handle })).toMatchObject({ result: true });
    expect(old.recorder.counters.writes).toBe(0);
    const newer = await recorderHouse({ settings: { firmware: '4.000.0000000.6.R' } });
    expect(await rpc(newer.laptop, '/RPC2', { method: 'Nat.getTurnStatus', params: null, id: 3, session: (await rpcLogin(newer.laptop)).session })).toMatchObject({ result: 1 });
  });

  it('tells every table, the users and the recovery contact; a viewer may not see the users', async () => {
    const { laptop } = await recorderHouse();
    const admin = await rpcLogin(laptop);
    const ask = (session: string | number, method: string, params: object | null = null): Promise<Told> => rpc(laptop, '/RPC2', { method, params, id: 3, session });
    for (const name of ['General', 'Network', 'Web', 'DVRIP', 'Https', 'RTSP', 'DDNS', 'T2UServer', 'UPnP', 'NTP', 'Locales', 'PPPoE', 'AccessFilter', 'UserGlobal', 'LoginFailureAlarm', 'PwdReset']) {
      expect(await ask(admin.session, 'configManager.getConfig', { name }), name).toMatchObject({ result: true, params: { table: expect.anything() as unknown } });
    }
    expect(await ask(admin.session, 'userManager.getUserInfoAll')).toMatchObject({ params: { users: [{ Name: 'admin', Sharable: true }, { Name: 'viewer', Sharable: false }] } });
    expect((await ask(admin.session, 'userManager.getGroupInfoAll')).params).toMatchObject([{ Name: 'admin' }, { Name: 'user' }]);
    expect(await ask(admin.session, 'userManager.getActiveUserInfoAll')).toMatchObject({ params: { users: [{ Name: 'admin', ClientType: 'Web3.0' }] } });
    expect(await ask(admin.session, 'PasswdFind.getContact', { mode: 0 })).toMatchObject({ params: { contactEmail: CANARIES.contact } });
    const viewer = await rpcLogin(laptop, { user: 'viewer', password: 'View-1234' });
    expect(await ask(viewer.session, 'userManager.getUserInfoAll')).toMatchObject({ error: { code: 285278249 } });
    expect((await ask(admin.session, 'global.logout')).params).toBeUndefined();
  });

  it('a zero after the JSON, a limit of sessions, and a hole that a client must not use', async () => {
    const { laptop, recorder } = await recorderHouse({ options: { quirks: { jsonEnd: '\n\0', sessionLimit: 1, bypassable: true } } });
    const login = await rpcLogin(laptop);
    expect(login.text).toMatch(/\n\0$/);
    expect(await rpcLogin(laptop)).toMatchObject({ error: { code: 268632075 } });
    expect(await rpc(laptop, '/RPC2_Login', { method: 'global.login', params: { userName: 'admin', password: 'x', clientType: 'NetKeyboard' }, id: 1 })).toMatchObject({ result: true });
    expect(recorder.counters.bypassBait).toBe(1);
  });

  it('a hash made from lower-case hex is a wrong password', async () => {
    const { laptop, recorder } = await recorderHouse();
    const first = await rpc(laptop, '/RPC2_Login', { method: 'global.login', params: { userName: 'admin', password: '', clientType: 'Web3.0', loginType: 'Direct' }, id: 1 });
    const { random, realm } = first.params as { random: string; realm: string };
    const { createHash } = await import('node:crypto');
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const password = md5(`admin:${random}:${md5(`admin:${realm}:Test-1234`)}`).toUpperCase();
    const second = await rpc(laptop, '/RPC2_Login', { method: 'global.login', params: { userName: 'admin', password, clientType: 'Web3.0', loginType: 'Direct' }, id: 2, session: first.session });
    expect(second).toMatchObject({ error: { code: 268632085 }, params: { remainLoginTimes: 4 } });
    expect(recorder.counters.refusedLogins).toBe(1);
  });

  it('a camera of 2014 has no JSON calls', async () => {
    const { laptop } = await recorderHouse({ settings: { firmware: '2.420.0000.0.R' } });
    expect((await fetchHttp(laptop, `http://${RECORDER}/RPC2_Login`, { method: 'POST', body: '{}' })).status).toBe(404);
  });

  it('a device with its web settings closed takes the same password by JSON calls', async () => {
    const { laptop, recorder } = await recorderHouse({ settings: { firmware: '2.800.00IB003.0.T' } });
    expect((await cgi(laptop, NAME)).status).toBe(401);
    expect(await rpcLogin(laptop)).toMatchObject({ result: true });
    expect(recorder.counters.refusedLogins).toBe(0);
  });
});

describe('locks and realms', () => {
  it('where addresses are locked out, a wrong password by CGI shuts this computer out of RPC2 too', async () => {
    const { laptop, accounts } = await recorderHouse();
    accounts.state = { ...accounts.state, policy: { ...accounts.state.policy, tries: 1, scope: 'address' } };
    await cgi(laptop, NAME, { user: 'viewer', password: 'wrong' });
    expect(await rpcLogin(laptop)).toMatchObject({ error: { code: 268632081 }, params: { remainLockSecond: 1800 } });
    await laptop.clock.sleep(1_801_000);
    expect(await rpcLogin(laptop)).toMatchObject({ result: true });
  });

  it('the realm is the serial number, or a salt that changes with the password', () => {
    const salt = (text: string): string => text.length.toString(16).padStart(32, '0');
    expect(realmOf('4.001.0000000.14', '9Z0AAAAPAZ00001', salt)).toBe('Login to 9Z0AAAAPAZ00001');
    expect(realmOf('5.001.0000000.2.R', '9Z0AAAAPAZ00001', salt, 1)).not.toBe(realmOf('5.001.0000000.2.R', '9Z0AAAAPAZ00001', salt, 1000));
  });

  it.each(Object.entries(RECORDER_KINDS))('%s answers whoever knocks without counting anything', async (_kind, { firmware, model, initialized }) => {
    const { laptop, recorder } = await recorderHouse({ settings: { firmware, model }, initialized });
    expect((await cgi(laptop, NAME, null)).status).toBe(401);
    expect(recorder.counters).toMatchObject({ refusedLogins: 0, writes: 0, bypassBait: 0, cgiAccepted: 0 });
  });
});

describe('tables that few recorders tell', () => {
  it('access filter, dial-in, clock and further network cards', async () => {
    const { laptop } = await recorderHouse({
      settings: { bans: ['192.168.1.9'], network: { pppoe: true, cards: [{ name: 'eth2', mac: '02:00:00:00:01:65', address: '10.20.0.1', prefix: 24, gateway: '0.0.0.0', up: false }], linkSpeed: 10 }, time: { ntpEnabled: false, dstEnabled: false, zone: 'Easterntime' }, recovery: { enabled: false }, otherDdns: ['Dyndns DDNS'] },
    });
    const text = async (target: string): Promise<string> => (await cgi(laptop, target)).text;
    expect(await text(config('AccessFilter'))).toBe('table.AccessFilter.BannedList[0]=192.168.1.9\r\ntable.AccessFilter.Enable=true\r\ntable.AccessFilter.Type=BannedList\r\n');
    expect(await text(config('PPPoE'))).toContain('table.PPPoE.Enable=true');
    expect(await text(config('NTP'))).toMatch(/Enable=false[^]*TimeZoneDesc=Easterntime/);
    expect(await text(config('Locales'))).toContain('DSTEnable=false');
    expect(await text(config('PwdReset'))).toContain('Enable=false');
    expect(await text(config('DDNS'))).toContain('table.DDNS[1].Enable=true');
    expect(await text(config('Network'))).toContain('table.Network.eth2.IPAddress=10.20.0.1');
    expect(await text('/cgi-bin/netApp.cgi?action=getInterfaces')).toMatch(/\[0\]\.Speed=10\r\n[^]*\[1\]\.Name=eth2[^]*\[1\]\.Status=down/);
  });

  it('a table printed anywhere carries a canary in each of its secret fields', async () => {
    const { laptop } = await recorderHouse({ settings: { ddns: { enabled: true, hostname: 'home.ddns.example' } } });
    const told = (await Promise.all(['DDNS', 'T2UServer', 'PPPoE', 'DVRIP'].map((name) => cgi(laptop, config(name))))).map((reply) => reply.text).join('');
    const secrets = [...told.matchAll(/\.(?:Password|Key|UUID|UserName|DeviceID)=([^\r]+)/g)].map((match) => match[1]);
    expect(secrets.length).toBeGreaterThan(6);
    expect(secrets.filter((secret) => !Object.values(CANARIES).some((canary) => canary === secret))).toEqual([]);
  });
});

it('an account book with a salted realm still opens for its owner', async () => {
  const realm = 'Login to 0123456789abcdef0123456789abcdef';
  const { laptop, accounts } = await recorderHouse({ settings: { firmware: '5.001.0000000.2.R' } });
  accounts.state = createAccounts({ realm, users: [{ name: 'admin', password: 'Test-1234' }] });
  expect((await cgi(laptop, NAME, null)).headers['www-authenticate']).toContain(`realm="${realm}"`);
  expect((await cgi(laptop, NAME)).status).toBe(200);
});
