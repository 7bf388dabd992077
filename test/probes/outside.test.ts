/** The port from outside (helper and probe together), and from inside through the own public address. */
import type { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { FactPath } from '../../src/facts/dictionary.js';
import type { Json } from '../../src/facts/observation.js';
import type { ServerNetwork } from '../../src/network/seam.js';
import { hairpin } from '../../src/probes/hairpin.js';
import { outside } from '../../src/probes/outside.js';
import { compareGreetings } from '../../src/probes/outside/greeting.js';
import { insidePort, outsidePort } from '../../src/probes/outside/port.js';
import { readCheckAnswer, readCheckRequest } from '../../src/probes/outside/request.js';
import { startOutsideHelper } from '../../src/probes/outside-helper.js';
import type { Facts} from '../../src/facts/merge.js';
import { mergeObservations } from '../../src/facts/merge.js';
import { countTcp, detail, probeHome, runOne, told, type OneRun, type ProbeHome } from './support.js';

const HELPER = '198.51.100.60';
const RECORDER = '192.168.1.64';
const PUBLIC = '192.88.98.7';
type Said = Partial<Record<FactPath, Json>>;
const KNOWN: Said = { 'lan.address': RECORDER, 'recorder.ports.tcp': 37777, 'recorder.ports.http': 80 };

async function serve(network: ServerNetwork, port: number, greet: (connection: Duplex) => void = () => undefined): Promise<void> {
  const listener = await network.listen(port, (connection) => {
    connection.on('error', () => connection.destroy());
    connection.resume();
    greet(connection);
  });
  if (!listener.ok) throw new Error(listener.failure.kind);
}

function forward(home: ProbeHome, port: number, host = RECORDER, inside = port): void {
  home.router.rules.push({ proto: 'tcp', outside: port, host, inside, owner: 'hand', description: '', expires: null });
}

/** A home with a recorder that serves 37777 and 80, and a helper on the internet. */
async function home(settings: Parameters<typeof probeHome>[0] = {}): Promise<ProbeHome & { recorder: ServerNetwork }> {
  const built = probeHome(settings);
  const recorder = built.inHouse(RECORDER);
  await serve(recorder, 37777);
  await serve(recorder, 80, webPage('recorder'));
  await startOutsideHelper(built.onInternet(HELPER), { port: 8787 });
  return { ...built, recorder };
}

function webPage(realm: string): (connection: Duplex) => void {
  let nonce = 0;
  return (connection) => connection.once('data', () => connection.end(`HTTP/1.1 401 Unauthorized\r\nDate: ${nonce++}\r\nServer: web\r\nWWW-Authenticate: Digest realm="${realm}", nonce="${nonce}"\r\n\r\n`));
}

function look(from: ProbeHome, said: Said = KNOWN, url = `http://${HELPER}:8787`): Promise<OneRun> {
  return runOne(from.laptop, outside, { said, options: { outside: url } });
}

describe('the port from outside', () => {
  it('is open where a rule leads to the recorder', async () => {
    const built = await home();
    forward(built, 37777);
    const { facts, ms } = await look(built);
    expect(told(facts, 'outside.address')).toBe(PUBLIC);
    expect(told(facts, 'outside.port')).toBe(37777);
    expect(told(facts, 'outside.tcpPort')).toBe('open');
    // The port waits for the app to speak, so nothing tells whose it is.
    expect(told(facts, 'outside.recognised')).toEqual({ unknown: 'not-supported' });
    expect(ms).toBeLessThan(600);
  });

  it('is filtered where no rule is, within the deadline', async () => {
    const { facts, ms } = await look(await home());
    expect(told(facts, 'outside.tcpPort')).toBe('filtered');
    expect(ms).toBeLessThanOrEqual(1400);
  });

  it('is filtered where the rule leads to an address at which nobody is', async () => {
    const built = await home();
    forward(built, 37777, '192.168.1.108');
    const { facts, ms } = await look(built);
    expect(told(facts, 'outside.tcpPort')).toBe('filtered');
    expect(ms).toBeLessThanOrEqual(1400);
  });

  it('is closed where the recorder has moved to another port', async () => {
    const built = await home();
    forward(built, 37778);
    expect(told((await look(built, { ...KNOWN, 'access.port': 37778 })).facts, 'outside.tcpPort')).toBe('closed');
  });

  it('is foreign where something else speaks there', async () => {
    const built = await home();
    await serve(built.inHouse('192.168.1.70'), 37777, (connection) => connection.write('SSH-2.0-nas\r\n'));
    forward(built, 37777, '192.168.1.70');
    const { facts } = await look(built);
    expect(told(facts, 'outside.tcpPort')).toBe('foreign');
    expect(told(facts, 'outside.recognised')).toBe(false);
  });

  it('is foreign where it is open although the recorder itself has it closed', async () => {
    const built = await home();
    await serve(built.inHouse('192.168.1.70'), 37780);
    forward(built, 37780, '192.168.1.70');
    expect(told((await look(built, { ...KNOWN, 'access.port': 37780, 'recorder.ports.tcp': 37780 })).facts, 'outside.tcpPort')).toBe('foreign');
  });

  it("of the recorder's web page is open: the same page, whatever its date and nonce", async () => {
    const built = await home();
    forward(built, 8080, RECORDER, 80);
    const mappings = [{ protocol: 'tcp', outside: 8080, host: RECORDER, inside: 80, enabled: true, description: '', leaseSeconds: 0 }];
    const { facts } = await look(built, { ...KNOWN, 'access.port': 8080, 'router.mappings': mappings });
    expect(told(facts, 'outside.tcpPort')).toBe('open');
    expect(told(facts, 'outside.recognised')).toBe(true);
  });

  it("of the router's own web page is foreign to the recorder's", async () => {
    const built = await home();
    await serve(built.inHouse('192.168.1.70'), 80, webPage('router'));
    forward(built, 8080, '192.168.1.70', 80);
    const mappings = [{ protocol: 'tcp', outside: 8080, host: RECORDER, inside: 80, enabled: true, description: '', leaseSeconds: 0 }];
    expect(told((await look(built, { ...KNOWN, 'access.port': 8080, 'router.mappings': mappings })).facts, 'outside.tcpPort')).toBe('foreign');
  });

  it('is not looked at without a helper, on a VPN, or without a port: skipped, and what is missing is said', async () => {
    const built = await home();
    const without = await runOne(built.laptop, outside, { said: KNOWN });
    expect(without.outcomes.at(-1)?.outcome).toBe('skipped');
    expect(detail(without.facts, 'outside.tcpPort')).toContain('helper');
    const vpn = await runOne(built.laptop, outside, { said: { ...KNOWN, 'host.vpn': true }, options: { outside: `http://${HELPER}:8787` }, withoutHost: true });
    expect(told(vpn.facts, 'outside.tcpPort')).toEqual({ unknown: 'not-permitted' });
    expect(detail((await look(built, {})).facts, 'outside.tcpPort')).toContain('port');
  });
});

describe('a helper that', () => {
  const helperThatSays = async (reply: string | ((request: string) => string)): Promise<OneRun> => {
    const built = probeHome();
    const listener = await built.onInternet(HELPER).listen(8787, (connection) => {
      connection.on('error', () => connection.destroy());
      let text = '';
      connection.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.endsWith('}')) connection.end(typeof reply === 'string' ? reply : reply(text.slice(text.indexOf('{'))));
      });
    });
    expect(listener.ok).toBe(true);
    return look(built);
  };
  const json = (body: object): string => `HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${JSON.stringify(body)}`;
  const honest = (request: string): object => ({ ...(JSON.parse(request) as object), address: PUBLIC, state: 'open', greeting: '' });

  it.each<[string, (request: string) => string, string]>([
    ['answers another question', (r) => json({ ...honest(r), nonce: 'other' }), 'malformed'],
    ['answers for another port', (r) => json({ ...honest(r), port: 22 }), 'malformed'],
    ['answers with a state of its own', (r) => json({ ...honest(r), state: 'fine' }), 'malformed'],
    ['answers with a greeting that is no hex', (r) => json({ ...honest(r), greeting: 'xyz' }), 'malformed'],
    ['answers with a page', () => 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<html>', 'malformed'],
    ['answers with a book', () => `HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${'x'.repeat(10_000)}`, 'malformed'],
    ['redirects', () => 'HTTP/1.1 302 Found\r\nLocation: http://203.0.113.2/\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', 'malformed'],
    ['has been asked too often', () => 'HTTP/1.1 429 Slow\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', 'not-permitted'],
    ['hangs up', () => '', 'failed'],
  ])('%s: unknown', async (_name, reply, reason) => {
    const { facts } = await helperThatSays(reply);
    expect(told(facts, 'outside.tcpPort')).toEqual({ unknown: reason });
  });

  it('is not there: unknown (refused); is silent: unknown (timed-out)', async () => {
    const nobody = probeHome();
    nobody.onInternet(HELPER);
    expect(told((await look(nobody)).facts, 'outside.tcpPort')).toEqual({ unknown: 'refused' });
    const silent = await look(probeHome());
    expect(told(silent.facts, 'outside.tcpPort')).toMatchObject({ unknown: expect.stringMatching(/timed-out|failed/) as string });
    expect(silent.ms).toBeLessThanOrEqual(1450);
  });

  it.each(['ftp://198.51.100.60/', 'not a url', 'https://helper.example/', 'http://localhost/'])('is given as %s: unknown (malformed), nothing is sent', async (url) => {
    expect(told((await look(await home(), KNOWN, url)).facts, 'outside.tcpPort')).toMatchObject({ unknown: expect.stringMatching(/malformed|failed/) as string });
  });
});

