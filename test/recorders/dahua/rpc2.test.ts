import { afterEach, describe, expect, it } from 'vitest';
import { Facts } from '../../../src/facts/merge.js';
import { hostNetwork } from '../../../src/network/host/index.js';
import { CallBudget } from '../../../src/recorders/call-budget.js';
import { RpcSession, rpcPassword } from '../../../src/recorders/dahua/rpc2.js';
import { Login } from '../../../src/recorders/login.js';
import type { ItemResult, ReaderContext } from '../../../src/recorders/reader.js';
import { memoryRefusals } from '../../../src/recorders/refusals.js';
import { challenge, CUT, login, REALM, rpcServer, told, type Answers, type Body, type RpcServer } from './rpc-server.js';
import { told as facts } from './told.js';
import { SECRET, sessionWith, USER, type Session, type SessionOptions } from './wire-server.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(answers: Answers, options: Parameters<typeof rpcServer>[1] = {}): Promise<RpcServer> {
  const server = await rpcServer(answers, options);
  closing.push(() => server.close());
  return server;
}

/** Firmware that CGI is not tried on. */
const RPC_ONLY = { 'recorder.firmware': '2.800.00IB003.0.T' } as const;
const rpcOnly = (server: RpcServer, options: SessionOptions = {}): Session => sessionWith(server, { ...options, facts: { ...RPC_ONLY, ...options.facts } });

/** Signs in, reads some items and signs out. */
async function read(server: RpcServer, ids: readonly string[], options: SessionOptions = {}): Promise<Record<string, ItemResult>> {
  const session = rpcOnly(server, options);
  const results: Record<string, ItemResult> = {};
  expect(await session.reader.signIn()).toBe(true);
  for (const id of ids) {
    const item = session.reader.items.find((i) => i.id === id);
    if (!item) throw new Error(`no item ${id}`);
    results[id] = await item.read();
  }
  await session.reader.close();
  return results;
}

/** The facts of one item, or how else it ended. */
async function one(answers: Answers, id: string): Promise<unknown> {
  const server = await serve({ 'global.login': login(), ...answers });
  const result = (await read(server, [id]))[id];
  expect(server.methods().at(-1)).toBe('global.logout');
  return result?.state === 'known' ? facts(result.fields) : result?.state;
}

const passwords = (server: RpcServer): string[] => server.calls.map((c) => (c.body['params'] as { password?: string } | null)?.password ?? '').filter((p) => p !== '');

describe('the second step of the sign-in', () => {
  it('is what other clients published', () => {
    expect(rpcPassword('admin', 'Login to a0c50bcd05b2f03d067e530d9bf069af', '123', '1172275829')).toBe('2E9AD6D2DB08E0882F376A622BC76B9A');
    expect(rpcPassword('admin', 'Login to 9Z0AAAAPAZ00001', 'Test-1234', '1234567890')).toBe('88898BFB69C32242F8D7693A0A273146');
  });
});

