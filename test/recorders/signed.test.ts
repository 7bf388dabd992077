import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { isNoRight, readRefusal } from '../../src/recorders/dahua/codes.js';
import { isNoRight as isapiNoRight, readRefusal as readIsapi } from '../../src/recorders/hikvision/refusal.js';
import { fail } from '../../src/network/seam.js';
import { CallBudget } from '../../src/recorders/call-budget.js';
import { memoryRefusals } from '../../src/recorders/refusals.js';
import { BASE, CREDENTIALS, scripted, signedAt, type Said, type Script } from './scripted.js';

const digest = (more = '', nonce = 'n1', realm = 'Login to 9Z0'): string => `WWW-Authenticate: Digest realm="${realm}", qop="auth", nonce="${nonce}"${more}`;
const CHALLENGE: Said = { status: 401, headers: [digest()] };
const OK: Said = { status: 200, body: 'name=NVR' };
/** Asks for a password, then says `reply` to whoever brings one. */
const afterAnswer = (reply: Said | 'hang-up'): Script => (heard) => (heard.authorization === undefined ? CHALLENGE : reply);

/** The password is out and the recorder did not say whether it is right. */
const sentOnce = (unknown: string, what: string): object => ({ unknown, detail: `the password was sent once and ${what}; as that may have cost a try, it is not sent again without --spend-a-try`, counted: 'unanswered' });

const signIn = async (script: Script, options: Parameters<typeof signedAt>[1] = {}) => {
  const net = scripted(script);
  const signed = signedAt(net, options);
  const accepted = await signed.http.signIn('/question?a=b');
  const answers = net.heard.filter((h) => h.authorization !== undefined);
  return { ...signed, ...net, accepted, answers };
};

