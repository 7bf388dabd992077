/**
 * Reading all settings of the virtual recorder on loopback, against the bare sum of the same HTTP exchanges by plain node:http: the same
 * requests in the same order, one connection each, with a digest of its own. The recorder is another process, so both clients have a core.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));
/** Other work on the machine only ever adds, so that the fastest of many rounds is the one to compare. */
const ROUNDS = 60;
const USER = 'admin';
const PASSWORD = 'Test-1234';
const hash = (algorithm, text) => createHash(algorithm).update(text).digest('hex');

/** Our reader as one module: the library shows diagnoses, not readers. */
const READER = `
import { mergeObservations } from './src/facts/merge.ts';
import { Observer } from './src/facts/observation.ts';
import { hostNetwork } from './src/network/host/index.ts';
import { CallBudget } from './src/recorders/call-budget.ts';
import { DAHUA } from './src/recorders/dahua/reader.ts';
import { Login } from './src/recorders/login.ts';
import { readItems } from './src/recorders/reader.ts';
import { memoryRefusals } from './src/recorders/refusals.ts';
export async function readAll(port, onRequest) {
  const host = hostNetwork();
  const network = onRequest ? { ...host, tcp: async (options) => { const opened = await host.tcp(options); if (opened.ok) onRequest(opened.value); return opened; } } : host;
  const base = { address: '127.0.0.1', port, tls: false };
  const login = new Login({ endpoint: '127.0.0.1:' + port }, { user: '${USER}', password: '${PASSWORD}' }, memoryRefusals(), host.clock);
  const signal = AbortSignal.timeout(60000);
  const observe = new Observer('recorder-settings', 'recorder', () => host.clock.now());
  const reader = DAHUA.open({ network, base, login, budget: new CallBudget(), signal, facts: mergeObservations([]), ownAddresses: new Set(['127.0.0.1']), discovered: true });
  try {
    await readItems(reader, undefined, observe, signal, undefined, reader.openItems);
    if (!(await reader.signIn())) throw new Error('not signed in: ' + JSON.stringify(login.result));
    await readItems(reader, undefined, observe, signal);
  } finally {
    await reader.close();
    await login.close();
  }
  return observe.observations.filter((o) => o.value !== undefined).length;
}`;

export async function reading() {
  const folder = await mkdtemp(path.join(tmpdir(), 'nvr-doctor-bench-'));
  const server = spawn(process.execPath, [path.join(root, 'dist/cli.js'), 'lab', 'serve', '--json'], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const outfile = path.join(folder, 'reader.mjs');
    const banner = { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);" };
    await build({ stdin: { contents: READER, resolveDir: root, loader: 'ts' }, bundle: true, format: 'esm', platform: 'node', target: 'node20', define: { __VERSION__: '"bench"' }, banner, outfile, logLevel: 'error' });
    const { readAll } = await import(pathToFileURL(outfile).href);
    const port = await webPort(server);
    const requests = await record(readAll, port);
    const [ours, bare] = [[], []];
    for (let round = -2; round < ROUNDS; round++) {
      const first = await timed(() => readAll(port));
      const second = await timed(() => repeat(requests, port));
      if (round < 0) continue;
      ours.push(first);
      bare.push(second);
    }
    return [{ what: `all settings (${requests.length} exchanges) against node:http on the same`, value: Math.min(...ours) / Math.min(...bare), limit: 1.5, unit: '×' }];
  } finally {
    server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

async function timed(work) {
  const started = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - started) / 1e6;
}

function webPort(server) {
  return new Promise((resolve, reject) => {
    let text = '';
    server.once('exit', (code) => reject(new Error(`lab serve ended with ${code}`)));
    server.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      if (!text.includes('\n')) return;
      resolve(Number(new URL(JSON.parse(text)['recorder web']).port));
    });
  });
}

/** What our reader sends, request by request. */
async function record(readAll, port) {
  const sent = [];
  await readAll(port, (connection) => {
    const request = { bytes: '' };
    sent.push(request);
    const write = connection.write.bind(connection);
    connection.write = (chunk, ...rest) => {
      request.bytes += chunk.toString('latin1');
      return write(chunk, ...rest);
    };
    const writev = connection._writev?.bind(connection);
    if (writev) connection._writev = (chunks, done) => writev(chunks, done);
  });
  return sent.map(({ bytes }) => {
    const [head, body = ''] = bytes.split('\r\n\r\n');
    const [, method, target] = /^(\S+) (\S+)/.exec(head);
    return { method, target, signed: /^authorization:/im.test(head), body };
  });
}

/** The same exchanges without any of our code. */
async function repeat(requests, port) {
  let challenge = '';
  let session;
  let login;
  let cookie;
  for (const { method, target, signed, body } of requests) {
    const headers = { Host: `127.0.0.1:${port}`, 'User-Agent': 'bare', Accept: '*/*', Connection: 'close' };
    if (signed) headers.Authorization = digest(challenge, method, target);
    if (cookie) headers.Cookie = cookie;
    let out = body;
    if (method === 'POST') {
      const call = JSON.parse(body);
      if (session !== undefined && 'session' in call) call.session = session;
      if (call.params?.password) call.params.password = hash('md5', `${USER}:${login.random}:${hash('md5', `${USER}:${login.realm}:${PASSWORD}`).toUpperCase()}`).toUpperCase();
      out = JSON.stringify(call);
      headers['Content-Length'] = Buffer.byteLength(out);
    }
    const reply = await exchange({ host: '127.0.0.1', port, method, path: target, headers, agent: false }, out);
    if (reply.status === 401) challenge = reply.headers['www-authenticate'] ?? challenge;
    else if (signed && reply.status !== 200 && reply.status !== 403) throw new Error(`${target}: ${reply.status}`);
    if (method === 'POST' && reply.status === 200) {
      const told = JSON.parse(reply.text);
      session = told.session ?? session;
      login = told.params?.realm ? told.params : login;
      if (session !== undefined) cookie = `DWebClientSessionID=${session}`;
    }
  }
}

function digest(challenge, method, target) {
  const field = (name) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
  const [realm, nonce] = [field('realm'), field('nonce')];
  const a1 = hash('md5', `${USER}:${realm}:${PASSWORD}`);
  const response = hash('md5', `${a1}:${nonce}:00000001:0123456789abcdef:auth:${hash('md5', `${method}:${target}`)}`);
  return `Digest username="${USER}", realm="${realm}", nonce="${nonce}", uri="${target}", qop=auth, nc=00000001, cnonce="0123456789abcdef", response="${response}", opaque="${field('opaque')}"`;
}

function exchange(options, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk)).on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    request.on('error', reject).end(body);
  });
}
