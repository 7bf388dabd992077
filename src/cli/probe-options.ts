/** Addresses and credentials for the probes from options, environment and standard input. A password is never an argument: others on the machine could read it. */
import { isAbsolute, join } from 'node:path';
import { homedir } from 'node:os';
import { DoctorError } from '../errors.js';
import { canonicalIp } from '../facts/validate.js';
import type { ProbeOptions } from '../probes/probe.js';
import { stunServer } from '../probes/wire/stun.js';
import { flag, text, texts, type Arguments } from './options.js';

/** Two operators apart from each other, so that the second opinion is one. */
const STUN_SERVERS = ['stun.cloudflare.com:3478', 'stun.l.google.com:19302'] as const;
const PUBLIC_RESOLVERS = ['1.1.1.1', '9.9.9.9'] as const;
const PASSWORD_VARIABLE = 'NVR_DOCTOR_PASSWORD';
const LONGEST_PASSWORD = 256;

type Given = { -readonly [K in keyof ProbeOptions]?: ProbeOptions[K] };

/** Only what was given; @throws DoctorError for an address, server or URL that cannot be one. */
export async function optionsFrom(args: Arguments): Promise<Given> {
  const given = addressesFrom(args);
  const login = await loginFrom(args);
  return login ? { ...given, login } : given;
}

/** Without the sign-in; @throws DoctorError as `optionsFrom` */
export function addressesFrom(args: Arguments): Given {
  const given: Given = {};
  const recorder = text(args, 'recorder');
  if (recorder !== undefined) {
    const address = canonicalIp(recorder);
    if (address === undefined) throw bad('recorder', recorder, 'It is the address of the recorder in your home, such as 192.168.1.64.');
    given.recorder = address;
  }
  const id = text(args, 'recorder-id');
  if (id !== undefined) given.recorderId = id;
  const stun = texts(args, 'stun');
  for (const server of stun) if (stunServer(server) === undefined) throw bad('stun', server, 'It is HOST:PORT, such as stun.cloudflare.com:3478.');
  if (stun.length > 0) given.stunServers = stun;
  const resolvers = texts(args, 'resolver');
  for (const resolver of resolvers) if (canonicalIp(resolver) === undefined) throw bad('resolver', resolver, 'It is the address of a name server.');
  if (resolvers.length > 0) given.publicResolvers = resolvers;
  const outside = text(args, 'outside');
  if (outside !== undefined) {
    if (!URL.canParse(outside) || !/^https?:\/\//i.test(outside)) throw bad('outside', outside, 'It is the URL of a helper, such as http://198.51.100.60:8787.');
    const { username, password } = new URL(outside);
    if (username !== '' || password !== '') throw new DoctorError('The URL of --outside holds a user name or a password.', { hint: 'A helper needs none: give the URL without it.' });
    given.outside = outside;
  }
  return given;
}

/** What a run on the real network uses where nothing else was given. */
export function withDefaults(given: Given): ProbeOptions {
  return { stunServers: STUN_SERVERS, publicResolvers: PUBLIC_RESOLVERS, stateDirectory: stateDirectory(), ...given };
}

async function loginFrom(args: Arguments): Promise<ProbeOptions['login'] | undefined> {
  // One from the environment is no better than a guess where nobody knows the right one.
  if (flag(args, 'password-forgotten')) return undefined;
  const user = text(args, 'user');
  const password = flag(args, 'password-stdin') ? await firstLineOfStdin() : process.env[PASSWORD_VARIABLE];
  if (password === undefined || password === '') {
    if (flag(args, 'password-stdin')) throw new DoctorError('There is no password on standard input.', { where: '--password-stdin', hint: 'Write it as the first line.' });
    return undefined;
  }
  if (user === undefined) throw new DoctorError('A password was given without a user name.', { hint: 'Give the user name with --user NAME.' });
  return { user, password, ...consents(args) };
}

/** What the person agreed to about the one sign-in. */
export function consents(args: Arguments): Pick<NonNullable<ProbeOptions['login']>, 'confirmed' | 'allowBasic' | 'spendTry'> {
  return {
    ...(flag(args, 'password-as-typed') ? { confirmed: true } : {}),
    ...(flag(args, 'allow-basic') ? { allowBasic: true } : {}),
    ...(flag(args, 'spend-a-try') ? { spendTry: true } : {}),
  };
}

async function firstLineOfStdin(): Promise<string> {
  let received = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    received += chunk;
    if (received.includes('\n') || received.length > LONGEST_PASSWORD) break;
  }
  const line = received.split(/\r?\n/, 1)[0] ?? '';
  if (line.length > LONGEST_PASSWORD) throw new DoctorError('The password is too long.', { where: '--password-stdin', hint: `At most ${LONGEST_PASSWORD} characters in the first line.` });
  return line;
}

/** Where refused passwords are remembered, so that the same one is never sent twice (as a fingerprint, not as text). */
export function stateDirectory(): string {
  const { env, platform } = process;
  const xdg = env['XDG_STATE_HOME'];
  if (xdg && isAbsolute(xdg)) return join(xdg, 'nvr-doctor');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'nvr-doctor');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'nvr-doctor');
  return join(homedir(), '.local', 'state', 'nvr-doctor');
}

function bad(option: string, given: string, hint: string): DoctorError {
  return new DoctorError(`--${option} cannot be "${given.slice(0, 60)}".`, { hint });
}