describe('every way in which a Dahua-family recorder turns a client away has its own outcome', () => {
  const dahua = { readRefusal, isNoRight };
  it.each<[string, Said | 'hang-up', object]>([
    ['wrong password, empty body', { status: 401, headers: [digest('', 'n2')] }, { outcome: 'refused' }],
    ['wrong password, "Invalid Authority!"', { status: 401, headers: [digest('', 'n2')], body: 'Error\r\nInvalid Authority!\r\n' }, { outcome: 'refused' }],
    ['wrong password, "Authorization Failed!"', { status: 401, headers: [digest('', 'n2')], body: 'Error\nAuthorization Failed!' }, { outcome: 'refused' }],
    ['wrong password with its counter', { status: 401, body: '{"error":{"code":268632085,"message":"x"},"params":{"remainLockSecond":0,"remainLoginTimes":4},"result":false}' }, { outcome: 'refused', triesLeft: 4 }],
    ['connection cap under 401', { status: 401, headers: [digest('', 'n2')], body: 'Error\r\nExceeded maximum number of connections\r\n' }, { outcome: 'busy' }],
    ['locked, JSON under 403', { status: 403, body: '{"ErrorCode":268632081,"Result":false,"RmLock":1740,"RmLogin":0}' }, { outcome: 'locked', lockSeconds: 1740, triesLeft: 0 }],
    ['locked, text with minutes', { status: 403, body: 'Error\r\nUser Locked! Please try again after 30 minutes.' }, { outcome: 'locked', lockSeconds: 1800 }],
    ['locked, text with seconds', { status: 401, body: 'remainLockSecond: 600' }, { outcome: 'locked', lockSeconds: 600 }],
    ['signed in elsewhere', { status: 403, body: '{"error":{"code":268632074},"result":false}' }, { outcome: 'in-use' }],
    ['in use elsewhere', { status: 403, body: '{"error":{"code":268632083},"result":false}' }, { outcome: 'in-use' }],
    ['address filter', { status: 403, body: '{"error":{"code":268632073},"result":false}' }, { outcome: 'blocked' }],
    ['system busy', { status: 403, body: '{"error":{"code":268632075},"result":false}' }, { outcome: 'busy' }],
    ['never set up', { status: 401, body: '{"error":{"code":268632086},"result":false}' }, { outcome: 'not-initialised' }],
    ['403 about one item: the password was taken', { status: 403, body: 'Error\r\nAuthority:check failure.\r\n' }, { outcome: 'accepted' }],
    ['403 that says nothing is no wrong password', { status: 403, body: 'Forbidden' }, sentOnce('refused', 'the answer was 403 Forbidden')],
    ['400: asked wrongly, but let in', { status: 400, body: 'Error' }, { outcome: 'accepted' }],
    ['501: unknown question, but let in', { status: 501, body: 'Not Implemented' }, { outcome: 'accepted' }],
    ['429', { status: 429 }, { outcome: 'busy' }],
    ['500 settles nothing', { status: 500 }, sentOnce('failed', 'the answer was status 500, which settles nothing')],
    ['a redirect settles nothing', { status: 302, headers: ['Location: /login.html'] }, sentOnce('failed', 'the answer was status 302, which settles nothing')],
    ['a hang-up settles nothing', 'hang-up', sentOnce('failed', 'no answer came')],
  ])('%s', async (_name, reply, result) => {
    const run = await signIn(afterAnswer(reply), dahua);
    expect(run.login.result).toEqual(result);
    expect(run.accepted).toBe('outcome' in result && result.outcome === 'accepted');
    expect(run.answers).toHaveLength(1);
    if (!run.accepted) {
      expect(await run.http.get('/next')).toEqual({ kind: 'stopped' });
      expect(run.answers.length + run.heard.length).toBe(3);
    }
  });

  it.each<[string, Said | 'hang-up', object]>([
    ['a lock is told before anything is sent', { status: 403, body: '{"ErrorCode":268632081,"Result":false,"RmLock":900,"RmLogin":0}' }, { outcome: 'locked', lockSeconds: 900, triesLeft: 0 }],
    ['full before anybody signed in', { status: 401, headers: [digest()], body: 'Exceeded maximum number of connections' }, { outcome: 'busy' }],
    ['503', { status: 503 }, { outcome: 'busy' }],
    ['"wrong password" to somebody who sent none', { status: 403, body: '{"error":{"code":268632085},"params":{"remainLoginTimes":3}}' }, { unknown: 'refused', detail: 'nothing was sent: the recorder turned the question away without asking for a password' }],
    ['500', { status: 500 }, { unknown: 'failed', detail: 'nothing was sent: the recorder answered with status 500' }],
    ['a page', { status: 200, body: '<html>' }, { unknown: 'not-supported', detail: 'what answers there is not a recorder that is known' }],
    ['a 401 without a challenge', { status: 401, body: 'Error' }, { outcome: 'unsupported' }],
    ['auth-int only', { status: 401, headers: ['WWW-Authenticate: Digest realm="r", nonce="n", qop="auth-int"'] }, { outcome: 'unsupported' }],
    ['an unknown algorithm', { status: 401, headers: ['WWW-Authenticate: Digest realm="r", nonce="n", algorithm=SHA-512-256'] }, { outcome: 'unsupported' }],
    ['an unknown scheme', { status: 401, headers: ['WWW-Authenticate: Negotiate'] }, { outcome: 'unsupported' }],
    ['Basic only', { status: 401, headers: ['WWW-Authenticate: Basic realm="Device_CGI"'] }, { outcome: 'basic-only' }],
    ['Basic beside a Digest that cannot be answered', { status: 401, headers: ['WWW-Authenticate: Basic realm="x", Digest realm="r", nonce="n", qop="auth-int"'] }, { outcome: 'unsupported' }],
    ['a hang-up', 'hang-up', { unknown: 'failed', detail: expect.stringMatching(/^nothing was sent: /) as unknown }],
  ])('%s: nothing is sent', async (_name, reply, result) => {
    const run = await signIn(() => reply, dahua);
    expect(run.login.result).toEqual(result);
    expect(run.answers).toHaveLength(0);
  });

  it('a stranger that asks for a password gets none', async () => {
    const run = await signIn(() => CHALLENGE, { trusts: (realm) => realm === 'Login to somebody else' });
    expect(run.login.result).toEqual({ unknown: 'not-supported', detail: 'what asks for a password there is not a recorder that is known; nothing was sent' });
    expect(run.answers).toHaveLength(0);
  });
});