describe('the helper', () => {
  /** Sends raw text to the helper and gives back the whole reply. */
  async function say(built: ProbeHome, text: string): Promise<string> {
    const connection = await built.laptop.tcp({ host: HELPER, port: 8787, signal: built.clock.deadline(5000).signal });
    if (!connection.ok) return connection.failure.kind;
    let reply = '';
    const closed = new Promise((resolve) => connection.value.once('close', resolve));
    connection.value.on('data', (chunk: Buffer) => (reply += chunk.toString()));
    connection.value.on('end', () => connection.value.destroy());
    connection.value.on('error', () => connection.value.destroy());
    connection.value.write(text);
    await closed;
    return reply.split('\r\n')[0] ?? '';
  }
  const post = (body: string, path = '/check', type = 'application/json'): string => `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

  it.each([
    ['a GET', 'GET /check HTTP/1.1\r\n\r\n', 'HTTP/1.1 405 Method Not Allowed'],
    ['another path', post('{}', '/'), 'HTTP/1.1 404 Not Found'],
    ['no JSON', post('hello'), 'HTTP/1.1 400 Bad Request'],
    ['a form, as a web page could send it', post('{"port":22,"nonce":"a"}', '/check', 'text/plain'), 'HTTP/1.1 400 Bad Request'],
    ['port 0', post('{"port":0,"nonce":"a"}'), 'HTTP/1.1 400 Bad Request'],
    ['a nonce with odd characters', post('{"port":22,"nonce":"a\\r\\nb"}'), 'HTTP/1.1 400 Bad Request'],
    ['a body of two kilobytes', post(`{"port":22,"nonce":"a","x":"${'y'.repeat(2000)}"}`), 'HTTP/1.1 400 Bad Request'],
    ['no length', 'POST /check HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{"port":22,"nonce":"a"}', 'HTTP/1.1 400 Bad Request'],
    ['headers without end', `POST /check HTTP/1.1\r\n${'X: y\r\n'.repeat(1000)}`, ''],
    ['what is not HTTP', '\x16\x03\x01\r\n\r\n', ''],
    ['silence', 'POST', ''],
  ])('gets %s: turned away', async (_name, text, expected) => {
    expect(await say(await home(), text)).toBe(expected);
  });

  it('connects to nobody but the caller, whatever the request names', async () => {
    const built = await home();
    const victim = await countTcp(built.onInternet('203.0.113.2'), 22);
    expect(await say(built, post('{"port":22,"nonce":"a","address":"203.0.113.2","host":"203.0.113.2"}'))).toBe('HTTP/1.1 200 OK');
    expect(victim.connections).toBe(0);
  });

  it('has enough after twenty checks in a minute', async () => {
    const built = await home();
    forward(built, 37777);
    const replies: string[] = [];
    for (let i = 0; i < 22; i += 1) replies.push(await say(built, post('{"port":37777,"nonce":"a"}')));
    expect(replies.filter((reply) => reply.includes('200'))).toHaveLength(20);
    expect(replies.at(-1)).toBe('HTTP/1.1 429 Too Many Requests');
    await built.laptop.clock.sleep(61_000);
    expect(await say(built, post('{"port":37777,"nonce":"a"}'))).toBe('HTTP/1.1 200 OK');
  });

  it('cannot start where its port is taken: one clear error', async () => {
    const network = probeHome().onInternet(HELPER);
    await startOutsideHelper(network, { port: 8787 });
    await expect(startOutsideHelper(network, { port: 8787 })).rejects.toThrow(/cannot listen on port 8787/);
  });

  it('stops: nobody is served any more', async () => {
    const built = probeHome();
    const helper = await startOutsideHelper(built.onInternet(HELPER), { port: 8787 });
    helper.close();
    expect(await say(built, post('{"port":1,"nonce":"a"}'))).toBe('connection-refused');
  });
});

describe('the own public address from inside', () => {
  const READY: Said = { ...KNOWN, 'wan.publicAddress': PUBLIC, 'router.wanAddress': PUBLIC };
  const call = (built: ProbeHome, said: Said = READY): Promise<OneRun> => runOne(built.laptop, hairpin, { said });

  it('answers through a router that turns connections back', async () => {
    const built = await home({ hairpin: true });
    forward(built, 37777);
    expect(told((await call(built)).facts, 'hairpin.tcpPort')).toBe('open');
  });

  it('does not answer through one that does not', async () => {
    const built = await home({ hairpin: false });
    forward(built, 37777);
    const { facts, ms } = await call(built);
    expect(told(facts, 'hairpin.tcpPort')).toBe('closed');
    expect(ms).toBeLessThanOrEqual(600);
  });

  it('leads to a machine that is off: no answer, within the deadline', async () => {
    const built = await home({ hairpin: true });
    forward(built, 37777, '192.168.1.108');
    const { facts, ms } = await call(built);
    expect(told(facts, 'hairpin.tcpPort')).toBe('no-answer');
    expect(ms).toBeLessThanOrEqual(600);
  });

  it.each<[string, Said, string]>([
    ['is not known', { ...KNOWN, 'router.wanAddress': PUBLIC }, 'not-run'],
    ['is shared with other homes', { ...READY, 'router.wanAddress': '100.64.9.7' }, 'not-permitted'],
    ['belongs to another router', { ...READY, 'router.wanAddress': '192.168.100.2' }, 'not-permitted'],
    ['is not confirmed by the router', { ...KNOWN, 'wan.publicAddress': PUBLIC }, 'not-permitted'],
    ['is a private one', { ...READY, 'wan.publicAddress': '10.0.0.7', 'router.wanAddress': '10.0.0.7' }, 'not-permitted'],
    ['is known, but no port', { 'wan.publicAddress': PUBLIC, 'router.wanAddress': PUBLIC }, 'not-run'],
  ])('%s: nobody is called', async (_name, said, reason) => {
    const built = await home({ hairpin: true });
    forward(built, 37777);
    const { facts, outcomes } = await call(built, said);
    expect(told(facts, 'hairpin.tcpPort')).toEqual({ unknown: reason });
    expect(outcomes.at(-1)?.outcome).toBe('skipped');
  });

  it('is called where this computer holds it itself, whatever the router says', async () => {
    const built = await home({ hairpin: true });
    forward(built, 37777);
    const { facts } = await runOne(built.laptop, hairpin, { said: { ...KNOWN, 'wan.publicAddress': PUBLIC, 'host.address': PUBLIC }, withoutHost: true });
    expect(told(facts, 'hairpin.tcpPort')).toBe('open');
  });

  it('is being called when the person stops: nothing is concluded', async () => {
    const built = await home({ hairpin: true });
    forward(built, 37777, '192.168.1.108');
    const { facts } = await runOne(built.laptop, hairpin, { said: READY, signal: built.clock.deadline(20).signal });
    expect(told(facts, 'hairpin.tcpPort')).toMatchObject({ unknown: 'not-run' });
  });
});

describe('which port is tried', () => {
  const factsOf = (said: Said): Facts => mergeObservations(Object.entries(said).map(([path, value]) => ({ path: path as FactPath, source: 'user' as const, vantage: 'person' as const, at: 0, value: value })));
  const rule = (outsidePortNumber: number, host: string, inside: number): Json => ({ protocol: 'tcp', outside: outsidePortNumber, host, inside, enabled: true, description: '', leaseSeconds: 0 });

  it.each<[string, Said, number | undefined]>([
    ["the app's, before all others", { ...KNOWN, 'access.port': 40000, 'router.mappings': [rule(50000, RECORDER, 37777)] }, 40000],
    ["that of the router's rule for the recorder", { ...KNOWN, 'router.mappings': [rule(1, '192.168.1.9', 37777), rule(2, RECORDER, 80), rule(50000, RECORDER, 37777)] }, 50000],
    ["the recorder's own", { ...KNOWN, 'router.mappings': [] }, 37777],
    ['none', {}, undefined],
  ])('%s', (_name, said, expected) => {
    expect(outsidePort(factsOf(said))).toBe(expected);
  });

  it('and what stands behind it in the house', () => {
    expect(insidePort(factsOf({ ...KNOWN, 'router.mappings': [rule(8080, RECORDER, 80)] }), 8080)).toBe(80);
    expect(insidePort(factsOf(KNOWN), 8080)).toBe(37777);
    expect(insidePort(factsOf({}), 8080)).toBe(8080);
  });
});

it.each<[string, string, 'same' | 'different' | 'unclear']>([
  ['', '', 'unclear'],
  ['SSH-2.0-a\r\n', '', 'unclear'],
  ['', 'SSH-2.0-a\r\n', 'different'],
  ['SSH-2.0-a\r\n', 'SSH-2.0-a\r\nmore', 'same'],
  ['SSH-2.0-a\r\n', '220 ftp\r\n', 'different'],
  ['HTTP/1.1 200 OK\r\nServer: a\r\nDate: 1\r\n', 'HTTP/1.0 200 OK\r\nDate: 2\r\nserver: a\r\n', 'same'],
  ['HTTP/1.1 200 OK\r\nServer: a\r\n', 'HTTP/1.1 200 OK\r\nServer: b\r\n', 'different'],
  ['HTTP/1.1 200 OK\r\n', 'HTTP/1.1 401 No\r\n', 'different'],
])('greetings %j and %j are %s', (inside, far, expected) => {
  expect(compareGreetings(Buffer.from(inside), Buffer.from(far))).toBe(expected);
});

it('requests and answers are read strictly', () => {
  expect(readCheckRequest('{"port":1,"nonce":"a"}')).toEqual({ port: 1, nonce: 'a', http: false });
  for (const text of ['', 'null', '[]', '{"port":"1","nonce":"a"}', '{"port":70000,"nonce":"a"}', '{"port":1}', '{"port":1,"nonce":""}', '{"port":1,"nonce":"a","http":1}']) expect(readCheckRequest(text)).toBeUndefined();
  expect(readCheckAnswer('{"address":"1.2.3.4","port":1,"nonce":"a","state":"open","greeting":"00ff"}', { port: 1, nonce: 'a' })?.state).toBe('open');
  expect(readCheckAnswer(`{"address":"1.2.3.4","port":1,"nonce":"a","state":"open","greeting":"${'00'.repeat(600)}"}`, { port: 1, nonce: 'a' })).toBeUndefined();
});