describe('firmware that is spoken to by RPC alone', () => {
  it('is signed in to in two steps, a session that changes its form, its cookie, and always a sign-out', async () => {
    const server = await serve({ 'global.login': login(), 'Nat.getTurnStatus': told({ Status: { IsTurnChannel: true, Status: 'Online', Detail: '' } }), 'configManager.getConfig': told({ table: [{ Enable: true, Address: 'p2p.example' }] }), 'global.logout': told(undefined) }, { cookie: 'WebClientHttpSessionID=zz9; path=/' });
    const results = await read(server, ['p2p-status']);
    expect(results['p2p-status']).toMatchObject({ state: 'known', fields: [{ path: 'recorder.p2p.status', value: 'online' }] });
    expect(server.calls.map((c) => `${c.path} ${String(c.body['method'])}`)).toEqual(['/RPC2_Login global.login', '/RPC2_Login global.login', '/RPC2 configManager.getConfig', '/RPC2 Nat.getTurnStatus', '/RPC2 global.logout']);
    expect(server.calls[0]?.body['params']).toMatchObject({ password: '', clientType: 'Web3.0', loginType: 'Direct' });
    expect(server.calls[1]?.body).toMatchObject({ session: 2147483643, params: { password: rpcPassword(USER, REALM, SECRET, '1234567890'), clientType: 'Web3.0', loginType: 'Direct', authorityType: 'Default' } });
    expect(server.calls[3]?.body['session']).toBe('abc123');
    expect(server.calls[3]?.cookie).toContain('WebClientHttpSessionID=zz9');
    expect(server.calls[3]?.cookie).toContain('DWebClientSessionID=abc123');
    expect(JSON.stringify(server.calls)).not.toContain(SECRET);
  });

  it('reads every table that CGI would, with the same names', async () => {
    const tables: Readonly<Record<string, unknown>> = {
      Network: { DefaultInterface: 'eth0', eth0: { IPAddress: '192.168.1.64', SubnetMask: '255.255.255.0', DefaultGateway: '192.168.1.1', DhcpEnable: false, DnsAutoGet: false, DnsServers: ['192.168.1.1', '0.0.0.0'], MTU: 1500 } },
      DDNS: [{ Enable: false, Protocol: 'CN99 DDNS' }, { Enable: true, Protocol: 'NO-IP DDNS', HostName: 'a.example', Password: 'x' }],
      T2UServer: { Enable: false, UUID: 'x' },
    };
    const server = await serve({
      'global.login': login(),
      'configManager.getConfig': (body) => ({ params: { table: tables[String((body['params'] as { name: string }).name)] ?? null }, result: true }),
      'magicBox.getDeviceType': told({ type: 'VIP-1230-D-G3' }),
      'magicBox.getSerialNo': told({ sn: '9Z0AAAAPAZ00001' }),
      'magicBox.getSoftwareVersion': told({ version: { Version: '2.800.00IB003.0.T', BuildDate: '2022-04-28', Build: '1' } }),
      'global.getCurrentTime': () => ({ result: '2000-01-01 08:58:49 AM', params: null }),
      'netApp.getNetInterfaces': told({ netInterface: [{ Name: 'eth0', ConnStatus: 'Connected', Speed: 100 }] }),
      'userManager.getUserInfoAll': told([{ Name: 'admin', Group: 'admin', Sharable: true, Reserved: true }]),
      'userManager.getActiveUserInfoAll': told({ users: [{ Name: USER, ClientAddress: '127.0.0.1', ClientType: 'Web3.0', LoginTime: '2026-11-22 12:00:00' }, { Name: USER, ClientAddress: '192.0.2.50', ClientType: 'Web3.0', LoginTime: '2026-11-22 11:00:00' }] }),
    });
    const results = await read(server, ['network', 'ddns', 'p2p', 'system', 'firmware', 'clock', 'link', 'users', 'sessions', 'ntp', 'p2p-status']);
    const known = Object.assign({}, ...Object.values(results).map((r) => (r.state === 'known' ? facts(r.fields) : {}))) as Record<string, unknown>;
    expect(known).toMatchObject({
      'recorder.network.address': '192.168.1.64',
      'recorder.network.dns': ['192.168.1.1'],
      'recorder.ddns.providers': ['NO-IP DDNS'],
      'recorder.ddns.hostname': 'a.example',
      'recorder.p2p.enabled': false,
      'recorder.model': 'VIP-1230-D-G3',
      'recorder.serial': '9Z0AAAAPAZ00001',
      'recorder.firmware': '2.800.00IB003.0.T,build:2022-04-28',
      'recorder.time.shownDate': '2000-01-01',
      'recorder.network.link': 'up',
      'recorder.network.linkSpeed': 100,
      'recorder.accounts.users': [{ name: 'admin', group: 'admin', reusable: true, reserved: true }],
      'recorder.accounts.appUserSessions': 1,
    });
    expect(results['ntp']).toMatchObject({ state: 'unknown', reason: 'malformed' });
    expect(results['p2p-status']).toMatchObject({ state: 'unknown', reason: 'not-run' });
    expect(server.methods().filter((m) => m === 'global.logout').length).toBe(1);
    // Each table once, however many items look into it.
    const names = server.calls.filter((c) => c.body['method'] === 'configManager.getConfig').map((c) => (c.body['params'] as { name: string }).name);
    expect(names).toEqual([...new Set(names)]);
  });

  it('half an identity is better than none', async () => {
    expect(await one({ 'magicBox.getSerialNo': told({ sn: '9Z0' }) }, 'system')).toEqual({ 'recorder.model': '?not-supported', 'recorder.serial': '9Z0' });
  });

  it.each<[string, object, object]>([
    ['a wrong password', { error: { code: 268632085 }, params: { remainLockSecond: 0, remainLoginTimes: 4 }, result: false }, { outcome: 'refused', triesLeft: 4 }],
    ['a lock', { error: { code: 268632081 }, params: { remainLockSecond: 600, remainLoginTimes: 0 }, result: false }, { outcome: 'locked', lockSeconds: 600, triesLeft: 0 }],
    ['an account that is in use', { error: { code: 268632074 }, result: false }, { outcome: 'in-use' }],
    ['an address that is shut out', { error: { code: 268632073 }, result: false }, { outcome: 'blocked' }],
    ['a code that nobody knows', { error: { code: 99 }, result: false }, { unknown: 'malformed' }],
    ['no code at all', { result: false }, { unknown: 'malformed' }],
  ])('%s in answer to the password is told as what it is, and nothing more is asked', async (_name, done, expected) => {
    const server = await serve({ 'global.login': login(done) });
    const session = rpcOnly(server);
    expect(await session.reader.signIn()).toBe(false);
    expect(session.result()).toMatchObject(expected);
    expect(session.reader.ended()).toMatchObject({ reason: 'refused' });
    expect(server.calls.length).toBe(2);
    expect(passwords(server).length).toBe(1);
  });

  it('a password that was refused is not sent again in the next run', async () => {
    const store = memoryRefusals();
    const server = await serve({ 'global.login': login({ error: { code: 268632085 }, params: { remainLoginTimes: 4 }, result: false }) });
    const first = rpcOnly(server, { store });
    await first.reader.signIn();
    await first.reader.close();
    const second = rpcOnly(server, { store });
    expect(await second.reader.signIn()).toBe(false);
    expect(second.result()).toMatchObject({ unknown: 'stale' });
    expect(passwords(server).length).toBe(1);
  });

  it.each<[string, unknown]>([
    ['the connection is cut', CUT],
    ['a code that nobody knows', { error: { code: 99 }, result: false }],
  ])('%s after the password: the next run does not send it unless the person insists', async (_name, done) => {
    const store = memoryRefusals();
    const server = await serve({ 'global.login': login(done) });
    const run = async (spendTry: boolean): Promise<Session> => {
      const session = rpcOnly(server, { store, spendTry });
      await session.reader.signIn();
      await session.reader.close();
      return session;
    };
    expect((await run(false)).result()).toMatchObject({ counted: 'unanswered', detail: expect.stringMatching(/^the password was sent once and /) as unknown });
    expect((await run(false)).result()).toMatchObject({ unknown: 'stale', detail: expect.stringContaining('--spend-a-try') as unknown });
    expect(passwords(server).length).toBe(1);
  });

  it('a right password whose answer was lost opens the recorder when the person insists', async () => {
    const store = memoryRefusals();
    const cut = await serve({ 'global.login': login(CUT) });
    const first = rpcOnly(cut, { store });
    await first.reader.signIn();
    await first.reader.close();
    const server = await serve({ 'global.login': login() });
    const second = rpcOnly(server, { store, spendTry: true, at: cut.port });
    expect(await second.reader.signIn()).toBe(true);
    await second.reader.close();
  });

  it('Ctrl-C while the password is on its way: the answer is heard, and the session is signed out', async () => {
    const stop = new AbortController();
    const server = await serve({ 'global.login': (body, step) => (step === 2 && stop.abort(), login()(body, step)) });
    const session = rpcOnly(server, { signal: stop.signal });
    expect(await session.reader.signIn()).toBe(true);
    await session.reader.close();
    expect(server.methods()).toEqual(['global.login', 'global.login', 'global.logout']);
  });

  it.each<[string, unknown, object]>([
    ['a sign-in by WatchNet', challenge({ encryption: 'WatchNet' }), { outcome: 'unsupported' }],
    ['a lock', { error: { code: 268632081 }, params: { remainLockSecond: 600 }, result: false }, { outcome: 'locked', lockSeconds: 600 }],
    ['a recorder that is not set up', { error: { code: 268632086 }, result: false }, { outcome: 'not-initialised' }],
    ['the password wanted in clear', challenge({ encryption: 'Plain' }), { outcome: 'unsupported' }],
    ['an old digest', challenge({ encryption: 'OldDigest' }), { outcome: 'unsupported' }],
    ['a challenge without realm', challenge({ realm: 7 }), { outcome: 'unsupported' }],
    ['the realm of a stranger', challenge({ realm: 'Router' }), { unknown: 'not-supported' }],
    ['a success without a challenge', { result: true, session: 'free' }, { unknown: 'malformed' }],
    ['prototype bait', '{"__proto__":{"error":{"code":268632079}},"params":null}', { unknown: 'malformed' }],
  ])('%s in the first step: nothing made from the password is sent', async (_name, first, expected) => {
    const server = await serve({ 'global.login': () => first });
    const session = rpcOnly(server);
    expect(await session.reader.signIn()).toBe(false);
    expect(session.result()).toMatchObject(expected);
    expect(server.calls.length).toBe(1);
    expect(passwords(server)).toEqual([]);
  });

  it('an answer that is lost on the way is not repeated', async () => {
    const server = await serve({ 'global.login': () => challenge() });
    const session = rpcOnly(server, { signal: AbortSignal.timeout(60_000) });
    const cut = await serve({}, { hangUp: ['global.login'] });
    expect(await rpcOnly(cut).reader.signIn()).toBe(false);
    expect(cut.calls.length).toBe(1);
    // The challenge comes again where a result should be: nothing is proved, and nothing is sent a second time.
    expect(await session.reader.signIn()).toBe(false);
    expect(session.result()).toMatchObject({ unknown: 'malformed' });
    expect(passwords(server).length).toBe(1);
  });

  it.each<[string, Answers, Parameters<typeof rpcServer>[1]]>([
    ['a page', { 'global.login': () => '<html></html>' }, {}],
    ['half of JSON', { 'global.login': () => '{"error":' }, {}],
    ['no such page', {}, { status: 404 }],
  ])('%s instead of RPC: CGI is asked instead, as nothing has been sent yet', async (_name, answers, options) => {
    const server = await serve(answers, options);
    const session = rpcOnly(server);
    expect(await session.reader.signIn()).toBe(false);
    expect(server.methods()).toEqual(['global.login', 'GET /cgi-bin/magicBox.cgi?action=getMachineName']);
    expect(passwords(server)).toEqual([]);
  });

  it.each([[287637504], [287637505], [28763750]])('code %i ends the session: nothing more is asked, and no second sign-in is made', async (code) => {
    const server = await serve({ 'global.login': login(), 'configManager.getConfig': () => ({ error: { code }, result: false }) });
    const results = await read(server, ['network', 'ddns']);
    expect(results['network']).toMatchObject({ state: 'unknown', reason: 'refused' });
    expect(results['ddns']).toMatchObject({ state: 'unknown', reason: 'refused' });
    expect(server.methods()).toEqual(['global.login', 'global.login', 'configManager.getConfig']);
  });

  it('a refusal of one table leaves the others', async () => {
    const server = await serve({ 'global.login': login(), 'configManager.getConfig': (body) => ((body['params'] as { name: string }).name === 'DDNS' ? { error: { code: 285278249 }, result: false } : { params: { table: { Port: 80 } }, result: true }) });
    const results = await read(server, ['ddns', 'web-port']);
    expect(results['ddns']).toMatchObject({ state: 'refused', exchange: { protocol: 'rpc2', request: 'configManager.getConfig DDNS', status: 200 } });
    expect(results['web-port']).toMatchObject({ state: 'known', exchange: { request: 'configManager.getConfig Web' } });
  });

  it('the budget holds for calls too, and the sign-out is not part of it', async () => {
    const server = await serve({ 'global.login': login() });
    const session = rpcOnly(server, { limit: 4 });
    await session.reader.signIn();
    for (const item of session.reader.items) if (!session.reader.ended()) await item.read();
    expect(session.reader.ended()).toMatchObject({ reason: 'not-run' });
    await session.reader.close();
    expect(server.calls.length).toBe(5);
    expect(server.methods().at(-1)).toBe('global.logout');
  });

  it('a run that is cut short still signs out', async () => {
    const server = await serve({ 'global.login': login() });
    const control = new AbortController();
    const session = rpcOnly(server, { signal: control.signal });
    await session.reader.signIn();
    control.abort();
    await session.reader.close();
    expect(server.methods().at(-1)).toBe('global.logout');
  });

  it('the witness sees every exchange by its name and never the password', async () => {
    const server = await serve({ 'global.login': login(), 'PasswdFind.getContact': told({ contactEmail: '' }) });
    const session = rpcOnly(server);
    await session.reader.signIn();
    await session.reader.items.find((i) => i.id === 'recovery-contact')?.read();
    await session.reader.close();
    expect(session.witnessed.map((e) => `${e.protocol} ${e.request}`)).toEqual(['rpc2 global.login', 'rpc2 global.login', 'rpc2 PasswdFind.getContact', 'rpc2 global.logout']);
    expect(JSON.stringify(session.witnessed)).not.toContain(SECRET);
  });
});

