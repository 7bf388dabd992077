/** What the tests of the other makes share: such a recorder in a small simulated house, and a digest client written from RFC 7616. */
import { createHash } from 'node:crypto';
import { createAccounts, type NewAccount } from '../../src/accounts/index.js';
import { makeOf } from '../../src/lab/devices/makes.js';
import { createRecorderState, startRecorder, type AccountsBook, type OpenFace, type Recorder, type RecorderSettings, type RecorderState } from '../../src/lab/devices/recorder/index.js';
import type { Brand } from '../../src/lab/fixture.js';
import type { HostView } from '../../src/lab/sim/view.js';
import { httpRequest, type HttpResponse } from '../../src/network/http.js';
import type { Datagram } from '../../src/network/seam.js';
import { RECORDER } from './devices-support.js';
import { smallHome, type SmallHome } from './sim-support.js';

export const LOGIN = { user: 'admin', password: 'Test-1234' };

export interface FaceHouse {
  readonly home: SmallHome;
  readonly laptop: HostView;
  readonly recorder: Recorder;
  readonly state: RecorderState;
  readonly accounts: AccountsBook;
}

export async function faceHouse(
  brand: Brand,
  given: { model?: string; face?: OpenFace; settings?: RecorderSettings; users?: readonly NewAccount[]; initialized?: boolean; prefix?: number } = {},
): Promise<FaceHouse> {
  const home = smallHome();
  const device = home.host('recorder', RECORDER).network;
  const laptop = home.host('laptop', '192.168.1.50').network;
  const make = makeOf(brand, given.model);
  const state = createRecorderState({ ...make.settings, ...given.settings });
  const users = given.users ?? [
    { name: LOGIN.user, password: LOGIN.password },
    { name: 'viewer', password: 'View-1234' },
  ];
  const initialized = given.initialized ?? true;
  const accounts: AccountsBook = { state: createAccounts({ realm: make.realm ?? '', users: initialized ? users : [], initialized }) };
  const face = given.face ?? (await make.face?.((name) => users.find((user) => user.name === name)?.password));
  const recorder = await startRecorder(device, { state, accounts, keepaliveSeconds: 0, ...(face === undefined ? {} : { face }) });
  return { home, laptop, recorder, state, accounts };
}

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly rawHeaders: readonly string[];
  /** Every challenge, in order. */
  readonly challenges: readonly string[];
}

type Method = 'GET' | 'POST';

export async function fetchOnce(network: HostView, target: string, request: { method?: Method; headers?: Record<string, string>; body?: string } = {}): Promise<Reply> {
  const deadline = network.clock.deadline(5_000);
  const outcome = await httpRequest(network, { url: `http://${RECORDER}${target}`, signal: deadline.signal, ...request });
  deadline.clear();
  if (!outcome.ok) throw new Error(`${target}: ${outcome.failure.kind} ${outcome.failure.detail ?? ''}`);
  const { status, body, rawHeaders }: HttpResponse = outcome.value;
  const challenges = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === 'www-authenticate');
  return { status, text: body.toString(), rawHeaders, challenges };
}

/** RFC 7616 §3.4.1, written apart from the code under test. */
export function answerTo(challenge: string, input: { user: string; password: string; uri: string; method?: string; headerUri?: string }): string {
  const field = (name: string): string => new RegExp(`${name}="?([^",]*)"?`).exec(challenge)?.[1] ?? '';
  const algorithm = field('algorithm');
  const hash = (text: string): string => createHash(algorithm === 'SHA-256' ? 'sha256' : 'md5').update(text).digest('hex');
  const [realm, nonce] = [field('realm'), field('nonce')];
  const response = hash(`${hash(`${input.user}:${realm}:${input.password}`)}:${nonce}:00000001:abcdef:auth:${hash(`${input.method ?? 'GET'}:${input.uri}`)}`);
  const named = algorithm === '' ? '' : `, algorithm=${algorithm}`;
  return `Digest username="${input.user}", realm="${realm}", nonce="${nonce}", uri="${input.headerUri ?? input.uri}", response="${response}", qop=auth, nc=00000001, cnonce="abcdef"${named}`;
}

/** One read as a client makes it: challenge, then one answer to the last challenge, or to the one that is chosen. */
export async function read(network: HostView, target: string, login: { user: string; password: string } = LOGIN, choose = (challenges: readonly string[]) => challenges.at(-1)): Promise<Reply> {
  const challenge = choose((await fetchOnce(network, target)).challenges);
  if (challenge === undefined) throw new Error(`${target}: no challenge`);
  return fetchOnce(network, target, { headers: { authorization: answerTo(challenge, { ...login, uri: target }) } });
}

/** Every answer to one datagram within a second of the house's time. */
export async function ask(network: HostView, text: string, to: { port: number; address: string }): Promise<readonly string[]> {
  const opened = await network.udp({ address: '192.168.1.50' });
  if (!opened.ok) throw new Error(opened.failure.kind);
  const deadline = network.clock.deadline(1_000);
  await opened.value.send(Buffer.from(text), to.port, to.address);
  const answers: string[] = [];
  for (;;) {
    const received = await opened.value.receive(deadline.signal);
    if (!received.ok) break;
    const { data }: Datagram = received.value;
    answers.push(Buffer.from(data).toString());
  }
  deadline.clear();
  opened.value.close();
  return answers;
}

/** Text of the first element with this local name. */
export function element(xml: string, name: string): string | undefined {
  return new RegExp(`<(?:[\\w-]+:)?${name}(?:\\s[^>]*)?>([^<]*)<`).exec(xml)?.[1]?.trim();
}