describe('a password that was sent and not settled', () => {
  const runs = async (reply: Said | 'hang-up', store = memoryRefusals(), more: Parameters<typeof signedAt>[1] = {}) => {
    const run = await signIn(afterAnswer(reply), { store, ...more });
    await run.login.close();
    return run;
  };

  it.each<[string, Said | 'hang-up']>([
    ['the connection is cut', 'hang-up'],
    ['a redirect', { status: 302, headers: ['Location: /login.html'] }],
    ['status 500', { status: 500 }],
    ['a 403 that says nothing', { status: 403, body: 'Forbidden' }],
  ])('%s: the next run does not send it, and says how it is sent all the same', async (_name, reply) => {
    const store = memoryRefusals();
    await runs(reply, store);
    const second = await runs(OK, store);
    expect(second.answers).toHaveLength(0);
    expect(second.login.result).toMatchObject({ unknown: 'stale', detail: expect.stringMatching(/^nothing was sent: this password was sent on 2026-11-22 12:00 UTC and the recorder did not say whether it is right; .*--spend-a-try sends it once more$/) as unknown });
    const another = await runs(OK, store, { credentials: { password: 'another' } });
    expect(another.accepted).toBe(true);
  });

  it('the person insists, it was right, and from then on nobody is asked to insist again', async () => {
    const store = memoryRefusals();
    await runs('hang-up', store);
    expect((await runs(OK, store, { credentials: { spendTry: true } })).login.result).toEqual({ outcome: 'accepted' });
    expect((await runs(OK, store)).login.result).toEqual({ outcome: 'accepted' });
  });

  it('insisting does not lift a refusal that was certain', async () => {
    const store = memoryRefusals();
    await runs({ status: 401, body: '{"error":{"code":268632085},"params":{"remainLoginTimes":4}}' }, store, { readRefusal });
    const second = await runs(OK, store, { credentials: { spendTry: true } });
    expect(second.answers).toHaveLength(0);
    expect(second.login.result).toMatchObject({ unknown: 'stale', detail: expect.stringContaining('the recorder refused this password') as unknown });
  });

  it('a recorder that is gone before the password goes out has counted nothing', async () => {
    const net = scripted(() => CHALLENGE);
    const store = memoryRefusals();
    let connections = 0;
    const gone: typeof net.network = { ...net.network, tcp: (options) => (++connections > 1 ? Promise.resolve(fail('connection-refused')) : net.network.tcp(options)) };
    const first = signedAt({ ...net, network: gone }, { store });
    await first.http.signIn('/q');
    expect(first.login.result).toEqual({ unknown: 'refused', detail: 'nothing was sent: the connection was refused' });
    await first.login.close();
    expect((await runs(OK, store)).login.result).toEqual({ outcome: 'accepted' });
  });
});

describe('a run that ends in the middle of the sign-in', () => {
  it.each<[string, Said, object]>([
    ['a right password', OK, { outcome: 'accepted' }],
    ['a wrong one', { status: 401, headers: [digest('', 'n2')] }, { outcome: 'refused' }],
  ])('%s that is out already: its answer is heard', async (_name, reply, result) => {
    const stop = new AbortController();
    const run = await signIn((heard) => {
      if (heard.authorization === undefined) return CHALLENGE;
      stop.abort();
      return reply;
    }, { signal: stop.signal });
    expect(run.login.result).toEqual(result);
  });

  it('a password that is not out yet stays at home', async () => {
    const stop = new AbortController();
    const store = memoryRefusals();
    const recall: typeof store.recall = (...key) => (stop.abort(), store.recall(...key));
    const run = await signIn(afterAnswer(OK), { signal: stop.signal, store: { ...store, recall } });
    expect(run.answers).toHaveLength(0);
    expect(run.login.result).toEqual({ unknown: 'not-run', detail: 'nothing was sent: the run ended before' });
  });
});

