/** Whether an actor is signed in, and may do what is asked. */
import { isAtScreen, isPossible, LOCAL_ADDRESS, type Actor } from '../channel.js';
import { isAdministrator, rightsOf } from '../people/rights.js';
import type { Right } from '../people/groups.js';
import { refused, type Outcome } from '../refusal.js';
import { findAccount, type Account, type AccountsState } from '../state.js';
import { activeSessions } from './sessions.js';

export type SignedIn = { readonly ok: true; readonly account: Account; readonly session: string } | { readonly ok: false; readonly outcome: Outcome<never> };

/** The account of the actor's open session. A session of the screen serves the screen only, and one of the network never the screen. */
export function signedIn(state: AccountsState, actor: Actor, now: number, right?: Right): SignedIn {
  const refuse = (...args: Parameters<typeof refused> extends [unknown, ...infer Rest] ? Rest : never): SignedIn => ({ ok: false, outcome: refused(state, ...args) });
  if (!isPossible(actor)) return refuse('wrong-channel', 'Only the monitor of the recorder has the address "Local".');
  const session = actor.session === null ? undefined : activeSessions(state, now).find((one) => one.id === actor.session);
  const account = session === undefined ? undefined : findAccount(state, session.user);
  if (session === undefined || account === undefined || (session.address === LOCAL_ADDRESS) !== isAtScreen(actor)) return refuse('no-session', 'Sign in first.');
  if (right === 'account' ? !isAdministrator(state, account) : right !== undefined && !rightsOf(state, account).includes(right)) {
    return refuse('no-right', right === 'account' ? 'Only administrators may manage accounts.' : 'This account may not do that.');
  }
  return { ok: true, account, session: session.id };
}
