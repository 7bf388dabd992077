/** The virtual recorder on loopback sockets, against clients that nobody here wrote: curl and openssl. */
import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createAccounts, lockStatus } from '../../src/accounts/index.js';
import { createRecorderState, DIGEST_ALGORITHMS, LAB_AUTHORITY, RECORDER_KINDS, startRecorder, type AccountsBook, type Recorder, type RecorderQuirks, type RecorderSettings } from '../../src/lab/devices/recorder/index.js';
import { hostNetwork } from '../../src/network/host/index.js';
import { feed } from '../feed.js';

const ADDRESS = '127.0.0.1';
const RIGHT = 'admin:Test-1234';
const NAME = '/cgi-bin/magicBox.cgi?action=getMachineName';

function installed(client: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${client}`], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn(`skipped: ${client} is not installed`);
    return false;
  }
}

function run(command: string, args: readonly string[]): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    const child = execFile(command, args, { timeout: 20_000 }, (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code ?? 1), text: stdout + stderr }));
    feed(child);
  });
}

/** Status and body of one call. */
async function curl(...args: string[]): Promise<{ status: number; body: string }> {
  const { text } = await run('curl', ['-s', '--max-time', '10', '-w', '\n%{http_code}', ...args]);
  const cut = text.lastIndexOf('\n');
  return { status: Number(text.slice(cut + 1)), body: text.slice(0, cut) };
}

const running: Recorder[] = [];
afterEach(() => {
  for (const recorder of running.splice(0)) recorder.close();
});

interface Served {
  readonly recorder: Recorder;
  readonly accounts: AccountsBook;
  readonly http: string;
  readonly https: string;
}

async function serve(given: { settings?: RecorderSettings; quirks?: RecorderQuirks; kind?: string } = {}): Promise<Served> {
  const { firmware, model, initialized } = RECORDER_KINDS[given.kind ?? 'xvr4.001'] ?? { firmware: '', model: '', initialized: true };
  const state = createRecorderState({ firmware, model, ...given.settings });
  const accounts: AccountsBook = { state: createAccounts({ realm: `Login to ${state.serial}`, users: initialized ? [{ name: 'admin', password: 'Test-1234' }] : [], initialized }) };
  const recorder = await startRecorder(hostNetwork(), { state, accounts, address: ADDRESS, ports: { http: 0, https: 0, tcp: 0, rtsp: 0, discovery: false }, keepaliveSeconds: 0, quirks: given.quirks ?? {} });
  running.push(recorder);
  return { recorder, accounts, http: `http://${ADDRESS}:${recorder.httpPort}`, https: `https://${ADDRESS}:${recorder.httpsPort}` };
}