describe('a user name outside ASCII', () => {
  it.each(['jos\u00e9', '\u0430\u0434\u043c\u0438\u043d'])('%s goes out in the bytes that are hashed, with a question and with a body', async (user) => {
    const run = await signIn(afterAnswer(OK), { credentials: { user, confirmed: true } });
    expect(run.accepted).toBe(true);
    await run.http.post('/RPC', '{"a":"\u00e9"}', 'application/json');
    const signed = run.heard.filter((h) => h.authorization !== undefined);
    expect(signed).toHaveLength(2);
    for (const { method, target, authorization = '' } of signed) {
      const field = (name: string): string => new RegExp(`[ ,]${name}="?([^",]*)`).exec(authorization)?.[1] ?? '';
      expect(Buffer.from(field('username'), 'latin1').toString('utf8')).toBe(user);
      const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex');
      expect(field('response')).toBe(md5(`${md5(`${user}:Login to 9Z0:${CREDENTIALS.password}`)}:n1:00000001:${field('cnonce')}:auth:${md5(`${method}:${target}`)}`));
    }
  });
});

describe('what a Hikvision recorder tells in its 401', () => {
  const isapi = { readRefusal: readIsapi, isNoRight: isapiNoRight };
  const check = (retry: number, lock: string, seconds: number): Said => ({
    status: 401,
    headers: [digest('', 'n1', 'IP Camera(SIM21)')],
    body: `<?xml version="1.0"?><userCheck xmlns="http://www.isapi.org/ver20/XMLSchema"><statusValue>401</statusValue><statusString>Unauthorized</statusString><retryLoginTime>${retry}</retryLoginTime><lockStatus>${lock}</lockStatus><unlockTime>${seconds}</unlockTime></userCheck>`,
  });

  it('a lock is read at no cost', async () => {
    const run = await signIn(() => check(0, 'lock', 1795), isapi);
    expect(run.login.result).toEqual({ outcome: 'locked', lockSeconds: 1795, triesLeft: 0 });
    expect(run.answers).toHaveLength(0);
  });

  it('a counter that has gone down by one after the answer is a refusal with it', async () => {
    const run = await signIn((heard) => check(heard.authorization === undefined ? 5 : 4, 'unlock', 0), isapi);
    expect(run.login.result).toEqual({ outcome: 'refused', triesLeft: 4 });
    expect(run.answers).toHaveLength(1);
  });

  it.each([2, 1, 0])('with %d tries left nothing is sent, unless the person insists', async (left) => {
    const careful = await signIn(() => check(left, 'unlock', 0), isapi);
    expect(careful.login.result).toMatchObject({ unknown: 'not-run', detail: expect.stringMatching(/^nothing was sent: (2 tries are|one try is|no try is) left before the recorder locks/) as unknown });
    expect(careful.answers).toHaveLength(0);
    const insisting = await signIn((heard) => (heard.authorization === undefined ? check(left, 'unlock', 0) : { status: 200, body: '<userCheck/>' }), { ...isapi, credentials: { spendTry: true } });
    expect(insisting.login.result).toEqual({ outcome: 'accepted' });
  });
});

describe('Basic', () => {
  const basicOnly: Script = (heard) => (heard.authorization === `Basic ${Buffer.from('admin:canary-5ecret-7').toString('base64')}` ? OK : { status: 401, headers: ['WWW-Authenticate: Basic realm="Device_CGI"'] });

  it('with the person\'s consent the password is given, for every question anew', async () => {
    const run = await signIn(basicOnly, { credentials: { allowBasic: true } });
    expect(run.accepted).toBe(true);
    expect(await run.http.get('/next')).toMatchObject({ kind: 'reply', reply: { status: 200 } });
  });

  it('a stranger hears no readable password, consent or not', async () => {
    const run = await signIn(basicOnly, { credentials: { allowBasic: true }, trusts: () => false });
    expect(run.login.result).toMatchObject({ unknown: 'not-supported', detail: expect.stringContaining('nothing was sent') as unknown });
    expect(run.answers).toHaveLength(0);
  });

  it('is not used where digest is offered, consent or not', async () => {
    const run = await signIn((heard) => (heard.authorization === undefined ? { status: 401, headers: ['WWW-Authenticate: Basic realm="a"', digest()] } : OK), { credentials: { allowBasic: true } });
    expect(run.answers.map((a) => a.authorization?.slice(0, 6))).toEqual(['Digest']);
  });

  it('a recorder that turns to Basic after it took a digest gets nothing readable', async () => {
    let turned = false;
    const run = await signIn((heard) => {
      if (turned) return { status: 401, headers: ['WWW-Authenticate: Basic realm="Login to 9Z0"'] };
      if (heard.authorization !== undefined) turned = true;
      return heard.authorization === undefined ? CHALLENGE : OK;
    });
    expect(run.accepted).toBe(true);
    expect(await run.http.get('/next')).toEqual({ kind: 'stopped' });
    expect(run.heard.filter((h) => h.authorization?.startsWith('Basic'))).toEqual([]);
  });
});

