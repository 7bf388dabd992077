/** The phone's side of the lab's sign-in: the same few lines over the recorder's TCP port or through the cloud. Ours alone; the product never speaks it. */
import type { Duplex } from 'node:stream';
import { ha1Of, rpc2Response, SIGN_IN_REFUSALS, type SignInRefusal } from '../../../accounts/index.js';
import { fail, ok, type Outcome } from '../../../network/seam.js';

export interface LineChannel {
  /** Sends a line and gives the answer to it. */
  exchange(line: string, signal: AbortSignal): Promise<Outcome<string>>;
  /** Sends a line whose answer nobody waits for. */
  send(line: string): void;
  close(): void;
}

/** What a recorder says before it looks at an account: all connections are in use, or this address may not sign in. */
const TURNED_AWAY = ['busy', 'shut-out'] as const;
type TurnedAway = (typeof TURNED_AWAY)[number];

export interface SdkSignIn {
  readonly outcome: 'accepted' | SignInRefusal | TurnedAway;
  /** Null where the recorder does not tell. */
  readonly triesLeft: number | null;
  readonly lockSeconds: number;
  /** Serial number of the recorder that answered: whoever expects another has reached a stranger. */
  readonly serial: string;
  /** Asks for the picture; true when a frame came. */
  play(signal: AbortSignal): Promise<boolean>;
  /** Signs out and closes the connection. */
  close(): void;
}

/** Signs in over an open connection to the recorder's TCP port. `malformed`: something that is not this recorder answered. */
export async function sdkSignIn(connection: Duplex, user: string, password: string, signal: AbortSignal): Promise<Outcome<SdkSignIn>> {
  const channel = connectionChannel(connection);
  const signedIn = await signInOver(channel, user, password, signal);
  if (!signedIn.ok) channel.close();
  return signedIn;
}

export async function signInOver(channel: LineChannel, user: string, password: string, signal: AbortSignal): Promise<Outcome<SdkSignIn>> {
  const hello = await channel.exchange(`HELLO ${encodeURIComponent(user)}`, signal);
  if (!hello.ok) return hello;
  const refused = readRefusal(hello.value);
  if (refused !== undefined) return ok(view(channel, refused, refused.serial));
  const challenge = /^CHALLENGE (\S+) (\S+) (.+)$/.exec(hello.value);
  if (challenge === null) return fail('malformed', 'no challenge');
  const [, random = '', serial = '', realm = ''] = challenge;
  const answer = await channel.exchange(`ANSWER ${rpc2Response(user, random, ha1Of(user, realm, password))}`, signal);
  if (!answer.ok) return answer;
  if (answer.value === 'OK') return ok(view(channel, { outcome: 'accepted', triesLeft: null, lockSeconds: 0 }, serial));
  const refusal = readRefusal(answer.value);
  return refusal === undefined ? fail('malformed', 'no answer to the challenge') : ok(view(channel, refusal, serial));
}

interface Answered {
  readonly outcome: SdkSignIn['outcome'];
  readonly triesLeft: number | null;
  readonly lockSeconds: number;
}

function readRefusal(line: string): (Answered & { readonly serial: string }) | undefined {
  const found = /^REFUSED (\S+) (\d+|-) (\d+) (\S+)$/.exec(line);
  const refusal = [...SIGN_IN_REFUSALS, ...TURNED_AWAY].find((one) => one === found?.[1]);
  if (found === null || refusal === undefined) return undefined;
  return { outcome: refusal, triesLeft: found[2] === '-' ? null : Number(found[2]), lockSeconds: Number(found[3]), serial: found[4] ?? '' };
}

function view(channel: LineChannel, answered: Answered, serial: string): SdkSignIn {
  return {
    outcome: answered.outcome,
    triesLeft: answered.triesLeft,
    lockSeconds: answered.lockSeconds,
    serial,
    play: async (signal) => {
      const frame = await channel.exchange('PLAY', signal);
      return frame.ok && frame.value === 'FRAME';
    },
    close: () => {
      channel.send('BYE');
      channel.close();
    },
  };
}

/** One line each way over a stream. */
function connectionChannel(connection: Duplex): LineChannel {
  let buffered = '';
  let waiting: ((outcome: Outcome<string>) => void) | undefined;
  let broken: Outcome<never> | undefined;
  const settle = (outcome: Outcome<string>): void => {
    const waiter = waiting;
    waiting = undefined;
    waiter?.(outcome);
  };
  const end = (outcome: Outcome<never>): void => {
    broken ??= outcome;
    settle(outcome);
  };
  const takeLine = (): void => {
    const newline = buffered.indexOf('\n');
    if (waiting === undefined || newline < 0) return;
    const line = buffered.slice(0, newline).replace(/\r$/, '');
    buffered = buffered.slice(newline + 1);
    settle(ok(line));
  };
  connection.on('data', (chunk: Buffer) => {
    buffered += chunk.toString('utf8');
    if (buffered.length > 4096 && !buffered.includes('\n')) end(fail('malformed', 'endless line'));
    else takeLine();
  });
  connection.on('error', () => end(fail('connection-reset')));
  connection.on('close', () => end(fail('closed')));
  return {
    exchange: (line, signal) =>
      new Promise((resolve) => {
        if (broken !== undefined) return resolve(broken);
        const abort = (): void => settle(fail('aborted'));
        waiting = (outcome) => {
          signal.removeEventListener('abort', abort);
          resolve(outcome);
        };
        if (signal.aborted) return abort();
        signal.addEventListener('abort', abort, { once: true });
        connection.write(`${line}\n`);
        takeLine();
      }),
    send: (line) => {
      if (connection.writable) connection.write(`${line}\n`);
    },
    close: () => {
      if (connection.writable) connection.end();
      else connection.destroy();
    },
  };
}
