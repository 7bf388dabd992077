/** Signing in as a person does: by name and password anywhere, by the unlock pattern at the screen. */
import { isAtScreen, isPossible, LOCAL_ADDRESS, screenFault, type Actor } from '../channel.js';
import { done, refused, type Outcome, type SignInRefusal } from '../refusal.js';
import { drawnDots, patternText } from '../secrets/pattern.js';
import { verifies } from '../secrets/verifier.js';
import { ADMIN, findAccount, NO_TRIES, type AccountGroup, type AccountsState } from '../state.js';
import { countWrongPattern, passwordLock, patternLock } from './lock.js';
import { isSignedIn, openSession, screenSeconds, sessionFrom, signOut } from './sessions.js';
import { signedIn } from './signed-in.js';
import { signIn } from './sign-in.js';

export interface Entered {
  readonly session: string;
  readonly user: string;
  readonly group: AccountGroup;
}

export const SIGN_IN_SENTENCES: Readonly<Record<SignInRefusal, string>> = {
  'not-initialised': 'The recorder is not set up yet: it has no admin password.',
  'unknown-user': 'There is no such user; capitals and small letters count.',
  'wrong-password': 'The password is wrong; capitals and small letters count.',
  locked: 'The account is locked after too many wrong tries; wait until the lock ends, because the right password is refused as well.',
  'in-use': 'Somebody is signed in with this account, and it is not reusable.',
};

/** `seconds`: the session ends by itself after that time; default: at the screen as it is set there, elsewhere it stays until sign-out. */
export function signInAt(
  state: AccountsState,
  actor: Actor,
  input: { readonly user: string; readonly password: string; readonly client?: string; readonly seconds?: number },
  now: number,
): Outcome<Entered> {
  const taken = seatTaken(state, actor, now);
  if (taken !== undefined) return taken;
  const request = { user: input.user, proof: { kind: 'password', password: input.password }, address: actor.address, client: input.client ?? clientOf(actor), session: { seconds: input.seconds ?? (isAtScreen(actor) ? screenSeconds(state) : null) } } as const;
  const { state: after, result } = signIn(isAtScreen(actor) ? leavePrompt(state) : state, request, now);
  if (result.accepted) return done(after, { session: result.session ?? '', user: result.user, group: result.group });
  return refused(after, result.refusal, SIGN_IN_SENTENCES[result.refusal], result);
}

/** The pattern stands in for name and password of the built-in admin. */
export function signInWithPattern(state: AccountsState, actor: Actor, input: { readonly pattern: readonly number[] }, now: number): Outcome<Entered> {
  const elsewhere = screenFault(actor, 'pattern');
  if (elsewhere !== undefined) return refused(state, 'wrong-channel', elsewhere);
  const taken = seatTaken(state, actor, now);
  if (taken !== undefined) return taken;
  if (!state.initialized) return refused(state, 'not-initialised', SIGN_IN_SENTENCES['not-initialised']);
  if (state.pattern === null) return refused(state, 'not-set-up', 'No unlock pattern was set on this recorder.');
  const lock = patternLock(state, now);
  if (lock.locked) return refused(state, 'locked', 'The pattern is locked after too many wrong tries; wait until the lock ends.', { triesLeft: 0, lockSeconds: lock.seconds });
  if (!verifies(patternText(drawnDots(input.pattern) ?? []), state.pattern)) {
    const burnt = countWrongPattern(leavePrompt(state), now);
    const after = patternLock(burnt, now);
    return refused(burnt, after.locked ? 'locked' : 'wrong-pattern', after.locked ? 'That was one wrong pattern too many; wait until the lock ends.' : 'The pattern is wrong.', { triesLeft: after.triesLeft, lockSeconds: after.seconds });
  }
  return enterAsAdmin({ ...leavePrompt(state), patternTries: NO_TRIES }, actor, now);
}

/** A session for the built-in admin without its password; the "reusable" rule holds. */
export function enterAsAdmin(state: AccountsState, actor: Actor, now: number): Outcome<Entered> {
  const admin = findAccount(state, ADMIN);
  if (admin === undefined) return refused(state, 'unknown-user', 'This recorder has no built-in admin.');
  if (!admin.reusable && isSignedIn(state, ADMIN, now)) return refused(state, 'in-use', SIGN_IN_SENTENCES['in-use']);
  const opened = openSession(state, { user: ADMIN, address: actor.address, client: clientOf(actor), seconds: screenSeconds(state) }, now);
  return done(opened.state, { session: opened.id, user: admin.name, group: admin.group });
}

/** Main Menu › Shutdown › Logout, or the app's own way out. */
export function signOutActor(state: AccountsState, actor: Actor, now: number): Outcome<null> {
  const who = signedIn(state, actor, now);
  return who.ok ? done(signOut(state, who.session), null) : who.outcome;
}

/** The screen shows one menu: whoever is signed in there has to sign out first. */
export function seatTaken(state: AccountsState, actor: Actor, now: number): Outcome<never> | undefined {
  if (!isPossible(actor)) return refused(state, 'wrong-channel', 'Only the monitor of the recorder has the address "Local".');
  if (!isAtScreen(actor) || sessionFrom(state, LOCAL_ADDRESS, now) === undefined) return undefined;
  return refused(state, 'in-use', 'Somebody is signed in at the screen; log out first: Main Menu, Shutdown, Logout.');
}

/** The screen goes elsewhere, and the new-password prompt with it. */
export function leavePrompt(state: AccountsState): AccountsState {
  return state.promptUntil === null ? state : { ...state, promptUntil: null };
}

export interface UserLock {
  readonly user: string;
  readonly locked: boolean;
  readonly seconds: number;
  readonly triesLeft: number | null;
  /** Null when not locked. */
  readonly unlockAt: number | null;
}

/** How each account stands for somebody at this address. */
export function userLocks(state: AccountsState, now: number, address = LOCAL_ADDRESS): readonly UserLock[] {
  return state.accounts.map((account) => {
    const lock = passwordLock(state, account, address, now);
    return { user: account.name, ...lock, unlockAt: lock.locked ? now + lock.seconds * 1000 : null };
  });
}

/** As recorders list their clients. */
function clientOf(actor: Actor): string {
  switch (actor.channel) {
    case 'local-screen':
      return 'Local';
    case 'web':
      return 'Web3.0';
    case 'app':
      return 'Mobile';
    case 'sdk':
      return 'SDK';
  }
}