describe('a nonce that is too old', () => {
  const staleOnce = (more: string, nonce: string, realm?: string): Script => {
    let answers = 0;
    return (heard) => {
      if (heard.authorization === undefined) return CHALLENGE;
      answers++;
      return answers === 1 ? { status: 401, headers: [digest(more, nonce, realm)] } : OK;
    };
  };

  it('a new one is answered once more', async () => {
    const run = await signIn(staleOnce(', stale=true', 'n2'));
    expect(run.accepted).toBe(true);
    expect(run.answers.map((a) => /nonce="([^"]*)"/.exec(a.authorization ?? '')?.[1])).toEqual(['n1', 'n2']);
  });

  it.each([
    ['the same nonce again', ', stale=true', 'n1'],
    ['no word of it', '', 'n2'],
    ['stale=false', ', stale=false', 'n2'],
    ['another realm', ', stale=true', 'n2', 'Login to other'],
  ])('%s: refused after one answer', async (_name, more, nonce, realm?: string) => {
    const run = await signIn(staleOnce(more, nonce, realm));
    expect(run.login.result).toEqual({ outcome: 'refused' });
    expect(run.answers).toHaveLength(1);
  });

  it('every nonce is called old: two answers and no more', async () => {
    let count = 0;
    const run = await signIn((heard) => (heard.authorization === undefined ? CHALLENGE : { status: 401, headers: [digest(', stale=true', `x${count++}`)] }));
    expect(run.login.result).toEqual({ outcome: 'refused' });
    expect(run.answers).toHaveLength(2);
  });
});

describe('in an accepted session', () => {
  it('a 401 for one question is asked once more, a second one ends the session without a word against the password', async () => {
    let refuse = 0;
    const run = await signIn((heard) => (heard.authorization === undefined ? CHALLENGE : refuse-- > 0 ? { status: 401, headers: [digest('', 'n9')] } : OK));
    refuse = 1;
    expect(await run.http.get('/once')).toMatchObject({ kind: 'reply' });
    refuse = 9;
    expect(await run.http.get('/twice')).toEqual({ kind: 'stopped' });
    expect(run.login.result).toEqual({ outcome: 'accepted' });
    expect(run.http.ended()).toEqual({ reason: 'refused', detail: 'the recorder ended the session' });
  });

  it('a connection cap stops it: no question is repeated', async () => {
    let full = false;
    const run = await signIn((heard) => (full ? { status: 401, headers: [digest()], body: 'maximum number of connections' } : heard.authorization === undefined ? CHALLENGE : OK), { readRefusal });
    full = true;
    const before = run.heard.length;
    expect(await run.http.get('/next')).toEqual({ kind: 'stopped' });
    expect(run.heard.length).toBe(before + 1);
    expect(run.http.ended()?.detail).toBe('the recorder had too many connections');
  });

  it('after a question without an answer it waits a moment, and after two it ends', async () => {
    let dead = false;
    const run = await signIn((heard) => (dead ? 'hang-up' : heard.authorization === undefined ? CHALLENGE : OK), { gapMs: 250 });
    const start = run.clock.now();
    dead = true;
    expect(await run.http.get('/1')).toMatchObject({ kind: 'failed' });
    expect(run.clock.now()).toBe(start);
    expect(await run.http.get('/2')).toMatchObject({ kind: 'failed' });
    expect(run.clock.now()).toBe(start + 250);
    expect(await run.http.get('/3')).toEqual({ kind: 'stopped' });
    expect(run.http.ended()).toMatchObject({ detail: expect.stringMatching(/^the recorder stopped answering/) as unknown });
  });

  it('a POST is signed as a POST, with its body', async () => {
    const run = await signIn(afterAnswer(OK));
    expect(await run.http.post('/RPC', '{"a":1}', 'application/json')).toMatchObject({ kind: 'reply' });
    const last = run.heard.at(-1);
    expect(last).toMatchObject({ method: 'POST', body: '{"a":1}' });
    const field = (name: string): string => new RegExp(`[ ,]${name}="?([^",]*)`).exec(last?.authorization ?? '')?.[1] ?? '';
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    expect(field('response')).toBe(md5(`${md5('admin:Login to 9Z0:canary-5ecret-7')}:n1:00000001:${field('cnonce')}:auth:${md5('POST:/RPC')}`));
  });
});

