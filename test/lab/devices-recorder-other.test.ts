/** RPC2, discovery and the TCP port of the virtual recorder. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { rpcPassword } from '../../src/recorders/dahua/rpc2.js';
import { readReply, searchDatagram } from '../../src/recorders/discovery/dahua.js';
import { sdkSignIn, type SdkSignIn } from '../../src/lab/devices/recorder/index.js';
import type { Network } from '../../src/network/seam.js';
import { fetchHttp, RECORDER, recorderHouse, type RecorderHouse } from './devices-support.js';
import { readAll, smallHome } from './sim-support.js';

const ADMIN = { user: 'admin', password: 'Test-1234' };

interface RpcReply {
  readonly result: boolean;
  readonly session: string;
  readonly error?: { readonly code: number };
  readonly params: { readonly random: string; readonly realm: string; readonly remainLoginTimes: number };
}

async function rpc(network: Network, path: string, request: object): Promise<RpcReply> {
  const reply = await fetchHttp(network, `http://${RECORDER}${path}`, { method: 'POST', body: JSON.stringify(request) });
  return JSON.parse(reply.body.toString()) as RpcReply;
}
async function rpcLogin(network: Network, { user, password }: { user: string; password: string }): Promise<RpcReply> {
  const common = { userName: user, clientType: 'Web3.0', loginType: 'Direct' };
  const first = await rpc(network, '/RPC2_Login', { method: 'global.login', params: { ...common, password: '' }, id: 1 });
  if (first.error?.code !== 268632079) return first;
  const { random, realm } = first.params;
  return rpc(network, '/RPC2_Login', { method: 'global.login', params: { ...common, password: rpcPassword(user, realm, password, random) }, id: 2, session: first.session });
}

describe('RPC2', () => {
  it('signs in in two steps, tells what CGI does not, and signs out', async () => {
    const { laptop, state, recorder, accounts } = await recorderHouse({ settings: { p2p: { online: true }, ddns: { enabled: true, lastResult: 'good', lastAddress: '192.88.98.7' } } });
    state.p2p.online = true;
    const login = await rpcLogin(laptop, ADMIN);
    expect(login).toMatchObject({ result: true, params: { keepAliveInterval: 60 } });
    const call = (method: string): Promise<unknown> => rpc(laptop, '/RPC2', { method, params: null, id: 3, session: login.session });
    expect(await call('Nat.getTurnStatus')).toMatchObject({ result: true, params: { Status: { IsTurnChannel: true, Status: 'Online' } } });
    expect(await call('netApp.getUPnPStatus')).toMatchObject({ params: { Working: false, PortMapStatus: ['Unknown', 'Unknown', 'Unknown'] } });
    expect(await call('ddnsClient.getStatus')).toMatchObject({ params: { status: [{ Protocol: 'NO-IP DDNS', ConIp: '192.88.98.7', Status: 0 }] } });
    expect(await call('nothing.getAnything')).toMatchObject({ result: false, error: { code: 268894210 } });
    expect(accounts.state.sessions).toHaveLength(1);
    expect(await call('global.logout')).toMatchObject({ result: true });
    expect(await call('Nat.getTurnStatus')).toMatchObject({ result: false, error: { code: 287637504 } });
    expect(recorder.counters).toMatchObject({ rpcLogins: 1, rpcLogouts: 1, refusedLogins: 0 });
  });

  it('counts wrong passwords down in the same counter as CGI, then is locked from the first step on', async () => {
    const { laptop } = await recorderHouse();
    const left: unknown[] = [];
    for (let i = 0; i < 5; i++) {
      const refused = await rpcLogin(laptop, { user: 'admin', password: 'wrong' });
      left.push([refused.error?.code, refused.params.remainLoginTimes]);
    }
    expect(left).toEqual([4, 3, 2, 1].map((n) => [268632085, n]).concat([[268632081, 0]]));
    const locked = await rpcLogin(laptop, ADMIN);
    expect(locked).toMatchObject({ error: { code: 268632081 }, params: { remainLockSecond: 1800 } });
    expect((await fetchHttp(laptop, `http://${RECORDER}/cgi-bin/magicBox.cgi?action=getMachineName`)).status).toBe(401);
  });

  it('an account that is not reusable and signed in elsewhere is in use', async () => {
    const { laptop } = await recorderHouse();
    const viewer = { user: 'viewer', password: 'View-1234' };
    expect(await rpcLogin(laptop, viewer)).toMatchObject({ result: true });
    expect(await rpcLogin(laptop, viewer)).toMatchObject({ result: false, error: { code: 268632074 } });
  });

  it('bypass attempts and writes are noted and come to nothing', async () => {
    const { laptop, recorder } = await recorderHouse();
    for (const bait of [{ clientType: 'NetKeyboard', loginType: 'Direct' }, { clientType: 'Web3.0', loginType: 'Loopback' }]) {
      expect(await rpc(laptop, '/RPC2_Login', { method: 'global.login', params: { userName: 'admin', password: 'x', ...bait }, id: 1 })).toMatchObject({ result: false });
    }
    const login = await rpcLogin(laptop, ADMIN);
    await rpc(laptop, '/RPC2', { method: 'configManager.setConfig', params: {}, id: 2, session: login.session });
    await rpc(laptop, '/OutsideCmd', { method: 'PasswdFind.resetPassword', params: {}, id: 2 });
    expect(recorder.counters).toMatchObject({ bypassBait: 2, writes: 2 });
  });

  it.each([
    [true, 2],
    [false, 1],
  ])('initialised %s: DevInit.getStatus says %i without a login', async (initialized, init) => {
    const { laptop } = await recorderHouse({ initialized });
    expect(await rpc(laptop, '/OutsideCmd', { method: 'DevInit.getStatus', params: null, id: 1 })).toEqual({ id: 1, params: { Init: init, Find: 'BC' }, result: true });
    expect((await rpcLogin(laptop, ADMIN)).error?.code ?? 0).toBe(initialized ? 0 : 268632086);
  });

  it('a challenge may ask for the password in another form', async () => {
    const { laptop } = await recorderHouse({ options: { quirks: { rpcEncryption: 'Plain' } } });
    expect(await rpc(laptop, '/RPC2_Login', { method: 'global.login', params: { userName: 'admin', password: '' }, id: 1 })).toMatchObject({ params: { encryption: 'Plain' } });
  });

  it('old firmware has no OutsideCmd', async () => {
    const { laptop } = await recorderHouse({ settings: { firmware: '3.215.0000000.1' } });
    expect((await fetchHttp(laptop, `http://${RECORDER}/OutsideCmd`, { method: 'POST', body: '{}' })).status).toBe(404);
  });

  it.each(['', 'null', '[]', '{"method":5}', '{"method":"global.login","params":[1],"session":{}}', '{', '"x"', '{"method":"__proto__","session":"x"}'])('a malformed call is answered with an error: %s', async (body) => {
    const { laptop } = await recorderHouse();
    for (const path of ['/RPC2', '/RPC2_Login', '/OutsideCmd']) {
      const reply = await fetchHttp(laptop, `http://${RECORDER}${path}`, { method: 'POST', body });
      expect(JSON.parse(reply.body.toString())).toMatchObject({ result: false });
    }
  });
});

async function discover(house: RecorderHouse, data: Uint8Array, to: string): Promise<Buffer[]> {
  const answers: Buffer[] = [];
  const sockets = [await house.laptop.udp({ address: '192.168.1.50', broadcast: true }), await house.laptop.udp({ address: '192.168.1.50', port: 37810, reuse: true, groups: ['239.255.255.251'] })];
  const until = house.laptop.clock.deadline(500);
  const hear = sockets.map(async (socket) => {
    while (socket.ok) {
      const received = await socket.value.receive(until.signal);
      if (!received.ok) return;
      answers.push(Buffer.from(received.value.data));
    }
  });
  if (sockets[0]?.ok) await sockets[0].value.send(data, 37810, to);
  await Promise.all(hear);
  return answers.filter((answer) => answer.includes('client.notifyDevInfo'));
}

describe('discovery', () => {
  it.each(['239.255.255.251', '255.255.255.255', RECORDER])('asked by %s it answers more than once, framed and NUL-terminated', async (to) => {
    const house = await recorderHouse();
    const answers = await discover(house, searchDatagram(), to);
    expect(answers.length).toBe(2);
    const answer = answers[0] ?? Buffer.alloc(0);
    expect([answer.readUInt32LE(0), answer.toString('latin1', 4, 8), answer.readUInt32LE(16), answer.at(-1)]).toEqual([32, 'DHIP', answer.length - 32, 0]);
    expect(readReply({ data: answer, address: RECORDER, port: 37810 })).toMatchObject({ serial: '9Z0AAAAPAZ00001', mac: '02:00:00:00:00:64', tcpPort: 37777, httpPort: 80, dhcp: false, configured: RECORDER, prefix: 24, gateway: '192.168.1.1', initialized: true });
  });

  it('a recorder on a wrong subnet is heard through the group only', async () => {
    const house = await recorderHouse({ at: '10.0.0.64', settings: { network: { address: '10.0.0.64', gateway: '10.0.0.1' } } });
    const answers = await discover(house, searchDatagram(), '239.255.255.251');
    expect(answers.length).toBe(1);
    expect(readReply({ data: answers[0] ?? Buffer.alloc(0), address: '10.0.0.64', port: 37810 })?.configured).toBe('10.0.0.64');
  });

  it('an answer larger than usual, and one without the address block', async () => {
    const huge = await recorderHouse({ options: { quirks: { discovery: 'huge' } } });
    expect((await discover(huge, searchDatagram(), RECORDER))[0]?.length).toBeGreaterThan(1472);
    const bare = await recorderHouse({ options: { quirks: { discovery: 'no-address' } } });
    const [answer] = await discover(bare, searchDatagram(), RECORDER);
    expect(readReply({ data: answer ?? Buffer.alloc(0), address: RECORDER, port: 37810 })).toMatchObject({ serial: '9Z0AAAAPAZ00001', configured: undefined });
  });

  it('a recorder that was never set up says so', async () => {
    const house = await recorderHouse({ initialized: false });
    const [answer] = await discover(house, searchDatagram(), RECORDER);
    expect(readReply({ data: answer ?? Buffer.alloc(0), address: RECORDER, port: 37810 })?.initialized).toBe(false);
  });

  it('bare JSON, a search for another device and noise get no answer; a write is counted', async () => {
    const house = await recorderHouse();
    const frame = (body: string): Buffer => {
      const header = Buffer.from(searchDatagram().slice(0, 32));
      header.writeUInt32LE(body.length, 16);
      return Buffer.concat([header, Buffer.from(body)]);
    };
    const noise = [searchDatagram().slice(32), frame('{"method":"DHDiscover.search","params":{"mac":"02:00:00:00:00:99"}}'), frame('null'), frame('{"method":7}'), Buffer.from([0xff]), Buffer.alloc(0), frame('{').subarray(0, 33), Buffer.alloc(32)];
    for (const data of noise) expect(await discover(house, data, RECORDER)).toEqual([]);
    expect(await discover(house, frame('{"method":"DHDiscover.setConfig","params":{}}'), RECORDER)).toEqual([]);
    expect(house.recorder.counters.writes).toBe(1);
    expect((await discover(house, searchDatagram(), RECORDER)).length).toBe(2);
  });
});

async function phone(house: RecorderHouse, user: string, password: string): Promise<SdkSignIn | string> {
  const deadline = house.laptop.clock.deadline(3_000);
  const connected = await house.laptop.tcp({ host: RECORDER, port: 37777, signal: deadline.signal });
  if (!connected.ok) return connected.failure.kind;
  const signedIn = await sdkSignIn(connected.value, user, password, deadline.signal);
  deadline.clear();
  return signedIn.ok ? signedIn.value : signedIn.failure.kind;
}

describe('the TCP port', () => {
  it('says nothing by itself', async () => {
    const { laptop } = await recorderHouse();
    const connected = await laptop.tcp({ host: RECORDER, port: 37777, signal: new AbortController().signal });
    if (!connected.ok) throw new Error(connected.failure.kind);
    let heard = 0;
    connected.value.on('data', (chunk: Buffer) => (heard += chunk.length));
    await laptop.clock.sleep(2_000);
    expect(heard).toBe(0);
  });

  it('a phone signs in, sees the picture, and gives its session back', async () => {
    const house = await recorderHouse();
    const session = await phone(house, 'viewer', 'View-1234');
    if (typeof session === 'string') throw new Error(session);
    expect(session).toMatchObject({ outcome: 'accepted', serial: '9Z0AAAAPAZ00001' });
    expect(await session.play(new AbortController().signal)).toBe(true);
    expect(house.accounts.state.sessions).toMatchObject([{ user: 'viewer', client: 'Mobile', address: '192.168.1.50' }]);
    expect(await phone(house, 'viewer', 'View-1234')).toMatchObject({ outcome: 'in-use' });
    session.close();
    await house.laptop.clock.sleep(100);
    expect(house.accounts.state.sessions).toEqual([]);
    expect(await phone(house, 'viewer', 'View-1234')).toMatchObject({ outcome: 'accepted' });
  });

  it('a lost connection ends the session as well', async () => {
    const house = await recorderHouse();
    const deadline = house.laptop.clock.deadline(3_000);
    const connected = await house.laptop.tcp({ host: RECORDER, port: 37777, signal: deadline.signal });
    if (!connected.ok) throw new Error(connected.failure.kind);
    await sdkSignIn(connected.value, 'viewer', 'View-1234', deadline.signal);
    expect(house.accounts.state.sessions).toHaveLength(1);
    connected.value.destroy();
    await house.laptop.clock.sleep(100);
    expect(house.accounts.state.sessions).toEqual([]);
  });

  it('wrong passwords, unknown users, locks and factory state are told apart', async () => {
    const house = await recorderHouse();
    expect(await phone(house, 'admin', 'wrong')).toMatchObject({ outcome: 'wrong-password', triesLeft: 4, lockSeconds: 0 });
    expect(await phone(house, 'no body\n', 'x')).toMatchObject({ outcome: 'unknown-user', triesLeft: null });
    for (let i = 0; i < 4; i++) await phone(house, 'admin', 'wrong');
    expect(await phone(house, 'admin', 'Test-1234')).toMatchObject({ outcome: 'locked', triesLeft: 0, lockSeconds: 1800 });
    expect(house.recorder.counters.refusedLogins).toBe(7);
    expect(await phone(await recorderHouse({ initialized: false }), 'admin', '')).toMatchObject({ outcome: 'not-initialised', serial: '9Z0AAAAPAZ00001' });
  });

  it('a connection beyond the limit is told that all are in use, and closed', async () => {
    const house = await recorderHouse({ settings: { ports: { maxConnections: 1 } } });
    expect(await phone(house, 'admin', 'Test-1234')).toMatchObject({ outcome: 'accepted' });
    expect(await phone(house, 'admin', 'Test-1234')).toMatchObject({ outcome: 'busy', serial: '9Z0AAAAPAZ00001' });
    expect(house.recorder.counters.maxSockets).toBe(1);
  });

  it('whatever is sent, the recorder goes on', async () => {
    const house = await recorderHouse();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ maxLength: 60 }), fc.constantFrom('ANSWER x', 'PLAY', 'HELLO %', 'HELLO', 'BYE', 'HELLO a\nANSWER')), async (text) => {
        const connected = await house.laptop.tcp({ host: RECORDER, port: 37777, signal: new AbortController().signal });
        if (!connected.ok) throw new Error(connected.failure.kind);
        const heard = readAll(connected.value);
        connected.value.end(`${text}\n`);
        expect((await heard).toString()).not.toContain('OK');
      }),
      { numRuns: 60 },
    );
    expect(await phone(house, 'admin', 'Test-1234')).toMatchObject({ outcome: 'accepted' });
  });

  it('a port with something else behind it is malformed, not a refusal', async () => {
    const home = smallHome();
    const other = home.host('other', RECORDER).network;
    await other.listen(37777, (connection) => connection.on('data', () => connection.write('SSH-2.0-OpenSSH_9.2\r\n')));
    const laptop = home.host('laptop', '192.168.1.50').network;
    const deadline = laptop.clock.deadline(3_000);
    const connected = await laptop.tcp({ host: RECORDER, port: 37777, signal: deadline.signal });
    if (!connected.ok) throw new Error(connected.failure.kind);
    expect(await sdkSignIn(connected.value, 'admin', 'Test-1234', deadline.signal)).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
  });
});