describe('a second sign-in after CGI has accepted the password', () => {
  async function context(server: RpcServer, store = memoryRefusals(), accepted = true): Promise<ReaderContext> {
    const network = hostNetwork();
    const base = { address: '127.0.0.1', port: server.port, tls: false };
    const guard = new Login({ serial: '9Z0', endpoint: 'x' }, { user: USER, password: SECRET }, store, network.clock);
    if (accepted) {
      await guard.mayAnswer(REALM);
      await guard.accept();
    }
    return { network, base, login: guard, budget: new CallBudget(), signal: new AbortController().signal, facts: new Facts(new Map()), ownAddresses: new Set(), discovered: false };
  }
  const ask = async (given: ReaderContext): Promise<unknown> => {
    const session = new RpcSession(given, () => true);
    const answer = await session.call('Nat.getTurnStatus');
    await session.close();
    return answer.ok ? answer.reply : answer.result;
  };

  it('is made once for all calls', async () => {
    const server = await serve({ 'global.login': login(), 'Nat.getTurnStatus': told({}), 'ddnsClient.getStatus': told({}) });
    const session = new RpcSession(await context(server), () => true);
    for (const method of ['Nat.getTurnStatus', 'ddnsClient.getStatus', 'PasswdFind.getContact'] as const) await session.call(method);
    await session.close();
    expect(server.methods()).toEqual(['global.login', 'global.login', 'Nat.getTurnStatus', 'ddnsClient.getStatus', 'PasswdFind.getContact', 'global.logout']);
  });

  it('before CGI accepted the password nothing is sent at all', async () => {
    const server = await serve({});
    expect(await ask(await context(server, undefined, false))).toMatchObject({ reason: 'not-run' });
    expect(server.calls.length).toBe(0);
  });

  it('a refused hash is not sent again, in this run or the next', async () => {
    const store = memoryRefusals();
    const server = await serve({ 'global.login': (body: Body) => ((body['params'] as { password: string }).password === '' ? challenge() : { error: { code: 268632085 }, params: { remainLoginTimes: 3 }, result: false }) });
    const first = await context(server, store);
    const session = new RpcSession(first, () => true);
    expect(await session.call('Nat.getTurnStatus')).toMatchObject({ ok: false, result: { reason: 'refused' } });
    expect(await session.call('ddnsClient.getStatus')).toMatchObject({ ok: false, result: { reason: 'refused' } });
    await first.login.close();
    expect(await ask(await context(server, store))).toMatchObject({ state: 'unknown', reason: 'stale' });
    expect(passwords(server).length).toBe(1);
    expect(server.methods()).not.toContain('global.logout');
  });

  it.each<[string, unknown, object]>([
    ['a lock in the first step', { error: { code: 268632081 }, params: { remainLockSecond: 600 }, result: false }, { state: 'unknown', reason: 'refused' }],
    ['a sign-in that wants the password in clear', challenge({ encryption: 'Plain' }), { state: 'not-supported' }],
    ['a page', '<html></html>', { state: 'unknown', reason: 'malformed' }],
  ])('%s: nothing made from the password is sent', async (_name, first, expected) => {
    const server = await serve({ 'global.login': () => first });
    expect(await ask(await context(server))).toMatchObject(expected);
    expect(server.calls.length).toBe(1);
  });
});

