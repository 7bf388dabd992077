/** A phone that really tries: it resolves, connects, signs in and asks for a picture through the simulated network. What it sees is the ground truth. */
import { resolveA } from '../network/dns.js';
import type { Failure, Network, Outcome } from '../network/seam.js';
import type { AccessMethod } from '../rules/types.js';
import { CLOUD_HOST } from './addresses.js';
import { cloudSignIn } from './devices/cloud.js';
import { CLOUD_PORT } from './devices/cloud-wire.js';
import { sdkSignIn, type SdkSignIn } from './devices/recorder/index.js';

/** Milliseconds that an app waits for a name, for a connection and for each answer of the sign-in. */
const NAME_TIMEOUT = 4000;
const CONNECT_TIMEOUT = 5000;
const SIGN_IN_TIMEOUT = 5000;

/** The entry in the app, as it was typed in when all was well. */
export interface AppEntry {
  readonly phone: string;
  readonly method: AccessMethod;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The recorder this entry is for. */
  readonly serial: string;
  /** The app is not signed in to its maker's cloud, and shows no device that it would reach that way. */
  readonly appAccountLost?: boolean;
}

export interface PhoneTrial {
  readonly phone: string;
  readonly method: AccessMethod;
  readonly from: 'home' | 'away';
  readonly sees: boolean;
  /** How far it came: the stage that failed, or `video`. */
  readonly stage: 'app' | 'name' | 'connect' | 'identity' | 'login' | 'video';
  readonly detail: string;
}

type Step = Pick<PhoneTrial, 'sees' | 'stage' | 'detail'>;

export interface PhoneLook {
  readonly step: Step;
  /** Open where the sign-in was accepted. */
  readonly session: SdkSignIn | undefined;
}

/** One look at the cameras. The session stays open until the caller closes it. */
export async function look(network: Network, entry: AppEntry): Promise<PhoneLook> {
  const failed = (stage: PhoneTrial['stage'], detail: string): PhoneLook => ({ step: { sees: false, stage, detail }, session: undefined });
  if (entry.method === 'vpn') return failed('app', 'no tunnel to the house is set up');
  if (entry.method === 'p2p' && entry.appAccountLost === true) return failed('app', 'the app asks for its own account');
  const name = entry.method === 'p2p' ? CLOUD_HOST.name : entry.host;
  const address = await resolve(network, name);
  if (!address.ok) return failed('name', told(address.failure));
  const signedIn = entry.method === 'p2p' ? await throughCloud(network, entry, address.value) : await direct(network, entry, address.value);
  if ('stage' in signedIn) return failed(signedIn.stage, signedIn.detail);
  if (signedIn.serial !== entry.serial) return abandon(signedIn, 'identity', `another recorder answered: ${signedIn.serial}`);
  if (signedIn.outcome !== 'accepted') return abandon(signedIn, 'login', signedIn.outcome);
  const playing = await within(network, SIGN_IN_TIMEOUT, (signal) => signedIn.play(signal));
  return playing ? { step: { sees: true, stage: 'video', detail: 'the picture came' }, session: signedIn } : abandon(signedIn, 'video', 'no picture came');
}

/** Whether an open session still gives a picture. */
export function stillPlays(network: Network, session: SdkSignIn): Promise<boolean> {
  return within(network, SIGN_IN_TIMEOUT, (signal) => session.play(signal));
}

function abandon(session: SdkSignIn, stage: PhoneTrial['stage'], detail: string): PhoneLook {
  session.close();
  return { step: { sees: false, stage, detail }, session: undefined };
}

type Refused = Pick<PhoneTrial, 'stage' | 'detail'>;

async function throughCloud(network: Network, entry: AppEntry, cloud: string): Promise<SdkSignIn | Refused> {
  const answer = await within(network, SIGN_IN_TIMEOUT, (signal) =>
    cloudSignIn(network, { cloud: { address: cloud, port: CLOUD_PORT }, serial: entry.serial, user: entry.user, password: entry.password, signal }),
  );
  if (answer.ok) return answer.value;
  return { stage: 'connect', detail: answer.failure.kind === 'name-not-found' ? 'the cloud says that the recorder is offline' : `cloud: ${told(answer.failure)}` };
}

async function direct(network: Network, entry: AppEntry, host: string): Promise<SdkSignIn | Refused> {
  const connection = await within(network, CONNECT_TIMEOUT, (signal) => network.tcp({ host, port: entry.port, signal }));
  if (!connection.ok) return { stage: 'connect', detail: `${host}:${entry.port} ${told(connection.failure)}` };
  const answer = await within(network, SIGN_IN_TIMEOUT, (signal) => sdkSignIn(connection.value, entry.user, entry.password, signal));
  if (answer.ok) return answer.value;
  connection.value.destroy();
  return { stage: 'identity', detail: `what answered is not a recorder (${told(answer.failure)})` };
}

async function resolve(network: Network, name: string): Promise<Outcome<string>> {
  const servers = await network.resolvers();
  const found = await within(network, NAME_TIMEOUT, (signal) => resolveA(network, name, servers.ok ? servers.value : [], signal));
  if (!found.ok) return found;
  const address = found.value[0]?.data;
  return address === undefined ? { ok: false, failure: { kind: 'name-not-found' } } : { ok: true, value: address };
}

async function within<T>(network: Network, ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = network.clock.deadline(ms);
  try {
    return await work(deadline.signal);
  } finally {
    deadline.clear();
  }
}

function told(failure: Failure): string {
  return failure.kind.replaceAll('-', ' ');
}
