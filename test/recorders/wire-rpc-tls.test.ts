import { afterEach, describe, expect, it } from 'vitest';
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { identifyWeb } from '../../src/recorders/identify.js';
import { DahuaRpc, askInitialized, rpcPassword } from '../../src/recorders/dahua/rpc2.js';
import { Login } from '../../src/recorders/login.js';
import { memoryRefusals } from '../../src/recorders/refusals.js';
import { hostNetwork } from '../../src/network/host/index.js';
import { cert, key } from '../network/certificate.js';
import { SECRET, sessionWith, USER, wireServer, type WireServer } from './wire-server.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
const signal = new AbortController().signal;

interface Rpc {
  readonly calls: { readonly path: string; readonly body: Record<string, unknown>; readonly cookie: string }[];
  readonly base: { address: string; port: number; tls: boolean };
}

/** Answers each method with what the test says; a string is sent as it is. */
async function rpcServer(answers: Readonly<Record<string, (body: Record<string, unknown>, step: number) => unknown>>, cookie?: string): Promise<Rpc> {
  const calls: Rpc['calls'] = [];
  const server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (data: Buffer) => (text += data.toString()));
    request.on('end', () => {
      const body = JSON.parse(text) as Record<string, unknown>;
      calls.push({ path: request.url ?? '', body, cookie: request.headers.cookie ?? '' });
      const method = String(body['method']);
      const answer = answers[method]?.(body, calls.filter((c) => c.body['method'] === method).length) ?? { error: { code: 268894210 }, result: false };
      response.writeHead(200, { 'Content-Type': 'text/html', Connection: 'close', ...(cookie === undefined ? {} : { 'Set-Cookie': cookie }) });
      response.end(typeof answer === 'string' ? answer : `${JSON.stringify(answer)}\n\0`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return { calls, base: { address: '127.0.0.1', port: (server.address() as AddressInfo).port, tls: false } };
}

async function acceptedLogin(store = memoryRefusals()): Promise<Login> {
  const network = hostNetwork();
  const login = new Login({ serial: '9Z0', endpoint: 'x' }, { user: USER, password: SECRET }, store, network.clock);
  await login.mayAnswer('Login to 9Z0');
  await login.accept();
  return login;
}
const REALM = 'Login to 9Z0';
const challenge = (extra: object = {}): object => ({ error: { code: 268632079, message: 'Component error: login challenge!' }, params: { encryption: 'Default', realm: REALM, random: '1234567890', ...extra }, result: false, session: 2147483643 });
const step = (done: unknown, first: unknown = challenge()) => (_body: Record<string, unknown>, n: number): unknown => (n === 1 ? first : done);
const signedIn = { params: { keepAliveInterval: 60 }, result: true, session: 'abc123' };
const turn = (Status: unknown) => (): object => ({ params: { Status: { IsTurnChannel: true, Status, Detail: '' } }, result: true });
const ask = async (rpc: Rpc, login?: Login): Promise<unknown> => {
  const result = await new DahuaRpc(hostNetwork(), rpc.base, login ?? (await acceptedLogin()), signal).p2pStatus();
  return result.state === 'known' ? result.fields[0] : result;
};

describe('the RPC2 sign-in for the P2P state', () => {
  it('two steps, a session that changes its form, its cookie, one question, and always a logout', async () => {
    const rpc = await rpcServer({ 'global.login': step(signedIn), 'Nat.getTurnStatus': turn('Online'), 'global.logout': () => ({ result: true }) }, 'WebClientHttpSessionID=zz9; path=/');
    expect(await ask(rpc)).toEqual({ path: 'recorder.p2p.status', value: 'online' });
    expect(rpc.calls.map((c) => `${c.path} ${String(c.body['method'])}`)).toEqual(['/RPC2_Login global.login', '/RPC2_Login global.login', '/RPC2 Nat.getTurnStatus', '/RPC2 global.logout']);
    expect(rpc.calls[0]?.body['params']).toMatchObject({ password: '' });
    expect(rpc.calls[1]?.body).toMatchObject({ session: 2147483643, params: { password: rpcPassword(USER, REALM, SECRET, '1234567890'), clientType: 'Web3.0', loginType: 'Direct' } });
    expect(rpc.calls[2]?.body['session']).toBe('abc123');
    expect(rpc.calls[2]?.cookie).toContain('WebClientHttpSessionID=zz9');
    expect(rpc.calls[2]?.cookie).toContain('DWebClientSessionID=abc123');
    expect(JSON.stringify(rpc.calls)).not.toContain(SECRET);
  });

  it.each([['Offline', 'offline'], ['Connecting', 'offline'], ['Success', 'online']])('the word %s is %s', async (word, value) => {
    const rpc = await rpcServer({ 'global.login': step(signedIn), 'Nat.getTurnStatus': turn(word) });
    expect(await ask(rpc)).toEqual({ path: 'recorder.p2p.status', value });
  });

  it('a word that nobody knows is shown, not guessed', async () => {
    const rpc = await rpcServer({ 'global.login': step(signedIn), 'Nat.getTurnStatus': turn('\u001b[5mP2PStage7') });
    expect(await ask(rpc)).toEqual({ path: 'recorder.p2p.status', unknown: 'malformed', detail: 'the recorder says "[5mp2pstage7"' });
  });

  it('a question that is refused still ends with a logout', async () => {
    const rpc = await rpcServer({ 'global.login': step(signedIn), 'Nat.getTurnStatus': () => ({ error: { code: 285278249 }, result: false }) });
    expect(await ask(rpc)).toMatchObject({ state: 'refused' });
    expect(rpc.calls.at(-1)?.body['method']).toBe('global.logout');
  });

  it('a refused hash is not sent again, in this run or the next', async () => {
    const store = memoryRefusals();
    const rpc = await rpcServer({ 'global.login': (body) => ((body['params'] as { password: string }).password === '' ? challenge() : { error: { code: 268632085 }, params: { remainLoginTimes: 3 }, result: false }) });
    const login = await acceptedLogin(store);
    expect(await ask(rpc, login)).toMatchObject({ state: 'unknown', reason: 'refused' });
    await login.close();
    expect(await ask(rpc, await acceptedLogin(store))).toMatchObject({ state: 'unknown', reason: 'stale' });
    expect(rpc.calls.filter((c) => (c.body['params'] as { password?: string } | null)?.password).length).toBe(1);
  });

  it.each<[string, unknown, object]>([
    ['a lock in the first step', { error: { code: 268632081 }, params: { remainLockSecond: 600 }, result: false }, { state: 'unknown', reason: 'refused' }],
    ['an account in use', { error: { code: 268632074 }, result: false }, { state: 'unknown', reason: 'refused' }],
    ['a sign-in that wants the password in clear', challenge({ encryption: 'Plain' }), { state: 'not-supported' }],
    ['a challenge without realm', challenge({ realm: 7 }), { state: 'not-supported' }],
    ['a success without challenge', { result: true, session: 'free' }, { state: 'unknown', reason: 'malformed' }],
    ['a page', '<html></html>', { state: 'unknown', reason: 'malformed' }],
    ['half of JSON', '{"error":', { state: 'unknown', reason: 'malformed' }],
    ['prototype bait', '{"__proto__":{"error":{"code":268632079}},"params":null}', { state: 'unknown', reason: 'malformed' }],
  ])('%s: nothing made from the password is sent', async (_name, first, expected) => {
    const rpc = await rpcServer({ 'global.login': () => first });
    expect(await ask(rpc)).toMatchObject(expected);
    expect(rpc.calls.length).toBe(1);
  });

  it('before CGI accepted the password nothing is sent at all', async () => {
    const rpc = await rpcServer({});
    const login = new Login({ endpoint: 'x' }, { user: USER, password: SECRET }, memoryRefusals(), hostNetwork().clock);
    expect(await ask(rpc, login)).toMatchObject({ reason: 'not-run' });
    expect(rpc.calls.length).toBe(0);
  });
});

describe('whether it was set up, asked without a login', () => {
  it.each([[1, false], [2, true], [7, undefined], ['1', undefined]])('Init %j is %s', async (Init, expected) => {
    const rpc = await rpcServer({ 'DevInit.getStatus': () => ({ params: { Init }, result: true }) });
    expect(await askInitialized(hostNetwork(), rpc.base, signal)).toBe(expected);
  });
});

describe('a recorder that insists on HTTPS', () => {
  const redirecting = async (location: string): Promise<WireServer> => {
    const server = await wireServer({
      before: (_request, response) => {
        response.writeHead(302, { Location: location }).end();
        return true;
      },
    });
    closing.push(() => server.close());
    return server;
  };

  it('is followed to its own HTTPS, and signed in to there in spite of its certificate', async () => {
    const secure = await wireServer({ tls: { key, cert } });
    closing.push(() => secure.close());
    const plain = await redirecting(`https://127.0.0.1:${secure.port}/login`);
    const identity = await identifyWeb(hostNetwork(), { address: '127.0.0.1', port: plain.port, tls: false }, signal);
    expect(identity).toEqual({ ok: true, value: { brand: 'Dahua', base: { address: '127.0.0.1', port: secure.port, tls: true } } });
    const session = sessionWith(secure, { tls: true });
    expect(await session.reader.signIn()).toBe(true);
    expect(secure.answers).toEqual({ right: 1, wrong: 0 });
  });

  it.each(['https://127.0.0.2/', 'http://127.0.0.1:1/', 'https://recorder.example/', '/login.htm', 'javascript:alert(1)', ''])('is not followed to %j', async (location) => {
    const plain = await redirecting(location);
    const identity = await identifyWeb(hostNetwork(), { address: '127.0.0.1', port: plain.port, tls: false }, signal);
    expect(identity).toEqual({ ok: true, value: { brand: undefined, base: { address: '127.0.0.1', port: plain.port, tls: false } } });
    expect(plain.requests.length).toBe(1);
  });
});