describe('what only RPC tells', () => {
  const upnp = { Enable: true, MapTable: [{ Enable: true, InnerPort: 80, OuterPort: 8080, Protocol: 'TCP' }, { Enable: true, InnerPort: 37777, OuterPort: 37777, Protocol: 'TCP' }, { Enable: true, InnerPort: 37778, OuterPort: 37778, Protocol: 'UDP' }] };
  const ddns = [{ Enable: true, Protocol: 'NO-IP DDNS', HostName: 'a.example' }];
  const table = (value: unknown): Answers => ({ 'configManager.getConfig': told({ table: value }) });

  it.each([['Online', 'online'], ['Offline', 'offline'], ['Connecting', 'offline'], ['Success', 'online']])('P2P: the word %s is %s', async (word, value) => {
    expect(await one({ ...table({ Enable: true }), 'Nat.getTurnStatus': told({ Status: { Status: word } }) }, 'p2p-status')).toEqual({ 'recorder.p2p.status': value });
  });

  it('P2P: a word that nobody knows is shown, not guessed', async () => {
    const server = await serve({ 'global.login': login(), ...table({ Enable: true }), 'Nat.getTurnStatus': told({ Status: { Status: '\u001b[5mP2PStage7' } }) });
    expect((await read(server, ['p2p-status']))['p2p-status']).toMatchObject({ fields: [{ unknown: 'malformed', detail: 'the recorder says "[5mp2pstage7"' }] });
  });

  const status = (rows: unknown, more: object = {}): Answers => ({ ...table(upnp), 'netApp.getUPnPStatus': told({ Status: 'Success', Working: true, InnerAddress: '192.168.1.1', OuterAddress: '100.64.0.9', PortMapStatus: rows, ...more }) });
  const rows = (...granted: unknown[]): object[] => [['tcp', 80, 8080], ['tcp', 37777, 37777], ['udp', 37778, 37778]].map(([protocol, inside, outside], i) => ({ protocol, inside, outside, granted: granted[i] }));

  it('UPnP: states belong to ports by their order, and only two words have a sure meaning', async () => {
    expect(await one(status(['Success', 'Failed', 'Unknown']), 'upnp-status')).toEqual({ 'recorder.upnp.granted': rows(true, false, null), 'recorder.upnp.routerAddress': '192.168.1.1', 'recorder.upnp.outsideAddress': '100.64.0.9' });
    expect(await one(status([1, null, 'success'], { InnerAddress: '', OuterAddress: '0.0.0.0' }), 'upnp-status')).toEqual({ 'recorder.upnp.granted': rows(null, null, true), 'recorder.upnp.routerAddress': null, 'recorder.upnp.outsideAddress': null });
  });

  it.each<[string, Answers, object]>([
    ['one state too few', status(['Success', 'Success']), { 'recorder.upnp.granted': '?malformed' }],
    ['states that are no list', status('Success'), { 'recorder.upnp.granted': '?malformed' }],
    ['no states', status(undefined, { OuterAddress: 'x' }), { 'recorder.upnp.granted': '?not-supported', 'recorder.upnp.outsideAddress': '?malformed' }],
    ['a port table that is refused', { ...status(['Success']), 'configManager.getConfig': () => ({ error: { code: 285278249 }, result: false }) }, { 'recorder.upnp.granted': '?not-supported', 'recorder.upnp.routerAddress': '192.168.1.1' }],
  ])('UPnP: %s', async (_name, answers, expected) => {
    expect(await one(answers, 'upnp-status')).toMatchObject(expected);
  });

  it('UPnP: where the call wants an object it is made once and given back before the sign-out', async () => {
    const answers = status(['Success', 'Success', 'Success']);
    const server = await serve({
      'global.login': login(),
      ...answers,
      'netApp.factory.instance': told(undefined, 15367904),
      'netApp.getUPnPStatus': (body, step) => (body['object'] === 15367904 ? answers['netApp.getUPnPStatus']?.(body, step) : { error: { code: 268894209 }, result: false }),
      'netApp.getNetInterfaces': (body) => (body['object'] === 15367904 ? { params: { netInterface: [] }, result: true } : { error: { code: 268894209 }, result: false }),
    });
    const results = await read(server, ['upnp-status', 'link']);
    expect(results['upnp-status']).toMatchObject({ state: 'known' });
    expect(server.methods().filter((m) => m.startsWith('netApp.'))).toEqual(['netApp.getUPnPStatus', 'netApp.factory.instance', 'netApp.getUPnPStatus', 'netApp.getNetInterfaces', 'netApp.destroy']);
    expect(server.calls.find((c) => c.body['method'] === 'netApp.destroy')?.body['object']).toBe(15367904);
    expect(server.methods().at(-1)).toBe('global.logout');
  });

  it('UPnP: without an object to be had the call is not supported', async () => {
    expect(await one({ ...table(upnp), 'netApp.getUPnPStatus': () => ({ error: { code: 268894209 }, result: false }) }, 'upnp-status')).toBe('not-supported');
  });

  const state = (list: unknown): Answers => ({ ...table(ddns), 'ddnsClient.getStatus': told({ status: list }) });
  it.each<[string, Answers, unknown]>([
    ['a number is shown as it is', state([{ Protocol: 'NO-IP DDNS', Value: 'x', ConIp: '198.51.100.7', Status: 3 }]), { 'recorder.ddns.lastResult': '3', 'recorder.ddns.lastAddress': '198.51.100.7' }],
    ['a zero too', state([{ Protocol: 'NO-IP DDNS', ConIp: '', Status: 0 }]), { 'recorder.ddns.lastResult': '0', 'recorder.ddns.lastAddress': null }],
    ['a word is shown as it is', state([{ Protocol: 'NO-IP DDNS', Status: 'good\u0007' }]), { 'recorder.ddns.lastResult': 'good', 'recorder.ddns.lastAddress': '?not-supported' }],
    ['of several rows that of the provider which is on', state([{ Protocol: 'CN99 DDNS', Status: 9 }, { Protocol: 'NO-IP DDNS', Status: 1 }]), { 'recorder.ddns.lastResult': '1', 'recorder.ddns.lastAddress': '?not-supported' }],
    ['several rows, and none for it', state([{ Protocol: 'A', Status: 9 }, { Protocol: 'B', Status: 1 }]), { 'recorder.ddns.lastResult': '?not-supported', 'recorder.ddns.lastAddress': '?not-supported' }],
    ['no row', state([]), { 'recorder.ddns.lastResult': '?not-supported', 'recorder.ddns.lastAddress': '?not-supported' }],
    ['no list', state('ok'), { 'recorder.ddns.lastResult': '?not-supported', 'recorder.ddns.lastAddress': '?not-supported' }],
    ['switched off', { ...state([]), ...table([{ Enable: false, Protocol: 'NO-IP DDNS' }]) }, 'unknown'],
  ])('DDNS: %s', async (_name, answers, expected) => {
    expect(await one(answers, 'ddns-status')).toEqual(expected);
  });

  it.each<[string, unknown, unknown]>([
    ['a masked address is one', { contactEmail: 'a***@example.net', contactPhone: '' }, true],
    ['one field under another name', { contact: '+49***' }, true],
    ['empty fields are none', { contactEmail: '', contactPhone: '' }, false],
    ['no fields tell nothing', {}, '?not-supported'],
    ['no parameters tell nothing', null, '?not-supported'],
    ['a field that is no text tells nothing', { contactEmail: 7 }, '?not-supported'],
  ])('recovery: %s', async (_name, params, expected) => {
    const said = await one({ 'PasswdFind.getContact': told(params) }, 'recovery-contact');
    expect(said).toEqual({ 'recorder.recovery.contact': expected });
    expect(JSON.stringify(said)).not.toMatch(/example|\+49/);
  });

  it('success may be a number, and failure a zero', async () => {
    expect(await one({ 'PasswdFind.getContact': told({ contactEmail: 'x' }, 1) }, 'recovery-contact')).toEqual({ 'recorder.recovery.contact': true });
    expect(await one({ 'PasswdFind.getContact': told({ contactEmail: 'x' }, 0) }, 'recovery-contact')).toBe('unknown');
  });

  it('a question that is refused still ends with a sign-out', async () => {
    expect(await one({ 'PasswdFind.getContact': () => ({ error: { code: 285278249 }, result: false }) }, 'recovery-contact')).toBe('refused');
  });
});

describe('whether it was set up, asked without a login', () => {
  const ask = async (answers: Answers, options: Parameters<typeof rpcServer>[1] = {}): Promise<unknown> => {
    const server = await serve(answers, options);
    const result = await sessionWith(server).reader.openItems[0]?.read();
    expect(server.calls.map((c) => c.path)).toEqual(['/OutsideCmd']);
    return result?.state === 'known' ? facts(result.fields)['recorder.initialized'] : result?.state === 'unknown' ? result.reason : result?.state;
  };

  it.each<[unknown, unknown]>([[1, false], [2, true], [7, 'malformed'], ['1', 'malformed'], [undefined, 'malformed']])('Init %j is %s', async (Init, expected) => {
    expect(await ask({ 'DevInit.getStatus': told({ Init, Find: 'BC' }) })).toBe(expected);
  });

  it('old firmware without the page, a page instead, and a hang-up say nothing', async () => {
    expect(await ask({}, { status: 404 })).toBe('not-supported');
    expect(await ask({ 'DevInit.getStatus': () => '<html>' })).toBe('not-supported');
    expect(await ask({})).toBe('not-supported');
    expect(await ask({}, { hangUp: ['DevInit.getStatus'] })).toBe('failed');
  });
});
