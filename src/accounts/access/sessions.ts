/** Who is signed in. A session ends by sign-out, by its time, or with the connection that holds it; at the screen by itself where nobody works on. */
import { md5 } from '../secrets/proof.js';
import { AUTO_LOGOUT_MINUTES } from '../setup/wizard-pages.js';
import type { AccountsState, Session } from '../state.js';

/** Keeps the list bounded on a recorder that is asked for ever: the oldest session gives way. */
const MAX_SESSIONS = 128;

export function activeSessions(state: AccountsState, now: number): readonly Session[] {
  return state.sessions.filter((session) => session.expiresAt === null || session.expiresAt > now);
}

/** Who is signed in from this address. */
export function sessionFrom(state: AccountsState, address: string, now: number): Session | undefined {
  return activeSessions(state, now).find((session) => session.address === address);
}

export function openSession(
  state: AccountsState,
  input: { readonly user: string; readonly address: string; readonly client: string; readonly seconds: number | null },
  now: number,
): { readonly state: AccountsState; readonly id: string } {
  // Derived, not random: the same home must run the same way each time.
  const id = md5(`${state.realm}:session:${state.nextSession}`);
  const session: Session = {
    id,
    user: input.user,
    address: input.address,
    client: input.client,
    since: now,
    expiresAt: input.seconds === null ? null : now + input.seconds * 1000,
  };
  const kept = activeSessions(state, now).slice(-(MAX_SESSIONS - 1));
  return { state: { ...state, sessions: [...kept, session], nextSession: state.nextSession + 1 }, id };
}

/** The screen signs out by itself when nobody works at it; until the startup wizard says otherwise, after the usual time. Null: never. */
export function screenSeconds({ wizard }: AccountsState): number | null {
  const minutes = wizard?.general.autoLogoutMinutes ?? AUTO_LOGOUT_MINUTES.usual;
  return minutes === 0 ? null : minutes * 60;
}

/** Prolongs a session to `seconds` from now; the state is unchanged when it is not active. */
export function touchSession(state: AccountsState, id: string, seconds: number, now: number): AccountsState {
  return {
    ...state,
    sessions: state.sessions.map((session) =>
      session.id === id && session.expiresAt !== null && session.expiresAt > now ? { ...session, expiresAt: now + seconds * 1000 } : session,
    ),
  };
}

export function signOut(state: AccountsState, id: string): AccountsState {
  return state.sessions.some((session) => session.id === id) ? { ...state, sessions: state.sessions.filter((session) => session.id !== id) } : state;
}

/** A restart of the recorder ends every session and clears its screen; counters and locks stay. */
export function endAllSessions(state: AccountsState): AccountsState {
  return { ...state, sessions: [], promptUntil: null };
}

export function isSignedIn(state: AccountsState, user: string, now: number): boolean {
  return activeSessions(state, now).some((session) => session.user === user);
}
