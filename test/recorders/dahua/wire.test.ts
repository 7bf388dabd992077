import { afterEach, describe, expect, it } from 'vitest';
import type { ServerResponse } from 'node:http';
import { Observer } from '../../../src/facts/observation.js';
import { QUESTIONS_PER_RUN } from '../../../src/recorders/call-budget.js';
import { memoryRefusals } from '../../../src/recorders/refusals.js';
import { readItems } from '../../../src/recorders/reader.js';
import { cert, key } from '../../network/certificate.js';
import { SECRET, sessionWith, wireServer, type Session, type WireOptions, type WireServer } from './wire-server.js';

const servers: WireServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function open(options: WireOptions = {}, session: Parameters<typeof sessionWith>[1] = {}): Promise<{ server: WireServer; session: Session }> {
  const server = await wireServer(options);
  servers.push(server);
  return { server, session: sessionWith(server, session) };
}

async function readAll(session: Session): Promise<Observer> {
  const observer = new Observer('recorder-settings', 'recorder', () => 0);
  await readItems(session.reader, undefined, observer, new AbortController().signal);
  await session.reader.close();
  return observer;
}

const reasons = (observer: Observer, path: string): string | undefined => observer.observations.find((o) => o.path === path)?.unknown?.reason;

/** Firmware whose CGI takes the right password. */
const BY_CGI = { 'recorder.firmware': '4.001.0000000.14' } as const;