describe('the budget', () => {
  it('ends at forty questions, over all transports together', async () => {
    const net = scripted(afterAnswer(OK));
    const first = signedAt(net);
    const second = signedAt(net, { login: first.login, budget: first.budget });
    await first.http.signIn('/q');
    let asked = 1;
    for (let i = 0; i < 60; i++) if ((await (i % 2 === 0 ? first : second).http.get(`/${i}`)).kind === 'reply') asked++;
    expect(asked).toBe(40);
    expect(new Set(net.heard.map((h) => h.target)).size).toBe(40);
    expect(first.http.ended()).toEqual({ reason: 'not-run', detail: 'the recorder was not asked any further' });
  });

  it('questions that are asked at once are sent one after the other', async () => {
    const net = scripted(afterAnswer(OK));
    const { http } = signedAt(net);
    await http.signIn('/q');
    await Promise.all([http.get('/1'), http.get('/2'), http.post('/3', 'x', 'text/plain')]);
    expect(net.heard.length).toBe(8);
    expect(net.most()).toBe(1);
  });

  it('work that fails does not stop the work behind it', async () => {
    const budget = new CallBudget(1);
    const broken = budget.inTurn(() => Promise.reject(new Error('broken')));
    const next = budget.inTurn(() => Promise.resolve('next'));
    await expect(broken).rejects.toThrow('broken');
    expect(await next).toBe('next');
    expect([budget.take(), budget.take()]).toEqual([true, false]);
  });
});

describe('the witness', () => {
  it('is told of every exchange in order, with nothing of the password', async () => {
    const run = await signIn(afterAnswer(OK));
    await run.http.get('/next');
    expect(run.exchanges.map(({ request, status }) => [request, status])).toEqual([['GET /question?a=b', 401], ['GET /question?a=b', 200], ['GET /next', 401], ['GET /next', 200]]);
    const answer = /response="([^"]*)"/.exec(run.answers[0]?.authorization ?? '')?.[1] ?? '';
    expect(answer).toHaveLength(32);
    expect(JSON.stringify(run.exchanges)).not.toMatch(new RegExp(`${CREDENTIALS.password}|${answer}`));
  });

  it('learns of a question that was not answered', async () => {
    const run = await signIn(() => 'hang-up');
    expect(run.exchanges).toMatchObject([{ request: 'GET /question?a=b', failure: 'closed', body: '' }]);
  });
});

/** One reply of a recorder that obeys nothing. */
const replies = fc.oneof(
  { weight: 5, arbitrary: fc.record({ status: fc.constantFrom(200, 204, 302, 400, 401, 401, 401, 403, 404, 429, 500, 501, 503), challenge: fc.subarray(['md5', 'sha', 'list', 'basic', 'auth-int', 'none', 'broken']), nonce: fc.constantFrom('a', 'b', 'c', 'd'), realm: fc.constantFrom('Login to 9Z0', 'Login to 9Z1', 'x'), stale: fc.constantFrom('', ', stale=true', ', stale=FALSE', ', stale="true"'), body: fc.constantFrom('', 'name=NVR', 'Error\r\nInvalid Authority!', 'Authority:check failure.', 'maximum number of connections', 'User Locked!', '{"ErrorCode":268632081,"RmLock":60,"RmLogin":0}', '{"error":{"code":268632085},"params":{"remainLoginTimes":3}}', '<html>') }) },
  { weight: 1, arbitrary: fc.constant('hang-up' as const) },
);
type Reply = typeof replies extends fc.Arbitrary<infer T> ? T : never;

