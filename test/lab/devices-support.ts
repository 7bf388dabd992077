/** What the device tests share: a mapping table on a standing clock, a recorder in a small simulated house, and a digest client. */
import { createHash } from 'node:crypto';
import { createAccounts, type NewAccount } from '../../src/accounts/index.js';
import { createRecorderState, startRecorder, type AccountsBook, type Recorder, type RecorderOptions, type RecorderSettings, type RecorderState } from '../../src/lab/devices/recorder/index.js';
import { MemoryRouter, type MemoryRouterOptions } from '../../src/lab/devices/memory-router.js';
import { VirtualClock } from '../../src/lab/sim/clock.js';
import type { HostView } from '../../src/lab/sim/view.js';
import { httpRequest, type HttpResponse } from '../../src/network/http.js';
import type { Network, ServerNetwork } from '../../src/network/seam.js';
import { smallHome, type SmallHome } from './sim-support.js';

export const RECORDER = '192.168.1.64';

export function memoryRouter(options: Partial<MemoryRouterOptions> = {}): MemoryRouter {
  return new MemoryRouter({ clock: new VirtualClock(), lanAddress: '192.168.1.1', wanAddress: '192.88.98.7', ...options });
}

export interface RecorderHouse {
  readonly home: SmallHome;
  readonly laptop: HostView;
  readonly device: ServerNetwork;
  readonly recorder: Recorder;
  readonly state: RecorderState;
  readonly accounts: AccountsBook;
}

export async function recorderHouse(
  given: { settings?: RecorderSettings; users?: readonly NewAccount[]; initialized?: boolean; options?: Partial<RecorderOptions>; at?: string; home?: SmallHome } = {},
): Promise<RecorderHouse> {
  const home = given.home ?? smallHome();
  const device = home.host('recorder', given.at ?? RECORDER).network;
  const laptop = home.host('laptop', '192.168.1.50').network;
  const state = createRecorderState(given.settings);
  const initialized = given.initialized ?? true;
  const users = given.users ?? [
    { name: 'admin', password: 'Test-1234' },
    { name: 'viewer', password: 'View-1234', reusable: false, memo: 'a=b \x1b[31m' },
  ];
  const accounts: AccountsBook = { state: createAccounts({ realm: `Login to ${state.serial}`, users: initialized ? users : [], initialized }) };
  const recorder = await startRecorder(device, { state, accounts, keepaliveSeconds: 0, ...given.options });
  return { home, laptop, device, recorder, state, accounts };
}

export async function fetchHttp(network: Network, url: string, request: { method?: 'GET' | 'POST'; headers?: Record<string, string>; body?: string } = {}): Promise<HttpResponse> {
  const deadline = network.clock.deadline(5_000);
  const outcome = await httpRequest(network, { url, signal: deadline.signal, ...request });
  deadline.clear();
  if (!outcome.ok) throw new Error(`${url}: ${outcome.failure.kind} ${outcome.failure.detail ?? ''}`);
  return outcome.value;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** A digest answer written from RFC 7616, apart from the code under test. */
export function digestHeader(challenge: string, input: { user: string; password: string; uri: string; headerUri?: string }): string {
  const field = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
  const [realm, nonce, opaque] = [field('realm'), field('nonce'), field('opaque')];
  const ha1 = md5(`${input.user}:${realm}:${input.password}`);
  const response = md5(`${ha1}:${nonce}:00000001:abcdef:auth:${md5(`GET:${input.uri}`)}`);
  return `Digest username="${input.user}", realm="${realm}", nonce="${nonce}", uri="${input.headerUri ?? input.uri}", response="${response}", opaque="${opaque}", qop=auth, nc=00000001, cnonce="abcdef"`;
}

/** One CGI call as a client makes it: challenge, then one answer. */
export async function cgi(network: Network, target: string, login: { user: string; password: string } | null = { user: 'admin', password: 'Test-1234' }, base = `http://${RECORDER}`): Promise<HttpResponse & { text: string }> {
  const first = await fetchHttp(network, base + target);
  const challenge = first.headers['www-authenticate'];
  if (login === null || typeof challenge !== 'string') return { ...first, text: first.body.toString() };
  const second = await fetchHttp(network, base + target, { headers: { authorization: digestHeader(challenge, { ...login, uri: target }) } });
  return { ...second, text: second.body.toString() };
}