describe('signing in on the wire', () => {
  it.each<[string, WireOptions]>([
    ['MD5 named', { challenge: ['Digest realm="Login to 9Z0AAAAPAZ00001", qop="auth", nonce="{nonce}", algorithm=MD5'] }],
    ['no qop', { challenge: ['Digest realm="Login to 9Z0AAAAPAZ00001", nonce="{nonce}"'] }],
    ['both qops', { challenge: ['Digest realm="Login to 9Z0AAAAPAZ00001", qop="auth, auth-int", nonce="{nonce}"'] }],
    ['MD5-sess', { session: true, challenge: ['Digest realm="Login to 9Z0AAAAPAZ00001", qop="auth", nonce="{nonce}", algorithm=MD5-sess'] }],
    ['SHA-256', { hash: 'sha256', challenge: ['Digest realm="Login to 9Z0AAAAPAZ00001", qop="auth", nonce="{nonce}", algorithm=SHA-256'] }],
    ['SHA-256-sess in small letters', { hash: 'sha256', session: true, challenge: ['Digest realm="Login to 9Z0AAAAPAZ00001", qop="auth", nonce="{nonce}", algorithm=sha-256-sess'] }],
    ['no quotes at all', { challenge: ['Digest realm=Login to 9Z0AAAAPAZ00001, qop=auth, nonce={nonce}'] }],
    ['a realm with a comma', { realm: 'Login to NVR, hall', challenge: ['Digest realm="Login to NVR, hall", qop="auth", nonce="{nonce}"'] }],
    ['Basic offered first', { challenge: ['Basic realm="x"', 'Digest realm="Login to 9Z0AAAAPAZ00001", qop="auth", nonce="{nonce}"'] }],
    ['two algorithms', { hash: 'sha256', challenge: ['Digest realm="Login to 9Z0AAAAPAZ00001", qop="auth", nonce="{nonce}", algorithm=SHA-256', 'Digest realm="Login to 9Z0AAAAPAZ00001", qop="auth", nonce="{nonce}", algorithm=MD5'] }],
  ])('%s: one question without and one answer with the password', async (_name, options) => {
    const { server, session } = await open(options);
    expect(await session.reader.signIn()).toBe(true);
    expect(server.answers).toEqual({ right: 1, wrong: 0 });
    expect(server.requests.map((r) => r.authorization !== undefined)).toEqual([false, true]);
    expect(server.requests[1]?.authorization).not.toContain(SECRET);
  });

  it('the first request carries no credentials, and a wrong password is answered exactly once', async () => {
    const { server, session } = await open({}, { password: `${SECRET}-wrong`, facts: BY_CGI });
    expect(await session.reader.signIn()).toBe(false);
    expect(session.result()).toEqual({ outcome: 'refused' });
    expect(server.answers).toEqual({ right: 0, wrong: 1 });
    await readAll(session);
    expect(server.requests.length).toBe(2);
  });

  it('a refusal that tells how many tries are left is passed on, and few tries stop another password too', async () => {
    const store = memoryRefusals();
    const { server, session } = await open({
      before: (_request, response, authorized) => {
        if (!authorized) return false;
        response.writeHead(401, { 'WWW-Authenticate': 'Digest realm="x", nonce="y"' }).end('{"error":{"code":268632085},"params":{"remainLockSecond":0,"remainLoginTimes":2},"result":false}');
        return true;
      },
    }, { store });
    expect(await session.reader.signIn()).toBe(false);
    expect(session.result()).toEqual({ outcome: 'refused', triesLeft: 2 });
    await session.reader.close();
    const next = sessionWith(server, { store, password: 'another-one' });
    expect(await next.reader.signIn()).toBe(false);
    expect(next.result()).toMatchObject({ unknown: 'stale', detail: expect.stringMatching(/2 tries are left/) as string });
    expect(server.requests.filter((r) => r.authorization !== undefined).length).toBe(1);
  });

  it('a nonce that went stale is answered anew once', async () => {
    let staleAnswers = 0;
    const { server, session } = await open({
      before: (_request, response, authorized, issue) => {
        if (!authorized || staleAnswers > 0) return false;
        staleAnswers++;
        response.writeHead(401, { 'WWW-Authenticate': `Digest realm="Login to 9Z0AAAAPAZ00001", qop="auth", nonce="${issue()}", stale=TRUE` }).end();
        return true;
      },
    });
    expect(await session.reader.signIn()).toBe(true);
    expect(server.answers).toEqual({ right: 1, wrong: 0 });
  });

  it('a recorder that calls every nonce stale gets two answers and no more, not even in the next run', async () => {
    const store = memoryRefusals();
    const { server, session } = await open({
      before: (_request, response, authorized) => {
        if (!authorized) return false;
        response.writeHead(401, { 'WWW-Authenticate': 'Digest realm="Login to 9Z0AAAAPAZ00001", qop="auth", nonce="new", stale=TRUE' }).end();
        return true;
      },
    }, { store, facts: BY_CGI });
    expect(await session.reader.signIn()).toBe(false);
    expect(session.result()).toEqual({ outcome: 'refused' });
    await session.reader.close();
    expect(await sessionWith(server, { store }).reader.signIn()).toBe(false);
    expect(server.requests.filter((r) => r.authorization !== undefined).length).toBe(2);
  });

  it('a lock that is told before any password stops everything', async () => {
    const { server, session } = await open({
      before: (_request, response) => {
        response.writeHead(403).end('{"ErrorCode":268632081,"Result":false,"RmLock":600,"RmLogin":0}');
        return true;
      },
    });
    expect(await session.reader.signIn()).toBe(false);
    expect(session.result()).toEqual({ outcome: 'locked', lockSeconds: 600, triesLeft: 0 });
    expect(server.requests.length).toBe(1);
  });

  it('a stranger\'s realm gets nothing unless discovery has vouched for the address', async () => {
    const options: WireOptions = { realm: 'Router', challenge: ['Digest realm="Router", qop="auth", nonce="{nonce}"'] };
    const { server, session } = await open(options);
    expect(await session.reader.signIn()).toBe(false);
    expect(session.result()).toMatchObject({ unknown: 'not-supported' });
    expect(server.requests.every((r) => r.authorization === undefined)).toBe(true);
    const vouched = await open(options, { discovered: true });
    expect(await vouched.session.reader.signIn()).toBe(true);
  });

  it('a page that asks for no password gets none', async () => {
    const { server, session } = await open({
      before: (_request, response) => {
        response.end('<html>Hello</html>');
        return true;
      },
    });
    expect(await session.reader.signIn()).toBe(false);
    expect(session.result()).toMatchObject({ unknown: 'not-supported' });
    expect(server.requests.length).toBe(1);
  });

  it('an answer that is lost on the way is not repeated', async () => {
    const { server, session } = await open({
      before: (request, _response, authorized) => {
        if (!authorized) return false;
        request.socket.destroy();
        return true;
      },
    });
    expect(await session.reader.signIn()).toBe(false);
    expect(session.result()).toMatchObject({ unknown: 'failed', detail: 'the password was sent once and no answer came; as that may have cost a try, it is not sent again without --spend-a-try' });
    expect(server.requests.filter((r) => r.authorization !== undefined).length).toBe(1);
  });

  it('no right to the first question is still an accepted password', async () => {
    const { session } = await open({ answer: (_request, response) => void response.writeHead(403).end('Error\r\nAuthority:check failure.\r\n') });
    expect(await session.reader.signIn()).toBe(true);
  });

  it('an unexplained 403 settles nothing', async () => {
    const { session } = await open({ answer: (_request, response) => void response.writeHead(403).end('<html>\u001b[31mforbidden</html>') });
    expect(await session.reader.signIn()).toBe(false);
    expect(session.result()).toMatchObject({ unknown: 'refused', detail: expect.stringMatching(/^the password was sent once and the answer was 403 <html> \[31mforbidden<\/html>; /) as unknown });
  });
});

describe('firmware whose CGI refuses even the right password', () => {
  const facts = { 'recorder.firmware': '2.800.00IB003.0.T' } as const;

  it('and whose RPC is not there: a plain 401 is no proof of a wrong password, yet it is not provoked again', async () => {
    const store = memoryRefusals();
    const { server, session } = await open({}, { facts, store, password: `${SECRET}-wrong` });
    expect(await session.reader.signIn()).toBe(false);
    expect(session.result()).toMatchObject({ unknown: 'refused', detail: expect.stringContaining('even where the password is right') as string });
    await session.reader.close();
    const next = sessionWith(server, { facts, store, password: `${SECRET}-wrong` });
    expect(await next.reader.signIn()).toBe(false);
    expect(next.result()).toMatchObject({ unknown: 'stale' });
    expect(server.answers).toEqual({ right: 0, wrong: 1 });
  });

  it('a counter beside the refusal is proof', async () => {
    const { session } = await open({
      before: (_request, response, authorized) => {
        if (!authorized) return false;
        response.writeHead(401, { 'WWW-Authenticate': 'Digest realm="x", nonce="y"' }).end('{"error":{"code":268632085},"params":{"remainLoginTimes":4},"result":false}');
        return true;
      },
    }, { facts });
    await session.reader.signIn();
    expect(session.result()).toEqual({ outcome: 'refused', triesLeft: 4 });
  });

  it('and whose RPC is not there, but whose CGI takes it after all', async () => {
    const { server, session } = await open({}, { facts });
    expect(await session.reader.signIn()).toBe(true);
    expect(server.answers).toEqual({ right: 1, wrong: 0 });
  });
});

describe('a recorder that speaks HTTPS only', () => {
  it('is signed in to in spite of its own certificate', async () => {
    const { server, session } = await open({ tls: { key, cert } }, { tls: true });
    expect(await session.reader.signIn()).toBe(true);
    expect(server.answers).toEqual({ right: 1, wrong: 0 });
  });
});

describe('in the middle of a session', () => {
  const reject = (response: ServerResponse, body = ''): void => void response.writeHead(401, { 'WWW-Authenticate': 'Digest realm="Login to 9Z0AAAAPAZ00001", qop="auth", nonce="zz"' }).end(body);

  it('one 401 is asked again once, and the run goes on', async () => {
    const { server, session } = await open({ answer: (_request, response, count) => (count === 2 ? reject(response) : void response.end('name=NVR\r\n')) });
    expect(await session.reader.signIn()).toBe(true);
    const observer = await readAll(session);
    expect(observer.observations.length).toBeGreaterThan(20);
    expect(server.requests.filter((r) => r.target.includes('name=Network')).length).toBe(4);
    expect(reasons(observer, 'recorder.ports.rtsp')).toBe('not-supported');
  });

  it('a second 401 ends the session; what was not read is refused, and the sign-in stays accepted', async () => {
    const { server, session } = await open({ answer: (_request, response, count) => (count >= 2 ? reject(response) : void response.end('name=NVR\r\n')) });
    await session.reader.signIn();
    const observer = await readAll(session);
    expect(session.result()).toEqual({ outcome: 'accepted' });
    expect(reasons(observer, 'recorder.ddns.enabled')).toBe('refused');
    expect(server.requests.length).toBe(6);
  });

  it('a full recorder in the middle is left alone at once', async () => {
    const { server, session } = await open({ answer: (_request, response, count) => (count >= 3 ? reject(response, 'Exceeded maximum number of connections') : void response.end('name=NVR\r\n')) });
    await session.reader.signIn();
    await readAll(session);
    expect(server.requests.filter((r) => r.authorization !== undefined).length).toBe(3);
  });

  it('a recorder that falls silent is left alone after two waits', async () => {
    let silent = false;
    const { server, session } = await open({ before: () => silent });
    await session.reader.signIn();
    silent = true;
    const observer = await readAll(session);
    expect(server.requests.length).toBe(4);
    expect(reasons(observer, 'recorder.network.dhcp')).toBe('timed-out');
    expect(reasons(observer, 'recorder.upnp.enabled')).toBeDefined();
  });

  it('everything together stays within the budget, on one connection at a time, and asks only what is allowed', async () => {
    const { server, session } = await open();
    await session.reader.signIn();
    await readAll(session);
    const authorized = server.requests.filter((r) => r.authorization !== undefined);
    expect(authorized.length).toBeLessThanOrEqual(QUESTIONS_PER_RUN);
    expect(server.sockets.most).toBe(1);
    for (const { target } of server.requests) expect(target).toMatch(/^\/(cgi-bin\/\w+\.cgi\?action=get\w+(&name=\w+)?|RPC2_Login|RPC2|OutsideCmd)$/);
  });
});

describe('replies of a recorder that is broken or hostile', () => {
  const afterSignIn = (answer: (response: ServerResponse) => void): WireOptions => ({ answer: (_request, response, count) => (count === 1 ? void response.end('name=NVR\r\n') : answer(response)) });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ['a body of two gigabytes by its own word', (r) => void r.writeHead(200, { 'Content-Length': '2147483648' }).end('x'.repeat(1000)), 'malformed'],
    ['a body without end', (r) => pourInto(r), 'malformed'],
    ['a hundred thousand keys', (r) => void r.end(Array.from({ length: 100_000 }, (_, i) => `k${i}=1`).join('\n').slice(0, 250_000)), 'malformed'],
    ['prototype keys only', (r) => void r.end('table.__proto__.Enable=true\n'), 'not-supported'],
    ['a page', (r) => void r.end('<html><body>Device busy</body></html>'), 'malformed'],
    ['an error under status 200', (r) => void r.end('Error: No such thing\r\n'), 'not-supported'],
    ['a body one byte short', (r) => { r.writeHead(200, { 'Content-Length': '12' }); r.write('name=NVR\r\n'); r.socket?.end(); }, 'failed'],
    ['bytes that are no text', (r) => void r.end(Buffer.from([0, 255, 254, 61, 1, 2, 61])), 'malformed'],
    ['a redirect to another host', (r) => void r.writeHead(302, { Location: 'http://192.0.2.1/' }).end(), 'failed'],
  ])('%s ends as unknown', async (_name, answer, reason) => {
    const { session } = await open(afterSignIn(answer));
    expect(await session.reader.signIn()).toBe(true);
    const observer = new Observer('recorder-settings', 'recorder', () => 0);
    await readItems(session.reader, new Set(['recorder.ddns.enabled']), observer, new AbortController().signal);
    expect(reasons(observer, 'recorder.ddns.enabled')).toBe(reason);
    expect(observer.observations.every((o) => o.value === undefined)).toBe(true);
    expect(({} as Record<string, unknown>)['Enable']).toBeUndefined();
  });

  it('no reply can make a secret or a control byte appear', async () => {
    const { session } = await open(afterSignIn((r) => void r.end(`table.DDNS[0].Enable=true\ntable.DDNS[0].Protocol=\u001b]0;x\u0007NO-IP\u202e\ntable.DDNS[0].HostName=a.example\ntable.DDNS[0].Password=${SECRET}\nusers[0].Name=\u001b[2Jx\nusers[0].ClientAddress=\u0000y\n`)));
    await session.reader.signIn();
    const said = JSON.stringify((await readAll(session)).observations);
    expect(said).toContain('NO-IP');
    expect(said).not.toContain(SECRET);
    expect(said).not.toMatch(/\\u00[01]\w|\\u007f|\u202e/);
  });
});

function pourInto(response: ServerResponse): void {
  response.on('error', () => undefined);
  const more = (): void => {
    while (!response.destroyed && response.write('a=b\n'.repeat(4096)));
  };
  response.on('drain', more);
  more();
}
