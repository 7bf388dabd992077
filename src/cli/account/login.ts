/** `account login`: one sign-in at a virtual recorder, as its screen, its web pages, an app or PC software would do it. */
import { CHANNELS, sessionFrom, shownTime, signInAt, signInWithPattern, signOut, signOutActor, type Channel, type Entered, type Outcome } from '../../accounts/index.js';
import { DoctorError } from '../../errors.js';
import { canPrompt } from '../common.js';
import { EXIT } from '../exit.js';
import { flag, text, type Arguments } from '../options.js';
import type { VirtualRecorderFile } from '../../lab/virtual-recorder/index.js';
import { paperGuide } from './guide.js';
import { SIGN_IN_GUIDE } from './menu-guides.js';
import { passwordGiven } from './password.js';
import { readPattern } from './pattern-text.js';
import { askPattern } from './prompts.js';
import { needText, readSecrets } from './secrets.js';
import { actorOf, onlyVirtual, operate, virtualOf } from './virtual.js';
import { answer, clock, PLACES, refusalJson, refusalLines } from './words.js';

const SCHEMA = 'nvr-doctor/account-login@1';

export async function runAccountLogin(args: Arguments): Promise<void> {
  const store = await virtualOf(args);
  if (store === undefined) {
    onlyVirtual(args, ['password-stdin', 'logout']);
    await answer(args, { schema: SCHEMA, guide: SIGN_IN_GUIDE }, (_style, columns) => paperGuide(SIGN_IN_GUIDE, columns));
    return;
  }
  const channel = channelOf(args);
  const who = { ...actorOf(args, channel), session: null };
  if (flag(args, 'logout')) return logOut(args, store, channel);
  const stay = minutes(args);
  const user = text(args, 'user') ?? 'admin';
  const tried = flag(args, 'pattern')
    ? await patternGiven(args).then((pattern) => operate(store, (accounts, now) => leave(signInWithPattern(accounts, who, { pattern }, now), stay, channel, now)))
    : await passwordGiven(args, user).then((password) => operate(store, (accounts, now) => leave(signInAt(accounts, who, { user, password, ...(stay === 0 ? {} : { seconds: stay * 60 }) }, now), stay, channel, now)));
  const { accounts, now } = tried.at;
  const shown = shownTime(accounts, now);
  process.exitCode = tried.ok ? EXIT.fine : EXIT.problem;
  const common = { schema: SCHEMA, channel, address: who.address, at: shown };
  if (!tried.ok) {
    const { refusal } = tried;
    await answer(args, { ...common, accepted: false, refusal: refusalJson(refusal, tried.at) }, (_style, columns) => refusalLines(refusal, tried.at, columns));
    return;
  }
  const { user: name, group } = tried.value;
  const until = stay === 0 ? null : shownTime(accounts, now + stay * 60_000);
  await answer(args, { ...common, accepted: true, user: name, group, signedInUntil: until }, () => [
    `Signed in as ${name} (group ${group}) ${PLACES[channel]}.`,
    ...(until === null ? [] : [`Stays signed in until ${clock(until)} on the clock of the recorder.`]),
  ]);
}

/** Main Menu, Shutdown, Logout: it asks for no password. */
async function logOut(args: Arguments, store: VirtualRecorderFile, channel: Channel): Promise<void> {
  const { address } = actorOf(args, channel);
  const { user, at } = await store.update((recorder, now) => {
    const open = sessionFrom(recorder.accounts, address, now);
    const accounts = open === undefined ? recorder.accounts : signOut(recorder.accounts, open.id);
    return { recorder: open === undefined ? recorder : { ...recorder, accounts }, value: { user: open?.user ?? null, at: shownTime(accounts, now) } };
  });
  const said = user === null ? `Nobody is signed in ${PLACES[channel]}.` : `${user} is signed out ${PLACES[channel]}.`;
  await answer(args, { schema: SCHEMA, channel, address, at, signedOut: user }, () => [said]);
}

/** Signed out at once, unless it shall stay: then the session ends by itself. */
function leave(entered: Outcome<Entered>, stay: number, channel: Channel, now: number): Outcome<Entered> {
  if (!entered.ok || stay > 0) return entered;
  const session = entered.state.sessions.find(({ id }) => id === entered.value.session);
  const out = signOutActor(entered.state, { channel, address: session?.address ?? '', session: entered.value.session }, now);
  return { ...entered, state: out.state };
}

export function channelOf(args: Arguments): Channel {
  const given = text(args, 'channel');
  return CHANNELS.find((channel) => channel === given) ?? 'local-screen';
}

function minutes(args: Arguments): number {
  const given = text(args, 'stay');
  if (given === undefined) return 0;
  const value = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (value < 1 || value > 1440) throw new DoctorError(`--stay cannot be "${given.slice(0, 40)}".`, { hint: 'It is a number of minutes from 1 to 1440.' });
  if (flag(args, 'pattern')) throw new DoctorError('A sign-in by pattern ends at once here.', { where: '--stay', hint: 'Leave one of the two out.' });
  return value;
}

async function patternGiven(args: Arguments): Promise<readonly number[]> {
  if (flag(args, 'secrets-stdin')) {
    const pattern = readPattern(needText(await readSecrets(['pattern']), 'pattern'));
    if (pattern === undefined) throw new DoctorError('"pattern" must be the numbers of the dots.', { where: '--secrets-stdin', hint: 'The dots are numbered 1 to 9, row by row.' });
    return pattern;
  }
  if (!canPrompt(args)) throw new DoctorError('A pattern is needed, and nobody can be asked for it.', { where: '--pattern', hint: 'Give it with --secrets-stdin: {"pattern": "…"}.' });
  return askPattern('Unlock pattern: the dots in the order of the line');
}