describe.skipIf(!installed('curl'))('curl', () => {
  it.each(['nvr3.215', 'nvr4.000', 'xvr4.001', 'nvr5.001'])('--digest signs in to %s', async (kind) => {
    const { http, recorder } = await serve({ kind });
    expect(await curl('--digest', '-u', RIGHT, http + NAME)).toEqual({ status: 200, body: 'name=NVR\r\n' });
    expect(recorder.counters).toMatchObject({ cgiAccepted: 1, refusedLogins: 0 });
  });

  it.each(DIGEST_ALGORITHMS)('--digest with %s', async (digest) => {
    const { http, recorder } = await serve({ quirks: { digest } });
    expect((await curl('--digest', '-u', RIGHT, http + NAME)).status).toBe(200);
    expect((await curl('--digest', '-u', 'admin:wrong', http + NAME)).status).toBe(401);
    expect(recorder.counters).toMatchObject({ cgiAccepted: 1, refusedLogins: 1 });
  });

  it.each(['auth', 'auth,auth-int', 'auth, auth-int', null])('--digest with qop %s', async (qop) => {
    const { http } = await serve({ quirks: { qop } });
    expect((await curl('--digest', '-u', RIGHT, http + NAME)).status).toBe(200);
  });

  it('--digest at a name with brackets, as curl writes them', async () => {
    const { http } = await serve();
    expect((await curl('-g', '--digest', '-u', RIGHT, `${http}/cgi-bin/configManager.cgi?action=getConfig&name=T2UServer[0]`)).body).toContain('table.T2UServer[0].Enable=true');
  });

  it('five wrong passwords lock, and the right one meets the lock', async () => {
    const { http, accounts } = await serve();
    for (let i = 0; i < 5; i++) await curl('--digest', '-u', 'admin:wrong', http + NAME);
    expect(lockStatus(accounts.state, 'admin', Date.now())?.locked).toBe(true);
    const { status, body } = await curl('--digest', '-u', RIGHT, http + NAME);
    expect(status).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ ErrorCode: 268632081, RmLogin: 0 });
  });

  it('--basic is what a camera of 2014 wants, and --digest gets nowhere there', async () => {
    const { http, recorder } = await serve({ kind: 'ipc2.420' });
    expect(await curl('-i', http + NAME)).toMatchObject({ status: 401, body: expect.stringContaining('WWW-Authenticate: Basic realm="Device_CGI"') as string });
    expect((await curl('--digest', '-u', RIGHT, http + NAME)).status).toBe(401);
    expect((await curl('--basic', '-u', RIGHT, http + NAME)).status).toBe(200);
    expect(recorder.counters.refusedLogins).toBe(0);
    expect((await curl('--basic', '-u', 'admin:wrong', http + NAME)).status).toBe(401);
    expect(recorder.counters.refusedLogins).toBe(1);
  });

  it('--basic is refused by every other recorder, and costs a try', async () => {
    const { http, recorder } = await serve();
    expect((await curl('--basic', '-u', RIGHT, http + NAME)).status).toBe(401);
    expect(recorder.counters.refusedLogins).toBe(1);
  });

  it('a device with its web settings closed refuses the right password, and counts nothing', async () => {
    const { http, recorder } = await serve({ kind: 'ipc2.800' });
    expect((await curl('--digest', '-u', RIGHT, http + NAME)).status).toBe(401);
    expect(recorder.counters).toMatchObject({ cgiAccepted: 0, refusedLogins: 0 });
  });

  it('a recorder that was never set up says so without a sign-in', async () => {
    const { http } = await serve({ kind: 'uninitialised' });
    expect((await curl('--digest', '-u', RIGHT, http + NAME)).status).toBe(401);
    expect(JSON.parse((await curl('--data', '{"method":"DevInit.getStatus","params":null,"id":1}', `${http}/OutsideCmd`)).body)).toEqual({ id: 1, params: { Init: 1, Find: 'BC' }, result: true });
  });

  it.each([
    ['short', 'name=NVR\r'],
    ['absent', 'name=NVR\r\n'],
    ['chunked', 'name=NVR\r\n'],
  ] as const)('a reply whose length is %s', async (length, body) => {
    const { http } = await serve({ quirks: { length } });
    expect((await curl('--digest', '-u', RIGHT, http + NAME)).body).toBe(body);
  });

  it('over HTTPS with a certificate of 2014, and sent there from plain HTTP', async () => {
    const { http, https } = await serve({ settings: { https: { enabled: true, only: true } } });
    const old = ['-k', '--ciphers', 'DEFAULT@SECLEVEL=0'];
    expect(await curl(...old, '--digest', '-u', RIGHT, https + NAME)).toEqual({ status: 200, body: 'name=NVR\r\n' });
    expect(await curl(http + NAME, '-o', '/dev/null', '-D', '-')).toMatchObject({ body: expect.stringContaining(`Location: ${https}${NAME}`) as string, status: 301 });
    expect((await curl(...old, '--location-trusted', '--digest', '-u', RIGHT, http + NAME)).status).toBe(200);
  });

  it('the RTSP port answers OPTIONS with a challenge of its own', async () => {
    const { recorder } = await serve();
    const { body } = await curl('-i', `rtsp://${ADDRESS}:${recorder.rtspPort}/`);
    expect(body).toMatch(/^RTSP\/1\.0 401 Unauthorized\r\nCSeq: 1\r\nWWW-Authenticate: Digest realm="Login to [0-9a-f]{32}", nonce="[0-9a-f]{32}"/);
  });
});

describe.skipIf(!installed('openssl'))('openssl s_client', () => {
  let folder: string;
  let authority: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lab-authority-'));
    authority = path.join(folder, 'authority.pem');
    writeFileSync(authority, LAB_AUTHORITY);
  });
  afterAll(() => rm(folder, { recursive: true }));
  const look = (port: number, ...args: string[]): Promise<{ text: string }> =>
    run('openssl', ['s_client', '-connect', `${ADDRESS}:${port}`, '-CAfile', authority, '-verify_ip', ADDRESS, '-cipher', 'DEFAULT@SECLEVEL=0', ...args]);

  it.each([
    ['self-signed', /verify error:num=(18|66|67):|self-signed certificate/],
    ['other-name', /IP address mismatch/],
    ['expired', /certificate has expired/],
  ] as const)('sees what is wrong with a certificate that is %s', async (certificate, fault) => {
    const { recorder } = await serve({ settings: { https: { enabled: true, certificate } } });
    expect((await look(recorder.httpsPort)).text).toMatch(fault);
  });

  it('a recorder that knows nothing newer than TLS 1.0', async () => {
    const { recorder } = await serve({ settings: { https: { enabled: true, oldTls: true } } });
    expect((await look(recorder.httpsPort, '-tls1')).text).toMatch(/Protocol\s*:\s*TLSv1$/m);
    expect((await look(recorder.httpsPort, '-tls1_2')).text).toMatch(/alert protocol version|unsupported protocol|wrong version/);
  });
});