function toSaid(reply: Reply): Said | 'hang-up' {
  if (reply === 'hang-up') return reply;
  const { realm, nonce, stale } = reply;
  const lines = { md5: `Digest realm="${realm}", nonce="${nonce}", qop="auth"${stale}`, sha: `Digest realm="${realm}", nonce="${nonce}", algorithm=SHA-256, qop="auth"${stale}`, list: `Digest realm="${realm}", nonce="${nonce}", qop=auth-int,auth${stale}`, basic: `Basic realm="${realm}"`, 'auth-int': `Digest realm="${realm}", nonce="${nonce}", qop="auth-int"${stale}`, none: 'Negotiate', broken: 'Digest realm="x, nonce' };
  return { status: reply.status, headers: reply.challenge.map((name) => `WWW-Authenticate: ${lines[name as keyof typeof lines]}`), body: reply.body };
}

/** Read from the transcript alone: the answers that went out before one of them was taken, and what the reply to each was. */
function judge(heard: readonly { authorization: string | undefined }[], said: readonly (Said | 'hang-up')[]): { spent: number; mayTwo: boolean } {
  let spent = 0;
  let mayTwo = false;
  for (const [i, { authorization }] of heard.entries()) {
    if (authorization === undefined) continue;
    spent++;
    const reply = said[i];
    if (reply === undefined || typeof reply === 'string') continue;
    const taken = [200, 204, 400, 404, 405, 501].includes(reply.status) || (reply.status === 403 && (reply.body ?? '').includes('check failure'));
    if (taken) break;
    const used = /nonce="([^"]*)"/.exec(authorization)?.[1];
    if (spent === 1) mayTwo = reply.status === 401 && (reply.headers ?? []).some((line) => /stale="?true/i.test(line) && /nonce="([^"]*)"/.exec(line)?.[1] !== used);
  }
  return { spent, mayTwo };
}

describe('whatever a recorder says', () => {
  it('one answer is sent before one is taken, two only after stale=true with a new nonce; nothing is readable; forty questions are the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(replies, { minLength: 1, maxLength: 12 }), fc.boolean(), async (script, sharedTransport) => {
        const net = scripted((_heard, count) => toSaid(script[count % script.length] ?? 'hang-up'));
        const store = memoryRefusals();
        const first = signedAt(net, { store, readRefusal, isNoRight });
        const second = signedAt(net, { login: first.login, budget: first.budget, readRefusal, isNoRight });
        await first.http.signIn('/q');
        for (let i = 0; i < 6; i++) await (sharedTransport && i % 2 === 0 ? second : first).http.get(`/${i}`);
        const { spent, mayTwo } = judge(net.heard, net.said);
        expect(spent).toBeLessThanOrEqual(mayTwo ? 2 : 1);
        expect(net.heard.filter((h) => h.authorization?.startsWith('Basic'))).toEqual([]);
        expect(net.most()).toBeLessThanOrEqual(1);
        expect(first.budget.exhausted || net.heard.length <= 7 * 4).toBe(true);
        expect(first.login.result).toBeDefined();
        await first.login.close();

        const result = first.login.result;
        if (result && 'outcome' in result && result.outcome === 'refused') {
          const again = scripted(() => CHALLENGE);
          const later = signedAt(again, { store, readRefusal, isNoRight });
          await later.http.signIn('/q');
          expect(again.heard.filter((h) => h.authorization !== undefined)).toEqual([]);
          expect(later.login.result).toMatchObject({ unknown: 'stale' });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('the base is spoken to and nobody else', async () => {
    const hosts = new Set<string>();
    const net = scripted(() => ({ status: 302, headers: ['Location: http://198.51.100.7/'] }));
    const watched = { ...net, network: { ...net.network, tcp: (options: Parameters<typeof net.network.tcp>[0]) => (hosts.add(`${options.host}:${options.port}`), net.network.tcp(options)) } };
    await signedAt(watched).http.signIn('/q');
    expect([...hosts]).toEqual([`${BASE.address}:${BASE.port}`]);
  });
});
